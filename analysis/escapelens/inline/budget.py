"""The inliner's numbers. Counterpart: the constants atop `inline/inl.go` and `inlineBudget`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escapelens.ir.nodes import Func
    from escapelens.releases.release import Release

MAX_BUDGET = 80
EXTRA_CALL_COST = 57
PARAM_CALL_COST = 17  # of a parameter or captured variable: what it holds may become known by inlining
EXTRA_PANIC_COST = 1
EXTRA_THROW_COST = MAX_BUDGET
BIG_FUNCTION_NODES = 5000  # functions with so many nodes are "big"
BIG_FUNCTION_MAX_COST = 20  # most that a callee may cost there
CLOSURE_CALLED_ONCE_COST = 10 * MAX_BUDGET


def inline_budget(fn: Func, release: Release) -> int:
    """Most that fn's body may cost: literals get more, for they may be called just once."""
    if fn.closure_parent is not None and release.inlines_literals_called_once:
        return CLOSURE_CALLED_ONCE_COST
    return MAX_BUDGET

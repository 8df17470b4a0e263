"""One ReassignOracle per outermost function, made on demand and shared by the batches of a package.

Counterpart: `escape/escape.go: reassignOracle`.
"""

from __future__ import annotations

from escapelens.escape.graph import Batch
from escapelens.ir.nodes import Func
from escapelens.ir.static_value import ReassignOracle

ORACLES = "reassign oracles"  # key of Target.scratch


def reassign_oracle(b: Batch, fn: Func) -> ReassignOracle:
    """The oracle of fn, for a literal that of the function around it all (of a package variable: its own)."""
    oracles: dict[Func, ReassignOracle] = b.target.scratch.setdefault(ORACLES, {})
    oracle = oracles.get(fn)
    if oracle is None:
        f = fn
        while f.closure_parent is not None and not f.closure_parent.is_package_init:
            f = f.closure_parent
        oracle = oracles.get(f)
        if oracle is None:
            oracle = oracles[f] = ReassignOracle(f)
        oracles[fn] = oracle
    return oracle

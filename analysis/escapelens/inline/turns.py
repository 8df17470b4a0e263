"""Mutually recursive functions: does it matter which of them is judged first?

What: the compiler judges a group of functions that call each other in the order in which it meets them, which hangs on
the whole package: the cost of a call is that of the callee's body only if the callee has been judged before. Mostly the
order changes nothing, since at most one of the group can be inlined at all. `any_order` tells so without knowing what
else there is in the package.

Counterpart: the loop of `inline/inl.go: CanInlineFuncs`.
Property: True means that every order has the same results; False that some may differ.
"""

from __future__ import annotations

from escapelens.inline.budget import inline_budget
from escapelens.inline.can_inline import can_inline, inline_impossible
from escapelens.inline.cost import HairyVisitor
from escapelens.inline.inliner import Inliner
from escapelens.ir.nodes import Func, Inline
from escapelens.ir.scc import mentioned_funcs, root_of, visit_funcs_bottom_up

_MAX_ORDERS = 16  # groups with more entrances are not tried out


def any_order(inl: Inliner, group: list[Func]) -> bool:
    """group: a component of the graph of mentions, none of it judged yet; it is left so."""
    before, inl.verbose = inl.verbose, False
    try:
        return not _linked(inl, group) or _orders_agree(inl, group)
    finally:
        inl.verbose = before
        _forget(group)


def _linked(inl: Inliner, group: list[Func]) -> bool:
    """Whether one that might be inlined, if only calls within the group cost nothing, mentions another such."""
    for fn in group:
        fn.inl, fn.inlinability_checked = Inline(0, False), True
    cheap = set()
    for fn in group:
        if not inline_impossible(fn) and not HairyVisitor(inl, fn, inline_budget(fn, inl.release)).visit():
            cheap.add(fn)
    _forget(group)
    return any(to in cheap and root_of(to) is not root_of(fn) for fn in cheap for to in mentioned_funcs(fn))


def _orders_agree(inl: Inliner, group: list[Func]) -> bool:
    """Judge the group as if each of its functions were the first to be met, and compare."""
    entrances = list(dict.fromkeys(map(root_of, group)))
    if len(entrances) > _MAX_ORDERS:
        return False
    within = set(group)
    outcomes = set()
    for entrance in entrances:
        order: list[Func] = []
        visit_funcs_bottom_up([entrance], lambda found, _: order.extend(found), within)  # noqa: B023
        for fn in order:
            can_inline(inl, fn)
        outcomes.add(tuple([(fn.inl.cost, fn.inl.can_delay_results) if fn.inl is not None else None for fn in group]))
        _forget(group)
    return len(outcomes) == 1


def _forget(group: list[Func]) -> None:
    for fn in group:
        fn.inl, fn.inlinability_checked = None, False

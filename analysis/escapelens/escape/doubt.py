"""What code in error may let escape.

What: a function with statements in error has lost some: any of its parameters may be kept by what was lost. Whatever
reaches one flows to `Batch.doubt_loc`, directly or by a tag (leaks.py: DOUBT). After the solver, `spread` finds the
locations whose address does, and all that may be reached from those: of them it is not said that they do not escape.
Why: a false "does not escape" is the worst answer, and what surely escapes (for flows that are lost only add) stays
as it was while somebody types in one of the functions that are called.
Counterpart: none, the compiler does not come as far as this. Property: sound code has no such flows and pays nothing.
"""

from __future__ import annotations

from escapelens.escape.graph import DOUBTS, ESCAPES, Batch, Location, flow, old_loc
from escapelens.escape.leaks import DOUBT, add
from escapelens.ir import ops as O
from escapelens.ir.nodes import Func


def begin(b: Batch, fn: Func) -> None:
    """Statements of fn are left out."""
    for param in b.params_and_results(fn)[0]:
        flow(b, (b.doubt_loc, 0, None, False), old_loc(b, param))


def spread(b: Batch) -> None:
    roots = [b.doubt_loc]
    while roots:
        derefs = {(root := roots.pop()): 0}
        todo = [root]
        while todo:
            loc = todo.pop()
            at = derefs[loc]
            if at < 0:  # the address of loc gets there
                at = 0
                if not loc.attrs & DOUBTS:
                    loc.attrs |= DOUBTS
                    roots.append(loc)
                    roots += _results(b, loc)
            if loc.param_esc is not None:
                add(loc.param_esc, DOUBT, at)
            for src, weight, _ in loc.edges:
                if not src.attrs & ESCAPES and derefs.get(src, at + weight + 1) > at + weight:
                    derefs[src] = at + weight
                    todo.append(src)


def _results(b: Batch, loc: Location) -> list[Location]:
    """Of a literal that may be called there: what it returns may go anywhere, too."""
    if loc.n is None or loc.n.op != O.OCLOSURE or not b.in_mutual_batch(loc.n.func.nname):  # type: ignore[attr-defined]
        return []
    return [old_loc(b, result) for result in b.params_and_results(loc.n.func)[1]]  # type: ignore[attr-defined]

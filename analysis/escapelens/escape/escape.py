"""Escape analysis of a package, batch by batch.

A batch is a set of functions that call one another, with the literals in them; batches are analysed callees first, so
what a batch needs of a callee outside it is its leak tag. Per batch:

1. every variable gets a location; bodies are walked and become edges (walk, expr, assign, call, stmt);
2. closures capture by value what is never assigned again nor addressed and small, else by reference;
3. what is too large for the stack flows to the heap;
4. the solver finds what outlives what (solve);
5. verdicts and tags are recorded and said in the compiler's words.

Example: `func f() *int { x := 1; return &x }` gives the edge `~r0 <- x` of -1 dereferences. A result outlives every
local, so walking from `~r0` finds `x` with its address taken: "moved to heap: x".

Counterpart: `escape/escape.go`. Property kept: sentences come in the compiler's order and number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.escape import doubt
from escapelens.escape import expr as _expr  # noqa: F401  (fills the dispatch tables)
from escapelens.escape import stmt as _stmt  # noqa: F401
from escapelens.escape.bounds import report_bounds
from escapelens.escape.graph import (
    FUNC_PLANNED,
    FUNC_TAGGED,
    Batch,
    Escape,
    Hole,
    addr_of,
    flow,
    new_loc,
    note,
    old_loc,
)
from escapelens.escape.oracle import ORACLES
from escapelens.escape.rewrite import restore, rewrite_with_literals
from escapelens.escape.solve import walk_all
from escapelens.escape.utils import heap_alloc_reason
from escapelens.escape.verdicts import param_tag, report_location
from escapelens.escape.walk import walk_func
from escapelens.ir import ops as O
from escapelens.ir.scc import captures, mentioned_funcs, root_of, visit_funcs_bottom_up
from escapelens.ir.target import GaveUp
from escapelens.remarks import CAPTURING, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from escapelens.ir.nodes import AnyNode, Func
    from escapelens.ir.target import Target
    from escapelens.remarks import Remarks


MAX_BY_VALUE = 128  # bytes of the largest variable captured by value


def components(
    fns: list[Func], *, alone: bool = False, mentions: Callable[[Func], list[Func]] = mentioned_funcs
) -> list[list[Func]]:
    """fns by batch, callees first. alone: look at no other functions that they mention."""
    found: list[list[Func]] = []
    visit_funcs_bottom_up(fns, lambda block, _recursive: found.append(block), set(fns) if alone else None, mentions)
    return found


def by_name(blocks: list[list[Func]]) -> list[list[Func]]:
    """Blocks that more than one function is in, with calls of interfaces that lead to known methods, in the order of
    names: the one that they come in hangs on when these methods were found. It decides between ways of equal length."""
    return [
        sorted(block, key=lambda fn: fn.sym)
        if any(fn.devirtualized for fn in block) and len({root_of(fn) for fn in block}) > 1
        else block
        for block in blocks
    ]


def funcs(target: Target, blocks: Iterable[list[Func]], report: Remarks) -> list[Batch]:
    """Analyse batches, which come callees first; other functions that they mention have been analysed."""
    batches = [batch(block, target, report) for block in blocks]
    report_bounds(target, report)
    forget_bodies(target)
    return batches


def forget_bodies(target: Target) -> None:
    """Bodies will change: what is known of them is wrong from here on."""
    target.scratch.pop(ORACLES, None)


def batch(fns: list[Func], target: Target, report: Remarks) -> Batch:
    """Analyse one batch. Leaves tags in Func.leak_tags, verdicts in Node.esc, sentences in report."""
    target.cancel.check()
    b = Batch(fns, target, report)
    try:
        _analyse(b, fns)
    except GaveUp as e:
        b = _give_up(b, fns, e.why)
    except Exception as e:
        if target.flags.strict:
            raise
        b = _give_up(b, fns, f"{type(e).__name__}: {e}")
    if not target.flags.graphs:
        b.drop_graph()
    return b


def _give_up(b: Batch, fns: list[Func], why: str) -> Batch:
    """Nothing is known of the batch: its functions are to others as if they had no bodies."""
    for fn in fns:
        b.target.give_up(fn, why)
        fn.leak_tags = None
    b.report[:] = [r for r in b.report if r.func not in fns]
    nothing = Batch(fns, b.target, b.report)
    nothing.gave_up = True
    return nothing


def _analyse(b: Batch, fns: list[Func]) -> None:
    for fn in fns:
        init_func(b, fn)
    for fn in fns:
        if not captures(fn):
            walk_func(b, fn)
    flow_closures(b)

    heap_hole = b.heap_hole
    for loc in b.all_locs:
        n = loc.n
        if n is None:
            continue
        rewrite_with_literals(b, n, loc.curfn)
        why = heap_alloc_reason(n, b.sizes, b.release)
        if why:
            flow(b, addr_of(heap_hole, n, why), loc)

    walk_all(b)
    if b.doubt_loc.edges:
        doubt.spread(b)
    _finish(b, fns)


def init_func(b: Batch, fn: Func) -> None:
    """Locations of what the function declares."""
    restore(fn)
    e = Escape(b, fn)
    fn.esc = FUNC_PLANNED
    for n in fn.dcl:
        new_loc(e, n, True)
    if fn.oclosure is None:
        for n in fn.closure_vars:  # hidden parameters of a method value wrapper
            new_loc(e, n.canonical, True)
    for i, result in enumerate(b.params_and_results(fn)[1]):
        old_loc(b, result).result_index = 1 + i
    if fn in b.target.skipped:
        doubt.begin(b, fn)


def flow_closures(b: Batch) -> None:
    """Let what literals capture flow into them, once all bodies were walked."""
    for k, clo in b.closures:
        _flow_closure(b, k, clo)
    b.closures = []


def _flow_closure(b: Batch, k: Hole, clo: AnyNode) -> None:
    """Decide how each variable is captured, now that all assignments are known."""
    for cv in clo.func.closure_vars:
        n = cv.canonical
        loc = old_loc(b, cv)
        size = b.sizes.sizeof(n.typ) if n.typ is not None else 0
        n.by_val = cv.by_val = not loc.addrtaken and not loc.reassigned and size <= MAX_BY_VALUE
        if not n.by_val:
            n.addrtaken = True
        if b.flows:
            how = "value" if n.by_val else "ref"
            text = (
                f"{b.text(n.curfn.nname)} capturing by {how}: {b.text(n)} "
                f"(addr={_bool(loc.addrtaken)} assign={_bool(loc.reassigned)} width={size})"
            )
            b.report.say(CAPTURING, b.target.inl_tree.outermost(n.pos), text, level=2, func=n.curfn, node=n)
        into = k if n.by_val else addr_of(k, cv, Why.REFERENCE)
        flow(b, note(into, cv, Why.CAPTURED), loc)


def _bool(x: bool) -> str:
    return "true" if x else "false"


def _finish(b: Batch, fns: list[Func]) -> None:
    for fn in fns:
        fn.esc = FUNC_TAGGED
        fn.leak_tags = [param_tag(b, fn, i, param) for i, param in enumerate(b.params_and_results(fn)[0])]
    for loc in b.all_locs:
        n = loc.n
        if n is None:
            continue
        if n.op == O.ONAME:
            n.opt = None
        report_location(b, loc)

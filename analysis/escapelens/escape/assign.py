"""Assignments: the hole that a left-hand side is, and what flows into it.

Counterpart: `escape/assign.go`.
"""

from __future__ import annotations

from collections.abc import Sequence

from escapelens.escape.bounds import note_index
from escapelens.escape.graph import Escape, Hole, note, old_loc
from escapelens.escape.utils import is_reflect_header_data_field, is_self_assign
from escapelens.escape.walk import discard, expr, unsafe_value
from escapelens.ir import ops as O
from escapelens.ir.nodes import PEXTERN, AnyNode, Node
from escapelens.model.types import Array
from escapelens.model.under import under
from escapelens.remarks import SELF_ASSIGNMENT, Why


def addr(e: Escape, n: AnyNode) -> Hole:
    """The hole of storing into the addressable expression n."""
    if n is None:
        return e.discard_hole
    op = n.op
    if op == O.ONAME:
        if n.sym == "_":
            return e.discard_hole
        if n.class_ == PEXTERN:
            return e.batch.heap_hole
        return (old_loc(e.batch, n), 0, None, False)
    k = e.batch.heap_hole
    if op == O.ODOT:
        k = addr(e, n.x)
    elif op == O.OINDEX:
        discard(e, n.index)
        t = under(n.x.typ)
        if isinstance(t, Array):
            note_index(e, n, t.len)
            k = addr(e, n.x)
        else:
            mutate(e, n.x)
    elif op in (O.ODEREF, O.ODOTPTR):
        mutate(e, n.x)
    elif op == O.OINDEXMAP:
        discard(e, n.x)
        # A key that is put into a map must not point into the stack.
        assign_heap(e, n.index, Why.MAP_PUT, n)
    return k


def mutate(e: Escape, n: Node) -> None:
    expr(e, e.batch.mutator_hole, n)


def assign_heap(e: Escape, src: Node | None, why: Why, where: Node) -> None:
    expr(e, note(e.batch.heap_hole, where, why), src)


def assign_list(e: Escape, dsts: list[AnyNode], srcs: Sequence[AnyNode | None], why: Why, where: Node) -> None:
    """dsts... = srcs..., one by one; missing sources are zero values."""
    ks = [addr(e, dst) for dst in dsts]
    n_srcs = len(srcs)
    for i, k in enumerate(ks):
        src = srcs[i] if i < n_srcs else None
        dst = dsts[i]
        if dst is not None and src is not None:
            op = dst.op
            if op == O.ODOTPTR and is_reflect_header_data_field(dst):
                unsafe_value(e, note(e.batch.heap_hole, where, why), src)
                continue
            if op != O.ONAME and is_self_assign(dst, src):
                b = e.batch
                text = f"{b.text(e.curfn.nname)} ignoring self-assignment in {b.text(where)}"
                b.report.say(SELF_ASSIGNMENT, b.target.inl_tree.outermost(where.pos), text, func=e.curfn, node=where)
                k = e.discard_hole
        if src is not None:
            expr(e, (k[0], k[1], (where, why, k[2]), k[3]), src)
    reassigned(ks, where)


def reassigned(ks: list[Hole], where: AnyNode) -> None:
    """Mark the variables as assigned to, but for the statement that declares them."""
    if where.op == O.OAS and where.y is None:
        x = where.x
        if x is not None and x.op == O.ONAME and x.defn is None:
            return  # var x T
    for k in ks:
        loc = k[0]
        n = loc.n
        # The variable of a range is assigned at every iteration.
        if n is not None and n.op == O.ONAME and n.defn is where and where.op != O.ORANGE:  # type: ignore[attr-defined]
            continue
        loc.reassigned = True

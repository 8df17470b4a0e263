"""The walk over a function's body that builds the graph: dispatch of statements and expressions.

What: `EXPR` and `STMT` map an operator to its handler; the modules `expr`, `assign`, `call` and `stmt` fill them. What
all of them need (evaluate, discard, a block, a body) stands here, so that they need not import one another in a circle.

Counterpart: `escape/expr.go: expr, discard`, `escape/stmt.go: stmts, block, dcl`, `escape/escape.go: walkFunc`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from escapelens.escape.graph import FUNC_STARTED, Batch, Escape, Hole, deref, old_loc
from escapelens.escape.utils import is_reflect_header_data_field
from escapelens.ir import ops as O
from escapelens.ir.nodes import AnyNode, Func, Name, Node
from escapelens.ir.visit import PUSH
from escapelens.model.types import UNSAFE_POINTER, Basic
from escapelens.model.under import under
from escapelens.remarks import Why

EXPR: dict[str, Callable[[Escape, Hole, AnyNode], None]] = {}
STMT: dict[str, Callable[[Escape, AnyNode], None]] = {}

LEAVES = frozenset({O.OLITERAL, O.ONIL, O.ONAME})

LOOPING, NONLOOPING = 1, 2


def expr(e: Escape, k: Hole, n: Node | None) -> None:
    """Evaluate n and let its value flow into k."""
    if n is None:
        return
    if n.init:
        stmts(e, n.init)
    if k[1] >= 0 and k[0] is not e.blank:
        t = n.typ
        if t is None or not e.has_pointers(t):
            k = (e.blank, k[1], None, k[3])
    handler = EXPR.get(n.op)
    if handler is None:
        e.batch.partial.append((e.curfn, f"unexpected expression {n.op}"))
    else:
        handler(e, k, n)


def expr_skip_init(e: Escape, k: Hole, n: Node) -> None:
    """Like `expr`, for a node whose init statements were walked before."""
    if k[1] >= 0 and k[0] is not e.blank and (n.typ is None or not e.has_pointers(n.typ)):
        k = (e.blank, k[1], None, k[3])
    handler = EXPR.get(n.op)
    if handler is not None:
        handler(e, k, n)


def discard(e: Escape, n: Node | None) -> None:
    """Evaluate n for what it does; its value goes nowhere."""
    if n is None:
        return
    if n.init:
        stmts(e, n.init)
    op = n.op
    if op in LEAVES:
        return
    handler = EXPR.get(op)
    if handler is None:
        e.batch.partial.append((e.curfn, f"unexpected expression {op}"))
    else:
        handler(e, e.discard_hole, n)


def unsafe_value(e: Escape, k: Hole, n: AnyNode) -> None:
    """A uintptr whose bits may be a pointer: look through its arithmetic for conversions from unsafe.Pointer."""
    if n.init:
        stmts(e, n.init)
    op = n.op
    if op in (O.OCONV, O.OCONVNOP):
        t = under(n.x.typ)
        if isinstance(t, Basic) and t.kind == UNSAFE_POINTER:
            expr(e, k, n.x)
        else:
            discard(e, n.x)
    elif op == O.ODOTPTR:
        if is_reflect_header_data_field(n):
            expr(e, deref(k, n, Why.HEADER_DATA), n.x)
        else:
            discard(e, n.x)
    elif op in (O.OPLUS, O.ONEG, O.OBITNOT):
        unsafe_value(e, k, n.x)
    elif op in (O.OADD, O.OSUB, O.OOR, O.OXOR, O.OMUL, O.ODIV, O.OMOD, O.OAND, O.OANDNOT):
        unsafe_value(e, k, n.x)
        unsafe_value(e, k, n.y)
    elif op in (O.OLSH, O.ORSH):
        unsafe_value(e, k, n.x)
        discard(e, n.y)
    else:
        expr_skip_init(e, e.discard_hole, n)


def stmt(e: Escape, n: Node | None) -> None:
    if n is None:
        return
    if n.init:
        stmts(e, n.init)
    handler = STMT.get(n.op)
    if handler is None:
        e.batch.partial.append((e.curfn, f"unexpected statement {n.op}"))
    else:
        handler(e, n)


def stmts(e: Escape, list_: Sequence[Node]) -> None:
    table = STMT
    for n in list_:
        if n.init:
            stmts(e, n.init)
        handler = table.get(n.op)
        if handler is None:
            e.batch.partial.append((e.curfn, f"unexpected statement {n.op}"))
        else:
            handler(e, n)


def block(e: Escape, list_: list[Node]) -> None:
    """Statements of a block: a looping label in it deepens the loop to its end only."""
    depth = e.loop_depth
    stmts(e, list_)
    e.loop_depth = depth


def dcl(e: Escape, n: Name) -> Hole:
    """The declaration of a variable: from here on it lives at the current loop depth."""
    loc = old_loc(e.batch, n)
    loc.loop_depth = e.loop_depth
    return (loc, 0, None, False)


def walk_func(b: Batch, fn: Func) -> None:
    e = Escape(b, fn)
    fn.esc = FUNC_STARTED
    block(e, fn.body)


def labels_of(fn: Func) -> dict[str, int]:
    """For each label whether a goto jumps back to it (NONLOOPING, LOOPING)."""
    labels: dict[str, int] = {}
    push = PUSH
    stack: list[AnyNode] = fn.body[::-1]
    while stack:
        n = stack.pop()
        op = n.op
        if op == O.ONAME:
            continue
        if op == O.OLABEL:
            labels[n.label] = NONLOOPING
        elif op == O.OGOTO and labels.get(n.label) == NONLOOPING:
            labels[n.label] = LOOPING
        push[n.__class__](n, stack)
    return labels

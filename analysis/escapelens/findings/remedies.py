"""Remedies: advice that several scenarios share, and what it hangs on: where a value is made, and in place of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.names import source_text
from escapelens.model.lookup import deref, lookup_method
from escapelens.model.predicates import is_declared_as
from escapelens.model.types import Named
from escapelens.remarks import Why
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode, Node


def at_its_place(c: Case) -> str:
    """Advice that hangs on nothing but where it is made, "" if there is none."""
    if is_for_a_pool(c):
        return say("Unavoidable here: it is made for a sync.Pool, by which it is used again.")
    if missing := replaces_nil(c):
        return made_if_nil(missing)
    pair = put_before(c)
    return concat(c, *pair) if pair is not None else ""


def renewed(c: Case) -> str:
    """Advice where a function that is inlined here makes something new."""
    if found := at_its_place(c):
        return found
    call, maybe = c.site, c.cost is not None and c.cost.maybe
    typ = deref(call.typ)[0] if isinstance(call, S.CallExpr) and call.typ is not None else None
    if isinstance(typ, Named) and lookup_method(typ, None, "Reset")[1] is not None:
        return say(
            "Unavoidable here: {callee} may make something new at each call; in hot code keep one and Reset it."
            if maybe
            else "Unavoidable here: {callee} makes something new at each call; in hot code keep one and Reset it.",
            callee=c.callee,
        )
    return say(
        "Unavoidable here: {callee} may make something new at each call."
        if maybe
        else "Unavoidable here: {callee} makes something new at each call; in hot code keep one where possible.",
        callee=c.callee,
    )


def is_for_a_pool(c: Case) -> bool:
    """Is it made by the function of a sync.Pool?"""
    around = (parent for _, parent in c.ctx.places.ancestors(c.site)) if c.site is not None else ()
    return any(isinstance(n, S.CompositeLit) and is_declared_as(n.typ, "sync", "Pool") for n in around)


def replaces_small(c: Case) -> bool:
    """Is it made only where there is too little room, as in `if cap(b) < n { b = make([]byte, n) }`?"""
    if c.op != "MAKESLICE" or c.site is None or c.inlined:
        return False
    stmt = c.ctx.places.parent(c.site)
    place = source_text(stmt.lhs) if isinstance(stmt, S.AssignStmt) and stmt.lhs is not None else ""
    for child, parent in c.ctx.places.ancestors(c.site):
        if isinstance(parent, S.IfStmt | S.FuncLit):
            return isinstance(parent, S.IfStmt) and child is parent.then and _asks_for_less_room(parent.cond, place)
    return False


def replaces_nil(c: Case) -> str:
    """What it is assigned to, in words, if that is only where there is nothing yet: `if x == nil { x = … }`."""
    stmt = c.ctx.places.parent(c.site) if c.site is not None else None
    if not isinstance(stmt, S.AssignStmt) or stmt.rhs is not c.site or stmt.op or stmt.lhs is None:
        return ""
    place = source_text(stmt.lhs.elem_list[0] if isinstance(stmt.lhs, S.ListExpr) else stmt.lhs)
    for child, parent in c.ctx.places.ancestors(stmt):
        if isinstance(parent, S.IfStmt | S.FuncLit):
            cond = parent.cond if isinstance(parent, S.IfStmt) and child is parent.then else None
            if not isinstance(cond, S.Operation) or cond.op != "==" or cond.y is None:
                return ""
            return place if (source_text(cond.x), source_text(cond.y)) == (place, "nil") else ""
    return ""


def made_if_nil(place: str) -> str:
    return say("Unavoidable here: it is made only where {target} is nil.", target=place)


def put_before(c: Case) -> tuple[AnyNode, AnyNode] | None:
    """The slice literal and what it is put in front of, if it is that of `append([]T{x}, rest...)`."""
    for where, why in c.notes:
        args: list[Node] = where.args if why in (Why.CALL_PARAMETER, Why.APPENDEE) and where.op == "APPEND" else []
        if c.op == "SLICELIT" and not c.inlined and len(args) == 2 and args[0] is c.node and where.is_ddd:
            return args[0], args[1]
    return None


def concat(c: Case, head: AnyNode, rest: AnyNode) -> str:
    return say(
        "`slices.Concat({head}, {rest})` copies both to one array; {head} itself may then be on the stack.",
        head=c.text(head),
        rest=c.text(rest),
    )


def _asks_for_less_room(cond: S.Node | None, place: str) -> bool:
    cond = unparen(cond) if isinstance(cond, S.Expr) else cond
    if not isinstance(cond, S.Operation) or cond.y is None:
        return False
    if cond.op in ("&&", "||"):
        return (any if cond.op == "&&" else all)(_asks_for_less_room(c, place) for c in (cond.x, cond.y))
    room = unparen(cond.x if cond.op in ("<", "<=", "==") else cond.y)
    if cond.op == "==" and source_text(cond.y) != "0":
        return False
    if cond.op not in ("<", "<=", ">", ">=", "==") or not isinstance(room, S.CallExpr) or len(room.arg_list) != 1:
        return False
    return source_text(room.fun) == "cap" or (source_text(room.fun) == "len" and source_text(room.arg_list[0]) == place)

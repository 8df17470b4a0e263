"""Advice for strings and slices that are joined: in loops, to what is there already, or to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.names import shorten, source_text
from escapelens.findings.remedies import is_concat
from escapelens.model.predicates import is_string
from escapelens.model.types import Named, Signature
from escapelens.say import say
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.findings.syntax_index import SyntaxIndex
    from escapelens.ir.nodes import AnyNode


def joined(c: Case) -> str:
    """Advice for strings that are joined, outside of loops or to what outlives the round of one."""
    if c.in_loop and _adds_to_itself(c):
        return built(c)
    if c.op == "ADDSTR" and not c.inlined and (found := _as_argument(c)):
        return found
    stmt = c.ctx.places.parent(c.site) if c.op == "ADDSTR" and c.site is not None else c.site
    if isinstance(stmt, S.AssignStmt) and isinstance(stmt.lhs, S.IndexExpr | S.SelectorExpr):
        return say("No fix is known as long as {target} keeps it.", target=shorten(source_text(stmt.lhs)))
    return say(
        "Strings that are joined make a new one; where bytes will do, append the parts to a []byte that is used again."
    )


def _as_argument(c: Case) -> str:
    """Advice for what is joined to be appended to a slice, or to be of a type of its own, "" for others."""
    call = c.ctx.places.parent(c.site) if c.site is not None else None
    if not isinstance(call, S.CallExpr) or c.site not in call.arg_list:
        return ""
    if call.has_dots and source_text(call.fun) == "append" and call.arg_list[0] is not c.site:
        return say(
            "Its parts, appended to {slice} one after the other, need not be joined.",
            slice=shorten(source_text(call.arg_list[0])),
        )
    typ = call.typ if len(call.arg_list) == 1 and not isinstance(call.fun.typ, Signature) else None
    if isinstance(typ, Named) and is_string(typ) and typ.obj.name == source_text(call.fun).rpartition(".")[2]:
        return say("No fix is known as long as it is to be of type {type}.", type=source_text(call.fun))
    return ""


def is_written(c: Case) -> bool:
    """Is it joined to be written at once, by `w.WriteString(a + b)` or `io.WriteString(w, a + b)`?"""
    call = c.ctx.places.parent(c.site) if c.op == "ADDSTR" and not c.inlined and c.site is not None else None
    is_last = isinstance(call, S.CallExpr) and bool(call.arg_list) and call.arg_list[-1] is c.site
    fun = call.fun if isinstance(call, S.CallExpr) and is_last else None
    return isinstance(fun, S.SelectorExpr) and fun.sel.value == "WriteString"


def _adds_to_itself(c: Case) -> bool:
    """Is it `s = s + x`?"""
    child: S.Node | None = c.site
    stmt = c.ctx.places.parent(child) if child is not None else None
    if not isinstance(stmt, S.AssignStmt) or not isinstance(child, S.Operation):
        return False
    while isinstance(child, S.Operation):
        child = child.x
    return child is not None and source_text(stmt.lhs) == source_text(child)


def built(c: Case) -> str:
    """Advice for a string that is added to in each round of a loop."""
    stmt: S.Node | None = c.site
    while stmt is not None and not isinstance(stmt, S.AssignStmt):
        stmt = c.ctx.places.parent(stmt)
    added = _added_in_loop(c, stmt.lhs) if isinstance(stmt, S.AssignStmt) else 1
    name = shorten(source_text(stmt.lhs)) if isinstance(stmt, S.AssignStmt) else ""
    if not added:
        return say("No fix is known as long as the loop needs {name} as a string.", name=name)
    if added < 0:
        return say(
            "The loop needs {name} as a string: join all that a round adds first, so that {name} is copied once.",
            name=name,
        )
    return say("In a loop use a strings.Builder with Grow, if the string is asked for only at the end.")


def _added_in_loop(c: Case, to: S.Expr) -> int:
    """How many statements of the loop add to a string; 0 or, of several, a negative number if it is asked for other
    than by its length there, or whether it has one."""
    places = c.ctx.places
    loop = places.loop(to)
    table = places.table(to.start)
    if loop is None or table is None:
        return 1
    if isinstance(to, S.Name) and to.obj is not None and loop.start <= to.obj.pos < loop.end:
        return 0  # each round has its own
    text, added, asked = source_text(to), 0, False
    for n in table.all(type(to)):
        if not loop.start <= n.start < loop.end or source_text(n) != text:
            continue
        if isinstance(n, S.Name) and isinstance(to, S.Name) and n.obj is not to.obj:
            continue
        up = places.parent(n)
        if isinstance(up, S.AssignStmt) and up.lhs is n:
            added += 1
        elif not (_is_added_to(places, n, text) or _is_measured(up)):
            asked = True
    return added if not asked else -added if added > 1 else 0


def _is_measured(up: S.Node | None) -> bool:
    """Is it asked only how long a string is, or whether it is empty?"""
    if isinstance(up, S.Operation) and up.op in ("==", "!="):
        return up.y is not None and '""' in (source_text(up.x), source_text(up.y))
    return isinstance(up, S.CallExpr) and source_text(up.fun) == "len"


def _is_added_to(places: SyntaxIndex, n: S.Node, text: str) -> bool:
    """Is it the first part of `s = s + x`?"""
    up = places.parent(n)
    while isinstance(up, S.Operation) and up.x is n:
        n, up = up, places.parent(up)
    return isinstance(up, S.AssignStmt) and up.rhs is n and source_text(up.lhs) == text


def put_together(c: Case, head: AnyNode) -> str:
    """Advice for `append([]T{…}, rest...)`: what is made only to be added to."""
    rest = c.node.args[1] if c.node.is_ddd else None
    if rest is not None and head.op == "STR2BYTES" and is_string(rest.typ):
        return say("`[]byte({head} + {rest})` makes room for both at once.", head=c.text(head.x), rest=c.text(rest))
    if rest is None or not is_concat(c.node) or not c.has_slices:
        typ = c.type_text(c.node.typ) or "…"
        return say("`append(make({type}, 0, n), {head}...)` has room for all.", type=typ, head=c.text(head))
    return say("`slices.Concat({head}, {rest})` makes room for both at once.", head=c.text(head), rest=c.text(rest))

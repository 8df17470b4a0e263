"""What a loop makes, or a method, where what was made before would do: made ahead of the loop, emptied, reset.

Property: said only of what its variable or field alone decides on, as far as its function shows that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.names import head_text, source_text
from escapelens.findings.remedies import has_reset, is_object
from escapelens.findings.rounds import filled
from escapelens.findings.shared import is_assigned, is_captured, is_same_in_loop, uses
from escapelens.ir.nodes import ESC_HEAP, PAUTO, PPARAM
from escapelens.model.types import Pointer
from escapelens.model.under import under
from escapelens.remarks import ASSIGNMENTS
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import walk

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode, Name

_MADE = frozenset({"NEW", "MAKEMAP", "MAPLIT"})


def ahead_of_loop(c: Case, var: Name) -> str:
    """Advice for what is made in a loop, and held by a variable of outside of it, where one would do for all rounds;
    else ""."""
    places = c.ctx.places
    if c.inlined or c.site is None or places.loop(c.site) is None:
        return ""
    if c.op == "METHVALUE" and is_same_in_loop(c, c.node.x):
        return say(
            "Nothing in the loop changes {name}: {what}, made once before, would do for all rounds, but it would be"
            " made for nothing where none needs it.",
            name=c.text(c.node.x),
            what=c.what,
        )
    if var.esc == ESC_HEAP or var.pos >= c.site.start or var.canonical.class_ not in (PAUTO, PPARAM):
        return ""
    if c.is_variable and _is_left_after(c, var):
        return say(
            "The loop is left once {name} points to it: declared before the loop, {what} could stay on the stack.",
            name=c.text(var),
            what=c.what,
        )
    if c.op in _MADE and _is_missing_once(c, var):
        return say(
            "Made where {name} is declared, outside of the loop, {what} could be on the stack.",
            name=c.text(var),
            what=c.what,
        )
    return ""


def _is_left_after(c: Case, var: Name) -> bool:
    """Is the only loop around left right behind the only place in it where a variable is given an address?"""
    places = c.ctx.places
    loop = places.loop(c.site) if c.site is not None else None
    set_ = [use for use in uses(places, var) if loop is not None and _is_within(use, loop) and is_assigned(places, use)]
    if loop is None or len(set_) != 1:
        return False
    ways = places.ancestors(set_[0])
    stmt, block = next(((child, p) for child, p in ways if isinstance(p, S.BlockStmt)), (None, None))
    if stmt is None or block is None:
        return False
    behind = [n for n in block.stmts if n.start >= stmt.end][:1]
    outer = (p for _, p in places.ancestors(loop) if isinstance(p, S.ForStmt))
    if any(not p.start <= var.canonical.pos < p.end for p in outer):
        return False
    return any(
        isinstance(n, S.ReturnStmt) or (isinstance(n, S.BranchStmt) and n.tok == "break" and n.target is loop)
        for n in behind
    )


def _is_missing_once(c: Case, var: Name) -> bool:
    """Is it made where a variable is nil, which it is not again in any loop around?"""
    places, site = c.ctx.places, c.site
    place = filled(places, site) if site is not None else None
    if site is None or not isinstance(place, S.Name) or place.obj is not var.canonical.obj:
        return False
    if is_captured(places, place) or any(_has_variable(n) for n in getattr(site, "arg_list", [])[1:]):
        return False
    changes = (use for use in uses(places, var) if is_assigned(places, use))
    stmts = [places.parent(use) for use in changes if use.start > var.canonical.pos]
    others = [s for s in stmts if not (isinstance(s, S.AssignStmt) and s.rhs is site)]
    return all(isinstance(s, S.AssignStmt) and _is_of_itself(s) for s in others)


def _is_of_itself(stmt: S.AssignStmt) -> bool:
    """Is it `x = x.f(…)`, as with big.Int, which gives back what it is called on?"""
    fun = stmt.rhs.fun if isinstance(stmt.rhs, S.CallExpr) else None
    while isinstance(fun, S.SelectorExpr) and isinstance(fun.x, S.CallExpr):
        fun = fun.x.fun
    return isinstance(fun, S.SelectorExpr) and source_text(fun.x) == source_text(stmt.lhs)


def _has_variable(n: S.Node) -> bool:
    return any(isinstance(part, S.Name | S.CallExpr) and part.val is None for part in walk(n))


def _is_within(n: S.Node, around: S.Node) -> bool:
    return around.start <= n.start < around.end


def emptied(c: Case, place: AnyNode) -> str:
    """Advice for an empty map that takes the place of another one, "" for others."""
    is_map = c.op == "MAKEMAP" or (c.op == "MAPLIT" and not c.node.list_)
    target = _put_in(c, place) if is_map and not c.inlined and c.has_slices else ""
    if not target or not (place.op == "NAME" or _is_of_caller(place)) or _is_taken_before(c, target):
        return ""
    return say(
        "Where {target} holds a map already, which nobody else needs, `clear({target})` empties it, and none is made.",
        target=target,
    )


def reset(c: Case, place: AnyNode) -> str:
    """Advice for what an inlined call makes that takes the place of another one that could be reset, "" for others."""
    if c.why not in ASSIGNMENTS or not is_object(c) or not has_reset(c) or not _is_of_caller(place):
        return ""
    if (target := c.text(place)) and (stmt := _dropped_by(c, place)) is not None:
        return say(
            "`{code}` drops what {target} held; kept across that, it could be Reset, in place of a call of {callee}.",
            code=head_text(stmt),
            target=target,
            callee=c.callee,
        )
    if not (target := _put_in(c, place)):
        return ""
    return say(
        "Where {target} holds one already, which nobody else needs, Reset that in place of a call of {callee}.",
        target=target,
        callee=c.callee,
    )


def _is_taken_before(c: Case, target: str) -> bool:
    """Is a field assigned to something else before, or passed on, so that what it held is still needed?"""
    site, places = c.site, c.ctx.places
    named = (n for n in places.all(site.start, S.SelectorExpr) if n.end <= site.start) if site is not None else ()
    around = (places.parent(n) for n in named if source_text(n) == target)
    return any(
        isinstance(up, S.CallExpr)
        or (isinstance(up, S.AssignStmt) and up.rhs is not None and source_text(up.rhs) == target)
        for up in around
    )


def _put_in(c: Case, place: AnyNode) -> str:
    """What it is assigned to where it is made, as it is written, whatever that held before; "" if it is not."""
    site, places = c.site, c.ctx.places
    stmt = places.parent(site) if site is not None else None
    if not isinstance(stmt, S.AssignStmt) or stmt.op or stmt.rhs is None or stmt.rhs is not site:
        return ""
    target = source_text(stmt.lhs)
    return target if target == c.text(place) and filled(places, stmt.rhs) is None else ""


def _dropped_by(c: Case, place: AnyNode) -> S.AssignStmt | None:
    """The assignment before it, `*z = reader{…}`, to all of what a field is part of; None if there is none."""
    whole = place.x if place.op == "DOTPTR" else None
    if c.site is None or whole is None:
        return None
    for n in c.ctx.places.all(c.site.start, S.AssignStmt):
        to = n.lhs if n.start < c.site.start and not n.op and isinstance(n.rhs, S.CompositeLit) else None
        if isinstance(to, S.Operation) and to.op == "*" and to.y is None and source_text(to.x) == c.text(whole):
            return n
    return None


def _is_of_caller(place: AnyNode) -> bool:
    """Is it a field of what a pointer points to that callers pass, or call the method on?"""
    while place is not None and place.op == "DOT":
        place = place.x
    whole = place.x if place is not None and place.op == "DOTPTR" else None
    is_passed = whole is not None and whole.op == "NAME" and whole.canonical.class_ == PPARAM
    return bool(is_passed and whole is not None and isinstance(under(whole.typ), Pointer))

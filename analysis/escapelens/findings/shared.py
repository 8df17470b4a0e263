"""Why a function literal shares a variable with the function around it, instead of holding a copy.

Counterpart: `escape/escape.go: flowClosure`: captured by value is what is never assigned again, whose address is not
taken, and what is small. Here: the place in the source that makes it so.
Property: a place is given only if that very variable is assigned to there, or its address taken.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from escapelens.findings.names import head_text
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.ir.inltree import INL_SHIFT, POS_MASK
from escapelens.ir.nodes import PAUTO
from escapelens.ir.static_value import definition
from escapelens.model.core import core_type
from escapelens.model.identity import identical
from escapelens.model.objects import AnyObject
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Array, Pointer, Signature
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.remarks import ASSIGNMENTS, Why
from escapelens.say import say, template
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import walk

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.ir.nodes import AnyNode, Name, Node

_ASSIGNED = template("`{code}` assigns to it")
_TAKEN = template("`{code}` takes its address")


@dataclass(frozen=True, slots=True)
class Cause:
    """words: "`n++` assigns to it". var: what is shared; node: where; assigned: else its address is taken. inside: in
    a function literal."""

    words: str
    var: AnyNode
    node: S.Node
    assigned: bool
    inside: bool


def cause_of(c: Case) -> Cause | None:
    """What makes the variable of a case, captured by reference, a shared one; the first place of the text."""
    places, var = c.ctx.places, shared_variable(c)
    if var is None:
        return None
    for use in sorted(uses(places, var), key=lambda n: n.start):
        found = _change(places, use)
        if found is not None:
            node, how = found
            return Cause(say(how, code=head_text(node)), var, node, how is _ASSIGNED, is_inside(places, node, var))
    return None


def is_within_its_change(c: Case, cause: Cause) -> bool:
    """Is the literal part of the assignment that makes the variable a shared one, `t = after(func() { use(t) })`?"""
    node, places = cause.node, c.ctx.places
    within = (use for use in uses(places, cause.var) if node.start <= use.start < node.end)
    return not cause.inside and any(is_inside(places, use, cause.var) for use in within)


def shared_variable(c: Case) -> AnyNode:
    """The variable on the way of a case that a literal captures by reference, None if there is none."""
    where = next((where for where, why in c.notes if why == Why.REFERENCE), None)
    return where.canonical if where is not None else None


def is_assigned(places: SyntaxIndex, use: S.Node) -> bool:
    """Is a variable assigned to where it is named?"""
    found = _change(places, use)
    return found is not None and found[1] is _ASSIGNED


def is_taken(places: SyntaxIndex, use: S.Node) -> bool:
    """Is the address of a variable taken where it is named?"""
    found = _change(places, use)
    return found is not None and found[1] is _TAKEN


def is_used_outside(c: Case, var: Name) -> bool:
    """Is a variable used outside of the literal of its function that assigns to it, other than to be assigned to?"""
    places = c.ctx.places
    named = [(_outermost(places, use, var), is_assigned(places, use)) for use in uses(places, var)]
    assigning = {id(lit) for lit, assigned in named if assigned and lit is not None}
    if len(assigning) > 1:
        return True
    return any(not assigned and (lit is None or (assigning and id(lit) not in assigning)) for lit, assigned in named)


def _outermost(places: SyntaxIndex, node: S.Node, var: Node) -> S.Node | None:
    """The outermost function literal, or body of a loop over a function, around node that the variable is not declared
    in."""
    literals = [lit for child, lit in places.ancestors(node) if isinstance(lit, S.FuncLit) or is_body(lit, child)]
    return next((lit for lit in reversed(literals) if not lit.start <= var.pos < lit.end), None)


def is_set_later(c: Case, var: Name) -> bool:
    """Is a variable assigned to only behind a literal that uses it, which is there to see that, then?"""
    places = c.ctx.places
    value = definition(var.canonical)
    if var.canonical.class_ != PAUTO or not (value is None or value.op in ("LITERAL", "NIL")):
        return False
    named = [(use, _outermost(places, use, var)) for use in uses(places, var)]
    first = min((lit.start for _, lit in named if lit is not None), default=0)
    set_ = [use for use, lit in named if lit is None and is_assigned(places, use)]
    loops = (p for use in set_ for _, p in places.ancestors(use) if isinstance(p, S.ForStmt))
    return bool(set_) and all(use.start > first for use in set_) and not any(p.start <= first for p in loops)


def is_assigned_inside(c: Case, var: Name) -> bool:
    """Is a variable assigned to in a function literal that it is not declared in?"""
    places = c.ctx.places
    return any(is_assigned(places, use) and is_inside(places, use, var) for use in uses(places, var))


def is_inside(places: SyntaxIndex, node: S.Node, var: Node) -> bool:
    """Is node in a function literal, or the body of a loop over a function, that the variable is not declared in?"""
    literals = (lit for child, lit in places.ancestors(node) if isinstance(lit, S.FuncLit) or is_body(lit, child))
    return any(not lit.start <= var.pos < lit.end for lit in literals)


def is_captured(places: SyntaxIndex, name: S.Name | None) -> bool:
    """Is a variable named in a function literal that it is not declared in?"""
    obj = name.obj if name is not None else None
    table = places.table(name.start) if name is not None else None
    if obj is None or table is None:
        return True
    names = (n for n in table.all(S.Name) if n.obj is obj)
    around = (p for n in names for _, p in places.ancestors(n) if isinstance(p, S.FuncLit))
    return any(not lit.start <= obj.pos < lit.end for lit in around)


def is_in_body(places: SyntaxIndex, node: S.Node) -> bool:
    """Is the innermost function literal around node the body of a loop over a function?"""
    for child, lit in places.ancestors(node):
        if isinstance(lit, S.FuncLit) or is_body(lit, child):
            return is_body(lit, child)
    return False


def is_body(loop: S.Node, child: S.Node) -> bool:
    """Is child the body of a loop over a function, which is a function literal, or what the loop assigns to in it?"""
    if not isinstance(loop, S.ForStmt) or not isinstance(loop.init, S.RangeClause):
        return False
    if child is not loop.body and (child is not loop.init or loop.init.def_ or loop.init.lhs is None):
        return False
    over = loop.init.x.typ
    return over is not None and isinstance(core_type(over), Signature)


def uses(places: SyntaxIndex, var: Name) -> list[S.Name]:
    """Where a variable (an ir.Name) is named, but for its declaration."""
    var = var.canonical
    return named(places, var.obj, var.pos)


def named(places: SyntaxIndex, obj: AnyObject | None, pos: int) -> list[S.Name]:
    """Where an object of the declaration at pos is named, but there."""
    return [n for n in places.all(pos, S.Name) if n.obj is obj and n.pos != pos] if obj is not None else []


def is_changed(places: SyntaxIndex, obj: AnyObject, here: S.Node) -> bool:
    """May a variable be assigned to, or its address be taken? Of what is declared elsewhere than here nobody knows."""
    table = places.table(here.start)
    if table is None or table is not places.table(obj.pos):
        return True
    return any(_change(places, use) is not None for use in named(places, obj, obj.pos))


def is_same_in_loop(c: Case, var: AnyNode) -> bool:
    """Is it a variable that is declared outside of the innermost loop around a case, and not changed in it?"""
    places = c.ctx.places
    if var.op != "NAME" or var.pos >> INL_SHIFT or var.canonical.obj is None or c.site is None:
        return False
    loop = places.loop(c.site)
    if loop is None or loop.start <= var.canonical.pos < loop.end or var.canonical.addrtaken:
        return False
    return not any(loop.start <= use.start < loop.end and _change(places, use) for use in uses(places, var))


def use_in_loop(c: Case, var: Name) -> str:
    """What the loops around a case do with a variable that is declared outside of them: "set", first thing in each
    round; "own", if all else is done in the innermost one, too; "" else: what is in it may be of another round."""
    places = c.ctx.places
    around = [p for _, p in places.ancestors(c.site) if isinstance(p, S.ForStmt)] if c.site is not None else []
    loops = [p for p in around if not p.start <= var.canonical.pos < p.end]
    found = sorted(uses(places, var), key=lambda n: n.start)
    first = next((use for use in found if loops and loops[-1].start <= use.start < loops[-1].end), None)
    change = _change(places, first) if first is not None else None
    if change is None or not isinstance(change[0], S.AssignStmt) or places.on_branch(change[0]):
        return ""
    if change[0].rhs is not None and any(use in found for use in walk(change[0].rhs)):
        return ""  # what it was before is needed
    return "own" if all(loops[0].start <= use.start < loops[0].end for use in found) else "set"


def is_returned(c: Case) -> bool:
    """Is the variable of a case, or one that it is assigned to on its way, named by a return?"""
    ways = (c.ctx.places.ancestors(use) for use in _held_in(c))
    return any(isinstance(parent, S.ReturnStmt) for way in ways for _, parent in way)


def is_used_later(c: Case) -> bool:
    """Is a variable that holds it used after what ends its way, other than to be assigned to? Then the very object is
    needed, for what is changed has to be seen."""
    places = c.ctx.places
    end = c.ctx.inl_tree.outermost(c.where.pos) if c.where is not None else 0
    at = places.node(end) if end and c.site is not None and places.table(end) is places.table(c.site.pos) else None
    if at is None:
        return False
    around = itertools.chain([at], (p for _, p in places.ancestors(at)))
    stmt = next((p for p in around if isinstance(p, S.Stmt)), at)
    later = (use for use in _held_in(c) if use.start >= stmt.end)
    return any(not is_assigned(places, use) for use in later)


def made_within(c: Case) -> S.Node | None:
    """What allocates in a function of this package that is inlined here, as it is written there."""
    places, pos = c.ctx.places, c.node.pos & POS_MASK if c.inlined else 0
    known = pos and places.table(pos) is not None
    return places.node(pos, (S.CallExpr, S.CompositeLit, S.Operation)) if known else None


def is_shared_by_sending(c: Case) -> bool:
    """Is the very object that is sent used afterwards, or sent to others, too? Then they need it, not its value."""
    sends = sum(isinstance(c.ctx.places.parent(use), S.SendStmt) for use in _held_in(c))
    return sends > 1 or is_used_later(c)


def is_published(c: Case) -> bool:
    """Is it what is returned, or assigned to a field or an element, or sent, besides what its finding speaks of?"""
    places, on_way = c.ctx.places, {where.pos for where, _ in c.notes}
    for use in _held_in(c):
        up, taken = places.parent(use), not c.is_variable or use.obj is not c.node.canonical.obj
        if isinstance(up, S.Operation) and up.op == "&" and up.y is None:
            up, taken = places.parent(up), True
        if isinstance(up, S.SliceExpr) and up.x is use:
            up = places.parent(up)
        if isinstance(up, S.SelectorExpr) and _is_bound(places, up):
            up, taken = places.parent(up), True
        if not taken:
            continue  # its value is copied
        if isinstance(up, S.ListExpr) and isinstance(places.parent(up), S.ReturnStmt):
            return True
        if isinstance(up, S.ReturnStmt | S.SendStmt):
            return True
        if isinstance(up, S.AssignStmt) and isinstance(up.lhs, S.SelectorExpr | S.IndexExpr) and up.pos not in on_way:
            return True
    return False


def _is_bound(places: SyntaxIndex, method: S.SelectorExpr) -> bool:
    """Is it a method value, `x.f` that is not called, of a method that takes a pointer to x?"""
    s, call = method.selection, places.parent(method)
    is_called = isinstance(call, S.CallExpr) and call.fun is method
    return s is not None and s.kind == METHOD_VAL and not is_called and bool(getattr(s.obj, "has_ptr_recv", False))


def _held_in(c: Case) -> Iterator[S.Name]:
    """Where the variable of a case is named, or one that it is assigned to, by `x := new(T).Init()` perhaps."""
    places = c.ctx.places
    assigned = (getattr(where, "x", None) for where, why in c.notes if why in ASSIGNMENTS)
    for var in [c.node, *assigned]:
        if var is not None and var.op == "NAME":
            yield from uses(places, var)
    around = (p for _, p in places.ancestors(c.site)) if c.site is not None else iter(())
    stmt = next((p for p in around if not isinstance(p, S.CallExpr | S.SelectorExpr | S.ParenExpr)), None)
    if isinstance(stmt, S.AssignStmt) and isinstance(to := stmt.lhs, S.Name):
        same = to.obj is not None and c.node.typ is not None and identical(to.obj.typ, c.node.typ)
        yield from named(places, to.obj, to.pos) if same else ()


def _change(places: SyntaxIndex, use: S.Node) -> tuple[S.Node, str] | None:
    """What is done to a variable where it is named: the node that does it, and how to say it."""
    child = use
    for inner, parent in places.ancestors(use):
        child = inner
        if isinstance(parent, S.ParenExpr) or (isinstance(parent, S.SelectorExpr) and _is_field(parent)):
            continue
        if isinstance(parent, S.IndexExpr) and parent.x is child and _is_array(child):
            continue
        if isinstance(parent, S.ListExpr):
            up = places.parent(parent)
            if isinstance(up, S.AssignStmt | S.RangeClause) and up.lhs is parent:
                return up, _ASSIGNED
            return None
        if isinstance(parent, S.AssignStmt | S.RangeClause) and parent.lhs is child:
            return parent, _ASSIGNED
        if isinstance(parent, S.Operation) and parent.op == "&" and parent.y is None:
            return parent, _TAKEN
        if isinstance(parent, S.SliceExpr) and parent.x is child and _is_array(child):
            return parent, _TAKEN
        if isinstance(parent, S.SelectorExpr) and _takes_address(parent):
            return parent, _TAKEN
        return None
    return None


def _is_field(e: S.SelectorExpr) -> bool:
    """Is the field part of the variable itself?"""
    s = e.selection
    return s is not None and s.kind != METHOD_VAL and not s.indirect and not isinstance(under(s.recv), Pointer)


def _is_array(e: S.AnySyntax) -> bool:
    return e.typ is not None and isinstance(under(e.typ), Array)


def _takes_address(e: S.SelectorExpr) -> bool:
    s = e.selection
    if s is None or s.kind != METHOD_VAL or s.indirect or isinstance(under(s.recv), Pointer):
        return False
    return bool(getattr(s.obj, "has_ptr_recv", False))

"""Of the ways by which a case goes out of reach, one that it can go.

The compiler looks at no order, and at no types behind an interface; of several ways it names the first that it finds.
Where that cannot be gone from what is made, but a return can, the return is told.

Property: a way that is told in place of another is one of the compiler's, too: part of it, or an edge of its graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escapelens.findings.case import Case, CaseContext, is_static_call, notes_of
from escapelens.findings.given_back import joined_by
from escapelens.findings.order import is_before, is_elsewhere
from escapelens.findings.phrases import held_before, held_elsewhere
from escapelens.findings.shared import is_assigned, uses
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import ESC_HEAP, PAUTO, PPARAM, PPARAMOUT, AnyNode
from escapelens.ir.visit import any_, visit_list
from escapelens.model.identity import identical
from escapelens.model.predicates import is_interface
from escapelens.model.types import AnyType, Pointer
from escapelens.model.under import under
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Flow, Note, Remark, Why
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import walk

if TYPE_CHECKING:
    from escapelens.ir.nodes import Name

_HANDED_ON = ASSIGNMENTS | {Why.RETURN, Why.CALL_PARAMETER}
_ASSERTIONS = frozenset({"DOTTYPE", "DOTTYPE2"})


def within(ctx: CaseContext, r: Remark, path: list[Flow]) -> list[Flow]:
    """The path up to where it leaves the function for good: functions that call each other are solved together, and it
    may lead on through variables of others. For this one it is passed to them, or returned."""
    here = ctx.places.table(r.pos)
    if here is None or r.node is None:
        return path
    own = [any(ctx.places.table(ctx.inl_tree.outermost(n.pos)) is here for n, _ in notes_of([f])) for f in path]
    last = max((i for i, is_own in enumerate(own) if is_own), default=len(path))
    if last >= len(path) - 1:
        return path
    leaving = path[last]
    why = notes_of([leaving])[-1][1]
    if why == Why.CALL_PARAMETER:
        return [*path[:last], Flow(HEAP_NODE, leaving.src, leaving.derefs, leaving.notes)]
    to = leaving.dst
    is_result = to is not None and to is not HEAP_NODE and to.op == "NAME" and to.class_ == PPARAMOUT
    return path[: last + 1] if why == Why.RETURN or (is_result and to.curfn is r.func) else path


def go_by_return(c: Case) -> None:
    """Let a case end at the return of it, where the way behind that cannot be gone; or at what is done afterwards with
    the variable that holds it, where its way cannot be gone, or ends in no more than a loop or an interface."""
    wrong = _wrong_type(c)
    ends = [i for i, f in enumerate(c.path) if _is_returned(c, f)]
    end = next((i for i in ends if (wrong is not None and i < wrong) or _is_used_here(c.path, i)), None)
    if end is not None:
        _take(c, c.path[: end + 1])
        return
    end = next((i for i in ends if i < len(c.path) - 1 and _derefs(c.path[: i + 1]) < 0), None)
    if end is not None:  # which is enough, whatever another call of it does with what this one returns
        beyond = [*c.path[end + 1 :], *c.beyond]
        _take(c, c.path[: end + 1])
        c.beyond = beyond
        return
    holder = held_before(c) or held_elsewhere(c) or _of_outside(c) or _put_into_interface(c)
    if holder is None:
        return
    at = next((i for i, f in enumerate(c.path) if f.dst is holder), None)
    way = c.path[: at + 1] if at is not None else []
    if way and _derefs(way) < 0 and (last := _end_of(c, holder)) is not None:
        _take(c, [*way, last])


def _put_into_interface(c: Case) -> AnyNode | None:
    """The variable of this function that is put into an interface at the end of its way."""
    if c.sink is None or c.sink is HEAP_NODE or c.sink.op != "CONVIFACE":
        return None
    names = (f.dst for f in reversed(c.path) if f.dst is not None and f.dst is not HEAP_NODE and f.dst.op == "NAME")
    last = next(names, None)
    return last if last is not None and not last.pos >> INL_SHIFT and last.curfn is c.remark.func else None


def _of_outside(c: Case) -> AnyNode | None:
    """The variable that it ends in, of this function, because that is declared outside of the loop that it is made
    in."""
    sink: AnyNode = c.sink
    is_own = sink is not None and sink is not HEAP_NODE and sink.op == "NAME" and sink.class_ in (PAUTO, PPARAM)
    if not is_own or sink.esc == ESC_HEAP or sink.pos >> INL_SHIFT or sink.curfn is not c.remark.func:
        return None
    return sink


def doubted(c: Case, message: str) -> str:
    """A message of a way that the compiler alone believes in."""
    if callee := joined_by(c):
        return say("{message}, if {callee} gives it back, as the compiler takes it to", message=message, callee=callee)
    if _wrong_type(c) is None:
        return message
    return say("{message}; as far as the compiler knows, which looks at no types behind interfaces", message=message)


def _take(c: Case, path: list[Flow]) -> None:
    c.path, c.notes, c.beyond = path, notes_of(path), []


def _is_returned(c: Case, flow: Flow) -> bool:
    """Does it get to a result of the function by a return?"""
    to = flow.dst
    if to is None or to is HEAP_NODE or to.op != "NAME" or to.class_ != PPARAMOUT or to.curfn is not c.remark.func:
        return False
    return any(why == Why.RETURN for _, why in notes_of([flow]))


def _is_used_here(path: list[Flow], i: int) -> bool:
    """Does a way go on where the function itself names the result that it got to? Once that is returned, it does so no
    more; function literals apart, which may be deferred."""
    result, following = path[i].dst.canonical, notes_of(path[i + 1 : i + 2])
    if not following:
        return False
    return any_(following[0][0], lambda n: n.op == "NAME" and n.canonical is result)


def _wrong_type(c: Case) -> int | None:
    """The first flow of the path that takes it for another type than it has, in a type assertion; None if none does."""
    held: AnyType = c.node.x.typ if c.op == "CONVIFACE" else None
    for i, flow in enumerate(c.path):
        for where, why in notes_of([flow]):
            if why == Why.INTERFACE_CONVERTED and where.op == "CONVIFACE" and where.x.typ is not None:
                held = held if is_interface(where.x.typ) else where.x.typ
            elif why == Why.DOT and where.op in _ASSERTIONS:
                if held is not None and not is_interface(where.typ) and not identical(where.typ, held):
                    return i
                held = held if is_interface(where.typ) else None
            elif why not in _HANDED_ON or flow.derefs > 0:
                held = None
    return None


def _derefs(path: list[Flow]) -> int:
    """Of all steps of a path, as the compiler adds them up: from its end, nothing but the last being an address."""
    sum_ = 0
    for flow in reversed(path):
        sum_ = max(sum_, 0) + flow.derefs
    return sum_


def _end_of(c: Case, var: Name) -> Flow | None:
    """The step by which a variable that holds a case is returned after that, or else put out of reach: appended, or
    stored in memory. None if there is none that is sure to be of the same value."""
    fn, places, site = c.remark.func, c.ctx.places, c.site
    if fn is None or site is None:
        return None
    found: list[tuple[AnyNode, AnyNode, Note]] = []
    results = [d for d in fn.dcl if d.class_ == PPARAMOUT]
    visit_list(fn.body, lambda n: found.extend(_ends(n, var, results)))
    for stmt, to, notes in sorted(found, key=lambda end: (end[0].op != "RETURN", end[0].pos < site.end, end[0].pos)):
        pos = c.ctx.inl_tree.outermost(stmt.pos)
        if stmt.pos >> INL_SHIFT or site.start <= pos < site.end or (pos < site.start and stmt.op == "RETURN"):
            continue
        later = pos >= site.end  # else in the next round of a loop
        between = (use for use in uses(places, var) if (use.start >= site.end) + (use.start < pos) > later)
        if is_before(c, pos, var) or is_elsewhere(c, pos, var) or any(_is_replaced(c, use, pos) for use in between):
            continue
        return Flow(to, var, 0, notes)
    return None


def _ends(n: AnyNode, var: Name, results: list[AnyNode]) -> Iterator[tuple[AnyNode, AnyNode, Note]]:
    """The ways by which a variable gets out of reach by a statement, an append or a call that nobody knows: that, where
    to, and the notes."""
    if n.op == "RETURN" and len(n.results) == len(results):
        ways = ((to, _way(x, var, (n, Why.RETURN, None))) for to, x in zip(results, n.results, strict=True))
        yield from ((n, to, way) for to, way in ways if way is not None)
    elif n.op == "APPEND" and not n.is_ddd:
        ways = ((HEAP_NODE, _way(x, var, (n, Why.CALL_PARAMETER, None))) for x in n.args[1:])
        yield from ((n, to, way) for to, way in ways if way is not None)
    elif n.op == "CALLINTER" or (n.op == "CALLFUNC" and not is_static_call(n)):
        ways = ((HEAP_NODE, _way(x, var, (n, Why.CALL_PARAMETER, None))) for x in n.args)
        yield from ((n, to, way) for to, way in ways if way is not None)
    elif n.op == "AS" and n.x is not None and n.y is not None and n.x.op in ("DOTPTR", "DEREF", "INDEXMAP"):
        way = _way(n.y, var, (n, Why.ASSIGN, None))
        if way is not None:
            yield n, HEAP_NODE, way


def _way(value: AnyNode, var: Name, rest: Note) -> Note | None:
    """The notes of how a variable comes to be, or to be part of, what is returned: as it is, as an interface, for which
    a pointer is not copied, sliced, as what is appended to, or as a field. None if it does not. rest: of the return."""
    if value.op == "NAME":
        return rest if value.canonical is var.canonical else None
    if value.op in ("CONVNOP", "PAREN"):
        return _way(value.x, var, rest)
    if value.op == "CONVIFACE" and value.x.typ is not None and isinstance(under(value.x.typ), Pointer):
        return _way(value.x, var, (value, Why.INTERFACE_CONVERTED, rest))
    if value.op == "SLICE":
        return _way(value.x, var, (value, Why.SLICE, rest))
    if value.op == "APPEND" and value.args:
        return _way(value.args[0], var, (value, Why.CALL_PARAMETER, rest))
    if value.op == "PTRLIT":
        return _way(value.x, var, rest)
    if value.op == "STRUCTLIT":
        fields = (each.value if each.op == "STRUCTKEY" else each for each in value.list_)
        return next((way for x in fields if (way := _way(x, var, (value, Why.STRUCT_ELEMENT, rest)))), None)
    return None


def _is_replaced(c: Case, use: AnyNode, end: int) -> bool:
    """Is a variable given something else where it is named, on all ways from a case to the end?"""
    places, site = c.ctx.places, c.site
    if site is None or not is_assigned(places, use):
        return False
    for child, up in places.ancestors(use):
        is_arm = isinstance(up, S.IfStmt) and child is not up.cond and child is not up.init
        if is_arm or isinstance(child, S.CaseClause | S.CommClause) or isinstance(up, S.ForStmt):
            if not (child.start <= site.start < child.end or child.start <= end < child.end):
                return False
    stmt = c.ctx.places.parent(use)
    if isinstance(stmt, S.SelectorExpr | S.IndexExpr):
        return False  # but a part of it
    value = getattr(stmt, "rhs", None)
    return value is None or not any(getattr(n, "obj", None) is use.obj for n in walk(value))

"""Room that is made before something is appended, or that is left by what is taken off: where append seldom grows.

Property: what a function makes room for is told by its name and what it is called on, or passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.names import callee_text, source_text
from escapelens.findings.room import COPIES
from escapelens.findings.rounds import root_of
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.ir.static_value import definition
from escapelens.model.objects import LOCAL_VAR, AnyObject, Var
from escapelens.model.types import Array, Pointer, Signature
from escapelens.model.under import under
from escapelens.regexp import regexp
from escapelens.say import listed
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, unparen, walk

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode

_MAKES_ROOM = regexp(r"[gG]row(?:[A-Z]\w*)?$|[eE]nsure(?:Block|Buf|Cap|Len|Room|Size|Space)\w*$|[rR]eserve$")


def room_made_by(c: Case) -> str:
    """What is called before to make room in what is appended to, as it is written; "" if nothing is."""
    call, places = c.site, c.ctx.places
    if not isinstance(call, S.CallExpr):
        return ""
    to: S.Node | None = call.arg_list[0] if call.arg_list and not c.inlined else None
    if c.inlined:
        to = call.fun.x if isinstance(call.fun, S.SelectorExpr) else None
    owners = _owners(places, to)
    if not owners:
        return ""
    for before in places.all(call.start, S.CallExpr):
        name = source_text(before.fun).rpartition(".")[2]
        if before.end <= call.start and _MAKES_ROOM.match(name):
            handed = [*before.arg_list, *([before.fun.x] if isinstance(before.fun, S.SelectorExpr) else [])]
            if any((root := _root(each)) is not None and root.obj in owners for each in handed):
                return callee_text(before.fun)
    return ""


def _owners(places: SyntaxIndex, place: S.Node | None) -> set[AnyObject]:
    """The variable of a place, and those that it was taken from, as sp and p of `sp := p.list(); s := *sp`."""
    found, root = set[AnyObject](), _root(place)
    for _ in range(COPIES):
        if root is None or root.obj is None or root.obj in found:
            break
        found.add(root.obj)
        declared = places.node(root.obj.pos, (S.Name,)) if _is_local(root.obj) else None
        stmt = places.parent(declared) if declared is not None else None
        root = _root(stmt.rhs) if isinstance(stmt, S.AssignStmt) and stmt.op == ":=" else None
    return found


def _is_local(obj: AnyObject) -> bool:
    return isinstance(obj, Var) and obj.kind == LOCAL_VAR


def _root(n: S.Node | None) -> S.Name | None:
    """The variable of *x, &x.f, x[i].f() and the like."""
    while n is not None:
        if isinstance(n, S.ParenExpr | S.SelectorExpr | S.IndexExpr | S.SliceExpr):
            n = n.x
        elif isinstance(n, S.Operation) and n.y is None and n.op in ("*", "&"):
            n = n.x
        elif isinstance(n, S.CallExpr) and isinstance(n.fun, S.SelectorExpr):
            n = n.fun.x
        else:
            break
    return root_of(n)


def is_taken_off(c: Case) -> bool:
    """Is the last element of what it appends to taken off again somewhere in the function, `x = x[:len(x)-1]`?"""
    call, places = c.site, c.ctx.places
    if not isinstance(call, S.CallExpr) or not call.arg_list or c.inlined:
        return False
    to = call.arg_list[0]
    root, text = root_of(to), source_text(to)
    if root is None:
        return False
    for stmt in places.all(call.start, S.AssignStmt):
        if stmt.rhs is None or stmt.op == ":=":
            continue
        targets, values = unpack_list(stmt.lhs), unpack_list(stmt.rhs)
        for place, value in zip(targets, values, strict=False):
            cut = unparen(value)
            if not isinstance(cut, S.SliceExpr) or source_text(place) != text or source_text(cut.x) != text:
                continue
            same = root_of(place)
            if same is not None and same.obj is root.obj and cuts_last(cut):
                return True
    return False


def begins_anew(c: Case) -> bool:
    """Does what it appends to, declared outside of the loop, begin with nothing again in the loop, `run = nil`?"""
    call, places = c.site, c.ctx.places
    loop = places.loop(call) if isinstance(call, S.CallExpr) and not c.inlined else None
    to = call.arg_list[0] if isinstance(call, S.CallExpr) and call.arg_list else None
    if loop is None or not isinstance(to, S.Name) or to.obj is None or loop.start <= to.obj.pos < loop.end:
        return False
    for stmt in places.all(loop.start, S.AssignStmt):
        if stmt.rhs is not None and stmt.op == "" and loop.start <= stmt.start < loop.end:
            for place, value in zip(unpack_list(stmt.lhs), unpack_list(stmt.rhs), strict=False):
                is_it = isinstance(place, S.Name) and place.obj is to.obj
                if is_it and (source_text(value) == "nil" or isinstance(unparen(value), S.CompositeLit)):
                    return True
    return False


def begins_with_nothing(c: Case) -> bool:
    """Is what an inlined function appends to nil, that it was passed?"""
    base = c.node.args[0] if c.node.args and c.inlined else None
    for _ in range(COPIES):
        while base is not None and base.op in ("SLICE", "CONVNOP", "PAREN"):
            base = base.x
        if base is None or base.op != "NAME":
            break
        base = definition(base)
    return base is not None and base.op == "NIL"


def keeps_what_was(c: Case) -> bool:
    """Is what it held put elsewhere in the loop, or a part of it: `all = append(all, run)`, `rest := run[n:]`?"""
    call, places = c.site, c.ctx.places
    loop = places.loop(call) if isinstance(call, S.CallExpr) else None
    to = call.arg_list[0] if isinstance(call, S.CallExpr) and call.arg_list else None
    if loop is None or not isinstance(to, S.Name):
        return False

    def is_it(n: S.Node) -> bool:
        whole = unparen(n)
        whole = whole.x if isinstance(whole, S.SliceExpr) else whole
        return isinstance(whole, S.Name) and whole.obj is to.obj

    for n in walk(loop.body):
        if isinstance(n, S.AssignStmt) and n.rhs is not None:
            for place, value in zip(unpack_list(n.lhs), unpack_list(n.rhs), strict=False):
                if is_it(value) and not is_it(place):
                    return True
        if isinstance(n, S.CallExpr) and not n.has_dots and source_text(n.fun) == "append":
            if any(map(is_it, n.arg_list[1:])):
                return True
    return False


def cuts_last(cut: S.SliceExpr) -> bool:
    """Is it `x[:len(x)-n]`?"""
    end = cut.index[1]
    text = "".join(source_text(end).split()) if end is not None and cut.index[0] is None else ""
    return text.startswith(f"len({source_text(cut.x)})-")


def given_by(c: Case, name: str) -> str:
    """What gives the slice that it appends to: the calls that are assigned to it before, in the text; "" if something
    else is, too."""
    before = c.site.start if c.site is not None else 0
    calls: list[S.CallExpr] = []
    for n in c.ctx.places.all(before, S.AssignStmt):
        if n.op not in ("", ":=") or n.rhs is None or n.start >= before:
            continue
        targets, values = unpack_list(n.lhs), unpack_list(n.rhs)
        at = next((i for i, to in enumerate(targets) if source_text(to) == name), None)
        value = None if at is None else values[at] if len(targets) == len(values) else values[0]
        if value is None or source_text(value) == "nil":
            continue
        if not isinstance(value, S.CallExpr) and any(source_text(part) == name for part in walk(value)):
            continue
        if not isinstance(value, S.CallExpr):
            return ""
        is_known = not isinstance(value.fun.typ, Signature) or source_text(value.fun) in ("append", "make", "new")
        if not is_known and not _goes_on(value, name):
            calls.append(value)
    by_place = sorted(calls, key=lambda call: call.start)
    return listed(dict.fromkeys(callee_text(call.fun) for call in by_place))


def _goes_on(call: S.CallExpr, name: str) -> bool:
    """Is a call passed what its result is assigned to, or a part of that, or called on it?"""
    handed = [*call.arg_list, *([call.fun.x] if isinstance(call.fun, S.SelectorExpr) else [])]
    return any(source_text(n.x if isinstance(n, S.SliceExpr) else n) == name for n in handed)


def is_filled_by(c: Case, name: str) -> bool:
    """Is it a call that fills a slice again that it empties, `b = f(b[:0])`?"""
    stmt = c.ctx.places.parent(c.site) if c.site is not None else None
    args = c.site.arg_list if isinstance(c.site, S.CallExpr) else []
    cuts = (n for n in args if isinstance(n, S.SliceExpr) and source_text(n.x) == name)
    is_set = isinstance(stmt, S.AssignStmt) and stmt.rhs is c.site and source_text(stmt.lhs) == name
    return is_set and any(n.index[1] is not None and source_text(n.index[1]) == "0" for n in cuts)


def room_of_array(base: AnyNode) -> int:
    """How many elements an array holds that is filled from its beginning, `append(a[:0], …)`; 0 for anything else."""
    is_begun = base is not None and base.op == "SLICEARR" and base.low is None and base.high is not None
    array = under(base.x.typ.elem) if is_begun and isinstance(base.x.typ, Pointer) else None
    is_empty = is_begun and base.high.op == "LITERAL" and not base.high.val
    return array.len if is_empty and isinstance(array, Array) else 0

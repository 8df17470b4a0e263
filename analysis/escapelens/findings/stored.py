"""stored: put into a slice element, a map, or memory reached through a pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.earlier import emptied, reset
from escapelens.findings.names import elsewhere, function, inlined_callee, source_text
from escapelens.findings.others import passed_on
from escapelens.findings.phrases import (
    holds_lock,
    is_for_pointers,
    is_link,
    is_lock_put_there,
    is_part,
    it,
    subject,
    tail,
    target_text,
)
from escapelens.findings.pools import pooled
from escapelens.findings.remedies import (
    at_its_place,
    is_for_room,
    made_if_nil,
    put_before,
    renewed,
    replaces_large,
    replaces_other,
)
from escapelens.findings.rounds import is_same_place
from escapelens.findings.shared import is_in_body, is_returned, is_used_later, uses
from escapelens.findings.spared import BOUND_ONCE, VALUE_INSTEAD, VALUE_UNCOPIED
from escapelens.findings.streamed import is_streamed
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PPARAM, PPARAMOUT
from escapelens.model.identity import identical
from escapelens.model.lookup import deref
from escapelens.model.types import Named, Pointer
from escapelens.model.under import unalias, under
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, unparen

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode, Node

CODE = "stored"

_INTO_MEMORY = frozenset({Why.MAP_KEY, Why.MAP_VALUE, Why.MAP_PUT, Why.APPENDED, Why.APPENDEE, Why.COPIED})
_LITERALS = frozenset({Why.SLICE_ELEMENT, Why.ARRAY_ELEMENT, Why.STRUCT_ELEMENT})


COPIED = 128  # bytes: larger values of maps are allocated apart anyway, elements of slices are copied as they grow


def recognise(c: Case) -> bool:
    why = c.why
    if why in _INTO_MEMORY:
        return True
    if why == Why.CALL_PARAMETER:
        return bool(c.where.op == "APPEND")
    sink = c.sink
    if why in _LITERALS:
        return sink is not None
    return why in ASSIGNMENTS and sink is HEAP_NODE and not c.global_name and c.lost_in is None


def message(c: Case) -> str:
    return say("{subject}: {it} {tail}", subject=subject(c), it=it(c), tail=tail(c))


def advice(c: Case) -> str:
    where = c.where
    if found := pooled(c):
        return found
    if c.inlined:
        put = _place(c, where) if c.why in ASSIGNMENTS and where is not None else None
        return reset(c, put) or renewed(c, kept=True)
    if is_for_room(c) or replaces_large(c) or replaces_other(c) is not None:
        return at_its_place(c)
    shared = c.points and not is_link(c.node.typ) and not holds_lock(c.node.typ) and not is_returned(c)
    shared = shared and not c.has(Why.DOT_OF_POINTER) and not c.has(Why.INTERFACE_CONVERTED)
    shared = shared and (c.size or 0) <= COPIED and not is_used_later(c) and not is_for_pointers(c)
    put_in = c.why in _INTO_MEMORY | {Why.CALL_PARAMETER} and not _is_public(c, where)
    if shared and put_in and _is_own_place(c, where) and not _is_read_later(c):
        return say(
            "If nobody needs to share {what}, store the value instead of a pointer: a slice or map of values is one"
            " allocation for many.",
            what=c.what,
        )
    if c.is_variable and (found := at_its_place(c)):
        return found
    if (pair := put_before(c)) is not None:
        whole = pair[1]
        return say(
            "Where nobody else holds {whole}, `slices.Insert({whole}, 0, …)` makes room in it, without a slice to"
            " begin with.",
            whole=c.text(whole),
        )
    place: AnyNode = _place(c, where) if c.why in ASSIGNMENTS and where is not None else None
    if c.op == "MAKESLICE" and c.in_loop:
        is_element = place is not None and place.op in ("INDEX", "INDEXMAP") and not is_part(c, stored=True)
        if is_element or c.why == Why.CALL_PARAMETER:
            return say(
                "In hot code, where the lengths can be told before the loop, make one large slice there, and cut each"
                " of these out of it."
            )
    if shared and place is not None and _could_be_value(c, place):
        return say(
            VALUE_INSTEAD,
            what=c.what,
            target=c.text(place),
        )
    if found := made_if_nil(c):
        return found
    if place is not None and is_lock_put_there(c) and _could_be_value(c, place) and not _is_exported(place):
        return say(VALUE_UNCOPIED, what=c.what, target=c.text(place))
    if found := _all_at_once(c, place):
        return found
    if c.why in ASSIGNMENTS and where is not None:
        if place is not None and (found := _bound_once(c, place)):
            return found
        if place is not None and (found := _cleared(c, place) or _made_later(c, place) or emptied(c, place)):
            return found
        return say(
            "No fix is known as long as {target} keeps it.", target=c.text(place) if place else target_text(c, where)
        )
    if c.why == Why.APPENDEE:
        return say("No fix is known as long as the slice is appended to: what its elements point to moves with them.")
    if c.why in (Why.APPENDED, Why.COPIED, Why.CALL_PARAMETER):
        return say("No fix is known as long as the slice keeps it.")
    if c.why in (Why.MAP_KEY, Why.MAP_VALUE, Why.MAP_PUT):
        return say("No fix is known as long as the map keeps it.")
    sink = c.sink
    if c.why in _LITERALS and sink is not None and sink is not HEAP_NODE and sink.pos >> INL_SHIFT:
        callee = inlined_callee(c, sink)
        return passed_on(c, callee)
    if c.why in _LITERALS and sink is not None and sink is not HEAP_NODE:
        return say("No fix is known as long as {name}, which holds it, is on the heap.", name=c.text(sink))
    return say("No fix is known as long as it is part of what is kept.")


def _all_at_once(c: Case, place: AnyNode) -> str:
    """Advice for what a loop makes and a slice points to, as far as its number may be known before, "" for others."""
    is_appended = c.why == Why.APPENDED or (c.why == Why.CALL_PARAMETER and c.where.op == "APPEND")
    is_put = is_appended or (c.why in ASSIGNMENTS and place is not None and place.op == "INDEX")
    if not is_put or not c.points or not c.in_loop or c.site is None:
        return ""
    if is_streamed(c.ctx.places, c.site) or is_in_body(c.ctx.places, c.site):
        return ""
    typ = c.type_text(c.node.typ if c.is_variable else deref(c.node.typ)[0])
    return say(
        "Where their number is known before the loop, `all := make([]{type}, n)` makes all of them at once, and"
        " `&all[i]` points to one, which keeps all alive.",
        type=typ or "…",
    )


def _is_exported(place: AnyNode) -> bool:
    """Is it a field that other packages know?"""
    field = getattr(place, "field", None)
    return field is not None and field.exported


def _could_be_value(c: Case, place: AnyNode) -> bool:
    """Could a place hold a value in place of a pointer, as far as can be seen here?"""
    is_passed = place.op == "DEREF" and place.x.op == "NAME" and place.x.class_ == PPARAM
    is_pointer = isinstance(under(place.typ), Pointer) and not is_passed
    return (
        is_pointer
        and _is_own_place(c, place)
        and not _is_public(c, place)
        and not _is_read(c, place)
        and not _holds_others(c, c.text(place))
    )


def _made_later(c: Case, place: AnyNode) -> str:
    """Advice for an empty map that is put into a field of this package's own, and not written to here."""
    room = c.node.len if c.op == "MAKEMAP" else None
    is_asked = room is not None and not (room.op == "LITERAL" and not room.val)
    is_map = (c.op == "MAPLIT" and not c.node.list_) or (c.op == "MAKEMAP" and not is_asked)
    if not is_map or c.inlined or place.op not in ("DOT", "DOTPTR") or c.site is None:
        return ""
    if place.field.exported or not _is_own_place(c, place):
        return ""
    site = c.site
    stmt = c.ctx.places.parent(site)
    if not isinstance(stmt, S.AssignStmt) or stmt.rhs is not site or not isinstance(stmt.lhs, S.SelectorExpr):
        return ""
    named = (n for n in c.ctx.places.all(site.start, S.SelectorExpr) if n.sel.value == place.field.name)
    if sum(1 for _ in named) != 1:
        return ""
    return say(
        "A nil map can be read: if {target} is made only where something is first put into it, nothing is allocated"
        " where nothing is.",
        target=c.text(place),
    )


def _cleared(c: Case, place: AnyNode) -> str:
    """Advice for an empty map that is put into the same place in each round of a loop."""
    stmt = c.ctx.places.parent(c.site) if c.site is not None and not c.inlined else None
    loop = c.ctx.places.loop(c.site) if c.site is not None else None
    if not isinstance(stmt, S.AssignStmt) or stmt.rhs is not c.site or loop is None or not c.has_slices:
        return ""
    is_map = c.op == "MAKEMAP" or (c.op == "MAPLIT" and not c.node.list_)
    if not is_map or not is_same_place(c.ctx.places, stmt.lhs, loop):
        return ""
    return say(
        "Where nobody else holds the map of the round before, make it once before the loop, and `clear({target})` in"
        " each round.",
        target=c.text(place),
    )


def _bound_once(c: Case, place: AnyNode) -> str:
    """Advice for a method value that is put into a field of the very thing that it is bound to, of this package."""
    method = c.node if c.op == "METHVALUE" and place.op in ("DOT", "DOTPTR") and not c.inlined else None
    name = getattr(method, "func_name", None)
    if method is None or name is None or not _is_own_place(c, place) or place.field.exported:
        return ""
    if place.x.op != "NAME" or method.x.op != "NAME" or place.x.canonical is not method.x.canonical:
        return ""
    return say(
        BOUND_ONCE,
        expression=function(name.sym),
        target=c.text(place),
        what=c.text(place.x),
    )


def _is_read(c: Case, place: AnyNode) -> bool:
    """Are elements of such a slice or map looked at in the same function, where they may be nil, or be changed?"""
    site = c.ctx.places.node(place.pos, (S.IndexExpr,)) if place.op in ("INDEX", "INDEXMAP") else None
    return isinstance(site, S.IndexExpr) and _are_read(c, site.x, site)


def _is_read_later(c: Case) -> bool:
    """The same of the variable to which the literal is assigned that it stands in."""
    around = (p for _, p in c.ctx.places.ancestors(c.site)) if c.site is not None else iter(())
    stmt = next((p for p in around if not isinstance(p, S.KeyValueExpr | S.CompositeLit)), None)
    return isinstance(stmt, S.AssignStmt) and _are_read(c, stmt.lhs, stmt)


def _are_read(c: Case, whole: S.Expr, but: S.Node) -> bool:
    places = c.ctx.places
    for n in places.all(whole.start, S.Node):
        if isinstance(n, S.RangeClause) and isinstance(n.lhs, S.ListExpr) and _is_alike(n.x, whole):
            return True
        if isinstance(n, S.IndexExpr) and n.end > n.start and n is not but:
            up = places.parent(n)
            to = unpack_list(up.lhs)[0] if isinstance(up, S.AssignStmt) else None
            if _is_alike(n.x, whole) and to is not n and not (isinstance(to, S.Name) and to.value == "_"):
                return True
    return False


def _is_alike(a: S.Expr, b: S.Expr) -> bool:
    """Are both the same variable, or the same field, perhaps of different values?"""
    if isinstance(a, S.SelectorExpr) and isinstance(b, S.SelectorExpr):
        return a.sel.value == b.sel.value and a.typ is not None and b.typ is not None and identical(a.typ, b.typ)
    return isinstance(a, S.Name) and isinstance(b, S.Name) and a.obj is b.obj


def _is_own_place(c: Case, place: AnyNode) -> bool:
    """May this package say what is assigned to? Not if it is a field of a type of another, or an element of one."""
    obj = getattr(place, "field", None)
    whole = place.x.typ if place.op in ("INDEX", "INDEXMAP") else place.typ if place.op == "APPEND" else None
    if isinstance(whole, Named):
        obj = whole.obj
    elem = getattr(under(whole), "elem", None) if whole is not None and obj is None else None
    if isinstance(elem, Pointer) and isinstance(elem.elem, Named):
        obj = elem.elem.obj  # that pointers are asked for is up to its package
    return obj is None or c.remark.func is None or obj.pkg is c.remark.func.pkg


def _is_public(c: Case, place: AnyNode) -> bool:
    """Do other packages know what it is put into as it is: an exported field, or one's element, or the result of an
    exported function?"""
    if place is not None and place.op == "APPEND":
        place = place.args[0] if place.args and not place.pos >> INL_SHIFT else None
    while place is not None and place.op in ("INDEX", "INDEXMAP", "PAREN", "SLICE"):
        place = place.x
    if place is None or place.pos >> INL_SHIFT:
        return False
    if place.op in ("DOT", "DOTPTR"):
        owner = unalias(deref(place.x.typ)[0]) if place.x.typ is not None else None
        is_named = isinstance(owner, Named) and owner.obj.exported
        return bool(place.field is not None and place.field.exported and is_named)
    fn = c.remark.func
    if place.op != "NAME" or fn is None or fn.closure_parent is not None or not fn.sym.rpartition(".")[2][:1].isupper():
        return False
    named = uses(c.ctx.places, place)
    returned = any(isinstance(up, S.ReturnStmt) for use in named for _, up in c.ctx.places.ancestors(use))
    return place.canonical.class_ == PPARAMOUT or returned


def _holds_others(c: Case, text: str) -> bool:
    """Does the function put the address of what is there already into a place, too, ask whether it is nil, or
    return it?"""
    for n in c.ctx.places.all(c.site.start, S.Node) if c.site is not None else ():
        if isinstance(n, S.AssignStmt) and n.rhs is not None and source_text(n.lhs) == text:
            taken = n.rhs.x if isinstance(n.rhs, S.Operation) and n.rhs.op == "&" and n.rhs.y is None else None
            if taken is not None and isinstance(unparen(taken), S.IndexExpr | S.SelectorExpr):
                return True
        if isinstance(n, S.Operation) and n.op in ("==", "!=") and n.y is not None:
            if source_text(n.x) == text and source_text(n.y) == "nil":
                return True
        if isinstance(n, S.ReturnStmt) and n.results is not None:
            if any(source_text(value) == text for value in unpack_list(n.results)):
                return True
    return False


def _place(c: Case, stmt: Node) -> Node | None:
    """What is assigned to, if the statement is written here and has one."""
    place = getattr(stmt, "x", None)
    inlined = stmt.pos >> INL_SHIFT or getattr(stmt, "lhs", None) is not None
    return None if inlined or place is None or place.typ is None or elsewhere(c, stmt) else place

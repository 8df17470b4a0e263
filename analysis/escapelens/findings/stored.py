"""stored: put into a slice element, a map, or memory reached through a pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.phrases import holds_lock, is_link, it, subject, tail, target_text
from escapelens.findings.remedies import made_if_nil, put_before, renewed, replaces_nil, replaces_small
from escapelens.findings.shared import is_returned
from escapelens.ir.inltree import INL_SHIFT
from escapelens.model.types import Named, Pointer
from escapelens.model.under import under
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why
from escapelens.say import say

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode, Node

CODE = "stored"

_INTO_MEMORY = frozenset({Why.MAP_KEY, Why.MAP_VALUE, Why.MAP_PUT, Why.APPENDED, Why.APPENDEE, Why.COPIED})
_LITERALS = frozenset({Why.SLICE_ELEMENT, Why.ARRAY_ELEMENT, Why.STRUCT_ELEMENT})


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
    if c.inlined:
        return renewed(c)
    if replaces_small(c):
        return say("Unavoidable here: it is made only where what there is, is too small.")
    shared = c.points and not is_link(c.node.typ) and not holds_lock(c.node.typ) and not is_returned(c)
    shared = shared and not c.has(Why.DOT_OF_POINTER) and not c.has(Why.INTERFACE_CONVERTED)
    if shared and c.why in _INTO_MEMORY | {Why.CALL_PARAMETER} and _is_own_place(c, where):
        return say(
            "If nobody needs to share {what}, store the value instead of a pointer: a slice or map of values is one"
            " allocation for many.",
            what=c.what,
        )
    if (pair := put_before(c)) is not None:
        whole = pair[1]
        return say(
            "Where nobody else holds {whole}, `slices.Insert({whole}, 0, …)` makes room in it, without a slice to"
            " begin with.",
            whole=c.text(whole),
        )
    place: AnyNode = _place(where) if c.why in ASSIGNMENTS and where is not None else None
    if c.op == "MAKESLICE" and c.in_loop:
        element = c.text(place) if place is not None and place.op in ("INDEX", "INDEXMAP") else ""
        if element or c.why == Why.CALL_PARAMETER:
            return say(
                "In hot code make one large slice before the loop, and cut {target} out of it.",
                target=element or c.what,
            )
    if missing := replaces_nil(c):
        return made_if_nil(missing)
    if c.why in ASSIGNMENTS and where is not None:
        if shared and place is not None and isinstance(under(place.typ), Pointer) and _is_own_place(c, place):
            return say(
                "If nobody needs to share {what}, let {target} hold the value instead of a pointer.",
                what=c.what,
                target=c.text(place),
            )
        return say("Unavoidable here: {target} keeps it.", target=c.text(place) if place else target_text(c, where))
    if c.why == Why.APPENDEE:
        return say("Unavoidable here, as long as the slice is appended to: what its elements point to moves with them.")
    return say("Unavoidable here: it is part of what is kept.")


def _is_own_place(c: Case, place: AnyNode) -> bool:
    """May this package say what is assigned to? Not if it is a field of a type of another, or an element of one."""
    obj = getattr(place, "field", None)
    whole = place.x.typ if place.op in ("INDEX", "INDEXMAP") else place.typ if place.op == "APPEND" else None
    if isinstance(whole, Named):
        obj = whole.obj
    return obj is None or c.remark.func is None or obj.pkg is c.remark.func.pkg


def _place(stmt: Node) -> Node | None:
    """What is assigned to, if the statement is written here and has one."""
    place = getattr(stmt, "x", None)
    inlined = stmt.pos >> INL_SHIFT or getattr(stmt, "lhs", None) is not None
    return None if inlined or place is None or place.typ is None else place

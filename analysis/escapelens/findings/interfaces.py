"""The place that holds a value as an interface: whose it is, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.names import elsewhere
from escapelens.ir.inltree import INL_SHIFT
from escapelens.model.predicates import is_interface
from escapelens.model.types import Named
from escapelens.model.under import under
from escapelens.record import dataclass, replace
from escapelens.remarks import ASSIGNMENTS, Why

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.ir.nodes import AnyNode
    from escapelens.model.types import AnyType


@dataclass(frozen=True, slots=True)
class Place:
    """text: as it is written. is_element: it is an element of that; is_key: a key of that map. own: this package alone
    says what type it has, a field that no other can name. is_interface: it is one, and does not only hold one."""

    text: str
    is_element: bool
    own: bool
    is_interface: bool = True
    is_key: bool = False


def held_in(c: Case) -> Place | None:
    """The field, element or package variable that a case is put into at the end of its way, None if it is none that is
    written here."""
    where, why = c.where, c.why
    if where is None or where.pos >> INL_SHIFT or elsewhere(c, where):
        return None
    if why == Why.CALL_PARAMETER and where.op == "APPEND" and where.args:
        return _place(c, where.args[0], getattr(under(where.args[0].typ), "elem", None), is_element=True)
    if why == Why.MAP_PUT and where.op == "INDEXMAP":
        found = _place(c, where.x, getattr(under(where.x.typ), "key", None), is_element=True)
        return replace(found, is_key=True) if found is not None else None
    targets = c.targets(where) if why in ASSIGNMENTS else []
    if len(targets) != 1:
        return None
    to, is_element = targets[0], False
    while to.op in ("INDEX", "INDEXMAP", "PAREN"):
        to, is_element = to.x, is_element or to.op != "PAREN"
    return _place(c, to, targets[0].typ, is_element=is_element)


def _place(c: Case, whole: AnyNode, typ: AnyType, *, is_element: bool) -> Place | None:
    """typ: of the place that is an element of the whole, or the whole."""
    while whole.op in ("SLICE", "CONVNOP", "PAREN", "APPEND"):
        whole = whole.args[0] if whole.op == "APPEND" else whole.x
    field = whole.field if whole.op in ("DOT", "DOTPTR") else None
    pkg = c.remark.func.pkg if c.remark.func is not None else None
    if whole.op not in ("DOT", "DOTPTR", "NAME") or whole.pos >> INL_SHIFT:
        return None
    if isinstance(whole.typ, Named) and is_element:
        own = whole.typ.obj.pkg is pkg and not whole.typ.obj.exported
    else:
        own = field is not None and field.pkg is pkg and not field.exported
    return Place(c.text(whole), is_element, own, typ is not None and is_interface(typ))

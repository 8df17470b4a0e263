"""Fields that the compiler mixes up: what is put into one field of a struct, and goes out of reach by another.

Counterpart: `escape/expr.go: exprSkipInit, ODOT, OSTRUCTLIT`: a variable is one location, whatever its fields are, so
`c := &pair{a: x}; keep(c.b)` takes x along.
Property: told only of a field that is of the very struct that the value was made a field of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.names import head_text
from escapelens.findings.shared import is_published
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import ESC_HEAP
from escapelens.ir.visit import any_
from escapelens.model.identity import identical
from escapelens.model.types import AnyType, Pointer
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.remarks import ASSIGNMENTS, Why
from escapelens.say import say
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.ir.nodes import AnyNode
    from escapelens.model.objects import Var


@dataclass(frozen=True, slots=True)
class Mixed:
    """other: the field by which it goes out of reach, as it is written; holder: what both are fields of."""

    other: str
    holder: str


def mixed_up(c: Case) -> Mixed | None:
    """How a case is taken along by another field, None if it is not."""
    where = _taken_by(c)
    site = c.ctx.places.node(where.pos, (S.SelectorExpr,)) if where is not None and not where.pos >> INL_SHIFT else None
    return Mixed(head_text(site), head_text(site.x)) if isinstance(site, S.SelectorExpr) else None


def is_mixed_up(c: Case) -> bool:
    """Is a case taken along by another field, which may be one that only an inlined function names?"""
    return _taken_by(c) is not None


def _taken_by(c: Case) -> AnyNode | None:
    """Where another field takes a case along."""
    put: tuple[Var, AnyType] | None = None
    for flow in c.path:
        note = flow.notes
        while note is not None:
            where, why, note = note
            if why == Why.STRUCT_ELEMENT:
                put = _put(where, flow.src or c.node)
            elif why in ASSIGNMENTS and where.op == "AS" and where.x.op == "DOT" and where.x.field is not None:
                put = where.x.field, _struct(where.x.x.typ)
            elif why in (Why.DOT, Why.DOT_OF_POINTER) and put is not None and getattr(where, "field", None) is not None:
                field, struct = put
                if not identical(_struct(where.x.typ), struct):
                    continue
                if where.field is not field and where.field.name != field.name:
                    return where
                put = None
    return None


def fields_given(c: Case) -> list[Var]:
    """The fields that a case, or what holds it, is put into on its way, as far as they are known."""
    found: list[Var] = []
    for flow in c.path:
        note = flow.notes
        while note is not None:
            where, why, note = note
            put = _put(where, flow.src or c.node) if why == Why.STRUCT_ELEMENT else None
            if put is not None:
                found.append(put[0])
            elif why in ASSIGNMENTS and where.op == "AS" and where.x.op == "DOT" and where.x.field is not None:
                found.append(where.x.field)
    return found


def taken_along(c: Case) -> str:
    """Advice for what is taken along by another field, "" if it is not."""
    mixed = mixed_up(c) if c.op != "APPEND" else None
    if mixed is None:
        return ""
    if is_published(c):
        what = say("what {callee} makes", callee=c.callee) if c.inlined else c.what
        return say("No fix is known as long as {what} is returned or stored elsewhere, too.", what=what)
    if _is_on_heap(c):
        return say("No fix is known as long as {name}, which holds it, is on the heap.", name=mixed.holder)
    return say("The compiler does not tell the fields of {holder} apart.", holder=mixed.holder)


def _is_on_heap(c: Case) -> bool:
    """Is what both are fields of a variable that is on the heap for itself? Then it hangs on no other field."""
    where = _taken_by(c)
    holder = where.x if where is not None and where.op == "DOT" else None
    return bool(holder is not None and holder.op == "NAME" and holder.canonical.esc == ESC_HEAP)


def _put(literal: AnyNode, src: AnyNode) -> tuple[Var, AnyType] | None:
    """The field that what flows is put into."""
    if literal.op != "STRUCTLIT" or literal.typ is None:
        return None
    found = [item for item in literal.list_ if any_(item.value, lambda n: n is src)]
    exact = [item for item in found if item.value is src]
    if len(exact or found) != 1:
        return None  # that may be any of several
    return (exact or found)[0].field, _struct(literal.typ)


def _struct(t: AnyType) -> AnyType:
    pointer = under(t)
    return pointer.elem if isinstance(pointer, Pointer) else t

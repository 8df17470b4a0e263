"""Values put into interfaces: when the interface's data word needs an object of its own.

Counterpart: `walk/convert.go: dataWord, dataWordFuncName`, `walk/order.go: addrTemp`, `runtime/iface.go: convT…`.
"""

from __future__ import annotations

from escapelens.escape.utils import is_zero
from escapelens.ir.nodes import ESC_NONE, AnyNode, ConvExpr, Node
from escapelens.ledger import heap
from escapelens.ledger.cold import is_error
from escapelens.ledger.model import ALWAYS, Often, Site, Size, When
from escapelens.ledger.walk import Walk
from escapelens.model.predicates import is_interface, is_string
from escapelens.model.types import (
    IS_BOOLEAN,
    IS_INTEGER,
    IS_STRING,
    AnyType,
    Array,
    Basic,
    Slice,
    Struct,
    Type,
)
from escapelens.model.under import under

_ON_STACK = 1024  # bytes of a value that does not escape
_ZERO_VALUE = 1024  # bytes of the run time's zero value (internal/abi.ZeroValSize)


def box(w: Walk, n: ConvExpr) -> None:
    """A conversion to an interface type."""
    w.below(n)
    x = n.x
    t = x.typ
    if t is None or is_interface(t) or w.sizes.is_direct_iface(t):
        return
    size, pointers = w.sizes.sizeof(t), w.sizes.has_pointers(t)
    when, quantity = _when(w, n, t, size, pointers)
    pos = w.pos(n)
    text = w.text(x)
    w.put(
        Site(
            "box",
            pos,
            pos,
            text,
            Size(size, pointers=pointers),
            when,
            Often(cold="error" if is_error(n.typ) or is_error(t) else ""),
            quantity,
            callees=w.callees(n),
            cause="escapes" if n.esc != ESC_NONE else "too large for stack" if when.may else "",
        )
    )


def _when(w: Walk, n: ConvExpr, t: Type, size: int, pointers: bool) -> tuple[When, str]:
    """When the box is allocated, and what that hangs on."""
    sole = sole_component(t)
    info = sole.info if isinstance(sole, Basic) else 0
    if size == 0:
        return When("never", why="no bytes"), ""
    if info & IS_BOOLEAN or (size == 1 and info & IS_INTEGER):
        return When("never", why="values of one byte are in a table"), ""
    word = not pointers and size in (2, 4, 8) and w.sizes.alignof(t) == min(size, w.sizes.max_align)
    by_value = word or bool(info & IS_STRING) or isinstance(sole, Slice)
    why = _static(w, n.x, size, by_value) or (_in_table(w, n.x, word) if by_value else "")
    if why:
        return When("never", why=why), ""
    if n.esc == ESC_NONE and size <= _ON_STACK:
        return When("never", why="on the stack"), ""
    text = w.text(n.x)
    if word:
        return When("above", heap.STATIC_VALUES - 1, why="small values are in a table"), text
    if info & IS_STRING:
        return When("above", 0, why="the empty string is in a table"), f"len({text})"
    if isinstance(sole, Slice) and w.static_value(n.x).op not in ("MAKESLICE", "SLICELIT"):
        return When("above", 0, why="the nil slice is in a table"), f"{text} != nil"
    return ALWAYS, ""


def _static(w: Walk, x: Node, size: int, by_value: bool) -> str:
    """Why x needs no object: it is laid out in read-only memory; "" if it is not.

    by_value: the run time takes such values themselves, so that variables are not looked through.
    """
    if x.op in ("LITERAL", "NIL"):
        return "constants are in read-only memory"
    v = x if by_value else w.static_value(x)
    if v.op not in ("STRUCTLIT", "ARRAYLIT"):
        return ""
    if is_zero(v) and size <= _ZERO_VALUE:
        return "the zero value is in read-only memory"
    return "constants are in read-only memory" if is_static(w, v) else ""


def _in_table(w: Walk, x: Node, word: bool) -> str:
    """Why the run time makes nothing of the constant, or the nil slice, that the variable x is; "" if it does."""
    v = w.static_value(x)
    if v.op == "NIL" or (not word and w.intervals.is_empty(x)):
        is_text = x.typ is not None and is_string(x.typ)
        return "the empty string is in a table" if is_text else "the nil slice is in a table"
    within = w.intervals.of(v) if word else None
    if within is not None and within[0] >= 0 and within[1] < heap.STATIC_VALUES:
        return "small values are in a table"
    return "the empty string is in a table" if not word and v.op == "LITERAL" and v.val in ("", b"") else ""


def is_static(w: Walk, n: AnyNode) -> bool:
    """Can n be laid out in read-only memory (complit.go: isStaticCompositeLiteral)?"""
    op = n.op
    if op in ("LITERAL", "NIL"):
        return True
    if op == "ARRAYLIT":
        return all(is_static(w, x.value if x.op == "KEY" else x) for x in n.list_)
    if op == "STRUCTLIT":
        return all(is_static(w, x.value) for x in n.list_)
    if op == "CONVIFACE":
        val = n
        while val.op == "CONVIFACE":
            val = val.x
        if is_interface(val.typ) or w.sizes.is_direct_iface(val.typ):
            return bool(val.op == "NIL")
        return is_static(w, val)
    return False


def sole_component(t: AnyType) -> AnyType:
    """The type at the only place of t (types/type.go: SoleComponent)."""
    u = under(t)
    while True:
        if isinstance(u, Struct) and len(u.fields) == 1:
            u = under(u.fields[0].typ)
        elif isinstance(u, Array) and u.len == 1:
            u = under(u.elem)
        else:
            return u

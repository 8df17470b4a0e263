"""append: where the room comes from, and what is known of the slice before the first append.

Counterpart: `ssagen/ssa.go: append, getBackingStoreInfo`, `walk/assign.go: appendSlice, extendSlice`.
"""

from __future__ import annotations

from escapelens.ir.constness import same_safe_expr
from escapelens.ir.nodes import ESC_HEAP, ESC_NONE, PAUTO, PPARAM, PPARAMOUT, AnyNode, CallExpr
from escapelens.ir.visit import any_
from escapelens.ledger import heap
from escapelens.ledger.model import Growth, Site, Size, When
from escapelens.ledger.text import elem_of, int_of, length, shorten
from escapelens.ledger.walk import Walk
from escapelens.model.types import Array, Struct, Type
from escapelens.model.under import under

_REGISTERS = 4  # words and fields of what is held in registers (ssa.MaxStruct)


def append(w: Walk, n: AnyNode) -> None:
    args = n.args
    made = n.is_ddd and len(args) == 2 and args[1].op == "MAKESLICE" and args[1].cap is None
    if made:
        w.free[id(args[1])] = "append makes the room"
    w.below(n)
    if len(args) < 2:
        return
    elem = elem_of(n.typ)
    width, pointers = w.sizes.sizeof(elem), w.sizes.has_pointers(elem)
    each, quantity = len(args) - 1, ""
    if n.is_ddd:
        each = 0
        quantity = shorten(w.text(args[1].len)) if made else length(w.text, args[1])
    put = _Site(w, n, Size(0, width, pointers), quantity)
    if width == 0:
        put(When("never", why="no bytes"))
        return
    buffer = _buffer(w, n, width)
    base = args[0]
    while base.op in ("CONVNOP", "PAREN"):
        base = base.x
    if base.op == "NIL" or (base.op == "SLICELIT" and base.len == 0):
        if n.is_ddd:
            put(When("above", 0))
        elif each <= buffer:
            put(When("never", why="on the stack"))
        else:
            put(When("always"), Size(each * width, pointers=pointers))
        return
    start, room, words = _before(w, base)
    moved = w.moved.get(id(n))
    steps, sure = moved is not None and moved.steps, moved is not None and moved.sure
    growth = Growth(shorten(w.text(base)), each, start, room, words, buffer, steps, moved is not None, sure)
    put(When("growth"), growth=growth)


class _Site:
    """Puts the one site of an append."""

    def __init__(self, w: Walk, n: CallExpr, size: Size, quantity: str) -> None:
        self.w, self.n, self.size, self.quantity = w, n, size, quantity

    def __call__(self, when: When, size: Size | None = None, growth: Growth | None = None) -> None:
        w, n = self.w, self.n
        pos = w.pos(n)
        site = Site(
            "append",
            pos,
            pos,
            shorten(w.text(n)),
            size or self.size,
            when,
            quantity=self.quantity,
            growth=growth,
            callees=w.callees(n),
            cause="the slice grows",
        )
        w.put(site)


def _buffer(w: Walk, n: CallExpr, width: int) -> int:
    """Elements that the append may put on the stack first."""
    moved = w.moved.get(id(n))
    if n.is_ddd or not w.release.has_append_buffer or width > heap.STACK_BUFFER or id(n) in w.in_place:
        return 0
    if n.esc != ESC_NONE and moved is None:
        return 0
    if moved is None or not moved.steps:
        # Only the first append to a variable has one.
        base = n.args[0]
        if id(base) in w.buffered:
            return 0
        w.buffered.add(id(base))
    return heap.STACK_BUFFER // width


def _before(w: Walk, base: AnyNode) -> tuple[int, int, str]:
    """Elements and room of a slice before the first append, -1 if not known; the room in words if it is no constant."""
    unknown = -1, -1, f"cap({shorten(w.text(base))})"
    if base.op != "NAME" or base.class_ not in (PAUTO, PPARAMOUT):
        return unknown
    if base.canonical in w.rooms:
        return -1, -1, w.rooms[base.canonical]
    if base.class_ == PPARAMOUT:
        return 0, 0, ""
    defn = base.canonical.defn
    y = None
    if defn is None:
        return 0, 0, ""
    if defn.op == "AS" and defn.x is base.canonical:
        y = defn.y
    elif defn.op == "AS2":
        pairs = zip(defn.lhs, defn.rhs, strict=False)
        y = next((rhs for lhs, rhs in pairs if lhs is base.canonical), None)
        if y is None:
            return unknown
    else:
        return unknown
    while y is not None and y.op in ("CONVNOP", "PAREN"):
        y = y.x
    if y is None or y.op == "NIL":
        return 0, 0, ""
    if y.op == "SLICELIT":
        return y.len, y.len, ""
    if y.op == "MAKESLICE":
        start = int_of(y.len)
        cap = y.cap if y.cap is not None else y.len
        room = int_of(cap)
        return (
            -1 if start is None else start,
            -1 if room is None else room,
            shorten(w.text(cap)) if room is None else "",
        )
    return unknown


def note_room(w: Walk, n: AnyNode) -> None:
    """`x = make([]T, 0, n)` after the declaration of x: there is that room from here on, if control came by."""
    x, y = n.x, n.y
    while y is not None and y.op in ("CONVNOP", "PAREN"):
        y = y.x
    if x is None or y is None or x.op != "NAME" or y.op != "MAKESLICE" or x.canonical.defn is n:
        return
    w.rooms[x.canonical] = shorten(w.text(y.cap if y.cap is not None else y.len))


def mark_in_place(w: Walk, n: AnyNode) -> None:
    """x = append(x, …) where x is not held in registers grows in place, without a buffer."""
    y = n.y
    if y is None or y.op != "APPEND" or not y.args or not same_safe_expr(n.x, y.args[0]):
        return
    if not _in_registers(w, n.x):
        w.in_place.add(id(y))


def _in_registers(w: Walk, x: AnyNode) -> bool:
    """May the compiler hold x in registers (ssagen/ssa.go: canSSA)?"""
    t = x.typ
    while x.op in ("DOT", "PAREN") or (x.op == "INDEX" and isinstance(under(x.x.typ), Array)):
        x = x.x
    if x.op != "NAME" or x.class_ not in (PAUTO, PPARAM, PPARAMOUT) or x.addrtaken or x.esc == ESC_HEAP:
        return False
    if x.class_ == PPARAMOUT and any(any_(s, lambda m: m.op == "DEFER") for s in w.fn.body):
        return False
    return _can_ssa(w, x.typ) and _can_ssa(w, t)


def _can_ssa(w: Walk, t: Type) -> bool:
    """ssa/value.go: CanSSA."""
    if w.sizes.sizeof(t) > _REGISTERS * w.sizes.word_size:
        return False
    u = under(t)
    if isinstance(u, Array):
        return u.len <= 1 and _can_ssa(w, u.elem)
    if isinstance(u, Struct):
        return len(u.fields) <= _REGISTERS and all(_can_ssa(w, f.typ) for f in u.fields)
    return True

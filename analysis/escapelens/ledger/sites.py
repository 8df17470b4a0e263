"""What each expression allocates when it is evaluated: one function per operator.

Counterpart: `walk/{builtin,closure,complit,convert,expr,order}.go` for what becomes a call of the run time, and
`runtime/{string,slice,iface,map,chan}.go` for when that call allocates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.escape.utils import closure_size, heap_alloc_reason
from escapelens.ir.nodes import ESC_NONE, AnyNode, Node
from escapelens.ledger import heap
from escapelens.ledger.boxes import box
from escapelens.ledger.growing import append, mark_in_place, note_room
from escapelens.ledger.model import ALWAYS, Growth, Kind, Often, Site, Size, When
from escapelens.ledger.text import elem_of, int_of, length, shorten
from escapelens.ledger.walk import EXPR, Walk
from escapelens.model.types import AnyType, Basic, Chan, Map
from escapelens.model.under import under
from escapelens.say import say

if TYPE_CHECKING:
    from escapelens.ir import nodes as N


def emit(
    w: Walk,
    n: Node,
    kind: Kind,
    size: Size,
    when: When = ALWAYS,
    *,
    what: str = "",
    quantity: str = "",
    objects: int = 1,
    growth: Growth | None = None,
    cause: str = "",
) -> None:
    """Put the site of node n."""
    why = w.free.get(id(n))
    if why is not None:
        when = When("never", why=why)
    pos = w.pos(n)
    what = what or shorten(w.text(n))
    if not cause and when.may and n.esc != ESC_NONE:
        forced = heap_alloc_reason(n, w.sizes, w.release)
        cause = "escapes" if forced is None else forced.value
    callees = w.callees(n)
    w.put(Site(kind, pos, pos, what, size, when, Often(), quantity, objects, growth, callees, cause))


def escapes(n: Node) -> bool:
    return bool(n.esc != ESC_NONE)


# -- new, literals, closures


def _new(w: Walk, n: N.UnaryExpr) -> None:
    w.below(n)
    if escapes(n):
        _object(w, n, elem_of(n.typ))


def _ptr_lit(w: Walk, n: N.AddrExpr) -> None:
    w.below(n)
    if escapes(n):
        _object(w, n, n.x.typ)


def _object(w: Walk, n: N.AddrExpr | N.UnaryExpr, t: AnyType) -> None:
    size = w.sizes.sizeof(t)
    when = ALWAYS if size else When("never", why="no bytes")
    emit(w, n, "new", Size(size, pointers=w.sizes.has_pointers(t)), when)


def _slice_lit(w: Walk, n: N.CompLitExpr) -> None:
    w.below(n)
    if not escapes(n):
        return
    elem = elem_of(n.typ)
    size = w.sizes.sizeof(elem) * n.len
    when = ALWAYS if size else When("never", why="no bytes")
    emit(w, n, "arguments" if n.implicit else "slice", Size(size, pointers=w.sizes.has_pointers(elem)), when)


def _closure(w: Walk, n: N.ClosureExpr) -> None:
    if escapes(n) and n.func.closure_vars:
        captured = ", ".join(v.sym for v in n.func.closure_vars)
        emit(
            w,
            n,
            "closure",
            Size(closure_size(n, w.sizes), pointers=_captures_pointers(w, n)),
            cause=f"captures {captured}",
        )


def _captures_pointers(w: Walk, n: AnyNode) -> bool:
    return any(not v.by_val or w.sizes.has_pointers(v.typ) for v in n.func.closure_vars)


def _method_value(w: Walk, n: AnyNode) -> None:
    w.below(n)
    if escapes(n):
        size = closure_size(n, w.sizes)
        emit(w, n, "method value", Size(size, pointers=w.sizes.has_pointers(n.x.typ)))


# -- make


def _make_slice(w: Walk, n: N.MakeExpr) -> None:
    w.below(n)
    elem = elem_of(n.typ)
    width, pointers = w.sizes.sizeof(elem), w.sizes.has_pointers(elem)
    room = n.cap if n.cap is not None else n.len
    count = int_of(room)
    if count is not None:
        if escapes(n):
            when = ALWAYS if count * width else When("never", why="no bytes")
            emit(w, n, "make", Size(count * width, pointers=pointers), when)
        return
    on_stack = 0 if escapes(n) or width == 0 else heap.STACK_BUFFER // width
    when = When("above", on_stack) if width else When("never", why="no bytes")
    emit(w, n, "make", Size(0, width, pointers), when, quantity=shorten(w.text(room)))


def _make_map(w: Walk, n: N.MakeExpr) -> None:
    w.below(n)
    hint = 0 if n.len is None else int_of(n.len)
    _map(w, n, hint, shorten(w.text(n.len)) if hint is None else "")


def _map_lit(w: Walk, n: AnyNode) -> None:
    w.below(n)
    _map(w, n, len(n.list_), "", filled=True)


def _map(w: Walk, n: Node, hint: int | None, quantity: str, *, filled: bool = False) -> None:
    """hint: None if it is the quantity. filled: as many entries are put in."""
    group, pointers = map_group(w, n.typ)
    on_stack = not escapes(n)
    size = Size(0 if on_stack else heap.MAP_BYTES, group, pointers)
    if hint is None:
        when = When("above", heap.GROUP_SLOTS) if on_stack else ALWAYS
        emit(w, n, "map", size, when, quantity=quantity)
        return
    cost = heap.map_made(hint, group, pointers, on_stack=on_stack)
    if filled:
        growing = heap.GrowingMap(group, pointers, hint, on_stack, indirect_bytes(w, n.typ))
        for _ in range(hint):
            cost += growing.insert()
    if cost.objects:
        emit(w, n, "map", Size(cost.bytes, pointers=True), objects=cost.objects)


def map_group(w: Walk, t: AnyType) -> tuple[int, bool]:
    """Bytes of a group of the map's entries, and whether it holds pointers (reflectdata/map.go: MapGroupType)."""
    m = under(t)
    assert isinstance(m, Map)
    word = w.sizes.word_size
    parts = []
    pointers = False
    for part in (m.key, m.elem):
        size, align = w.sizes.sizeof(part), w.sizes.alignof(part)
        indirect = size > heap.INDIRECT_FROM
        pointers = pointers or indirect or w.sizes.has_pointers(part)
        parts.append((word, word) if indirect else (size, align))
    (key, key_align), (elem, elem_align) = parts
    slot = -(-key // elem_align) * elem_align + elem
    if elem == 0 and key:
        slot += 1  # so that a pointer to the element does not point past the slot
    align = max(key_align, elem_align)
    slot = -(-slot // align) * align
    return 8 + heap.GROUP_SLOTS * slot, pointers


def _index_map(w: Walk, n: N.IndexExpr) -> None:
    if n.assigned:
        w.below(n)
        _entry(w, n)
        return
    _mark_key(w, n.index)
    w.below(n)


def _mark_key(w: Walk, key: AnyNode) -> None:
    """Conversions in a key that is only looked up need no copy (mapKeyReplaceStrConv)."""
    if key.op == "BYTES2STR":
        w.free[id(key)] = "only looked up"
    elif key.op in ("STRUCTLIT", "ARRAYLIT"):
        for x in key.list_:
            _mark_key(w, x.value if x.op in ("STRUCTKEY", "KEY") else x)


def _delete(w: Walk, n: AnyNode) -> None:
    if len(n.args) == 2 and n.args[1].op == "BYTES2STR":
        w.free[id(n.args[1])] = "only looked up"
    w.below(n)


def _entry(w: Walk, n: AnyNode) -> None:
    """A new key may make the map grow; what is too large for a group is allocated apart, every time."""
    t = n.x.typ
    group, pointers = map_group(w, t)
    made = w.static_value(n.x)
    hint, words, buffer = -1, "", 0
    if made.op == "MAKEMAP":
        known = 0 if made.len is None else int_of(made.len)
        hint, words = (-1, shorten(w.text(made.len))) if known is None else (known, "")
    elif made.op == "MAPLIT":
        hint = len(made.list_)
    if hint >= 0 and not escapes(made):
        buffer = heap.GROUP_SLOTS
    start = len(made.list_) if made.op == "MAPLIT" else 0 if hint >= 0 or words else -1
    of = shorten(w.text(n.x))
    growth = Growth(of, 1, start, hint, words, buffer, each_bytes=indirect_bytes(w, t))
    emit(w, n, "entry", Size(0, group, pointers), When("growth"), growth=growth, cause="the map grows")


def indirect_bytes(w: Walk, t: AnyType) -> int:
    """Bytes allocated for each entry, beside the map's groups."""
    m = under(t)
    assert isinstance(m, Map)
    sizes = (w.sizes.sizeof(part) for part in (m.key, m.elem))
    return sum(size for size in sizes if size > heap.INDIRECT_FROM)


def _make_chan(w: Walk, n: AnyNode) -> None:
    w.below(n)
    chan = under(n.typ)
    assert isinstance(chan, Chan)
    width, pointers = w.sizes.sizeof(chan.elem), w.sizes.has_pointers(chan.elem)
    count = 0 if n.len is None else int_of(n.len)
    quantity = shorten(w.text(n.len)) if count is None else ""
    objects = 2 if pointers and width and count != 0 else 1
    size = Size(heap.CHAN_BYTES + (count or 0) * width, width if count is None else 0, pointers)
    emit(w, n, "channel", size, quantity=quantity, objects=objects, cause="channels are always on the heap")


# -- strings


def _mark_temporaries(w: Walk, n: AnyNode) -> None:
    """string(b) in a concatenation with a constant that is not empty needs no copy."""
    if any(x.op == "LITERAL" and x.val for x in n.list_):
        for x in n.list_:
            if x.op == "BYTES2STR":
                w.free[id(x)] = "part of a concatenation"


def _add_string(w: Walk, n: AnyNode) -> None:
    _mark_temporaries(w, n)
    w.below(n)
    buffered = not escapes(n) and sum(len(x.val) for x in n.list_ if x.op == "LITERAL") < heap.TMP_BUFFER
    limit = heap.TMP_BUFFER if buffered else 0
    emit(w, n, "concatenation", Size(0, 1), When("above", limit), quantity=length(w.text, n))


def _assign(w: Walk, n: N.AssignStmt) -> None:
    mark_in_place(w, n)
    note_room(w, n)
    w.below(n)


def _assign_op(w: Walk, n: N.AssignOpStmt) -> None:
    if n.as_op != "ADD" or not _is_string(n.x.typ):
        w.below(n)
        return
    w.node(n.x)
    if n.y.op == "ADDSTR":  # x += a + b is one concatenation
        w.free[id(n.y)] = "part of the assignment"
    w.node(n.y)
    emit(
        w,
        n,
        "concatenation",
        Size(0, 1),
        When("above", 0),
        quantity=length(w.text, n.x),
        cause="a new string",
    )


def _is_string(t: AnyType) -> bool:
    t = under(t) if t is not None else None
    return isinstance(t, Basic) and t.name == "string"


def _bytes_to_string(w: Walk, n: N.ConvExpr) -> None:
    w.below(n)
    limit = 1 if escapes(n) else heap.TMP_BUFFER  # single bytes come from a table
    emit(w, n, "conversion", Size(0, 1), When("above", limit), quantity=length(w.text, n.x))


def _string_to_bytes(w: Walk, n: AnyNode) -> None:
    x = n.x
    if x.op == "ADDSTR":  # []byte(a + b) is one concatenation
        w.free[id(x)] = "part of the conversion"
    w.below(n)
    if x.op == "LITERAL":
        if escapes(n) or len(x.val) > 64 * 1024:
            emit(w, n, "conversion", Size(len(x.val)), ALWAYS if x.val else When("never", why="no bytes"))
        return
    limit = 0 if escapes(n) else heap.TMP_BUFFER
    emit(w, n, "conversion", Size(0, 1), When("above", limit), quantity=length(w.text, x))


def _string_to_runes(w: Walk, n: AnyNode) -> None:
    w.below(n)
    limit = 0 if escapes(n) else heap.TMP_BUFFER
    emit(
        w, n, "conversion", Size(0, 4), When("above", limit), quantity=say("runes of {what}", what=shorten(w.text(n.x)))
    )


def _runes_to_string(w: Walk, n: AnyNode) -> None:
    w.below(n)
    when = ALWAYS if escapes(n) else When("above", heap.TMP_BUFFER - 3)
    emit(w, n, "conversion", Size(3, 1), when, quantity=say("bytes of {what}", what=shorten(w.text(n.x))))


def _rune_to_string(w: Walk, n: Node) -> None:
    w.below(n)
    if escapes(n):
        emit(w, n, "conversion", Size(4))


def _compare(w: Walk, n: N.BinaryExpr) -> None:
    for x in (n.x, n.y):
        if x.op == "BYTES2STR":
            w.free[id(x)] = "only compared"
    w.below(n)


def _length(w: Walk, n: N.UnaryExpr) -> None:
    if n.x.op in ("BYTES2STR", "STR2RUNES"):
        w.free[id(n.x)] = "only counted"
    w.below(n)


# -- statements that start something


def _go(w: Walk, n: Node) -> None:
    _launched(w, n)
    emit(w, n, "goroutine", Size(2048), When("reuse", why="ended goroutines are used again"))


def _defer(w: Walk, n: N.GoDeferStmt) -> None:
    _launched(w, n)
    if n.esc == 0:
        emit(w, n, "defer", Size(48), When("reuse", why="records of defers are used again"))


def _launched(w: Walk, n: AnyNode) -> None:
    call = n.call
    if call.init:
        w.stmts(call.init)
    w.below(call)


EXPR.update(
    {
        "NEW": _new,
        "PTRLIT": _ptr_lit,
        "SLICELIT": _slice_lit,
        "CLOSURE": _closure,
        "METHVALUE": _method_value,
        "MAKESLICE": _make_slice,
        "MAKEMAP": _make_map,
        "MAPLIT": _map_lit,
        "INDEXMAP": _index_map,
        "DELETE": _delete,
        "MAKECHAN": _make_chan,
        "ADDSTR": _add_string,
        "AS": _assign,
        "ASOP": _assign_op,
        "BYTES2STR": _bytes_to_string,
        "STR2BYTES": _string_to_bytes,
        "STR2RUNES": _string_to_runes,
        "RUNES2STR": _runes_to_string,
        "RUNESTR": _rune_to_string,
        "CONVIFACE": box,
        "LEN": _length,
        "APPEND": append,
        "GO": _go,
        "DEFER": _defer,
    }
)
EXPR.update(dict.fromkeys(("EQ", "NE", "LT", "LE", "GT", "GE"), _compare))

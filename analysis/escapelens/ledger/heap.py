"""What the run time's allocator and its containers take for what they are asked.

What: the size class of an object, the steps in which append grows a slice, the objects of a map. Nothing here knows the
program: numbers in, numbers out.

Counterpart: `runtime/msize.go: roundupsize`, `runtime/slice.go: growslice, nextslicecap, growsliceBuf`,
`internal/runtime/maps/map.go: NewMap`, `internal/runtime/gc/sizeclasses.go`. The same in Go 1.24 to 1.27.

Property: allocations are counted as `testing.AllocsPerRun` counts them, bytes as `-benchmem` does, but for objects of
less than 16 bytes without pointers, several of which share a block: they count with what was asked.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

# fmt: off
_CLASSES = (
    0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448,
    480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096,
    4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072,
    20480, 21760, 24576, 27264, 28672, 32768,
)
# fmt: on
_PAGE = 8192
_HEADER = 8  # in front of larger objects with pointers
_HEADER_FROM = 512
TINY = 16  # smaller objects without pointers share a block

TMP_BUFFER = 32  # bytes of the buffer for a string or []byte that does not escape (runtime/string.go: tmpBuf)
STACK_BUFFER = 32  # bytes of stack that make and append try first (base.Debug.VariableMakeThreshold)
STATIC_VALUES = 256  # integers below are boxed in a table (runtime/iface.go: staticuint64s)

GROUP_SLOTS = 8  # entries of a map's group (internal/abi/map.go)
INDIRECT_FROM = 128  # bytes: larger keys and elements are allocated one by one
_MAX_TABLE = 1024
MAP_BYTES = 48
_TABLE_BYTES = 32
CHAN_BYTES = 104  # the record of a channel (runtime/chan.go: hchan)


@dataclass(frozen=True, slots=True)
class Cost:
    """Objects allocated and their bytes."""

    objects: int = 0
    bytes: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.objects + other.objects, self.bytes + other.bytes)

    def times(self, n: int) -> Cost:
        return Cost(self.objects * n, self.bytes * n)


NOTHING = Cost()


def round_up(size: int, pointers: bool) -> int:
    """Bytes usable in the object that is made for `size` bytes (roundupsize)."""
    if size > _CLASSES[-1] - _HEADER:
        return -(-size // _PAGE) * _PAGE
    header = _HEADER if pointers and size > _HEADER_FROM else 0
    return _CLASSES[bisect_left(_CLASSES, size + header)] - header


def object_size(size: int, pointers: bool) -> int:
    """Bytes that an object of `size` bytes takes from the heap."""
    if not pointers and size < TINY:
        return size
    taken = round_up(size, pointers)
    return taken + _HEADER if pointers and _HEADER_FROM < size <= _CLASSES[-1] - _HEADER else taken


def objects(size: int, pointers: bool, count: int = 1) -> Cost:
    """Allocating `count` objects of `size` bytes each; nothing for no bytes."""
    return Cost(count, count * object_size(size, pointers)) if size > 0 else NOTHING


# -- slices


def next_cap(new_len: int, old_cap: int) -> int:
    """Elements that append asks for (nextslicecap)."""
    if new_len > 2 * old_cap:
        return new_len
    if old_cap < 256:
        return 2 * old_cap
    cap = old_cap
    while cap < new_len:
        cap += (cap + 3 * 256) >> 2
    return cap


def grown(
    elem: int,
    pointers: bool,
    n: int,
    *,
    each: int = 1,
    room: int = 0,
    start: int = 0,
    buffer: int = 0,
    move: bool = False,
) -> Cost:
    """Appending n elements of `elem` bytes, `each` at a time, to a slice of `start` elements with room for `room`.

    buffer: elements that fit on the stack, used instead of the first allocation; move: what is on the stack at last is
    copied to the heap.
    """
    if elem == 0 or n <= 0:
        return NOTHING
    cost, length, cap, on_stack = NOTHING, start, room, False
    while n > 0:
        length += min(each, n)
        n -= each
        if length <= cap:
            continue
        if length <= buffer and (length <= each or on_stack):
            cap, on_stack = buffer, True
            continue
        on_stack = False
        size = round_up(next_cap(length, cap) * elem, pointers)
        cap = size // elem
        cost += objects(cap * elem, pointers)
    if move and on_stack:
        cost += objects(length * elem, pointers)
    return cost


# -- maps


def _power(n: int) -> int:
    return 1 << max(n - 1, 0).bit_length()


def _table(capacity: int, group: int, pointers: bool) -> Cost:
    groups = _power(max(capacity, GROUP_SLOTS)) // GROUP_SLOTS
    return objects(_TABLE_BYTES, True) + objects(groups * group, pointers)


def map_made(hint: int, group: int, pointers: bool, *, on_stack: bool) -> Cost:
    """make(map[K]V, hint), groups of `group` bytes. on_stack: the map's record and, for small ones, its first group."""
    cost = NOTHING if on_stack else objects(MAP_BYTES, True)
    if hint <= GROUP_SLOTS:
        return cost
    capacity = hint * GROUP_SLOTS // 7
    tables = _power(-(-capacity // _MAX_TABLE))
    cost += objects(8 * tables, True)
    for _ in range(tables):
        cost += _table(capacity // tables, group, pointers)
    return cost


def map_filled(n: int, group: int, pointers: bool, *, hint: int, on_stack: bool, indirect: int = 0) -> Cost:
    """Putting n new entries into a map made with that hint; exact up to one table's worth.

    indirect: bytes allocated for each entry whose key or element is too large for the group.
    """
    cost = objects(indirect, True, n) if indirect else NOTHING
    if n <= 0:
        return cost
    if hint <= GROUP_SLOTS:
        if not on_stack:
            cost += objects(group, pointers)
        if n <= GROUP_SLOTS:
            return cost
        cost += _table(2 * GROUP_SLOTS, group, pointers) + objects(8, True)
        capacity = 2 * GROUP_SLOTS
    else:
        capacity = _power(hint * GROUP_SLOTS // 7)
    while n > capacity * 7 // 8 and capacity < _MAX_TABLE:
        capacity *= 2
        cost += _table(capacity, group, pointers)
    return cost

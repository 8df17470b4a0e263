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

from escapelens.record import dataclass

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
CHAN_BYTES = 112  # the record of a channel (runtime/chan.go: hchan)


@dataclass(frozen=True, slots=True)
class Cost:
    """Objects allocated and their bytes."""

    objects: int = 0
    bytes: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.objects + other.objects, self.bytes + other.bytes)


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


class GrowingSlice:
    """A slice while it is appended to. buffer: elements that fit on the stack, taken once, while it is empty."""

    def __init__(self, elem: int, pointers: bool, start: int = 0, room: int = 0) -> None:
        self.elem, self.pointers = elem, pointers
        self.len, self.cap = start, room
        self.on_stack = self.used = False

    def append(self, n: int, buffer: int = 0, *, steps: bool = False) -> Cost:
        """n more elements. steps: as many of the buffer's elements as a size class has (growsliceBuf)."""
        self.len += n
        if self.len <= self.cap:
            return NOTHING
        if steps and self.len <= buffer:
            self.cap, self.on_stack = round_up(self.len * self.elem, self.pointers) // self.elem, True
            return NOTHING
        if not steps and self.len <= buffer and not self.used and self.len == n:
            self.cap, self.on_stack, self.used = buffer, True, True
            return NOTHING
        self.cap = round_up(next_cap(self.len, self.cap) * self.elem, self.pointers) // self.elem
        self.on_stack = False
        return objects(self.cap * self.elem, self.pointers)

    def move(self, *, steps: bool = False) -> Cost:
        """Copying what is on the stack to the heap, the capacity kept if it was looked at."""
        if not self.on_stack:
            return NOTHING
        return objects((self.cap if steps else self.len) * self.elem, self.pointers)


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


class GrowingMap:
    """A map while new keys are put in; exact up to one table's worth (896 entries).

    indirect: bytes allocated for each entry whose key or element is too large for the group.
    """

    def __init__(self, group: int, pointers: bool, hint: int, on_stack: bool, indirect: int = 0) -> None:
        self.group, self.pointers, self.indirect = group, pointers, indirect
        self.len = 0
        self.grouped = on_stack
        self.capacity = _power(hint * GROUP_SLOTS // 7) if hint > GROUP_SLOTS else 0

    def insert(self) -> Cost:
        """One new key."""
        self.len += 1
        cost = objects(self.indirect, True)
        if not self.capacity:
            if not self.grouped:
                self.grouped = True
                cost += objects(self.group, self.pointers)
            if self.len > GROUP_SLOTS:
                self.capacity = 2 * GROUP_SLOTS
                cost += _table(self.capacity, self.group, self.pointers) + objects(8, True)
        elif self.len > self.capacity * 7 // 8 and self.capacity < _MAX_TABLE:
            self.capacity *= 2
            cost += _table(self.capacity, self.group, self.pointers)
        return cost

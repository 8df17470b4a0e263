"""Sizes, alignments, offsets and pointers of types as the gc compiler lays them out.

Counterpart: `types2/gcsizes.go`, `cmd/compile/internal/types/size.go`, `type.go: IsDirectIface`. Results are kept in
`Type.cache`, apart for each word size and maximal alignment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escapelens.model.types import (
    COMPLEX64,
    COMPLEX128,
    INVALID,
    IS_UNTYPED,
    STRING,
    UNSAFE_POINTER,
    UNTYPED_NIL,
    UNTYPED_STRING,
    AnyType,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
)
from escapelens.model.under import as_named, under
from escapelens.releases.known import CURRENT
from escapelens.releases.release import Release

# By kind, BOOL to COMPLEX128; 0: a word.
_BASIC_SIZES = (0, 1, 0, 1, 2, 4, 8, 0, 1, 2, 4, 8, 0, 4, 8, 8, 16)

# word size, maximal alignment (sizes.go: gcArchSizes)
ARCHS: dict[str, tuple[int, int]] = {
    "386": (4, 4),
    "amd64": (8, 8),
    "amd64p32": (4, 8),
    "arm": (4, 4),
    "arm64": (8, 8),
    "loong64": (8, 8),
    "mips": (4, 4),
    "mipsle": (4, 4),
    "mips64": (8, 8),
    "mips64le": (8, 8),
    "ppc64": (8, 8),
    "ppc64le": (8, 8),
    "riscv64": (8, 8),
    "s390x": (8, 8),
    "sparc64": (8, 8),
    "wasm": (8, 8),
}

MAX_INT64 = (1 << 63) - 1
ATOMIC_PACKAGES = ("sync/atomic", "internal/runtime/atomic")


class Layout:
    """Size in bytes (-1: too large) and alignment of a type, for structs also the offsets of the fields."""

    __slots__ = ("align", "offsets", "size")

    def __init__(self, size: int, align: int, offsets: list[int] | None = None) -> None:
        self.size = size
        self.align = align
        self.offsets = offsets


_OPEN = Layout(0, 1)  # a type under computation, met again: an invalid recursive type


class Sizes:
    """Sizes may be asked for amid declarations (for the length of an array), so they never look at what a pointer
    points to; whether a type holds pointers is a question for later."""

    __slots__ = ("_alike", "_basic", "_empty", "_key", "_pointer", "_ptr_key", "max_align", "release", "word_size")

    def __init__(self, goarch: str = "amd64", release: Release = CURRENT) -> None:
        self.release = release
        self.word_size, self.max_align = ARCHS.get(goarch, (8, 8))
        self._key = f"layout{self.word_size}{self.max_align}"
        self._ptr_key = f"pointers{self.word_size}{self.max_align}"
        w = self.word_size
        self._pointer = Layout(w, w)
        # Of types that are laid out alike whatever they are made of; nothing of that is kept with each of them.
        self._alike: dict[type[Type], Layout] = {c: self._pointer for c in (Pointer, Map, Chan, Signature)} | {
            Slice: Layout(3 * w, w)
        }
        self._empty = Layout(0, 1, [])
        self._basic: dict[int, Layout] = {}

    def layout(self, t: Type) -> Layout:
        """The layout of t; of a type parameter or another type without size, that of a word."""
        alike = self._alike.get(t.__class__)
        if alike is not None:
            return alike
        cache = t.cache
        if cache is None:
            cache = t.cache = {}
        known: Any = cache.get(self._key)  # Any: what is kept under this name
        if known is not None:
            return known  # type: ignore[no-any-return]
        cache[self._key] = _OPEN
        u = under(t)
        made = self._alike.get(u.__class__) or _LAYOUT.get(u.__class__, Sizes._word)(self, u, t)
        cache[self._key] = made
        return made

    def sizeof(self, t: Type) -> int:
        """Bytes; -1 if too large for the address space."""
        return self.layout(t).size

    def alignof(self, t: Type) -> int:
        return self.layout(t).align

    def offsetsof(self, s: Struct) -> list[int]:
        return self.layout(s).offsets or []

    def offsetof(self, t: Type, index: list[int]) -> int:
        """Offset of a field given by its path (no pointers on the way)."""
        offset = 0
        for i in index:
            s: AnyType = under(t)
            offset += self.offsetsof(s)[i]
            t = s.fields[i].typ
        return offset

    def ptr_bytes(self, t: Type) -> int:
        """Length of the prefix of t that holds pointers (size.go: PtrDataSize)."""
        if t.__class__ in self._alike:
            return self._ptr_bytes(t)
        cache = t.cache
        if cache is None:
            cache = t.cache = {}
        known: Any = cache.get(self._ptr_key)  # Any: what is kept under this name
        if known is None:
            cache[self._ptr_key] = 0
            known = cache[self._ptr_key] = self._ptr_bytes(under(t))
        return known  # type: ignore[no-any-return]

    def _ptr_bytes(self, u: AnyType) -> int:
        w = self.word_size
        c = u.__class__
        if c is Basic:
            return w if u.kind in _POINTER_KINDS else 0
        if c is Pointer or c is Slice:
            return 0 if not_in_heap(u.elem) else w
        if c is Interface:
            return 2 * w
        if c is Array:
            elem = self.ptr_bytes(u.elem) if u.len > 0 else 0
            return self.sizeof(u.elem) * (u.len - 1) + elem if elem else 0
        if c is Struct:
            for i in range(len(u.fields) - 1, -1, -1):
                field = self.ptr_bytes(u.fields[i].typ)
                if field:
                    return self.offsetsof(u)[i] + field
            return 0
        return w

    def has_pointers(self, t: Type) -> bool:
        return self.ptr_bytes(t) != 0

    def is_direct_iface(self, t: Type) -> bool:
        """A value of t is stored in an interface word itself."""
        if self.layout(t).size != self.word_size or self.ptr_bytes(t) != self.word_size:
            return False
        return self.release.stores_pointers_beside_nothing or self._is_pointer_alone(t)

    def _is_pointer_alone(self, t: Type) -> bool:
        """Before that a pointer with fields or elements of no size beside it was not stored in the word itself."""
        u: AnyType = under(t)
        while isinstance(u, Array | Struct):
            if isinstance(u, Struct) and len(u.fields) != 1:
                return False
            u = under(u.elem if isinstance(u, Array) else u.fields[0].typ)
        return True

    def _word(self, u: Type, t: Type) -> Layout:
        return self._pointer

    def _of_basic(self, u: Basic, t: Type) -> Layout:
        kind = u.kind
        made = self._basic.get(kind)
        if made is None:
            made = self._basic[kind] = self._make_basic(kind, u.info)
        return made

    def _make_basic(self, kind: int, info: int) -> Layout:
        w = self.word_size
        if kind in (STRING, UNTYPED_STRING):
            return Layout(2 * w, w)
        if kind in (UNSAFE_POINTER, UNTYPED_NIL, INVALID):
            return self._pointer
        size = (_BASIC_SIZES[kind] if not info & IS_UNTYPED else 0) or w
        align = size // 2 if kind in (COMPLEX64, COMPLEX128) else size
        return Layout(size, min(align, self.max_align))

    def _of_interface(self, u: Interface, t: Type) -> Layout:
        return Layout(2 * self.word_size, self.word_size)

    def _of_array(self, u: Array, t: Type) -> Layout:
        elem = self.layout(u.elem)
        n = u.len
        if n <= 0 or elem.size == 0:
            return Layout(0, elem.align)
        if elem.size < 0 or elem.size > MAX_INT64 // n:
            return Layout(-1, elem.align)
        return Layout(elem.size * n, elem.align)

    def _of_struct(self, u: Struct, t: Type) -> Layout:
        if u is not t:
            if not u.fields and _is_align64(t):
                return Layout(0, 8, [])
            return self.layout(u)
        if not u.fields:
            return self._empty
        offsets = []
        offset = 0
        max_align = 1
        size = 0
        for f in u.fields:
            at = self.layout(f.typ)
            align = at.align
            if align > max_align:
                max_align = align
            size = at.size
            if offset < 0:
                offsets.append(-1)
                continue
            offset = (offset + align - 1) // align * align
            offsets.append(offset)
            offset = offset + size if size >= 0 else -1
        if offset > 0 and size == 0:  # so that &s.last does not point past s
            offset += 1
        if offset > 0:
            offset = (offset + max_align - 1) // max_align * max_align
        return Layout(offset if offset <= MAX_INT64 else -1, max_align, offsets)


_POINTER_KINDS = (STRING, UNSAFE_POINTER, UNTYPED_STRING, UNTYPED_NIL)

_LAYOUT: dict[type, Callable[[Sizes, AnyType, AnyType], Layout]] = {
    Basic: Sizes._of_basic,
    Interface: Sizes._of_interface,
    Array: Sizes._of_array,
    Struct: Sizes._of_struct,
}


def _is_align64(t: Type) -> bool:
    named = as_named(t)
    return (
        named is not None
        and named.obj.name == "align64"
        and named.obj.pkg is not None
        and named.obj.pkg.path in ATOMIC_PACKAGES
    )


_NEVER_BY_VALUE = frozenset({Basic, Pointer, Slice, Map, Chan, Signature, Interface})


def not_in_heap(t: Type) -> bool:
    """t is, or contains by value, internal/runtime/sys.nih (types/type.go: NotInHeap)."""
    c = t.__class__
    if c in _NEVER_BY_VALUE:
        return False
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    known = cache.get("nih")
    if known is not None:
        return known  # type: ignore[return-value]
    cache["nih"] = False
    named = as_named(t)
    if named is not None and named.obj.name == "nih":
        pkg = named.obj.pkg
        result = pkg is not None and pkg.path == "internal/runtime/sys"
    else:
        u: AnyType = under(t)
        result = False
        if u.__class__ is Struct:
            result = any(not_in_heap(f.typ) for f in u.fields)
        elif u.__class__ is Array:
            result = not_in_heap(u.elem)
    cache["nih"] = result
    return result

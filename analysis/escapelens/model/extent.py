"""How deep and how large types are written out, and what is more than we follow.

What: `extent` is (levels, nodes) of a type as text would show it; `endless` says no to instances whose type arguments
nest too deep, are too large, or are too many for their depth.
Why: `type S[P any] struct{ next *S[[]P] }` has no end, and `f[T]` that calls `f[struct{ a, b T }]` doubles its text at
every step. Both are errors ("instantiation cycle", types2/mono.go), but errors are there while code is being written,
and in packages that are imported.
Counterpart: none; the compiler refuses the package before it makes instances.
Property: what is refused hangs on the type itself, or on how many were made; never on time.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from escapelens.model.types import (
    Alias,
    AnyType,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParam,
    Union,
)
from escapelens.model.types import Tuple as TupleType

ENDLESS = "instantiation cycle"
MAX_LEVELS = 50
MAX_NODES = 20_000
DEEP = 10  # levels that nobody writes by hand often:
MAX_DEEP = 500  # of one generic type or function, so many instances may nest deeper

Extent = tuple[int, int]
_LEAF: Extent = (0, 1)


def parts(t: AnyType) -> list[AnyType]:
    """The types that t is written with."""
    c = t.__class__
    if c is Named:
        return t.targs  # type: ignore[no-any-return]
    if c is Pointer or c is Slice or c is Array or c is Chan:
        return [t.elem]
    if c is Map:
        return [t.key, t.elem]
    if c is Struct:
        return [f.typ for f in t.fields]
    if c is Signature:
        return [v.typ for v in t.params.vars] + [v.typ for v in t.results.vars]
    if c is TupleType:
        return [v.typ for v in t.vars]
    if c is Interface:
        return [m.typ for m in t.methods] + t.embeddeds  # type: ignore[no-any-return]
    if c is Alias:
        return [*t.targs, t.actual]
    if c is Union:
        return [x for _, x in t.terms]
    return []


def extent(t: AnyType) -> Extent:
    """(levels of types within types, number of types) that t is written with; defined types are names."""
    c = t.__class__
    if c is Basic or c is TypeParam:
        return _LEAF
    if c is Alias:
        return extent(t.actual)
    shape = c is Named and t.is_shape
    if c is Named and not shape and not t.targs:
        return _LEAF
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    known: Extent | None = cache.get("extent")
    if known is None:
        cache["extent"] = _LEAF  # an invalid recursive type meets itself
        levels, nodes = 0, 1
        for p in parts(t._underlying) if shape else parts(t):
            below = extent(p)
            if below[0] > levels:
                levels = below[0]
            nodes += below[1]
        known = cache["extent"] = (levels + 1, min(nodes, MAX_NODES + 1))
    return known


def too_large(t: Type) -> bool:
    """More than we write out anywhere."""
    return extent(t)[1] > MAX_NODES


def endless(targs: Sequence[Type], deep: dict[Hashable, int], orig: Hashable) -> bool:
    """Whether a new instance orig[targs] is one that we do not follow. deep: how many nest deep, by what they are
    instances of."""
    levels, nodes = 0, 0
    for t in targs:
        below = extent(t)
        levels = max(levels, below[0])
        nodes += below[1]
    if levels > MAX_LEVELS or nodes > MAX_NODES:
        return True
    if levels > DEEP:
        deep[orig] = deep.get(orig, 0) + 1
        return deep[orig] > MAX_DEEP
    return False

"""What the builder asks of types, after substitution: kinds, elements, pointers, shapes.

What: thin accessors over the data classes of `model/types.py`, so that the builder never cares about aliases and
named types. A shape type (`go.shape.int`) counts as its underlying type, as in the compiler's back-end types.

Counterpart: methods of `types.Type` (`types/type.go`), `types/identity.go` where shapes are involved.
"""

from __future__ import annotations

from escapelens.ir.typefmt import all_methods
from escapelens.model.core import core_type
from escapelens.model.identity import identical as identical_types
from escapelens.model.types import (
    IS_BOOLEAN,
    IS_FLOAT,
    IS_INTEGER,
    IS_STRING,
    IS_UNTYPED,
    UNSAFE_POINTER,
    UNTYPED_NIL,
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
    Tuple,
    Type,
    TypeParam,
)


def unalias(t: AnyType) -> AnyType:
    while t.__class__ is Alias:
        t = t.actual
    return t


def under(t: AnyType) -> AnyType:
    """Underlying type; a type parameter stays itself."""
    while True:
        c = t.__class__
        if c is Named:
            t = t.underlying
        elif c is Alias:
            t = t.actual
        else:
            return t


def core(t: AnyType) -> AnyType:
    """types2.CoreType: the underlying type, of a type parameter that of its type set; None if there is none."""
    u = under(t)
    if u.__class__ is TypeParam or u.__class__ is Interface:
        return core_type(t)
    return u


def deref(t: AnyType) -> AnyType:
    """Element of a pointer (types2.deref2), else the type itself."""
    t = unalias(t)
    return unalias(t.elem) if t.__class__ is Pointer else t


def is_interface(t: AnyType) -> bool:
    return under(t).__class__ is Interface


def is_type_param(t: AnyType) -> bool:
    return unalias(t).__class__ is TypeParam


def is_pointer(t: AnyType) -> bool:
    return under(t).__class__ is Pointer


def is_empty_interface(t: AnyType) -> bool:
    u = under(t)
    if u.__class__ is not Interface:
        return False
    if not u.methods and not u.embeddeds:
        return True
    return not all_methods(u)


def info(t: AnyType) -> int:
    u = under(t)
    return u.info if u.__class__ is Basic else 0


def is_untyped(t: AnyType) -> bool:
    return t.__class__ is Basic and bool(t.info & IS_UNTYPED)


def is_untyped_nil(t: AnyType) -> bool:
    return t.__class__ is Basic and t.kind == UNTYPED_NIL


def is_string(t: AnyType) -> bool:
    return bool(info(t) & IS_STRING)


def is_boolean(t: AnyType) -> bool:
    return bool(info(t) & IS_BOOLEAN)


def is_integer(t: AnyType) -> bool:
    return bool(info(t) & IS_INTEGER)


def is_float(t: AnyType) -> bool:
    return bool(info(t) & IS_FLOAT)


def has_nil(t: AnyType) -> bool:
    u = under(t)
    c = u.__class__
    if c is Basic:
        return u.kind in (UNSAFE_POINTER, UNTYPED_NIL)
    return c in (Pointer, Slice, Map, Chan, Signature, Interface)


def has_name(t: Type) -> bool:
    """Go's `t.Sym() != nil`: defined types and basic types have a name."""
    t = unalias(t)
    return t.__class__ is Named or t.__class__ is Basic


def new_pointer(t: Type) -> Pointer:
    """*t, one object for each t."""
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    p = cache.get("ir.pointer")
    if p is None:
        p = cache["ir.pointer"] = Pointer(t)
    return p  # type: ignore[return-value]


def is_shape(t: AnyType) -> bool:
    t = unalias(t)
    return t.__class__ is Named and t.is_shape


def has_shape(t: AnyType) -> bool:
    """Whether t is or mentions a shape type (types.Type.HasShape)."""
    t = unalias(t)
    c = t.__class__
    if c is Basic:
        return False
    if c is Named and not t.targs:
        return bool(t.is_shape)
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    r = cache.get("ir.shape")
    if r is None:
        cache["ir.shape"] = False  # a cycle goes through a named type
        r = cache["ir.shape"] = _has_shape(t)
    return bool(r)


def _has_shape(t: AnyType) -> bool:
    c = t.__class__
    if c is Named:
        return any(has_shape(a) for a in t.targs)
    if c in (Pointer, Slice, Array, Chan):
        return has_shape(t.elem)
    if c is Map:
        return has_shape(t.key) or has_shape(t.elem)
    if c is Struct:
        return any(has_shape(f.typ) for f in t.fields)
    if c is Tuple:
        return any(has_shape(v.typ) for v in t.vars)
    if c is Signature:
        return any(has_shape(v.typ) for v in t.params.vars) or any(has_shape(v.typ) for v in t.results.vars)
    if c is Interface:
        return any(has_shape(m.typ) for m in t.methods) or any(has_shape(e) for e in t.embeddeds)
    return False


def identical(a: AnyType, b: AnyType) -> bool:
    """types.Identical of the compiler's back-end types: shape types equal what they stand for."""
    if a is b:
        return True
    if has_shape(a) or has_shape(b):
        return _identical_shapes(unalias(a), unalias(b), 0)
    return identical_types(a, b)


def _identical_shapes(a: AnyType, b: AnyType, depth: int) -> bool:
    if a is b or depth > 30:
        return True
    if not (has_shape(a) or has_shape(b)):
        return identical_types(a, b)
    if a.__class__ is Named and b.__class__ is Named and a.orig is b.orig and len(a.targs) == len(b.targs) and a.targs:
        return all(_identical_shapes(unalias(x), unalias(y), depth + 1) for x, y in zip(a.targs, b.targs, strict=True))
    u, v = under(a), under(b)
    c = u.__class__
    if c is not v.__class__:
        return False
    d = depth + 1
    if c is Basic:
        return bool(u.kind == v.kind)
    if c is Pointer:
        if a.__class__ is Named or b.__class__ is Named:
            return True  # kinds agree: TPTR counts as simple there
        return _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is Slice:
        return _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is Array:
        return u.len == v.len and _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is Chan:
        return u.dir == v.dir and _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is Map:
        return _identical_shapes(unalias(u.key), unalias(v.key), d) and _identical_shapes(
            unalias(u.elem), unalias(v.elem), d
        )
    if c is Struct:
        return len(u.fields) == len(v.fields) and all(
            f.name == g.name and f.embedded == g.embedded and _identical_shapes(unalias(f.typ), unalias(g.typ), d)
            for f, g in zip(u.fields, v.fields, strict=True)
        )
    if c is Signature:
        return (
            len(u.params.vars) == len(v.params.vars)
            and len(u.results.vars) == len(v.results.vars)
            and u.variadic == v.variadic
            and all(
                _identical_shapes(unalias(x.typ), unalias(y.typ), d)
                for x, y in zip(u.params.vars + u.results.vars, v.params.vars + v.results.vars, strict=True)
            )
        )
    if c is Interface:
        ms, ns = all_methods(u), all_methods(v)
        return len(ms) == len(ns) and all(
            m.name == n.name and _identical_shapes(m.typ, n.typ, d) for m, n in zip(ms, ns, strict=True)
        )
    return False

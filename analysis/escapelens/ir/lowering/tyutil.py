"""What the builder asks of types, after substitution: kinds, elements, pointers, shapes.

What: thin accessors over the data classes of `model/types.py`, so that the builder never cares about aliases and
named types. A shape type (`go.shape.int`) counts as its underlying type, as in the compiler's back-end types.

Counterpart: methods of `types.Type` (`types/type.go`), `types/identity.go` where shapes are involved.
"""

from __future__ import annotations

from escapelens.ir.typefmt import all_methods
from escapelens.model import types as T
from escapelens.model.core import core_type
from escapelens.model.identity import identical as identical_types


def unalias(t: T.AnyType) -> T.AnyType:
    while t.__class__ is T.Alias:
        t = t.actual
    return t


def under(t: T.AnyType) -> T.AnyType:
    """Underlying type; a type parameter stays itself."""
    while True:
        c = t.__class__
        if c is T.Named:
            t = t.underlying
        elif c is T.Alias:
            t = t.actual
        else:
            return t


def core(t: T.AnyType) -> T.AnyType:
    """types2.CoreType: the underlying type, of a type parameter that of its type set; None if there is none."""
    u = under(t)
    if u.__class__ is T.TypeParam or u.__class__ is T.Interface:
        return core_type(t)
    return u


def deref(t: T.AnyType) -> T.AnyType:
    """Element of a pointer (types2.deref2), else the type itself."""
    t = unalias(t)
    return unalias(t.elem) if t.__class__ is T.Pointer else t


def is_interface(t: T.AnyType) -> bool:
    return under(t).__class__ is T.Interface


def is_type_param(t: T.AnyType) -> bool:
    return unalias(t).__class__ is T.TypeParam


def is_pointer(t: T.AnyType) -> bool:
    return under(t).__class__ is T.Pointer


def is_empty_interface(t: T.AnyType) -> bool:
    u = under(t)
    if u.__class__ is not T.Interface:
        return False
    if not u.methods and not u.embeddeds:
        return True
    return not all_methods(u)


def info(t: T.AnyType) -> int:
    u = under(t)
    return u.info if u.__class__ is T.Basic else 0


def is_untyped(t: T.AnyType) -> bool:
    return t.__class__ is T.Basic and bool(t.info & T.IS_UNTYPED)


def is_untyped_nil(t: T.AnyType) -> bool:
    return t.__class__ is T.Basic and t.kind == T.UNTYPED_NIL


def is_string(t: T.AnyType) -> bool:
    return bool(info(t) & T.IS_STRING)


def is_boolean(t: T.AnyType) -> bool:
    return bool(info(t) & T.IS_BOOLEAN)


def is_integer(t: T.AnyType) -> bool:
    return bool(info(t) & T.IS_INTEGER)


def is_float(t: T.AnyType) -> bool:
    return bool(info(t) & T.IS_FLOAT)


def has_nil(t: T.AnyType) -> bool:
    u = under(t)
    c = u.__class__
    if c is T.Basic:
        return u.kind in (T.UNSAFE_POINTER, T.UNTYPED_NIL)
    return c in (T.Pointer, T.Slice, T.Map, T.Chan, T.Signature, T.Interface)


def has_name(t: T.Type) -> bool:
    """Go's `t.Sym() != nil`: defined types and basic types have a name."""
    t = unalias(t)
    return t.__class__ is T.Named or t.__class__ is T.Basic


def new_pointer(t: T.Type) -> T.Pointer:
    """*t, one object for each t."""
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    p = cache.get("ir.pointer")
    if p is None:
        p = cache["ir.pointer"] = T.Pointer(t)
    return p  # type: ignore[return-value]


def is_shape(t: T.AnyType) -> bool:
    t = unalias(t)
    return t.__class__ is T.Named and t.is_shape


def has_shape(t: T.AnyType) -> bool:
    """Whether t is or mentions a shape type (types.Type.HasShape)."""
    t = unalias(t)
    c = t.__class__
    if c is T.Basic:
        return False
    if c is T.Named and not t.targs:
        return bool(t.is_shape)
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    r = cache.get("ir.shape")
    if r is None:
        cache["ir.shape"] = False  # a cycle goes through a named type
        r = cache["ir.shape"] = _has_shape(t)
    return bool(r)


def _has_shape(t: T.AnyType) -> bool:
    c = t.__class__
    if c is T.Named:
        return any(has_shape(a) for a in t.targs)
    if c in (T.Pointer, T.Slice, T.Array, T.Chan):
        return has_shape(t.elem)
    if c is T.Map:
        return has_shape(t.key) or has_shape(t.elem)
    if c is T.Struct:
        return any(has_shape(f.typ) for f in t.fields)
    if c is T.Tuple:
        return any(has_shape(v.typ) for v in t.vars)
    if c is T.Signature:
        return any(has_shape(v.typ) for v in t.params.vars) or any(has_shape(v.typ) for v in t.results.vars)
    if c is T.Interface:
        return any(has_shape(m.typ) for m in t.methods) or any(has_shape(e) for e in t.embeddeds)
    return False


def identical(a: T.AnyType, b: T.AnyType) -> bool:
    """types.Identical of the compiler's back-end types: shape types equal what they stand for."""
    if a is b:
        return True
    if has_shape(a) or has_shape(b):
        return _identical_shapes(unalias(a), unalias(b), 0)
    return identical_types(a, b)


def _identical_shapes(a: T.AnyType, b: T.AnyType, depth: int) -> bool:
    if a is b or depth > 30:
        return True
    if not (has_shape(a) or has_shape(b)):
        return identical_types(a, b)
    if (
        a.__class__ is T.Named
        and b.__class__ is T.Named
        and a.orig is b.orig
        and len(a.targs) == len(b.targs)
        and a.targs
    ):
        return all(_identical_shapes(unalias(x), unalias(y), depth + 1) for x, y in zip(a.targs, b.targs, strict=True))
    u, v = under(a), under(b)
    c = u.__class__
    if c is not v.__class__:
        return False
    d = depth + 1
    if c is T.Basic:
        return bool(u.kind == v.kind)
    if c is T.Pointer:
        if a.__class__ is T.Named or b.__class__ is T.Named:
            return True  # kinds agree: TPTR counts as simple there
        return _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is T.Slice:
        return _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is T.Array:
        return u.len == v.len and _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is T.Chan:
        return u.dir == v.dir and _identical_shapes(unalias(u.elem), unalias(v.elem), d)
    if c is T.Map:
        return _identical_shapes(unalias(u.key), unalias(v.key), d) and _identical_shapes(
            unalias(u.elem), unalias(v.elem), d
        )
    if c is T.Struct:
        return len(u.fields) == len(v.fields) and all(
            f.name == g.name and f.embedded == g.embedded and _identical_shapes(unalias(f.typ), unalias(g.typ), d)
            for f, g in zip(u.fields, v.fields, strict=True)
        )
    if c is T.Signature:
        return (
            len(u.params.vars) == len(v.params.vars)
            and len(u.results.vars) == len(v.results.vars)
            and u.variadic == v.variadic
            and all(
                _identical_shapes(unalias(x.typ), unalias(y.typ), d)
                for x, y in zip(u.params.vars + u.results.vars, v.params.vars + v.results.vars, strict=True)
            )
        )
    if c is T.Interface:
        ms, ns = all_methods(u), all_methods(v)
        return len(ms) == len(ns) and all(
            m.name == n.name and _identical_shapes(m.typ, n.typ, d) for m, n in zip(ms, ns, strict=True)
        )
    return False

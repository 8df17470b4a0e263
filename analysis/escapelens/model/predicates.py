"""Questions about types: kinds, identity, comparability.

Counterpart: `types2/predicates.go`. `identical` starts with object identity, which decides nearly always because
instances are unique (instantiate.py).
"""

from __future__ import annotations

from typing import Any

from escapelens.model.objects import Package
from escapelens.model.types import (
    BOOL,
    COMPLEX128,
    FLOAT64,
    INT,
    IS_BOOLEAN,
    IS_COMPLEX,
    IS_CONST_TYPE,
    IS_FLOAT,
    IS_INTEGER,
    IS_NUMERIC,
    IS_ORDERED,
    IS_STRING,
    IS_UNSIGNED,
    IS_UNTYPED,
    STRING,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_NIL,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Alias,
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
    Union,
)
from escapelens.model.under import as_named, iface, typeset_pairs, unalias, under, under_is
from escapelens.model.universe import INVALID_TYPE, TYP, UNIVERSE_RUNE

__all__ = ["as_named", "unalias"]


def is_valid(t: Type) -> bool:
    return unalias(t) is not INVALID_TYPE


def is_basic(t: Type, info: int) -> bool:
    u = t if t.__class__ is Basic else under(t)
    return u.__class__ is Basic and u.info & info != 0


def is_boolean(t: Type) -> bool:
    return is_basic(t, IS_BOOLEAN)


def is_integer(t: Type) -> bool:
    return is_basic(t, IS_INTEGER)


def is_unsigned(t: Type) -> bool:
    return is_basic(t, IS_UNSIGNED)


def is_float(t: Type) -> bool:
    return is_basic(t, IS_FLOAT)


def is_complex(t: Type) -> bool:
    return is_basic(t, IS_COMPLEX)


def is_numeric(t: Type) -> bool:
    return is_basic(t, IS_NUMERIC)


def is_string(t: Type) -> bool:
    return is_basic(t, IS_STRING)


def is_integer_or_float(t: Type) -> bool:
    return is_basic(t, IS_INTEGER | IS_FLOAT)


def is_const_type(t: Type) -> bool:
    return is_basic(t, IS_CONST_TYPE)


def all_basic(t: Type, info: int) -> bool:
    """is_basic for every type of t's type set."""
    if t.__class__ is Basic:
        return t.info & info != 0
    p = unalias(t)
    if p.__class__ is TypeParam:
        return all(t1 is not None and is_basic(t1, info) for t1, _ in typeset_pairs(p))
    return is_basic(p, info)


def all_boolean(t: Type) -> bool:
    return all_basic(t, IS_BOOLEAN)


def all_integer(t: Type) -> bool:
    return all_basic(t, IS_INTEGER)


def all_unsigned(t: Type) -> bool:
    return all_basic(t, IS_UNSIGNED)


def all_numeric(t: Type) -> bool:
    return all_basic(t, IS_NUMERIC)


def all_string(t: Type) -> bool:
    return all_basic(t, IS_STRING)


def all_ordered(t: Type) -> bool:
    return all_basic(t, IS_ORDERED)


def all_numeric_or_string(t: Type) -> bool:
    return all_basic(t, IS_NUMERIC | IS_STRING)


def has_name(t: Type) -> bool:
    return unalias(t).__class__ in _NAMES


_NAMES = (Basic, Named, TypeParam)


def is_type_lit(t: Type) -> bool:
    c = unalias(t).__class__
    return c is not Named and c is not TypeParam


def is_typed(t: Type) -> bool:
    return t.__class__ is not Basic or t.info & IS_UNTYPED == 0


def is_untyped(t: Type) -> bool:
    return t.__class__ is Basic and t.info & IS_UNTYPED != 0


def is_untyped_numeric(t: Type) -> bool:
    return t.__class__ is Basic and t.info & IS_UNTYPED != 0 and t.info & IS_NUMERIC != 0


def is_interface(t: Type) -> bool:
    """Also of a type parameter."""
    return under(t).__class__ is Interface


def is_non_type_param_interface(t: Type) -> bool:
    t = unalias(t)
    return t.__class__ is not TypeParam and under(t).__class__ is Interface


def is_type_param(t: Type) -> bool:
    return unalias(t).__class__ is TypeParam


def has_empty_typeset(t: Type) -> bool:
    p = unalias(t)
    if p.__class__ is TypeParam:
        from escapelens.model.typeset import type_set

        return type_set(iface(p)).is_empty()
    return False


def is_generic(t: Type) -> bool:
    """A generic type that is not instantiated."""
    c = t.__class__
    if c is Alias:
        if t.tparams and not t.targs:  # type: ignore[attr-defined]
            return True
        t = t.actual  # type: ignore[attr-defined]
        c = t.__class__
    return c is Named and t.orig is t and bool(t.tparams)  # type: ignore[attr-defined]


def comparable(t: Type) -> bool:
    return comparable_type(t, True, None)


def comparable_type(t: Type, dynamic: bool = True, seen: set[Type] | None = None) -> bool:
    """dynamic: interfaces count (as for ==); else only strictly comparable types do."""
    if seen is not None and t in seen:
        return True
    u = under(t)
    c = u.__class__
    if c is Basic:
        return u.kind != UNTYPED_NIL  # type: ignore[attr-defined, no-any-return]
    if c is Pointer or c is Chan:
        return True
    if seen is None:
        seen = set()
    seen.add(t)
    if c is Struct:
        return all(comparable_type(f.typ, dynamic, seen) for f in u.fields)  # type: ignore[attr-defined]
    if c is Array:
        return comparable_type(u.elem, dynamic, seen)  # type: ignore[attr-defined]
    if c is Interface:
        if dynamic and not is_type_param(t):
            return True
        from escapelens.model.typeset import type_set

        return type_set(u).is_comparable(seen)  # type: ignore[arg-type]
    return False


_NILLABLE = (Slice, Pointer, Signature, Map, Chan)


def has_nil(t: Type) -> bool:
    u = under(t)
    c = u.__class__
    if c is Basic:
        return u.kind == UNSAFE_POINTER  # type: ignore[attr-defined, no-any-return]
    if c in _NILLABLE:
        return True
    if c is Interface:
        return not is_type_param(t) or under_is(t, lambda u1: u1 is not None and has_nil(u1))
    return False


def same_pkg(a: Package | None, b: Package | None) -> bool:
    if a is b:
        return True
    return a is not None and b is not None and a.path == b.path


# Pairs of interfaces under comparison: (x, y, enclosing pairs).
Pairs = tuple[Interface, Interface, Any] | None


def pair_seen(x: Interface, y: Interface, p: Pairs) -> bool:
    while p is not None:
        if (p[0] is x and p[1] is y) or (p[0] is y and p[1] is x):
            return True
        p = p[2]
    return False


def identical(x: Type, y: Type) -> bool:
    if x is y:
        return True
    return _identical(x, y, None, False)


def identical_ignore_tags(x: Type, y: Type) -> bool:
    if x is y:
        return True
    return _identical(x, y, None, True)


def _identical(x: Type, y: Type, p: Pairs, ignore_tags: bool) -> bool:
    if x.__class__ is Alias:
        x = x.actual
    if y.__class__ is Alias:
        y = y.actual
    if x is y:
        return True
    c = x.__class__
    if c is not y.__class__:
        return False
    compare = _IDENTICAL.get(c)
    return compare is not None and compare(x, y, p, ignore_tags)


def _basic(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    return bool(x.kind == y.kind)


def _array(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    return (x.len < 0 or y.len < 0 or x.len == y.len) and _identical(x.elem, y.elem, p, ignore_tags)


def _elem(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    return _identical(x.elem, y.elem, p, ignore_tags)


def _struct(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    if len(x.fields) != len(y.fields):
        return False
    for i, f in enumerate(x.fields):
        g = y.fields[i]
        if f.name != g.name or f.embedded != g.embedded or (not f.exported and not same_pkg(f.pkg, g.pkg)):
            return False
        if not ignore_tags and x.tag(i) != y.tag(i):
            return False
        if not _identical(f.typ, g.typ, p, ignore_tags):
            return False
    return True


def _tuple(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    if len(x.vars) != len(y.vars):
        return False
    return all(_identical(v.typ, y.vars[i].typ, p, ignore_tags) for i, v in enumerate(x.vars))


def _signature(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    if len(x.tparams) != len(y.tparams) or x.variadic != y.variadic:
        return False
    yparams, yresults = y.params, y.results
    if x.tparams:
        from escapelens.generics.subst import subst

        smap = dict(zip(y.tparams, x.tparams, strict=True))
        for xt, yt in zip(x.tparams, y.tparams, strict=True):
            if not _identical(xt.bound, subst(yt.bound, smap), p, ignore_tags):
                return False
        yparams = subst(yparams, smap)
        yresults = subst(yresults, smap)
    return _tuple(x.params, yparams, p, ignore_tags) and _tuple(x.results, yresults, p, ignore_tags)


def _union(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    from escapelens.model import termlist, typeset

    return termlist.equal(typeset.union_type_set(x) or [], typeset.union_type_set(y) or [])


def _interface(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    from escapelens.model import termlist
    from escapelens.model.typeset import type_set

    xset, yset = type_set(x), type_set(y)
    if xset.comparable != yset.comparable or len(xset.methods) != len(yset.methods):
        return False
    if not termlist.equal(xset.terms, yset.terms):
        return False
    if pair_seen(x, y, p):
        return True
    q = (x, y, p)
    for f, g in zip(xset.methods, yset.methods, strict=True):
        if f is g:
            continue
        if f.name != g.name or (not f.exported and not same_pkg(f.pkg, g.pkg)):
            return False
        if not _identical(f.typ, g.typ, q, ignore_tags):
            return False
    return True


def _map(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    return _identical(x.key, y.key, p, ignore_tags) and _identical(x.elem, y.elem, p, ignore_tags)


def _chan(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    return x.dir == y.dir and _identical(x.elem, y.elem, p, ignore_tags)


def _named(x: Any, y: Any, p: Pairs, ignore_tags: bool) -> bool:
    # an instance shares the object of its generic type
    if x.obj is not y.obj or len(x.targs) != len(y.targs):
        return False
    return all(identical(a, b) for a, b in zip(x.targs, y.targs, strict=True))


_IDENTICAL: dict[type, Any] = {
    Basic: _basic,
    Array: _array,
    Slice: _elem,
    Pointer: _elem,
    Struct: _struct,
    Tuple: _tuple,
    Signature: _signature,
    Union: _union,
    Interface: _interface,
    Map: _map,
    Chan: _chan,
    Named: _named,
}


def identical_origin(x: Named, y: Named) -> bool:
    return x.orig.obj is y.orig.obj


_DEFAULTS: dict[int, Basic] = {
    UNTYPED_BOOL: TYP[BOOL],
    UNTYPED_INT: TYP[INT],
    UNTYPED_RUNE: UNIVERSE_RUNE,
    UNTYPED_FLOAT: TYP[FLOAT64],
    UNTYPED_COMPLEX: TYP[COMPLEX128],
    UNTYPED_STRING: TYP[STRING],
}


def default_type(t: Type) -> Type:
    """The type an untyped constant gets without context (predicates.go: Default)."""
    if t.__class__ is Basic:
        return _DEFAULTS.get(t.kind, t)
    return t


def max_type(x: Type, y: Type) -> Type | None:
    """The larger of two untyped numeric types; None if there is none."""
    if x is y:
        return x
    if is_untyped_numeric(x) and is_untyped_numeric(y):
        return x if x.kind > y.kind else y  # type: ignore[attr-defined]
    return None

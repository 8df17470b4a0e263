"""Questions about types: kinds, identity, comparability.

Counterpart: `types2/predicates.go`. `identical` starts with object identity, which decides nearly always because
instances are unique (instantiate.py).
"""

from __future__ import annotations

from escapelens.model.types import (
    BOOL,
    COMPLEX128,
    FLOAT64,
    INT,
    IS_BOOLEAN,
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
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Alias,
    AnyType,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Type,
    TypeParam,
)
from escapelens.model.typeset import typeset_pairs, under_is
from escapelens.model.under import as_named, unalias, under
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


def is_numeric(t: Type) -> bool:
    return is_basic(t, IS_NUMERIC)


def is_string(t: Type) -> bool:
    return is_basic(t, IS_STRING)


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


def all_numeric(t: Type) -> bool:
    return all_basic(t, IS_NUMERIC)


def all_string(t: Type) -> bool:
    return all_basic(t, IS_STRING)


def all_ordered(t: Type) -> bool:
    return all_basic(t, IS_ORDERED)


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


def is_sequence(t: Type) -> bool:
    """A function that takes one that tells whether to go on, which loops can range over: `func(yield func(…) bool)`."""
    sig = under(t)
    if sig.__class__ is not Signature or len(sig.params.vars) != 1 or sig.results.vars:
        return False
    yields = under(sig.params.vars[0].typ)
    return yields.__class__ is Signature and len(yields.results.vars) == 1 and is_boolean(yields.results.vars[0].typ)


def is_interface(t: Type) -> bool:
    """Also of a type parameter."""
    return under(t).__class__ is Interface


def is_non_type_param_interface(t: Type) -> bool:
    t = unalias(t)
    return t.__class__ is not TypeParam and under(t).__class__ is Interface


def is_type_param(t: Type) -> bool:
    return unalias(t).__class__ is TypeParam


def is_generic(t: Type) -> bool:
    """A generic type that is not instantiated."""
    c = t.__class__
    if c is Alias:
        if t.tparams and not t.targs:  # type: ignore[attr-defined]
            return True
        t = t.actual  # type: ignore[attr-defined]
        c = t.__class__
    return c is Named and t.orig is t and bool(t.tparams)  # type: ignore[attr-defined]


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


def is_declared_as(t: AnyType, path: str, name: str) -> bool:
    """Is it the type that a package declares by that name, or a pointer to it?"""
    if isinstance(t, Pointer):
        t = t.elem
    return isinstance(t, Named) and t.obj.pkg is not None and (t.obj.pkg.path, t.obj.name) == (path, name)

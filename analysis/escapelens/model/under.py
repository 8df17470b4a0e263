"""Underlying types, type sets as (type, underlying type) pairs, core types.

Counterpart: `types2/under.go`, `alias.go: Unalias`, `typeparam.go: iface`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escapelens.model.types import SEND_RECV as _SEND_RECV
from escapelens.model.types import Alias, Basic, Chan, Interface, Named, Slice, Type, TypeParam
from escapelens.model.universe import EMPTY_INTERFACE, INVALID_TYPE, TYP, UNIVERSE_BYTE


def unalias(t: Type) -> Type:
    return t.actual if t.__class__ is Alias else t


def under(t: Type) -> Type:
    """t.Underlying()."""
    c = t.__class__
    if c is Named:
        return t._underlying or t.underlying  # type: ignore[attr-defined, no-any-return]
    if c is Alias:
        return under(t.actual)  # type: ignore[attr-defined]
    if c is TypeParam:
        return iface(t)  # type: ignore[arg-type]
    return t


def as_named(t: Type) -> Named | None:
    if t.__class__ is Alias:
        t = t.actual
    return t if t.__class__ is Named else None


def iface(t: TypeParam) -> Interface:
    """The constraint of a type parameter as an interface; a bound that is none is wrapped."""
    cache = t.cache
    if cache is not None:
        known = cache.get("iface")
        if known is not None:
            return known  # type: ignore[return-value]
    bound = t.bound
    u = EMPTY_INTERFACE if unalias(bound).__class__ is TypeParam else under(bound)
    if u.__class__ is Interface:
        ityp: Interface = u
    elif u is INVALID_TYPE:
        return EMPTY_INTERFACE
    else:
        ityp = Interface([], [bound], implicit=True)
        t.bound = ityp
    if cache is None:
        cache = t.cache = {}
    cache["iface"] = ityp
    return ityp


Pair = tuple[Type | None, Type | None]


def typeset_pairs(t: Type) -> list[Pair]:
    """The types of t's type set, each with its underlying type; [(None, None)] if there are no specific types.

    For anything but a type parameter that is t itself.
    """
    p = unalias(t)
    if p.__class__ is TypeParam:
        from escapelens.model.typeset import type_set

        return type_set(iface(p)).pairs()
    return [(t, under(t))]


def typeset(t: Type, f: Callable[[Any, Any], bool]) -> bool:
    """f(type, underlying type) holds for all pairs of t's type set (under.go: all)."""
    p = unalias(t)
    if p.__class__ is not TypeParam:
        return f(t, under(t))
    return all(f(t1, u) for t1, u in typeset_pairs(p))


def under_is(t: Type, f: Callable[[Type | None], bool]) -> bool:
    """f holds for all underlying types of t's type set."""
    p = unalias(t)
    if p.__class__ is not TypeParam:
        return f(under(t))
    return all(f(u) for _, u in typeset_pairs(p))


def common_under(t: Type, cond: Callable[[Type, Type | None], bool] | None = None) -> Type | None:
    """The single underlying type of t's type set; channels may differ in direction. None if there is none, or if cond
    rejects a pair (under.go: commonUnder)."""
    p = unalias(t)
    if p.__class__ is not TypeParam:
        u0 = under(t)
        return u0 if cond is None or cond(t, u0) else None
    from escapelens.model.predicates import identical

    cu: Type | None = None
    for t1, u in typeset_pairs(p):
        if cond is not None and not cond(t1 or p, u):
            return None
        if u is None:
            return None
        if cu is None:
            cu = u
            continue
        if cu.__class__ is Chan and u.__class__ is Chan:
            if not identical(cu.elem, u.elem):
                return None
            cdir, udir = cu.dir, u.dir
            if cdir != udir:
                if cdir == _SEND_RECV:
                    cu = u
                elif udir != _SEND_RECV:
                    return None
            continue
        if not identical(cu, u):
            return None
    return cu


def core_type(t: Type) -> Type | None:
    return common_under(t)


def core_string(t: Type) -> Type | None:
    """Like core_type, but []byte and string together count as string."""
    p = unalias(t)
    if p.__class__ is not TypeParam:
        return under(t)
    from escapelens.model.predicates import identical, is_string

    single: Type | None = None
    has_string = False
    for _, u in typeset_pairs(p):
        if u is None:
            return None
        if is_string(u):
            u = BYTES
            has_string = True
        if single is not None and not identical(single, u):
            return None
        single = u
    return TYP_STRING if has_string and single is not None else single


BYTES = Slice(UNIVERSE_BYTE)
TYP_STRING: Basic = next(t for t in TYP if t.name == "string")

"""Underlying types.

Counterpart: `types2/under.go`, `alias.go: Unalias`, `typeparam.go: iface`.
"""

from __future__ import annotations

from escapelens.model.types import Alias, Interface, Named, Type, TypeParam
from escapelens.model.universe import EMPTY_INTERFACE, INVALID_TYPE


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

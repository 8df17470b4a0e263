"""Core types: the one underlying type that all types of a type set share.

Counterpart: types2/under.go (commonUnder), core types of the language specification.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.model.identity import identical
from escapelens.model.types import SEND_RECV as _SEND_RECV
from escapelens.model.types import Chan, Type, TypeParam
from escapelens.model.typeset import typeset_pairs
from escapelens.model.under import unalias, under


def common_under(t: Type, cond: Callable[[Type, Type | None], bool] | None = None) -> Type | None:
    """The single underlying type of t's type set; channels may differ in direction. None if there is none, or if cond
    rejects a pair (under.go: commonUnder)."""
    p = unalias(t)
    if p.__class__ is not TypeParam:
        u0 = under(t)
        return u0 if cond is None or cond(t, u0) else None
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

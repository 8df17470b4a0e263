"""Type unification.

Counterpart: `types2/unify.go`. Handles are one-element lists shared by joined type parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from escapelens.model.core import common_under
from escapelens.model.identity import Pairs, identical, identical_origin, pair_seen, same_pkg
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Func
from escapelens.model.predicates import is_type_lit, is_type_param
from escapelens.model.termlist import equal
from escapelens.model.types import (
    SEND_RECV,
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
from escapelens.model.typeset import object_id, type_set
from escapelens.model.under import as_named, unalias, under

DEPTH_LIMIT = 50

# Modes: assignment rules at the top level; types must match exactly below.
ASSIGN: Final = 1
EXACT: Final = 2


def as_interface(x: Type) -> Interface | None:
    t = unalias(x)
    if t.__class__ is TypeParam:
        return None
    u = under(t)
    return u if u.__class__ is Interface else None


class Unifier:
    __slots__ = ("depth", "handles", "interface_inference")

    def __init__(self, tparams: list[TypeParam], targs: list[Type | None], interface_inference: bool = True) -> None:
        self.handles: dict[TypeParam, list[Type | None]] = {
            t: [targs[i] if i < len(targs) else None] for i, t in enumerate(tparams)
        }
        self.depth = 0
        self.interface_inference = interface_inference

    def unify(self, x: Type, y: Type, mode: int) -> bool:
        return self.nify(x, y, mode, None)

    def at(self, x: TypeParam) -> Type | None:
        return self.handles[x][0]

    def set(self, x: TypeParam, t: Type) -> None:
        self.handles[x][0] = t

    def unknowns(self) -> int:
        return sum(h[0] is None for h in self.handles.values())

    def inferred(self, tparams: list[TypeParam]) -> list[Type | None]:
        return [self.at(t) for t in tparams]

    def _join(self, x: TypeParam, y: TypeParam) -> bool:
        hx, hy = self.handles[x], self.handles[y]
        if hx is hy:
            return True
        if hx[0] is not None and hy[0] is not None:
            return False
        if hx[0] is not None:
            self._set_handle(hy, hx)
        else:
            self._set_handle(hx, hy)
        return True

    def _set_handle(self, old: list[Type | None], new: list[Type | None]) -> None:
        for t, h in self.handles.items():
            if h is old:
                self.handles[t] = new

    def _bound_param(self, x: Type) -> TypeParam | None:
        x = unalias(x)
        return x if x.__class__ is TypeParam and x in self.handles else None

    def nify(self, x: AnyType, y: AnyType, mode: int, p: Pairs) -> bool:
        if x is y or unalias(x) is unalias(y):
            return True
        if self.depth >= DEPTH_LIMIT:
            return False
        self.depth += 1
        try:
            return self._nify(x, y, mode, p)
        finally:
            self.depth -= 1

    def _nify(self, x: Type, y: Type, mode: int, p: Pairs) -> bool:
        if as_named(x) is not None or self._bound_param(y) is not None:
            x, y = y, x
        if not mode & EXACT and is_type_lit(x):
            ny = as_named(y)
            if ny is not None and not (self.interface_inference and under(x).__class__ is Interface):
                y = ny.underlying
                if x is y or unalias(x) is unalias(y):
                    return True
        px, py = self._bound_param(x), self._bound_param(y)
        if px is not None:
            if py is not None:
                if self._join(px, py):
                    return True
                return self.nify(self.at(px), self.at(py), mode, p)
            return self._nify_param(px, y, mode, p)
        if self.interface_inference and not mode & EXACT:
            known = self._nify_interfaces(x, y, p)
            if known is not None:
                return known
        if is_type_param(y):
            x, y = y, x
        emode = mode | EXACT if mode & ASSIGN else mode
        yorig = y
        x, y = unalias(x), unalias(y)
        if x.__class__ is TypeParam:
            cx = common_under(x)
            return cx is not None and self.nify(cx, yorig, ASSIGN, p)
        if x.__class__ is not y.__class__:
            return False
        f = _NIFY.get(x.__class__)
        return f is not None and f(self, x, y, mode, emode, p)

    def _nify_param(self, px: TypeParam, y: Type, mode: int, p: Pairs) -> bool:
        x = self.at(px)
        if x is None:
            self.set(px, y)
            return True
        if not self.nify(x, y, mode, p):
            return False
        xi, yi = as_interface(x), as_interface(y)
        xn, yn = as_named(x) is not None, as_named(y) is not None
        if xi is not None and yi is not None:
            if xn and yn:
                return identical(x, y)
            if len(type_set(xi).methods) != len(type_set(yi).methods):
                return False
        elif xi is not None or yi is not None:
            return False
        if not mode & EXACT and not xn:
            if yn:
                self.set(px, y)
            else:
                yc: AnyType = under(y)
                if yc.__class__ is Chan and yc.dir != SEND_RECV:
                    self.set(px, y)
        return True

    def _nify_interfaces(self, x: Type, y: Type, p: Pairs) -> bool | None:
        """Inexact unification if x or y is an interface; None if neither is."""
        xi, yi = as_interface(x), as_interface(y)
        if xi is not None and yi is not None:
            xset, yset = type_set(xi), type_set(yi)
            if xset.comparable != yset.comparable or not equal(xset.terms, yset.terms):
                return False
            if pair_seen(xi, yi, p):
                return True
            few, many = xset.methods, yset.methods
            if len(few) > len(many):
                few, many = many, few
            by_id = {object_id(m.pkg, m.name): m for m in many}
            for m in few:
                other = by_id.get(object_id(m.pkg, m.name))
                if other is None or not self.nify(m.typ, other.typ, EXACT, p):
                    return False
            return True
        if yi is not None:
            xi, y = yi, x
        if xi is None:
            return None
        for m in type_set(xi).methods:
            obj, _, _ = lookup_field_or_method(y, False, m.pkg, m.name)
            if obj.__class__ is not Func:
                return False
            typ: AnyType = obj.typ
            if typ.__class__ is not Signature or typ.tparams or not self.nify(m.typ, typ, EXACT, p):
                return False
        return True

    def _basic(self, x: AnyType, y: AnyType, mode: int, emode: int, p: Pairs) -> bool:
        return bool(x.kind == y.kind)

    def _array(self, x: AnyType, y: AnyType, mode: int, emode: int, p: Pairs) -> bool:
        return (x.len < 0 or y.len < 0 or x.len == y.len) and self.nify(x.elem, y.elem, emode, p)

    def _elem(self, x: Pointer | Slice, y: Pointer | Slice, mode: int, emode: int, p: Pairs) -> bool:
        return self.nify(x.elem, y.elem, emode, p)

    def _struct(self, x: AnyType, y: AnyType, mode: int, emode: int, p: Pairs) -> bool:
        if len(x.fields) != len(y.fields):
            return False
        for i, f in enumerate(x.fields):
            g = y.fields[i]
            if f.name != g.name or f.embedded != g.embedded or x.tag(i) != y.tag(i):
                return False
            if (not f.exported and not same_pkg(f.pkg, g.pkg)) or not self.nify(f.typ, g.typ, emode, p):
                return False
        return True

    def _tuple(self, x: Tuple, y: Tuple, mode: int, emode: int, p: Pairs) -> bool:
        if len(x.vars) != len(y.vars):
            return False
        return all(self.nify(v.typ, y.vars[i].typ, mode, p) for i, v in enumerate(x.vars))

    def _signature(self, x: Signature, y: Signature, mode: int, emode: int, p: Pairs) -> bool:
        return (
            x.variadic == y.variadic
            and self.nify(x.params, y.params, emode, p)
            and self.nify(x.results, y.results, emode, p)
        )

    def _interface(self, x: AnyType, y: AnyType, mode: int, emode: int, p: Pairs) -> bool:
        xset, yset = type_set(x), type_set(y)
        if xset.comparable != yset.comparable or not equal(xset.terms, yset.terms):
            return False
        if len(xset.methods) != len(yset.methods):
            return False
        if pair_seen(x, y, p):
            return True
        q = (x, y, p)
        return all(
            object_id(f.pkg, f.name) == object_id(g.pkg, g.name) and self.nify(f.typ, g.typ, EXACT, q)
            for f, g in zip(xset.methods, yset.methods, strict=True)
        )

    def _map(self, x: AnyType, y: AnyType, mode: int, emode: int, p: Pairs) -> bool:
        return self.nify(x.key, y.key, emode, p) and self.nify(x.elem, y.elem, emode, p)

    def _chan(self, x: AnyType, y: AnyType, mode: int, emode: int, p: Pairs) -> bool:
        return (not mode & EXACT or x.dir == y.dir) and self.nify(x.elem, y.elem, emode, p)

    def _named(self, x: AnyType, y: AnyType, mode: int, emode: int, p: Pairs) -> bool:
        if len(x.targs) != len(y.targs):
            return False
        return all(self.nify(a, y.targs[i], mode, p) for i, a in enumerate(x.targs)) and identical_origin(x, y)


_NIFY: dict[type, Callable[[Unifier, AnyType, AnyType, int, int, Pairs], bool]] = {
    Basic: Unifier._basic,
    Array: Unifier._array,
    Slice: Unifier._elem,
    Pointer: Unifier._elem,
    Struct: Unifier._struct,
    Tuple: Unifier._tuple,
    Signature: Unifier._signature,
    Interface: Unifier._interface,
    Map: Unifier._map,
    Chan: Unifier._chan,
    Named: Unifier._named,
}

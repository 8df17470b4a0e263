"""Substitution of type parameters.

Counterpart: `types2/subst.go`. A type that mentions none of the parameters is returned as it is (the same object).
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.model import identity
from escapelens.model.objects import Func, TypeName, Var
from escapelens.model.types import (
    Alias,
    AnyType,
    Array,
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
from escapelens.model.universe import INVALID_TYPE

SubstMap = dict[TypeParam, Type]


def subst(typ: AnyType, smap: SubstMap) -> AnyType:
    """typ with the parameters of smap replaced."""
    if not smap:
        return typ
    f = _SUBST.get(typ.__class__)
    return typ if f is None else f(typ, smap)


identity.substitute = subst


def _list(items: list[AnyType], smap: SubstMap, f: Callable[[AnyType, SubstMap], AnyType]) -> list[AnyType] | None:
    """The substituted items, or None if none changed (subst.go: substList)."""
    out: list[AnyType] | None = None
    for i, t in enumerate(items):
        u = f(t, smap)
        if u is not t:
            if out is None:
                out = items[:]
            out[i] = u
    return out


def _type_param(t: TypeParam, smap: SubstMap) -> Type:
    return smap.get(t, t)


def _alias(t: Alias, smap: SubstMap) -> Type:
    n = len(t.orig.tparams)
    if n == 0:
        return t
    if len(t.targs) != n:
        return INVALID_TYPE
    targs = _list(t.targs, smap, subst)
    if targs is None:
        return t
    from escapelens.generics.instantiate import instantiate

    return instantiate(t.orig, targs)  # type: ignore[no-any-return]


def _named(t: Named, smap: SubstMap) -> Type:
    targs = t.targs
    if not targs:
        return t if t.orig is not t or not t.tparams else INVALID_TYPE
    new = _list(targs, smap, subst)
    if new is None:
        return t
    from escapelens.generics.instantiate import instantiate

    return instantiate(t.orig, new)  # type: ignore[no-any-return]


def _array(t: Array, smap: SubstMap) -> Type:
    elem = subst(t.elem, smap)
    return t if elem is t.elem else Array(elem, t.len)


def _slice(t: Slice, smap: SubstMap) -> Type:
    elem = subst(t.elem, smap)
    return t if elem is t.elem else Slice(elem)


def _pointer(t: Pointer, smap: SubstMap) -> Type:
    elem = subst(t.elem, smap)
    return t if elem is t.elem else Pointer(elem)


def _map(t: Map, smap: SubstMap) -> Type:
    key, elem = subst(t.key, smap), subst(t.elem, smap)
    return t if key is t.key and elem is t.elem else Map(key, elem)


def _chan(t: Chan, smap: SubstMap) -> Type:
    elem = subst(t.elem, smap)
    return t if elem is t.elem else Chan(t.dir, elem)


def _struct(t: Struct, smap: SubstMap) -> Type:
    fields = _list(t.fields, smap, _var)
    return t if fields is None else Struct(fields, t.tags)


def _tuple(t: Tuple, smap: SubstMap) -> Type:
    vars = _list(t.vars, smap, _var)
    return t if vars is None else Tuple(vars)


def _signature(t: Signature, smap: SubstMap) -> Type:
    tparams = t.tparams
    if tparams and tparams[0] not in smap:
        # the signature's own parameters are bound anew
        fresh = []
        smap = dict(smap)
        for tp in tparams:
            ftp = new_type_param(tp)
            fresh.append(ftp)
            smap[tp] = ftp
        for tp, ftp in zip(tparams, fresh, strict=True):
            ftp.bound = subst(tp.bound, smap)
        tparams = fresh
    params = _tuple(t.params, smap)
    results = _tuple(t.results, smap)
    if params is t.params and results is t.results and tparams is t.tparams:
        return t
    return Signature(t.recv, params, results, t.variadic, tparams, t.rparams)  # type: ignore[arg-type]


def new_type_param(tp: TypeParam) -> TypeParam:
    """A copy of tp without a bound."""
    obj = TypeName(tp.obj.pos, tp.obj.pkg, tp.obj.name)
    new = TypeParam(obj, tp.index)
    obj.typ = new
    return new


def _union(t: Union, smap: SubstMap) -> Type:
    terms = _list(t.terms, smap, _term)
    return t if terms is None else Union(terms)


def _term(term: tuple[bool, Type], smap: SubstMap) -> tuple[bool, Type]:
    typ = subst(term[1], smap)
    return term if typ is term[1] else (term[0], typ)


def _interface(t: Interface, smap: SubstMap) -> Type:
    methods = _list(t.methods, smap, _func)
    embeddeds = _list(t.embeddeds, smap, subst)
    if methods is None and embeddeds is None:
        return t
    new = Interface([], embeddeds if embeddeds is not None else t.embeddeds, t.implicit)
    new.methods = replace_recv_type(methods if methods is not None else t.methods, t, new)
    return new


def _var(v: Var, smap: SubstMap) -> Var:
    typ = v.typ
    new = subst(typ, smap)
    return v if new is typ else clone_var(v, new)


def clone_var(v: Var, typ: Type) -> Var:
    new = Var(v.pos, v.pkg, v.name, typ, v.kind)
    new.parent = v.parent
    new.embedded = v.embedded
    new.origin = v.origin
    return new


def _func(f: Func, smap: SubstMap) -> Func:
    typ = f.typ
    new = subst(typ, smap)
    return f if new is typ else clone_func(f, new)


def clone_func(f: Func, typ: Type | None) -> Func:
    new = Func(f.pos, f.pkg, f.name, typ)
    new.parent = f.parent
    new.has_ptr_recv = f.has_ptr_recv
    new.origin = f.origin
    return new


def copy_signature(sig: Signature) -> Signature:
    new = Signature(sig.recv, sig.params, sig.results, sig.variadic, sig.tparams, sig.rparams)
    new.scope = sig.scope
    return new


def replace_recv_type(methods: list[Func], old: Type, new: Type) -> list[Func]:
    """The methods with receivers of type old made receivers of type new; the same list if there are none."""
    out = methods
    for i, m in enumerate(methods):
        sig: AnyType = m.typ
        if sig.recv is not None and sig.recv.typ is old:
            if out is methods:
                out = methods[:]
            sig = copy_signature(sig)
            sig.recv = clone_var(sig.recv, new)
            out[i] = clone_func(m, sig)
    return out


_SUBST: dict[type, Callable[[AnyType, SubstMap], AnyType]] = {
    TypeParam: _type_param,
    Alias: _alias,
    Named: _named,
    Array: _array,
    Slice: _slice,
    Pointer: _pointer,
    Map: _map,
    Chan: _chan,
    Struct: _struct,
    Tuple: _tuple,
    Signature: _signature,
    Union: _union,
    Interface: _interface,
}

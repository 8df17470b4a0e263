"""When two types are the same.

Counterpart: types2/predicates.go (comparer.identical), object.go (samePkg).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from escapelens.model.objects import Package
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
    Tuple,
    Type,
    TypeParam,
    Union,
)


def same_pkg(a: Package | None, b: Package | None) -> bool:
    if a is b:
        return True
    return a is not None and b is not None and a.path == b.path


# How type parameters are replaced: generics/subst.py, which lies above, says so when it is loaded.
substitute: Callable[[Type, dict[TypeParam, Type]], Type] | None = None

# Pairs of interfaces under comparison: (x, y, enclosing pairs).
Pairs: TypeAlias = "tuple[Interface, Interface, Pairs] | None"


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


def _basic(x: Basic, y: Basic, p: Pairs, ignore_tags: bool) -> bool:
    return bool(x.kind == y.kind)


def _array(x: AnyType, y: AnyType, p: Pairs, ignore_tags: bool) -> bool:
    return (x.len < 0 or y.len < 0 or x.len == y.len) and _identical(x.elem, y.elem, p, ignore_tags)


def _elem(x: Pointer | Slice, y: Pointer | Slice, p: Pairs, ignore_tags: bool) -> bool:
    return _identical(x.elem, y.elem, p, ignore_tags)


def _struct(x: AnyType, y: AnyType, p: Pairs, ignore_tags: bool) -> bool:
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


def _tuple(x: Tuple, y: Tuple, p: Pairs, ignore_tags: bool) -> bool:
    if len(x.vars) != len(y.vars):
        return False
    return all(_identical(v.typ, y.vars[i].typ, p, ignore_tags) for i, v in enumerate(x.vars))


def _signature(x: AnyType, y: AnyType, p: Pairs, ignore_tags: bool) -> bool:
    if len(x.tparams) != len(y.tparams) or x.variadic != y.variadic:
        return False
    yparams, yresults = y.params, y.results
    if x.tparams:
        assert substitute is not None
        smap = dict(zip(y.tparams, x.tparams, strict=True))
        for xt, yt in zip(x.tparams, y.tparams, strict=True):
            if not _identical(xt.bound, substitute(yt.bound, smap), p, ignore_tags):
                return False
        yparams = substitute(yparams, smap)
        yresults = substitute(yresults, smap)
    return _tuple(x.params, yparams, p, ignore_tags) and _tuple(x.results, yresults, p, ignore_tags)


def _union(x: AnyType, y: AnyType, p: Pairs, ignore_tags: bool) -> bool:
    from escapelens.model import termlist, typeset

    return termlist.equal(typeset.union_type_set(x) or [], typeset.union_type_set(y) or [])


def _interface(x: Interface, y: Interface, p: Pairs, ignore_tags: bool) -> bool:
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


def _map(x: Map, y: Map, p: Pairs, ignore_tags: bool) -> bool:
    return _identical(x.key, y.key, p, ignore_tags) and _identical(x.elem, y.elem, p, ignore_tags)


def _chan(x: AnyType, y: AnyType, p: Pairs, ignore_tags: bool) -> bool:
    return x.dir == y.dir and _identical(x.elem, y.elem, p, ignore_tags)


def _named(x: Named, y: Named, p: Pairs, ignore_tags: bool) -> bool:
    # an instance shares the object of its generic type
    if x.obj is not y.obj or len(x.targs) != len(y.targs):
        return False
    return all(identical(a, b) for a, b in zip(x.targs, y.targs, strict=True))


_IDENTICAL: dict[type, Callable[[AnyType, AnyType, Pairs, bool], bool]] = {
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

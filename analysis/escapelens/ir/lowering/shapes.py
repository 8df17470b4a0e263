"""Shape types, and substitution that keeps to them.

What: `Shapes.subst` replaces type parameters as types.subst does, but an instance of a generic type that gets a shaped
argument becomes the shaped instance: all its arguments are shapes (`Pointer[go.shape.struct {...}]`, never
`Pointer[node[go.shape.int]]`).

Counterpart: `noder/reader.go` (Shapify, objDictIdx).
Property: one object for each shape and shaped instance of a Builder. A shaped instance's underlying type is made at
once; an instance met while its own underlying type is being made keeps its arguments as they are, as in the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any, Protocol

from escapelens.check.local_types import implicits
from escapelens.digest import sha256
from escapelens.generics.instantiate import instantiate
from escapelens.generics.named import new_instance
from escapelens.generics.subst import clone_func, clone_var
from escapelens.ir.lowering.tyutil import has_shape, new_pointer, unalias, under
from escapelens.ir.typefmt import link_string
from escapelens.model import types as T
from escapelens.model.extent import endless, parts
from escapelens.model.objects import AnyObject, Func, Package, TypeName
from escapelens.model.typeset import type_set
from escapelens.model.universe import INVALID_TYPE, TYP

SHAPE_PKG = Package("go.shape", "go.shape")
MAX_SHAPE_LEN = 500
BYTE_PTR = new_pointer(TYP[T.UINT8])


class SubstMap(Protocol):
    """A type for each type parameter: a dictionary, or ByIndex."""

    def get(self, tp: T.TypeParam, /) -> T.Type | None: ...


def is_derived(t: T.AnyType) -> bool:
    """Whether t mentions a type parameter."""
    c = t.__class__
    if c is T.Basic:
        return False
    if c is T.TypeParam:
        return True
    if c is T.Named and (not t.targs or lacks_implicits(t)):
        return lacks_implicits(t)
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    r = cache.get("ir.derived")
    if r is None:
        cache["ir.derived"] = False
        r = cache["ir.derived"] = any(is_derived(p) for p in parts(t))
    return bool(r)


def lacks_implicits(t: T.Named) -> bool:
    """Whether t is as written in the generic function that declares it, without that function's type arguments."""
    return bool(t.obj.local_index) and len(t.targs) == len(t.orig.tparams) and bool(implicits(t.orig))


def is_basic_constraint(tp: T.TypeParam) -> bool:
    """Whether the constraint of tp is an interface without type terms (types2: IsMethodSet)."""
    u = under(tp.bound)
    return u.__class__ is T.Interface and type_set(u).is_method_set()


class Shapes:
    __slots__ = ("_in_progress", "_instances", "_long", "_shapes", "deep")

    def __init__(self) -> None:
        self._shapes: dict[str, T.Named] = {}
        self._long: dict[str, str] = {}  # the texts of shapes that are named by a digest
        self._instances: dict[tuple[Any, ...], T.Named] = {}  # Any: by the generic type and the texts of arguments
        self._in_progress: set[T.Named] = set()
        self.deep: dict[Hashable, int] = {}  # see model/extent.py

    def forget(self, texts: re.Pattern[str]) -> re.Pattern[str]:
        """Drop shapes and shaped instances whose text matches; a pattern that digests of such texts match too."""
        digests = [""]
        while digests:
            gone = [name for name in self._shapes if texts.search(self._long.get(name, name))]
            for name in gone:
                del self._shapes[name]
            digests = [name for name in gone if self._long.pop(name, None) is not None]
            texts = re.compile("|".join([texts.pattern, *digests]))
        for key in [k for k in self._instances if any(texts.search(t) for t in k[1:])]:
            del self._instances[key]
        return texts

    def shapify(self, targ: T.AnyType, basic: bool) -> T.Named:
        """The shape that stands for targ. basic: the type parameter's constraint is a plain method set."""
        targ = unalias(targ)
        if targ.__class__ is T.Named:
            if targ.is_shape:
                targ = targ.underlying
            elif targ.targs and has_shape(targ):
                if targ in self._in_progress or under(targ).__class__ is T.Interface:
                    return targ
        u = under(targ)
        if basic and u.__class__ is T.Pointer:
            u = BYTE_PTR
        text = link_string(u)
        if len(text) > MAX_SHAPE_LEN:
            h = bytearray(sha256(text.encode("utf-8", "surrogateescape")).digest())
            h[0] ^= 0xFF
            self._long[h.hex()] = text
            text = h.hex()
        shape = self._shapes.get(text)
        if shape is None:
            obj = TypeName(0, SHAPE_PKG, text)
            shape = T.Named(obj, u)
            shape.is_shape = True
            obj.typ = shape
            self._shapes[text] = shape
        return shape

    def shapify_all(self, tparams: list[T.TypeParam], targs: list[T.AnyType]) -> list[T.Named]:
        return [self.shapify(t, is_basic_constraint(tp)) for tp, t in zip(tparams, targs, strict=False)]

    def instance(self, orig: T.Named, targs: list[T.AnyType], exact: bool = False) -> T.AnyType:
        """orig[targs], the shaped instance if an argument has a shape; exact: with these very arguments.

        INVALID_TYPE if its arguments have no end.
        """
        if not any(has_shape(t) for t in targs):
            return instantiate(orig, targs)
        tparams = orig.tparams
        if not exact:
            targs = self.shapify_all(tparams, targs)
        key = (orig, *[link_string(t) for t in targs])
        inst = self._instances.get(key)
        if inst is None:
            if endless(targs, self.deep, orig):
                return INVALID_TYPE
            inst = self._instances[key] = new_instance(orig, targs)
            inst._resolve = None
            inst.cache = {"ir.shape": True}
            self._in_progress.add(inst)
            inst.underlying = self.subst(orig.underlying, dict(zip(tparams, targs, strict=False)))
            self._in_progress.discard(inst)
        return inst

    def local_instance(self, orig: T.Named, targs: list[T.AnyType]) -> T.AnyType:
        """A type declared in a generic function, for type arguments of that function and its own.

        INVALID_TYPE if they have no end.
        """
        tparams = [*implicits(orig), *orig.tparams]
        if any(has_shape(t) for t in targs):
            targs = self.shapify_all(tparams, targs)
        key = (orig, *[link_string(a) for a in targs])
        inst = self._instances.get(key)
        if inst is None:
            if endless(targs, self.deep, orig):
                return INVALID_TYPE
            inst = self._instances[key] = T.Named(orig.obj, orig=orig)
            inst.targs = targs
            inst._methods = []
            inst.underlying = self.subst(orig.underlying, dict(zip(tparams, targs, strict=False)))
        return inst

    # -- substitution

    def subst(self, t: T.AnyType, smap: SubstMap) -> T.AnyType:
        if t is None or not is_derived(t):
            return t
        return _SUBST[t.__class__](self, t, smap)

    def _type_param(self, t: T.TypeParam, smap: SubstMap) -> T.AnyType:
        u = smap.get(t)
        return t if u is None else u

    def _alias(self, t: T.Alias, smap: SubstMap) -> T.AnyType:
        return self.subst(t.actual, smap)

    def _named(self, t: T.Named, smap: SubstMap) -> T.AnyType:
        if lacks_implicits(t):
            return self.local_instance(t.orig, [unalias(self.subst(a, smap)) for a in [*implicits(t.orig), *t.targs]])
        return self.instance(t.orig, [unalias(self.subst(a, smap)) for a in t.targs])

    def _pointer(self, t: T.Pointer, smap: SubstMap) -> T.AnyType:
        return new_pointer(self.subst(t.elem, smap))

    def _slice(self, t: T.Slice, smap: SubstMap) -> T.AnyType:
        return T.Slice(self.subst(t.elem, smap))

    def _array(self, t: T.Array, smap: SubstMap) -> T.AnyType:
        return T.Array(self.subst(t.elem, smap), t.len)

    def _chan(self, t: T.Chan, smap: SubstMap) -> T.AnyType:
        return T.Chan(t.dir, self.subst(t.elem, smap))

    def _map(self, t: T.Map, smap: SubstMap) -> T.AnyType:
        return T.Map(self.subst(t.key, smap), self.subst(t.elem, smap))

    def _vars(self, vars_: list[AnyObject], smap: SubstMap) -> list[AnyObject]:
        return [clone_var(v, self.subst(v.typ, smap)) if is_derived(v.typ) else v for v in vars_]

    def _struct(self, t: T.Struct, smap: SubstMap) -> T.AnyType:
        return T.Struct(self._vars(t.fields, smap), t.tags)

    def _tuple(self, t: T.Tuple, smap: SubstMap) -> T.AnyType:
        return T.Tuple(self._vars(t.vars, smap))

    def _signature(self, t: T.Signature, smap: SubstMap) -> T.AnyType:
        params, results = T.Tuple(self._vars(t.params.vars, smap)), T.Tuple(self._vars(t.results.vars, smap))
        return T.Signature(t.recv, params, results, t.variadic)

    def _interface(self, t: T.Interface, smap: SubstMap) -> T.AnyType:
        methods: list[Func] = [clone_func(m, self.subst(m.typ, smap)) if is_derived(m.typ) else m for m in t.methods]
        return T.Interface(methods, [self.subst(e, smap) for e in t.embeddeds], t.implicit)

    def _union(self, t: T.Union, smap: SubstMap) -> T.AnyType:
        return T.Union([(tilde, self.subst(x, smap)) for tilde, x in t.terms])


_SUBST: dict[type, Callable[[Shapes, T.AnyType, SubstMap], T.AnyType]] = {
    T.TypeParam: Shapes._type_param,
    T.Alias: Shapes._alias,
    T.Named: Shapes._named,
    T.Pointer: Shapes._pointer,
    T.Slice: Shapes._slice,
    T.Array: Shapes._array,
    T.Chan: Shapes._chan,
    T.Map: Shapes._map,
    T.Struct: Shapes._struct,
    T.Tuple: Shapes._tuple,
    T.Signature: Shapes._signature,
    T.Interface: Shapes._interface,
    T.Union: Shapes._union,
}

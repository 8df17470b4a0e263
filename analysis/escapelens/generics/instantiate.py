"""Instantiation of generic types and functions, and whether a type satisfies a constraint.

Counterpart: `types2/instantiate.go`, `context.go`. Equal instances of a type are one object: the generic type keeps
them (weakly) by a structural key of their arguments. That makes `identical` cheap and stops endless expansion.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from weakref import WeakValueDictionary

from escapelens.generics.named import new_instance
from escapelens.generics.subst import SubstMap, copy_signature, subst
from escapelens.model import types
from escapelens.model.extent import ENDLESS, endless, too_large
from escapelens.model.lookup import has_all_methods
from escapelens.model.predicates import is_valid
from escapelens.model.termlist import includes
from escapelens.model.typeset import comparable_type, type_set
from escapelens.model.under import under
from escapelens.model.universe import INVALID_TYPE


def instantiate(orig: types.AnyType, targs: list[types.Type], ctxt: object = None) -> types.AnyType:
    """orig[targs]; INVALID_TYPE if the number of arguments is wrong (for Named that shows at its underlying type) or
    they have no end."""
    c = orig.__class__
    if c is types.Named:
        instances = _instances(orig)
        if any([too_large(t) for t in targs]):
            return INVALID_TYPE
        key = tuple([type_key(t) for t in targs])
        inst = instances.get(key)
        if inst is None:
            if _endless(orig, targs):
                return INVALID_TYPE
            inst = instances[key] = new_instance(orig, targs)
        return inst
    if not orig.tparams:
        return orig
    if len(orig.tparams) != len(targs):
        return INVALID_TYPE
    if any([too_large(t) for t in targs]):
        return INVALID_TYPE
    smap: SubstMap = dict(zip(orig.tparams, targs, strict=True))
    if c is types.Alias:
        if _endless(orig, targs):
            return INVALID_TYPE
        alias = types.Alias(orig.obj, subst(orig.actual, smap))
        alias.orig = orig
        alias.tparams = orig.tparams
        alias.targs = targs
        return alias
    # One signature for equal arguments, as the compiler's context has it: types are told apart by object in places.
    known = _instances(orig)
    key = tuple([type_key(t) for t in targs])
    sig = known.get(key)
    if sig is None:
        if _endless(orig, targs):
            return INVALID_TYPE
        sig = subst(orig, smap)
        if sig is orig:
            sig = copy_signature(sig)
        sig.tparams = []
        sig.cache = {"targs": targs}  # they stay alive as long as the key is used
        known[key] = sig
    return sig


def _endless(orig: types.AnyType, targs: list[types.Type]) -> bool:
    cache = orig.cache
    if cache is None:
        cache = orig.cache = {}
    if not endless(targs, cache.setdefault("deep", {}), orig):
        return False
    if orig.__class__ is not types.Signature and not cache.get("endless"):
        cache["endless"] = True
        checker = orig.obj.pkg.checker
        if checker is not None:
            checker.error(orig.obj.pos, ENDLESS)
    return True


def _instances(orig: types.AnyType) -> MutableMapping[Hashable, types.AnyType]:
    cache = orig.cache
    if cache is None:
        cache = orig.cache = {}
    instances: MutableMapping[Hashable, types.AnyType] | None = cache.get("instances")
    if instances is None:
        instances = cache["instances"] = WeakValueDictionary()
    return instances


def type_key(t: types.Type) -> object:
    """A hashable value that is equal for identical types while they are alive."""
    f = _KEYS.get(t.__class__)
    return id(t) if f is None else f(t)


def _named_key(t: types.Named) -> object:
    return ("n", id(t.orig), *[type_key(a) for a in t.targs]) if t.targs else id(t)


def _struct_key(t: types.Struct) -> object:
    return (
        "s",
        *[
            (f.name, "" if f.exported or f.pkg is None else f.pkg.path, f.embedded, t.tag(i), type_key(f.typ))
            for i, f in enumerate(t.fields)
        ],
    )


def _signature_key(t: types.Signature) -> object:
    if t.tparams:
        return id(t)
    return (
        "f",
        t.variadic,
        tuple([type_key(v.typ) for v in t.params.vars]),
        tuple([type_key(v.typ) for v in t.results.vars]),
    )


def _interface_key(t: types.Interface) -> object:
    tset = type_set(t)
    if not tset.is_method_set():
        return id(t)
    return (
        "i",
        *[(m.name, "" if m.exported or m.pkg is None else m.pkg.path, type_key(m.typ)) for m in tset.methods],
    )


_KEYS: dict[type, Callable[[types.AnyType], object]] = {
    types.Basic: lambda t: ("b", t.kind),
    types.Alias: lambda t: type_key(t.actual),
    types.Named: _named_key,
    types.Pointer: lambda t: ("*", type_key(t.elem)),
    types.Slice: lambda t: ("[", type_key(t.elem)),
    types.Array: lambda t: ("a", t.len, type_key(t.elem)),
    types.Map: lambda t: ("m", type_key(t.key), type_key(t.elem)),
    types.Chan: lambda t: ("c", t.dir, type_key(t.elem)),
    types.Struct: _struct_key,
    types.Signature: _signature_key,
    types.Interface: _interface_key,
}


def implements(check: object, V: types.Type, T: types.Type, constraint: bool = False) -> bool:
    """V implements interface T, or satisfies it as a constraint (instantiate.go: implements)."""
    Vu, Tu = under(V), under(T)
    if Vu is INVALID_TYPE or Tu is INVALID_TYPE:
        return True
    if Vu.__class__ is types.Pointer and not is_valid(under(Vu.elem)):
        return True
    if Tu.__class__ is not types.Interface:
        return False
    tset = type_set(Tu)
    if tset.is_all():
        return True
    vset = type_set(Vu) if Vu.__class__ is types.Interface else None
    if vset is not None and vset.is_empty():
        return True
    if tset.is_empty():
        return False
    if not has_all_methods(V, T):
        return False
    if tset.has_terms():
        if vset is not None:
            if not vset.subset_of(tset):
                return False
        elif not includes(tset.terms, V):
            return False
    if not tset.is_comparable():
        return True
    return comparable_type(V, constraint, None)

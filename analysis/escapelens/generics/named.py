"""Defined types: their methods by name, and what instances of generic ones get on demand.

Counterpart: `types2/named.go`.
"""

from __future__ import annotations

from typing import Any

from escapelens.generics.subst import clone_func, clone_var, copy_signature, replace_recv_type, subst
from escapelens.model.objects import Func, Package
from escapelens.model.predicates import same_pkg
from escapelens.model.types import Interface, Named, Pointer, Type
from escapelens.model.universe import INVALID_TYPE


def new_instance(orig: Named, targs: list[Type]) -> Named:
    """An instance of orig; its underlying type and methods are made when asked for."""
    inst = Named(orig.obj, orig=orig)
    inst.targs = targs
    inst._resolve = _expand_underlying
    inst._resolve_methods = _expand_methods
    return inst


def _expand_underlying(n: Named) -> None:
    """named.go: expandRHS, resolveUnderlying."""
    orig = n.orig
    tparams = orig.tparams
    if len(tparams) != len(n.targs):
        n.underlying = INVALID_TYPE
        return
    u = orig.underlying
    if orig._underlying is None:  # still being declared: ask again later
        n._resolve = _expand_underlying
        return
    rhs = subst(u, dict(zip(tparams, n.targs, strict=True)))
    if rhs.__class__ is Interface:
        methods = replace_recv_type(rhs.methods, orig, n)
        if methods is not rhs.methods:
            if rhs is u:
                rhs = Interface([], rhs.embeddeds)
            rhs.methods = methods
            rhs.tset = None
    n.underlying = rhs


def _expand_methods(n: Named) -> list[Func]:
    return [expand_method(n, i) for i in range(len(n.orig.methods))]


def expand_method(n: Named, i: int) -> Func:
    """The ith method of instance n. Its signature is substituted when asked for (named.go: expandMethod)."""
    made = n._expanded
    if made is None:
        made = n._expanded = {}
    f = made.get(i)
    if f is None:
        f = made[i] = clone_func(n.orig.methods[i], None)

        def resolve(f: Func) -> None:
            f.typ = _expand_signature(n, f)

        f._resolve = resolve
    return f


def _expand_signature(n: Named, f: Func) -> Type:
    old: Any = f.origin.typ
    f.pos = f.origin.pos  # exact only now that the declaration is lowered
    if old is INVALID_TYPE:
        return old
    sig = old
    if len(old.rparams) == len(n.targs):
        sig = subst(old, dict(zip(old.rparams, n.targs, strict=True)))
    if sig is old:
        sig = copy_signature(old)
    if old.recv is not None:
        sig.recv = clone_var(old.recv, Pointer(n) if f.has_ptr_recv else n)
    sig.rparams = []
    return sig  # type: ignore[no-any-return]


def method_index(n: Named, name: str, fold_case: bool = False) -> int:
    """Index of a declared method of a type that is no instance, -1 if there is none."""
    methods = n.methods
    if fold_case:
        name = name.lower()
        return next((i for i, m in enumerate(methods) if m.name.lower() == name), -1)
    if not methods:
        return -1
    cache = n.cache
    if cache is None:
        cache = n.cache = {}
    index: Any = cache.get("methods")
    if index is None:
        index = cache["methods"] = {m.name: i for i, m in reversed(list(enumerate(methods)))}
    return index.get(name, -1)  # type: ignore[no-any-return]


def lookup_method(n: Named, pkg: Package | None, name: str, fold_case: bool = False) -> tuple[int, Func | None]:
    """The method declared for n, or for the type it is an instance of (named.go: lookupMethod)."""
    if name[:1].isupper() or fold_case or same_pkg(n.obj.pkg, pkg):
        i = method_index(n.orig, name, fold_case)
        if i >= 0:
            return i, n.methods[i] if n.orig is n else expand_method(n, i)
    return -1, None

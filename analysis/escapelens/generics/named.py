"""Instances of generic types: what they get on demand.

Counterpart: `types2/named.go`.
"""

from __future__ import annotations

from escapelens.generics.subst import clone_func, clone_var, copy_signature, replace_recv_type, subst
from escapelens.model.objects import Func
from escapelens.model.types import AnyType, Interface, Named, Pointer, Type
from escapelens.model.universe import INVALID_TYPE


def new_instance(orig: Named, targs: list[Type]) -> Named:
    """An instance of orig; its underlying type and methods are made when asked for."""
    inst = Named(orig.obj, orig=orig)
    inst.targs = targs
    inst._resolve = _expand_underlying
    inst._resolve_methods = _expand_methods
    inst._resolve_method = expand_method
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
    old: AnyType = f.origin.typ
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

"""Inference of type arguments.

Counterpart: `types2/infer.go`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from escapelens.generics.subst import new_type_param, subst
from escapelens.generics.unify import ASSIGN, EXACT, Unifier
from escapelens.model import types
from escapelens.model.core import common_under
from escapelens.model.lookup import has_all_methods
from escapelens.model.predicates import default_type, is_typed, max_type
from escapelens.model.termlist import Term
from escapelens.model.typeset import type_set
from escapelens.model.under import iface, unalias


class Report(Protocol):
    """Where errors go: the checker."""

    def error(self, pos: int, msg: str) -> None: ...


class Argument(Protocol):
    """An operand as far as inference looks at it."""

    mode: int
    typ: types.Type


def infer(
    check: Report,
    pos: int,
    tparams: list[types.TypeParam],
    targs: list[types.AnyType],
    params: types.Tuple,
    args: Sequence[Argument],
    reverse: bool = False,
) -> list[types.Type] | None:
    """All type arguments for tparams, from those given (None: unknown) and the arguments; None if it fails.

    `args` correspond to `params` one to one. `reverse` only matters to messages.
    """
    n = len(tparams)
    if len(targs) == n and None not in targs:
        return targs
    if any(not a.mode for a in args):
        return None
    targs = [*targs, *[None] * (n - len(targs))]
    given = {p: t for p, t in zip(tparams, targs, strict=True) if t is not None}
    if params.vars and given:
        params = subst(params, given)
    u = Unifier(tparams, targs)
    tset = set(tparams)

    untyped: list[int] = []
    for i, arg in enumerate(args):
        par: types.AnyType = params.vars[i].typ
        if is_parameterized(tset, par) or is_parameterized(tset, arg.typ):
            if is_typed(arg.typ):
                if not u.unify(par, arg.typ, ASSIGN):
                    check.error(pos, "type does not match (cannot infer)")
                    return None
            elif par.__class__ is types.TypeParam and arg.mode != _NIL_VALUE:
                untyped.append(i)

    if not _unify_constraints(u, tparams, tset):
        check.error(pos, "type does not satisfy constraint")
        return None

    max_untyped: dict[types.TypeParam, types.Type] = {}
    for i in untyped:
        tpar: types.AnyType = params.vars[i].typ
        if u.at(tpar) is None:
            best = max_untyped.get(tpar)
            typ = args[i].typ if best is None else max_type(best, args[i].typ)
            if typ is None:
                check.error(pos, "mismatched types (cannot infer)")
                return None
            max_untyped[tpar] = typ
    for tpar, typ in max_untyped.items():
        u.set(tpar, default_type(typ))

    inferred = u.inferred(tparams)
    _kill_cycles(tparams, inferred)
    _simplify(tparams, tset, targs, inferred)
    if any(t is None or is_parameterized(tset, t) for t in inferred):
        check.error(pos, "cannot infer type argument")
        return None
    return inferred  # type: ignore[return-value]


_NIL_VALUE = 8  # operand.NIL_VALUE, a module above this one


def _unify_constraints(u: Unifier, tparams: list[types.TypeParam], tset: set[types.TypeParam]) -> bool:
    while True:
        before = u.unknowns()
        for tpar in tparams:
            tx = u.at(tpar)
            core, single = _core_term(tpar)
            if core is not None:
                core_typ: types.AnyType = core[1]
                if tx is not None:
                    if not u.unify(tx, core_typ, 0):
                        return False
                elif single and not core[0]:
                    u.set(tpar, core_typ)
            if tx is not None and not is_parameterized(tset, tx):
                if type_set(iface(tpar)).methods and not has_all_methods(
                    tx, iface(tpar), True, lambda x, y: u.unify(x, y, EXACT)
                ):
                    return False
        if u.unknowns() == before:
            return True


def _simplify(
    tparams: list[types.TypeParam],
    tset: set[types.TypeParam],
    targs: list[types.Type | None],
    inferred: list[types.Type | None],
) -> None:
    """Replace type parameters in the inferred types until nothing changes."""
    dirty = [i for i, t in enumerate(inferred) if t is not None and targs[i] is None]
    while dirty:
        # the unknown ones too: a generic function in whose type they stand must not be given fresh ones each time
        smap = {p: p if t is None else t for p, t in zip(tparams, inferred, strict=True)}
        still = []
        for i in dirty:
            t0 = inferred[i]
            t1 = subst(t0, smap)
            if t1 is not t0:
                if t1.__class__ is types.Signature and t1.tparams and not is_parameterized(tset, t1):
                    t1.tparams = []
                inferred[i] = t1
                still.append(i)
        dirty = still


def rename_tparams(tparams: list[types.TypeParam], typ: types.AnyType) -> tuple[list[types.TypeParam], types.AnyType]:
    """Fresh parameters, and typ with them in place of the old (infer.go: renameTParams)."""
    if not tparams:
        return [], typ
    fresh = [new_type_param(t) for t in tparams]
    smap: dict[types.TypeParam, types.Type] = dict(zip(tparams, fresh, strict=True))
    for old, new in zip(tparams, fresh, strict=True):
        new.bound = subst(old.bound, smap)
    return fresh, subst(typ, smap)


def is_parameterized(tparams: set[types.TypeParam] | list[types.TypeParam], typ: types.AnyType) -> bool:
    """typ mentions one of tparams."""
    c = typ.__class__
    if c is types.Basic:
        return False
    if c is types.TypeParam:
        return typ in tparams
    return _parameterized(tparams, typ, {})


def _parameterized(tparams: Collection[types.TypeParam], typ: types.AnyType, seen: dict[types.AnyType, bool]) -> bool:
    c = typ.__class__
    if c is types.Basic:
        return False
    if c is types.TypeParam:
        return typ in tparams
    if c is types.Named:
        return any(_parameterized(tparams, t, seen) for t in typ.targs)
    known = seen.get(typ)
    if known is not None:
        return known
    seen[typ] = False
    if c is types.Alias:
        res = _parameterized(tparams, typ.actual, seen)
    elif c is types.Pointer or c is types.Slice or c is types.Array or c is types.Chan:
        res = _parameterized(tparams, typ.elem, seen)
    elif c is types.Struct:
        res = any(_parameterized(tparams, v.typ, seen) for v in typ.fields)
    elif c is types.Tuple:
        res = any(_parameterized(tparams, v.typ, seen) for v in typ.vars)
    elif c is types.Signature:
        res = _parameterized(tparams, typ.params, seen) or _parameterized(tparams, typ.results, seen)
    elif c is types.Map:
        res = _parameterized(tparams, typ.key, seen) or _parameterized(tparams, typ.elem, seen)
    elif c is types.Interface:
        tset = type_set(typ)
        res = any(_parameterized(tparams, m.typ, seen) for m in tset.methods) or tset.is_(
            lambda t: t is not None and _parameterized(tparams, t[1], seen)
        )
    else:
        res = False
    seen[typ] = res
    return res


def _core_term(tpar: types.TypeParam) -> tuple[Term | None, bool]:
    """The single type of the type set, or its common underlying type; and whether it was single."""
    tset = type_set(iface(tpar))
    if tset.has_terms():
        if len(tset.terms) == 1:
            return tset.terms[0], True
        typ = common_under(tpar)
        if typ is not None:
            return (any(t[0] for t in tset.terms), typ), False
    return None, False


def _kill_cycles(tparams: list[types.TypeParam], inferred: list[types.Type | None]) -> None:
    """Forget inferred types that contain themselves."""
    path: set[types.Type] = set()
    for t in tparams:
        _kill_cycles_in(t, tparams, inferred, path)


def _kill_cycles_in(
    typ: types.AnyType, tparams: list[types.TypeParam], inferred: list[types.Type | None], path: set[types.Type]
) -> None:
    """path: the types that lead to this one."""
    typ = unalias(typ)
    c = typ.__class__
    if c is types.Basic:
        return
    if typ in path:
        if c is types.TypeParam and typ in tparams:
            inferred[tparams.index(typ)] = None
        return
    path.add(typ)
    for t in _parts(typ, tparams, inferred):
        _kill_cycles_in(t, tparams, inferred, path)
    path.discard(typ)


def _parts(
    typ: types.AnyType, tparams: list[types.TypeParam], inferred: list[types.Type | None]
) -> Iterable[types.AnyType]:
    """The types that a type is made of."""
    c = typ.__class__
    if c is types.Pointer or c is types.Slice or c is types.Array or c is types.Chan:
        yield typ.elem
    elif c is types.Struct:
        yield from [v.typ for v in typ.fields]
    elif c is types.Signature:
        yield from [v.typ for v in (*typ.params.vars, *typ.results.vars)]
    elif c is types.Union:
        yield from [t for _, t in typ.terms]
    elif c is types.Interface:
        yield from [m.typ for m in typ.methods]
        yield from typ.embeddeds
    elif c is types.Map:
        yield typ.key
        yield typ.elem
    elif c is types.Named:
        yield from typ.targs
    elif c is types.TypeParam and typ in tparams:
        t = inferred[tparams.index(typ)]
        if t is not None:
            yield t

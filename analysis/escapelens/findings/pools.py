"""Pools: what is made for one, and what is made only where one has none.

What: sync.Pool, and what is like one: of the package at hand, or of another, with methods Get and Put.
"""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.shared import made_within
from escapelens.model.identity import identical
from escapelens.model.lookup import deref, lookup_method
from escapelens.model.predicates import is_declared_as
from escapelens.model.types import AnyType, Interface, Named, Pointer, Signature
from escapelens.model.typeset import type_set
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes as S


def pooled(c: Case) -> str:
    """Advice for what is made for a pool, or for want of one that a pool has, "" for others."""
    if is_for_a_pool(c):
        return say("It is made for a pool, by which it is used again.")
    if is_for_want_of_pooled(c):
        return say("It is made only where the pool has none.")
    return ""


def _around(c: Case) -> Case | None:
    """What holds it, if it is written in that."""
    outer, inner = c.holder.site if c.holder is not None else None, c.site
    is_within = outer is not None and inner is not None and outer.start <= inner.start and inner.end <= outer.end
    return c.holder if is_within and not c.inlined else None


def is_for_a_pool(c: Case) -> bool:
    """Is it made by the function of a sync.Pool, or of what is made of one that makes things, and gives them out by
    Get and takes them back by Put?"""
    around = c.ctx.places.ancestors(c.site) if c.site is not None else ()
    return any(
        (isinstance(n, S.CompositeLit) and is_declared_as(n.typ, "sync", "Pool"))
        or (isinstance(n, S.AssignStmt) and isinstance(n.rhs, S.FuncLit) and _makes_for_pool(n.lhs))
        or (isinstance(n, S.CallExpr) and child is not c.site and _is_pool_of(n.typ, child))
        for child, n in around
    )


def _is_pool_of(t: AnyType, maker: S.AnySyntax) -> bool:
    """Does a type have methods Get, which gives what a function makes, and Put, which takes that?"""
    typ = deref(t)[0] if t is not None else None
    sig = maker.typ if isinstance(maker, S.FuncLit) else None
    if not isinstance(typ, Named) or not isinstance(sig, Signature) or sig.params.vars or len(sig.results.vars) != 1:
        return False
    get, put = (lookup_method(typ, None, name)[1] for name in ("Get", "Put"))
    given = get.typ if get is not None else None
    if put is None or not isinstance(given, Signature) or given.params.vars or len(given.results.vars) != 1:
        return False
    mine, theirs = sig.results.vars[0].typ, given.results.vars[0].typ
    return mine is not None and theirs is not None and identical(mine, theirs)


def _makes_for_pool(place: S.Expr) -> bool:
    """Is it the field New of a sync.Pool?"""
    if not isinstance(place, S.SelectorExpr) or place.sel.value != "New" or place.x.typ is None:
        return False
    return is_declared_as(deref(place.x.typ)[0], "sync", "Pool")


def is_for_want_of_pooled(c: Case) -> bool:
    """Is it made where a pool that holds such things was asked for one before, or in what is?"""
    return _is_wanting(c) or ((around := _around(c)) is not None and _is_wanting(around))


def _is_wanting(c: Case) -> bool:
    made = made_within(c) if c.inlined else c.site
    is_variable = c.is_variable and c.to_result and not c.inlined
    if made is None or not (is_variable or c.op in ("NEW", "PTRLIT", "MAKESLICE")):
        return False
    table = c.ctx.places.table(made.start)
    is_returned = c.to_result or isinstance(c.ctx.places.parent(made), S.ReturnStmt)
    if table is None or (not is_returned and not c.ctx.places.on_branch(made)):
        return False
    asked = [n for n in table.all(S.CallExpr) if _asks_pool(n) and (is_variable or n.start < made.start)]
    if not asked:
        return False
    stmts = (table.parents.get(id(n)) for n in asked)
    to = {s.lhs.obj for s in stmts if isinstance(s, S.AssignStmt) and isinstance(s.lhs, S.Name)}
    return any(
        n.type is not None
        and _is_of(n.type.typ, c.node.typ)
        and (not is_variable or isinstance(n.type.typ, Pointer))
        and (n.x in asked or (isinstance(n.x, S.Name) and n.x.obj in to))
        for n in table.all(S.AssertExpr)
    )


def _is_of(pooled: AnyType, made: AnyType) -> bool:
    """Is what a pool gives of the type of what is made, or a pointer to a slice like that?"""
    if pooled is None:
        return False
    is_boxed = isinstance(pooled, Pointer) and not isinstance(made, Pointer)
    return identical(pooled.elem if is_boxed and isinstance(pooled, Pointer) else pooled, made)


def _asks_pool(n: S.CallExpr) -> bool:
    """Is it the Get of a sync.Pool, or of what can be given things back by Put?"""
    fun = n.fun if not n.arg_list else None
    if not isinstance(fun, S.SelectorExpr) or fun.sel.value != "Get" or fun.x.typ is None:
        return False
    typ = deref(fun.x.typ)[0]
    if isinstance(asked := under(typ), Interface):
        return any(m.name == "Put" for m in type_set(asked).methods)
    return isinstance(typ, Named) and lookup_method(typ, None, "Put")[1] is not None

"""The ledger's site for a finding, and how often it is paid.

Property: a case whose site is not known costs what its syntax says, never less.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from escapelens.findings.case import Case
from escapelens.findings.cost import Cost
from escapelens.findings.model import Often
from escapelens.findings.names import source_text
from escapelens.findings.refilled import is_refilled
from escapelens.findings.remedies import made_where_missing, replaces_small
from escapelens.findings.room_before import begins_with_nothing
from escapelens.findings.rounds import is_done_once
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import AnyNode
from escapelens.ledger import FunctionCosts, Site
from escapelens.ledger.cold import is_error, reports_as
from escapelens.ledger.heap import object_size
from escapelens.ledger.model import Block, Choice, Inlined, Loop
from escapelens.ledger.often import leaves
from escapelens.ledger.text import elem_of
from escapelens.ledger.walk import callees_of
from escapelens.model.lookup import deref, lookup_method
from escapelens.model.objects import Var
from escapelens.model.predicates import is_string
from escapelens.model.types import AnyType, Named
from escapelens.regexp import regexp
from escapelens.syntax import nodes as S

_KINDS: dict[str, tuple[str, ...]] = {
    "NAME": ("variable", "parameter"),
    "NEW": ("new",),
    "PTRLIT": ("new",),
    "SLICELIT": ("slice", "arguments"),
    "CLOSURE": ("closure",),
    "METHVALUE": ("method value",),
    "MAKESLICE": ("make",),
    "MAKEMAP": ("map",),
    "MAPLIT": ("map",),
    "MAKECHAN": ("channel",),
    "ADDSTR": ("concatenation",),
    "ASOP": ("concatenation",),
    "CONVIFACE": ("box",),
    "APPEND": ("append",),
}


Found = tuple[Site, bool]
"""A site, and whether the function that is inlined there comes by it on some of its ways only."""


class Sites:
    """The sites of a function and its literals, by position."""

    def __init__(self, costs: Iterable[FunctionCosts]) -> None:
        self._at: dict[int, list[Found]] = {}
        for function in costs:
            for found in _found(function.body, frozenset()):
                self._at.setdefault(found[0].pos, []).append(found)

    def site(self, c: Case) -> Found | None:
        kinds = _KINDS.get(c.op, ("conversion",))
        found = [f for f in self._at.get(c.remark.pos, ()) if f[0].kind in kinds]
        if len(found) < 2:
            return found[0] if found else None
        # Several of an inlined body stand at its call: they are told apart by what they are, and whose.
        text = c.node.sym if c.op == "NAME" else c.ctx.printer.node(c.node.x if c.op == "CONVIFACE" else c.node)
        found = [f for f in found if text.startswith(f[0].what.rstrip("…"))] or found
        callees = callees_of(c.ctx.inl_tree, c.node.pos)
        return next((f for f in found if f[0].callees == callees), found[0])


def _found(block: Block, decided: frozenset[int]) -> Iterator[Found]:
    """decided: calls whose functions, inlined there, have gone one way of several."""
    for item in block:
        if isinstance(item, Site):
            yield item, item.pos in decided
        elif isinstance(item, Choice):
            for arm in item.arms:
                yield from _found(arm, decided | {item.pos})
            if any(map(leaves, item.arms)):
                decided |= {item.pos}
        elif isinstance(item, Loop):
            yield from _found(item.body, decided | {item.pos})
            if leaves((item,)):
                decided |= {item.pos}
        elif isinstance(item, Inlined):
            yield from _found(item.body, decided)


def cost_of(c: Case, sites: Sites) -> Cost:
    site, maybe = sites.site(c) or (None, False)
    modest = c.inlined or (c.op == "APPEND" and not _may_make_room(c, site))
    if site is None:
        often: Often = "loop" if c.written_in_loop else "hot" if c.in_goroutine else "once"
        return Cost(often, bytes=c.size, modest=modest)
    each = site.size
    much = None if each.each else object_size(each.fixed, each.pointers) * site.objects
    cold = site.often.cold
    if not cold and c.site is not None and c.ctx.places.done_once(c.site):
        cold = "once"
    cold = cold or _reported(c)
    if not site.when.may:
        return Cost("never", cold, site, much)
    if _is_repeated(c, site):
        return Cost("loop", cold or made_where_missing(c, again=True), site, much, modest, maybe)
    cold = cold or _grows(c, site) or made_where_missing(c)
    return Cost("cold" if cold else "hot" if c.in_goroutine else "once", cold, site, much, modest, maybe)


def _grows(c: Case, site: Site) -> str:
    """ "growth" if it makes room only when there is none left in what others began: a buffer, a parameter, a field."""
    if c.op == "APPEND":
        begun_here = not c.inlined and (site.growth is None or site.growth.start >= 0)
        begun_here = begun_here or begins_with_nothing(c)
        return "" if begun_here else "growth"
    return "growth" if replaces_small(c) else ""


def _reported(c: Case) -> str:
    """Why it is cold by its name: it is added to errors, or goes to a literal called like a report, errorf := func…"""
    for n in (c.node, c.where):
        if n is not None and n.op == "APPEND" and not n.pos >> INL_SHIFT and (_is_of_errors(n.typ) or _named_errors(n)):
            return "error"
    around = (p for _, p in c.ctx.places.ancestors(c.site)) if c.site is not None else iter(())
    within = itertools.takewhile(lambda p: not isinstance(p, S.Stmt | S.FuncLit), around)
    if any(isinstance(p, S.CallExpr) and source_text(p.fun) == "append" and _is_of_errors(p.typ) for p in within):
        return "error"  # for one that is added to others
    call = c.site
    if not c.inlined and call is not None and not (c.op == "SLICELIT" and c.node.implicit):
        around = (parent for child, parent in c.ctx.places.ancestors(call) if isinstance(parent, S.CallExpr))
        call = next(around, None)
    fun = call.fun if isinstance(call, S.CallExpr) else None
    if isinstance(fun, S.SelectorExpr) and isinstance(fun.x, S.Name) and fun.x.value == "err" and _is_error(fun.x):
        return "error"  # is told more
    return reports_as(fun.value) if isinstance(fun, S.Name) and isinstance(fun.obj, Var) else ""


def _is_error(n: S.Expr) -> bool:
    """Is it an error, of a type that is called so, or that has a method Error?"""
    typ = deref(n.typ)[0] if n.typ is not None else None
    named = isinstance(typ, Named) and (
        "err" in typ.obj.name.lower() or lookup_method(typ, None, "Error")[1] is not None
    )
    return named or is_error(typ)


def _is_of_errors(t: AnyType) -> bool:
    """Is it a slice of errors, or one that is called so?"""
    return t is not None and (is_error(t) or is_error(elem_of(t)))


def _named_errors(append: AnyNode) -> bool:
    """Is it a slice of texts that is called after errors, as errs and allErrors are?"""
    name, elem = append.args[0].sym if append.args[0].op == "NAME" else "", elem_of(append.typ)
    return elem is not None and is_string(elem) and _ERRORS.search(name) is not None


_ERRORS = regexp(r"(^|[a-z_])[eE]rr(or)?s$|[a-z]Err(or)?s$")


def _is_repeated(c: Case, site: Site) -> bool:
    """Is it paid again and again within a call?"""
    places, node, depth = c.ctx.places, c.site, site.often.loop_depth
    if node is None:
        return depth > 0
    if places.in_looped_literal(node):
        return True
    # Of what is inlined here the loops may be those of its own body.
    return depth > 0 and not (depth <= places.loops(node) and is_done_once(places, node))


def _may_make_room(c: Case, site: Site | None) -> bool:
    """Could the slice be made with room for all? It is begun here, and filled by a loop that counts."""
    growth = site.growth if site is not None else None
    if growth is None or growth.start < 0 or c.site is None or is_refilled(c):
        return False
    return c.ctx.places.in_counting_loop(c.site)

"""The ledger's site for a finding, and how often it is paid.

Property: a case whose site is not known costs what its syntax says, never less.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.findings.case import Case
from escapelens.findings.cost import Cost
from escapelens.findings.model import Often
from escapelens.ledger import FunctionCosts, Site
from escapelens.ledger.heap import object_size

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


class Sites:
    """The sites of a function and its literals, by position."""

    def __init__(self, costs: Iterable[FunctionCosts]) -> None:
        self._at: dict[int, list[Site]] = {}
        for function in costs:
            for site in function.sites:
                self._at.setdefault(site.pos, []).append(site)

    def site(self, c: Case) -> Site | None:
        kinds = _KINDS.get(c.op, ("conversion",))
        found = [s for s in self._at.get(c.remark.pos, ()) if s.kind in kinds]
        if len(found) < 2:
            return found[0] if found else None
        # Several of an inlined body stand at its call: they are told apart by what they are.
        text = c.text(c.node.x) if c.op == "CONVIFACE" else c.remark.text
        return next((s for s in found if text.startswith(s.what.rstrip("…"))), found[0])


def cost_of(c: Case, sites: Sites) -> Cost:
    site = sites.site(c)
    modest = c.inlined or (c.op == "APPEND" and not _may_make_room(c, site))
    if site is None:
        often: Often = "loop" if c.written_in_loop else "hot" if c.in_goroutine else "once"
        return Cost(often, bytes=c.size, modest=modest)
    each = site.size
    much = None if each.each else object_size(each.fixed, each.pointers) * site.objects
    cold = site.often.cold
    if not site.when.may:
        return Cost("never", cold, site, much)
    if c.site is not None and not c.inlined and c.ctx.places.is_made_once(c.site):
        return Cost("cold" if cold else "once", cold, site, much, modest)
    if site.often.loop_depth or (c.site is not None and c.ctx.places.in_looped_literal(c.site)):
        return Cost("loop", cold, site, much, modest)
    if not cold and c.op == "APPEND" and c.inlined:
        cold = "growth"  # of a buffer or builder: that is what they are for
    return Cost("cold" if cold else "hot" if c.in_goroutine else "once", cold, site, much, modest)


def _may_make_room(c: Case, site: Site | None) -> bool:
    """Could the slice be made with room for all? It is begun here, and filled by a loop that counts."""
    growth = site.growth if site is not None else None
    if growth is None or growth.start < 0 or c.site is None:
        return False
    return c.ctx.places.in_counting_loop(c.site)

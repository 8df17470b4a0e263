"""What a path pays more against what it pays less.

What: what is new must be covered by something that is gone and costs at least as much whenever the new is paid: at the
same place or in a loop around fewer rounds, under a condition that is met no more often, with no more bytes. What is
gone and covers nothing is the gain.

Property: a condition or size that can't be compared covers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from escapelens.ledger.heap import object_size
from escapelens.ledger.model import Call, Site
from escapelens.record import dataclass
from escapelens.say import counted, listed, say

Chain = tuple[int, ...]
"""The loops around an item, outermost first."""
Entry = tuple[Chain, "Site | Call"]
Change = frozenset[tuple[Entry, int]]
"""What is paid more (positive) and less (negative) on a path."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Objects that a call allocates, at least and at most, and their bytes at most.

    spares: what has the room by the call; without, it would be allocated at least as often as the call allocates.
    """

    least: int
    most: int
    bytes: int = 0
    spares: str = ""


@dataclass(frozen=True, slots=True)
class Gain:
    """Allocations and bytes fewer, per call or per round of a loop. bytes: None if they hang on something (`size`).

    when: under what condition the allocation would have happened. where: on which paths; "" on all. at_most: some
    of the allocations hang on conditions of their own.
    """

    objects: int
    bytes: int | None
    size: str = ""
    when: str = ""
    per: str = say("a call")
    where: str = ""
    at_most: bool = False

    @property
    def text(self) -> str:
        """As in "1 allocation of 208 bytes a call, on the common path"."""
        if self.objects:
            text = counted(self.objects, "{n} allocation", "{n} allocations")
            text = say("up to {what}", what=text) if self.at_most else text
            much = counted(self.bytes, "{n} byte", "{n} bytes") if self.bytes else self.size
            text = say("{what} of {size}", what=text, size=much) if much else text
        else:
            text = say("{n} bytes less", n=self.bytes)
        text = say("{what} {per}", what=text, per=self.per)
        return listed([text, *(part for part in (self.when, self.where) if part)])


def merge(gains: Sequence[Gain]) -> Gain:
    """One gain for several functions: the largest speaks for all."""
    return max(gains, key=lambda g: (g.objects, g.bytes or 0))


@dataclass(slots=True)
class _Cost:
    """One item, seen as objects, bytes and condition; count of them."""

    chain: Chain
    item: Site | Call
    count: int
    objects: int
    bytes: int | None


def weigh(change: Change, callee: Callable[[str], Bounds | None]) -> Gain | None:
    """The gain of a path: None if it may pay more, an empty one (false) if it pays the same."""
    more: list[_Cost] = []
    less: list[_Cost] = []
    spared = ""
    for (chain, item), n in change:
        if isinstance(item, Site):
            if item.when.may:
                cost = _Cost(chain, item, abs(n), item.objects, _bytes(item))
                (more if n > 0 else less).append(cost)
            continue
        bounds = callee(item.static) if item.static else None
        if n > 0:
            if bounds is None:
                return None
            spared = spared or bounds.spares
            if bounds.most:
                more.append(_Cost(chain, item, n * bounds.most, 1, bounds.bytes // bounds.most))
        elif bounds is not None and bounds.least:
            less.append(_Cost(chain, item, -n * bounds.least, 1, bounds.bytes // bounds.least))
    less.sort(key=lambda c: (len(c.chain), c.objects, c.bytes or 0, repr(c.item)))
    more.sort(key=lambda c: (-len(c.chain), -c.objects, -(c.bytes or 0), repr(c.item)))
    saved = _settle_together(more, less)  # bytes, of what is covered by something larger
    rounds: list[_Cost] = []  # covered from within a loop: every round but one is won
    for new in more:
        while new.count:
            old = next((c for c in less if c.count and _covers(c, new, less)), None)
            if old is None:
                return None
            n = min(old.count, new.count)
            new.count -= n
            if isinstance(new.item, Site) and new.item.growth is not None and not _same_growth(old, new):
                continue  # with more room it is paid no more: what is gone still covers the room
            old.count -= n
            if len(old.chain) > len(new.chain):
                rounds.append(old)
            elif old.bytes is not None and new.bytes is not None:
                saved += n * (old.bytes - new.bytes)
    won = [c for c in less if c.count]
    if spared and not won and not rounds:
        return _whenever_grows(spared)
    return _gain(won, rounds, saved)


def _settle_together(more: list[_Cost], less: list[_Cost]) -> int:
    """Objects of known size that are always paid are weighed together: two small ones may become a larger one.

    Takes what is settled out of the lists; the bytes saved if no object is.
    """
    saved = 0
    for chain in dict.fromkeys(c.chain for c in more):
        new, old = _certain(more, chain), _certain(less, chain)
        objects = sum(c.count * c.objects for c in old) - sum(c.count * c.objects for c in new)
        size = sum(c.count * (c.bytes or 0) for c in old) - sum(c.count * (c.bytes or 0) for c in new)
        if not new or objects < 0 or size < 0:
            continue
        for c in (*new, *old):
            c.count = 0
        if objects:
            less.append(_Cost(chain, old[0].item, 1, objects, size))
        else:
            saved += size
    return saved


def _certain(costs: list[_Cost], chain: Chain) -> list[_Cost]:
    return [
        c
        for c in costs
        if c.chain == chain and isinstance(c.item, Site) and c.item.when.how == "always" and c.bytes is not None
    ]


def _gain(won: list[_Cost], rounds: list[_Cost], saved: int) -> Gain:
    at_call = [c for c in won if not c.chain]
    in_loop = [c for c in won if c.chain] or rounds
    counted = at_call or in_loop
    if not counted:
        return Gain(0, saved) if saved > 0 else _NONE
    objects = sum(max(c.count, 1) * c.objects for c in counted)
    known = all(c.bytes is not None for c in counted)
    size = sum(max(c.count, 1) * (c.bytes or 0) for c in counted) if known else None
    words, when = "", ""
    if len(counted) == 1 and isinstance(counted[0].item, Site):
        site = counted[0].item
        if site.growth is not None:
            return _whenever_grows(site.growth.of)
        if size is None and site.quantity and site.size.each == 1:
            words = say("{n} bytes", n=site.quantity)
        if site.when.how == "above" and site.when.limit and site.quantity:
            when = say("when {what} is more than {limit}", what=site.quantity, limit=site.when.limit)
    at_most = len(counted) > 1 and not all(_counted(c.item) for c in counted)
    return Gain(objects, size, words, when, say("a call") if at_call else say("a round of the loop"), at_most=at_most)


def _whenever_grows(what: str) -> Gain:
    return Gain(1, None, per=say("whenever {what} grows", what=what))


class _None(Gain):
    """Nothing won, nothing lost."""

    def __bool__(self) -> bool:
        return False


_NONE = _None(0, 0)


def _bytes(site: Site) -> int | None:
    """Bytes of the heap each time; None if they hang on something."""
    if site.size.each:
        return None
    if site.objects > 1:
        return site.size.fixed
    return object_size(site.size.fixed, site.size.pointers)


def _covers(old: _Cost, new: _Cost, less: list[_Cost]) -> bool:
    """Does what is gone cost at least as much as the new, on every run that pays the new?"""
    if old.chain[: len(new.chain)] != new.chain:
        return False
    a, b = old.item, new.item
    if isinstance(a, Call) or isinstance(b, Call):
        return _counted(a) and old.objects >= new.objects
    if a == b:
        return old.objects >= new.objects and (old.bytes or 0) >= (new.bytes or 0)
    if a.growth is not None:
        return _growth_covers(a, b, old, new)
    if b.kind == "map" and a.kind == "map" and a.quantity == "" and b.quantity:
        # A map with room for all needs no more than one that grows to it.
        return any(isinstance(c.item, Site) and c.item.kind == "entry" and len(c.chain) > len(new.chain) for c in less)
    if old.objects < new.objects or b.growth is not None:
        return False
    if a.when.how == "above" and not (
        b.when.how == "above" and a.quantity == b.quantity and b.when.limit >= a.when.limit
    ):
        return False
    if old.bytes is not None and new.bytes is not None:
        return old.bytes >= new.bytes
    return a.quantity == b.quantity and a.size.each >= b.size.each and a.size.fixed >= b.size.fixed


def _counted(item: Site | Call) -> bool:
    """Is it paid whenever it is reached?"""
    return isinstance(item, Call) or item.when.how == "always"


def _same_growth(old: _Cost, new: _Cost) -> bool:
    """Does the same grow as it did, by what has another name at most?"""
    a, b = old.item, new.item
    return old.chain == new.chain and isinstance(a, Site) and isinstance(b, Site) and a.growth == b.growth


def _growth_covers(a: Site, b: Site, old: _Cost, new: _Cost) -> bool:
    """Growth covers the same growth with more room, and, in a loop, the `make` of the room before it."""
    g = a.growth
    assert g is not None
    if b.growth is not None:
        roomier = b.growth.room_words == g.room_words if g.room < 0 else b.growth.room >= g.room or b.growth.room < 0
        same = a.size == b.size and g.of == b.growth.of and g.each == b.growth.each
        return same and roomier and b.growth.buffer >= (0 if b.growth.room_words else g.buffer)
    if b.kind == "map" and a.kind == "entry":
        return b.when.how == "above" and g.buffer == b.when.limit
    if b.kind != "make" or len(old.chain) <= len(new.chain) or a.kind != "append" or g.room != 0:
        return False
    paid = g.buffer == 0 or g.sure
    return b.when.how == "above" and b.size.each == a.size.each and (paid or b.when.limit >= g.buffer)

"""The ledger in numbers: what one call costs under given conditions.

What: the block is run as an interpreter would, with the numbers that the source does not tell taken from `given`:
quantities ("len(b)"), rounds of loops ("range xs"), and arms of choices, by number. Asked for by tests, which hold the
result against the machine, and by whoever knows the conditions (a profile, a judge).

Property: the objects counted are those of `testing.AllocsPerRun`; callees are not followed.
"""

from __future__ import annotations

from collections.abc import Mapping

from escapelens.ledger import heap
from escapelens.ledger.heap import NOTHING, Cost
from escapelens.ledger.model import Block, Choice, Exit, FunctionCosts, Inlined, Loop, Site

Given = Mapping[str, int]


class UnknownQuantityError(KeyError):
    """`given` lacks the number of that name."""


def evaluate(costs: FunctionCosts, given: Given) -> Cost:
    """The cost of one call. Raises UnknownQuantityError."""
    run = _Run(given)
    run.block(costs.body)
    return run.cost + run.moves()


class _Run:
    def __init__(self, given: Given) -> None:
        self.given = given
        self.cost = NOTHING
        self.slices: dict[str, heap.GrowingSlice] = {}
        self.maps: dict[str, heap.GrowingMap] = {}
        self.moved: dict[str, bool] = {}

    def number(self, key: str) -> int:
        try:
            return self.given[key]
        except KeyError:
            raise UnknownQuantityError(key) from None

    def block(self, block: Block) -> str:
        """Run it; how it was left, "" if at its end."""
        for item in block:
            left = ""
            if isinstance(item, Site):
                self.cost += self.site(item)
            elif isinstance(item, Choice):
                left = self.block(item.arms[self.number(item.key)])
            elif isinstance(item, Inlined):
                left = self.block(item.body)
                left = "" if left == "goto" else left
            elif isinstance(item, Loop):
                left = self.loop(item)
            elif isinstance(item, Exit):
                left = item.how
            if left:
                return left
        return ""

    def loop(self, loop: Loop) -> str:
        for _ in range(self.number(loop.key)):
            left = self.block(loop.body)
            if left == "break":
                break
            if left and left != "continue":
                return left
        return ""

    def site(self, site: Site) -> Cost:
        how = site.when.how
        if not site.when.may:
            return NOTHING
        if how == "growth":
            return self.entry(site) if site.kind == "entry" else self.append(site)
        n = self.number(site.quantity) if site.quantity else 0
        if how == "above" and 0 <= n <= site.when.limit:
            return NOTHING
        size = site.size
        if site.kind == "map":
            if not site.quantity:
                return Cost(site.objects, size.fixed)
            return heap.map_made(n, size.each, size.pointers, on_stack=size.fixed == 0)
        if site.kind == "channel" and site.objects > 1:
            return heap.objects(heap.CHAN_BYTES, True) + heap.objects(size.at(n) - heap.CHAN_BYTES, True)
        if site.kind == "append":
            return heap.GrowingSlice(size.each, size.pointers).append(n) if size.each else self.plain(site, n)
        return self.plain(site, n)

    def plain(self, site: Site, n: int) -> Cost:
        return heap.objects(site.size.at(n), site.size.pointers)

    def append(self, site: Site) -> Cost:
        growth, size = site.growth, site.size
        assert growth is not None
        known = self.slices.get(growth.of)
        if known is None:
            start = self.number(f"len({growth.of})") if growth.start < 0 else growth.start
            room = self.number(growth.room_words) if growth.room < 0 else growth.room
            known = self.slices[growth.of] = heap.GrowingSlice(size.each, size.pointers, start, room)
        if growth.moved:
            self.moved[growth.of] = growth.steps
        n = growth.each or self.number(site.quantity)
        return known.append(n, growth.buffer, steps=growth.steps)

    def moves(self) -> Cost:
        cost = NOTHING
        for of, steps in self.moved.items():
            cost += self.slices[of].move(steps=steps)
        return cost

    def entry(self, site: Site) -> Cost:
        growth, size = site.growth, site.size
        assert growth is not None
        known = self.maps.get(growth.of)
        if known is None:
            hint = self.number(growth.room_words or f"cap({growth.of})") if growth.room < 0 else growth.room
            known = heap.GrowingMap(size.each, size.pointers, hint, growth.buffer > 0, growth.each_bytes)
            known.len = self.number(f"len({growth.of})") if growth.start < 0 else growth.start
            self.maps[growth.of] = known
        return known.insert()

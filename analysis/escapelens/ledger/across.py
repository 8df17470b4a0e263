"""What a call costs with everything below it: the ledgers of functions added up over the graph of calls.

What: `Across.costs` says of a function, for each category (own.py), how many places below it pay and by which step the
first of them is reached: a site of its own, or a call. A call through an interface may come to each of the methods
behind it (behind.py). Functions of the package at hand are followed here, callees first; what imported functions cost
is known from their facts (model/known.py), where the sums come from this module, too. Mutually recursive functions pay
what any of them pays; how often, nobody knows.

Places are counted once for every way of calls that leads to them, up to MANY.

Property: the sums of a function hang on it and on what it calls, not on who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from escapelens.ir.nodes import Func, Name
from escapelens.ir.target import Target
from escapelens.ledger.behind import Behind
from escapelens.ledger.bodiless import FREE, Bodiless
from escapelens.ledger.own import (
    ALWAYS,
    CATEGORIES,
    COLD,
    GROWTH,
    ON_COLD_PATH,
    UNKNOWN,
    Called,
    Own,
    Paid,
    own,
    unknown,
)
from escapelens.ledger.reading import Reading
from escapelens.model.objects import AnyObject
from escapelens.model.objects import Func as FuncObject
from escapelens.record import dataclass

MANY = 100  # places: more are as good as this


@dataclass(frozen=True, slots=True)
class Step:
    """How a function comes to pay: by a site of its own, or by the call of `to` at pos."""

    pos: int
    paid: Paid | None = None
    to: Name | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """counts, steps: by category; a step is None where the count is 0."""

    counts: tuple[int, ...] = (0,) * CATEGORIES
    steps: tuple[Step | None, ...] = (None,) * CATEGORIES

    @property
    def free(self) -> bool:
        """Allocates nothing, whatever happens."""
        return not any(self.counts)


NOTHING = Costs()


class Across:
    """own: what a function here pays itself; behind: the functions that a method of an interface may be. What is found
    is kept as long as this is."""

    def __init__(self, own: Callable[[Func], Own], behind: Behind) -> None:
        self._read = own
        self.behind = behind
        self._owns: dict[Func, Own] = {}  # of functions whose sums are not found yet
        self._found: dict[Func, Costs] = {}
        self._known: dict[object, tuple[int, ...] | None] = {}  # counts of imported functions

    def _own(self, fn: Func) -> Own:
        own = self._owns.get(fn)
        if own is None:
            own = self._owns[fn] = self._read(fn)
        return own

    def costs(self, fn: Func) -> Costs:
        found = self._found.get(fn)
        if found is None:
            for group in _components(fn, self._callees):
                self._add_up(group)
                for member in group:
                    self._owns.pop(member, None)
            found = self._found[fn]
        return found

    def add_up(self, own: Own) -> Costs:
        """The costs of something that is no function by itself, as a call is."""
        total = _Sum(own.paid)
        for call in own.called:
            for name in self._names(call) or ():
                if name.func is not None:
                    self.costs(name.func)
                total.call(call, name, self.counts(name))
            self._unless_known(total, call)
        return total.costs()

    def _names(self, call: Called) -> tuple[Name, ...] | None:
        return call.names if call.method is None else self.behind(call.method)

    def _unless_known(self, total: _Sum, call: Called) -> None:
        if self._names(call) is None:
            paid = unknown(call.pos, call.cold, f"call of {call.text}")
            total.add(paid.category, 1, Step(call.pos, paid))

    def counts(self, name: Name) -> tuple[int, ...] | None:
        """What a function costs that is called, by category; None if nobody knows. One of this package is done."""
        if name.func is not None:
            return self._found[name.func].counts
        key = name.obj
        if key not in self._known:
            self._known[key] = known_counts(key)
        counts = self._known[key]
        if counts is None and name.pkg is not None and name.pkg.path in ("runtime", "go.runtime"):
            return NOTHING.counts if f"runtime.{name.sym}" in FREE else None
        return counts

    def _callees(self, fn: Func) -> Iterator[Func]:
        for call in self._own(fn).called:
            for name in self._names(call) or ():
                if name.func is not None and name.func not in self._found:
                    yield name.func

    def _add_up(self, group: list[Func]) -> None:
        """The sums of mutually recursive functions, or of one; those that they call are done. What they pay by each
        other comes in the order of their names, whoever was met first."""
        if len(group) == 1 and not self._own(group[0]).called:
            fn = group[0]
            paid = self._own(fn).paid
            self._found[fn] = _Sum(paid).costs() if paid else NOTHING
            return
        group = sorted(group, key=lambda fn: fn.sym)
        members = dict.fromkeys(group)
        sums = {fn: _Sum(self._own(fn).paid) for fn in group}
        within: list[tuple[Func, Called, Func]] = []
        for fn, total in sums.items():
            seen: set[tuple[object, bool]] = set()
            for call in self._own(fn).called:
                self._unless_known(total, call)
                for name in self._names(call) or ():
                    if name.func in members:
                        within.append((fn, call, name.func))
                    elif (name, call.cold) not in seen:
                        seen.add((name, call.cold))
                        total.call(call, name, self.counts(name))
        if within:
            _spread(sums, within)
        self._found.update((fn, total.costs()) for fn, total in sums.items())


class _Sum:
    def __init__(self, paid: Iterable[Paid]) -> None:
        self.counts = [0] * CATEGORIES
        self.steps: list[Step | None] = [None] * CATEGORIES
        for site in paid:
            self.add(site.category, 1, Step(site.pos, paid=site))

    def add(self, category: int, count: int, step: Step) -> None:
        self.counts[category] = min(self.counts[category] + count, MANY)
        if self.steps[category] is None:
            self.steps[category] = step

    def call(self, call: Called, name: Name, counts: tuple[int, ...] | None) -> None:
        if counts is None:
            category = ON_COLD_PATH[UNKNOWN] if call.cold else UNKNOWN
            self.add(category, 1, Step(call.pos, Paid(category, call.pos, "code that is not known", callee=name.sym)))
            return
        for category, count in enumerate(counts):
            if count:
                self.add(ON_COLD_PATH[category] if call.cold else category, count, Step(call.pos, to=name))

    def costs(self) -> Costs:
        return Costs(tuple(self.counts), tuple(self.steps))


def _spread(sums: dict[Func, _Sum], within: list[tuple[Func, Called, Func]]) -> None:
    """What mutually recursive functions pay by each other, and that nobody knows how often."""
    again = True
    while again:
        again = False
        for fn, call, callee in within:
            mine, theirs = sums[fn], sums[callee]
            for category in range(CATEGORIES):
                to = ON_COLD_PATH[category] if call.cold else category
                if theirs.counts[category] and not mine.counts[to]:
                    mine.add(to, theirs.counts[category], Step(call.pos, to=callee.nname))
                    again = True
    for fn, call, _ in within:
        mine = sums[fn]
        if any(mine.counts[c] for c in (ALWAYS, GROWTH, COLD)) and not mine.counts[UNKNOWN]:
            mine.add(UNKNOWN, 1, Step(call.pos, Paid(UNKNOWN, call.pos, "recursion")))


def known_counts(obj: AnyObject) -> tuple[int, ...] | None:
    """The counts of an imported function, by category, as its facts have them (facts/costs.py)."""
    known = getattr(obj, "facts", None)
    wire = None if known is None else known.costs
    if wire is None:
        return None
    counts = [0] * CATEGORIES
    at = 0
    while at < len(wire):
        head = wire[at]
        counts[head % 8] = head // 16
        at += 3 if head & 8 else 1
    return tuple(counts)


def _components(root: Func, callees: Callable[[Func], Iterable[Func]]) -> Iterator[list[Func]]:
    """The strongly connected components that root leads to, callees first (Tarjan, without Python's stack)."""
    number: dict[Func, int] = {root: 0}
    low: dict[Func, int] = {root: 0}
    open_: list[Func] = [root]
    is_open = {root}
    frames: list[tuple[Func, Iterator[Func]]] = [(root, iter(callees(root)))]
    while frames:
        fn, rest = frames[-1]
        for callee in rest:
            if callee not in number:
                number[callee] = low[callee] = len(number)
                open_.append(callee)
                is_open.add(callee)
                frames.append((callee, iter(callees(callee))))
                break
            if callee in is_open:
                low[fn] = min(low[fn], number[callee])
        else:
            frames.pop()
            if frames:
                around = frames[-1][0]
                low[around] = min(low[around], low[fn])
            if low[fn] == number[fn]:
                at = open_.index(fn)
                group = open_[at:]
                del open_[at:]
                is_open.difference_update(group)
                yield group


def across_of(target: Target, bodiless: Bodiless, known: Callable[[FuncObject], Name | None]) -> Across:
    """The costs of functions of a target after escape analysis. known: as for Behind."""
    reading = Reading(target)
    return Across(lambda fn: own(fn, target, reading, bodiless), Behind(target.pkg, known))

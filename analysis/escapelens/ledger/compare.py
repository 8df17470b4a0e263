"""Does an edit make a function allocate less? Two ledgers compared, path by path.

What: the blocks before and after are laid side by side, loops by loops and choices by choices; every path through both
gives what it pays more and what it pays less (`Change`). An edit wins if at least one path pays less and none pays more
(`weigh.py` says which change is which). Moving an allocation behind an early return wins, for the path that returns
pays less; moving it out of a loop wins, for loops are taken to run at least once; a `make` before a loop whose appends
are conditional does not, for on the path without appends it is new.

Property: in doubt there is no gain. Control flow that can't be laid side by side, too many paths, a call that was not
there and of which nothing is known: all of them end in None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from escapelens.ledger.model import Block, Call, Choice, Exit, FunctionCosts, Inlined, Item, Loop, Often, Site, items_of
from escapelens.ledger.weigh import Bounds, Chain, Change, Gain, merge, weigh
from escapelens.record import dataclass, replace
from escapelens.say import say

_PATHS = 256  # different outcomes followed

Callee = Callable[[str], "Bounds | None"]
"""What one call of a function (by its full name) allocates; None if that is not known."""


class _Incomparable(Exception):
    """The blocks can't be laid side by side."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way through both blocks: what changed on it, how it leaves ("" at the end), why it is cold."""

    change: Change = frozenset()
    left: str = ""
    cold: str = ""


def gain(
    before: Sequence[FunctionCosts],
    after: Sequence[FunctionCosts],
    callee: Callee = lambda name: None,
    inner: Iterable[str] = (),
    reused: Collection[str] = (),
) -> Gain | None:
    """What the edit wins, None if nothing or if a path may pay more. The ledgers are those of the functions touched.

    inner: full names of functions that only these call: what one allocates is counted where it is called.
    reused: what a function that is new may make, for it is used again and again.
    """
    before, after = _called(before, inner), _called(after, inner)
    try:
        pairs = [(_without(old, callee), _without(new, callee)) for old, new in _pairs(before, after, reused)]
        gains = [_function(old, new, callee) for old, new in pairs]
    except _Incomparable:
        return None
    won = [g for g in gains if g is not None]
    return merge(won) if won else None


def _pairs(
    before: Sequence[FunctionCosts], after: Sequence[FunctionCosts], reused: Collection[str]
) -> list[tuple[FunctionCosts, FunctionCosts]]:
    """Functions by name, in order: a literal that was inlined has copies that are named alike. A function that is new
    must be free; one that is gone no longer counts."""
    old = _by_name(before)
    pairs = []
    for key, f in _by_name(after).items():
        if key in old:
            pairs.append((old[key], f))
        elif any(site.when.may and site.what not in reused for site in f.sites):
            raise _Incomparable
    return pairs


def _by_name(costs: Sequence[FunctionCosts]) -> dict[tuple[str, int], FunctionCosts]:
    """By name and how many of that name came before."""
    seen: Counter[str] = Counter()
    found = {}
    for f in costs:
        found[f.function, seen[f.function]] = f
        seen[f.function] += 1
    return found


def _called(costs: Sequence[FunctionCosts], inner: Iterable[str]) -> list[FunctionCosts]:
    """The ledgers of all but the inner functions, those put in for the calls of them."""
    known = {f.function: f.body for f in costs}
    bodies = {full: known.get(full.rpartition("/")[2].partition(".")[2]) for full in inner}
    put_in = {full: _as_inlined(body) for full, body in bodies.items() if body is not None}
    names = {full.rpartition("/")[2].partition(".")[2] for full in put_in}
    return [replace(f, body=_put_in(f.body, put_in)) for f in costs if f.function not in names]


def _put_in(block: Block, bodies: Mapping[str, Block]) -> Block:
    out: list[Item] = []
    for item in block:
        if isinstance(item, Call) and item.static in bodies:
            item = Inlined(item.static, item.pos, bodies[item.static])
        elif isinstance(item, Choice):
            item = replace(item, arms=tuple(_put_in(arm, bodies) for arm in item.arms))
        elif isinstance(item, Loop | Inlined):
            item = replace(item, body=_put_in(item.body, bodies))
        out.append(item)
    return tuple(out)


def _as_inlined(block: Block) -> Block:
    """A function's body within its caller: a return leads to the end of it."""
    out: list[Item] = []
    for item in block:
        if isinstance(item, Exit) and item.how == "return":
            item = replace(item, how="goto")
        elif isinstance(item, Choice):
            item = replace(item, arms=tuple(_as_inlined(arm) for arm in item.arms))
        elif isinstance(item, Loop | Inlined):
            item = replace(item, body=_as_inlined(item.body))
        out.append(item)
    return tuple(out)


def _without(costs: FunctionCosts, callee: Callee) -> FunctionCosts:
    """Without what allocates never, or is known not to count: what inlined calls allocate, and how slices grow."""
    known = {name: callee(name) for site in costs.sites for name in _names(site)}
    free = {name for name, bounds in known.items() if bounds is not None and not bounds.most}
    return replace(costs, body=_freed(costs.body, free))


def _names(site: Site) -> tuple[str, ...]:
    """By which a kind may say what a site costs: the functions that it is inlined from; "append(s)" for the slice s."""
    return (*site.callees, f"append({site.growth.of})") if site.growth is not None else site.callees


def _freed(block: Block, free: set[str]) -> Block:
    out: list[Item] = []
    for item in block:
        if isinstance(item, Choice):
            arms = tuple(_freed(arm, free) for arm in item.arms)
            if any(arms):
                out.append(replace(item, arms=arms))
        elif isinstance(item, Loop | Inlined):
            out.append(replace(item, body=_freed(item.body, free)))
        elif not isinstance(item, Site) or (item.when.may and free.isdisjoint(_names(item))):
            out.append(item)
    return tuple(out)


def _function(before: FunctionCosts, after: FunctionCosts, callee: Callee) -> Gain | None:
    if _bare(before.body) == _bare(after.body):
        return None
    if before.partial or after.partial:
        raise _Incomparable
    outcomes = _Comparison().blocks(before.body, after.body)
    weighed = [(o, weigh(o.change, callee)) for o in outcomes]
    if any(w is None for _, w in weighed):
        raise _Incomparable
    won = [(o, w) for o, w in weighed if w]
    if not won:
        return None
    best = max((w for _, w in won if w is not None), key=lambda g: (g.objects, g.bytes or 0))
    # Where as much as an allocation is won, paths that win bytes only are not spoken of.
    hit = [bool(w) and (w.objects > 0 or not best.objects) for _, w in weighed if w is not None]
    common = [h for h, (o, _) in zip(hit, weighed, strict=True) if not o.cold]
    where = "" if all(hit) else say("on the common path") if common and all(common) else say("on some paths")
    return replace(best, where=where)


class _Comparison:
    def __init__(self) -> None:
        self.loops = 0

    def blocks(self, before: Block, after: Block) -> set[Outcome]:
        """All outcomes of running both."""
        old, new = _split(_wrapped(before, after)), _split(after)
        outcomes = {Outcome()}
        i = j = 0
        for together, i1, i2, j1, j2 in _aligned(old.controls, new.controls):
            if together:
                for k in range(i2 - i1):
                    outcomes = _then(outcomes, _straight(old.between[i : i1 + k + 1], new.between[j : j1 + k + 1]))
                    outcomes = _then(outcomes, self.items(old.controls[i1 + k], new.controls[j1 + k]))
                    i, j = i1 + k + 1, j1 + k + 1
            else:
                for item in old.controls[i1:i2]:
                    outcomes = _then(outcomes, self.alone(item, -1))
                for item in new.controls[j1:j2]:
                    outcomes = _then(outcomes, self.alone(item, 1))
                if not outcomes:
                    raise _Incomparable
        return _then(outcomes, _straight(old.between[i:], new.between[j:]))

    def items(self, old: Item, new: Item) -> set[Outcome]:
        if isinstance(old, Exit) and isinstance(new, Exit):
            return {Outcome(left=old.how, cold=old.cold or new.cold)}
        if isinstance(old, Choice) and isinstance(new, Choice):
            found: set[Outcome] = set()
            for a, b in zip(old.arms, new.arms, strict=True):
                found |= self.blocks(a, b)
            return found
        if isinstance(old, Loop) and isinstance(new, Loop):
            return self.loop(self.blocks(old.body, new.body))
        if isinstance(old, Inlined) and isinstance(new, Inlined):
            return _ended(self.blocks(old.body, new.body), ("goto",))
        raise _Incomparable

    def loop(self, rounds: set[Outcome]) -> set[Outcome]:
        self.loops += 1
        number = self.loops
        inside = {replace(o, change=_inside(o.change, number)) for o in rounds}
        return _ended(inside, ("break", "continue"))

    def alone(self, item: Item, sign: int) -> set[Outcome]:
        """Outcomes of an item that stands on one side only."""
        if isinstance(item, Exit):
            raise _Incomparable
        if isinstance(item, Choice):
            return {o for arm in item.arms for o in self._alone(arm, sign)}
        if isinstance(item, Loop):
            return self.loop(self._alone(item.body, sign))
        if isinstance(item, Inlined):
            return _ended(self._alone(item.body, sign), ("goto",))
        raise _Incomparable

    def _alone(self, block: Block, sign: int) -> set[Outcome]:
        outcomes = {Outcome()}
        for item in block:
            if isinstance(item, Exit):
                outcomes = _then(outcomes, {Outcome(left=item.how)})
            elif isinstance(item, Site | Call):
                outcomes = _then(outcomes, {Outcome(_change({_bare_item(item): sign}))})
            else:
                outcomes = _then(outcomes, self.alone(item, sign))
        # What panics on one side panics on the other, within a call that was not inlined there.
        if any(o.left == "return" for o in outcomes):
            raise _Incomparable
        return {o for o in outcomes if o.left != "panic"}


def _wrapped(before: Block, after: Block) -> Block:
    """`before`, where what an edit put under a condition stands under a condition that makes no difference.

    So it is laid beside the choice whose one arm it is now, and no path is followed on which the two are told apart.
    """
    known = {_key(item) for item in before}
    for choice in after:
        arms = [arm for arm in choice.arms if arm] if isinstance(choice, Choice) else []
        if not isinstance(choice, Choice) or len(arms) != 1 or _key(choice) in known:
            continue
        if not any(isinstance(item, Site | Call) for item in items_of(arms[0])):
            continue  # nothing is paid there
        length, arm = len(arms[0]), _bare(arms[0])
        at = next((i for i in range(len(before) - length + 1) if _bare(before[i : i + length]) == arm), None)
        if at is not None:
            same = replace(choice, arms=tuple(before[at : at + length] for _ in choice.arms))
            before = (*before[:at], same, *before[at + length :])
    return before


@dataclass(frozen=True, slots=True)
class _Parts:
    """A block taken apart: control items, and what lies before each and behind the last."""

    controls: list[Item]
    between: list[Counter[Site | Call]]


def _split(block: Block) -> _Parts:
    parts = _Parts([], [Counter()])
    for item in block:
        if isinstance(item, Site | Call):
            parts.between[-1][_bare_item(item)] += 1
        else:
            parts.controls.append(item)
            parts.between.append(Counter())
    return parts


def _key(item: Item) -> tuple[object, ...]:
    """What must be the same for two control items to be laid side by side."""
    if isinstance(item, Choice):
        return "choice", item.key, len(item.arms)
    if isinstance(item, Loop):
        return "loop", item.key
    if isinstance(item, Inlined):
        return "inlined", item.callee
    return "exit", item.how if isinstance(item, Exit) else ""


def _aligned(old: Sequence[Item], new: Sequence[Item]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Runs of control items, old[a:b] and new[c:d], and whether they are laid side by side: those that are the same,
    and between these such whose conditions differ in words only."""
    for tag, a, b, c, d in _opcodes(_key, old, new):
        if tag != "replace":
            yield tag == "equal", a, b, c, d
            continue
        for shape, a1, b1, c1, d1 in _opcodes(_shape, old[a:b], new[c:d]):
            yield shape == "equal", a + a1, a + b1, c + c1, c + d1


def _opcodes(
    of: Callable[[Item], tuple[object, ...]], old: Sequence[Item], new: Sequence[Item]
) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, [of(i) for i in old], [of(i) for i in new], autojunk=False).get_opcodes()


def _shape(item: Item) -> tuple[object, ...]:
    key = _key(item)
    return (key[0], *key[2:])


def _bare(block: Block) -> tuple[object, ...]:
    """The block without positions, to see whether anything changed."""
    out: list[object] = []
    for item in block:
        if isinstance(item, Site | Call):
            out.append(_bare_item(item))
        elif isinstance(item, Choice):
            out.append((_key(item), tuple(_bare(arm) for arm in item.arms)))
        elif isinstance(item, Loop | Inlined):
            out.append((_key(item), _bare(item.body)))
        else:
            out.append(_key(item))
    return tuple(out)


def _bare_item(item: Site | Call) -> Site | Call:
    if isinstance(item, Call):
        return replace(item, pos=0, text="" if item.static else item.text, often=Often())
    return replace(item, pos=0, paid_at=0, often=Often(), cause="", callees=())


def _straight(old: Iterable[Counter[Site | Call]], new: Iterable[Counter[Site | Call]]) -> set[Outcome]:
    """The change of straight-line code."""
    counts: Counter[Site | Call] = Counter()
    for c in new:
        counts.update(c)
    for c in old:
        counts.subtract(c)
    return {Outcome(_change(counts))}


def _change(counts: dict[Site | Call, int]) -> Change:
    none: Chain = ()
    return frozenset(((none, item), n) for item, n in counts.items() if n)


def _inside(change: Change, loop: int) -> Change:
    return frozenset((((loop, *chain), item), n) for (chain, item), n in change)


def _ended(outcomes: set[Outcome], ways: tuple[str, ...]) -> set[Outcome]:
    """These ways of leaving lead to the end of the item itself."""
    return {replace(o, left="") if o.left in ways else o for o in outcomes}


def _then(first: set[Outcome], second: set[Outcome]) -> set[Outcome]:
    out: set[Outcome] = set()
    for a in first:
        if a.left:
            out.add(a)
            continue
        for b in second:
            counts = Counter(dict(a.change))
            counts.update(dict(b.change))
            out.add(Outcome(frozenset((k, n) for k, n in counts.items() if n), b.left, a.cold or b.cold))
    if len(out) > _PATHS:
        raise _Incomparable
    return out

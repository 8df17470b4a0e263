"""The ledger's entries: what a function allocates at run time, as plain values.

What: a `Site` is one place of a function after inlining that may allocate; `FunctionCosts` has the sites in the order
in which the function meets them, flat (`sites`) and in the shape of its control flow (`body`): a block is a sequence of
sites, choices, loops and exits. Positions are virtual (source.py) and those of the function itself: what inlining
brought stands at the call.

Property: values compare by what they say, so two analyses of the same text give equal ledgers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from escapelens.record import dataclass, field

Kind = Literal[
    "variable",  # a local or result moved to the heap: paid where it is declared
    "parameter",  # a parameter moved to the heap: paid at entry, on every call
    "new",  # new(T), &T{…}
    "slice",  # []T{…}
    "arguments",  # the slice of a variadic call
    "make",  # make([]T, n)
    "map",  # make(map[K]V), map[K]V{…}
    "entry",  # m[k] = v: the map may grow
    "channel",
    "closure",
    "method value",
    "box",  # a value put into an interface
    "append",
    "concatenation",
    "conversion",  # between string, []byte, []rune
    "goroutine",
    "defer",  # the record of a defer in a loop
]

How = Literal["always", "never", "above", "growth", "reuse"]


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes asked for: `fixed` and `each` for every unit of the site's quantity. pointers: the collector scans them."""

    fixed: int = 0
    each: int = 0
    pointers: bool = False

    def at(self, quantity: int) -> int:
        return self.fixed + self.each * quantity


@dataclass(frozen=True, slots=True)
class When:
    """When a site that is reached allocates.

    always; never: the compiler or the run time serves the form without (`why` says how); above: when the site's
    quantity exceeds `limit`; growth: when what is appended or put in outgrows the room (see `Growth`);
    reuse: only when the run time has nothing pooled, which is not counted.
    """

    how: How
    limit: int = 0
    why: str = ""

    @property
    def may(self) -> bool:
        """Is there a run on which the site allocates?"""
        return self.how not in ("never", "reuse")


ALWAYS = When("always")


@dataclass(frozen=True, slots=True)
class Growth:
    """What grows at a site of `When("growth")`, and what is known of it.

    of: the slice or map in words; sites of the same one belong together. each: elements put in each time, 0: as many as
    the site's quantity. start, room: elements and capacity (of a map: the hint) before the first of them, -1 if not
    known; room_words: the room in words, where it is no constant. buffer: elements that fit on the stack first. steps:
    the buffer is used up by size classes; moved: what is on the stack at the end is copied to the heap;
    sure: whatever way is taken. each_bytes: of a map, allocated apart for every new entry.
    """

    of: str
    each: int = 1
    start: int = -1
    room: int = -1
    room_words: str = ""
    buffer: int = 0
    steps: bool = False
    moved: bool = False
    sure: bool = False
    each_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Often:
    """How often a site runs, per call of its function.

    loop_depth: loops of the function in which it may run again; branch: not on every path to the end of the innermost
    loop or of the function; cold: why it is rarely done: its path ends in "panic", "error", "exit", "goexit" or "test",
    it is an argument of a report ("log") or part of an "error" value, it is done where a slice has too little room
    ("growth"), or the function is "init", "main", "String", …; "" if it is not known to be.
    """

    loop_depth: int = 0
    branch: bool = False
    cold: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One place that may allocate.

    pos: of what allocates; paid_at: where it is paid (the declaration of a variable, the function's name for a
    parameter). what: the thing, in the compiler's words. quantity: what size and condition hang on, in the source's
    words ("len(b)"), "" if on nothing. objects: allocations each time (a channel of pointers needs two). callees: the
    functions whose inlined bodies it stands in, outermost first, by full name. cause: why it is on the heap or is made
    at all.
    """

    kind: Kind
    pos: int
    paid_at: int
    what: str
    size: Size
    when: When = ALWAYS
    often: Often = Often()
    quantity: str = ""
    objects: int = 1
    growth: Growth | None = None
    callees: tuple[str, ...] = ()
    cause: str = ""

    @property
    def callee(self) -> str:
        """The function called here whose inlined body the site comes from, "" if it is written here."""
        path, bracket, targs = (self.callees[0] if self.callees else "").partition("[")
        return path.rpartition("/")[2].partition(".")[2] + bracket + targs


@dataclass(frozen=True, slots=True)
class Exit:
    """Control leaves the block: return, panic (or a call that does not come back), break, continue, goto. maybe: the
    error returned, by which it is cold, may well be nil. returns: the goto is the return of a function inlined here."""

    how: Literal["return", "panic", "break", "continue", "goto"]
    pos: int
    cold: str = ""
    maybe: bool = field(default=False, compare=False)
    returns: bool = field(default=False, compare=False)

    @property
    def is_cold(self) -> bool:
        return bool(self.cold) and not self.maybe


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the arms runs. key: the conditions, in the compiler's words, to find the choice again after an edit."""

    key: str
    pos: int
    arms: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """The body runs any number of times."""

    key: str
    pos: int
    body: Block


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was not inlined: the hook for what callees allocate. static: the function, "" if it is not known."""

    pos: int
    static: str
    text: str
    often: Often = Often()


@dataclass(frozen=True, slots=True)
class Inlined:
    """The body of an inlined call; an Exit("goto") in it leaves the body only."""

    callee: str
    pos: int
    body: Block


Item = Site | Choice | Loop | Inlined | Exit | Call
Block = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class FunctionCosts:
    """What one function (or function literal) allocates itself, without what it calls."""

    function: str
    pos: int
    body: Block = ()
    partial: str = ""
    sites: tuple[Site, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sites", tuple(sites_of(self.body)))

    @property
    def calls(self) -> tuple[Call, ...]:
        """Calls left after inlining, in order."""
        return tuple(item for item in items_of(self.body) if isinstance(item, Call))


def items_of(block: Block) -> Iterator[Item]:
    """Everything in a block, nested blocks included, in order."""
    for item in block:
        yield item
        if isinstance(item, Loop | Inlined):
            yield from items_of(item.body)
        elif isinstance(item, Choice):
            for arm in item.arms:
                yield from items_of(arm)


def sites_of(block: Block) -> Iterator[Site]:
    return (item for item in items_of(block) if isinstance(item, Site))

"""What one function pays itself and whom it calls, reduced to what a caller has to know.

What: `own` reads the ledger's walk over a function and keeps of each site that may allocate its category, of each call
whom it may reach. Whether something is cold is decided more strictly than for findings: only what leads on every path
to a panic, to the end of the program or to the return of an error that is none but nil.

Categories, by what a caller may rely on:

    ALWAYS         allocates, or may depending on sizes
    GROWTH         allocates when a slice or map outgrows its room
    COLD           allocates, on paths to a panic, an exit or an error
    UNKNOWN        nobody knows: a function value, a method that any package may declare, code that is not Go
    COLD_UNKNOWN   the same, on cold paths

Property: what is in no category allocates nothing, whatever the arguments.
"""

from __future__ import annotations

from escapelens.ir.nodes import AnyNode, Func, Name
from escapelens.ir.target import Target
from escapelens.ledger.behind import only_declared_here
from escapelens.ledger.bodiless import Bodiless
from escapelens.ledger.heap import object_size
from escapelens.ledger.model import Block, Call, Choice, Exit, Inlined, Item, Loop, Site
from escapelens.ledger.reading import Reading, Walked
from escapelens.model.objects import Func as FuncObject
from escapelens.record import dataclass

ALWAYS, GROWTH, COLD, UNKNOWN, COLD_UNKNOWN = range(5)
CATEGORIES = 5
ON_COLD_PATH = (COLD, COLD, COLD, COLD_UNKNOWN, COLD_UNKNOWN)
"""What each category becomes for a caller that is on a cold path."""

_PATHS = frozenset({"panic", "error", "exit", "goexit", "test"})


@dataclass(frozen=True, slots=True)
class Paid:
    """kind: of the site, or why nothing is known. size: bytes, -1 if they hang on something. callee: the function
    called here whose inlined body pays, "" if it is written here."""

    category: int
    pos: int
    kind: str
    size: int = -1
    callee: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A call left after inlining. names: the functions it may reach. method: that of an interface which it calls, where
    its package alone can declare it (behind.py); text: of what is called then."""

    pos: int
    cold: bool
    names: tuple[Name, ...]
    method: FuncObject | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    paid: tuple[Paid, ...] = ()
    called: tuple[Called, ...] = ()


FREE = Own()


def own(fn: Func, target: Target, reading: Reading, bodiless: Bodiless, walked: Walked | None = None) -> Own:
    """What a function or literal after escape analysis pays by itself. walked: what was seen of it, if it was."""
    if fn in target.broken or fn in target.skipped:
        return _unknown(fn, "code in error")
    if fn.oclosure is None and fn.obj is not None and not fn.dupok and getattr(fn.obj.decl, "body", fn) is None:
        return _of_bodiless(fn, bodiless)
    if fn.leak_tags is None:
        return _unknown(fn, "code that is not known")  # an instance that only inlined bodies mention
    try:
        if walked is None:
            walk = reading.walk(fn, words=False)
            walked = walk, walk.function()
    except Exception:
        if target.flags.strict:
            raise
        return _unknown(fn, "code in error")
    walk, block = walked
    paths = _Paths(walk.called, reading, fn.pkg.path if fn.pkg is not None else "")
    paths.block(block, after=False, goto=False)
    if not paths.paid and not paths.called:
        return FREE
    paths.paid.reverse()
    paths.called.reverse()
    return Own(tuple(paths.paid), tuple(paths.called))


def unknown(pos: int, cold: bool, why: str) -> Paid:
    return Paid(COLD_UNKNOWN if cold else UNKNOWN, pos, why)


def _unknown(fn: Func, why: str) -> Own:
    return Own((Paid(UNKNOWN, fn.pos, why),))


def _of_bodiless(fn: Func, bodiless: Bodiless) -> Own:
    allocates = bodiless.allocates(fn)
    if allocates is None:
        return _unknown(fn, "code that is not Go")
    return Own((Paid(ALWAYS, fn.pos, "run time"),)) if allocates else FREE


class _Paths:
    """Walks a block backwards, knowing whether what follows is cold. paid, called: last first."""

    def __init__(self, called: dict[int, tuple[AnyNode, tuple[Name, ...]]], reading: Reading, path: str) -> None:
        self._called = called
        self._reading = reading
        self._local = f"{path}."
        self.paid: list[Paid] = []
        self.called: list[Called] = []

    def block(self, block: Block, *, after: bool, goto: bool) -> bool:
        """Whether all paths from the block's start are cold. after: from its end; goto: from the end of the inlined
        body that it stands in."""
        for item in reversed(block):
            after = self.item(item, after, goto)
        return after

    def item(self, item: Item, after: bool, goto: bool) -> bool:
        if isinstance(item, Site):
            self._site(item, after)
        elif isinstance(item, Call):
            self._call(item, after)
        elif isinstance(item, Exit):
            return item.is_cold if item.how != "goto" else goto
        elif isinstance(item, Inlined):
            return self.block(item.body, after=after, goto=after)
        elif isinstance(item, Choice):
            cold = [self.block(arm, after=after, goto=goto) for arm in reversed(item.arms)]
            return all(cold)
        elif isinstance(item, Loop):
            # The body's end leads to its start, and may lead to what follows.
            self.block(item.body, after=False, goto=goto)
            return after and not _may_leave(item.body)
        return after

    def _site(self, site: Site, after: bool) -> None:
        cold = after or site.often.cold in _PATHS
        if site.when.how == "reuse":
            category = COLD_UNKNOWN if cold else UNKNOWN
        elif not site.when.may:
            return
        else:
            grows = site.growth is not None and site.growth.room != 0  # what is known to be empty has to grow
            category = COLD if cold else GROWTH if grows else ALWAYS
        size = -1
        if site.when.how == "always" and not site.size.each:
            size = site.size.fixed if site.objects > 1 else object_size(site.size.fixed, site.size.pointers)
        callee = site.callees[0].removeprefix(self._local) if site.callees else ""
        path, bracket, targs = callee.partition("[")
        callee = path.rpartition("/")[2] + bracket + targs
        self.paid.append(Paid(category, site.paid_at, site.kind, size, callee))

    def _call(self, call: Call, after: bool) -> None:
        fun, names = self._called[id(call)]
        method = only_declared_here(fun) if fun.op == "DOTINTER" else None
        if names:
            self.called.append(Called(call.pos, after, names))
        elif method is not None:
            self.called.append(Called(call.pos, after, (), method, self._reading.text(fun)))
        else:
            self.paid.append(unknown(call.pos, after, f"call of {self._reading.text(fun)}"))


def _may_leave(block: Block) -> bool:
    """May control leave a loop's body on a path that is not cold, but for its end?"""
    for item in block:
        if isinstance(item, Exit):
            if item.how in ("return", "goto", "panic") and not item.is_cold:
                return True
        elif isinstance(item, Choice):
            if any(_may_leave(arm) for arm in item.arms):
                return True
        elif isinstance(item, Loop | Inlined) and _may_leave(item.body):
            return True
    return False

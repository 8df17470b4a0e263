"""Facts of a package of which only the source is known, found function by function as somebody asks for them.

What: a program uses a small part of what it imports. `Demand` answers `Package.facts` for a package declared from its
source: what was found before, by whomever, comes from the store; the rest is analysed now (reached.py), and goes into
the store with `save`. Nobody pays twice, and nobody pays for what is not reached.

Where the answer hangs on the package as a whole, that is analysed (build.py), once; so is one of std as soon as bodies
are asked for, since its packages lean on each other's, and all programs on them. While the world's patience is at an
end nothing is analysed, and what is asked in vain is noted in `wanted`.

Property: what is known only grows, and does not depend on who asked for what in which order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from escapelens.check.checker import checker_of
from escapelens.digest import sha256
from escapelens.facts.build import build_facts, func_facts
from escapelens.facts.known import key_of
from escapelens.facts.leading import Leading, is_generic
from escapelens.facts.model import FuncFacts, ReachedFacts
from escapelens.facts.reached import Reached, Unsure
from escapelens.facts.reexport import inlined_imports
from escapelens.model.objects import Func
from escapelens.record import dataclass, field

if TYPE_CHECKING:
    from escapelens.facts.dependencies import Dependencies
    from escapelens.model.objects import Package
    from escapelens.packages.package import PackageFiles


@dataclass(frozen=True, slots=True)
class Wanted:
    """What nobody knows yet of a package: facts of functions, by func_key; whether it exports bodies, by link name."""

    funcs: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.funcs or self.links)


class Demand:
    def __init__(self, dependencies: Dependencies, files: PackageFiles, variant: str, key: str) -> None:
        """key: that of the package's facts."""
        self.files = files
        self.wanted = Wanted()
        self._dependencies = dependencies
        self._variant = variant
        self._key = sha256(f"{key}\0reached".encode()).hexdigest()
        self._facts = self._stored()
        self._pkg: Package | None = None
        self._reached: Reached | None = None
        self._busy = False  # cyclic imports ask again
        self._changed = False

    @property
    def whole(self) -> bool:
        return self._facts.whole

    def attach(self, pkg: Package) -> Package:
        """Answer for pkg, which is the package declared from its source."""
        self._pkg = pkg
        pkg.facts = self
        return pkg

    # -- answers

    def func(self, obj: Func) -> FuncFacts | None:
        key = key_of(obj)
        facts = self._facts.funcs.get(key)
        if facts is None and key and not self.whole and not is_generic(obj) and self._may_look(self.wanted.funcs, key):
            self._look(lambda: self._analyse(obj))
            facts = self._facts.funcs.get(key)
        return facts

    def exports(self, link: str) -> bool:
        if link in self._facts.exports:
            return True
        if self.whole or link in self._facts.keeps:
            return False
        if not self._may_look(self.wanted.links, link):
            return True  # assume the best
        self._look(self._analyse_all if self.files.standard else lambda: self._search(link))
        return link in self._facts.exports

    def _may_look(self, wanted: dict[str, None], what: str) -> bool:
        if self._busy:
            return False
        may = self._dependencies.patience.is_left() or (not self.wanted and not self._dependencies.saved(self.files))
        if not may:
            wanted[what] = None
        return may

    # -- looking

    def _look(self, look: Callable[[], None]) -> None:
        self._busy = self._changed = True
        try:
            with self._dependencies.patience:
                self._take(look)
        finally:
            self._busy = False

    def _take(self, look: Callable[[], None]) -> None:
        try:
            look()
        except Unsure:
            self._analyse_all()
        except Exception:
            if self._dependencies.flags.strict:
                raise
            self._analyse_all()

    def _analyse(self, obj: Func) -> None:
        assert self._pkg is not None
        if self._reached is None:
            self._reached = Reached(self._pkg, self._dependencies.flags, self._dependencies.bodiless(self.files))
        funcs = self._reached.analyse(obj)
        self._facts.funcs.update(func_facts(self._pkg, funcs, self._reached.across))
        self._reached.forget(funcs)

    def _analyse_all(self) -> None:
        facts = build_facts(self._dependencies, self.files, self._variant)
        self._reached = None
        self._facts = ReachedFacts(facts.funcs, facts.inlined_imports, whole=True)

    def _search(self, link: str) -> None:
        """Find a function that has inlined the one of that name: those analysed first, then those that name it or what
        leads to it.

        Generic ones have inlined it only if they are instantiated here, which is for the whole package to say.
        """
        assert self._pkg is not None
        checker = checker_of(self._pkg)
        leading = Leading(link)
        for found in self._dependencies.between(self.files, leading.said_in):
            leading.look_at(found)
        candidates = leading.naming(checker, or_interface=True)
        plain = [obj for obj in candidates if not is_generic(obj)]
        for obj in [None, *plain]:
            if obj is not None:
                self._analyse(obj)
            if self._reached is not None and link in inlined_imports(self._reached.target):
                self._facts.exports.append(link)
                return
        if len(plain) < len(candidates):
            raise Unsure(f"generic functions lead to {link}")
        if any(leading.types_said_in(info.group.top.text) for info in checker.obj_map.values()):
            raise Unsure(f"methods of generic types lead to {link}")
        if leading.embedded_in(self._pkg):
            raise Unsure(f"an embedded field leads to {link}")
        self._facts.keeps.append(link)

    # -- the store

    def refresh(self) -> None:
        """Somebody else may have found more."""
        self.wanted = Wanted()
        if not self._changed:
            self._facts = self._stored()

    def save(self) -> None:
        """Put what is new into the store, with what others have put there meanwhile."""
        store = self._dependencies.store
        if not self._changed or store is None or not self._dependencies.unchanged(self.files):
            return
        self._changed = False
        other, mine = self._stored(), self._facts
        if not mine.whole:
            if other.whole:
                self._facts = other
                return
            mine = ReachedFacts(
                dict(sorted((other.funcs | mine.funcs).items())),
                sorted({*other.exports, *mine.exports}),
                sorted({*other.keeps, *mine.keeps}),
            )
            self._facts = mine
        store.put(self._key, msgspec.msgpack.encode(mine))

    def _stored(self) -> ReachedFacts:
        payload = self._dependencies.store.get(self._key) if self._dependencies.store is not None else None
        try:
            return msgspec.msgpack.decode(payload, type=ReachedFacts) if payload is not None else ReachedFacts()
        except msgspec.MsgspecError:
            return ReachedFacts()

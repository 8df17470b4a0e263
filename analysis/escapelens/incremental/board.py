"""What there is to say of each file, unit by unit, at its place.

What: a unit's drafts are made once, and placed anew when one of the declarations that they lie in is another one now.
What has only moved stays as it was placed (anchors.py).

Property: `update` looks at the units that came, went or lost what they spoke of, and at no others.
"""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Callable, Hashable, Mapping, Set
from typing import TYPE_CHECKING, Generic, TypeVar

from escapelens.incremental.unit import Key, Unit
from escapelens.incremental.units import Units
from escapelens.record import dataclass
from escapelens.source import Layout, Placement

if TYPE_CHECKING:
    from escapelens.findings.draft import Drafts
    from escapelens.findings.placing import Placed
    from escapelens.findings.spared import Spared


@dataclass(slots=True, eq=False)
class _Shown:
    """Of a unit: the declarations that its drafts lie in, what they say of each file, what it calls from within loops,
    what it spares (spared.py), and the drafts themselves."""

    chunks: tuple[int, ...]
    placed: dict[str, Placed]
    looped: frozenset[str] = frozenset()
    spared: Spared = frozenset()
    drafts: Drafts | None = None


_T = TypeVar("_T", bound=Hashable)


class _Told(Generic[_T]):
    """all: what units tell, the same set as long as it is equal, as of when it was last settled."""

    def __init__(self) -> None:
        self.all: frozenset[_T] = frozenset()
        self._units: Counter[_T] = Counter()  # that tell each
        self._touched: set[_T] = set()

    def add(self, told: frozenset[_T]) -> None:
        self._units.update(told)
        self._touched |= told

    def remove(self, told: frozenset[_T]) -> None:
        for each in told:
            self._units[each] -= 1
            if not self._units[each]:
                del self._units[each]
        self._touched |= told

    def settle(self) -> None:
        if any((each in self._units) != (each in self.all) for each in self._touched):
            self.all = frozenset(self._units)
        self._touched.clear()


class Board:
    """by_file: path -> key of the unit -> what it has to say there."""

    def __init__(self) -> None:
        self.by_file: dict[str, dict[Key, Placed]] = {}
        self._looped, self._spared = _Told[str](), _Told[tuple[str, str]]()
        self._at: dict[int, dict[Key, None]] = {}  # by declaration (the base of its chunk), the units that lie in it
        self._files: dict[int, Counter[str]] = {}  # by declaration, where something is said that leads to it, how often
        self._of: dict[Key, _Shown] = {}

    @property
    def hot(self) -> frozenset[str]:
        """Functions of the package that it calls from within loops, by symbol."""
        return self._looped.all

    @property
    def spared(self) -> Spared:
        """What inlining spares those that call the package's functions."""
        return self._spared.all

    def update(
        self,
        units: Units,
        lost: Set[int],
        moved: Mapping[int, Placement],
        draft: Callable[[Unit], None],
        layout: Layout,
    ) -> set[str]:
        """See what has changed among units; lost: declarations that are gone, or back; moved: those that stand
        elsewhere, or are gone, and where they stood. The files that it concerns."""
        # The compiler's lines need none of this.
        from escapelens.findings.placing import alike, chunks_of, place

        files: set[str] = set()
        before, now = ChainMap(dict(moved), layout.placements), layout.placements
        changed = dict(units.changed)
        units.changed.clear()
        for base in lost:
            changed.update(self._at.get(base, ()))
        for key in changed:
            if self._stays(key, units.get(key), lost):
                continue
            shown = self._remove(key)
            unit = units.get(key)
            if unit is None:
                files.update(shown.placed)
                continue
            if unit.drafts is None:
                draft(unit)
            placed = place(unit.drafts or (), layout)
            chunks = chunks_of(unit.drafts or ())
            self._of[key] = _Shown(chunks, placed, unit.looped, unit.spared, unit.drafts)
            self._looped.add(unit.looped)
            self._spared.add(unit.spared)
            for base in chunks:
                self._at.setdefault(base, {})[key] = None
            for path, found in placed.items():
                self.by_file.setdefault(path, {})[key] = found
                for base in found.bases:
                    self._files.setdefault(base, Counter())[path] += 1
                if path not in shown.placed or not alike(shown.placed[path], found, before, now):
                    files.add(path)
            files.update(path for path in shown.placed if path not in placed)
        for base in moved:
            files.update(self._files.get(base, ()))
        self._looped.settle()
        self._spared.settle()
        return files

    def _stays(self, key: Key, unit: Unit | None, lost: Set[int]) -> bool:
        """Whether a unit that was analysed once more kept its drafts (keeping.py), and all that these speak of."""
        shown = self._of.get(key)
        return (
            shown is not None
            and unit is not None
            and unit.drafts is not None
            and unit.drafts is shown.drafts
            and (unit.looped, unit.spared) == (shown.looped, shown.spared)
            and lost.isdisjoint(shown.chunks)
        )

    def _remove(self, key: Key) -> _Shown:
        shown = self._of.pop(key, None) or _Shown((), {})
        for base in shown.chunks:
            at = self._at[base]
            at.pop(key, None)
            if not at:
                del self._at[base]
        for path, placed in shown.placed.items():
            self.by_file[path].pop(key, None)
            for base in placed.bases:
                said = self._files[base]
                said[path] -= 1
                if not said[path]:
                    del said[path]
                    if not said:
                        del self._files[base]
        self._looped.remove(shown.looped)
        self._spared.remove(shown.spared)
        return shown

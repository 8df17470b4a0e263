"""What there is to say of each file, unit by unit, at its place.

What: a unit's drafts are made once, and placed anew when one of the declarations that they lie in moves; where all
text below an edit has moved alike, their places move with it.

Property: `update` looks at the units that came, went or moved, and at no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from escapelens.findings.moved import Moved
from escapelens.incremental.unit import Key, Unit
from escapelens.incremental.units import Units
from escapelens.source import Layout

if TYPE_CHECKING:
    from escapelens.findings.draft import Drafts
    from escapelens.findings.placing import Placed


class _Shown(NamedTuple):
    """Of a unit: the declarations that its drafts lie in, what they say of each file, what it calls from within loops,
    and the drafts themselves."""

    chunks: tuple[int, ...]
    placed: dict[str, Placed]
    looped: frozenset[str] = frozenset()
    drafts: Drafts | None = None


class Board:
    """by_file: path -> key of the unit -> what it has to say there; hot: functions of the package that it calls from
    within loops, by symbol, the same set as long as it is equal."""

    def __init__(self) -> None:
        self.by_file: dict[str, dict[Key, Placed]] = {}
        self.hot: frozenset[str] = frozenset()
        self._looped: Counter[str] = Counter()  # the units that call each
        self._at: dict[int, dict[Key, None]] = {}  # by declaration (the base of its chunk), the units that lie in it
        self._of: dict[Key, _Shown] = {}

    def update(
        self,
        units: Units,
        lost: Collection[int],
        moved: Collection[int],
        by: Moved | None,
        draft: Callable[[Unit], None],
        layout: Layout,
    ) -> set[str]:
        """See what has changed among units; lost: declarations that are gone, or back; moved: those that stand
        elsewhere; by: how, if all of these moved alike. The files that it concerns."""
        # The compiler's lines need none of this.
        from escapelens.findings.placing import alike, chunks_of, place, place_again

        files: set[str] = set()
        called: set[str] = set()
        changed = dict(units.changed)
        units.changed.clear()
        for base in lost if by is not None else (*lost, *moved):
            changed.update(self._at.get(base, ()))
        if by is not None:
            for key in {key: None for base in moved for key in self._at.get(base, ()) if key not in changed}:
                placed = self._of[key].placed
                for path, stood in placed.items():
                    found = place_again(stood, by, within=path == by.file)
                    if found is not stood:
                        placed[path] = self.by_file[path][key] = found
                        files.add(path)
        elsewhere = {*lost, *moved}
        for key in changed:
            if self._stays(key, units.get(key), elsewhere):
                continue
            shown = self._remove(key)
            called |= shown.looped
            unit = units.get(key)
            if unit is None:
                files.update(shown.placed)
                continue
            if unit.drafts is None:
                draft(unit)
            placed = place(unit.drafts or (), layout)
            chunks = chunks_of(unit.drafts or ())
            self._of[key] = _Shown(chunks, placed, unit.looped, unit.drafts)
            self._looped.update(unit.looped)
            called |= unit.looped
            for base in chunks:
                self._at.setdefault(base, {})[key] = None
            for path, found in placed.items():
                self.by_file.setdefault(path, {})[key] = found
                if path not in shown.placed or not alike(shown.placed[path], found):
                    files.add(path)
            files.update(path for path in shown.placed if path not in placed)
        if any((name in self._looped) != (name in self.hot) for name in called):
            self.hot = frozenset(self._looped)
        return files

    def _stays(self, key: Key, unit: Unit | None, elsewhere: set[int]) -> bool:
        """Whether a unit that was analysed once more kept its drafts (keeping.py), and these stand where they stood."""
        shown = self._of.get(key)
        return (
            shown is not None
            and unit is not None
            and unit.drafts is not None
            and unit.drafts is shown.drafts
            and unit.looped == shown.looped
            and elsewhere.isdisjoint(shown.chunks)
        )

    def _remove(self, key: Key) -> _Shown:
        shown = self._of.pop(key, None) or _Shown((), {})
        for base in shown.chunks:
            at = self._at[base]
            at.pop(key, None)
            if not at:
                del self._at[base]
        for path in shown.placed:
            self.by_file[path].pop(key, None)
        for name in shown.looped:
            self._looped[name] -= 1
            if not self._looped[name]:
                del self._looped[name]
        return shown

"""What there is to say of each file, unit by unit, at its place.

What: a unit's drafts are made once, and placed anew when one of the declarations that they lie in moves.

Property: `update` looks at the units that came, went or moved, and at no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from escapelens.incremental.unit import Key, Unit
from escapelens.incremental.units import Units
from escapelens.source import Layout

if TYPE_CHECKING:
    from escapelens.findings.placing import Placed


class _Shown(NamedTuple):
    """Of a unit: the declarations and files that its drafts lie in, and what it calls from within loops."""

    chunks: tuple[int, ...] = ()
    files: tuple[str, ...] = ()
    looped: frozenset[str] = frozenset()


_NOTHING = _Shown()


class Board:
    """by_file: path -> key of the unit -> what it has to say there; hot: functions of the package that it calls from
    within loops, by symbol, the same set as long as it is equal."""

    def __init__(self) -> None:
        self.by_file: dict[str, dict[Key, Placed]] = {}
        self.hot: frozenset[str] = frozenset()
        self._looped: Counter[str] = Counter()  # the units that call each
        self._at: dict[int, dict[Key, None]] = {}  # by declaration (the base of its chunk), the units that lie in it
        self._of: dict[Key, _Shown] = {}

    def update(self, units: Units, moved: Iterable[int], draft: Callable[[Unit], None], layout: Layout) -> set[str]:
        """See what has changed among units; moved: declarations that stand elsewhere. The files that it concerns."""
        from escapelens.findings.placing import chunks_of, place  # the compiler's lines are placed elsewhere

        todo = dict(units.changed)
        for base in moved:
            todo.update(self._at.get(base, ()))
        units.changed.clear()
        files: set[str] = set()
        called: set[str] = set()
        for key in todo:
            shown = self._remove(key)
            files.update(shown.files)
            called |= shown.looped
            unit = units.get(key)
            if unit is None:
                continue
            if unit.drafts is None:
                draft(unit)
            placed = place(unit.drafts or (), layout)
            chunks = chunks_of(unit.drafts or ())
            self._of[key] = _Shown(chunks, tuple(placed), unit.looped)
            self._looped.update(unit.looped)
            called |= unit.looped
            for base in chunks:
                self._at.setdefault(base, {})[key] = None
            for path, found in placed.items():
                self.by_file.setdefault(path, {})[key] = found
            files.update(placed)
        if any((name in self._looped) != (name in self.hot) for name in called):
            self.hot = frozenset(self._looped)
        return files

    def _remove(self, key: Key) -> _Shown:
        shown = self._of.pop(key, _NOTHING)
        for base in shown.chunks:
            at = self._at[base]
            at.pop(key, None)
            if not at:
                del self._at[base]
        for path in shown.files:
            self.by_file[path].pop(key, None)
        for name in shown.looped:
            self._looped[name] -= 1
            if not self._looped[name]:
                del self._looped[name]
        return shown

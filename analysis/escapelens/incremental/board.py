"""What there is to say of each file, unit by unit, at its place.

What: a unit's drafts are made once, and placed anew when one of the declarations that they lie in moves.

Property: `update` looks at the units that came, went or moved, and at no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from escapelens.findings.placing import Placed, chunks_of, place
from escapelens.incremental.unit import Unit
from escapelens.incremental.units import Units
from escapelens.source import Layout


class Board:
    """by_file: path -> key of the unit -> what it has to say there."""

    def __init__(self) -> None:
        self.by_file: dict[str, dict[Any, Placed]] = {}
        self._at: dict[int, dict[Any, None]] = {}  # by declaration (the base of its chunk), the units that lie in it
        self._of: dict[Any, tuple[tuple[int, ...], tuple[str, ...]]] = {}  # declarations and files of each unit

    def update(self, units: Units, moved: Iterable[int], draft: Callable[[Unit], None], layout: Layout) -> set[str]:
        """See what has changed among units; moved: declarations that stand elsewhere. The files that it concerns."""
        todo = dict(units.changed)
        for base in moved:
            todo.update(self._at.get(base, ()))
        units.changed.clear()
        files: set[str] = set()
        for key in todo:
            files.update(self._remove(key))
            unit = units.get(key)
            if unit is None:
                continue
            if unit.drafts is None:
                draft(unit)
            placed = place(unit.drafts or (), layout)
            chunks = chunks_of(unit.drafts or ())
            self._of[key] = chunks, tuple(placed)
            for base in chunks:
                self._at.setdefault(base, {})[key] = None
            for path, found in placed.items():
                self.by_file.setdefault(path, {})[key] = found
            files.update(placed)
        return files

    def _remove(self, key: Any) -> tuple[str, ...]:
        chunks, paths = self._of.pop(key, ((), ()))
        for base in chunks:
            at = self._at[base]
            at.pop(key, None)
            if not at:
                del self._at[base]
        for path in paths:
            self.by_file[path].pop(key, None)
        return paths

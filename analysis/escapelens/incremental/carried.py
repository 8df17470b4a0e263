"""Positions in functions whose bodies were edited, carried into the new text.

What: the old and the new text are seen as equal start + changed middle + equal end. What lies before the middle stays
where it is in its declaration, what lies behind it moves, and what touches it is lost.

Counterpart: `lsp/positions.py: Shift`, for whole files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from escapelens.source import changed
from escapelens.syntax.file import TopDecl


class _Edit(NamedTuple):
    """base, end, new: virtual positions; head, tail: of the changed middle in the old text; delta: how much longer."""

    base: int
    end: int
    new: int
    head: int
    tail: int
    delta: int


class Carried:
    """bodies: the old and the new declaration of each."""

    def __init__(self, bodies: Iterable[tuple[TopDecl, TopDecl]]) -> None:
        self._edits = [_edit(old, new) for old, new in bodies]

    def holds(self, pos: int) -> bool:
        """Whether the position lies in an old text."""
        return any(e.base <= pos <= e.end for e in self._edits)

    def at(self, pos: int) -> int | None:
        """Where the text that begins at a position of an old text begins now."""
        found = self.place(pos, pos + 1) if self.holds(pos) else None
        return found[0] if found is not None else None

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the bytes start..end are now."""
        for e in self._edits:
            if e.base <= start <= e.end:
                if end - e.base <= e.head:
                    return e.new + start - e.base, e.new + end - e.base
                if start - e.base >= e.tail:
                    return e.new + start - e.base + e.delta, e.new + end - e.base + e.delta
                return None
        return start, end


def _edit(old: TopDecl, new: TopDecl) -> _Edit:
    base, size = old.chunk.base, len(old.text)
    return _Edit(base, base + size, new.chunk.base, *changed(old.text, new.text), len(new.text) - size)

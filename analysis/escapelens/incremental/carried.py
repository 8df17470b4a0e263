"""Positions in functions whose bodies were edited, carried into the new text.

What: the old and the new text are seen as equal start + changed middle + equal end. What lies before the middle stays
where it is in its declaration, what lies behind it moves, and what touches it is lost.

Counterpart: `lsp/positions.py: Shift`, for whole files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from escapelens.source import common_prefix, common_suffix
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
        for e in self._edits:
            if e.base <= pos <= e.end:
                if pos - e.base < e.head:
                    return e.new + pos - e.base
                return e.new + pos - e.base + e.delta if pos - e.base >= e.tail else None
        return None

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
    a, b = old.text, new.text
    head = common_prefix(a, b)
    tail = len(a) - common_suffix(a, b, min(len(a), len(b)) - head)
    base = old.chunk.base
    return _Edit(base, base + len(a), new.chunk.base, head, tail, len(b) - len(a))

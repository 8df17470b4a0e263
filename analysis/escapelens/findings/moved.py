"""Text that an edit above it has moved: how far.

Property: what is said here holds for all chunks of a file at once, or nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.findings.model import Span
from escapelens.record import dataclass
from escapelens.source import Placement

FEW = 8  # moves of what nobody asks for that are kept apart


@dataclass(frozen=True, slots=True)
class Moved:
    """What stood at or behind byte `at` of the file stands that many bytes and lines further, in the same columns."""

    file: str
    at: int
    bytes: int
    lines: int

    def moves(self, span: Span) -> bool:
        return span.start >= self.at and span.file == self.file

    def of(self, span: Span) -> Span:
        """Where the span is now; the very same if it has not moved."""
        if not self.moves(span):
            return span
        return Span(span.file, span.start + self.bytes, span.end + self.bytes, span.line + self.lines, span.column)


def moved(places: Iterable[tuple[Placement, Placement]]) -> Moved | None:
    """How chunks have moved from the first to the second place of each; None if not all alike, in one file."""
    found: Moved | None = None
    for old, new in places:
        if found is None:
            found = Moved(old.file, old.offset, new.offset - old.offset, new.line - old.line)
        if (old.file, old.column) != (new.file, new.column) or old.file != found.file:
            return None
        if (new.offset - old.offset, new.line - old.line) != (found.bytes, found.lines):
            return None
        if old.offset < found.at:
            found = Moved(found.file, old.offset, found.bytes, found.lines)
    return found

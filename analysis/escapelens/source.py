"""Virtual positions: one int names a byte of some declaration in some file.

What: every lowered top-level declaration (a *chunk*) is given its own range of a growing integer space when it is
lowered. A position is an int in that range; 0 means unknown. The chunk itself knows nothing of the file around it:
where it stands today (file, byte offset, line) is looked up in a snapshot's `FileLayout`. So text inserted above a
function moves no position inside it, and everything computed about the function stays valid.

Counterpart: `cmd/internal/src` (XPos), `go/token` (FileSet); the indirection through the chunk is ours.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

NO_POS = 0
_SMALL = 4096  # below, counting newlines is as good as a table


@dataclass(slots=True, eq=False)
class Chunk:
    """Text of one top-level declaration. `base` is the virtual position of its first byte."""

    base: int
    text: bytes
    _line_starts: list[int] | None = field(default=None, repr=False)

    def line_of(self, rel: int) -> tuple[int, int]:
        """Newlines before byte `rel` of the text, and the offset at which its line starts."""
        starts = self._line_starts
        if starts is None:
            if len(self.text) < _SMALL:
                newlines = self.text.count(b"\n", 0, rel)
                return newlines, self.text.rfind(b"\n", 0, rel) + 1 if newlines else 0
            starts = [0]
            at = self.text.find(b"\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find(b"\n", at + 1)
            self._line_starts = starts
        i = bisect_right(starts, rel) - 1
        return i, starts[i]


class Chunks:
    """All chunks of a process, by base. Append-only."""

    __slots__ = ("_bases", "_chunks", "_next")

    def __init__(self) -> None:
        self._bases: list[int] = []
        self._chunks: list[Chunk] = []
        self._next = 1

    def add(self, text: bytes) -> Chunk:
        chunk = Chunk(self._next, text)
        self._next += len(text) + 1
        self._bases.append(chunk.base)
        self._chunks.append(chunk)
        return chunk

    def at(self, pos: int) -> Chunk | None:
        i = bisect_right(self._bases, pos) - 1
        if i < 0:
            return None
        chunk = self._chunks[i]
        return chunk if pos <= chunk.base + len(chunk.text) else None


CHUNKS = Chunks()


@dataclass(frozen=True, slots=True)
class Location:
    """A place as messages print it: line and column start at 1, columns count bytes; offset is 0-based in the file."""

    file: str
    offset: int
    line: int
    column: int


@dataclass(slots=True, eq=False)
class Placement:
    """Where a chunk stands: byte offset, 1-based line and column of its first byte."""

    file: str
    offset: int
    line: int
    column: int


@dataclass(slots=True, eq=False)
class Layout:
    """Placements of a snapshot's chunks, by chunk base; `below` knows those of imported packages."""

    placements: dict[int, Placement] = field(default_factory=dict)
    below: Layout | None = None

    def place(self, chunk: Chunk, placement: Placement) -> None:
        self.placements[chunk.base] = placement

    def locate(self, pos: int) -> Location | None:
        """The place of a virtual position, or None if it is unknown in this snapshot."""
        chunk = CHUNKS.at(pos)
        if chunk is None:
            return None
        at = self.placements.get(chunk.base)
        if at is None:
            return self.below.locate(pos) if self.below is not None else None
        rel = pos - chunk.base
        newlines, line_start = chunk.line_of(rel)
        if newlines == 0:
            return Location(at.file, at.offset + rel, at.line, at.column + rel)
        return Location(at.file, at.offset + rel, at.line + newlines, rel - line_start + 1)

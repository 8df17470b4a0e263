"""The one converter between byte offsets (the analysis) and line/character positions (the protocol).

What: an immutable `Text` of one version of a file, with its line starts; conversions for the three encodings of the
protocol. Lines end as the protocol says (LF, CRLF, CR), not as Python's `splitlines` says.

Property: for an offset on a character border, `offset(position(o)) == o` in every encoding; whatever comes in is
clamped to the text, nothing raises.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from lsprotocol import types as lsp

from escapelens.findings.model import Span
from escapelens.source import changed


class Text:
    """Bytes of a file with its line starts, which are looked for when somebody asks.

    unix: its lines end as Go says, too: at LF alone."""

    __slots__ = ("_starts", "ascii", "data", "unix")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.ascii = data.isascii()
        self.unix = b"\r" not in data
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The byte offsets at which lines begin: behind LF, CRLF and CR."""
        if self._starts is None:
            starts = [0, *accumulate(map(len, self.data.splitlines(keepends=True)))]
            if self.data and self.data[-1] not in b"\r\n":
                starts.pop()  # no line begins at the end of one that is not ended
            self._starts = starts
        return self._starts

    def line_of(self, offset: int) -> int:
        """0-based line of a byte offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def line_bytes(self, line: int) -> bytes:
        """A line without its end; b"" beyond the text."""
        if not 0 <= line < len(self.starts):
            return b""
        return self.data[self.starts[line] : self.end_of(line)]

    def end_of(self, line: int) -> int:
        """Where a line of the text ends, without its line end."""
        start, end = self.starts[line], self.starts[line + 1] if line + 1 < len(self.starts) else len(self.data)
        while end > start and self.data[end - 1] in b"\r\n":
            end -= 1
        return end


def units(data: bytes, encoding: str) -> int:
    """Length of UTF-8 bytes in the code units of an encoding ("utf-8", "utf-16", "utf-32").

    A byte that continues a character counts nothing; one that starts a character beyond the basic plane counts twice in
    UTF-16. So no decoding is needed and invalid UTF-8 does no harm.
    """
    if encoding == "utf-8" or data.isascii():
        return len(data)
    wide = encoding == "utf-16"
    return sum(0 if b & 0xC0 == 0x80 else 2 if wide and b >= 0xF0 else 1 for b in data)


def _bytes_for(data: bytes, count: int, encoding: str) -> int:
    """How many bytes of `data` make `count` code units; inside a character its start; at most all."""
    if encoding == "utf-8" or data.isascii():
        at = min(max(count, 0), len(data))
        while 0 < at < len(data) and data[at] & 0xC0 == 0x80:
            at -= 1
        return at
    wide = encoding == "utf-16"
    seen = 0
    for i, b in enumerate(data):
        if b & 0xC0 == 0x80:
            continue
        width = 2 if wide and b >= 0xF0 else 1
        if seen + width > count:
            return i
        seen += width
    return len(data)


Ends = tuple[int, int, int, int]
"""Line and character of the first and of the last position of a range."""


def position(text: Text, offset: int, encoding: str) -> lsp.Position:
    """The position of a byte offset. Inside a line end it is the end of the line."""
    return lsp.Position(*_place(text, offset, encoding))


def _place(text: Text, offset: int, encoding: str) -> tuple[int, int]:
    offset = min(max(offset, 0), len(text.data))
    line = text.line_of(offset)
    start = text.starts[line]
    end = min(offset, text.end_of(line))
    return line, end - start if text.ascii else units(text.data[start:end], encoding)


def offset(text: Text, at: lsp.Position, encoding: str) -> int:
    """The byte offset of a position; beyond a line its end, beyond the text the end of the text."""
    if at.line >= len(text.starts):
        return len(text.data)
    if at.line < 0:
        return 0
    return text.starts[at.line] + _bytes_for(text.line_bytes(at.line), at.character, encoding)


def span_range(text: Text, start: int, end: int, encoding: str) -> lsp.Range:
    """The range of bytes start..end, never empty on a line that has a character."""
    line, character, last_line, last_character = span_ends(text, start, end, encoding)
    return lsp.Range(lsp.Position(line, character), lsp.Position(last_line, last_character))


def span_ends(text: Text, start: int, end: int, encoding: str) -> Ends:
    """Where that range begins and ends."""
    data, starts = text.data, text.starts
    behind = bisect_right(starts, start)
    if 0 < behind < len(starts) and start < end < starts[behind]:  # as nearly always
        begin = starts[behind - 1]
        if (text.ascii or data[begin:end].isascii()) and data[end - 1] not in b"\r\n":
            return behind - 1, start - begin, behind - 1, end - begin
    size = len(data)
    start = min(max(start, 0), size)
    end = min(max(end, start), size)
    while 0 < start < size and text.data[start] & 0xC0 == 0x80:
        start -= 1
    while 0 < end < size and text.data[end] & 0xC0 == 0x80:
        end += 1
    first, last = _place(text, start, encoding), _place(text, end, encoding)
    if first == last:
        data = text.line_bytes(first[0])
        column = min(start - text.starts[first[0]], len(data))
        if column < len(data):
            column += 1
            while column < len(data) and data[column] & 0xC0 == 0x80:
                column += 1
            last = first[0], units(data[:column], encoding)
        elif column > 0:
            column -= 1
            while column > 0 and data[column] & 0xC0 == 0x80:
                column -= 1
            first = first[0], units(data[:column], encoding)
    return *first, *last


def ends_of(text: Text, span: Span, encoding: str) -> Ends:
    """The same of a span of exactly this text."""
    begin = span.start - span.column + 1
    if text.unix and span.start < span.end and (line := text.data[begin : span.end]).isascii() and b"\n" not in line:
        return span.line - 1, span.column - 1, span.line - 1, span.end - begin
    return span_ends(text, span.start, span.end, encoding)


def ends_on_line(text: Text, span: Span, encoding: str) -> Ends:
    """The same of a span of which line and column alone need be those of the text; see Span."""
    if not text.unix or span.line > len(text.starts):
        return span_ends(text, span.start, span.end, encoding)
    start = text.starts[span.line - 1] + span.column - 1
    return span_ends(text, start, start + span.end - span.start, encoding)


class Shift:
    """Carries spans from an older text of a file into a newer one, where the edit between them allows it.

    The two texts are seen as equal start + changed middle + equal end. A span before the middle stays, one behind it
    moves, one that touches it is lost: nothing is said about text that was not analysed.
    """

    __slots__ = ("_delta", "_head", "_tail", "is_none")

    def __init__(self, old: bytes, new: bytes) -> None:
        self.is_none = old == new
        self._delta = len(new) - len(old)
        self._head, self._tail = (0, len(old)) if self.is_none else changed(old, new)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        if self.is_none or end <= self._head:
            return start, end
        if start >= self._tail:
            return start + self._delta, end + self._delta
        return None

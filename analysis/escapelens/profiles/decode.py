"""From the bytes of a pprof file to a Profile.

Go writes profile.proto, compressed by gzip. Tables (strings, functions, locations) may come in any order and are looked
up when all has been read.

Counterpart: `github.com/google/pprof/profile/encode.go`; only what a heap profile has is kept.
Property: memory is bounded, whatever the file says: by EXPANDED bytes of text, and by ENTRIES in all lists together.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from escapelens.profiles.model import Frame, Location, Malformed, Profile, Sample
from escapelens.profiles.wire import BYTES, VARINT, fields, numbers, signed

EXPANDED = 128 << 20  # bytes; profiles of large servers have a few million
ENTRIES = 2_000_000
_GZIP = b"\x1f\x8b"


def decode(data: bytes) -> Profile:
    """Raises Malformed."""
    if not data:
        raise Malformed("it is empty")
    return _Reader(expand(data) if data.startswith(_GZIP) else data).profile()


def expand(data: bytes) -> bytes:
    """What gzip has compressed. Raises Malformed."""
    out: list[bytes] = []
    room = EXPANDED
    try:
        while data:  # gzip files may be put one behind the other
            stream = zlib.decompressobj(wbits=31)
            out.append(stream.decompress(data, room + 1))
            room -= len(out[-1])
            if room < 0:
                raise Malformed(f"it expands to more than {EXPANDED >> 20} MiB")
            if not stream.eof:
                raise Malformed("it is cut off")
            data = stream.unused_data
    except zlib.error as error:
        raise Malformed(f"its compression is damaged ({error})") from error
    return b"".join(out)


Span = tuple[int, int]


class _Reader:
    """The tables of one profile, as they were found: where each entry begins and ends."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.left = ENTRIES
        self.strings: list[Span] = []
        self.kinds: list[Span] = []
        self.samples: list[Span] = []
        self.locations: list[Span] = []
        self.functions: list[Span] = []
        self._texts: dict[int, str] = {}

    def profile(self) -> Profile:
        tables = {1: self.kinds, 2: self.samples, 4: self.locations, 5: self.functions, 6: self.strings}
        time = 0
        for number, kind, a, b in fields(self.data, 0, len(self.data)):
            table = tables.get(number)
            if table is not None:
                if kind != BYTES:
                    raise Malformed("a table in it is none")
                self._spend()
                table.append((a, b))
            elif number == 9 and kind == VARINT:
                time = signed(a)
        if not self.strings:
            raise Malformed("it is no profile")
        functions = dict(self._function(span) for span in self.functions)
        locations = dict(self._location(span, functions) for span in self.locations)
        kinds = tuple(self._kind(span) for span in self.kinds)
        samples = tuple(self._sample(span, locations, len(kinds)) for span in self.samples)
        return Profile(kinds, samples, max(time, 0))

    def _spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Malformed(f"it has more than {ENTRIES:,} entries")

    def _text(self, index: int) -> str:
        known = self._texts.get(index)
        if known is None:
            if index >= len(self.strings):
                raise Malformed("it names a text that it does not have")
            a, b = self.strings[index]
            known = self._texts[index] = self.data[a:b].decode("utf-8", "replace")
        return known

    def _numbers(self, span: Span) -> dict[int, int]:
        """The fields of a message that are single numbers."""
        return {number: a for number, kind, a, _ in fields(self.data, *span) if kind == VARINT}

    def _kind(self, span: Span) -> str:
        return self._text(self._numbers(span).get(1, 0))

    def _function(self, span: Span) -> tuple[int, tuple[str, str, int]]:
        said = self._numbers(span)
        return said.get(1, 0), (self._text(said.get(2, 0)), self._text(said.get(4, 0)), _line(said.get(5, 0)))

    def _location(self, span: Span, functions: dict[int, tuple[str, str, int]]) -> tuple[int, Location]:
        ident = 0
        frames: list[Frame] = []
        for number, kind, a, b in fields(self.data, *span):
            if number == 1 and kind == VARINT:
                ident = a
            elif number == 4 and kind == BYTES:
                self._spend()
                said = self._numbers((a, b))
                known = functions.get(said.get(1, 0))
                if known is None:
                    raise Malformed("it names a function that it does not have")
                name, file, start = known
                frames.append(Frame(name, file, _line(said.get(2, 0)), start))
        return ident, tuple(frames)

    def _sample(self, span: Span, locations: dict[int, Location], width: int) -> Sample:
        stack: list[Location] = []
        values: list[int] = []
        size = 0
        for number, kind, a, b in fields(self.data, *span):
            if number == 1:
                for ident in self._list(kind, a, b):
                    if ident not in locations:
                        raise Malformed("it names a place that it does not have")
                    stack.append(locations[ident])
            elif number == 2:
                values += map(signed, self._list(kind, a, b))
            elif number == 3 and kind == BYTES:
                label = self._numbers((a, b))
                if self._text(label.get(1, 0)) == "bytes":
                    size = max(signed(label.get(3, 0)), 0)
        if len(values) != width:
            raise Malformed(f"a sample in it has {len(values)} values, not {width}")
        return Sample(tuple(stack), tuple(values), size)

    def _list(self, kind: int, a: int, b: int) -> Iterator[int]:
        for value in numbers(self.data, kind, a, b):
            self._spend()
            yield value


def _line(value: int) -> int:
    """A line as Go counts them; 0 for what cannot be one."""
    return value if value < 1 << 31 else 0

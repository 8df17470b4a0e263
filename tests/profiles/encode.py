"""Profiles written by hand: the reverse of decoding, after profile.proto, for tests."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

from escapelens.profiles.model import Frame, Profile


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value) if value else b""


def message(field: int, data: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(data)) + data


def packed(field: int, values: Iterable[int]) -> bytes:
    return message(field, b"".join(map(varint, values)))


def encode(profile: Profile, *, units: tuple[str, ...] = ("count", "bytes")) -> bytes:
    """As runtime/pprof writes it, but for mappings and addresses."""
    strings = {"": 0}
    functions: dict[tuple[str, str, int], int] = {}
    locations: dict[tuple[Frame, ...], int] = {}

    def text(said: str) -> int:
        return strings.setdefault(said, len(strings))

    kinds = [number(1, text(kind)) + number(2, text(units[i % 2])) for i, kind in enumerate(profile.kinds)]
    out = b"".join(message(1, kind) for kind in kinds)
    for sample in profile.samples:
        idents = [locations.setdefault(location, len(locations) + 1) for location in sample.stack]
        label = number(1, text("bytes")) + number(3, sample.size)
        out += message(2, packed(1, idents) + packed(2, sample.values) + message(3, label))
    for location, ident in locations.items():
        lines = b""
        for frame in location:
            key = frame.function, frame.file, frame.start
            function = functions.setdefault(key, len(functions) + 1)
            lines += message(4, number(1, function) + number(2, frame.line))
        out += message(4, number(1, ident) + lines)
    for (name, file, start), ident in functions.items():
        said = number(1, ident) + number(2, text(name)) + number(3, text(name)) + number(4, text(file))
        out += message(5, said + number(5, start))
    out += b"".join(message(6, said.encode()) for said in strings)
    return out + number(9, profile.time)


def zipped(profile: Profile) -> bytes:
    return gzip.compress(encode(profile), 1, mtime=0)  # always the same bytes

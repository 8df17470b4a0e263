"""Protocol buffers on the wire: the fields of a message.

What a profile needs of the encoding are these few lines; the runtime library with code generated from profile.proto
is a hundred times as long, and slower to import than a profile is to read.

Counterpart: protobuf.dev/programming-guides/encoding, `runtime/pprof/protobuf.go`.
Property: every byte is looked at once; a message that is cut off or has impossible lengths raises Malformed.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.profiles.model import Malformed

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_MASK = (1 << 64) - 1
_SIGN = 1 << 63


def varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """The number at a byte, and where the next begins."""
    value = shift = 0
    while at < end:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK, at
        shift += 7
        if shift > 63:
            raise Malformed("a number in it has no end")
    raise Malformed("it is cut off")


def signed(value: int) -> int:
    """An int64 as it is written in a varint."""
    return value - (_SIGN << 1) if value & _SIGN else value


def fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Field number, wire type, and of a number its value and 0, of bytes where they begin and end."""
    while at < end:
        tag, at = varint(data, at, end)
        number, kind = tag >> 3, tag & 7
        if number == 0:
            raise Malformed("a field in it has no number")
        if kind == VARINT:
            value, at = varint(data, at, end)
            yield number, kind, value, 0
            continue
        if kind == BYTES:
            size, at = varint(data, at, end)
        elif kind in (FIXED64, FIXED32):
            size = 8 if kind == FIXED64 else 4
        else:
            raise Malformed(f"a field in it has the unknown wire type {kind}")
        if size > end - at:
            raise Malformed("it is cut off")
        yield number, kind, at, at + size
        at += size


def numbers(data: bytes, kind: int, a: int, b: int) -> Iterator[int]:
    """The numbers of one occurrence of a repeated field, packed or not."""
    if kind == VARINT:
        yield a
        return
    if kind != BYTES:
        raise Malformed("a list of numbers in it is none")
    while a < b:
        value, a = varint(data, a, b)
        yield value

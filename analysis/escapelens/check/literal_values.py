"""Values of Go's literals as they are written.

What: `from_literal(text, kind)` turns the source text of a basic literal into a constant value (see constants.py), or
None if it denotes none. All of Go's forms: digits with underscores, 0b/0o/0x and old octal, decimal and hexadecimal
floats, imaginary numbers, runes and strings with every escape, raw strings.

Counterpart: `go/constant: MakeFromLiteral`, `strconv.Unquote`.

Property kept: never raises, and costs no more than its text: exponents beyond what a constant can use are cut off
before a number of that size is built.
"""

from __future__ import annotations

import re
from fractions import Fraction

from escapelens.model.constants import MAX_EXPONENT_BITS, Complex, Value, limit_fraction
from escapelens.regexp import regexp
from escapelens.syntax.nodes import FLOAT_LIT, IMAG_LIT, INT_LIT, RUNE_LIT, STRING_LIT

_DECIMAL_CHUNK = 4000  # digits; Python refuses to convert longer texts at once
_SIMPLE_ESCAPES = {
    "a": b"\a", "b": b"\b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t", "v": b"\v",
    "\\": b"\\", "'": b"'", '"': b'"',
}  # fmt: skip
_ESCAPES = r"\\(?:([abfnrtv\\'\"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|\\"
_ESCAPE = regexp(_ESCAPES)
_DECIMAL_FLOAT = regexp(r"([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?\Z")
_HEX_FLOAT = regexp(r"0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?[0-9]+))?\Z")


class _BadEscape(Exception):
    pass


def from_literal(text: str, kind: int) -> Value:
    """The value of the literal `text` of the given kind (INT_LIT ...), None if it is malformed or out of range."""
    if kind == STRING_LIT:
        return unquote(text)
    if kind == INT_LIT:
        return parse_int(text)
    if kind == RUNE_LIT:
        return _rune(text)
    if kind == FLOAT_LIT:
        return _parse_float(text)
    if kind == IMAG_LIT:
        im = _parse_float(text[:-1])
        return None if im is None else Complex(0, im)
    return None


def parse_int(text: str) -> int | None:
    """An integer literal; a leading 0 without letter means octal."""
    if len(text) < 19 and text.isdigit() and text.isascii():
        if text[0] != "0":
            return int(text)
        try:
            return int(text, 8)
        except ValueError:
            return None
    text = text.replace("_", "")
    try:
        if text[:1] == "0" and len(text) > 1:
            return int(text, 0) if text[1] in "xXbBoO" else int(text, 8)
        return _decimal(text)
    except ValueError:
        return None


def _decimal(digits: str) -> int:
    if len(digits) <= _DECIMAL_CHUNK:
        return int(digits)
    value = 0
    for i in range(0, len(digits), _DECIMAL_CHUNK):
        part = digits[i : i + _DECIMAL_CHUNK]
        value = value * 10 ** len(part) + int(part)
    return value


def _parse_float(text: str) -> Value:
    """A floating-point number, or any number before an `i`."""
    text = text.replace("_", "")
    try:
        if text[:2] in ("0x", "0X"):
            m = _HEX_FLOAT.match(text)
            if m is None or not (m[1] or m[2]):
                return None
            frac = m[2] or ""
            mant = int(m[1] + frac, 16)
            return _scale(mant, 2, (int(m[3]) if m[3] else 0) - 4 * len(frac), 1)
        if text[:2] in ("0b", "0B", "0o", "0O"):
            return Fraction(int(text, 0))
        m = _DECIMAL_FLOAT.match(text)
        if m is None or not (m[1] or m[2]):
            return None
        frac = m[2] or ""
        return _scale(_decimal(m[1] + frac), 10, (int(m[3]) if m[3] else 0) - len(frac), 4)
    except ValueError:
        return None


def _scale(mant: int, base: int, exponent: int, bits_per_digit: int) -> Value:
    """mant * base**exponent; None if too large for a constant, 0 if too small."""
    if mant == 0:
        return Fraction(0)
    if abs(exponent) * bits_per_digit > 2 * MAX_EXPONENT_BITS:
        return None if exponent > 0 else Fraction(0)
    value = Fraction(mant * base**exponent) if exponent >= 0 else Fraction(mant, base**-exponent)
    return limit_fraction(value)


def _rune(text: str) -> int | None:
    if len(text) == 3:
        code = ord(text[1])
        return None if text[1] in "\\'\n" else 0xFFFD if 0xD800 <= code < 0xE000 else code
    m = _ESCAPE.fullmatch(text, 1, len(text) - 1)
    if m is None or text[:1] != "'" or text[-1:] != "'":
        return None
    if m[1] is not None:
        return None if m[1] == '"' else _SIMPLE_ESCAPES[m[1]][0]
    if m[2] is not None:
        value = int(m[2], 8)
        return value if value < 256 else None
    digits = m[3] or m[4] or m[5]
    if not digits:
        return None
    code = int(digits, 16)
    return None if m[3] is None and not _valid_rune(code) else code


def _valid_rune(code: int) -> bool:
    return code < 0xD800 or 0xE000 <= code <= 0x10FFFF


def _expand(m: re.Match[bytes]) -> bytes:
    if m[1] is not None:
        if m[1] == b"'":
            raise _BadEscape
        return _SIMPLE_ESCAPES[m[1].decode()]
    if m[2] is not None:
        value = int(m[2], 8)
        if value > 255:
            raise _BadEscape
        return bytes((value,))
    if m[3] is not None:
        return bytes((int(m[3], 16),))
    digits = m[4] or m[5]
    if digits is None:
        raise _BadEscape
    code = int(digits, 16)
    if not _valid_rune(code):
        raise _BadEscape
    return chr(code).encode()


_BYTES_ESCAPE = regexp(_ESCAPES.encode())
_ESCAPED_BYTES = regexp(rb"(?:[^\\]++|\\(?:[abfnrtv\\\"]|x[0-9a-fA-F]{2}|[0-3][0-7]{2}))*+")


def unquote(text: str) -> bytes | None:
    """The bytes a string literal stands for, None if it is malformed. Bytes that are not UTF-8 come as surrogates."""
    if len(text) < 2 or text[0] != text[-1]:
        return None
    body = text[1:-1].encode("utf-8", "surrogateescape")
    if text[0] == "`":
        return body.replace(b"\r", b"")
    if b"\\" not in body:
        return body
    if _ESCAPED_BYTES.fullmatch(body):  # none stands for more than a byte
        return body.decode("unicode_escape").encode("latin-1")
    try:
        return _BYTES_ESCAPE.sub(_expand, body)
    except _BadEscape:
        return None

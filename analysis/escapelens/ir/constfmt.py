"""Constant values as messages print them.

Counterpart: the `String` methods of `go/constant` and `strconv.Quote`, `strconv.QuoteRune`.
Property: strings are cut to 72 runes (69 and `...`), floats have six digits.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escapelens.model.constants import Value

_MAX_RUNES = 72
_ESCAPES = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
    92: "\\\\",
}


def _escape_rune(c: str, quote: str) -> str:
    if c == quote:
        return "\\" + c
    code = ord(c)
    if code in _ESCAPES:
        return _ESCAPES[code]
    if c.isprintable():
        return c
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quote_bytes(b: bytes) -> str:
    """strconv.Quote: bytes that are no UTF-8 become \\xNN."""
    out = ['"']
    for c in b.decode("utf-8", "surrogateescape"):
        code = ord(c)
        if 0xDC80 <= code <= 0xDCFF:
            out.append(f"\\x{code - 0xDC00:02x}")
        else:
            out.append(_escape_rune(c, '"'))
    out.append('"')
    return "".join(out)


def quote_rune(code: int) -> str:
    """strconv.QuoteRune; code must be in 0..0x10FFFF."""
    if 0xD800 <= code <= 0xDFFF:
        code = 0xFFFD
    return "'" + _escape_rune(chr(code), "'") + "'"


def _string(b: bytes) -> str:
    s = quote_bytes(b)
    return s if len(s) <= _MAX_RUNES else s[: _MAX_RUNES - 3] + "..."


def _shortest_g(x: float) -> str:
    """fmt's %g: the fewest digits that give x, with an exponent from 1e6 on and below 1e-4."""
    sign, digits, exponent = Decimal(repr(x)).normalize().as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + int(exponent)  # digits before the decimal point
    exp = point - 1
    if exp < -4 or exp >= 6:
        mantissa = text[0] + ("." + text[1:] if len(text) > 1 else "")
        out = f"{mantissa}e{'-' if exp < 0 else '+'}{abs(exp):02d}"
    elif point <= 0:
        out = "0." + "0" * -point + text
    elif point >= len(text):
        out = text + "0" * (point - len(text))
    else:
        out = text[:point] + "." + text[point:]
    return "-" + out if sign else out


def _huge_float(v: Fraction) -> str:
    """A number beyond float64's range, by logarithms, as constant's floatVal does."""
    exp = abs(v.numerator).bit_length() - v.denominator.bit_length()
    mant = float(v / Fraction(2) ** exp)
    if abs(mant) >= 1:
        mant /= 2
        exp += 1
    if abs(mant) < 0.5:
        mant *= 2
        exp -= 1
    d = exp * (math.log(2) / math.log(10))
    e = int(d)
    mant *= math.pow(10, d - e)
    size = abs(mant)
    if size < 1 - 0.5e-6:
        mant *= 10
        e -= 1
    elif size >= 10:
        mant /= 10
        e += 1
    return f"{mant:.6g}e{e:+d}"


def _float(v: int | Fraction) -> str:
    try:
        x = float(v)
    except OverflowError:
        return _huge_float(Fraction(v))
    if (x == 0) != (v == 0):
        return _huge_float(Fraction(v))
    s = f"{x:.6g}"
    if "." not in s and v.denominator != 1:
        s = _shortest_g(x)
    return s


def const_string(val: Value, is_float: bool = False) -> str:
    """The text of a value; is_float: a number of a floating-point or complex type."""
    cls = val.__class__
    if cls is bool:
        return "true" if val else "false"
    if cls is int:
        return _float(val) if is_float and abs(val) >= 1000000 else str(val)
    if cls is bytes:
        return _string(val)
    if cls is str:
        return _string(val.encode("utf-8", "surrogateescape"))
    if cls is Fraction:
        return _float(val)
    if val is None:
        return "unknown"
    return f"({const_string(val.re, True)} + {const_string(val.im, True)}i)"

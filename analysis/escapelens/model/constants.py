"""Constant values of any size and precision, and what Go computes with them at compile time.

What: a value is a `bool`, `bytes` (a string), `int`, `Fraction` (floating-point), or `Complex`; None stands for the
unknown value that an error leaves behind. `binary_op`, `unary_op`, `shift` and `compare` calculate; `to_int`,
`to_float` and `to_complex` change the kind if that loses nothing; `represent` rounds to a basic type.

Counterpart: `go/constant`; `types2/const.go: representableConst`.

Properties kept: nothing raises on well-typed operands (a division by zero must be excluded by the caller), and
values stay small: beyond 4096 bits fractions are rounded to 512, beyond `MAX_EXPONENT_BITS` they are unknown (or 0),
as are strings beyond `MAX_STRING`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from escapelens.model import types as t

PRECISION: Final = 512  # bits of an untyped integer, and of the mantissa of a float that is no longer exact
MAX_FRACTION_BITS: Final = 4 << 10  # of numerator and denominator, while floats are exact
MAX_EXPONENT_BITS: Final = 1 << 16  # size from which a float counts as infinite, or as 0
MAX_STRING: Final = 1 << 24  # bytes of a string that concatenation makes; Go's limit is 2e9

_FLOAT_FORMATS: Final = {  # mantissa bits, exponent of the smallest denormal, largest exponent
    t.FLOAT32: (24, -149, 128),
    t.FLOAT64: (53, -1074, 1024),
}
_COMPLEX_PARTS: Final = {t.COMPLEX64: t.FLOAT32, t.COMPLEX128: t.FLOAT64}


class Complex:
    """re + im·i; the parts are int or Fraction."""

    __slots__ = ("im", "re")

    def __init__(self, re: int | Fraction, im: int | Fraction) -> None:
        self.re = re
        self.im = im

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Complex) and self.re == other.re and self.im == other.im

    def __hash__(self) -> int:
        return hash((self.re, self.im))

    def __repr__(self) -> str:
        return f"({self.re} + {self.im}i)"


# bool | bytes | int | Fraction | Complex | None. Any: the operator says which of them its operands are.
Value = Any


# ---------------------------------------------------------------------------------------------------------------------
# Size limits and rounding


def _round_to(x: Fraction, mantissa: int, min_exp: int | None) -> Fraction:
    """x rounded to the nearest number with so many bits (ties to even); bits below 2**min_exp are not kept."""
    num, den = x.numerator, x.denominator
    if num == 0:
        return x
    negative = num < 0
    if negative:
        num = -num
    exp = num.bit_length() - den.bit_length() - mantissa  # of the last bit, or one too small
    if (num << -exp if exp < 0 else num) >= (den << exp + mantissa if exp >= 0 else den << mantissa):
        exp += 1
    if min_exp is not None and exp < min_exp:
        exp = min_exp
    if exp >= 0:
        den <<= exp
    else:
        num <<= -exp
    q, r = divmod(num, den)
    if 2 * r > den or (2 * r == den and q & 1):
        q += 1
    if negative:
        q = -q
    return Fraction(q << exp) if exp >= 0 else Fraction(q, 1 << -exp)


def limit_fraction(x: Fraction) -> Fraction | None:
    """x if it is of a reasonable size, else rounded; None if it is too large to be handled."""
    n, d = x.numerator.bit_length(), x.denominator.bit_length()
    if n < MAX_FRACTION_BITS and d < MAX_FRACTION_BITS:
        return x
    if n - d > MAX_EXPONENT_BITS:
        return None
    if d - n > MAX_EXPONENT_BITS:
        return Fraction(0)
    return _round_to(x, PRECISION, None)


def round_float(x: int | Fraction, kind: int) -> Fraction | None:
    """x as a FLOAT32 or FLOAT64, None if it overflows."""
    mantissa, min_exp, max_exp = _FLOAT_FORMATS[kind]
    if kind == t.FLOAT64:
        try:
            return Fraction(float(x))  # int and Fraction convert with correct rounding
        except OverflowError:
            return None
    r = _round_to(Fraction(x), mantissa, min_exp)
    return r if abs(r) < 1 << max_exp else None


# ---------------------------------------------------------------------------------------------------------------------
# Kinds


def to_int(x: Value) -> int | None:
    """x as an int if it is integral."""
    c = x.__class__
    if c is int:
        return x  # type: ignore[no-any-return]
    if c is Fraction:
        if x.denominator == 1 and x.numerator.bit_length() <= MAX_FRACTION_BITS:
            return x.numerator  # type: ignore[no-any-return]
    elif c is Complex and x.im == 0:
        return to_int(x.re)
    return None


def to_float(x: Value) -> Fraction | None:
    """x as a Fraction if it is real."""
    c = x.__class__
    if c is Fraction:
        return x  # type: ignore[no-any-return]
    if c is int:
        return limit_fraction(Fraction(x))
    if c is Complex and x.im == 0:
        return to_float(x.re)
    return None


def to_complex(x: Value) -> Complex | None:
    c = x.__class__
    if c is Complex:
        return x  # type: ignore[no-any-return]
    return Complex(x, 0) if c is int or c is Fraction else None


def real(x: Value) -> Value:
    return x.re if x.__class__ is Complex else x


def imag(x: Value) -> Value:
    return x.im if x.__class__ is Complex else None if x is None else 0


def sign(x: Value) -> int:
    """-1, 0, 1; for a complex number 0 or not; 1 if unknown."""
    if x.__class__ is Complex:
        return sign(x.re) | sign(x.im)
    if x is None or x > 0:
        return 1
    return -1 if x < 0 else 0


# ---------------------------------------------------------------------------------------------------------------------
# Operations


def _real(x: int | Fraction | None) -> int | Fraction | None:
    return limit_fraction(x) if x.__class__ is Fraction else x


def _complex(re: int | Fraction, im: int | Fraction) -> Complex | None:
    re_, im_ = _real(re), _real(im)
    return None if re_ is None or im_ is None else Complex(re_, im_)


def _quotient(x: int, y: int) -> int:
    q = abs(x) // abs(y)
    return q if (x < 0) == (y < 0) else -q


def binary_op(x: Value, op: str, y: Value, int_division: bool = False) -> Value:
    """x op y for arithmetic, bitwise, boolean operators and string concatenation; None if either is unknown.

    `int_division` makes `/` of integers truncate. The divisor must not be 0.
    """
    if x is None or y is None:
        return None
    cx, cy = x.__class__, y.__class__
    if cx is int and cy is int:
        return _int_op(x, op, y, int_division)
    if cx is Complex or cy is Complex:
        return _complex_op(to_complex(x), op, to_complex(y))
    if cx is bytes:
        return x + y if op == "+" and cy is bytes and len(x) + len(y) <= MAX_STRING else None
    if cx is bool:
        return (x and y) if op == "&&" else (x or y) if op == "||" else None
    if op == "+":
        return limit_fraction(x + y)
    if op == "-":
        return limit_fraction(x - y)
    if op == "*":
        return limit_fraction(x * y)
    if op == "/":
        return limit_fraction(Fraction(x) / y)
    return None


def _int_op(x: int, op: str, y: int, int_division: bool) -> Value:
    if op == "+":
        return x + y
    if op == "-":
        return x - y
    if op == "*":
        return x * y
    if op == "/":
        return _quotient(x, y) if int_division else limit_fraction(Fraction(x, y))
    if op == "%":
        return x - y * _quotient(x, y)
    if op == "&":
        return x & y
    if op == "|":
        return x | y
    if op == "^":
        return x ^ y
    if op == "&^":
        return x & ~y
    return None


def _complex_op(x: Complex | None, op: str, y: Complex | None) -> Value:
    if x is None or y is None:
        return None
    a, b, c, d = x.re, x.im, y.re, y.im
    if op == "+":
        return _complex(a + c, b + d)
    if op == "-":
        return _complex(a - c, b - d)
    if op == "*":
        return _complex(a * c - b * d, b * c + a * d)
    if op == "/":
        s = Fraction(c * c + d * d)
        return _complex((a * c + b * d) / s, (b * c - a * d) / s)
    return None


def unary_op(op: str, y: Value, prec: int = 0) -> Value:
    """op y; for `^`, prec > 0 is the size in bits of an unsigned operand."""
    if y is None:
        return None
    if op == "-":
        return Complex(-y.re, -y.im) if y.__class__ is Complex else -y
    if op == "+":
        return y
    if op == "!":
        return not y
    if op == "^" and y.__class__ is int:
        return ~y & (1 << prec) - 1 if prec else ~y
    return None


def shift(x: int | None, op: str, s: int) -> int | None:
    """x << s or x >> s."""
    if x is None:
        return None
    return x << s if op == "<<" else x >> s


def compare(x: Value, op: str, y: Value) -> bool:
    """x op y; False if either is unknown."""
    if x is None or y is None:
        return False
    if x.__class__ is Complex or y.__class__ is Complex:
        x, y = to_complex(x), to_complex(y)
    if op == "==":
        return bool(x == y)
    if op == "!=":
        return bool(x != y)
    if op == "<":
        return bool(x < y)
    if op == "<=":
        return bool(x <= y)
    if op == ">":
        return bool(x > y)
    return bool(x >= y)


# ---------------------------------------------------------------------------------------------------------------------
# Representation in a basic type

_RANGES: Final = {
    t.INT8: (-(1 << 7), (1 << 7) - 1),
    t.INT16: (-(1 << 15), (1 << 15) - 1),
    t.INT32: (-(1 << 31), (1 << 31) - 1),
    t.INT64: (-(1 << 63), (1 << 63) - 1),
    t.UINT8: (0, (1 << 8) - 1),
    t.UINT16: (0, (1 << 16) - 1),
    t.UINT32: (0, (1 << 32) - 1),
    t.UINT64: (0, (1 << 64) - 1),
}
_WORD_KINDS: Final = {
    t.INT: {4: t.INT32, 8: t.INT64},
    t.UINT: {4: t.UINT32, 8: t.UINT64},
    t.UINTPTR: {4: t.UINT32, 8: t.UINT64},
}
RANGES: Final = {
    size: _RANGES | {kind: _RANGES[by_size[size]] for kind, by_size in _WORD_KINDS.items()} for size in (4, 8)
}  # word size in bytes -> kind -> smallest and largest value


def represent(x: Value, typ: t.Basic, word_size: int) -> tuple[bool, Value]:
    """Whether x can be a value of typ, and that value: rounded for floats, an int for integer types.

    An unknown value can be anything. word_size: bytes of an int.
    """
    if x is None:
        return True, None
    info = typ.info
    if info & t.IS_INTEGER:
        i = x if x.__class__ is int else to_int(x)
        if i is None:
            return False, None
        bounds = RANGES[word_size].get(typ.kind)
        return bounds is None or bounds[0] <= i <= bounds[1], i
    if info & t.IS_FLOAT:
        f = to_float(x)
        if f is None:
            return False, None
        if typ.kind == t.UNTYPED_FLOAT:
            return True, x
        r = round_float(f, typ.kind)
        return r is not None, r
    if info & t.IS_COMPLEX:
        c = to_complex(x)
        if c is None:
            return False, None
        part = _COMPLEX_PARTS.get(typ.kind)
        if part is None:
            return True, x
        re, im = round_float(c.re, part), round_float(c.im, part)
        return (False, None) if re is None or im is None else (True, Complex(re, im))
    if info & t.IS_STRING:
        return x.__class__ is bytes, x
    if info & t.IS_BOOLEAN:
        return x.__class__ is bool, x
    return False, None

"""Constants in IR: the type a constant expression takes, its value cut to that type, zero and one.

Counterpart: `noder/helpers.go` (idealType, FixValue), `typecheck/const.go` (ConvertVal), `ir/const.go`.
Property: the literals made here have a typed (never untyped) type, except where the compiler keeps an untyped one.
"""

from __future__ import annotations

from fractions import Fraction

from escapelens.ir.lowering.tyutil import has_nil, info, unalias, under
from escapelens.ir.nodes import BasicLit, CompLitExpr, NilExpr, Node
from escapelens.ir.ops import OARRAYLIT, OSTRUCTLIT
from escapelens.model import types as T
from escapelens.model.constants import Complex, Value, round_float
from escapelens.model.universe import TYP

BOOL, INT, INT32, UINT, UINTPTR, STRING = (
    TYP[T.BOOL], TYP[T.INT], TYP[T.INT32], TYP[T.UINT], TYP[T.UINTPTR], TYP[T.STRING],
)  # fmt: skip
UNTYPED_INT = TYP[T.UNTYPED_INT]


def ideal_type(t: T.AnyType, val: Value) -> T.AnyType:
    """noder/helpers.go: idealType. Untyped constants that the type checker left so get a concrete type."""
    t = unalias(t)
    if t.__class__ is T.Basic and t.info & T.IS_UNTYPED:
        k = t.kind
        if k in (T.UNTYPED_INT, T.UNTYPED_FLOAT, T.UNTYPED_COMPLEX):
            return INT if val is not None and val.__class__ is not Complex and val < 0 else UINT
        if k == T.UNTYPED_BOOL:
            return BOOL
        if k == T.UNTYPED_STRING:
            return STRING
        if k == T.UNTYPED_RUNE:
            return INT32
    return t


def _rounded(v: Value, kind: int) -> Fraction:
    r = round_float(v, kind)
    return Fraction(v) if r is None else Fraction(r)


def fix_value(t: T.Type, val: Value) -> Value:
    """noder/helpers.go: FixValue. The value in the representation that its type calls for."""
    flags = info(t)
    if flags & T.IS_INTEGER:
        if val.__class__ is Complex:
            val = val.re
        return val if val.__class__ is int else int(val)
    if flags & T.IS_FLOAT:
        if val.__class__ is Complex:
            val = val.re
        u = under(t)
        if u.kind == T.UNTYPED_FLOAT:
            return Fraction(val)
        return _rounded(val, u.kind)
    if flags & T.IS_COMPLEX:
        re, im = (val.re, val.im) if val.__class__ is Complex else (val, 0)
        u = under(t)
        if u.kind == T.UNTYPED_COMPLEX:
            return Complex(Fraction(re), Fraction(im))
        kind = T.FLOAT32 if u.kind == T.COMPLEX64 else T.FLOAT64
        return Complex(_rounded(re, kind), _rounded(im, kind))
    return val


def new_zero(pos: int, t: T.AnyType) -> Node:
    """ir/const.go: NewZero."""
    flags = info(t)
    if has_nil(t):
        return NilExpr(pos, t)
    if flags & T.IS_INTEGER:
        return BasicLit(pos, 0, t)
    if flags & T.IS_FLOAT:
        return BasicLit(pos, Fraction(0), t)
    if flags & T.IS_COMPLEX:
        return BasicLit(pos, Complex(Fraction(0), Fraction(0)), t)
    if flags & T.IS_BOOLEAN:
        return BasicLit(pos, False, t)
    if flags & T.IS_STRING:
        return BasicLit(pos, b"", t)
    return CompLitExpr(pos, OARRAYLIT if under(t).__class__ is T.Array else OSTRUCTLIT, t, [])


def new_one(pos: int, t: T.Type) -> Node:
    """ir/const.go: NewOne."""
    flags = info(t)
    if flags & T.IS_FLOAT:
        return BasicLit(pos, Fraction(1), t)
    if flags & T.IS_COMPLEX:
        return BasicLit(pos, Complex(Fraction(1), Fraction(0)), t)
    return BasicLit(pos, 1, t)

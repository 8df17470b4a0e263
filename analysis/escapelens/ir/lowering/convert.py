"""Conversions: which operator takes a value of one type to another, and where the compiler inserts them.

Counterpart: `typecheck/subr.go` (assignOp, convertOp), `typecheck/expr.go: tcConv`, `noder/writer.go`
(implicitConvExpr, convertExpr) with `noder/reader.go` (exprConvert). Whether a conversion is needed is decided on the
types as written, which operator it becomes on the types after substitution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir.lowering.consts import fix_value, ideal_type
from escapelens.ir.lowering.dispatch import expr
from escapelens.ir.lowering.tyutil import (
    has_name,
    has_shape,
    identical,
    info,
    is_empty_interface,
    is_shape,
    is_type_param,
    is_untyped,
    unalias,
    under,
)
from escapelens.ir.nodes import AnyNode, BasicLit, CompLitExpr, ConvExpr, KeyExpr, Node
from escapelens.ir.ops import (
    OBYTES2STR,
    OCONV,
    OCONVIFACE,
    OCONVNOP,
    ORUNES2STR,
    ORUNESTR,
    OSLICE2ARR,
    OSLICE2ARRPTR,
    OSLICELIT,
    OSTR2BYTES,
    OSTR2RUNES,
)
from escapelens.model import types as T
from escapelens.model.identity import identical as identical_types
from escapelens.model.identity import identical_ignore_tags
from escapelens.model.universe import TYP, UNIVERSE_BYTE, UNIVERSE_RUNE
from escapelens.syntax.nodes import AnySyntax, Expr, ParenExpr

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder

BYTES = T.Slice(UNIVERSE_BYTE)
RUNES = T.Slice(UNIVERSE_RUNE)
# Kinds that are the same on the (64-bit or 32-bit) machine: types.SimType.
_SIM64 = {T.INT: T.INT64, T.UINT: T.UINT64, T.UINTPTR: T.UINT64}
_SIM32 = {T.INT: T.INT32, T.UINT: T.UINT32, T.UINTPTR: T.UINT32}


def assign_op(src: T.Type, dst: T.Type) -> str | None:
    """typecheck/subr.go: assignOp; None if not assignable."""
    if src is dst or identical(src, dst):
        return OCONVNOP
    su, du = under(src), under(dst)
    if identical(su, du):
        if is_empty_interface(su):
            return OCONVNOP
        if (not has_name(src) or not has_name(dst)) and su.__class__ is not T.Interface:
            return OCONVNOP
        if is_shape(src) or is_shape(dst):
            return OCONVNOP
    if du.__class__ is T.Interface and not (su.__class__ is T.Basic and su.kind == T.UNTYPED_NIL):
        return OCONVIFACE
    if (
        su.__class__ is T.Chan
        and su.dir == T.SEND_RECV
        and du.__class__ is T.Chan
        and identical(su.elem, du.elem)
        and (not has_name(src) or not has_name(dst))
    ):
        return OCONVNOP
    if su.__class__ is T.Basic and su.kind == T.UNTYPED_NIL:
        return OCONVNOP
    return None


def convert_op(fb: FuncBuilder, src: T.AnyType, dst: T.AnyType) -> str:
    """typecheck/subr.go: convertOp."""
    op = assign_op(src, dst)
    if op is not None:
        return op
    su, du = under(src), under(dst)
    sc, dc = su.__class__, du.__class__
    if has_shape(su) or has_shape(du):
        if identical(su, du):
            return OCONVNOP
    elif identical_ignore_tags(su, du):
        return OCONVNOP
    if sc is T.Pointer and dc is T.Pointer and not has_name(src) and not has_name(dst):
        a, b = under(su.elem), under(du.elem)
        if identical_ignore_tags(a, b) or identical(a, b):
            return OCONVNOP
    si, di = info(su), info(du)
    if si & (T.IS_INTEGER | T.IS_FLOAT) and di & (T.IS_INTEGER | T.IS_FLOAT):
        sim = _SIM64 if fb.b.word_size == 8 else _SIM32
        return OCONVNOP if sim.get(su.kind, su.kind) == sim.get(du.kind, du.kind) else OCONV
    if si & T.IS_COMPLEX and di & T.IS_COMPLEX:
        return OCONVNOP if su.kind == du.kind else OCONV
    if si & T.IS_INTEGER and di & T.IS_STRING:
        return ORUNESTR
    if sc is T.Slice and di & T.IS_STRING:
        return OBYTES2STR if _kind(su.elem) == T.UINT8 else ORUNES2STR
    if si & T.IS_STRING and dc is T.Slice:
        return OSTR2BYTES if _kind(du.elem) == T.UINT8 else OSTR2RUNES
    if (dc is T.Basic and du.kind == T.UNSAFE_POINTER) or (sc is T.Basic and su.kind == T.UNSAFE_POINTER):
        return OCONVNOP
    if sc is T.Slice:
        if dc is T.Array:
            return OSLICE2ARR
        if dc is T.Pointer:
            return OSLICE2ARRPTR
    return OCONV


def _kind(t: T.Basic) -> int:
    u = under(t)
    return u.kind if u.__class__ is T.Basic else -1


def tc_conv(fb: FuncBuilder, pos: int, typ: T.AnyType, x: AnyNode, implicit: bool) -> Node:
    """typecheck/expr.go: tcConv of an OCONV."""
    src = x.typ
    op = convert_op(fb, src, typ)
    if op is OCONVNOP:
        if info(src) & (T.IS_FLOAT | T.IS_COMPLEX) and info(typ) & (T.IS_FLOAT | T.IS_COMPLEX):
            op = OCONV  # rounds
    elif op is OSTR2RUNES:
        if x.__class__ is BasicLit:
            return _runes_lit(pos, typ, x.val)
    elif op is OBYTES2STR:
        elem = unalias(under(src).elem)
        if elem is not UNIVERSE_BYTE and elem is not TYP[T.UINT8]:
            x = ConvExpr(x.pos, OCONVNOP, BYTES, x)
    elif op is ORUNES2STR:
        elem = unalias(under(src).elem)
        if elem is not UNIVERSE_RUNE and elem is not TYP[T.INT32]:
            x = ConvExpr(x.pos, OCONVNOP, RUNES, x)
    n = ConvExpr(pos, op, typ, x)
    n.implicit = implicit
    return n


def _runes_lit(pos: int, typ: T.AnyType, val: bytes) -> Node:
    """typecheck.go: stringtoruneslit."""
    runes = val.decode("utf-8", "replace")
    list_: list[Node] = [
        KeyExpr(pos, BasicLit(pos, i, TYP[T.INT]), BasicLit(pos, ord(c), under(typ).elem)) for i, c in enumerate(runes)
    ]
    return CompLitExpr(pos, OSLICELIT, typ, list_, len(list_))


def value_type(e: AnySyntax) -> T.AnyType:
    """The type the checker recorded for e, of a parenthesised expression too."""
    t = e.typ
    while t is None and e.__class__ is ParenExpr:
        e = e.x
        t = e.typ
    return t


def implicit_conv_expr(fb: FuncBuilder, dst: T.AnyType | None, e: AnySyntax) -> AnyNode:
    """noder/writer.go: implicitConvExpr. dst None: no conversion."""
    if dst is None:
        return expr(fb, e)
    src = e.typ
    if src is dst or src is None or identical_types(src, dst):
        return expr(fb, e)
    return convert_expr(fb, dst, e, True)


def convert_expr(fb: FuncBuilder, dst: T.AnyType, e: Expr, implicit: bool) -> Node:
    """noder/writer.go: convertExpr, noder/reader.go: exprConvert."""
    src = value_type(e)
    fb.hidden_conv(src, dst)
    typ = fb.typ(dst)
    fb.need(typ)
    x: AnyNode = expr(fb, e)
    if x.__class__ is BasicLit:
        if is_type_param(dst) and info(typ) & (T.IS_CONST_TYPE):
            if not (info(typ) & T.IS_STRING and not info(x.typ) & T.IS_STRING):
                lit = BasicLit(x.pos, fix_value(typ, x.val), typ)
                n = ConvExpr(e.pos, OCONVNOP, typ, lit)
                n.implicit = True
                return n
        if is_untyped(x.typ):
            x.typ = ideal_type(x.typ, x.val)
    if x.typ is None:
        x.typ = fb.typ(src)
    n2 = tc_conv(fb, e.pos, typ, x, implicit)
    if (
        fb.dict is not None
        and n2.op is OCONVNOP
        and under(typ).__class__ is T.Interface
        and not is_empty_interface(typ)
        and (has_shape(typ) or has_shape(x.typ))
        and not identical_types(src, dst)
    ):
        n2.op = OCONVIFACE
    return n2


def assign_conv(n: Node, typ: T.Type, pos: int) -> Node:
    """typecheck/subr.go: assignconvfn for values that the writer did not convert."""
    t = n.typ
    if t is None or t is typ or identical(t, typ):
        return n
    op = assign_op(t, typ)
    if op is None:
        return n
    r = ConvExpr(pos, op, typ, n)
    r.implicit = True
    return r

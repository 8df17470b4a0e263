"""Operations: unary and binary operators, shifts, comparisons, parentheses, type assertions.

Counterpart: `types2/expr.go`, from unary to matchTypes.

Property kept: a chain of binary operators is checked from the innermost one outwards, without recursion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.convert_untyped import (
    COMPARISONS,
    SHIFTS,
    convert_untyped,
    overflow,
    representable,
    update_expr_type,
)
from escapelens.check.expr import expr, expr_or_type, raw_expr, record
from escapelens.check.operand import (
    COMMA_OK,
    CONSTANT,
    EXPRESSION,
    NIL_VALUE,
    STATEMENT,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from escapelens.model import constants, types
from escapelens.model.constants import binary_op, unary_op
from escapelens.model.core import common_under
from escapelens.model.identity import identical
from escapelens.model.predicates import (
    all_basic,
    all_boolean,
    all_integer,
    all_numeric,
    all_string,
    default_type,
    has_nil,
    is_non_type_param_interface,
    is_untyped,
)
from escapelens.model.under import under
from escapelens.model.universe import INVALID_TYPE, TYP
from escapelens.syntax.nodes import AssertExpr, Expr, Operation, ParenExpr

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

_OP_INFO = {
    "+": types.IS_NUMERIC | types.IS_STRING,
    "-": types.IS_NUMERIC,
    "*": types.IS_NUMERIC,
    "/": types.IS_NUMERIC,
    "%": types.IS_INTEGER,
    "&": types.IS_INTEGER,
    "|": types.IS_INTEGER,
    "^": types.IS_INTEGER,
    "&^": types.IS_INTEGER,
    "&&": types.IS_BOOLEAN,
    "||": types.IS_BOOLEAN,
}
_UNARY_INFO = {"+": types.IS_NUMERIC, "-": types.IS_NUMERIC, "^": types.IS_INTEGER, "!": types.IS_BOOLEAN}
_SHIFT_BOUND = 1023 - 1 + 52  # of constant shifts


def paren_expr(check: Checker, T: types.Signature | None, x: Operand, e: ParenExpr, hint: types.Type | None) -> int:
    """expr.go: exprInternal, ParenExpr: inference does not go past parentheses."""
    return raw_expr(check, None, x, e.x)


def operation(check: Checker, T: types.Signature | None, x: Operand, e: Operation, hint: types.Type | None) -> int:
    """expr.go: exprInternal, Operation."""
    if e.y is not None:
        binary(check, x, e, e.x, e.y, e.op)
        return EXPRESSION if x.mode else STATEMENT
    if e.op == "*":
        expr_or_type(check, x, e.x, False)
        if not x.mode:
            return STATEMENT
        if x.mode == TYPEXPR:
            x.typ = types.Pointer(x.typ)
            return EXPRESSION
        u: types.AnyType = under(x.typ)
        if u.__class__ is not types.Pointer:
            u = common_under(x.typ)
            if u.__class__ is not types.Pointer:
                check.error(e.pos, "cannot indirect")
                x.mode = 0
                return STATEMENT
        x.mode = VARIABLE
        x.typ = u.elem
        return EXPRESSION
    unary(check, x, e)
    if not x.mode or e.op == "<-":
        return STATEMENT
    return EXPRESSION


def unary(check: Checker, x: Operand, e: Operation) -> None:
    """op x for all but `*` (expr.go: unary)."""
    expr(check, None, x, e.x)
    if not x.mode:
        return
    op = e.op
    if op == "&":
        x.mode = VALUE
        x.typ = types.Pointer(x.typ)
        return
    if op == "<-":
        elem = chan_elem(x.typ)
        if elem is None:
            check.error(e.pos, "cannot receive from non-channel")
            x.mode = 0
            return
        x.mode = COMMA_OK
        x.typ = elem
        check.env.has_call_or_recv = True
        return
    if op == "~":
        op = "^"
    info = _UNARY_INFO.get(op)
    if info is None or not all_basic(x.typ, info):
        check.error(e.pos, "operator not defined on operand")
        x.mode = 0
        return
    if x.mode == CONSTANT:
        if x.val is None:
            return
        prec = 0
        u: types.AnyType = under(x.typ)
        if u.info & types.IS_UNSIGNED:
            prec = check.config.sizes.sizeof(u) * 8
        x.val = unary_op(op, x.val, prec)
        x.expr = e
        overflow(check, x)
        return
    x.mode = VALUE


def chan_elem(typ: types.Type) -> types.Type | None:
    """Element type of a channel, None for another type (expr.go: chanElem)."""
    u = common_under(typ)
    return u.elem if u.__class__ is types.Chan else None


def binary(check: Checker, x: Operand, e: Operation | None, lhs: Expr, rhs: Expr, op: str) -> None:
    """lhs op rhs; e is None for an assignment operation (expr.go: binary)."""
    if lhs.__class__ is not Operation or lhs.y is None:
        expr(check, None, x, lhs)
        _binary(check, x, e, rhs, op)
        return
    # A chain a + b + c ...: from the innermost operation outwards, so that long ones need no deep stack.
    chain: list[Operation] = []
    while lhs.__class__ is Operation and lhs.y is not None:
        chain.append(lhs)
        lhs = lhs.x
    expr(check, None, x, lhs)
    for inner in reversed(chain):
        _binary(check, x, inner, inner.y, inner.op)  # type: ignore[arg-type]
        x.expr = inner
        record(check, x)
    _binary(check, x, e, rhs, op)


def _binary(check: Checker, x: Operand, e: Operation | None, rhs: Expr, op: str) -> None:
    """x op rhs."""
    y = Operand()
    expr(check, None, y, rhs)
    if not x.mode:
        return
    if not y.mode:
        x.mode = 0
        x.expr = y.expr
        return
    if op in SHIFTS:
        shift(check, x, y, e, op)
        return
    xt, yt = x.typ, y.typ
    if xt is not yt or xt.__class__ is types.Basic:
        match_types(check, x, y)
        if not x.mode:
            return
        xt, yt = x.typ, y.typ
    if op in COMPARISONS:
        comparison(check, x, y, op)
        return
    if xt is not yt and not identical(xt, yt):
        if xt is not INVALID_TYPE and yt is not INVALID_TYPE:
            check.error(rhs.pos, "mismatched types")
        x.mode = 0
        return
    info = _OP_INFO.get(op)
    if info is None or not all_basic(xt, info):
        check.error(rhs.pos, "operator not defined on operand")
        x.mode = 0
        return
    if x.mode == CONSTANT and y.mode == CONSTANT:
        _constant_operation(check, x, y, e, op)
        return
    x.mode = VALUE


def _constant_operation(check: Checker, x: Operand, y: Operand, e: Operation | None, op: str) -> None:
    if op == "/" or op == "%":
        yval = y.val
        tiny = yval.__class__ is constants.Complex and not (yval.re * yval.re + yval.im * yval.im)
        if constants.sign(yval) == 0 or tiny:
            check.error(y.expr.pos, "division by zero")
            x.mode = 0
            return
    if x.val is None or y.val is None:
        x.val = None
        return
    u: types.AnyType = under(x.typ)
    x.val = binary_op(x.val, op, y.val, bool(u.info & types.IS_INTEGER))
    if e is not None:
        x.expr = e
    overflow(check, x)


def match_types(check: Checker, x: Operand, y: Operand) -> None:
    """Convert an untyped operand to the type of the other one where that may be possible (expr.go: matchTypes)."""
    xt, yt = x.typ, y.typ
    x_untyped = xt.__class__ is types.Basic and xt.info & types.IS_UNTYPED
    y_untyped = yt.__class__ is types.Basic and yt.info & types.IS_UNTYPED
    if (xt is yt and x.mode != NIL_VALUE) or not (x_untyped or y_untyped):
        return
    if not _may_convert(x, y):
        return
    convert_untyped(check, x, yt)
    if x.mode:
        convert_untyped(check, y, x.typ)
        if not y.mode:
            x.mode = 0


def _may_convert(x: Operand, y: Operand) -> bool:
    xt, yt = x.typ, y.typ
    if all_numeric(xt) != all_numeric(yt):
        return False
    if is_non_type_param_interface(xt) or is_non_type_param_interface(yt):
        return True
    if all_boolean(xt) != all_boolean(yt) or all_string(xt) != all_string(yt):
        return False
    if x.mode == NIL_VALUE:
        return has_nil(yt)
    if y.mode == NIL_VALUE:
        return has_nil(xt)
    return under(xt).__class__ is not types.Pointer and under(yt).__class__ is not types.Pointer


def comparison(check: Checker, x: Operand, y: Operand, op: str) -> None:
    """x op y, an untyped bool (expr.go: comparison)."""
    xt, yt = x.typ, y.typ
    if xt is INVALID_TYPE or yt is INVALID_TYPE:
        x.mode = 0
        return
    if x.mode == CONSTANT and y.mode == CONSTANT:
        if (xt is not yt and not identical(xt, yt)) or not _comparable_constants(x, y, op):
            check.error(x.expr.pos, "mismatched or unordered operands")
            x.mode = 0
            return
        x.val = constants.compare(x.val, op, y.val)
    else:
        x.mode = VALUE
        if xt.__class__ is types.Basic and xt.info & types.IS_UNTYPED:
            update_expr_type(check, x.expr, default_type(xt), True)
        if yt.__class__ is types.Basic and yt.info & types.IS_UNTYPED:
            update_expr_type(check, y.expr, default_type(yt), True)
    x.typ = TYP[types.UNTYPED_BOOL]


def _comparable_constants(x: Operand, y: Operand, op: str) -> bool:
    xu: types.AnyType = under(x.typ)
    yu: types.AnyType = under(y.typ)
    xi, yi = xu.info & ~types.IS_UNTYPED, yu.info & ~types.IS_UNTYPED
    for family in (types.IS_NUMERIC, types.IS_STRING, types.IS_BOOLEAN):
        if xi & family:
            return bool(yi & family) and (op == "==" or op == "!=" or bool(xi & yi & types.IS_ORDERED))
    return False


def shift(check: Checker, x: Operand, y: Operand, e: Operation | None, op: str) -> None:
    """x op y for << and >> (expr.go: shift)."""
    xt = x.typ
    x_untyped = xt.__class__ is types.Basic and bool(xt.info & types.IS_UNTYPED)
    xval = constants.to_int(x.val) if x.mode == CONSTANT else None
    if not (all_integer(xt) or (x_untyped and xval is not None)):
        check.error(x.expr.pos, "shifted operand must be integer")
        x.mode = 0
        return
    yval = None
    if y.mode == CONSTANT:
        yval = constants.to_int(y.val)
        if yval is not None and yval < 0:
            check.error(y.expr.pos, "negative shift count")
            x.mode = 0
            return
        if is_untyped(y.typ):
            # representable by uint, but not converted
            representable(check, y, TYP[types.UINT])
            if not y.mode:
                x.mode = 0
                return
    elif is_untyped(y.typ) and not all_integer(y.typ):
        convert_untyped(check, y, TYP[types.UINT])
        if not y.mode:
            x.mode = 0
            return
    if x.mode == CONSTANT:
        if y.mode == CONSTANT:
            if x.val is None or y.val is None:
                x.val = None
                if not all_integer(xt):
                    x.typ = TYP[types.UNTYPED_INT]
                return
            if yval is None or yval > _SHIFT_BOUND:
                check.error(y.expr.pos, "invalid shift count")
                x.mode = 0
                return
            if not all_integer(xt):
                x.typ = TYP[types.UNTYPED_INT]
            x.val = constants.shift(xval, op, yval)
            if e is not None:
                x.expr = e
            overflow(check, x)
            return
        if x_untyped:
            # the type of x is found later, as if the shift were not there
            if x.expr in check.untyped:
                check.untyped[x.expr] = True
            x.mode = VALUE
            return
    if not all_integer(xt):
        check.error(x.expr.pos, "shifted operand must be integer")
        x.mode = 0
        return
    x.mode = VALUE


def assert_expr(check: Checker, T: types.Signature | None, x: Operand, e: AssertExpr, hint: types.Type | None) -> int:
    """x.(T) (expr.go: exprInternal, AssertExpr)."""
    from escapelens.check.typexpr import var_type

    expr(check, None, x, e.x)
    typ = var_type(check, e.type)
    if not x.mode:
        return STATEMENT
    if under(x.typ).__class__ is not types.Interface:
        check.error(e.pos, "not an interface")
    if typ is INVALID_TYPE:
        x.mode = 0
        return STATEMENT
    x.mode = COMMA_OK
    x.typ = typ
    return EXPRESSION

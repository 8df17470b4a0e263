"""Expressions: the door of the checker for everything that has a value.

What: `raw_expr(check, T, x, e)` finds the type, mode and constant value of e, leaves them in the operand x, and writes
them to the node. T is the type of the variable that e is assigned to if that is a function type (it may complete the
type arguments of a generic function), `hint` the element type of an enclosing composite literal. The work is done by
one function for each class of node, found in DISPATCH, which `dispatch.py` fills.

Counterpart: `types2/expr.go`, `recording.go`.

Property kept: whatever the operands are, the result is a valid operand or one of mode 0; nothing raises. Since the
checker infers and does not judge, rules that change no type (addressability, assignability, ...) are not looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from escapelens.syntax.nodes import Expr, Operation, ParenExpr
from escapelens.types import constants
from escapelens.types.constants import binary_op, unary_op
from escapelens.types.convert_untyped import (
    COMPARISONS,
    SHIFTS,
    convert_untyped,
    implicit_type_and_value,
    overflow,
    representable,
    set_implicit,
    update_expr_type,
)
from escapelens.types.operand import (
    BUILTIN,
    COMMA_ERR,
    COMMA_OK,
    CONSTANT,
    EXPRESSION,
    MAP_INDEX,
    NIL_VALUE,
    NO_VALUE,
    STATEMENT,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from escapelens.types.predicates import (
    all_basic,
    all_boolean,
    all_integer,
    all_numeric,
    all_string,
    default_type,
    has_nil,
    identical,
    is_generic,
    is_non_type_param_interface,
    is_untyped,
)
from escapelens.types.types import (
    IS_BOOLEAN,
    IS_INTEGER,
    IS_NUMERIC,
    IS_ORDERED,
    IS_STRING,
    IS_UNSIGNED,
    IS_UNTYPED,
    UINT,
    UNTYPED_BOOL,
    UNTYPED_INT,
    Alias,
    Basic,
    Chan,
    Interface,
    Named,
    Pointer,
    Signature,
    Tuple,
    Type,
)
from escapelens.types.under import common_under, under
from escapelens.types.universe import EMPTY_TUPLE, INVALID_TYPE, TYP, UNIVERSE_ERROR

if TYPE_CHECKING:
    from escapelens.types.check import Checker

# class of node -> f(check, T, x, e, hint) -> kind of expression. On failure f leaves x.mode == 0.
DISPATCH: dict[type, Callable[..., int]] = {}

_OP_INFO = {
    "+": IS_NUMERIC | IS_STRING,
    "-": IS_NUMERIC,
    "*": IS_NUMERIC,
    "/": IS_NUMERIC,
    "%": IS_INTEGER,
    "&": IS_INTEGER,
    "|": IS_INTEGER,
    "^": IS_INTEGER,
    "&^": IS_INTEGER,
    "&&": IS_BOOLEAN,
    "||": IS_BOOLEAN,
}
_UNARY_INFO = {"+": IS_NUMERIC, "-": IS_NUMERIC, "^": IS_INTEGER, "!": IS_BOOLEAN}
_SHIFT_BOUND = 1023 - 1 + 52  # of constant shifts


def raw_expr(
    check: Checker, T: Signature | None, x: Operand, e: Expr, hint: Type | None = None, allow_generic: bool = False
) -> int:
    """Check e, record the result and leave it in x; the kind of expression (expr.go: rawExpr)."""
    f = DISPATCH.get(e.__class__)
    if f is None:
        x.mode = 0
        x.typ = INVALID_TYPE
        x.expr = e
        check.error(e.pos, "not an expression")
        return STATEMENT
    kind = f(check, T, x, e, hint)
    x.expr = e
    mode = x.mode
    if mode:
        typ = x.typ
        c = typ.__class__
        if not allow_generic:
            if c is Signature:
                if typ.tparams and mode != NO_VALUE:
                    non_generic(check, T, x)
                    mode = x.mode
                    typ = x.typ
                    if not mode:
                        return kind
            elif mode == TYPEXPR and (c is Named or c is Alias) and is_generic(typ):
                check.error(e.pos, "cannot use generic type without instantiation")
                x.mode = 0
                x.typ = INVALID_TYPE
                return kind
        e.mode = mode
        if mode == CONSTANT:
            e.typ = typ
            e.val = x.val
            if c is Basic and typ.info & IS_UNTYPED:
                check.untyped[e] = False
        elif mode == NO_VALUE:
            e.typ = EMPTY_TUPLE
            e.val = None
        else:
            e.typ = typ
            e.val = None
            if c is Basic and typ.info & IS_UNTYPED:
                check.untyped[e] = False
    return kind


def record(check: Checker, x: Operand) -> None:
    """Write the operand to its node (recording.go: record)."""
    mode = x.mode
    if not mode:
        return
    e = x.expr
    typ = EMPTY_TUPLE if mode == NO_VALUE else x.typ
    e.mode = mode
    e.typ = typ
    e.val = x.val if mode == CONSTANT else None
    if typ.__class__ is Basic and typ.info & IS_UNTYPED:
        check.untyped[e] = False


def record_type_and_value(e: Expr, mode: int, typ: Type, val: Any = None) -> None:
    """Write a final type to a node (recording.go: recordTypeAndValue)."""
    if mode:
        e.mode = mode
        e.typ = typ
        e.val = val


def record_comma_ok_types(e: Expr, t0: Type, t1: Type) -> None:
    """Make the type of e, used with comma ok, a pair (recording.go: recordCommaOkTypes)."""
    from escapelens.types.objects import LOCAL_VAR, Var

    while True:
        e.typ = Tuple([Var(e.pos, None, "", t0, LOCAL_VAR), Var(e.pos, None, "", t1, LOCAL_VAR)])
        if e.__class__ is not ParenExpr:
            return
        e = e.x


def non_generic(check: Checker, T: Signature | None, x: Operand) -> None:
    """Complete a generic function from T; make x invalid if it stays generic (expr.go: nonGeneric)."""
    if not x.mode or x.mode == NO_VALUE:
        return
    typ = x.typ
    c = typ.__class__
    if c is Signature:
        if not typ.tparams:
            return
        if T is not None:
            from escapelens.types.arguments import func_inst

            func_inst(check, T, x.expr.pos, x, None, True)
            return
    elif not ((c is Named or c is Alias) and is_generic(typ)):
        return
    check.error(x.expr.pos, "cannot use generic type or function without instantiation")
    x.mode = 0
    x.typ = INVALID_TYPE


def assignment(check: Checker, x: Operand, T: Type | None) -> None:
    """x is assigned to a variable of type T (None: to the blank identifier): give it a type if it has none.

    x becomes invalid if that is impossible (assignments.go: assignment).
    """
    mode = x.mode
    typ = x.typ
    c = typ.__class__
    if c is Basic:
        if not mode or not typ.info & IS_UNTYPED:
            return
        target = T
        if mode == NIL_VALUE:
            if T is None:
                check.error(x.expr.pos, "use of untyped nil")
                x.mode = 0
                return
        elif T is None or is_non_type_param_interface(T):
            target = default_type(typ)
        new_type, val = implicit_type_and_value(check, x, target)
        if new_type is None:
            check.error(x.expr.pos, "cannot use untyped value")
            x.mode = 0
            return
        set_implicit(check, x, new_type, val)
    elif not mode:
        return
    elif mode < CONSTANT:
        check.error(x.expr.pos, "cannot assign")
        x.mode = 0
    elif c is Signature:
        if typ.tparams:
            non_generic(check, target_of(T), x)
    elif c is Tuple:
        single_value(check, x)


def target_of(typ: Type | None) -> Signature | None:
    """typ as the target T of an expression assigned to it (expr.go: newTarget)."""
    if typ is None:
        return None
    c = typ.__class__
    if c is Signature:
        return typ  # type: ignore[return-value]
    if c is Basic or c is Pointer:
        return None
    u = common_under(typ)
    return u if u.__class__ is Signature else None


def expr(check: Checker, T: Signature | None, x: Operand, e: Expr) -> None:
    """Check e, which must be a single value (expr.go: expr)."""
    raw_expr(check, T, x, e)
    mode = x.mode
    if mode == VALUE:
        if x.typ.__class__ is Tuple:
            check.error(e.pos, "multiple-value in single-value context")
            x.mode = 0
    elif NO_VALUE <= mode <= TYPEXPR:
        exclude(check, x, mode)


def generic_expr(check: Checker, x: Operand, e: Expr, hint: Type | None = None) -> None:
    """Like expr, but the result may be an uninstantiated function (expr.go: genericExpr)."""
    raw_expr(check, None, x, e, hint, True)
    mode = x.mode
    if mode == VALUE:
        single_value(check, x)
    elif NO_VALUE <= mode <= TYPEXPR:
        exclude(check, x, mode)


def expr_with_hint(check: Checker, x: Operand, e: Expr, hint: Type) -> None:
    """Check e as an element of a composite literal."""
    generic_expr(check, x, e, hint)


def multi_expr(check: Checker, e: Expr, allow_comma_ok: bool) -> tuple[list[Operand], bool]:
    """Check e and list its values; whether it is a comma-ok expression, listed with its second value.

    The first operand is invalid if e is (expr.go: multiExpr).
    """
    x = Operand()
    raw_expr(check, None, x, e)
    mode = x.mode
    if NO_VALUE <= mode <= TYPEXPR:
        exclude(check, x, mode)
    elif mode and x.typ.__class__ is Tuple:
        return [Operand(VALUE, e, v.typ) for v in x.typ.vars], False
    elif allow_comma_ok and mode in (MAP_INDEX, COMMA_OK, COMMA_ERR):
        second = UNIVERSE_ERROR if mode == COMMA_ERR else TYP[UNTYPED_BOOL]
        return [x, Operand(VALUE, Expr(e.pos, e.start, e.end), second)], True
    return [x], False


def expr_or_type(check: Checker, x: Operand, e: Expr, allow_generic: bool) -> None:
    """Check e, which may be a type or built-in function (expr.go: exprOrType)."""
    raw_expr(check, None, x, e, None, allow_generic)
    if x.mode == NO_VALUE:
        exclude(check, x, NO_VALUE)
    elif x.mode == VALUE:
        single_value(check, x)


def exclude(check: Checker, x: Operand, mode: int) -> None:
    """Make x invalid if it is of the mode."""
    if x.mode == mode:
        what = {NO_VALUE: "no value", BUILTIN: "built-in must be called", TYPEXPR: "type is not an expression"}
        check.error(x.expr.pos, what.get(mode, "invalid operand"))
        x.mode = 0


def single_value(check: Checker, x: Operand) -> None:
    """Make x invalid if it stands for several values."""
    if x.mode == VALUE and x.typ.__class__ is Tuple:
        check.error(x.expr.pos, "multiple-value in single-value context")
        x.mode = 0


# ---------------------------------------------------------------------------------------------------------------------
# Operations


def paren_expr(check: Checker, T: Signature | None, x: Operand, e: ParenExpr, hint: Type | None) -> int:
    """expr.go: exprInternal, ParenExpr: inference does not go past parentheses."""
    return raw_expr(check, None, x, e.x)


def operation(check: Checker, T: Signature | None, x: Operand, e: Operation, hint: Type | None) -> int:
    """expr.go: exprInternal, Operation."""
    if e.y is not None:
        binary(check, x, e, e.x, e.y, e.op)
        return EXPRESSION if x.mode else STATEMENT
    if e.op == "*":
        expr_or_type(check, x, e.x, False)
        if not x.mode:
            return STATEMENT
        if x.mode == TYPEXPR:
            x.typ = Pointer(x.typ)
            return EXPRESSION
        u: Any = under(x.typ)
        if u.__class__ is not Pointer:
            u = common_under(x.typ)
            if u.__class__ is not Pointer:
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
        x.typ = Pointer(x.typ)
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
        u: Any = under(x.typ)
        if u.info & IS_UNSIGNED:
            prec = check.config.sizes.sizeof(u) * 8
        x.val = unary_op(op, x.val, prec)
        x.expr = e
        overflow(check, x)
        return
    x.mode = VALUE


def chan_elem(typ: Type) -> Type | None:
    """Element type of a channel, None for another type (expr.go: chanElem)."""
    u = common_under(typ)
    return u.elem if u.__class__ is Chan else None


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
    if xt is not yt or xt.__class__ is Basic:
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
    u: Any = under(x.typ)
    x.val = binary_op(x.val, op, y.val, bool(u.info & IS_INTEGER))
    if e is not None:
        x.expr = e
    overflow(check, x)


def match_types(check: Checker, x: Operand, y: Operand) -> None:
    """Convert an untyped operand to the type of the other one where that may be possible (expr.go: matchTypes)."""
    xt, yt = x.typ, y.typ
    x_untyped = xt.__class__ is Basic and xt.info & IS_UNTYPED
    y_untyped = yt.__class__ is Basic and yt.info & IS_UNTYPED
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
    return under(xt).__class__ is not Pointer and under(yt).__class__ is not Pointer


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
        if xt.__class__ is Basic and xt.info & IS_UNTYPED:
            update_expr_type(check, x.expr, default_type(xt), True)
        if yt.__class__ is Basic and yt.info & IS_UNTYPED:
            update_expr_type(check, y.expr, default_type(yt), True)
    x.typ = TYP[UNTYPED_BOOL]


def _comparable_constants(x: Operand, y: Operand, op: str) -> bool:
    xu: Any = under(x.typ)
    yu: Any = under(y.typ)
    xi, yi = xu.info & ~IS_UNTYPED, yu.info & ~IS_UNTYPED
    for family in (IS_NUMERIC, IS_STRING, IS_BOOLEAN):
        if xi & family:
            return bool(yi & family) and (op == "==" or op == "!=" or bool(xi & yi & IS_ORDERED))
    return False


def shift(check: Checker, x: Operand, y: Operand, e: Operation | None, op: str) -> None:
    """x op y for << and >> (expr.go: shift)."""
    xt = x.typ
    x_untyped = xt.__class__ is Basic and bool(xt.info & IS_UNTYPED)
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
            representable(check, y, TYP[UINT])
            if not y.mode:
                x.mode = 0
                return
    elif is_untyped(y.typ) and not all_integer(y.typ):
        convert_untyped(check, y, TYP[UINT])
        if not y.mode:
            x.mode = 0
            return
    if x.mode == CONSTANT:
        if y.mode == CONSTANT:
            if x.val is None or y.val is None:
                x.val = None
                if not all_integer(xt):
                    x.typ = TYP[UNTYPED_INT]
                return
            if yval is None or yval > _SHIFT_BOUND:
                check.error(y.expr.pos, "invalid shift count")
                x.mode = 0
                return
            if not all_integer(xt):
                x.typ = TYP[UNTYPED_INT]
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


def assert_expr(check: Checker, T: Signature | None, x: Operand, e: Any, hint: Type | None) -> int:
    """x.(T) (expr.go: exprInternal, AssertExpr)."""
    from escapelens.types.typexpr import var_type

    expr(check, None, x, e.x)
    typ = var_type(check, e.type)
    if not x.mode:
        return STATEMENT
    if under(x.typ).__class__ is not Interface:
        check.error(e.pos, "not an interface")
    if typ is INVALID_TYPE:
        x.mode = 0
        return STATEMENT
    x.mode = COMMA_OK
    x.typ = typ
    return EXPRESSION



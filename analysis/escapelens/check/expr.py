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
from typing import TYPE_CHECKING

from escapelens.check.convert_untyped import (
    implicit_type_and_value,
    set_implicit,
)
from escapelens.check.operand import (
    BUILTIN,
    COMMA_ERR,
    COMMA_OK,
    CONSTANT,
    MAP_INDEX,
    NIL_VALUE,
    NO_VALUE,
    STATEMENT,
    TYPEXPR,
    VALUE,
    Operand,
)
from escapelens.model.core import common_under
from escapelens.model.predicates import (
    default_type,
    is_generic,
    is_non_type_param_interface,
)
from escapelens.model.types import (
    IS_UNTYPED,
    UNTYPED_BOOL,
    Alias,
    Basic,
    Named,
    Pointer,
    Signature,
    Tuple,
    Type,
)
from escapelens.model.universe import EMPTY_TUPLE, INVALID_TYPE, TYP, UNIVERSE_ERROR
from escapelens.syntax.nodes import Expr, ParenExpr, SpannedExpr

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.model.constants import Value

# class of node -> f(check, T, x, e, hint) -> kind of expression. On failure f leaves x.mode == 0.
DISPATCH: dict[type, Callable[..., int]] = {}


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


def record_type_and_value(e: Expr, mode: int, typ: Type, val: Value = None) -> None:
    """Write a final type to a node (recording.go: recordTypeAndValue)."""
    if mode:
        e.mode = mode
        e.typ = typ
        e.val = val


def record_comma_ok_types(e: Expr, t0: Type, t1: Type) -> None:
    """Make the type of e, used with comma ok, a pair (recording.go: recordCommaOkTypes)."""
    from escapelens.model.objects import LOCAL_VAR, Var

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
            from escapelens.check.arguments import func_inst

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
        return [x, Operand(VALUE, SpannedExpr(e.pos, e.start, e.end), second)], True
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

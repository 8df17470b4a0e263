"""Untyped operands: which type they get, and writing it into the tree.

What: an untyped expression is annotated at once with its untyped type, and remembered in `check.untyped` as not final
(the value tells whether it is the left operand of a shift that still waits for its type). When an operand meets a type,
`update_expr_type` walks down and overwrites. What is still remembered at the end keeps its untyped type.

Counterpart: `types2/const.go`, and in `types2/expr.go`: updateExprType, updateExprVal, implicitTypeAndValue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.operand import CONSTANT, NIL_VALUE, Operand
from escapelens.model.constants import PRECISION, Value, represent, to_int
from escapelens.model.predicates import (
    all_integer,
    default_type,
    has_nil,
    is_boolean,
    is_numeric,
    is_string,
    is_type_param,
    max_type,
)
from escapelens.model.types import (
    IS_UNTYPED,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_STRING,
    AnyType,
    Basic,
    Interface,
    Type,
)
from escapelens.model.typeset import typeset_pairs
from escapelens.model.under import under
from escapelens.model.universe import INVALID_TYPE
from escapelens.syntax.nodes import BasicLit, Expr, Name, Operation, ParenExpr

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))
SHIFTS = frozenset(("<<", ">>"))


def update_expr_type(check: Checker, e: Expr, typ: AnyType, final: bool) -> None:
    """Give the remembered untyped expression e, and those operands whose type is that of e, the type typ.

    If typ is untyped and not `final`, e stays remembered (expr.go: updateExprType).
    """
    untyped = check.untyped
    is_lhs = untyped.get(e)
    if is_lhs is None:
        return
    c = e.__class__
    if c is ParenExpr:
        update_expr_type(check, e.x, typ, final)  # type: ignore[attr-defined]
    elif c is Operation and e.mode != CONSTANT:  # operands of constants are never materialised
        op = e.op  # type: ignore[attr-defined]
        if e.y is None:  # type: ignore[attr-defined]
            if op != "*":
                update_expr_type(check, e.x, typ, final)  # type: ignore[attr-defined]
        elif op in COMPARISONS:
            pass  # the result type does not depend on those of the operands, and these are final
        elif op in SHIFTS:
            update_expr_type(check, e.x, typ, final)  # type: ignore[attr-defined]
        else:
            update_expr_type(check, e.x, typ, final)  # type: ignore[attr-defined]
            update_expr_type(check, e.y, typ, final)  # type: ignore[attr-defined]
    if not final and typ.__class__ is Basic and typ.info & IS_UNTYPED:
        e.typ = typ
        return
    del untyped[e]
    if is_lhs:
        if not all_integer(typ):
            check.error(e.pos, "shifted operand must be integer")
            return
        if e.mode == CONSTANT:
            e.val = to_int(e.val)
    if e.mode == CONSTANT and c is not BasicLit and c is not Name:
        # (a literal or name was converted by the caller, or is of the same value)
        x = Operand(CONSTANT, e, e.typ, e.val)
        if typ is not e.typ and implicit_type_and_value(check, x, typ)[0] is None:
            check.error(e.pos, "constant not representable")
            return
    e.typ = typ


def implicit_type_and_value(check: Checker, x: Operand, target: AnyType) -> tuple[Type | None, Value]:
    """The type, and for a constant its value, that x takes where `target` is expected; (None, None) if it cannot.

    The value is None where it does not change (expr.go: implicitTypeAndValue).
    """
    xt = x.typ
    if not x.mode or xt.__class__ is not Basic or not xt.info & IS_UNTYPED or target is INVALID_TYPE:
        return xt, None
    u: AnyType = target if target.__class__ is Basic else under(target)
    uc = u.__class__
    if uc is Basic and u.info & IS_UNTYPED:
        return max_type(xt, u), None
    if x.mode == NIL_VALUE:
        return (target, None) if has_nil(target) else (None, None)
    if uc is Basic:
        if x.mode == CONSTANT:
            ok, val = represent(x.val, u, check.config.sizes.word_size)
            return (target, val) if ok else (None, None)
        kind = xt.kind
        if kind == UNTYPED_BOOL:
            ok = is_boolean(u)
        elif UNTYPED_BOOL < kind <= UNTYPED_COMPLEX:
            ok = is_numeric(u)
        else:
            ok = kind == UNTYPED_STRING and is_string(u)
        return (target, None) if ok else (None, None)
    if uc is Interface:
        if is_type_param(target):
            pairs = typeset_pairs(target)
            ok = all(u is not None and implicit_type_and_value(check, x, u)[0] is not None for _, u in pairs)
            return (target, None) if ok else (None, None)
        # values in interfaces have concrete types
        return default_type(xt), None
    return None, None


def convert_untyped(check: Checker, x: Operand, target: AnyType) -> None:
    """Convert the untyped x to target; x becomes invalid if that is impossible (const.go: convertUntyped)."""
    typ, val = implicit_type_and_value(check, x, target)
    if typ is None:
        check.error(x.expr.pos, "cannot convert untyped value")
        x.mode = 0
        return
    set_implicit(check, x, typ, val)


def set_implicit(check: Checker, x: Operand, typ: Type, val: Value) -> None:
    """Record what implicit_type_and_value found."""
    if val is not None:
        x.val = val
        if x.expr in check.untyped:
            x.expr.val = val
    if typ is not x.typ:
        x.typ = typ
        update_expr_type(check, x.expr, typ, False)


def overflow(check: Checker, x: Operand) -> None:
    """Check a constant after an operation: typed ones must fit, untyped ones not grow (const.go: overflow)."""
    val = x.val
    if val is None:
        check.error(x.expr.pos, "constant result is not representable")
        return
    typ = x.typ
    if typ.__class__ is not Basic or not typ.info & IS_UNTYPED:
        representable(check, x, under(typ))
    elif val.__class__ is int and val.bit_length() > PRECISION:
        check.error(x.expr.pos, "constant overflow")
        x.val = None


def representable(check: Checker, x: Operand, typ: AnyType) -> None:
    """Round the constant x to the basic type typ; x becomes invalid if it does not fit (const.go: representable)."""
    ok, val = represent(x.val, typ, check.config.sizes.word_size)
    if ok:
        x.val = val
    else:
        check.error(x.expr.pos, "constant overflows")
        x.mode = 0

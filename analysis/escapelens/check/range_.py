"""Range statements.

Counterpart: `types2/range.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.assignments import assign_var, init_var
from escapelens.check.builtins import array_ptr_deref
from escapelens.check.expr import assignment, expr, record
from escapelens.check.operand import CONSTANT, VALUE, Operand
from escapelens.model.core import common_under
from escapelens.model.objects import LOCAL_VAR, Scope, Var
from escapelens.model.predicates import is_integer
from escapelens.model.types import INT, IS_INTEGER, IS_STRING, AnyType, Array, Basic, Chan, Map, Signature, Slice, Type
from escapelens.model.under import under
from escapelens.model.universe import INVALID_TYPE, TYP, UNIVERSE_RUNE
from escapelens.syntax.nodes import AnySyntax, Expr, ForStmt, ListExpr, Name, ParenExpr, RangeClause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from escapelens.check.checker import Checker


def range_stmt(check: Checker, s: ForStmt, clause: RangeClause) -> None:
    """Check the clause and the body of `for lhs = range x`, in a scope of its own (range.go: rangeStmt)."""
    from escapelens.check.stmt import block

    key_expr: Expr | None = clause.lhs
    value_expr: Expr | None = None
    if key_expr.__class__ is ListExpr:
        elems = key_expr.elem_list
        key_expr = elems[0] if elems else None
        value_expr = elems[1] if len(elems) > 1 else None

    env = check.env
    x = Operand()
    env.has_call_or_recv = False
    range_var = clause.x
    expr(check, None, x, range_var)
    if x.mode and value_expr is None and not env.has_call_or_recv:
        array: AnyType = array_ptr_deref(under(x.typ))
        if array.__class__ is Array:
            # x is not evaluated: only its constant length counts
            while range_var.__class__ is ParenExpr:
                range_var = range_var.x
            record(check, Operand(CONSTANT, range_var, TYP[INT], array.len))

    key: Type | None = INVALID_TYPE
    value: Type | None = INVALID_TYPE
    if x.mode:
        found = range_key_val(x.typ)
        if found is None:
            check.error(clause.pos, "cannot range over this")
        else:
            key, value = found

    scope = env.scope = Scope(env.scope)
    over_int = bool(x.mode) and is_integer(x.typ)
    if clause.def_:
        _define(check, x, scope, ((key_expr, key), (value_expr, value)), over_int)
    elif key_expr is not None:
        for lhs, typ in ((key_expr, key), (value_expr, value)):
            if lhs is None:
                continue
            if typ is None or typ is INVALID_TYPE:
                assign_var(check, lhs, None, Operand())
            elif over_int:
                assign_var(check, lhs, None, x)
            else:
                assign_var(check, lhs, None, Operand(VALUE, lhs, typ))
    elif over_int:
        assignment(check, x, None)
    block(check, s.body)
    env.scope = scope.parent


def _define(
    check: Checker, x: Operand, scope: Scope, sides: Iterable[tuple[AnySyntax, AnyType]], over_int: bool
) -> None:
    """Declare the iteration variables."""
    new_vars = []
    for lhs, typ in sides:
        if lhs is None:
            continue
        if lhs.__class__ is Name:
            obj = Var(lhs.pos, check.pkg, lhs.value, None, LOCAL_VAR)
            lhs.obj = obj
            if lhs.value != "_":
                new_vars.append(obj)
        else:
            check.error(lhs.pos, "cannot declare")
            obj = Var(lhs.pos, check.pkg, "_", None, LOCAL_VAR)
        if typ is None or typ is INVALID_TYPE:
            obj.typ = INVALID_TYPE
        elif over_int:
            init_var(check, obj, x)
        else:
            init_var(check, obj, Operand(VALUE, lhs, typ))
    for obj in new_vars:
        scope.insert(obj)


def range_key_val(orig: Type) -> tuple[Type | None, Type | None] | None:
    """Types of the iteration variables (None: not permitted) when ranging over orig; None if that is impossible.

    (range.go: rangeKeyVal)
    """
    rtyp = common_under(orig)
    if rtyp is None:
        return None
    t: AnyType = array_ptr_deref(rtyp)
    c = t.__class__
    if c is Slice or c is Array:
        return TYP[INT], t.elem
    if c is Map:
        return t.key, t.elem
    if c is Basic:
        if t.info & IS_STRING:
            return TYP[INT], UNIVERSE_RUNE
        return (orig, None) if t.info & IS_INTEGER else None
    if c is Chan:
        return t.elem, None
    if c is Signature and len(t.params.vars) == 1:
        yield_: AnyType = common_under(t.params.vars[0].typ)
        if yield_.__class__ is Signature and len(yield_.params.vars) <= 2:
            params = [v.typ for v in yield_.params.vars]
            return params[0] if params else None, params[1] if len(params) > 1 else None
    return None

"""Small helpers around lists of expressions.

Counterpart: parts of `types2/call.go` (exprList, use).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.expr import expr, expr_or_type, multi_expr, raw_expr
from escapelens.check.operand import VALUE, Operand
from escapelens.syntax.nodes import Expr, ListExpr, Name
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def expr_list(check: Checker, elist: list[Expr]) -> list[Operand]:
    """Operands of a list of expressions; a single one may stand for several (call.go: exprList)."""
    if len(elist) == 1:
        return multi_expr(check, elist[0], False)[0]
    operands = []
    for e in elist:
        x = Operand()
        expr(check, None, x, e)
        operands.append(x)
    return operands


def use(check: Checker, elist: list[Expr]) -> bool:
    """Check expressions whose context is in error; whether all are valid (call.go: use)."""
    ok = True
    for e in elist:
        if e is None:
            continue
        x = Operand(VALUE)
        inner = unparen(e)
        if inner.__class__ is Name:
            if inner.value != "_":
                expr_or_type(check, x, inner, True)
        elif inner.__class__ is ListExpr:
            if not use(check, inner.elem_list):
                ok = False
            continue
        else:
            raw_expr(check, None, x, e, None, True)
        if not x.mode:
            ok = False
    return ok

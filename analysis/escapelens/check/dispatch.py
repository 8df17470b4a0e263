"""Which function checks which class of expression.

Counterpart: the switch in `types2/expr.go: exprInternal`. It is filled in here so that the modules of expressions,
which call each other through `expr.raw_expr`, need not import each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.call import call_expr
from escapelens.check.expr import DISPATCH
from escapelens.check.index import index_or_inst, slice_expr
from escapelens.check.literals import basic_lit, composite_lit, func_lit
from escapelens.check.operand import EXPRESSION, STATEMENT, TYPEXPR, Operand
from escapelens.check.operations import assert_expr, operation, paren_expr
from escapelens.check.selector import selector
from escapelens.check.typexpr import ident, typ
from escapelens.syntax import nodes

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.model.types import AnyType, Type


def _name(check: Checker, T: Type | None, x: Operand, e: nodes.Name, hint: Type | None) -> int:
    ident(check, x, e, False)
    return EXPRESSION if x.mode else STATEMENT


def _type(check: Checker, T: AnyType, x: Operand, e: nodes.Expr, hint: AnyType) -> int:
    x.typ = typ(check, e)
    x.mode = TYPEXPR
    return EXPRESSION


DISPATCH.update(
    {
        nodes.Name: _name,
        nodes.BasicLit: basic_lit,
        nodes.FuncLit: func_lit,
        nodes.CompositeLit: composite_lit,
        nodes.ParenExpr: paren_expr,
        nodes.SelectorExpr: selector,
        nodes.IndexExpr: index_or_inst,
        nodes.SliceExpr: slice_expr,
        nodes.AssertExpr: assert_expr,
        nodes.CallExpr: call_expr,
        nodes.Operation: operation,
        nodes.ArrayType: _type,
        nodes.SliceType: _type,
        nodes.StructType: _type,
        nodes.FuncType: _type,
        nodes.InterfaceType: _type,
        nodes.MapType: _type,
        nodes.ChanType: _type,
    }
)

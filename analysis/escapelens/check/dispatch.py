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
from escapelens.syntax.nodes import (
    ArrayType,
    AssertExpr,
    BasicLit,
    CallExpr,
    ChanType,
    CompositeLit,
    Expr,
    FuncLit,
    FuncType,
    IndexExpr,
    InterfaceType,
    MapType,
    Name,
    Operation,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    SliceType,
    StructType,
)

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.model.types import AnyType, Type


def _name(check: Checker, T: Type | None, x: Operand, e: Name, hint: Type | None) -> int:
    ident(check, x, e, False)
    return EXPRESSION if x.mode else STATEMENT


def _type(check: Checker, T: AnyType, x: Operand, e: Expr, hint: AnyType) -> int:
    x.typ = typ(check, e)
    x.mode = TYPEXPR
    return EXPRESSION


DISPATCH.update(
    {
        Name: _name,
        BasicLit: basic_lit,
        FuncLit: func_lit,
        CompositeLit: composite_lit,
        ParenExpr: paren_expr,
        SelectorExpr: selector,
        IndexExpr: index_or_inst,
        SliceExpr: slice_expr,
        AssertExpr: assert_expr,
        CallExpr: call_expr,
        Operation: operation,
        ArrayType: _type,
        SliceType: _type,
        StructType: _type,
        FuncType: _type,
        InterfaceType: _type,
        MapType: _type,
        ChanType: _type,
    }
)

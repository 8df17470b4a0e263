"""Which function builds which syntax: the tables that exprs.py, calls.py, stmts.py ... fill in.

What: `expr` and `stmt1` are the two doors of the walk; a table keyed by class makes them fast and lets the modules that
handle the cases be imported in any order.

Counterpart: the switches of `noder/writer.go` (expr, stmt1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from escapelens.ir.lowering.consts import fix_value, ideal_type
from escapelens.ir.nodes import AnyNode, BasicLit, Node
from escapelens.ir.target import Broken
from escapelens.model.types import Basic, Tuple
from escapelens.syntax.nodes import AnySyntax, Expr, ParenExpr

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder

H = TypeVar("H", bound=Callable[..., object])

EXPR: dict[type, Callable[[FuncBuilder, AnySyntax], Node]] = {}
STMT: dict[type, Callable[[FuncBuilder, AnySyntax, list[Node]], None]] = {}


def on_expr(*classes: type) -> Callable[[H], H]:
    def register(f: H) -> H:
        for c in classes:
            EXPR[c] = f  # type: ignore[assignment]
        return f

    return register


def on_stmt(*classes: type) -> Callable[[H], H]:
    def register(f: H) -> H:
        for c in classes:
            STMT[c] = f  # type: ignore[assignment]
        return f

    return register


def expr(fb: FuncBuilder, e: AnySyntax) -> AnyNode:
    """noder/writer.go: expr with noder/reader.go: expr."""
    while e.__class__ is ParenExpr:
        e = e.x
    t = e.typ
    if fb.track and t.__class__ is not Basic and t.__class__ is not Tuple and id(t) not in fb.seen:
        fb.need(fb.typ(t))
    val = e.val
    if val is not None:
        c = val.__class__
        if t.__class__ is not Basic or t.info & 64:  # named or untyped
            t = ideal_type(fb.typ(t), val)
            val = fix_value(t, val)
        elif (c is int and not t.info & 2) or (c is not int and c is not bytes and c is not bool):
            val = fix_value(t, val)
        return BasicLit(e.pos, val, t)
    handler = EXPR.get(e.__class__)
    if handler is None:
        raise Broken(e)
    return handler(fb, e)


def exprs(fb: FuncBuilder, list_: list[Expr]) -> list[AnyNode]:
    return [expr(fb, e) for e in list_]


def opt_expr(fb: FuncBuilder, e: Expr | None) -> AnyNode | None:
    return None if e is None else expr(fb, e)

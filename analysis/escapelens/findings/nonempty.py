"""Which texts have bytes for sure, by a condition around what is made of them, or one before it that leaves.

Property: told only of variables that are assigned once, so that what was asked of one stays so; doubt means it may be
empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escapelens.findings.names import source_text
from escapelens.findings.rounds import operands
from escapelens.findings.shared import is_changed
from escapelens.ir.static_value import reassigned
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.findings.syntax_index import SyntaxIndex
    from escapelens.ir.nodes import AnyNode

_SAME = ("CONVNOP", "PAREN", "STR2BYTES", "BYTES2STR")  # as many bytes
_EMPTY = ('""', "``")


def is_filled(c: Case, part: AnyNode) -> bool:
    """Is part of a case's text a variable, or a field of one, that is not empty there?"""
    while part.op in _SAME:
        part = part.x
    var = part.x if part.op == "DOT" else part
    if var.op != "NAME" or c.inlined or c.site is None or var.canonical.obj is None:
        return False
    obj, field = var.canonical.obj, part.field.name if part.op == "DOT" and part.field is not None else ""
    asked = any(_asks(cond, obj, field, holds) for cond, holds in _conditions(c.ctx.places, c.site))
    return asked and not (is_changed(c.ctx.places, obj, c.site) if field else reassigned(var.canonical))


def _conditions(places: SyntaxIndex, node: S.Node) -> Iterator[tuple[S.Expr, bool]]:
    """Conditions that hold, or do not, whenever node is met, within its function literal."""
    for child, parent in places.ancestors(node):
        if isinstance(parent, S.FuncLit | S.LabeledStmt):
            return  # a goto may go there by another way
        if isinstance(parent, S.IfStmt) and child is not parent.cond and child is not parent.init:
            holds = child is parent.then
            yield from ((cond, holds) for cond in operands(parent.cond, "&&" if holds else "||"))
        stmts = parent.stmts if isinstance(parent, S.BlockStmt) else []
        for stmt in reversed(stmts[: stmts.index(child)] if child in stmts else []):
            if isinstance(stmt, S.LabeledStmt):
                return
            if isinstance(stmt, S.IfStmt) and stmt.else_ is None and _leaves(stmt.then):
                yield from ((cond, False) for cond in operands(stmt.cond, "||"))


def _leaves(block: S.BlockStmt) -> bool:
    last = block.stmts[-1] if block.stmts else None
    return isinstance(last, S.ReturnStmt) or (isinstance(last, S.BranchStmt) and last.tok in ("break", "continue"))


def _asks(cond: S.Expr, obj: object, field: str, holds: bool) -> bool:
    """Does a condition that holds, or does not, say that a variable, or a field of it, is not empty?"""
    if not isinstance(cond, S.Operation) or cond.y is None:
        return False
    x, y = unparen(cond.x), source_text(cond.y)
    if isinstance(x, S.CallExpr) and source_text(x.fun) == "len" and y == "0":
        x, is_said = unparen(x.arg_list[0]), cond.op in (("!=", ">") if holds else ("==", "<="))
    else:
        is_said = y in _EMPTY and cond.op == ("!=" if holds else "==")
    if field and isinstance(x, S.SelectorExpr):
        x = x.x if x.sel.value == field else None
    elif field:
        return False
    return is_said and isinstance(x, S.Name) and x.obj is obj

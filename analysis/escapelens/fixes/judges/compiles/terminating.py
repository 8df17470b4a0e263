"""Terminating statements: what a function with results must end in.

Counterpart: `types2/return.go`.
"""

from __future__ import annotations

from escapelens.fixes.effects.body import builtin_name
from escapelens.fixes.effects.flow import run_here
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen


def terminates(s: nodes.Node | None) -> bool:
    """Whether control can't reach what follows s (return.go: isTerminating)."""
    match s:
        case nodes.ReturnStmt():
            return True
        case nodes.BranchStmt():
            return s.tok in ("goto", "fallthrough")
        case nodes.ExprStmt():
            return builtin_name(unparen(s.x)) == "panic"
        case nodes.BlockStmt():
            return list_terminates(s.stmts)
        case nodes.LabeledStmt():
            return terminates(s.stmt)
        case nodes.IfStmt():
            return s.else_ is not None and terminates(s.then) and terminates(s.else_)
        case nodes.SwitchStmt():
            clauses = all(list_terminates(c.body) and not _breaks(s, c.body) for c in s.body)
            return clauses and any(c.cases is None for c in s.body)
        case nodes.SelectStmt():
            return all(list_terminates(c.body) and not _breaks(s, c.body) for c in s.body)
        case nodes.ForStmt():
            return s.cond is None and not isinstance(s.init, nodes.RangeClause) and not _breaks(s, [s.body])
        case _:
            return False


def list_terminates(stmts: list[nodes.Stmt]) -> bool:
    last = next((s for s in reversed(stmts) if not isinstance(s, nodes.EmptyStmt)), None)
    return last is not None and terminates(last)


def _breaks(target: nodes.Stmt, below: list[nodes.Stmt]) -> bool:
    return any(
        isinstance(n, nodes.BranchStmt) and n.tok == "break" and n.target is target for s in below for n in run_here(s)
    )

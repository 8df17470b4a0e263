"""Whether a function's end can be reached: one that has results must end in a terminating statement.

Counterpart: `types2/return.go`. Why: a function without its last `return` is being written; what it does with what it
is given is not known yet.
"""

from __future__ import annotations

from escapelens.check.operand import BUILTIN
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unparen


def is_terminating_list(stmts: list[S.Stmt]) -> bool:
    for s in reversed(stmts):
        if s.__class__ is not S.EmptyStmt:
            return is_terminating(s, "")
    return False


def is_terminating(s: S.Stmt, label: str) -> bool:
    match s:
        case S.ReturnStmt():
            return True
        case S.LabeledStmt():
            return is_terminating(s.stmt, s.label.value)
        case S.ExprStmt():
            call = unparen(s.x)
            return isinstance(call, S.CallExpr) and is_builtin(call.fun, "panic")
        case S.BranchStmt():
            return s.tok in ("goto", "fallthrough")
        case S.BlockStmt():
            return is_terminating_list(s.stmts)
        case S.IfStmt():
            return s.else_ is not None and is_terminating_list(s.then.stmts) and is_terminating(s.else_, "")
        case S.ForStmt():
            return not isinstance(s.init, S.RangeClause) and s.cond is None and not _breaks(s.body, label, True)
        case S.SwitchStmt():
            return any(c.cases is None for c in s.body) and _clauses_terminate(s, label)
        case S.SelectStmt():
            return _clauses_terminate(s, label)
    return False


def _clauses_terminate(s: S.SwitchStmt | S.SelectStmt, label: str) -> bool:
    return all(is_terminating_list(c.body) and not _any_breaks(c.body, label, True) for c in s.body)


def _any_breaks(stmts: list[S.Stmt], label: str, implicit: bool) -> bool:
    return any(_breaks(s, label, implicit) for s in stmts)


def _breaks(s: S.Stmt, label: str, implicit: bool) -> bool:
    """Does s leave what is labelled so? implicit: `break` without a label does."""
    match s:
        case S.BranchStmt():
            return s.tok == "break" and (implicit if s.label is None else s.label.value == label)
        case S.LabeledStmt():
            return _breaks(s.stmt, label, implicit)
        case S.BlockStmt():
            return _any_breaks(s.stmts, label, implicit)
        case S.IfStmt():
            return _breaks(s.then, label, implicit) or (s.else_ is not None and _breaks(s.else_, label, implicit))
        case S.ForStmt():
            return label != "" and _breaks(s.body, label, False)
        case S.SwitchStmt() | S.SelectStmt():
            return label != "" and any(_any_breaks(c.body, label, False) for c in s.body)
    return False


def is_builtin(e: S.AnySyntax, name: str) -> bool:
    e = unparen(e)
    return e.__class__ is S.Name and e.value == name and e.mode == BUILTIN

"""Code that can never run is not built: which statements and branches go.

Counterpart: `noder/writer.go` (staticBool, terminates, hasFallthrough). The syntax tree stays as it is: where the
compiler overwrites a condition with its simpler form, `static_bool` returns that form.
"""

from __future__ import annotations

from escapelens.check.terminating import is_builtin
from escapelens.syntax import nodes as S


def static_bool(e: S.AnySyntax) -> tuple[int, S.Expr]:
    """(+1 always true, -1 always false, 0 unknown; the condition, simplified)."""
    val = e.val
    if val is not None:
        return (1 if val else -1), e
    if e.__class__ is S.Operation:
        op = e.op
        if op == "!":
            r, x = static_bool(e.x)
            return r, (e if x is e.x else _with(e, x, None))
        if op == "&&" or op == "||":
            sign = 1 if op == "&&" else -1
            r, x = static_bool(e.x)
            if r * sign < 0:
                return r, x
            s, y = static_bool(e.y)
            if r * sign > 0 or s * sign < 0:
                if x.val is not None:
                    return s, y
                return s, (e if x is e.x and y is e.y else _with(e, x, y))
            if x is not e.x or y is not e.y:
                e = _with(e, x, y)
    return 0, e


def _with(e: S.AnySyntax, x: S.AnySyntax, y: S.AnySyntax) -> S.AnySyntax:
    n = S.Operation(e.pos, e.start, e.end, e.op, x, y)
    n.mode, n.typ, n.val = e.mode, e.typ, e.val
    return n


def terminates(stmt: S.AnySyntax) -> bool:
    """Whether control never gets from stmt to the statement after it (approximate, as in the compiler)."""
    c = stmt.__class__
    if c is S.ReturnStmt:
        return True
    if c is S.BranchStmt:
        return bool(stmt.tok == "goto")
    if c is S.ExprStmt:
        x = stmt.x
        while x.__class__ is S.ParenExpr:
            x = x.x
        return x.__class__ is S.CallExpr and is_builtin(x.fun, "panic")
    if c is S.IfStmt:
        cond, _ = static_bool(stmt.cond)
        return (cond < 0 or terminates(stmt.then)) and (cond > 0 or terminates(stmt.else_))
    if c is S.BlockStmt:
        return terminates(last_non_empty(stmt.stmts))
    return False


def last_non_empty(stmts: list[S.AnySyntax]) -> S.AnySyntax:
    for s in reversed(stmts):
        if s.__class__ is not S.EmptyStmt:
            return s
    return None


def has_fallthrough(stmts: list[S.AnySyntax]) -> bool:
    s = last_non_empty(stmts)
    while s.__class__ is S.LabeledStmt:
        s = s.stmt
    return s.__class__ is S.BranchStmt and s.tok == "fallthrough"

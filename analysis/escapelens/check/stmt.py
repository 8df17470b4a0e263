"""Statements and function bodies.

What: `func_body` checks the body of a function or function literal: scopes are opened and closed, names declared, and
every expression annotated. Function literals of a statement are checked at its end, when the scope is still the same.

Counterpart: `types2/stmt.go`. Not asked: whether labels and variables are used, branches and cases are in order; none
of it changes a type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.check import dispatch as dispatch
from escapelens.check.assignments import assign_var, assign_vars, init_vars, short_var_decl
from escapelens.check.checker import Environment
from escapelens.check.convert_untyped import convert_untyped
from escapelens.check.decl import decl_stmt
from escapelens.check.expr import assignment, expr, generic_expr, raw_expr
from escapelens.check.expr_lists import use
from escapelens.check.operand import BUILTIN, CONSTANT, STATEMENT, TYPEXPR, Operand
from escapelens.check.operations import binary, chan_elem, comparison
from escapelens.check.range_ import range_stmt
from escapelens.check.terminating import is_terminating_list
from escapelens.check.typexpr import var_type
from escapelens.model.objects import LOCAL_VAR, Nil, Scope, Var
from escapelens.model.types import BOOL, IS_UNTYPED, Basic, Signature, Type
from escapelens.model.universe import INVALID_TYPE, TYP
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list, unparen

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.check.resolver import DeclInfo
    from escapelens.model.constants import Value


def func_body(check: Checker, decl: DeclInfo | None, sig: Signature, body: nodes.BlockStmt, iota: Value) -> None:
    """Check the body of a function of type sig in its scope (stmt.go: funcBody)."""
    saved = check.env
    env = check.env = Environment(sig.scope, saved.uses, saved.version)
    env.decl = decl
    env.iota = iota
    env.sig = sig
    stmt_list(check, body.stmts)
    if sig.results.vars and not is_terminating_list(body.stmts):
        check.error(body.rbrace, "missing return")
    check.env = saved


def stmt_list(check: Checker, stmts: list[nodes.Stmt]) -> None:
    for s in stmts:
        stmt(check, s)


def stmt(check: Checker, s: nodes.Stmt) -> None:
    """stmt.go: stmt."""
    delayed = check.delayed
    top = len(delayed)
    f = _STMTS.get(s.__class__)
    if f is not None:
        f(check, s)
    if len(delayed) > top:
        check.process_delayed(top)


def block(check: Checker, s: nodes.BlockStmt) -> None:
    """The statements of a block, in a new scope."""
    env = check.env
    outer = env.scope
    env.scope = Scope(outer)
    for inner in s.stmts:
        stmt(check, inner)
    env.scope = outer


def _labeled(check: Checker, s: nodes.LabeledStmt) -> None:
    stmt(check, s.stmt)


def _expr_stmt(check: Checker, s: nodes.ExprStmt) -> None:
    x = Operand()
    kind = raw_expr(check, None, x, s.x)
    if x.mode and (kind != STATEMENT or x.mode in (BUILTIN, TYPEXPR)):
        check.error(s.pos, "is not used")


def _send(check: Checker, s: nodes.SendStmt) -> None:
    ch, val = Operand(), Operand()
    expr(check, None, ch, s.chan)
    generic_expr(check, val, s.value)
    if ch.mode and val.mode:
        elem = chan_elem(ch.typ)
        if elem is None:
            check.error(s.pos, "cannot send to non-channel")
        else:
            assignment(check, val, elem)


def _assign(check: Checker, s: nodes.AssignStmt) -> None:
    rhs_expr = s.rhs
    if rhs_expr is None:  # x++, x--
        x = Operand()
        expr(check, None, x, s.lhs)
        if x.mode:
            assign_var(check, s.lhs, None, x)
        return
    op = s.op
    if op == "":
        lhs_expr = s.lhs
        if lhs_expr.__class__ is not nodes.ListExpr and rhs_expr.__class__ is not nodes.ListExpr:
            assign_vars(check, [lhs_expr], [rhs_expr])
        else:
            assign_vars(check, unpack_list(lhs_expr), unpack_list(rhs_expr))
        return
    lhs, rhs = unpack_list(s.lhs), unpack_list(rhs_expr)
    if op == ":=":
        short_var_decl(check, s.pos, lhs, rhs)
        return
    if len(lhs) != 1 or len(rhs) != 1:
        check.error(s.pos, "assignment operation requires single-valued expressions")
        use(check, lhs)
        use(check, rhs)
        return
    x = Operand()
    binary(check, x, None, lhs[0], rhs[0], op)
    assign_var(check, lhs[0], None, x)


def _call_stmt(check: Checker, s: nodes.CallStmt) -> None:
    raw_expr(check, None, Operand(), s.call)


def _return(check: Checker, s: nodes.ReturnStmt) -> None:
    sig: Signature = check.env.sig
    results = sig.results.vars if sig is not None else []
    exprs = unpack_list(s.results)
    if exprs and not results:
        check.error(s.pos, "too many return values")
        use(check, exprs)
    elif exprs:
        init_vars(check, results, exprs, s)
    elif results and not results[0].name:
        check.error(s.pos, "not enough return values")


def _if(check: Checker, s: nodes.IfStmt) -> None:
    env = check.env
    outer = env.scope
    env.scope = Scope(outer)
    if s.init is not None:
        stmt(check, s.init)
    expr(check, None, Operand(), s.cond)
    stmt(check, s.then)
    if s.else_ is not None:
        stmt(check, s.else_)
    env.scope = outer


def _for(check: Checker, s: nodes.ForStmt) -> None:
    init = s.init
    if init.__class__ is nodes.RangeClause:
        range_stmt(check, s, init)
        return
    env = check.env
    outer = env.scope
    env.scope = Scope(outer)
    if init is not None:
        stmt(check, init)
    if s.cond is not None:
        expr(check, None, Operand(), s.cond)
    if s.post is not None:
        stmt(check, s.post)
    stmt(check, s.body)
    env.scope = outer


def _case_body(check: Checker, stmts: list[nodes.Stmt], obj: Var | None = None) -> None:
    env = check.env
    outer = env.scope
    env.scope = scope = Scope(outer)
    if obj is not None:
        scope.insert(obj)
    for s in stmts:
        stmt(check, s)
    env.scope = outer


def _switch(check: Checker, s: nodes.SwitchStmt) -> None:
    env = check.env
    outer = env.scope
    env.scope = Scope(outer)
    if s.init is not None:
        stmt(check, s.init)
    if s.tag.__class__ is nodes.TypeSwitchGuard:
        _type_switch(check, s, s.tag)
    else:
        _expr_switch(check, s)
    env.scope = outer


def _expr_switch(check: Checker, s: nodes.SwitchStmt) -> None:
    """stmt.go: switchStmt."""
    x = Operand()
    if s.tag is not None:
        expr(check, None, x, s.tag)
        assignment(check, x, None)
    else:
        x.mode = CONSTANT
        x.typ = TYP[BOOL]
        x.val = True
        x.expr = nodes.SpannedExpr(s.pos, s.pos, s.pos)
    for clause in s.body:
        if clause.cases is not None:
            _case_values(check, x, unpack_list(clause.cases))
        _case_body(check, clause.body)


def _case_values(check: Checker, x: Operand, values: list[nodes.Expr]) -> None:
    """stmt.go: caseValues."""
    for e in values:
        v = Operand()
        expr(check, None, v, e)
        if not x.mode or not v.mode:
            continue
        if v.typ.__class__ is Basic and v.typ.info & IS_UNTYPED:
            convert_untyped(check, v, x.typ)
            if v.mode:
                comparison(check, v, x.copy(), "==")


def _is_nil(check: Checker, e: nodes.Expr) -> bool:
    e = unparen(e)
    if e.__class__ is not nodes.Name or e.value != "nil":
        return False
    scope: Scope | None = check.env.scope
    while scope is not None:
        obj = scope.elems.get("nil")
        if obj is not None:
            return obj.__class__ is Nil
        scope = scope.parent
    return False


def _case_types(check: Checker, x: Operand | None, types: list[nodes.Expr]) -> Type:
    """The type that the variable of a type switch has in a clause (stmt.go: caseTypes)."""
    T: Type | None = None
    for e in types:
        if _is_nil(check, e):
            T = None
            expr(check, None, Operand(), e)
        else:
            T = var_type(check, e)
    if len(types) != 1 or T is None:
        T = x.typ if x is not None else INVALID_TYPE
    return T


def _type_switch(check: Checker, s: nodes.SwitchStmt, guard: nodes.TypeSwitchGuard) -> None:
    """stmt.go: typeSwitchStmt."""
    lhs = guard.lhs
    x = Operand()
    expr(check, None, x, guard.x)
    sx = x if x.mode else None
    for clause in s.body:
        T = _case_types(check, sx, unpack_list(clause.cases))
        obj: Var | None = None
        if lhs is not None and lhs.value != "_":
            obj = Var(lhs.pos, check.pkg, lhs.value, T, LOCAL_VAR)
            clause.obj = obj
        _case_body(check, clause.body, obj)


def _select(check: Checker, s: nodes.SelectStmt) -> None:
    env = check.env
    for clause in s.body:
        outer = env.scope
        env.scope = Scope(outer)
        if clause.comm is not None:
            stmt(check, clause.comm)
        stmt_list(check, clause.body)
        env.scope = outer


def _nothing(check: Checker, s: nodes.Stmt) -> None:
    pass


_STMTS: dict[type, Callable[..., None]] = {
    nodes.EmptyStmt: _nothing,
    nodes.BadStmt: _nothing,
    nodes.BranchStmt: _nothing,
    nodes.DeclStmt: lambda check, s: decl_stmt(check, s.decl_list),
    nodes.LabeledStmt: _labeled,
    nodes.ExprStmt: _expr_stmt,
    nodes.SendStmt: _send,
    nodes.AssignStmt: _assign,
    nodes.CallStmt: _call_stmt,
    nodes.ReturnStmt: _return,
    nodes.BlockStmt: block,
    nodes.IfStmt: _if,
    nodes.ForStmt: _for,
    nodes.SwitchStmt: _switch,
    nodes.SelectStmt: _select,
}

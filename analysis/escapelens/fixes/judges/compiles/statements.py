"""Statements and bodies of functions.

Counterpart: `types2/stmt.go`, `assignments.go`, `range.go`. Labels and branches are the syntax layer's business.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.check.builtins import BUILTINS
from escapelens.check.operand import CONSTANT, STATEMENT, VALUE
from escapelens.check.range_ import range_key_val
from escapelens.check.terminating import is_terminating_list
from escapelens.fixes.effects.body import builtin_name
from escapelens.fixes.judges.compiles.expressions import (
    CHECKS,
    assigned_to,
    comparison,
    expression,
    is_builtin,
    is_conversion,
    operands,
    value,
)
from escapelens.fixes.judges.compiles.types import check_type, may_hold
from escapelens.fixes.judges.compiles.verdict import CompileProblem, Verdict, is_nil
from escapelens.model.core import common_under
from escapelens.model.identity import identical
from escapelens.model.objects import Var
from escapelens.model.predicates import all_boolean, all_numeric, has_nil, is_integer, is_type_param
from escapelens.model.types import BOOL, RECV_ONLY, SEND_ONLY, Chan, Interface, Signature, Tuple, Type
from escapelens.model.typeset import comparable_type
from escapelens.model.under import under
from escapelens.model.universe import TYP
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list, unparen


class Scopes:
    """Names declared in the blocks that are open, for what the checker does not say: nothing new on the left of :=,
    a result that is not in scope at a bare return."""

    def __init__(self, v: Verdict, sig: Signature, results: list[str]) -> None:
        self.v = v
        self.sig = sig
        self.results = results  # names of results, if they have any
        self.open: list[set[str]] = []

    def declare(self, name: nodes.Name) -> bool:
        """Whether the name is new in its block."""
        if name.value == "_":
            return True
        new = name.value not in self.open[-1]
        self.open[-1].add(name.value)
        return new


def function(v: Verdict, sig: Signature, typ: nodes.FuncType, body: nodes.BlockStmt) -> None:
    """The body of a function or literal."""
    names = [f.name.value for f in typ.result_list if f.name is not None]
    s = Scopes(v, sig, names)
    parameters = {f.name.value for f in (*typ.param_list, *typ.result_list) if f.name is not None}
    s.open.append(parameters)
    for stmt in body.stmts:
        statement(s, stmt)
    if sig.results.vars and not is_terminating_list(body.stmts):
        v.problems.append(CompileProblem(body.rbrace, "missing return"))


def _func_lit(v: Verdict, e: nodes.FuncLit) -> None:
    check_type(v, e.type)
    if isinstance(e.typ, Signature):
        function(v, e.typ, e.type, e.body)
    else:
        v.bad(e, "no function type")


CHECKS[nodes.FuncLit] = _func_lit


def statement(s: Scopes, n: nodes.Stmt | None) -> None:
    if n is None:
        return
    check = _CHECKS.get(n.__class__)
    if check is None:
        s.v.bad(n, "not a statement")
    else:
        check(s, n)


def block(s: Scopes, stmts: list[nodes.Stmt], names: set[str] | None = None) -> None:
    s.open.append(names or set())
    for n in stmts:
        statement(s, n)
    s.open.pop()


def _block(s: Scopes, n: nodes.BlockStmt) -> None:
    block(s, n.stmts)


def _nothing(s: Scopes, n: nodes.Stmt) -> None:
    pass


def _labeled(s: Scopes, n: nodes.LabeledStmt) -> None:
    statement(s, n.stmt)


def _expr(s: Scopes, n: nodes.ExprStmt) -> None:
    x = unparen(n.x)
    expression(s.v, n.x)
    if isinstance(x, nodes.CallExpr) and not is_conversion(x):
        if is_builtin(x) and BUILTINS[builtin_name(x)].kind != STATEMENT:
            s.v.bad(n, "is not used")
    elif not (isinstance(x, nodes.Operation) and x.op == "<-" and x.y is None):
        s.v.bad(n, "is not used")


def _send(s: Scopes, n: nodes.SendStmt) -> None:
    value(s.v, n.chan)
    value(s.v, n.value)
    c = common_under(n.chan.typ) if n.chan.typ is not None else None
    if not isinstance(c, Chan) or c.dir == RECV_ONLY:
        s.v.bad(n, "can't send to it")
    else:
        s.v.assign(n.value, c.elem)


def _assign(s: Scopes, n: nodes.AssignStmt) -> None:
    v = s.v
    if n.rhs is None:
        to = assigned_to(v, n.lhs)
        if to is None or not all_numeric(to):
            v.bad(n, "not a number")
        return
    lhs, rhs = unpack_list(n.lhs), unpack_list(n.rhs)
    if n.op == ":=":
        _define(s, n, lhs, rhs)
    elif n.op == "":
        targets = [None if _blank(e) else assigned_to(v, e) or _lost(v, e) for e in lhs]
        _pass(v, n, targets, rhs, [_blank(e) for e in lhs])
    elif len(lhs) != 1 or len(rhs) != 1:
        v.bad(n, "one value on each side")
    else:
        to = assigned_to(v, lhs[0])
        value(v, rhs[0])
        if to is None:
            v.bad(n, "can't be assigned to")
        else:
            operands(v, n, n.op, lhs[0], rhs[0])


def _blank(e: nodes.Expr) -> bool:
    e = unparen(e)
    return isinstance(e, nodes.Name) and e.value == "_"


def _lost(v: Verdict, e: nodes.Expr) -> Type | None:
    v.bad(e, "no type")
    return None


def _define(s: Scopes, n: nodes.AssignStmt, lhs: list[nodes.Expr], rhs: list[nodes.Expr]) -> None:
    v = s.v
    targets: list[Type | None] = []
    blanks: list[bool] = []
    for e in rhs:  # literals there do not see the new names
        expression(v, e)
    fresh = False
    for e in lhs:
        if not isinstance(e, nodes.Name):
            v.bad(e, "not a name")
            return
        blanks.append(e.value == "_")
        fresh = (s.declare(e) and e.value != "_") or fresh
        targets.append(None if e.value == "_" else e.obj.typ if isinstance(e.obj, Var) else _lost(v, e))
    if not fresh:
        v.bad(n, "no new variables on the left")
    if len({e.value for e in lhs if isinstance(e, nodes.Name) and e.value != "_"}) != blanks.count(False):
        v.bad(n, "a name twice on the left")
    _pass(v, n, targets, rhs, blanks, checked=True)


def _pass(
    v: Verdict,
    at: nodes.Node,
    targets: list[Type | None],
    rhs: list[nodes.Expr],
    blanks: list[bool],
    *,
    checked: bool = False,
    comma_ok: bool = True,
) -> None:
    """rhs is assigned to variables of the types; blank ones take anything that has a type."""
    if not checked:
        for e in rhs:
            expression(v, e)
    if len(rhs) == 1 and len(targets) != 1:
        e = rhs[0]
        if not isinstance(e.typ, Tuple) or len(e.typ.vars) != len(targets):
            v.bad(at, "assignment mismatch")
            return
        ok_form = not isinstance(unparen(e), nodes.CallExpr)
        if ok_form and not comma_ok:
            v.bad(at, "assignment mismatch")
        for var, to, blank in zip(e.typ.vars, targets, blanks, strict=True):
            if not blank:
                if ok_form and var is e.typ.vars[1] and to is not None and all_boolean(to):
                    continue  # an untyped bool
                v.fits(e, VALUE, var.typ, None, to)
        return
    if len(rhs) != len(targets):
        v.bad(at, "assignment mismatch")
        return
    for e, to, blank in zip(rhs, targets, blanks, strict=True):
        if not blank:
            v.assign(e, to)
        elif is_nil(e) or not v.single(e):
            v.bad(e, "no value")


def _go(s: Scopes, n: nodes.CallStmt) -> None:
    x = n.call
    expression(s.v, x)
    if not isinstance(x, nodes.CallExpr) or is_conversion(x):
        s.v.bad(n, f"{n.tok} wants a call")
    elif is_builtin(x) and BUILTINS[builtin_name(x)].kind != STATEMENT:
        s.v.bad(n, f"{n.tok} discards the result")


def _return(s: Scopes, n: nodes.ReturnStmt) -> None:
    v = s.v
    exprs = unpack_list(n.results)
    results: list[Type | None] = [r.typ for r in s.sig.results.vars]
    if exprs:
        if not results:
            v.bad(n, "too many return values")
        _pass(v, n, results, exprs, [False] * len(results), comma_ok=False)
    elif results:
        inner = set().union(*s.open[1:]) if len(s.open) > 1 else set()
        if not s.results or any(name in inner for name in s.results if name != "_"):
            v.bad(n, "not enough return values, or a result is not in scope")


def _condition(v: Verdict, e: nodes.Expr) -> None:
    value(v, e)
    if e.typ is None or not all_boolean(e.typ):
        v.bad(e, "condition is no boolean")


def _if(s: Scopes, n: nodes.IfStmt) -> None:
    s.open.append(set())
    statement(s, n.init)
    _condition(s.v, n.cond)
    block(s, n.then.stmts)
    statement(s, n.else_)
    s.open.pop()


def _for(s: Scopes, n: nodes.ForStmt) -> None:
    s.open.append(set())
    if isinstance(n.init, nodes.RangeClause):
        _range(s, n.init)
    else:
        statement(s, n.init)
        if n.cond is not None:
            _condition(s.v, n.cond)
        statement(s, n.post)
        if isinstance(n.post, nodes.AssignStmt) and n.post.op == ":=":
            s.v.bad(n.post, "declaration in the post statement")
    block(s, n.body.stmts)
    s.open.pop()


def _range(s: Scopes, n: nodes.RangeClause) -> None:
    v = s.v
    value(v, n.x)
    found = range_key_val(n.x.typ) if n.x.typ is not None else None
    lhs = unpack_list(n.lhs)
    if found is None or len(lhs) > 2:
        v.bad(n, "can't range over it")
        return
    c = common_under(n.x.typ)  # type: ignore[arg-type]
    if isinstance(c, Chan) and c.dir == SEND_ONLY:
        v.bad(n, "can't receive from it")
    if isinstance(c, Signature) and not _iterator(c):
        v.bad(n, "no iterator")
    for e, t in zip(lhs, found, strict=False):
        if _blank(e) and n.def_ and t is not None:
            continue
        if t is None:
            v.bad(e, "no such iteration variable")
        elif n.def_:
            if not isinstance(e, nodes.Name) or not s.declare(e) or not isinstance(e.obj, Var):
                v.bad(e, "can't be declared")
        elif not _blank(e):
            to = assigned_to(v, e)
            if is_integer(t) and n.x.mode == CONSTANT:
                v.assign(n.x, to)
            else:
                v.fits(e, VALUE, t, None, to)


def _iterator(f: Signature) -> bool:
    if f.results.vars or len(f.params.vars) != 1:
        return False
    y = common_under(f.params.vars[0].typ)
    return isinstance(y, Signature) and len(y.results.vars) == 1 and all_boolean(y.results.vars[0].typ)


def _switch(s: Scopes, n: nodes.SwitchStmt) -> None:
    s.open.append(set())
    statement(s, n.init)
    if sum(c.cases is None for c in n.body) > 1:
        s.v.bad(n, "several defaults")
    guard = n.tag
    if isinstance(guard, nodes.TypeSwitchGuard):
        _type_switch(s, n, guard)
    else:
        _value_switch(s, n, guard)
    for i, c in enumerate(n.body):
        for j, stmt in enumerate(c.body):
            if isinstance(inner := _unlabeled(stmt), nodes.BranchStmt) and inner.tok == "fallthrough":
                last = j == len(c.body) - 1 and i < len(n.body) - 1
                if not last or isinstance(guard, nodes.TypeSwitchGuard):
                    s.v.bad(stmt, "misplaced fallthrough")
        block(s, c.body)
    s.open.pop()


def _unlabeled(n: nodes.Stmt) -> nodes.Stmt:
    while isinstance(n, nodes.LabeledStmt):
        n = n.stmt
    return n


def _value_switch(s: Scopes, n: nodes.SwitchStmt, tag: nodes.Expr | None) -> None:
    v = s.v
    if tag is not None:
        value(v, tag)
        if is_nil(tag) or tag.typ is None or not (comparable_type(tag.typ) or has_nil(tag.typ)):
            v.bad(tag, "can't be switched over")
            return
    seen: list[tuple[Type, Type]] = []
    for c in n.body:
        for e in unpack_list(c.cases):
            value(v, e)
            if tag is None:
                if e.typ is None or not all_boolean(e.typ) or not identical(under(e.typ), TYP[BOOL]):
                    v.bad(e, "no boolean")
                if e.mode == CONSTANT and any(val == e.val for val, _ in seen):
                    v.bad(e, "duplicate case")
                if e.mode == CONSTANT and e.typ is not None:
                    seen.append((e.val, e.typ))
                continue
            if e.typ is None or not e.mode:
                continue
            comparison(v, e, "==", e, tag)
            if e.mode == CONSTANT:
                if any(type(val) is type(e.val) and val == e.val and identical(t, e.typ) for val, t in seen):
                    v.bad(e, "duplicate case")
                seen.append((e.val, e.typ))


def _type_switch(s: Scopes, n: nodes.SwitchStmt, guard: nodes.TypeSwitchGuard) -> None:
    v = s.v
    value(v, guard.x)
    t = guard.x.typ
    if t is None or not isinstance(under(t), Interface) or is_type_param(t):
        v.bad(guard, "not an interface")
        return
    seen: list[Type | None] = []
    for c in n.body:
        for e in unpack_list(c.cases):
            if is_nil(e):
                case = None
            else:
                check_type(v, e)
                case = e.typ
                if case is None or not may_hold(t, case):
                    v.bad(e, "impossible case")
            if any((case is None) == (old is None) and (case is None or identical(case, old)) for old in seen):  # type: ignore[arg-type]
                v.bad(e, "duplicate case")
            seen.append(case)


def _select(s: Scopes, n: nodes.SelectStmt) -> None:
    if sum(c.comm is None for c in n.body) > 1:
        s.v.bad(n, "several defaults")
    for c in n.body:
        s.open.append(set())
        if c.comm is not None:
            if not _communicates(c.comm):
                s.v.bad(c, "not a communication")
            statement(s, c.comm)
        for stmt in c.body:
            statement(s, stmt)
        s.open.pop()


def _communicates(n: nodes.Stmt) -> bool:
    if isinstance(n, nodes.SendStmt):
        return True
    x = n.x if isinstance(n, nodes.ExprStmt) else n.rhs if isinstance(n, nodes.AssignStmt) else None
    if x is None or (isinstance(n, nodes.AssignStmt) and n.op not in ("", ":=")):
        return False
    x = unparen(x)
    return isinstance(x, nodes.Operation) and x.op == "<-" and x.y is None


def _declare(s: Scopes, n: nodes.DeclStmt) -> None:
    v = s.v
    for d in n.decl_list:
        match d:
            case nodes.VarDecl():
                check_type(v, d.type)
                if d.values is not None:
                    targets = [
                        None
                        if name.value == "_" and d.type is None
                        else (name.obj.typ if name.obj is not None else None)
                        for name in d.name_list
                    ]
                    blanks = [name.value == "_" and d.type is None for name in d.name_list]
                    _pass(v, d, targets, unpack_list(d.values), blanks)
                elif d.type is None:
                    v.bad(d, "neither type nor value")
                names = d.name_list
            case nodes.ConstDecl():
                check_type(v, d.type)
                for e in unpack_list(d.values):
                    value(v, e)
                    if e.mode != CONSTANT:
                        v.bad(e, "not constant")
                if d.values is not None and len(unpack_list(d.values)) != len(d.name_list):
                    v.bad(d, "wrong number of values")
                names = d.name_list
            case nodes.TypeDecl():
                if not d.tparam_list:
                    check_type(v, d.type)
                names = [d.name]
            case _:
                v.bad(d, "not a declaration")
                names = []
        for name in names:
            if not s.declare(name):
                v.bad(name, "redeclared in this block")


_CHECKS: dict[type, Callable[[Scopes, nodes.AnySyntax], None]] = {
    nodes.EmptyStmt: _nothing,
    nodes.BranchStmt: _nothing,
    nodes.LabeledStmt: _labeled,
    nodes.BlockStmt: _block,
    nodes.ExprStmt: _expr,
    nodes.SendStmt: _send,
    nodes.DeclStmt: _declare,
    nodes.AssignStmt: _assign,
    nodes.CallStmt: _go,
    nodes.ReturnStmt: _return,
    nodes.IfStmt: _if,
    nodes.ForStmt: _for,
    nodes.SwitchStmt: _switch,
    nodes.SelectStmt: _select,
}

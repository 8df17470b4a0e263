"""Initialisations and assignments: types for new variables, and for untyped values what they are assigned to.

Counterpart: `types2/assignments.go`. Whether a typed value is assignable is not asked: it changes no type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.expr import assignment, expr, multi_expr, record_comma_ok_types, target_of
from escapelens.check.expr_lists import use
from escapelens.check.operand import CONSTANT, Operand
from escapelens.model.objects import LOCAL_VAR, Const, Var
from escapelens.model.predicates import default_type
from escapelens.model.types import IS_UNTYPED, UNTYPED_NIL, Basic, Type
from escapelens.model.universe import INVALID_TYPE, TYP
from escapelens.syntax.nodes import CallExpr, Expr, Name, Stmt
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def init_const(check: Checker, lhs: Const, x: Operand) -> None:
    """The declaration const lhs = x (assignments.go: initConst)."""
    typ = lhs._typ
    if not x.mode or x.typ is INVALID_TYPE or typ is INVALID_TYPE or x.mode != CONSTANT:
        if x.mode and x.mode != CONSTANT:
            check.error(x.expr.pos, "not constant")
        if typ is None:
            lhs.typ = INVALID_TYPE
        return
    if typ is None:
        lhs.typ = typ = x.typ
    assignment(check, x, typ)
    if x.mode:
        lhs.val = x.val


def init_var(check: Checker, lhs: Var, x: Operand) -> None:
    """The initialisation lhs = x; lhs gets the type of x if it has none (assignments.go: initVar)."""
    typ = lhs._typ
    if not x.mode or x.typ is INVALID_TYPE or typ is INVALID_TYPE:
        if typ is None:
            lhs._typ = INVALID_TYPE
        x.mode = 0
        return
    if typ is None:
        typ = x.typ
        if typ.__class__ is Basic and typ.info & IS_UNTYPED:
            if typ is TYP[UNTYPED_NIL]:
                check.error(x.expr.pos, "use of untyped nil")
                lhs._typ = INVALID_TYPE
                x.mode = 0
                return
            typ = default_type(typ)
        lhs._typ = typ
    assignment(check, x, typ)


def lhs_var(check: Checker, lhs: Expr) -> Type | None:
    """The type of the left side of an assignment: None for the blank identifier, INVALID_TYPE if it is in error.

    (assignments.go: lhsVar)
    """
    ident = lhs if lhs.__class__ is Name else unparen(lhs)
    if ident.__class__ is Name and ident.value == "_":
        ident.obj = None
        return None
    x = Operand()
    expr(check, None, x, lhs)
    return x.typ if x.mode else INVALID_TYPE


def assign_var(check: Checker, lhs: Expr, rhs: Expr | None, x: Operand | None) -> None:
    """The assignment lhs = rhs, or lhs = x if x is the operand of rhs (assignments.go: assignVar)."""
    T = lhs_var(check, lhs)
    if T is INVALID_TYPE:
        if x is not None:
            x.mode = 0
        elif rhs is not None:
            use(check, [rhs])
        return
    if x is None:
        x = Operand()
        expr(check, target_of(T), x, rhs)  # type: ignore[arg-type]
    assignment(check, x, T)


def _is_call(rhs: list[Expr]) -> bool:
    return len(rhs) == 1 and unparen(rhs[0]).__class__ is CallExpr


def _invalidate(lhs: list[Var]) -> None:
    for v in lhs:
        if v._typ is None:
            v._typ = INVALID_TYPE


def init_vars(check: Checker, lhs: list[Var], orig_rhs: list[Expr], return_stmt: Stmt | None) -> None:
    """Initialise lhs, or return orig_rhs as the results lhs if return_stmt is given (assignments.go: initVars)."""
    n, r = len(lhs), len(orig_rhs)
    if n == r and not _is_call(orig_rhs):
        x = Operand()
        for v, e in zip(lhs, orig_rhs, strict=True):
            expr(check, target_of(v._typ), x, e)
            init_var(check, v, x)
        return
    if r != 1:
        if use(check, orig_rhs):
            check.error(orig_rhs[0].pos if orig_rhs else 0, "assignment mismatch")
        _invalidate(lhs)
        return
    rhs, comma_ok = multi_expr(check, orig_rhs[0], n == 2 and return_stmt is None)
    if n == len(rhs):
        for v, y in zip(lhs, rhs, strict=True):
            init_var(check, v, y)
        if comma_ok and rhs[0].mode and rhs[1].mode:
            record_comma_ok_types(orig_rhs[0], rhs[0].typ, rhs[1].typ)
        return
    if rhs[0].mode:
        check.error(orig_rhs[0].pos, "assignment mismatch")
    _invalidate(lhs)


def assign_vars(check: Checker, lhs: list[Expr], orig_rhs: list[Expr]) -> None:
    """The assignment lhs = orig_rhs (assignments.go: assignVars)."""
    n, r = len(lhs), len(orig_rhs)
    if n == r and not _is_call(orig_rhs):
        for left, e in zip(lhs, orig_rhs, strict=True):
            assign_var(check, left, e, None)
        return
    if r != 1:
        check.error(lhs[0].pos if lhs else 0, "assignment mismatch")
        use(check, lhs)
        use(check, orig_rhs)
        return
    rhs, comma_ok = multi_expr(check, orig_rhs[0], n == 2)
    if n == len(rhs):
        for left, y in zip(lhs, rhs, strict=True):
            assign_var(check, left, None, y)
        if comma_ok and rhs[0].mode and rhs[1].mode:
            record_comma_ok_types(orig_rhs[0], rhs[0].typ, rhs[1].typ)
        return
    if rhs[0].mode:
        check.error(orig_rhs[0].pos, "assignment mismatch")
    use(check, lhs)


def short_var_decl(check: Checker, pos: int, lhs: list[Expr], rhs: list[Expr]) -> None:
    """lhs := rhs (assignments.go: shortVarDecl)."""
    top = len(check.delayed)
    scope = check.env.scope
    lhs_vars: list[Var] = []
    new_vars: list[Var] = []
    seen: set[str] = set()
    pkg = check.pkg
    for e in lhs:
        if e.__class__ is not Name:
            use(check, [e])
            check.error(e.pos, "non-name on left side of :=")
            lhs_vars.append(Var(e.pos, pkg, "_", None, LOCAL_VAR))
            continue
        name = e.value
        if name != "_":
            if name in seen:
                check.error(e.pos, "repeated on left side of :=")
                lhs_vars.append(Var(e.pos, pkg, "_", None, LOCAL_VAR))
                continue
            seen.add(name)
            alt = scope.elems.get(name)
            if alt is not None:
                e.obj = alt
                if alt.__class__ is Var:
                    lhs_vars.append(alt)
                else:
                    check.error(e.pos, "cannot assign")
                    lhs_vars.append(Var(e.pos, pkg, "_", None, LOCAL_VAR))
                continue
        obj = Var(e.pos, pkg, name, None, LOCAL_VAR)
        lhs_vars.append(obj)
        if name != "_":
            new_vars.append(obj)
        e.obj = obj
    init_vars(check, lhs_vars, rhs, None)
    check.process_delayed(top)  # function literals do not see the new variables
    for obj in new_vars:
        scope.elems[obj.name] = obj
        obj.parent = scope

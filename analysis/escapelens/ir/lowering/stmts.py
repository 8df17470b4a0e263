"""Statements: lists, assignments, declarations, returns, branches, go and defer.

Counterpart: `noder/writer.go` (stmts, stmt1, assignStmt), `noder/reader.go` (stmts, stmt1, assign, initDefn), with what
typecheck does to them (`typecheck/stmt.go`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir import nodes as N
from escapelens.ir import ops as O
from escapelens.ir.lowering.body import BLANK
from escapelens.ir.lowering.calls import multi_expr
from escapelens.ir.lowering.consts import new_one
from escapelens.ir.lowering.convert import implicit_conv_expr
from escapelens.ir.lowering.dispatch import STMT, expr, on_stmt
from escapelens.ir.lowering.exprs import BIN_OPS
from escapelens.ir.lowering.prune import terminates
from escapelens.ir.lowering.tyutil import core
from escapelens.ir.target import Broken
from escapelens.model.objects import Var
from escapelens.model.types import AnyType, Chan
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder


def stmts(fb: FuncBuilder, list_: list[S.Stmt]) -> list[N.Node]:
    """noder/writer.go: stmts. Statements after a terminating one are dropped unless a label follows them.

    Statements in error are left out, and the function is noted in `Target.skipped`.
    """
    out: list[N.Node] = []
    dead = False
    last_label = -2
    for i, s in enumerate(list_):
        if dead:
            if last_label == -2:
                last_label = max((j for j, x in enumerate(list_) if x.__class__ is S.LabeledStmt), default=-1)
            if i > last_label and s.__class__ is not S.LabeledStmt:
                continue
        c = s.__class__
        handler = STMT.get(c)
        if handler is None:
            fb.b.target.skip(fb.fn)
            continue
        done = len(out)
        try:
            handler(fb, s, out)
        except Broken:  # code in error: the rest of the body still counts
            del out[done:]
            fb.b.target.skip(fb.fn)
            continue
        dead = c in _MAY_TERMINATE and terminates(s)
    return out


_MAY_TERMINATE = frozenset((S.ReturnStmt, S.BranchStmt, S.ExprStmt, S.IfStmt, S.BlockStmt))


def one_stmt(fb: FuncBuilder, s: S.Stmt | None) -> list[N.Node]:
    """noder/writer.go: stmt."""
    out: list[N.Node] = []
    if s is not None:
        handler = STMT.get(s.__class__)
        if handler is None:
            raise Broken(s)
        handler(fb, s, out)
    return out


def block(list_: list[N.Node]) -> N.Node | None:
    """noder/reader.go: block."""
    if not list_:
        return None
    if len(list_) == 1:
        return list_[0]
    return N.BlockStmt(list_[0].pos, list_)


def label_before(out: list[N.Node]) -> str:
    if out:
        last = out[-1]
        if last.__class__ is N.LabelStmt:
            return last.label
    return ""


@on_stmt(S.EmptyStmt)
def _empty(fb: FuncBuilder, s: S.AnySyntax, out: list[N.Node]) -> None:
    pass


@on_stmt(S.BadStmt)
def _bad(fb: FuncBuilder, s: S.AnySyntax, out: list[N.Node]) -> None:
    raise Broken(s)


@on_stmt(S.ExprStmt)
def _expr(fb: FuncBuilder, s: S.ExprStmt, out: list[N.Node]) -> None:
    out.append(expr(fb, s.x))


@on_stmt(S.BlockStmt)
def _block(fb: FuncBuilder, s: S.BlockStmt, out: list[N.Node]) -> None:
    out.extend(stmts(fb, s.stmts))


@on_stmt(S.LabeledStmt)
def _labeled(fb: FuncBuilder, s: S.LabeledStmt, out: list[N.Node]) -> None:
    label = s.label.value
    out.append(N.LabelStmt(s.pos, label) if label != "_" else N.BlockStmt(s.pos, []))
    handler = STMT.get(s.stmt.__class__)
    if handler is None:
        raise Broken(s)
    handler(fb, s.stmt, out)


_BRANCH_OPS = {"break": O.OBREAK, "continue": O.OCONTINUE, "fallthrough": O.OFALL, "goto": O.OGOTO}


@on_stmt(S.BranchStmt)
def _branch(fb: FuncBuilder, s: S.BranchStmt, out: list[N.Node]) -> None:
    out.append(N.BranchStmt(s.pos, _BRANCH_OPS[s.tok], s.label.value if s.label is not None else ""))


@on_stmt(S.ReturnStmt)
def _return(fb: FuncBuilder, s: S.ReturnStmt, out: list[N.Node]) -> None:
    if s.results is None:
        out.append(N.ReturnStmt(s.pos, []))
        return
    types = fb.result_types
    list_ = unpack_list(s.results)
    if len(list_) == 1 and len(types) == 1:
        results = [implicit_conv_expr(fb, types[0], list_[0])]
    else:
        results = multi_expr(fb, s.pos, lambda i: types[i] if i < len(types) else None, list_)
    out.append(N.ReturnStmt(s.pos, results))


@on_stmt(S.SendStmt)
def _send(fb: FuncBuilder, s: S.AnySyntax, out: list[N.Node]) -> None:
    ch = core(s.chan.typ)
    if ch.__class__ is not Chan:
        raise Broken(s)
    x = expr(fb, s.chan)
    out.append(N.SendStmt(s.pos, x, implicit_conv_expr(fb, ch.elem, s.value)))


@on_stmt(S.CallStmt)
def _go_defer(fb: FuncBuilder, s: S.CallStmt, out: list[N.Node]) -> None:
    op = O.OGO if s.tok == "go" else O.ODEFER
    n = N.GoDeferStmt(s.pos, op, expr(fb, s.call))
    defer_at = getattr(s, "defer_at", None)
    if op is O.ODEFER and defer_at is not None:
        n.defer_at = expr(fb, defer_at)
    fb.b.normalize_go_defer(fb, n)
    out.append(n)


# ---------------------------------------------------------------------------------------------------------------------
# Assignments


@on_stmt(S.DeclStmt)
def _decl(fb: FuncBuilder, s: S.DeclStmt, out: list[N.Node]) -> None:
    for d in s.decl_list:
        if d.__class__ is S.VarDecl:
            assign_stmt(fb, d.pos, d.name_list, unpack_list(d.values), True, out)


@on_stmt(S.AssignStmt)
def _assign(fb: FuncBuilder, s: S.AssignStmt, out: list[N.Node]) -> None:
    op = s.op
    if s.rhs is None:
        lhs = expr(fb, s.lhs)
        mark_assigned(lhs)
        out.append(N.AssignOpStmt(s.pos, BIN_OPS[op], lhs, new_one(s.pos, lhs.typ), True))
    elif op and op != ":=":
        as_op = BIN_OPS[op]
        lhs = expr(fb, s.lhs)
        mark_assigned(lhs)
        dst = None if op == "<<" or op == ">>" else s.lhs.typ
        out.append(N.AssignOpStmt(s.pos, as_op, lhs, implicit_conv_expr(fb, dst, s.rhs)))
    else:
        assign_stmt(fb, s.pos, unpack_list(s.lhs), unpack_list(s.rhs), op == ":=", out)


def mark_assigned(lhs: N.AnyNode) -> None:
    """typecheck.go: checkassign."""
    if lhs.op is O.OINDEXMAP:
        lhs.assigned = True


def assign_stmt(
    fb: FuncBuilder, pos: int, lhs: list[S.AnySyntax], rhs: list[S.AnySyntax], def_: bool, out: list[N.Node]
) -> None:
    """noder/writer.go: assignStmt, noder/reader.go: stmtAssign."""
    names: list[N.Name] = []
    dsts: list[N.Node] = []
    if len(lhs) == 1 and len(rhs) == 1:
        x = assign(fb, lhs[0], def_, names)
        y = implicit_conv_expr(fb, dst_type(lhs[0]), rhs[0])
        n = N.AssignStmt(pos, x, y)
        mark_assigned(x)
        if names:
            init_defn(n, names)
        out.append(n)
        return
    for e in lhs:
        dsts.append(assign(fb, e, def_, names))
    if not rhs:
        for name in names:
            as_ = N.AssignStmt(pos, name, None)
            as_.run_before(N.Decl(pos, name))
            out.append(as_)
        return
    n_lhs = len(lhs)
    ys = multi_expr(fb, pos, lambda i: dst_type(lhs[i]) if i < n_lhs else None, rhs)
    if len(ys) != n_lhs:
        raise Broken(lhs[0])
    for x in dsts:
        mark_assigned(x)
    m = N.AssignListStmt(pos, O.OAS2, dsts, ys)
    if names:
        init_defn(m, names)
    out.append(m)


def dst_type(e: S.AnySyntax) -> AnyType | None:
    """The type that a value assigned to e is converted to; None for the blank identifier."""
    while e.__class__ is S.ParenExpr:
        e = e.x
    if e.__class__ is S.Name:
        if e.value == "_":
            return None
        if e.obj.__class__ is Var:
            return e.obj.typ
    return e.typ


def assign(fb: FuncBuilder, e: S.AnySyntax, def_: bool, names: list[N.Name]) -> N.AnyNode:
    """noder/reader.go: assign. A newly declared variable is appended to names."""
    while e.__class__ is S.ParenExpr:
        e = e.x
    if e.__class__ is S.Name:
        if e.value == "_":
            return BLANK
        if def_:
            obj = e.obj
            if obj.__class__ is not Var:
                raise Broken(e)
            if not fb.declared(obj) and obj.kind != 0:
                n = fb.define(obj, obj.pos)
                names.append(n)
                return n
    return expr(fb, e)


def init_defn(defn: N.AnyNode, names: list[N.Name]) -> None:
    """noder/reader.go: initDefn."""
    defn.def_ = True
    for name in names:
        name.defn = defn
        defn.run_before(N.Decl(name.pos, name))

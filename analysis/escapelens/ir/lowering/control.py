"""Control flow: if, for, range, switch, type switch, select.

Counterpart: `noder/writer.go` (ifStmt, forStmt, switchStmt, selectStmt), `noder/reader.go` (the same names),
`typecheck/stmt.go` (tcSelect, tcSwitch, tcRange).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.operand import NIL_VALUE
from escapelens.ir import nodes as N
from escapelens.ir import ops as O
from escapelens.ir.lowering import generic
from escapelens.ir.lowering.body import BLANK
from escapelens.ir.lowering.consts import BOOL
from escapelens.ir.lowering.convert import implicit_conv_expr
from escapelens.ir.lowering.dispatch import expr, on_stmt, opt_expr
from escapelens.ir.lowering.prune import has_fallthrough, static_bool
from escapelens.ir.lowering.stmts import assign, block, init_defn, label_before, mark_assigned, one_stmt, stmts
from escapelens.ir.lowering.tyutil import core, is_interface, is_untyped_nil, under
from escapelens.ir.target import Broken
from escapelens.model import constants
from escapelens.model import types as T
from escapelens.model.universe import EMPTY_INTERFACE, TYP
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder

UNTYPED_NIL = TYP[T.UNTYPED_NIL]


@on_stmt(S.IfStmt)
def _if(fb: FuncBuilder, s: S.IfStmt, out: list[N.Node]) -> None:
    static, cond_expr = static_bool(s.cond)
    init = one_stmt(fb, s.init)
    cond = expr(fb, cond_expr)
    then = stmts(fb, s.then.stmts) if static >= 0 else []
    els = one_stmt(fb, s.else_) if static <= 0 else []
    if static != 0:
        if cond.op is not O.OLITERAL:
            init.append(N.AssignStmt(s.pos, BLANK, cond))
        n = block(init + then + els)
        if n is not None:
            out.append(n)
        return
    n2 = N.IfStmt(s.pos, cond, then, els)
    n2.init = init
    out.append(n2)


@on_stmt(S.ForStmt)
def _for(fb: FuncBuilder, s: S.AnySyntax, out: list[N.Node]) -> None:
    label = label_before(out)
    if s.init.__class__ is S.RangeClause:
        out.append(_range(fb, s, s.init, label))
        return
    cond_expr = s.cond
    never = False
    if cond_expr is not None:
        static, cond_expr = static_bool(cond_expr)
        never = static < 0
    init = block(one_stmt(fb, s.init))
    cond = opt_expr(fb, cond_expr)
    post = block(one_stmt(fb, None if never else s.post))
    body = stmts(fb, [] if never else s.body.stmts)
    if cond is not None and cond.op is O.OLITERAL and not cond.val:
        if init is not None:
            out.append(init)
        return
    n = N.ForStmt(s.pos, cond, post, body, fb.b.distinct_vars(fb))
    if init is not None:
        n.init = [init]
    n.label = label
    out.append(n)


def _range(fb: FuncBuilder, s: S.ForStmt, rang: S.RangeClause, label: str) -> N.Node:
    names: list[N.Name] = []
    lhs_exprs = unpack_list(rang.lhs)
    lhs = [assign(fb, e, rang.def_, names) for e in lhs_exprs]
    n = N.RangeStmt(rang.pos, lhs[0] if lhs else None, lhs[1] if len(lhs) > 1 else None, BLANK, [], False)
    n.label = label
    if names:
        init_defn(n, names)
    n.x = expr(fb, rang.x)
    for x in lhs:
        mark_assigned(x)
    if fb.dict is not None or fb.b.itabs is not None:
        if core(rang.x.typ).__class__ is T.Map:
            fb.hidden_rtype(rang.x.typ)
        for e, src in zip(lhs_exprs, generic.range_key_val(rang.x.typ), strict=False):
            if e.__class__ is S.Name and e.value == "_":
                continue
            fb.hidden_conv(src, e.obj.typ if e.__class__ is S.Name and e.obj is not None else e.typ)
    n.body = stmts(fb, s.body.stmts)
    n.distinct_vars = fb.b.distinct_vars(fb)
    return n


# ---------------------------------------------------------------------------------------------------------------------
# select


@on_stmt(S.SelectStmt)
def _select(fb: FuncBuilder, s: S.AnySyntax, out: list[N.Node]) -> None:
    label = label_before(out)
    cases = []
    for clause in s.body:
        comm: S.AnySyntax = block(one_stmt(fb, clause.comm))
        body = stmts(fb, clause.body)
        pos = clause.pos
        if comm.__class__ is N.AssignStmt and not comm.def_:
            conv = comm.y
            if conv.__class__ is N.ConvExpr and conv.op is O.OCONVIFACE:
                # case i = <-c with a conversion: receive into a temporary first.
                recv = conv.x
                tmp = fb.temp(pos, recv.typ)
                as_ = comm
                comm = N.AssignStmt(pos, tmp, recv, True)
                comm.run_before(N.Decl(pos, tmp))
                tmp.defn = comm
                conv.x = tmp
                body.insert(0, as_)
        if comm.__class__ is N.AssignListStmt and comm.op is O.OAS2:
            # multi_expr has put the receive into a statement of its own; that is the communication.
            as2 = comm
            init = as2.rhs[0].init
            as2.rhs[0].init = N.NOTHING
            if len(init) != 1:
                raise Broken(s)
            comm = init[0]
            body.insert(0, as2)
        cases.append(N.CommClause(pos, _comm(comm), body))
    n = N.SelectStmt(s.pos, cases)
    n.label = label
    out.append(n)


def _comm(n: N.AnyNode) -> S.AnySyntax:
    """typecheck/stmt.go: tcSelect; receives become OSELRECV2. A variable declared keeps the old statement as defn."""
    if n is None:
        return None
    if n.op is O.OAS:
        y = n.y
        if (y.op is O.OCONVNOP or y.op is O.OCONVIFACE) and y.implicit:
            y = y.x
        sel = N.AssignListStmt(n.pos, O.OSELRECV2, [n.x, BLANK], [y], n.def_)
        sel.init = n.init
        return sel
    if n.op is O.OAS2RECV:
        n.op = O.OSELRECV2
        return n
    if n.op is O.ORECV:
        sel = N.AssignListStmt(n.pos, O.OSELRECV2, [BLANK, BLANK], [n], False)
        sel.init = n.init
        n.init = N.NOTHING
        return sel
    return n


# ---------------------------------------------------------------------------------------------------------------------
# switch


@on_stmt(S.SwitchStmt)
def _switch(fb: FuncBuilder, s: S.SwitchStmt, out: list[N.Node]) -> None:
    label = label_before(out)
    init = block(one_stmt(fb, s.init))
    if s.tag.__class__ is S.TypeSwitchGuard:
        n = _type_switch(fb, s, s.tag)
    else:
        n = _expr_switch(fb, s)
    n.label = label
    if init is not None:
        n.init = [init]
    out.append(n)


def _expr_switch(fb: FuncBuilder, s: S.SwitchStmt) -> N.SwitchStmt:
    tag = s.tag
    tag_type: T.AnyType = BOOL
    tag_value: bool | int | None = True
    is_chan = False
    if tag is not None:
        tag_type = tag.typ
        tag_value = tag.val
        is_chan = under(tag_type).__class__ is T.Chan
    clauses = [(c, unpack_list(c.cases)) for c in s.body]
    if tag_value is not None:
        reduced = _constant_switch(tag_value, clauses)
        if reduced is not None:
            clauses = reduced
            tag = None
            tag_type = BOOL
    if not is_chan:
        tag_type = _common_case_type(fb, clauses, tag_type)
    tag_node = None if tag is None else implicit_conv_expr(fb, tag_type, tag)
    cases = []
    for c, exprs in clauses:
        list_ = [implicit_conv_expr(fb, None if is_chan else tag_type, e) for e in exprs]
        clause = N.CaseClause(c.pos, list_, [])
        clause.body = stmts(fb, c.body)
        cases.append(clause)
    return N.SwitchStmt(s.pos, tag_node, cases)


def _constant_switch(value: bool | int, clauses: list[S.AnySyntax]) -> list[S.AnySyntax] | None:
    """The one clause that a constant tag always takes, as default; None if that is not known."""
    target = None
    for c, exprs in clauses:
        if c.cases is None:
            target = c
        for e in exprs:
            if e.val is None:
                return None
            if constants.compare(value, "==", e.val):
                target = c
                break
        else:
            continue
        break
    if target is None:
        return []
    if has_fallthrough(target.body):
        return None
    return [(target, [])]


def _common_case_type(fb: FuncBuilder, clauses: list[S.AnySyntax], tag_type: T.Type) -> T.Type:
    """`any` if a case value cannot be converted to the tag's type, else that type."""
    for _, exprs in clauses:
        for e in exprs:
            t = e.typ
            if t is tag_type or t is None:
                continue
            if not fb.b.assignable_to(t, tag_type) and (is_interface(t) or is_interface(tag_type)):
                return EMPTY_INTERFACE
    return tag_type


def _type_switch(fb: FuncBuilder, s: S.SwitchStmt, guard: S.TypeSwitchGuard) -> N.SwitchStmt:
    ident = None
    if guard.lhs is not None:
        ident = N.Ident(guard.lhs.pos, guard.lhs.value)
    x = expr(fb, guard.x)
    iface = guard.x.typ
    tag = N.TypeSwitchGuard(guard.pos, ident, x)
    cases = []
    for c in s.body:
        exprs = unpack_list(c.cases)
        clause = N.CaseClause(c.pos, [_case_type(fb, iface, e) for e in exprs], [])
        if c.obj is not None:
            name = fb.define(c.obj, type_expr_end_pos(exprs[-1]) if exprs else c.pos)
            name.defn = tag
            clause.var = name
        clause.body = stmts(fb, c.body)
        cases.append(clause)
    return N.SwitchStmt(s.pos, tag, cases)


def _case_type(fb: FuncBuilder, iface: T.AnyType, e: S.Expr) -> N.Node:
    if e.mode == NIL_VALUE or is_untyped_nil(e.typ):
        return N.NilExpr(0, UNTYPED_NIL)
    if e.typ is None:
        raise Broken(e)
    if fb.dict is not None:
        dt = generic.dynamic_type(fb, e.pos, e.typ, iface)
        if dt is not None:
            return dt
    else:
        fb.itab(e.typ, iface)
    t = fb.typ(e.typ)
    fb.need(t)
    return N.TypeNode(e.pos, t)


def type_expr_end_pos(e: S.AnySyntax) -> int:
    """noder/quirks.go: typeExprEndPos."""
    while True:
        c = e.__class__
        if c is S.ParenExpr or c is S.Operation:
            e = e.x
        elif c is S.SelectorExpr:
            return e.x.pos  # type: ignore[no-any-return]
        elif c in (S.ArrayType, S.ChanType, S.DotsType, S.SliceType):
            e = e.elem
        elif c is S.MapType:
            e = e.value
        elif c is S.IndexExpr:
            e = unpack_list(e.index)[-1]
        elif c is S.InterfaceType and e.method_list:
            e = e.method_list[-1].type
        elif c is S.FuncType and (e.result_list or e.param_list):
            e = (e.result_list or e.param_list)[-1].type
        else:
            return e.pos  # type: ignore[no-any-return]

"""Expressions but calls and literals: names, selectors, indexes, slices, assertions, operators.

Counterpart: `noder/writer.go: expr`, `noder/reader.go: expr`, with the type checking that the reader asks for:
`typecheck/expr.go` (tcIndex, tcSlice, tcDot, tcArith), `typecheck/typecheck.go` (OADDSTR), `typecheck/subr.go`
(AddImplicitDots).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.operand import TYPEXPR
from escapelens.ir import nodes as N
from escapelens.ir import ops as O
from escapelens.ir.lowering import methods
from escapelens.ir.lowering.body import addr
from escapelens.ir.lowering.consts import BOOL, new_zero
from escapelens.ir.lowering.convert import implicit_conv_expr
from escapelens.ir.lowering.dispatch import expr, on_expr, opt_expr
from escapelens.ir.lowering.generic import dynamic_type, func_inst_value, rtype_node
from escapelens.ir.lowering.typecheck import dot_field
from escapelens.ir.lowering.tyutil import core, is_untyped, under
from escapelens.ir.target import Broken
from escapelens.model.objects import PACKAGE_VAR, AnyObject, Builtin, Func, Nil, Var
from escapelens.model.types import IS_STRING, AnyType, Array, Basic, Map, Pointer, Tuple, Type
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder

BIN_OPS = {
    "||": O.OOROR, "&&": O.OANDAND, "==": O.OEQ, "!=": O.ONE, "<": O.OLT, "<=": O.OLE, ">": O.OGT, ">=": O.OGE,
    "+": O.OADD, "-": O.OSUB, "|": O.OOR, "^": O.OXOR, "*": O.OMUL, "/": O.ODIV, "%": O.OMOD, "&": O.OAND,
    "&^": O.OANDNOT, "<<": O.OLSH, ">>": O.ORSH,
}  # fmt: skip
UN_OPS = {"<-": O.ORECV, "!": O.ONOT, "+": O.OPLUS, "-": O.ONEG, "^": O.OBITNOT}


def single(t: AnyType) -> AnyType:
    """Type of the value proper of a comma-ok expression, which the checker records as a pair."""
    return t.vars[0].typ if t.__class__ is Tuple else t


@on_expr(S.Name)
def _name(fb: FuncBuilder, e: S.AnySyntax) -> N.AnyNode:
    obj = e.obj
    n = fb.locals.get(obj)
    if n is not None:
        return n
    return use_object(fb, e, obj)


def use_object(fb: FuncBuilder, e: S.AnySyntax, obj: AnyObject) -> N.AnyNode:
    c = obj.__class__
    if c is Var:
        if obj.kind == PACKAGE_VAR:
            return fb.b.global_name(obj)
        return fb.use_local(obj, e.pos)
    if c is Func:
        name = e.sel if e.__class__ is S.SelectorExpr else e
        if name.targs:
            return func_inst_value(fb, e.pos, obj, name.targs)
        return fb.b.func_name(obj)
    if c is Nil:
        return new_zero(e.pos, fb.typ(e.typ))
    if c is Builtin:
        return fb.b.builtin_name(obj)
    raise Broken(e)


@on_expr(S.SelectorExpr)
def _selector(fb: FuncBuilder, e: S.SelectorExpr) -> N.AnyNode:
    sel = e.selection
    if sel is None:
        if e.sel.obj is None:
            raise Broken(e)
        return use_object(fb, e, e.sel.obj)
    if sel.kind == 0:
        x = expr(fb, e.x)
        index = sel.index
        pos = e.pos
        for i in index[:-1]:
            x = dot_field(fb, pos, x, i)
            x.implicit = True
        return dot_field(fb, pos, x, index[-1])
    if sel.kind == 1:
        return methods.meth_val(fb, e, sel)
    return methods.meth_expr(fb, e, sel)


@on_expr(S.IndexExpr)
def _index(fb: FuncBuilder, e: S.IndexExpr) -> N.AnyNode:
    ex = e.x
    inner: S.AnySyntax = ex
    while inner.__class__ is S.ParenExpr:
        inner = inner.x
    if inner.__class__ is S.SelectorExpr and inner.selection is not None and inner.selection.kind != 0:
        sel = inner.selection
        return methods.meth_val(fb, inner, sel) if sel.kind == 1 else methods.meth_expr(fb, inner, sel)
    index = e.index
    name = inner.sel if inner.__class__ is S.SelectorExpr else inner
    if name.__class__ is S.Name and name.targs and name.obj.__class__ is Func:
        return func_inst_value(fb, e.pos, name.obj, name.targs)
    if index.mode == TYPEXPR or index.__class__ is S.ListExpr:
        raise Broken(e)
    t = core(ex.typ)
    x = expr(fb, ex)
    if t.__class__ is Map:
        y = implicit_conv_expr(fb, t.key, index)
        if fb.dict is not None:
            fb.hidden_rtype(ex.typ)
        n = N.IndexExpr(e.pos, O.OINDEXMAP, x, y, fb.typ(single(e.typ)))
        return n
    y = expr(fb, index)
    u = under(x.typ)
    if u.__class__ is Pointer:
        x = N.StarExpr(e.pos, x, u.elem)
        x.implicit = True
    return N.IndexExpr(e.pos, O.OINDEX, x, y, fb.typ(e.typ))


@on_expr(S.SliceExpr)
def _slice(fb: FuncBuilder, e: S.AnySyntax) -> N.Node:
    x = expr(fb, e.x)
    low, high, max_ = e.index
    low, high, max_ = opt_expr(fb, low), opt_expr(fb, high), opt_expr(fb, max_)
    op = O.OSLICE if max_ is None else O.OSLICE3
    u = under(x.typ)
    c = u.__class__
    if c is Array:
        x = addr(e.pos, x)
        x.implicit = True
        c = Pointer
    if c is Pointer:
        op = O.OSLICEARR if max_ is None else O.OSLICE3ARR
    elif c is Basic:
        op = O.OSLICESTR
    t = fb.typ(e.typ)
    return N.SliceExpr(e.pos, op, x, low, high, max_, x.typ if is_untyped(t) else t)


@on_expr(S.AssertExpr)
def _assert(fb: FuncBuilder, e: S.AssertExpr) -> N.Node:
    x = expr(fb, e.x)
    typ = fb.typ(e.type.typ)
    fb.need(typ)
    if fb.dict is not None:
        dt = dynamic_type(fb, e.type.pos, e.type.typ, e.x.typ)
        src_rtype = rtype_node(fb, e.pos, e.x.typ)
        if dt is not None:
            n = N.DynamicTypeAssertExpr(e.pos, O.ODYNAMICDOTTYPE, x, dt.rtype, typ)
            n.src_rtype = src_rtype
            n.itab = dt.itab
            return n
    else:
        fb.itab(e.type.typ, e.x.typ)
    return N.TypeAssertExpr(e.pos, O.ODOTTYPE, x, typ)


# ---------------------------------------------------------------------------------------------------------------------
# Operators


@on_expr(S.Operation)
def _operation(fb: FuncBuilder, e: S.Operation) -> N.Node:
    if e.y is None:
        return _unary(fb, e)
    # The left spine of a long chain is walked in a loop: x is nested as deep as the source has terms.
    spine = []
    while True:
        spine.append(e)
        x = e.x
        while x.__class__ is S.ParenExpr:
            x = x.x
        if x.__class__ is not S.Operation or x.y is None or x.val is not None or not _plain(e):
            break
        e = x
    left = None
    while spine:
        left = _binary(fb, spine.pop(), left)
    return left  # type: ignore[return-value]


def _plain(e: S.AnySyntax) -> bool:
    """Whether both operands of e have one type already, so that its left operand needs no conversion."""
    return e.op == "<<" or e.op == ">>" or e.x.typ is e.y.typ


def _binary(fb: FuncBuilder, e: S.AnySyntax, x: N.AnyNode) -> N.Node:
    op = BIN_OPS[e.op]
    ey = e.y
    if op is O.OLSH or op is O.ORSH:
        if x is None:
            x = expr(fb, e.x)
        return N.BinaryExpr(e.pos, op, x, expr(fb, ey), fb.typ(e.typ))
    xt = e.x.typ
    yt = ey.typ
    if xt is yt:
        if x is None:
            x = expr(fb, e.x)
        y = expr(fb, ey)
    else:
        common = common_type(fb, xt, yt)
        if x is None:
            x = implicit_conv_expr(fb, common, e.x)
        y = implicit_conv_expr(fb, common, ey)
    t = e.typ
    if t.__class__ is Basic:
        if t.info & IS_STRING and op is O.OADD:
            return _add_string(e.pos, x, y, t)
        if t.info & 64:
            t = BOOL if op in _BOOLEAN else t
    else:
        t = fb.typ(t)
        if op is O.OADD:
            u = under(t)
            if u.__class__ is Basic and u.info & IS_STRING:
                return _add_string(e.pos, x, y, t)
    if op is O.OANDAND or op is O.OOROR:
        return N.LogicalExpr(e.pos, op, x, y, t)
    return N.BinaryExpr(e.pos, op, x, y, t)


_BOOLEAN = frozenset((O.OANDAND, O.OOROR, O.OEQ, O.ONE, O.OLT, O.OLE, O.OGT, O.OGE))


def common_type(fb: FuncBuilder, xt: AnyType, yt: AnyType) -> AnyType:
    """The type to which both operands of a binary operation are converted."""
    if xt is None or yt is None:
        return None
    if fb.b.assignable_to(xt, yt):
        return yt
    if fb.b.assignable_to(yt, xt):
        return xt
    return None


def _add_string(pos: int, x: N.Node, y: N.AnyNode, t: Type) -> N.Node:
    """The concatenation of all terms in one node (typecheck.go: OADD)."""
    if x.__class__ is N.AddStringExpr:
        x.pos = pos
        add = x
    else:
        add = N.AddStringExpr(pos, [x])
    if y.__class__ is N.AddStringExpr:
        add.list_.extend(y.list_)
    else:
        add.list_.append(y)
    add.typ = t
    return add


def _unary(fb: FuncBuilder, e: S.Operation) -> N.Node:
    op = e.op
    x = expr(fb, e.x)
    if op == "&":
        n = addr(e.pos, x)
        t = fb.typ(e.typ)
        if t is not None:
            n.typ = t
        return n
    if op == "*":
        u = under(x.typ)
        if u.__class__ is not Pointer:
            raise Broken(e)
        return N.StarExpr(e.pos, x, fb.typ(e.typ))
    if op == "~":
        raise Broken(e)
    t = fb.typ(single(e.typ))
    if op == "!" and is_untyped(t):
        t = BOOL
    return N.UnaryExpr(e.pos, UN_OPS[op], x, t)


@on_expr(S.KeyValueExpr, S.ListExpr, S.BadExpr)
def _bad(fb: FuncBuilder, e: S.AnySyntax) -> N.Node:
    raise Broken(e)

"""Calls: functions, methods, interface methods, conversions and builtins.

Counterpart: `noder/writer.go: expr` (CallExpr), `noder/reader.go` (exprCall, exprMake, exprNew, multiExpr),
`typecheck/func.go` (tcCall and the builtins, FixVariadicCall), `typecheck/typecheck.go` (RewriteNonNameCall).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.check.operand import BUILTIN, TYPEXPR
from escapelens.ir import nodes as N
from escapelens.ir import ops as O
from escapelens.ir.lowering import generic, methods
from escapelens.ir.lowering.body import addr, init_expr
from escapelens.ir.lowering.consts import INT, UINTPTR, UNTYPED_INT, ideal_type
from escapelens.ir.lowering.convert import convert_expr, implicit_conv_expr, tc_conv
from escapelens.ir.lowering.dispatch import expr, exprs, on_expr
from escapelens.ir.lowering.typecheck import finish_call
from escapelens.ir.lowering.tyutil import core, deref, is_string, is_untyped, under
from escapelens.ir.target import Broken
from escapelens.model.identity import identical as identical_types
from escapelens.model.objects import Builtin, Func
from escapelens.model.types import AnyType, Chan, Interface, Map, Signature, Slice, Struct, Tuple
from escapelens.model.universe import EMPTY_INTERFACE
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder

_UNARY = {
    "cap": O.OCAP, "clear": O.OCLEAR, "close": O.OCLOSE, "imag": O.OIMAG, "len": O.OLEN, "panic": O.OPANIC,
    "real": O.OREAL, "StringData": O.OUNSAFESTRINGDATA, "SliceData": O.OUNSAFESLICEDATA,
}  # fmt: skip
_BINARY = {
    "complex": O.OCOMPLEX, "copy": O.OCOPY, "Add": O.OUNSAFEADD, "Slice": O.OUNSAFESLICE, "String": O.OUNSAFESTRING,
}  # fmt: skip
_LIST = {
    "append": O.OAPPEND, "delete": O.ODELETE, "max": O.OMAX, "min": O.OMIN, "print": O.OPRINT, "println": O.OPRINTLN,
    "recover": O.ORECOVER,
}  # fmt: skip


@on_expr(S.CallExpr)
def _call(fb: FuncBuilder, e: S.AnySyntax) -> N.Node:
    fun = e.fun
    mode = fun.mode
    if mode == TYPEXPR:
        if len(e.arg_list) != 1:
            raise Broken(e)
        return convert_expr(fb, fun.typ, e.arg_list[0], False)
    fun = unparen(fun)
    if mode == BUILTIN:
        name = fun.sel if fun.__class__ is S.SelectorExpr else fun
        return _builtin(fb, e, name.obj.name if name.obj.__class__ is Builtin else name.value)

    sig = e.fun.typ
    if sig.__class__ is not Signature:
        sig = core(sig) if sig is not None else None
        if sig.__class__ is not Signature:
            raise Broken(e)

    args: list[N.AnyNode] = []
    callee: N.AnyNode = None
    f = fun.x if fun.__class__ is S.IndexExpr else fun
    if f.__class__ is S.SelectorExpr and f.selection is not None and f.selection.kind == 1:
        sel = f.selection
        recv, typ = methods.recv_expr(fb, f, sel)
        _, method, dict_ptr = methods.method_expr(fb, f, typ, sel)
        if method.op is O.OMETHEXPR and under(recv.typ).__class__ is Interface:
            callee = N.SelectorExpr(f.pos, O.ODOTINTER, recv, sel.obj.name, fb.typ(sel.obj.typ))
            callee.method = sel.obj
        else:
            if under(recv.typ).__class__ is Interface:
                fb.b.imprecise_call(fb, f.pos)
            callee = method
            args.append(recv)
            if dict_ptr is not None:
                args.append(dict_ptr)
    else:
        name = f.sel if f.__class__ is S.SelectorExpr and f.selection is None else f
        if name.__class__ is S.Name and name.targs and name.obj.__class__ is Func:
            _, callee, dict_ptr = generic.func_inst(fb, fun.pos, name.obj, name.targs)
            args.append(dict_ptr)
        else:
            callee = expr(fb, fun)

    params = sig.params.vars
    n_params = len(params)
    arg_list = e.arg_list
    if not sig.variadic or e.has_dots:
        if len(arg_list) == n_params and not (n_params == 1 and arg_list[0].typ.__class__ is Tuple):
            for a, p in zip(arg_list, params, strict=True):
                args.append(implicit_conv_expr(fb, p.typ, a))
        else:
            args.extend(multi_expr(fb, e.pos, lambda i: params[i].typ if i < n_params else None, arg_list))
    else:
        last = params[-1].typ
        elem = core(last).elem if core(last).__class__ is Slice else None

        def param_type(i: int) -> AnyType:
            return elem if i >= n_params - 1 else params[i].typ

        args.extend(multi_expr(fb, e.pos, param_type, arg_list))
    return finish_call(fb, e.pos, callee, args, e.has_dots, e.typ)


def multi_expr(fb: FuncBuilder, pos: int, dst: Callable[[int], AnyType], list_: list[S.AnySyntax]) -> list[N.AnyNode]:
    """noder/writer.go: multiExpr, noder/reader.go: multiExpr. dst(i): type wanted of the i'th value, None for any."""
    if len(list_) == 1 and list_[0].typ.__class__ is Tuple:
        return _tuple_temps(fb, pos, dst, list_[0])
    return [implicit_conv_expr(fb, dst(i), e) for i, e in enumerate(list_)]


def _tuple_temps(fb: FuncBuilder, pos: int, dst: Callable[[int], AnyType], e: S.AnySyntax) -> list[N.Node]:
    x = expr(fb, e)
    as_ = N.AssignListStmt(pos, O.OAS2, [], [x], True)
    results: list[N.AnyNode] = []
    for i, v in enumerate(e.typ.vars):
        src = v.typ
        tmp = fb.temp(pos, fb.typ(src))
        tmp.defn = as_
        as_.run_before(N.Decl(pos, tmp))
        as_.lhs.append(tmp)
        res: N.Node = tmp
        d = dst(i)
        if d is not None and d is not src and not identical_types(src, d):
            fb.hidden_conv(src, d)
            if is_untyped(src):
                tmp.typ = fb.typ(d) if under(d).__class__ is not Interface else ideal_type(src, None)
            res = tc_conv(fb, pos, fb.typ(d), tmp, True)
        elif is_untyped(src):
            tmp.typ = ideal_type(src, None)
        results.append(res)
    resolve_list_op(as_)
    results[0] = init_expr([as_], results[0], pos)
    return results


def resolve_list_op(as_: N.AssignListStmt) -> None:
    """typecheck/stmt.go: assign, the part that names the kind of an assignment from one multi-valued expression."""
    r: N.Node = as_.rhs[0]
    op = r.op
    if op is O.OINDEXMAP:
        as_.op = O.OAS2MAPR
    elif op is O.ORECV:
        as_.op = O.OAS2RECV
    elif op is O.ODOTTYPE:
        as_.op = O.OAS2DOTTYPE
        r.op = O.ODOTTYPE2
    elif op is O.ODYNAMICDOTTYPE:
        as_.op = O.OAS2DOTTYPE
        r.op = O.ODYNAMICDOTTYPE2
    else:
        as_.op = O.OAS2FUNC


# ---------------------------------------------------------------------------------------------------------------------
# Builtins


def _builtin(fb: FuncBuilder, e: S.AnySyntax, name: str) -> N.Node:
    args = e.arg_list
    pos = e.pos
    if name == "make":
        return _make(fb, e)
    if name == "new":
        return _new(fb, e)
    if name in ("Sizeof", "Alignof", "Offsetof"):
        return _layout(fb, e, name)
    if name == "append":
        return _append(fb, e)
    if name in _UNARY:
        if len(args) != 1:
            raise Broken(e)
        op = _UNARY[name]
        if op is O.OPANIC:
            x = implicit_conv_expr(fb, EMPTY_INTERFACE, args[0])
            return N.UnaryExpr(pos, op, x)
        typ = None if op is O.OCLEAR or op is O.OCLOSE else fb.typ(e.typ)
        return N.UnaryExpr(pos, op, expr(fb, args[0]), typ)
    xs, init = _args(fb, e)
    if name in _BINARY:
        if len(xs) != 2:
            raise Broken(e)
        op = _BINARY[name]
        if fb.dict is not None and op in (O.OCOPY, O.OUNSAFESLICE):
            fb.hidden_rtype(core(args[0].typ if op is O.OCOPY else e.typ).elem)
        typ = INT if op is O.OCOPY else fb.typ(e.typ)
        return init_expr(init, N.BinaryExpr(pos, op, xs[0], xs[1], typ), pos)
    op = _LIST[name]
    n = N.CallExpr(pos, op, None, xs)
    n.is_ddd = e.has_dots
    if op is O.OMIN or op is O.OMAX or op is O.ORECOVER:
        n.typ = fb.typ(e.typ)
    n.init = init
    return n


def _args(fb: FuncBuilder, e: N.AnyNode) -> tuple[list[N.AnyNode], list[N.AnyNode]]:
    """Arguments, converted where a builtin asks for a type; statements that a multi-valued argument left."""
    args = e.arg_list
    if len(args) == 1 and args[0].typ.__class__ is Tuple:
        return _tuple_temps(fb, e.pos, lambda i: None, args[0]), []
    name = unparen(e.fun)
    name = name.sel.value if name.__class__ is S.SelectorExpr else name.value
    if name == "delete" and len(args) == 2:
        m = core(args[0].typ)
        if m.__class__ is not Map:
            raise Broken(e)
        if fb.dict is not None:
            x = expr(fb, args[0])
            y = implicit_conv_expr(fb, m.key, args[1])
            fb.hidden_rtype(args[0].typ)
            return [x, y], []
        return [expr(fb, args[0]), implicit_conv_expr(fb, m.key, args[1])], []
    if name in ("min", "max"):
        return [implicit_conv_expr(fb, e.typ, a) for a in args], []
    return exprs(fb, args), []


def _append(fb: FuncBuilder, e: S.AnySyntax) -> N.Node:
    args = e.arg_list
    if not args:
        raise Broken(e)
    if len(args) == 1 and args[0].typ.__class__ is Tuple:
        xs = _tuple_temps(fb, e.pos, lambda i: None, args[0])
        n = N.CallExpr(e.pos, O.OAPPEND, None, xs, xs[0].typ)
        return n
    s = core(e.typ)
    if s.__class__ is not Slice:
        raise Broken(e)
    xs = [implicit_conv_expr(fb, e.typ, args[0])]
    if e.has_dots:
        if len(args) == 2:
            t = args[1].typ
            if fb.dict is not None and not is_string(t):
                rest = fb.dict.decl.fresh_slice(e, s.elem)
                if not identical_types(t, rest):
                    fb.dict.conv_rtti(t, rest)  # the conversion is dropped again, but it took its words
            xs.append(expr(fb, args[1]))
    else:
        elem = s.elem
        for a in args[1:]:
            xs.append(implicit_conv_expr(fb, elem, a))
    if fb.dict is not None:
        fb.hidden_rtype(s.elem)
    n = N.CallExpr(e.pos, O.OAPPEND, None, xs, fb.typ(e.typ))
    n.is_ddd = e.has_dots
    return n


def _make(fb: FuncBuilder, e: S.CallExpr) -> N.Node:
    args = e.arg_list
    typ = args[0].typ
    if fb.dict is not None:
        generic.expr_type_words(fb, typ, None)
    xs = exprs(fb, args[1:])
    for x in xs:
        if x.__class__ is N.BasicLit and is_untyped(x.typ):
            x.typ = INT
    c = core(typ)
    t = fb.typ(typ)
    fb.need(t)
    if fb.dict is not None:
        fb.hidden_rtype(c.elem if c.__class__ is Slice else typ)
    if c.__class__ is Slice:
        if not xs:
            raise Broken(e)
        return N.MakeExpr(e.pos, O.OMAKESLICE, xs[0], xs[1] if len(xs) > 1 else None, t)
    size = xs[0] if xs else N.BasicLit(e.pos, 0, UNTYPED_INT)
    if c.__class__ is Map:
        return N.MakeExpr(e.pos, O.OMAKEMAP, size, None, t)
    if c.__class__ is Chan:
        return N.MakeExpr(e.pos, O.OMAKECHAN, size, None, t)
    raise Broken(e)


def _new(fb: FuncBuilder, e: S.CallExpr) -> N.Node:
    arg = e.arg_list[0]
    t = fb.typ(e.typ)
    fb.need(t)
    if arg.mode != TYPEXPR:
        x = expr(fb, arg)
        init: list[N.Node] = []
        n = addr(e.pos, fb.temp_copy(e.pos, x, init))
        n.init = init
        return n
    x = None
    if fb.dict is not None:
        x = generic.dynamic_type(fb, arg.pos, arg.typ, None)
    if x is None:
        x = N.TypeNode(arg.pos, fb.typ(arg.typ))
    return N.UnaryExpr(e.pos, O.ONEW, x, t)


def _layout(fb: FuncBuilder, e: S.AnySyntax, name: str) -> N.Node:
    """unsafe.Sizeof and its like where the checker could not tell: operands of generic type."""
    sizes = fb.b.sizes
    arg = unparen(e.arg_list[0])
    if name != "Offsetof":
        t = fb.typ(arg.typ)
        return N.BasicLit(e.pos, sizes.sizeof(t) if name == "Sizeof" else sizes.alignof(t), UINTPTR)
    t = fb.typ(deref(arg.x.typ))
    offset = 0
    for i in arg.selection.index:
        u = under(t)
        if u.__class__ is not Struct:
            raise Broken(e)
        offset += sizes.offsetsof(u)[i]
        t = u.fields[i].typ
    return N.BasicLit(e.pos, offset, UINTPTR)

"""Functions made to adapt other functions: literals around instances and methods, bodies of unshaped instances.

What: a method value or function value that needs a dictionary computed at run time becomes a literal that captures it
(`curry`); a method expression through embedded fields one that adapts the receiver (`method_expr_wrap`).

Counterpart: `noder/reader.go` (curry, methodExprWrap, syntheticClosure, syntheticTailCall, callShaped).
"""

from __future__ import annotations

from typing import Any

from escapelens.ir import ops as O
from escapelens.ir.build.body import FuncBuilder, addr, init_expr, new_closure_func, new_closure_var
from escapelens.ir.build.consts import UINTPTR
from escapelens.ir.build.tyutil import new_pointer, under
from escapelens.ir.nodes import (
    PFUNC,
    PPARAM,
    AssignListStmt,
    CallExpr,
    Decl,
    Name,
    Node,
    ReturnStmt,
    StarExpr,
    UnaryExpr,
)
from escapelens.types.objects import Var
from escapelens.types.types import Interface, Signature, Tuple


def curry(fb: FuncBuilder, pos: int, iface_hack: bool, fun: Any, arg0: Any, arg1: Any) -> Node:
    """reader.go: curry. A literal that calls fun with arg0 (and arg1) and its own parameters."""
    captured = [fun, arg0] + ([arg1] if arg1 is not None else [])
    sig = under(fun.typ)
    params = sig.params.vars[len(captured) - 1 :]
    typ = Signature(None, _clone(params), _clone(sig.results.vars), sig.variadic)

    def body(inner: FuncBuilder, caps: list[Any]) -> None:
        tail_call(inner, pos, caps[0], caps[1:] + _params(inner))

    return synthetic_closure(fb, pos, typ, iface_hack, captured, body)


def method_expr_wrap(
    fb: FuncBuilder, pos: int, recv: Any, implicits: list[int], deref: bool, need_addr: bool, method: Any, ptr: Any
) -> Node:
    """reader.go: methodExprWrap. A literal that adapts its first parameter to the method's receiver."""
    from escapelens.ir.build.exprs import dot_field

    captured = [method] + ([ptr] if ptr is not None else [])
    sig = under(method.typ)
    params = [Var(0, None, sig.params.vars[0].name, recv), *sig.params.vars[2 if ptr is not None else 1 :]]
    typ = Signature(None, _clone(params), _clone(sig.results.vars), sig.variadic)

    def body(inner: FuncBuilder, caps: list[Any]) -> None:
        args: list[Any] = _params(inner)
        x: Any = args[0]
        for i in implicits:
            x = dot_field(inner, pos, x, i)
            x.implicit = True
        if deref:
            x = StarExpr(pos, x, under(x.typ).elem)
            x.implicit = True
        elif need_addr:
            x = addr(pos, x)
            x.implicit = True
        args[0] = x
        if ptr is not None:
            args.insert(1, caps[1])
        tail_call(inner, pos, caps[0], args)

    return synthetic_closure(fb, pos, typ, False, captured, body)


def _clone(vars_: list[Any]) -> Tuple:
    return Tuple([Var(0, v.pkg, v.name, v.typ) for v in vars_])


def _params(fb: FuncBuilder) -> list[Any]:
    return [n for n in fb.fn.dcl if n.class_ == PPARAM]


def tail_call(fb: FuncBuilder, pos: int, fun: Any, args: list[Any]) -> None:
    """reader.go: syntheticTailCall."""
    from escapelens.ir.build.calls import finish_call

    fb.fn.wrapper = True
    ft = under(fun.typ)
    call = finish_call(fb, pos, fun, args, ft.variadic, None)
    fb.fn.body.append(ReturnStmt(pos, [call]) if ft.results.vars else call)
    if len(ft.results.vars) > 1:
        spread_results(fb, pos, fb.fn.body[-1], call)


def spread_results(fb: FuncBuilder, pos: int, ret: Any, call: CallExpr) -> None:
    """typecheck.go: RewriteMultiValueCall of `return f()`."""
    as_ = AssignListStmt(pos, O.OAS2FUNC, [], [call])
    for v in under(call.fun.typ).results.vars:  # type: ignore[union-attr]
        tmp = fb.temp(pos, v.typ)
        as_.init.append(Decl(pos, tmp))
        as_.lhs.append(tmp)
    ret.init.append(as_)
    ret.results = list(as_.lhs)


def synthetic_closure(
    fb: FuncBuilder, pos: int, typ: Signature, iface_hack: bool, captures: list[Any], add_body: Any
) -> Node:
    """reader.go: syntheticClosure."""
    fn = new_closure_func(fb.fn, pos, pos, "CLOSURE", typ, fb.b)
    fn.wrapper = True
    inner = FuncBuilder(fb.b, fn, fb, None)
    init: list[Node] = []
    inside: list[Any] = []
    for i, n in enumerate(captures):
        if n.op is O.OMETHEXPR or (n.op is O.ONAME and n.class_ == PFUNC):
            inside.append(n)
            continue
        tmp = fb.temp_copy(pos, n, init)
        inside.append(new_closure_var(pos, fn, tmp))
        if iface_hack and i == 1 and under(n.typ).__class__ is Interface:
            init.append(UnaryExpr(pos, "CHECKNIL", UnaryExpr(pos, O.OITAB, tmp, new_pointer(UINTPTR))))
    inner.declare_params(typ, None)
    add_body(inner, inside)
    assert fn.oclosure is not None
    return init_expr(init, fn.oclosure, pos)


def call_shaped(fb: FuncBuilder, pos: int, shaped: Name, dict_name: Name) -> None:
    """reader.go: callShaped. The body of the wrapper of a shaped function."""
    from escapelens.ir.build.methods import method_expr_node

    params = _params(fb)
    fun: Any = shaped
    args: list[Any] = []
    if shaped.typ.recv is not None:  # type: ignore[union-attr]
        fun = method_expr_node(fb, pos, shaped.typ.recv.typ, shaped.obj, shaped)  # type: ignore[union-attr]
        args.append(params.pop(0))
    args.append(addr(pos, dict_name))
    tail_call(fb, pos, fun, args + params)

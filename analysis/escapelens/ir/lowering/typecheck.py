"""Nodes as the compiler's own checker of IR makes them.

Counterpart: typecheck (expr.go: DotField; func.go: tcCall; dcl.go, typecheck.go).
"""

from __future__ import annotations

from escapelens.ir import nodes as N
from escapelens.ir import ops as O
from escapelens.ir.lowering.body import FuncBuilder, temp_at
from escapelens.ir.lowering.tyutil import has_shape, under
from escapelens.ir.target import Broken
from escapelens.ir.typefmt import link_string
from escapelens.ir.visit import any_
from escapelens.model.objects import AnyObject, Var
from escapelens.model.types import AnyType, Pointer, Signature, Struct, Tuple


def method_expr_node(
    fb: FuncBuilder, pos: int, recv: AnyType, method: AnyObject, name: N.Name | None
) -> N.SelectorExpr:
    """typecheck.go: NewMethodExpr. recv after substitution; name: the PFUNC Name, None for an interface's method."""
    n = N.SelectorExpr(pos, O.OMETHEXPR, N.TypeNode(pos, recv), method.name, fb.b.method_type(method, recv, name))
    n.method = method
    n.func_name = name
    return n


def signature_with_recv(sig: AnyType, recv: AnyType, extra: AnyObject = None) -> Signature:
    """typecheck/dcl.go: NewMethodType. extra: type of the dictionary, the second parameter of a shaped method."""
    params = [Var(0, None, "", recv)]
    if extra is not None:
        params.append(Var(0, None, "", extra))
    params.extend(Var(0, None, "", v.typ) for v in sig.params.vars)
    results = [Var(0, None, "", v.typ) for v in sig.results.vars]
    return Signature(None, Tuple(params), Tuple(results), sig.variadic)


def dot_field(fb: FuncBuilder, pos: int, x: N.Node, index: int) -> N.SelectorExpr:
    """typecheck/expr.go: DotField."""
    op = O.ODOT
    u = under(x.typ)
    if u.__class__ is Pointer:
        op = O.ODOTPTR
        u = under(u.elem)
    if u.__class__ is not Struct:
        raise Broken(x)
    field = u.fields[index]
    n = N.SelectorExpr(pos, op, x, field.name, fb.typ(field.typ) if fb.dict is not None else field.typ)
    n.field = field
    return n


_CALL_OR_CHAN = frozenset(
    (O.OAPPEND, O.OCALL, O.OCALLFUNC, O.OCALLINTER, O.OCALLMETH, O.OCAP, O.OCLEAR, O.OCLOSE, O.OCOMPLEX, O.OCOPY,
     O.ODELETE, O.OIMAG, O.OLEN, O.OMAKE, O.OMAX, O.OMIN, O.OPANIC, O.OPRINT, O.OPRINTLN, O.OREAL, O.ORECOVER, O.ORECV,
     O.OUNSAFEADD, O.OUNSAFESLICE, O.OUNSAFESLICEDATA, O.OUNSAFESTRING, O.OUNSAFESTRINGDATA)
)  # fmt: skip


def finish_call(
    fb: FuncBuilder, pos: int, fun: N.AnyNode, args: list[N.AnyNode], dots: bool, typ: AnyType | None
) -> N.CallExpr:
    """typecheck/func.go: tcCall of a call that is no builtin. typ: result type as written."""
    n = N.CallExpr(pos, O.OCALLINTER if fun.op is O.ODOTINTER else O.OCALLFUNC, fun, args)
    n.is_ddd = dots
    rewrite_non_name_call(fb, n)
    ft = fun.typ
    if ft.__class__ is not Signature:
        ft = under(ft)
    if ft.variadic and not dots:
        fix_variadic_call(n, ft)
    results = ft.results.vars
    if results:
        if typ is None:
            n.typ = results[0].typ if len(results) == 1 else ft.results
        else:
            n.typ = fb.typ(typ)
            if len(results) == 1:
                if reshaped(results[0].typ, n.typ):
                    n.reshape = True
                if fun.__class__ is N.Name and fun.sym == "getg" and fun.pkg is not None and fun.pkg.path == "runtime":
                    n.op = O.OGETG
    return n


def fix_variadic_call(n: N.CallExpr, ft: Signature) -> None:
    """typecheck/func.go: FixVariadicCall."""
    vi = len(ft.params.vars) - 1
    vt = ft.params.vars[vi].typ
    extra = n.args[vi:]
    last: N.CompLitExpr | N.NilExpr
    if extra:
        last = N.CompLitExpr(n.pos, O.OSLICELIT, vt, extra, len(extra))
        last.implicit = True
    else:
        last = N.NilExpr(n.pos, vt)
    n.args = [*n.args[:vi], last]
    n.is_ddd = True


def rewrite_non_name_call(fb: FuncBuilder, n: N.CallExpr) -> None:
    """typecheck.go: RewriteNonNameCall. A callee with calls in it is computed into a temporary first."""
    fun: N.AnyNode = n.fun
    dot = fun.op is O.ODOTINTER or fun.op is O.OMETHVALUE
    x = fun.x if dot else fun
    y = x
    while y.op is O.ODOT or y.op is O.ODOTPTR:
        y = y.x
    if y.__class__ is N.Name or y.op is O.OMETHEXPR or y.op is O.OCLOSURE:
        return
    if not any_(x, lambda m: m.op in _CALL_OR_CHAN):
        return
    tmp = temp_at(n.pos, fb.fn, x.typ, fb.b.local_pkg)
    as_ = N.AssignStmt(n.pos, tmp, x)
    as_.run_before(N.Decl(n.pos, tmp))
    tmp.defn = as_
    if dot:
        fun.x = tmp
    else:
        n.fun = tmp
    n.run_before(as_)


def reshaped(src: AnyType, dst: AnyType) -> bool:
    """Whether a call's result of type src is given another type, identical but for shapes (reader.go: exprReshape)."""
    return src is not dst and (has_shape(src) or has_shape(dst)) and link_string(src) != link_string(dst)

"""Calls: functions, interface methods, inlined bodies and the builtins that look like calls; go and defer.

Counterpart: `escape/call.go`.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.escape.bounds import COPIED
from escapelens.escape.graph import Escape, Hole, deref, flow, later, new_loc, note, old_loc, spill, tee_hole
from escapelens.escape.oracle import reassign_oracle
from escapelens.escape.tags import (
    UINTPTR_ESCAPES,
    UINTPTR_KEEP_ALIVE,
    merged_tag_hole,
    pragma_of,
    resolve_assigned_callees,
)
from escapelens.escape.temps import copy_expr_decl
from escapelens.escape.utils import is_uintptr
from escapelens.escape.walk import EXPR, STMT, discard, expr, stmts
from escapelens.ir import ops as O
from escapelens.ir.nodes import ESC_NEVER, PFUNC, AnyNode, BinaryExpr, CallExpr, InlinedCallExpr, Name, Node, UnaryExpr
from escapelens.ir.static_value import static_callee_name
from escapelens.ir.target import GaveUp
from escapelens.model.types import STRING, UNSAFE_POINTER, Array, Basic, Slice, Struct, Type
from escapelens.model.under import under
from escapelens.remarks import Why
from escapelens.say import say

Holes = list[Hole] | None


def argument(e: Escape, k: Hole, call: Node, arg: Node) -> None:
    expr(e, (k[0], k[1], (call, Why.CALL_PARAMETER, k[2]), k[3]), arg)


def elem_has_pointers(e: Escape, t: Type | None) -> bool:
    t = under(t) if t is not None else None
    return isinstance(t, Slice) and e.has_pointers(t.elem)


def callees(e: Escape, call: AnyNode) -> list[Name]:
    """The functions the call may reach; [] if they are not known."""
    fun = call.fun
    op = fun.op
    if op == O.ONAME and fun.class_ == PFUNC:
        return [fun]
    if op == O.OCLOSURE:
        return [fun.func.nname]
    if op == O.OMETHEXPR:
        return [fun.func_name] if fun.func_name is not None else []
    if op == O.ODOTMETH:
        return [fun.func_name] if fun.func_name is not None else []
    oracle = reassign_oracle(e.batch, e.curfn)
    v = oracle.static_value(fun)
    fn = static_callee_name(v)
    if fn is not None:
        return [fn]
    if v.op == O.ONAME and e.batch.release.follows_func_variables:
        return resolve_assigned_callees(oracle.func_assignments(v.canonical))
    return []


def _call_func(e: Escape, ks: Holes, call: AnyNode) -> None:
    b = e.batch
    op = call.op
    fns = [] if op == O.OCALLINTER else callees(e, call)
    for f in fns:
        if f.func is not None and f.func.unsettled:
            b.partial.append((e.curfn, say("not all is known of {function}, which it calls", function=b.text(f))))

    if ks is not None:
        for f in fns:
            if b.in_mutual_batch(f):
                for k, result in zip(ks, b.params_and_results(f.func)[1], strict=False):  # type: ignore[arg-type]
                    expr(e, k, result)

    args = call.args
    if op == O.OCALLFUNC:
        callee_k = e.discard_hole
        if not fns and ks and any(k[0] is not e.blank for k in ks):
            # Results go somewhere, but we do not see whose they are: those of a closure here are lost.
            callee_k = note(b.callee_hole, call, Why.CALLEE_OPERAND)
        expr(e, callee_k, call.fun)
    else:
        args = [call.fun.x, *args]

    if getattr(call, "is_compiler_var_live", False):
        for arg in args:
            argument(e, e.discard_hole, call, arg)
    elif is_escape_non_string(fns, args):
        k = b.heap_hole if has_non_string_pointers(e, args[1].typ) else e.discard_hole
        for arg in args:
            argument(e, k, call, arg)
    elif not fns:
        k = (b.heap_loc, 0, (call, Why.CALL_PARAMETER, None), False)
        for arg in args:
            expr(e, k, arg)
    else:
        pragma: frozenset[str] = frozenset()
        for f in fns:
            pragma |= pragma_of(f)
        uintptrs = UINTPTR_KEEP_ALIVE in pragma or UINTPTR_ESCAPES in pragma
        for i, arg in enumerate(args):
            if uintptrs:
                rewrite_argument(e, arg, call, pragma)
            argument(e, merged_tag_hole(e, ks, fns, i), call, arg)


def is_escape_non_string(fns: list[Name], args: list[Node]) -> bool:
    """internal/abi.EscapeNonString[T](dict, v): v escapes unless all its pointers are those of strings."""
    if len(fns) != 1 or len(args) != 2:
        return False
    f = fns[0]
    return f.sym.startswith("EscapeNonString[") and f.pkg is not None and f.pkg.path == "internal/abi"


def has_non_string_pointers(e: Escape, t: Type | None) -> bool:
    if t is None or not e.has_pointers(t):
        return False
    u = under(t)
    if isinstance(u, Basic) and u.kind == STRING:
        return False
    if isinstance(u, Struct):
        return any(has_non_string_pointers(e, f.typ) for f in u.fields)
    if isinstance(u, Array):
        return has_non_string_pointers(e, u.elem)
    return True


def _inl_call(e: Escape, ks: Holes, call: InlinedCallExpr) -> None:
    stmts(e, call.body)
    for i, result in enumerate(call.return_vars):
        expr(e, ks[i] if ks is not None and i < len(ks) else e.discard_hole, result)


def _append(e: Escape, ks: Holes, call: CallExpr) -> None:
    b = e.batch
    k = ks[0] if ks else e.discard_hole
    args = call.args
    if not args or (call.is_ddd and len(args) < 2):
        return  # code in error
    # The slice may be the result, or be replaced by a new one to which its elements are copied.
    appendee_k = tee_hole(e, [k, b.mutator_hole])
    if elem_has_pointers(e, args[0].typ):
        appendee_k = tee_hole(e, [appendee_k, deref(b.heap_hole, call, Why.APPENDEE)])
    argument(e, appendee_k, call, args[0])

    if call.is_ddd:
        appended_k = e.discard_hole
        if elem_has_pointers(e, args[1].typ):
            appended_k = deref(b.heap_hole, call, Why.APPENDED)
        argument(e, appended_k, call, args[1])
    else:
        for arg in args[1:]:
            if arg.op == O.OINDEX:
                arg.opt = COPIED
            argument(e, b.heap_hole, call, arg)

    if not b.release.tracks_append:
        return
    # The new backing store. It is not reused across iterations, so it counts as outside any loop.
    spill(e, k, call)[0].loop_depth = 0


def _copy(e: Escape, ks: Holes, call: BinaryExpr) -> None:
    b = e.batch
    argument(e, b.mutator_hole, call, call.x)
    copied_k = deref(b.heap_hole, call, Why.COPIED) if elem_has_pointers(e, call.y.typ) else e.discard_hole
    argument(e, copied_k, call, call.y)


def _panic(e: Escape, ks: Holes, call: UnaryExpr) -> None:
    argument(e, e.batch.heap_hole, call, call.x)


def _discard_xy(e: Escape, ks: Holes, call: AnyNode) -> None:
    discard(e, call.x)
    discard(e, call.y)


def _discard_args(e: Escape, ks: Holes, call: CallExpr) -> None:
    for arg in call.args:
        discard(e, arg)


def _min_max(e: Escape, ks: Holes, call: CallExpr) -> None:
    for arg in call.args:
        argument(e, ks[0] if ks else e.discard_hole, call, arg)


def _discard_x(e: Escape, ks: Holes, call: UnaryExpr) -> None:
    discard(e, call.x)


def _clear(e: Escape, ks: Holes, call: AnyNode) -> None:
    argument(e, e.batch.mutator_hole, call, call.x)


def _unsafe_data(e: Escape, ks: Holes, call: AnyNode) -> None:
    argument(e, ks[0] if ks else e.discard_hole, call, call.x)


def _unsafe_add(e: Escape, ks: Holes, call: BinaryExpr) -> None:
    argument(e, ks[0] if ks else e.discard_hole, call, call.x)
    discard(e, call.y)


CALL: dict[str, Callable[[Escape, Holes, AnyNode], None]] = {
    O.OCALLFUNC: _call_func,
    O.OCALLINTER: _call_func,
    O.OCALLMETH: _call_func,
    O.OINLCALL: _inl_call,
    O.OAPPEND: _append,
    O.OCOPY: _copy,
    O.OPANIC: _panic,
    O.OCOMPLEX: _discard_xy,
    O.ODELETE: _discard_args,
    O.OPRINT: _discard_args,
    O.OPRINTLN: _discard_args,
    O.ORECOVER: _discard_args,
    O.OMIN: _min_max,
    O.OMAX: _min_max,
    O.OLEN: _discard_x,
    O.OCAP: _discard_x,
    O.OREAL: _discard_x,
    O.OIMAG: _discard_x,
    O.OCLOSE: _discard_x,
    O.OCLEAR: _clear,
    O.OUNSAFESTRINGDATA: _unsafe_data,
    O.OUNSAFESLICEDATA: _unsafe_data,
    O.OUNSAFEADD: _unsafe_add,
    O.OUNSAFESLICE: _unsafe_add,
    O.OUNSAFESTRING: _unsafe_add,
}


def call_(e: Escape, ks: Holes, n: Node) -> None:
    """Evaluate a call; ks are the holes of its results, None if they are dropped."""
    handler = CALL.get(n.op)
    if handler is None:
        e.batch.partial.append((e.curfn, f"unexpected call {n.op}"))
    else:
        handler(e, ks, n)


def _call_expr(e: Escape, k: Hole, n: Node) -> None:
    CALL[n.op](e, [k], n)


def _call_stmt(e: Escape, n: Node) -> None:
    CALL[n.op](e, None, n)


def _go_defer(e: Escape, n: AnyNode) -> None:
    k = e.batch.heap_hole
    if n.op == O.ODEFER and e.loop_depth == 1 and n.defer_at is None:
        # Runs at most once and before the frame goes: its closure need only last until then.
        k = later(e, e.discard_hole)
        n.esc = ESC_NEVER
    call = n.call
    if call.op != O.OCALLFUNC:
        call_(e, None, call)
        return
    if call.fun.op == O.OCLOSURE:
        call.fun.launched = n.op
    expr(e, k, call.fun)


def rewrite_argument(e: Escape, arg: AnyNode, call: AnyNode, pragma: frozenset[str]) -> None:
    """uintptr(p) given to a system-call-like function: p is kept in a temporary that lasts, or escapes."""

    def unsafe_uintptr(x: AnyNode) -> None:
        if x.op != O.OCONVNOP or not is_uintptr(x.typ):
            return
        t = under(x.x.typ)
        if not (isinstance(t, Basic) and t.kind == UNSAFE_POINTER):
            return
        if not e.batch.for_good:
            raise GaveUp("it would be changed")
        e.curfn.rewritten = True
        tmp, decl = copy_expr_decl(e.curfn, x.pos, x.x)
        call.run_before(*decl)
        new_loc(e, tmp, True)
        stmts(e, decl)
        x.x = tmp
        k = e.batch.mutator_hole
        if UINTPTR_ESCAPES in pragma:
            k = note(e.batch.heap_hole, x, Why.UINTPTR_ESCAPES)
        flow(e.batch, k, old_loc(e.batch, tmp))
        if UINTPTR_KEEP_ALIVE in pragma:
            tmp.addrtaken = True
            call.keep_alive = [*call.keep_alive, tmp]

    if arg.op == O.OSLICELIT:
        for el in arg.list_:
            unsafe_uintptr(el.value if el.op == O.OKEY else el)
    else:
        unsafe_uintptr(arg)


for _op in (
    O.OCALLMETH,
    O.OCALLFUNC,
    O.OCALLINTER,
    O.OINLCALL,
    O.OLEN,
    O.OCAP,
    O.OMIN,
    O.OMAX,
    O.OCOMPLEX,
    O.OREAL,
    O.OIMAG,
    O.OAPPEND,
    O.OCOPY,
    O.ORECOVER,
    O.OUNSAFEADD,
    O.OUNSAFESLICE,
    O.OUNSAFESTRING,
    O.OUNSAFESTRINGDATA,
    O.OUNSAFESLICEDATA,
):
    EXPR[_op] = _call_expr
for _op in (
    O.OCALLFUNC,
    O.OCALLMETH,
    O.OCALLINTER,
    O.OINLCALL,
    O.OCLEAR,
    O.OCLOSE,
    O.OCOPY,
    O.ODELETE,
    O.OPANIC,
    O.OPRINT,
    O.OPRINTLN,
    O.ORECOVER,
):
    STMT[_op] = _call_stmt
STMT[O.OGO] = STMT[O.ODEFER] = _go_defer

"""The function `init` that initialises package variables.

Counterpart: `noder/reader.go: pkgInitOrder`, `staticinit/sched.go` (OutlineMapInits, tryWrapGlobalInit).
Property: only variables with an initialiser appear, in order of initialisation; large maps without side effects get a
function of their own, `map.init.N`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from escapelens.ir import ops as O
from escapelens.ir.build.body import FuncBuilder
from escapelens.ir.build.calls import resolve_list_op
from escapelens.ir.build.convert import assign_conv
from escapelens.ir.build.dispatch import expr
from escapelens.ir.build.tyutil import identical, under
from escapelens.ir.nodes import AssignListStmt, AssignStmt, CallExpr, Decl, Func, Node
from escapelens.ir.sideeffects import any_side_effects
from escapelens.ir.visit import any_
from escapelens.types.types import Map, Signature, Tuple

if TYPE_CHECKING:
    from escapelens.ir.build.package import Builder

OUTLINE_SIZE = 20  # wrapGlobalMapInitSizeThreshold


def build_init(b: Builder) -> Func | None:
    """Append the init function, its literals and outlined map functions to b.out; None if nothing is initialised."""
    order = b.local_pkg.checker.init_order()
    if not order:
        return None
    fn = Func(0, b.local_pkg, "init", Signature(None, Tuple([]), Tuple([]), False))
    fn.is_package_init = True
    fn.inlinability_checked = True
    b.out.append(fn)
    fb = FuncBuilder(b, fn, None, None)
    fb.version = b.local_pkg.go_version or ""
    body: list[Node] = []
    for vars_, e in order:
        b._guard(fn, lambda vars_=vars_, e=e: body.append(_init_stmt(b, fb, vars_, e)))  # type: ignore[misc]
    fn.body = body
    _outline_maps(b, fn)
    b.target.inits.append(fn)
    return fn


def _init_stmt(b: Builder, fb: FuncBuilder, vars_: list[Any], e: Any) -> Node:
    b.local_pkg.checker.check_var_decl(vars_[0])
    lhs: list[Any] = [b.global_name(v) for v in vars_]
    rhs: Any = expr(fb, e)
    pos = lhs[0].pos
    as_: Any
    if len(lhs) == 1:
        if rhs.typ is not None and lhs[0].typ is not None:
            rhs = assign_conv(rhs, lhs[0].typ, pos)
        as_ = AssignStmt(pos, lhs[0], rhs)
    else:
        as_ = AssignListStmt(pos, O.OAS2, lhs, [rhs])
        resolve_list_op(as_)
        if as_.op is O.OAS2FUNC:
            _convert_results(fb, as_, rhs)
    for n in lhs:
        n.defn = as_
    return as_  # type: ignore[no-any-return]


def _convert_results(fb: FuncBuilder, as_: AssignListStmt, call: Any) -> None:
    """typecheck.go: RewriteMultiValueCall, if a result is not of its variable's type."""
    results = under(call.fun.typ).results.vars
    lhs: list[Any] = as_.lhs
    if all(n.sym == "_" or identical(n.typ, v.typ) for n, v in zip(lhs, results, strict=False)):
        return
    pos = as_.pos
    temps = AssignListStmt(pos, O.OAS2FUNC, [], [call])
    for v in results:
        tmp = fb.temp(pos, v.typ)
        temps.init.append(Decl(pos, tmp))
        temps.lhs.append(tmp)
    as_.init.append(temps)
    as_.op = O.OAS2
    as_.rhs = [t if n.sym == "_" else assign_conv(t, n.typ, pos) for n, t in zip(lhs, temps.lhs, strict=False)]


def _outline_maps(b: Builder, fn: Func) -> None:
    count = 0
    for i, stmt in enumerate(fn.body):
        if not _worth_outlining(stmt):
            continue
        outlined = Func(stmt.pos, fn.pkg, f"map.init.{count}", Signature(None, Tuple([]), Tuple([]), False))
        count += 1
        outlined.inlinability_checked = True
        outlined.body = [stmt]
        b.out.append(outlined)
        fn.body[i] = CallExpr(stmt.pos, O.OCALLFUNC, outlined.nname, [])


def _worth_outlining(n: Any) -> bool:
    if n.op is not O.OAS or n.x.op is not O.ONAME or n.x.sym == "_" or under(n.x.typ).__class__ is not Map:
        return False
    size = 0

    def count(_: Any) -> bool:
        nonlocal size
        size += 1
        return False

    any_(n.y, count)
    return size >= OUTLINE_SIZE and not any_side_effects(n.y)

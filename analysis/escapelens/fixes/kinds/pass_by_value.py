"""Pass by value: a parameter `p *T` that is only read, of a small T, becomes `p T`, at every call too.

    func area(r *rect) func() int { return func() int { return r.w * r.h } }    area(&a)
    func area(r rect) func() int  { return func() int { return r.w * r.h } }    area(a)

Conditions:

- every use of the function is a call in an analysed file (`reach.all_calls`), so that signature and calls change
  together; no methods, generic functions, or functions with pragmas but `go:noinline`;
- the function only reads fields of `*p`, all of it, or calls methods with value receivers: nothing stores through p,
  takes an address below it, compares it or passes it on;
- every argument is the address of a literal, or of a local variable that nothing else could change once the call began:
  no literal captures it, its address is taken for such calls only, and no assignment to it may come after one of them
  (a return assigns to results, a round of a loop before Go 1.22 to the loop's variables);
- T is at most 80 bytes and may be copied (no locks in it).
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, pointer_receiver
from escapelens.fixes.effects.calls import full_name
from escapelens.fixes.effects.copies import no_copy
from escapelens.fixes.effects.flow import run_here
from escapelens.fixes.effects.language import shared_by_rounds
from escapelens.fixes.effects.reach import all_calls
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import RESULT_VAR, Func, Var
from escapelens.model.selection import FIELD_VAL, METHOD_VAL
from escapelens.model.types import Array, Pointer, Type
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "pass_by_value"
BULK = True
MAX_SIZE = 80  # bytes: beyond, copying at every call costs more than it saves

_Call = tuple[nodes.FuncDecl, nodes.CallExpr]


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    tried: set[tuple[Func, int]] = set()
    for func, decl, i in _parameters_at(ctx, path, start, end):
        if (func, i) not in tried:
            tried.add((func, i))
            yield from _fix(ctx, func, decl, i, path, start, end)


def _parameters_at(ctx: FixContext, path: str, start: int, end: int) -> Iterator[tuple[Func, nodes.FuncDecl, int]]:
    """Parameters declared at the range, or fed there by an argument, or by the variable that escapes there."""
    by_func = {d.name.obj: d for d in ctx.all_funcs() if d.recv is None and isinstance(d.name.obj, Func)}
    for decl in ctx.funcs_at(path, start, end):
        if decl.recv is None and isinstance(decl.name.obj, Func):
            for i, field in enumerate(decl.type.param_list):
                if ctx.touching(field, path, start, end):
                    yield decl.name.obj, decl, i
        if decl.body is None:
            continue
        body, shift = ctx.body(decl), ctx.span(decl)[1] - decl.start
        here = [
            n.obj
            for n in body.everything
            if isinstance(n, nodes.Name) and n.start + shift <= end and start <= n.end + shift
        ]
        for call in body.calls:
            if not isinstance(fun := unparen(call.fun), nodes.Name):
                continue
            target = by_func.get(fun.obj)  # type: ignore[call-overload]
            if target is None or call.has_dots or len(call.arg_list) != len(target.type.param_list):
                continue
            for i, arg in enumerate(call.arg_list):
                x = _pointed(arg)
                if x is not None and (
                    ctx.touching(arg, path, start, end) or (isinstance(x, nodes.Name) and any(o is x.obj for o in here))
                ):
                    yield fun.obj, target, i  # type: ignore[misc]


def _pointed(arg: nodes.Expr) -> nodes.Expr | None:
    """x of an argument &x."""
    e = unparen(arg)
    return unparen(e.x) if isinstance(e, nodes.Operation) and e.op == "&" and e.y is None else None


def _fix(ctx: FixContext, func: Func, decl: nodes.FuncDecl, i: int, path: str, start: int, end: int) -> Iterator[Fix]:
    field = decl.type.param_list[i]
    pointer = field.type
    if decl.body is None or decl.tparam_list or field.name is None or not isinstance(field.name.obj, Var):
        return
    if decl.pragma - {"go:noinline"} or not (isinstance(pointer, nodes.Operation) and pointer.op == "*"):
        return
    if sum(f.type is pointer for f in decl.type.param_list) != 1:
        return
    var = field.name.obj
    t = under(var.typ)
    if not isinstance(t, Pointer) or not _small(ctx, t.elem) or no_copy(t.elem):
        return
    rewrite = Rewrite(ctx)
    rewrite.replace(pointer, ctx.text(pointer.x))
    calls = all_calls(ctx, func)
    if not calls or not _reads_only(rewrite, ctx.body(decl), var):
        return
    spared: list[str] = []
    for caller, call in calls:
        if caller.body is None or call.has_dots or i >= len(call.arg_list):
            return
        x = _pointed(call.arg_list[i])
        if x is None or not (isinstance(x, nodes.CompositeLit) or _settled(ctx, ctx.body(caller), x, call, calls, i)):
            return
        rewrite.replace(call.arg_list[i], ctx.text(x))
        spared += _spared(ctx, ctx.body(caller), x, call.arg_list[i])
    removes = tuple(f.key for f in ctx.findings_at(path, start, end))
    title = say("Pass {name} to {callee} by value", name=var.name, callee=func.name)
    inner = (full_name(func),)
    yield from rewrite.offer(Fix(KIND, title, removes=removes, covers=tuple(spared), inner=inner))


def _spared(ctx: FixContext, body: Body, x: nodes.Expr, arg: nodes.Expr) -> list[str]:
    """Keys of the findings that the variable or literal x is allocated: not any more, when only its value is passed.

    What the function keeps of it may grow by as much; that is less than an allocation.
    """
    at = [u.name for u in body.uses(x.obj) if u.how is How.DECLARE] if isinstance(x, nodes.Name) else [arg]
    words = ("moved to heap", "escapes to heap")
    return [
        f.key
        for f in ctx.findings
        if any(w in f.compiler for w in words)
        and any(ctx.touching(n, f.span.file, f.span.start, f.span.end) for n in at)
    ]


def _small(ctx: FixContext, t: Type) -> bool:
    size: int = checker_of(ctx.pkg).config.sizes.sizeof(t)
    return 0 <= size <= MAX_SIZE


def _reads_only(rewrite: Rewrite, body: Body, var: Var) -> bool:
    """Whether the function only reads what var points to; `*var` becomes `var`."""
    for use in body.uses(var):
        if use.how is How.DECLARE:
            continue
        up = body.parents.get(use.name)
        if use.how is not How.READ or not isinstance(up, nodes.Operation | nodes.SelectorExpr):
            return False
        if isinstance(up, nodes.Operation):
            if up.op != "*" or up.y is not None:
                return False
            rewrite.replace(up, use.name.value)
        elif not _reading(up):
            return False
        if not _only_read(body, up):
            return False
    return True


def _reading(sel: nodes.SelectorExpr) -> bool:
    s = sel.selection
    if s is None:
        return False
    return s.kind == FIELD_VAL or (s.kind == METHOD_VAL and isinstance(s.obj, Func) and not pointer_receiver(s.obj))


def _only_read(body: Body, e: nodes.Expr) -> bool:
    """Whether the part of the value that e denotes is read where it stands: not stored to, no address of it taken."""
    part, taken = _part(body, e)
    up = body.parents.get(part)
    if isinstance(up, nodes.ListExpr):
        part, up = up, body.parents.get(up)
    return not taken and not (isinstance(up, nodes.AssignStmt | nodes.RangeClause) and up.lhs is part)


def addressed(body: Body, e: nodes.Expr) -> bool:
    """Whether the address of the part of the value that e denotes, or of a part of that, is taken where it stands."""
    return _part(body, e)[1]


def _part(body: Body, e: nodes.Expr) -> tuple[nodes.Expr, bool]:
    """The largest expression around e that still is a part of the value, and whether its address is taken."""
    while True:
        up = body.parents.get(e)
        match up:
            case nodes.ParenExpr():
                pass
            case nodes.SelectorExpr(selection=s) if up.x is e:
                if s is None or isinstance(under(s.recv), Pointer) or s.indirect:
                    return e, False
                if s.kind == METHOD_VAL:
                    return e, not (isinstance(s.obj, Func) and not pointer_receiver(s.obj))
            case nodes.IndexExpr() if up.x is e:
                if not isinstance(under(up.x.typ), Array):  # type: ignore[arg-type]
                    return e, False
            case nodes.SliceExpr() if up.x is e:
                return e, isinstance(under(up.x.typ), Array)  # type: ignore[arg-type]
            case nodes.Operation(op="&", y=None):
                return e, True
            case _:
                return e, False
        e = up


def _settled(ctx: FixContext, body: Body, x: nodes.Expr, call: nodes.CallExpr, calls: list[_Call], i: int) -> bool:
    """Whether the local variable x has the value it keeps when the call begins."""
    var = x.obj if isinstance(x, nodes.Name) else None
    if not isinstance(var, Var) or not body.has(var) or body.captured(var) or body.home(var) is not body.literal(call):
        return False
    if var.kind == RESULT_VAR or shared_by_rounds(ctx, body, var):
        return False
    start = body.literal(call)
    code = start.body if start is not None else body.decl.body
    if code is None or any(isinstance(n, nodes.BranchStmt) and n.tok == "goto" for n in run_here(code)):
        return False
    declared = next((u.name for u in body.uses(var) if u.how is How.DECLARE), None)
    outside = set() if declared is None else set(body.loops(declared))
    again = any(loop not in outside for loop in body.loops(call))  # the same variable at the next call
    passed = {_pointed(c.arg_list[i]) for caller, c in calls if caller is body.decl and i < len(c.arg_list)}
    for use in body.uses(var):
        if use.how is How.ADDRESS:
            if use.name not in passed:
                return False
        elif use.how not in (How.DECLARE, How.READ) and (again or use.name.start > call.start):
            return False
    return True

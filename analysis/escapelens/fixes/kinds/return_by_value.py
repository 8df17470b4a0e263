"""Return by value: a function that returns a new `*T`, of a small struct T, returns a `T`; its callers keep it as one.

    func newCursor(s string) *cursor {           func newCursor(s string) cursor {
        c := &cursor{text: s}                        c := cursor{text: s}
        …                                  ->        …
        return c                                     return c
    }                                            }
    c := newCursor(s)                            c := newCursor(s)
    scan(c)                                      scan(&c)

What a function returns a pointer to is on the heap, unless it is inlined; a variable of the caller need not be.
Conditions:

- every use of the function is a call in an analysed file (`reach.all_calls`), so that result and callers change
  together; no methods, generic functions, functions with pragmas but `go:noinline`, nor such that defer: who recovers
  returns nil;
- every return is of a literal's address, or of a variable that was defined by one, is no more than read and stored into
  field by field, and of which nobody has the address;
- every call defines a variable, in a statement of its own, that is never assigned again: it is one `T`, as it was;
  where the pointer itself is used, that is the variable's address. Nobody asks whether it is nil, or compares it;
- T is at most 80 bytes and may be copied (no locks in it).
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How
from escapelens.fixes.effects.calls import full_name
from escapelens.fixes.effects.copies import no_copy
from escapelens.fixes.effects.flow import run_here
from escapelens.fixes.effects.reach import all_calls
from escapelens.fixes.kinds.pass_by_value import MAX_SIZE, addressed
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Func, Var
from escapelens.model.selection import FIELD_VAL
from escapelens.model.types import Pointer, Struct
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "return_by_value"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    by_func = {d.name.obj: d for d in ctx.all_funcs() if _may_change(d)}
    tried: set[nodes.FuncDecl] = set()
    for decl in ctx.funcs_at(path, start, end):
        here = [decl] if decl in by_func.values() else []
        here += [
            target
            for n in ctx.body(decl).calls
            if ctx.touching(n, path, start, end)
            if isinstance(fun := unparen(n.fun), nodes.Name) and (target := by_func.get(fun.obj)) is not None
        ]
        for target in here:
            if target not in tried:
                tried.add(target)
                yield from _fix(ctx, target)


def _may_change(decl: nodes.FuncDecl) -> bool:
    """Whether it is a plain function with one result, a pointer."""
    if decl.recv is not None or decl.body is None or decl.tparam_list or decl.pragma - {"go:noinline"}:
        return False
    results = decl.type.result_list
    if len(results) != 1 or results[0].name is not None or not isinstance(decl.name.obj, Func):
        return False
    return isinstance(results[0].type, nodes.Operation) and results[0].type.op == "*"


def _fix(ctx: FixContext, decl: nodes.FuncDecl) -> Iterator[Fix]:
    func, pointer = decl.name.obj, decl.type.result_list[0].type
    if not isinstance(func, Func) or not isinstance(pointer, nodes.Operation) or pointer.typ is None:
        return
    t = under(pointer.typ)
    if not isinstance(t, Pointer) or not isinstance(under(t.elem), Struct) or no_copy(t.elem):
        return
    if not 0 < checker_of(ctx.pkg).config.sizes.sizeof(t.elem) <= MAX_SIZE:
        return
    calls = all_calls(ctx, func)
    rewrite = Rewrite(ctx)
    rewrite.replace(pointer, ctx.text(pointer.x))
    made = _returned(ctx, rewrite, decl)
    if not calls or made is None or not all(_kept(ctx, rewrite, ctx.body(caller), call) for caller, call in calls):
        return
    title = say("Return {what} from {callee} by value", what=ctx.text(pointer.x), callee=func.name)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(*made), preferred=True, inner=(full_name(func),)))


def _returned(ctx: FixContext, rewrite: Rewrite, decl: nodes.FuncDecl) -> list[nodes.Expr] | None:
    """The literals whose addresses it returns, which become values; None if it returns anything else."""
    assert decl.body is not None
    body, made = ctx.body(decl), list[nodes.Expr]()
    variables: dict[Var, None] = {}
    inside = list(run_here(decl.body))
    if any(isinstance(n, nodes.CallStmt) and n.tok == "defer" for n in inside):
        return None
    for n in inside:
        if not isinstance(n, nodes.ReturnStmt):
            continue
        e = unparen(n.results) if n.results is not None else None
        if _literal(e):
            assert e is not None
            made.append(e)
        elif isinstance(e, nodes.Name) and isinstance(e.obj, Var):
            variables[e.obj] = None
        else:
            return None
    for var in variables:
        value = _defined(body, var)
        if value is None or not _literal(value) or not all(_own(body, u.name, var) for u in body.uses(var)):
            return None
        made.append(value)
    for e in made:
        assert isinstance(e, nodes.Operation)
        rewrite.replace(e, ctx.text(e.x))
    return made


def _literal(e: nodes.Expr | None) -> bool:
    """Whether e is `&T{…}`."""
    return isinstance(e, nodes.Operation) and e.op == "&" and e.y is None and isinstance(e.x, nodes.CompositeLit)


def _defined(body: Body, var: Var) -> nodes.Expr | None:
    """The value that `var := …` gives the local variable, which nothing else assigns to and no literal captures."""
    first = next((u.name for u in body.uses(var) if u.how is How.DECLARE), None)
    stmt = body.parents.get(first) if first is not None else None
    if not isinstance(stmt, nodes.AssignStmt) or stmt.op != ":=" or stmt.lhs is not first or stmt.rhs is None:
        return None
    if body.statement(stmt) is not stmt or body.captured(var) or body.home(var) is not None or body.assigned(var):
        return None
    value: nodes.Expr = unparen(stmt.rhs)
    return value


def _own(body: Body, name: nodes.Name, var: Var) -> bool:
    """Whether the use of the pointer to what is made returns it, or selects a field whose address is not taken."""
    up = body.parents.get(name)
    while isinstance(up, nodes.ParenExpr):
        up = body.parents.get(up)
    if name.pos == var.pos or isinstance(up, nodes.ReturnStmt):
        return True
    if not isinstance(up, nodes.SelectorExpr) or up.selection is None or up.selection.kind != FIELD_VAL:
        return False
    return not addressed(body, up)


def _kept(ctx: FixContext, rewrite: Rewrite, body: Body, call: nodes.CallExpr) -> bool:
    """Whether the call defines a variable that may be the value; its uses become those of one."""
    stmt = body.parents.get(call)
    if not isinstance(stmt, nodes.AssignStmt) or stmt.op != ":=" or stmt.rhs is not call:
        return False
    var = stmt.lhs.obj if isinstance(stmt.lhs, nodes.Name) else None
    if not isinstance(var, Var) or stmt.lhs.pos != var.pos or body.statement(stmt) is not stmt or body.assigned(var):
        return False
    for use in body.uses(var):
        up = body.parents.get(use.name)
        if use.how is How.DECLARE or isinstance(up, nodes.SelectorExpr):
            continue
        match up:
            case nodes.Operation(op="*", y=None):
                if isinstance(body.parents.get(up), nodes.SelectorExpr | nodes.IndexExpr):
                    return False
                rewrite.replace(up, var.name)
            case nodes.Operation(op="==" | "!=" | "&"):
                return False
            case _:
                rewrite.replace(use.name, f"&{var.name}")
    return True

"""Whether somebody in the package could tell what room a slice has behind its end, though it is handed on.

Two appends to the same slice write to the same place while there is room, and to places of their own when there is
none.

Property: in the function itself, in the functions of the package that it is passed to and in those that call the
function for its result, what appends to the slice, by whatever name, is found; other packages are not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, users, uses_of
from escapelens.fixes.effects.body import Body, How, builtin_name
from escapelens.fixes.effects.nilness import grows
from escapelens.model.identity import identical
from escapelens.model.objects import RESULT_VAR, Func, Var
from escapelens.model.types import Type
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen


def room_seen(ctx: FixContext, body: Body, var: Var) -> bool:
    """Whether somebody who gets the local slice appends to it, or asks for its capacity."""
    handed = [use.name for use in body.uses(var) if use.how is How.READ and _handed_on(body, use.name)]
    if handed and any(call for call in _looks(body, var.typ) if not _of(body, call, var)):
        return True
    if any(_appended_by_callee(ctx, body, name) for name in handed):
        return True
    func = body.decl.name.obj
    returned = var.kind == RESULT_VAR or any(_returned(body, use.name) for use in body.uses(var))
    return returned and isinstance(func, Func) and body.home(var) is None and _appended_by_callers(ctx, func, var.typ)


def bytes_seen(ctx: FixContext, body: Body, var: Var) -> bool:
    """The same of what Bytes of a local buffer gives."""
    func = body.decl.name.obj
    for use in body.uses(var):
        sel = body.parents.get(use.name)
        call = body.parents.get(sel) if isinstance(sel, nodes.SelectorExpr) and sel.sel.value == "Bytes" else None
        if not isinstance(call, nodes.CallExpr) or call.typ is None:
            continue
        if any(True for _ in _looks(body, call.typ)) or not isinstance(func, Func):
            return True
        if _appended_by_callers(ctx, func, call.typ):
            return True
    return False


def _handed_on(body: Body, name: nodes.Name) -> bool:
    """Whether something else has the slice from there: not its elements, its length, or the caller."""
    up = _around(body, name)
    if isinstance(up, nodes.CallExpr):
        spread = up.has_dots and builtin_name(up) == "append" and unparen(up.arg_list[0]) is not name
        return not spread and (not builtin_name(up) or (builtin_name(up) == "append" and up.arg_list[0] is not name))
    return not isinstance(up, nodes.IndexExpr | nodes.RangeClause | nodes.ReturnStmt | nodes.Operation)


def _returned(body: Body, name: nodes.Name) -> bool:
    up = _around(body, name)
    up = body.parents.get(up) if isinstance(up, nodes.ListExpr) else up
    return isinstance(up, nodes.ReturnStmt)


def _looks(body: Body, t: Type) -> Iterator[nodes.CallExpr]:
    """Calls of append and cap for a slice of the type."""
    for call in body.calls:
        first = call.arg_list[0] if call.arg_list else None
        if builtin_name(call) in ("append", "cap") and first is not None and first.typ is not None:
            if identical(first.typ, t):
                yield call


def _of(body: Body, call: nodes.CallExpr, var: Var) -> bool:
    return builtin_name(call) == "append" and grows(body, call, var)


def _appended_by_callee(ctx: FixContext, body: Body, name: nodes.Name) -> bool:
    """Whether the slice is the argument of a function of the package that looks at the room of its parameter."""
    call = _around(body, name)
    fun = unparen(call.fun) if isinstance(call, nodes.CallExpr) else None
    fun = fun.sel if isinstance(fun, nodes.SelectorExpr) else fun
    if not isinstance(call, nodes.CallExpr) or not isinstance(fun, nodes.Name) or not isinstance(fun.obj, Func):
        return False
    decl = next((d for d in ctx.all_funcs() if d.name.obj is fun.obj.origin), None)
    at = next((i for i, arg in enumerate(call.arg_list) if unparen(arg) is name), -1)
    params = decl.type.param_list if decl is not None else []
    if decl is None or decl.body is None or not 0 <= at < len(params):
        return False
    field = params[at].name
    inner = ctx.body(decl)
    return field is not None and isinstance(field.obj, Var) and any(True for _ in _looks(inner, field.obj.typ))


def _appended_by_callers(ctx: FixContext, func: Func, t: Type) -> bool:
    """Whether a function of the package keeps the result and looks at the room of a slice of its type."""
    for caller in users(ctx, func):
        body = ctx.body(caller)
        for use in uses_of(caller, func):
            call = body.parents.get(use)
            call = body.parents.get(call) if isinstance(call, nodes.SelectorExpr) else call
            up = body.parents.get(call) if isinstance(call, nodes.CallExpr) else None
            if isinstance(up, nodes.AssignStmt | nodes.VarDecl) and _by_two(body, t):
                return True
    return False


def _by_two(body: Body, t: Type) -> bool:
    """Whether the function asks for the capacity of a slice of the type, or grows two of them apart."""
    looks = list(_looks(body, t))
    bases = [unparen(call.arg_list[0]) for call in looks]
    own = {b.obj for b, c in zip(bases, looks, strict=True) if isinstance(b, nodes.Name) and _grown(body, c, b)}
    others = sum(not (isinstance(b, nodes.Name) and b.obj in own) for b in bases)
    return len(own) + others > 1 or any(builtin_name(call) == "cap" for call in looks)


def _grown(body: Body, call: nodes.CallExpr, base: nodes.Name) -> bool:
    return isinstance(base.obj, Var) and _of(body, call, base.obj)


def _around(body: Body, e: nodes.Node) -> nodes.Node | None:
    up = body.parents.get(e)
    while isinstance(up, nodes.ParenExpr):
        up = body.parents.get(up)
    return up

"""A conversion of bytes to a string goes back into the places where it costs nothing.

    s := string(b)                       if string(b) == "GET" || string(b) == other {
    if s == "GET" || s == other {   ->       return m[string(b)]
        return m[s]

The compiler copies nothing for a comparison, a switch over constants, a length or the lookup m[string(b)]; for a
variable that holds the string, it does. (Not for one that is only looked up, and not for []byte(s) that nothing writes
to.) Conditions:

- the variable holds string(b), b a variable or a field of one, is declared alone and not assigned to, and only
  statements that name it touch it;
- every use is such a place, one at least no lookup, in the list of statements of the declaration or below;
- nothing runs between the declaration and a use that could change b or its bytes, and nothing there has its name;
- the names of the types mean what the language says.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, builtin_name
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.flow import between
from escapelens.fixes.effects.names import predeclared
from escapelens.fixes.kinds.writers import is_variable_or_field
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.model.types import Basic, Map, Slice, Type
from escapelens.model.under import unalias, under
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import children, unparen

KIND = "free_conversion"
BULK = True

_COMPARED = ("==", "!=", "<", "<=", ">", ">=")


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        for stmt in body.everything:
            if not isinstance(stmt, nodes.AssignStmt) or stmt.op != ":=" or stmt.rhs is None:
                continue
            var = stmt.lhs.obj if isinstance(stmt.lhs, nodes.Name) else None
            conversion = unparen(stmt.rhs)
            if not isinstance(var, Var) or not isinstance(conversion, nodes.CallExpr) or not _copies(conversion):
                continue
            if any(ctx.touching(use.name, path, start, end) for use in body.uses(var)):
                yield from _fix(ctx, body, stmt, var, conversion)


def _fix(ctx: FixContext, body: Body, made: nodes.Stmt, var: Var, conversion: nodes.CallExpr) -> Iterator[Fix]:
    if not body.private(var) or body.assigned(var) or not predeclared(ctx, body, "string"):
        return
    uses = [use.name for use in body.uses(var) if use.how is not How.DECLARE]
    if _renamed(body, made, conversion.arg_list[0]):
        return
    source = effects(body, conversion.arg_list[0])
    for use in uses:
        at = body.statement(use)
        if at is None or not _free(body, use):
            return
        before = between(body, made, at)
        if before is None or not source.pure:
            return
        done = effects(body, *before, *_beside(body, use, at))
        if done.changes_what(source) or done.stores or done.calls or done.waits:
            return
    if all(isinstance(body.parents.get(use), nodes.IndexExpr) for use in uses):
        return
    rewrite = Rewrite(ctx)
    rewrite.drop_statement(made)
    text = ctx.text(conversion)
    for use in uses:
        rewrite.replace(use, text)
    title = say("Put {what} where it costs nothing", what=text)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(conversion), preferred=True))


def _renamed(body: Body, made: nodes.Stmt, b: nodes.Expr) -> bool:
    """Whether something else that is declared behind the statement has the name of the variable that b is, or is of."""
    while isinstance(b := unparen(b), nodes.SelectorExpr):
        b = b.x
    named = (n for n in body.everything if isinstance(n, nodes.Name) and isinstance(b, nodes.Name))
    return any(n.value == b.value and n.obj is not b.obj and n.pos > made.end for n in named if not _field(n))


def _field(n: nodes.Name) -> bool:
    return isinstance(n.obj, Var) and n.obj.is_field


def _copies(e: nodes.CallExpr) -> bool:
    """string(b) of bytes that are a variable or a field."""
    fun = unparen(e.fun)
    if len(e.arg_list) != 1 or not isinstance(fun, nodes.Name) or fun.value != "string":
        return False
    b = e.arg_list[0]
    return b.typ is not None and is_variable_or_field(b) and _bytes(under(b.typ))


def _bytes(t: Type) -> bool:
    elem = unalias(t.elem) if isinstance(t, Slice) else None
    return isinstance(elem, Basic) and elem.name in ("byte", "uint8")


def _free(body: Body, use: nodes.Name) -> bool:
    """Whether a conversion costs nothing at the place of the use."""
    up = body.parents.get(use)
    match up:
        case nodes.IndexExpr():
            above = body.parents.get(up)
            stored = isinstance(above, nodes.AssignStmt) and above.lhs is up
            read = isinstance(above, nodes.Expr | nodes.ReturnStmt | nodes.IfStmt | nodes.AssignStmt) and not stored
            is_map = up.x.typ is not None and isinstance(under(up.x.typ), Map)
            return up.index is use and is_map and read and not isinstance(above, nodes.ListExpr | nodes.SelectorExpr)
        case nodes.Operation():
            return up.op in _COMPARED and up.y is not None
        case nodes.CallExpr():
            return builtin_name(up) == "len"
        case nodes.SwitchStmt():
            return up.tag is use
        case _:
            return False


def _beside(body: Body, use: nodes.Name, at: nodes.Stmt) -> Iterator[nodes.Node]:
    """What the statement may run before the use: all but what the use is part of, and but the bodies behind it."""
    below: nodes.Node = use
    for up in body.ancestors(use):
        for n in children(up):
            behind = isinstance(n, nodes.Stmt) and n.start > use.start and not isinstance(up, nodes.ForStmt)
            target = isinstance(up, nodes.AssignStmt) and n is up.lhs and isinstance(n, nodes.Name)
            if n is not below and not behind and not target and not isinstance(n, nodes.CaseClause):
                yield n
        if up is at:
            return
        below = up

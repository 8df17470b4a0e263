"""Arguments instead of captures: what a literal needs that a go or defer statement runs is passed to it.

    for i := range n {                                for i := range n {
        go func(i int) { done <- i * size }(i)   ->       go func(i int, size int) { done <- i * size }(i, size)

A statement with arguments puts them and the function into one object, in which a literal that captures something is but
a pointer to another one: one that captures nothing is none. And what the literal changes is captured by reference, so
that the variable itself goes to the heap; an argument it changes for itself. Conditions:

- the literal stands in the statement itself, so that it runs once; it has no variadic parameter, and names for all;
- nobody has the variable's address from before, and no other literal does anything but read it;
- either all that may run after the statement, and the literal, only read it (and there are arguments already: a copy
  that is captured is smaller, see `capture_copy.py`), or nothing but the literal names it from then on,
  nor does a loop's next round begin with what it has left;
- it is no result, at most 128 bytes, may be copied (no locks in it), and its type can be written here.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, Use
from escapelens.fixes.effects.copies import BY_VALUE, no_copy
from escapelens.fixes.effects.lives import named_later
from escapelens.fixes.effects.written import written
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import RESULT_VAR, Var
from escapelens.model.types import Signature
from escapelens.say import listed, say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "argument"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        for stmt in body.everything:
            if isinstance(stmt, nodes.CallStmt) and ctx.touching(stmt, path, start, end):
                yield from _fix(ctx, body, stmt)


def _fix(ctx: FixContext, body: Body, stmt: nodes.CallStmt) -> Iterator[Fix]:
    call = unparen(stmt.call)
    literal = unparen(call.fun) if isinstance(call, nodes.CallExpr) else None
    if not isinstance(call, nodes.CallExpr) or not isinstance(literal, nodes.FuncLit):
        return
    passed = {var: typ for var in _captured(literal) if (typ := _passes(ctx, body, stmt, call, var)) is not None}
    rewrite = Rewrite(ctx)
    if not passed or not _write(rewrite, call, literal, passed):
        return
    names = [var.name for var in passed]
    title = say("Pass {names} as an argument" if len(names) == 1 else "Pass {names} as arguments", names=listed(names))
    moved = [key for var in passed for key in ctx.keys_of_moved(var)]
    yield from rewrite.offer(Fix(KIND, title, removes=(*moved, *ctx.keys_at(literal)), preferred=True))


def takes(ctx: FixContext, body: Body, literal: nodes.Node, var: Var) -> bool:
    """Whether the variable is passed to the literal by this kind, as the statement that runs it has arguments."""
    up = next((n for n in body.ancestors(literal) if not isinstance(n, nodes.ParenExpr | nodes.CallExpr)), None)
    call = unparen(up.call) if isinstance(up, nodes.CallStmt) else None
    if not isinstance(up, nodes.CallStmt) or not isinstance(call, nodes.CallExpr) or unparen(call.fun) is not literal:
        return False
    return bool(call.arg_list) and _passes(ctx, body, up, call, var) is not None


def _captured(literal: nodes.FuncLit) -> list[Var]:
    """Variables of the functions around it, in the order of their names in it."""
    found = (n.obj for n in walk(literal) if isinstance(n, nodes.Name) and isinstance(n.obj, Var))
    return list(dict.fromkeys(v for v in found if not v.is_field and not literal.start <= v.pos < literal.end))


def _passes(ctx: FixContext, body: Body, stmt: nodes.CallStmt, call: nodes.CallExpr, var: Var) -> str | None:
    """The type of the parameter that the variable may become; None if it must not."""
    if not body.has(var) or var.kind == RESULT_VAR or no_copy(var.typ) or body.home(var) is not body.literal(stmt):
        return None
    if not 0 < checker_of(ctx.pkg).config.sizes.sizeof(var.typ) <= BY_VALUE:
        return None
    inside, outside = _divided(body, call.fun, var)
    if any(u.how is How.ADDRESS or (u.literal is not body.home(var) and u.how is not How.READ) for u in outside):
        return None
    changed = any(u.how is not How.READ for u in inside)
    later = named_later(ctx, body, var, stmt, heir=changed)
    if later is None:
        return None
    if changed:
        if later or any(u.literal is not body.home(var) for u in outside):
            return None
    elif not call.arg_list or any(u.name in later and u.how is not How.READ for u in outside):
        return None
    return written(ctx, body, var.typ)


def _divided(body: Body, literal: nodes.Node, var: Var) -> tuple[list[Use], list[Use]]:
    """Uses of the variable in the literal, and all others."""
    inside = [u for u in body.uses(var) if literal.start <= u.name.start < literal.end]
    return inside, [u for u in body.uses(var) if u not in inside]


def _write(rewrite: Rewrite, call: nodes.CallExpr, literal: nodes.FuncLit, passed: dict[Var, str]) -> bool:
    """Whether parameters and arguments could be added behind what is there."""
    params = literal.type.param_list
    variadic = not isinstance(literal.typ, Signature) or literal.typ.variadic
    if variadic or call.has_dots or any(p.name is None for p in params):
        return False
    file, start, _ = rewrite.ctx.span(literal)
    _, _, end = rewrite.ctx.span(call)
    text = rewrite.ctx.texts.get(file, b"")
    if params and call.arg_list:
        (_, _, first), (_, _, second) = rewrite.ctx.span(params[-1]), rewrite.ctx.span(call.arg_list[-1])
    elif not params and text[start:].startswith(b"func()") and text[:end].endswith(b"()"):
        first, second = start + len("func("), end - 1
    else:
        return False
    comma = ", " if params else ""
    new = comma + ", ".join(f"{var.name} {typ}" for var, typ in passed.items())
    rewrite.edits.append(Edit(file, first, first, new))
    rewrite.edits.append(Edit(file, second, second, comma + ", ".join(var.name for var in passed)))
    return True

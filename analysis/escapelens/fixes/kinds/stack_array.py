"""An array for a slice: one of constant size that `make` puts on the heap for its size alone is cut from a variable.

    buf := make([]byte, 80<<10)    ->    var bufArray [81920]byte
                                         buf := bufArray[:]

The stack takes 64 KiB of what is made, but 128 KiB of a variable (`ir.MaxImplicitStackVarSize`, `MaxStackVarSize`).
Both are new and zero whenever they are reached, in every round of a loop, too. Conditions:

- the slice is defined by a statement of its own, from a make of a slice type written out, with constant sizes;
- `make` means what the language says;
- the function calls nothing, and is not inlined: in one that comes to itself again the stack, which may have 1 GB,
  would end where the heap does not.

Whether the array stays on the stack is for the judge to find out.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, builtin_name
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "stack_array"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for finding in ctx.findings_at(path, start, end):
        for decl in ctx.funcs_at(path, finding.span.start, finding.span.start) if finding.code == "too-large" else ():
            body = ctx.body(decl)
            if decl.body is None or effects(body, decl.body).calls or ctx.inlinable(decl.name.obj):
                continue
            made = [stmt for stmt in body.parents if ctx.span(stmt)[:2] == (path, finding.span.start)]
            for call in made:
                stmt = body.parents.get(call)
                if isinstance(stmt, nodes.AssignStmt) and isinstance(call, nodes.CallExpr):
                    yield from _fix(ctx, body, stmt, call, finding.key)


def _fix(ctx: FixContext, body: Body, stmt: nodes.AssignStmt, call: nodes.CallExpr, key: str) -> Iterator[Fix]:
    typ = unparen(call.arg_list[0]) if builtin_name(call) == "make" else None
    if stmt.op != ":=" or not isinstance(stmt.lhs, nodes.Name) or not isinstance(typ, nodes.SliceType):
        return
    sizes = [_constant(ctx, x) for x in call.arg_list[1:]]
    name = stmt.lhs.value
    array = fresh(ctx, body, f"{name}Array", f"{name}Room", f"{name}Backing")
    if array is None or body.statement(stmt) is not stmt or None in sizes:
        return
    rewrite = Rewrite(ctx)
    rewrite.insert_before(stmt, f"var {array} [{sizes[-1]}]{ctx.text(typ.elem)}")
    rewrite.replace(call, f"{array}[:]" if len(sizes) == 1 else f"{array}[:{sizes[0]}]")
    title = say("Cut {name} from an array on the stack", name=name)
    yield from rewrite.offer(Fix(KIND, title, removes=(key,), preferred=True, makes=(array,)))


def _constant(ctx: FixContext, x: nodes.Expr) -> str | None:
    """The size as gofmt writes it between brackets."""
    if not isinstance(x.val, int):
        return None
    return ctx.text(x) if isinstance(x, nodes.Name | nodes.BasicLit) else str(x.val)

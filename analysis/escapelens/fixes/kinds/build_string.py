"""A string that grows in a loop is put together by a strings.Builder.

    s := ""                         var s strings.Builder
    for _, x := range xs {     ->   for _, x := range xs {
        s += x + ";"                    s.WriteString(x)
    }                                   s.WriteString(";")
    return s                        }
                                    return s.String()

Every `s += x` copies all of the string; a Builder has room for more. Conditions:

- s is a local variable of type string that only statements that name it touch, declared on a line of its own with a
  constant, or none;
- it is read (anywhere, for String copies nothing) and added to, and nothing else; in some loop it is added to;
- what is added does not read it.

The first string that is added to an empty one costs nothing, but room in a Builder: the title says so, and the fix is
not preferred.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, statements
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Var
from escapelens.model.types import Basic
from escapelens.model.under import unalias
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "build_string"
BULK = False

_CALLS = tuple((f"strings.(*Builder).{method}", Bounds(0, 0)) for method in ("WriteString", "String", "copyCheck"))
_CHANGES = say("one allocation more where a single round adds to it")


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        added: dict[Var, list[nodes.AssignStmt]] = {}
        for n in body.everything:
            if isinstance(n, nodes.AssignStmt) and n.op == "+" and n.rhs is not None:
                if isinstance(n.lhs, nodes.Name) and isinstance(n.lhs.obj, Var):
                    added.setdefault(n.lhs.obj, []).append(n)
        for var, adds in added.items():
            if not any(ctx.touching(use.name, path, start, end) for use in body.uses(var)):
                continue
            yield from _fix(ctx, body, var, adds)


def _fix(ctx: FixContext, body: Body, var: Var, adds: list[nodes.AssignStmt]) -> Iterator[Fix]:
    t = unalias(var.typ) if var.typ is not None else None
    if not isinstance(t, Basic) or t.name != "string" or not body.private(var) or not body.has(var):
        return
    uses = body.uses(var)
    first = next((use.name for use in uses if use.how is How.DECLARE), None)
    made = body.statement(first) if first is not None else None
    if first is None or made is None or not (start := _constant(ctx, made, first)):
        return
    if not any(len(body.loops(add)) > len(body.loops(made)) for add in adds):
        return
    rewrite = Rewrite(ctx)
    strings = rewrite.package(body, "strings")
    if strings is None or var.name in (strings, "_"):
        return
    rewrite.replace(made, f"var {var.name} {strings}.Builder")
    if start != '""':
        rewrite.insert_after(made, f"{var.name}.WriteString({start})")
    for add in adds:
        if not _write(ctx, body, rewrite, var, add):
            return
    targets = {add.lhs for add in adds}
    for use in uses:
        if use.how is How.READ:
            rewrite.replace(use.name, f"{var.name}.String()")
        elif use.how is not How.DECLARE and use.name not in targets:
            return
    title = say("Build {name} by a strings.Builder", name=var.name)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(*adds), changes=_CHANGES, calls=_CALLS))


def _constant(ctx: FixContext, made: nodes.Stmt, name: nodes.Name) -> str:
    """What the variable is declared to be, as text; "" if it is no constant, or not declared alone."""
    value: nodes.Expr | None = None
    if isinstance(made, nodes.AssignStmt) and made.lhs is name and made.op == ":=":
        value = made.rhs
    elif isinstance(made, nodes.DeclStmt) and len(made.decl_list) == 1:
        decl = made.decl_list[0]
        if not isinstance(decl, nodes.VarDecl) or decl.name_list != [name] or decl.group is not None:
            return ""
        if decl.values is None:
            return '""'
        value = decl.values
    if value is None or not isinstance(value.val, bytes):
        return ""
    return ctx.text(value) if value.val else '""'


def _write(ctx: FixContext, body: Body, rewrite: Rewrite, var: Var, add: nodes.AssignStmt) -> bool:
    """Replace the addition by a call of WriteString for each part; False if that can't be done."""
    assert add.rhs is not None
    parts = _parts(add.rhs)
    if any(isinstance(n, nodes.Name) and n.obj is var for n in walk(add.rhs)):
        return False
    calls = [f"{var.name}.WriteString({ctx.text(part)})" for part in parts]
    if len(calls) > 1:
        if statements(body.parents.get(add), add) is None or "\n" in ctx.text(add):
            return False
        rewrite.insert_before(add, "\n".join(calls[:-1]))
    rewrite.replace(add, calls[-1])
    return True


def _parts(e: nodes.Expr) -> list[nodes.Expr]:
    """The operands of a sum; a constant is one of them as a whole."""
    e = unparen(e)
    if isinstance(e, nodes.Operation) and e.op == "+" and e.y is not None and e.val is None:
        return [*_parts(e.x), *_parts(e.y)]
    return [e]

"""A package variable that is one constant for good becomes a constant.

    var bufSize = 4096             ->    const bufSize int = 4096
    var tenant = ctxKey("tenant")  ->    const tenant = ctxKey("tenant")

`make([]byte, bufSize)` then has a constant size and may stay on the stack; a constant is put into an interface without
an allocation. Conditions:

- the value is a constant integer, boolean or text, and the declaration stands alone;
- a string is of a type of its own: the linker's -X may set the others;
- only the analysed files name the variable, other package variables don't, and nothing assigns to it or takes its
  address, which for a constant does not compile.

What the constant does to expressions (divisions by zero, cases that are there twice) is for the judge of compilation.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, mentions, near, users, uses_of
from escapelens.fixes.effects.reach import only_here
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.model.predicates import is_boolean, is_integer, is_string
from escapelens.model.types import Basic
from escapelens.model.under import unalias
from escapelens.say import say
from escapelens.syntax import nodes

KIND = "constant"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for decl in ctx.others:
        var = decl.name_list[0].obj if isinstance(decl, nodes.VarDecl) and len(decl.name_list) == 1 else None
        if not isinstance(decl, nodes.VarDecl) or not isinstance(var, Var) or not _constant(decl, var):
            continue
        if not near(ctx, decl, var, path, start, end) or not only_here(ctx, var):
            continue
        uses = [use for func in users(ctx, var) for use in uses_of(func, var)]
        if any(mentions(ctx, other, var) for other in ctx.others if other is not decl):
            continue
        rewrite = Rewrite(ctx)
        file, at, _ = ctx.span(decl.name_list[0])
        begin = at - len("var ")
        if ctx.texts[file][begin:at] != b"var " or (typ := _typ(ctx, decl, var)) is None:
            continue
        rewrite.edits.append(Edit(file, begin, at + len(var.name.encode()), f"const {var.name}{typ}"))
        rewrite.set_apart(file, begin, ctx.span(decl.values)[2] if decl.values is not None else at)
        title = say("Make {name} a constant", name=var.name)
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(*uses), preferred=True))


def _constant(decl: nodes.VarDecl, var: Var) -> bool:
    t = unalias(var.typ) if var.typ is not None else None
    if decl.group is not None or decl.values is None or decl.values.val is None or t is None:
        return False
    if is_string(t):
        return not isinstance(t, Basic)
    return is_integer(t) or is_boolean(t)


def _typ(ctx: FixContext, decl: nodes.VarDecl, var: Var) -> str | None:
    """The type to write behind the name, so that the constant has that of the variable; None if it can't be named."""
    t = unalias(var.typ)
    if decl.type is not None or not isinstance(t, Basic):
        return ""
    return f" {t.name}" if ctx.pkg.scope.lookup(t.name) is None else None

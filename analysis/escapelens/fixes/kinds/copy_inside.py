"""Copy inside: a literal that uses up a parameter gets a copy of it on every call.

    func Words(text string) iter.Seq[string] {
        return func(yield func(string) bool) {
            text := text
            for text != "" { … text = rest …

A variable that a literal assigns is captured by reference, so it goes to the heap; what is only read is captured by
value. It changes the behaviour: a second call of the literal starts anew, where it went on before. That is usually
wanted of an iterator, but for a person to say. Conditions:

- the literal is what the function returns, in its last statement; it alone names the parameter; it is an iterator:
  what else is called more than once may well count on;
- the parameter is assigned there, its address is not taken, and no literal within names it;
- it is at most 128 bytes (larger ones are captured by reference all the same), and may be copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How
from escapelens.fixes.effects.copies import BY_VALUE, no_copy
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.model.predicates import is_sequence
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "copy_inside"
BULK = False


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for decl in ctx.funcs_at(path, start, end):
        last = decl.body.stmts[-1] if decl.body is not None and decl.body.stmts else None
        literal = unparen(last.results) if isinstance(last, nodes.ReturnStmt) else None
        if not isinstance(literal, nodes.FuncLit) or not literal.body.stmts:
            continue
        if literal.typ is None or not is_sequence(literal.typ):
            continue
        body = ctx.body(decl)
        for field in decl.type.param_list:
            var = field.name.obj if field.name is not None else None
            if isinstance(var, Var) and any(ctx.touching(u.name, path, start, end) for u in body.uses(var)):
                yield from _fix(ctx, body, literal, var)


def _fix(ctx: FixContext, body: Body, literal: nodes.FuncLit, var: Var) -> Iterator[Fix]:
    uses = [u for u in body.uses(var) if u.how is not How.DECLARE]
    if any(u.literal is not literal or u.how is How.ADDRESS for u in uses) or not body.assigned(var):
        return
    if not 0 < checker_of(ctx.pkg).config.sizes.sizeof(var.typ) <= BY_VALUE or no_copy(var.typ):
        return
    rewrite = Rewrite(ctx)
    rewrite.insert_before(literal.body.stmts[0], f"{var.name} := {var.name}")
    title = say("Copy {name} inside the literal", name=var.name)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_of_moved(var), changes=say("each call starts anew")))

"""Capture a copy: a literal that only reads a variable, which nothing changes from then on, gets a copy of its own.

    var ec *Ctx                                   var ec *Ctx
    if !remote {                                  if !remote {
        ec = shared                        ->         ec = shared
        f.OnCleanup(func() { ec.close() })            own := ec
    } else {                                          f.OnCleanup(func() { own.close() })
        ec = &Ctx{}                               } else { …

A variable that is assigned more than once is captured by reference, so the variable itself goes to the heap; a copy
that is assigned once is captured by value. Conditions:

- in the statement with the literal, and in all that may run after it, the variable is only read: no assignment, no
  address taken; nor does any other literal do anything but read it; a loop's next round has a variable of its own;
- nobody has its address from before;
- the literal is none that a go or defer statement with arguments runs, which gets another one (`argument.py`);
- it is no result, at most 128 bytes (larger ones are captured by reference all the same), and may be copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext, uses_of
from escapelens.fixes.effects.body import Body, How
from escapelens.fixes.effects.copies import BY_VALUE, no_copy
from escapelens.fixes.effects.held import held_at
from escapelens.fixes.effects.lives import named_later
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.kinds import argument
from escapelens.fixes.kinds.copy_late import declares, holder
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.say import say
from escapelens.syntax import nodes

KIND = "capture_copy"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, var in held_at(ctx, path, start, end):
        yield from _fix(ctx, body, var)


def _fix(ctx: FixContext, body: Body, var: Var) -> Iterator[Fix]:
    uses = body.uses(var)
    literals = list(dict.fromkeys(holder(body, u) for u in uses if u.literal is not None))
    if body.home(var) is not None or not body.assigned(var) or any(u.how is How.ADDRESS for u in uses):
        return
    if not 0 < checker_of(ctx.pkg).config.sizes.sizeof(var.typ) <= BY_VALUE or no_copy(var.typ):
        return
    if any(u.literal is not None and u.how is not How.READ for u in uses):
        return
    rewrite = Rewrite(ctx)
    name = fresh(ctx, body, "own", f"{var.name}Copy", f"own{var.name[:1].upper()}{var.name[1:]}")
    if name is None or len(literals) != 1:
        return
    stmt = body.statement(literals[0])
    later = named_later(ctx, body, var, stmt, heir=False) if stmt is not None else None
    if stmt is None or later is None or isinstance(stmt, nodes.LabeledStmt) or declares(stmt, var):
        return
    changing = {u.name for u in uses if u.how not in (How.READ, How.DECLARE)}
    if any(n in changing for n in (*uses_of(stmt, var), *later)) or argument.takes(ctx, body, literals[0], var):
        return
    for use in uses_of(literals[0], var):
        rewrite.replace(use, name)
    rewrite.insert_before(stmt, f"{name} := {var.name}")
    title = say("Capture a copy of {name}", name=var.name)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_of_moved(var), preferred=True, makes=()))

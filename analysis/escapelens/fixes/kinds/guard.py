"""Guard a call: what is boxed for a call that does nothing is boxed behind the condition that the callee checks first.

    l.Debugf("seq=%d", p.seq)    ->    if l.Enabled(Debug) {
                                           l.Debugf("seq=%d", p.seq)
                                       }

Conditions:

- the call is a statement, of a function of this package without results that does all it does under a condition, or
  returns unless it holds (`effects/guards.py`); asking for it only reads, so it may be asked for twice;
- the arguments only read, too, and come to an end; where they might panic (p may be nil) the title says that they do so
  no more when nothing is done with them;
- the call does not stand behind that condition already.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How
from escapelens.fixes.effects.calls import calls_at
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.guards import guard
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.model.selection import FIELD_VAL
from escapelens.model.types import Pointer
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "guard"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        stmt = body.parents.get(call)
        if not isinstance(stmt, nodes.ExprStmt) or body.statement(stmt) is not stmt:
            continue
        pure = effects(body, *call.arg_list).pure
        condition = guard(ctx, body, call) if pure and call.arg_list else None
        if condition is None or _guarded(ctx, body, stmt, condition):
            continue
        rewrite = Rewrite(ctx)
        rewrite.wrap(stmt, f"if {condition}")
        changes = "" if all(_ends(body, a) for a in call.arg_list) else say("arguments that panic do so only then")
        title = say("Guard the call: if {condition}", condition=condition)
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_in(call), preferred=not changes, changes=changes))


def _guarded(ctx: FixContext, body: Body, stmt: nodes.Stmt, condition: str) -> bool:
    return any(isinstance(up, nodes.IfStmt) and condition in ctx.text(up.cond) for up in body.ancestors(stmt))


def _ends(body: Body, e: nodes.Expr) -> bool:
    """Whether evaluating e comes to its end: a pointer that is followed was made here, and is never nil."""
    if effects(body, e).total:
        return True
    e = unparen(e)
    if isinstance(e, nodes.SelectorExpr) and e.selection is not None and e.selection.kind == FIELD_VAL:
        if not isinstance(under(e.selection.recv), Pointer):
            return not e.selection.indirect and _ends(body, e.x)
        return len(e.selection.index) == 1 and _never_nil(body, e.x)
    return False


def _never_nil(body: Body, e: nodes.Expr) -> bool:
    """Whether e is a variable that was declared with the address of something, and has it still."""
    e = unparen(e)
    var = e.obj if isinstance(e, nodes.Name) else None
    if not isinstance(var, Var) or any(u.how not in (How.DECLARE, How.READ) for u in body.uses(var)):
        return False
    made = next((body.parents.get(u.name) for u in body.uses(var) if u.how is How.DECLARE), None)
    value = unparen(made.rhs) if isinstance(made, nodes.AssignStmt) and made.op == ":=" else None
    return isinstance(value, nodes.Operation) and value.op == "&" and value.y is None

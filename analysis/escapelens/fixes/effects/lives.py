"""One life of a variable: what may name it after a statement, as long as it is the same variable.

A loop's round declares what stands in its body anew, and since Go 1.22 what its head declares, too: the post statement
counts in the next round's copy. What such a variable meets in the rounds that follow is another life; but that of the
head begins with the value that the round before has left.

Property: a name that may run in the same life after the statement is never missing, those in bodies of literals aside,
which run when they are called.
"""

from __future__ import annotations

from escapelens.fixes.context import FixContext, uses_of
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.flow import after
from escapelens.fixes.effects.language import shared_by_rounds
from escapelens.model.objects import Var
from escapelens.syntax import nodes


def named_later(ctx: FixContext, body: Body, var: Var, stmt: nodes.Stmt, *, heir: bool) -> list[nodes.Name] | None:
    """Names of the variable that may run after the statement; None if that can't be said.

    heir: also of the variable that gets its value in a loop's next round.
    """
    later = after(body, stmt)
    if later is None or shared_by_rounds(ctx, body, var):
        return None if later is None else [n for root in later for n in uses_of(root, var)]
    again = _loops_with_it(body, var, stmt, heir)
    rounds = [loop.body for loop in again]
    start = again[-1].start if again else stmt.end
    there = [
        r for r in later if r in rounds or not r.start <= stmt.start < r.end
    ]  # without rounds that declare it anew
    return [n for root in there for n in uses_of(root, var) if n.start >= start]


def outlives_round(ctx: FixContext, body: Body, var: Var, stmt: nodes.Stmt) -> bool:
    """Whether a loop around the statement comes back to it with the same variable, or the same value in it."""
    return bool(_loops_with_it(body, var, stmt, heir=True)) or shared_by_rounds(ctx, body, var)


def _loops_with_it(body: Body, var: Var, stmt: nodes.Stmt, heir: bool) -> list[nodes.ForStmt]:
    """The loops around the statement that the variable is declared outside of, innermost first; with heir, the one in
    whose head it is, too."""
    return [loop for loop in body.loops(stmt) if not loop.start <= var.pos < loop.end or (heir and _in_head(loop, var))]


def _in_head(loop: nodes.ForStmt, var: Var) -> bool:
    """Whether the loop declares the variable, and counts on in it."""
    init = loop.init
    return init is not None and not isinstance(init, nodes.RangeClause) and init.start <= var.pos < init.end

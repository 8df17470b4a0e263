"""Variables that are on the heap for what is done with them on one branch only: a copy there is allocated only there.

What: `x := v; if keep { p = &x }`: the run time allocates x where it is declared, whatever becomes of it.
Property: told only where the address is taken in that branch alone, which is in no loop that the variable is declared
outside of, and where nothing looks at the variable afterwards, so that a copy will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.phrases import holds_lock
from escapelens.findings.shared import is_inside, is_taken, uses
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PAUTO, PPARAM
from escapelens.remarks import HEAP_NODE
from escapelens.say import say
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.ir.nodes import AnyNode


def copied_on_branch(c: Case) -> str:
    """Advice for such a variable, "" for others."""
    var = c.node.canonical if c.is_variable and not c.inlined and c.node.op == "NAME" else None
    if var is None or var.class_ not in (PAUTO, PPARAM) or var.pos >> INL_SHIFT or holds_lock(var.typ):
        return ""
    sink: AnyNode = c.sink
    if sink is not None and sink is not HEAP_NODE and sink.op == "NAME" and sink.class_ == PAUTO:
        return ""  # whose value may be held instead
    places = c.ctx.places
    named = uses(places, var)
    taken = [use for use in named if is_taken(places, use)]
    if not taken or any(is_inside(places, use, var) for use in named):
        return ""
    branch = _branch(c, taken, var)
    if branch is None or (not _leaves(branch) and any(use.start >= branch.end for use in named)):
        return ""
    return say(
        "It is allocated where it is declared: `{name} := {name}`, first thing on the branch that takes its address, is"
        " a copy that is allocated only there.",
        name=c.what,
    )


def _branch(c: Case, taken: list[S.Name], var: AnyNode) -> S.Node | None:
    """The innermost branch that all these stand on, and that the variable is not declared on; None if that is in a loop
    of its own, or is no block of statements."""
    found: S.Node | None = None
    for child, up in c.ctx.places.ancestors(taken[0]):
        if up.start <= var.pos < up.end and not isinstance(up, S.IfStmt | S.CaseClause | S.CommClause):
            return found
        begin = child.start if isinstance(child, S.BlockStmt) and isinstance(up, S.IfStmt) else 0
        begin = child.colon if isinstance(child, S.CaseClause | S.CommClause) else begin
        if found is None and begin and not child.start <= var.pos < child.end:
            found = child if all(begin < use.start < child.end for use in taken) else None
        if isinstance(up, S.ForStmt | S.FuncLit):
            return None
    return found


def _leaves(branch: S.Node) -> bool:
    """Does it end with a return?"""
    stmts = getattr(branch, "stmts", None) or getattr(branch, "body", None) or []
    return bool(stmts) and isinstance(stmts[-1], S.ReturnStmt)

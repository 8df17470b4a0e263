"""Which version of the language a module or file is written in: what a fix may use, and what loops mean there."""

from __future__ import annotations

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.names import file_scope
from escapelens.model.objects import Var
from escapelens.releases.known import has_loop_variables_per_iteration
from escapelens.syntax import nodes


def language(ctx: FixContext) -> str:
    """The module's language version, as the predicates of `releases/known.py` take it."""
    return checker_of(ctx.pkg).config.go_version


def shared_by_rounds(ctx: FixContext, body: Body, var: Var) -> bool:
    """Whether a loop declares the variable for all of its rounds: each assigns to it anew (before Go 1.22)."""
    file = file_scope(ctx, body)
    if file is not None and has_loop_variables_per_iteration(file.version):
        return False
    heads = [n.init for n in body.everything if isinstance(n, nodes.ForStmt) and n.init is not None]
    return any(head.start <= var.pos < head.end for head in heads)

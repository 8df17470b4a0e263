"""Variables that somebody else can touch: those that the heap may have to hold for others' sake."""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.model.objects import Var
from escapelens.syntax import nodes


def held_at(ctx: FixContext, path: str, start: int, end: int) -> Iterator[tuple[Body, Var]]:
    """Such variables of functions in the range, results aside, that are named in the range."""
    for body in ctx.bodies_at(path, start, end):
        results = {f.name.obj for f in body.decl.type.result_list if f.name is not None}
        for var in _held(body):
            if var not in results and any(ctx.touching(u.name, path, start, end) for u in body.uses(var)):
                yield body, var


def _held(body: Body) -> list[Var]:
    """Local variables and parameters that somebody else can touch: a literal, or who has their address."""
    found: dict[Var, None] = {}
    for n in body.everything:
        if isinstance(n, nodes.Name) and isinstance(n.obj, Var) and body.has(n.obj) and not body.private(n.obj):
            found[n.obj] = None
    return list(found)

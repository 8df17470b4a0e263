"""fmt.Errorf of strings becomes errors.New of their concatenation.

    fmt.Errorf("open %s: no such shard", name)    errors.New("open " + name + ": no such shard")

Errorf puts every argument into an interface; what it returns is an errors.New too, if it wraps nothing. Conditions:

- the format wraps nothing: %w is no verb of `text.py`, whose other conditions hold too;
- the value is used.

A format that is printed as it stands is left alone: Errorf finds that out by itself (from Go 1.26 on), at no cost in
allocations.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.kinds.text import ALLOCATES, DIGITS, Piece, joined, mixed, pieces
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.say import say
from escapelens.syntax import nodes

KIND = "errorf"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        parts = pieces(ctx, "Errorf", call) if called(call) == "fmt.Errorf" else None
        if parts is None or isinstance(body.parents.get(call), nodes.ExprStmt | nodes.CallStmt):
            continue
        rewrite = Rewrite(ctx)
        text = joined(ctx, body, rewrite, call, parts)
        errors = rewrite.package(body, "errors")
        if text is None or errors is None:
            continue
        new = f"{errors}.New({text})"
        rewrite.replace(call, new)
        calls = (*_calls(parts), *(DIGITS if mixed(parts) else ALLOCATES))
        title = say("Replace {old} by {new}", old="fmt.Errorf", new=new)
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=calls))


def _calls(parts: list[Piece]) -> Iterator[tuple[str, Bounds]]:
    """The error and, unless it may be empty, its text. What inlining leaves of either is named, too."""
    objects = 2 if any(isinstance(x, str) for x, _ in parts) else 1
    yield "errors.New", Bounds(1, 1)
    for name in ("fmt.Errorf", "fmt.errorf"):
        yield name, Bounds(objects, objects)

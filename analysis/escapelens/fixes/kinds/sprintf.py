"""Sprintf, Sprint and Sprintln of numbers, strings and booleans become concatenation and strconv.

    fmt.Sprintf("%s/%s", dir, name)    dir + "/" + name
    fmt.Sprintf("%d", n)               strconv.Itoa(n)
    fmt.Sprintf("n%d", n)              "n" + string(strconv.AppendInt(make([]byte, 0, 20), int64(n), 10))

Conditions: those of `text.py` on the format and the arguments; and the value is used.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.kinds.text import ALLOCATES, DIGITS, joined, mixed, pieces
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.say import say
from escapelens.syntax import nodes

KIND = "sprintf"
BULK = True

_NAMES = tuple(f"fmt.{name}" for name in ("Sprintf", "Sprint", "Sprintln"))
_CALLS = tuple((name, Bounds(1, 1)) for name in _NAMES)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        name = called(call)
        parts = pieces(ctx, name.removeprefix("fmt."), call) if name in _NAMES else None
        if parts is None:
            continue
        up = body.parents.get(call)
        if isinstance(up, nodes.ExprStmt | nodes.CallStmt | nodes.SelectorExpr | nodes.SliceExpr | nodes.IndexExpr):
            continue
        rewrite = Rewrite(ctx)
        new = joined(ctx, body, rewrite, call, parts)
        if new is None:
            continue
        rewrite.replace(call, new)
        calls = (*_CALLS, *(DIGITS if mixed(parts) else ALLOCATES))
        title = say("Replace {old} by {new}", old=name, new=new)
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=calls))

"""w.Write([]byte(s)) becomes w.WriteString(s), which copies nothing.

Conditions:

- the method is that of one of the known writers (`writers.py`), and so is WriteString, if it is embedded in something;
- the argument is a conversion of a string, and of nothing that only has string for its underlying type. (A sum of
  strings is converted as it is put together, which allocates once in both.)
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.calls import calls_at
from escapelens.fixes.kinds.writers import ALLOCATES, KNOWN, method
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Func
from escapelens.model.types import Basic, Slice
from escapelens.model.under import unalias
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "write_string"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for _, call in calls_at(ctx, path, start, end):
        fun = unparen(call.fun)
        if not isinstance(fun, nodes.SelectorExpr) or method(fun, "Write") not in KNOWN or len(call.arg_list) != 1:
            continue
        if not _has_both(ctx, fun):
            continue
        s = _converted(call.arg_list[0])
        if s is None:
            continue
        rewrite = Rewrite(ctx)
        rewrite.replace(fun.sel, "WriteString")
        rewrite.replace(call.arg_list[0], ctx.text(s))
        title = say("Write {what} by {new}", what=ctx.text(s), new="WriteString")
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=ALLOCATES))


def _has_both(ctx: FixContext, fun: nodes.SelectorExpr) -> bool:
    """Whether Write and WriteString, called on the operand, are the methods of one embedded field."""
    if fun.x.typ is None or fun.selection is None:
        return False
    found, index, _ = lookup_field_or_method(fun.x.typ, True, ctx.pkg, "WriteString")
    return isinstance(found, Func) and index[:-1] == fun.selection.index[:-1]


def _converted(e: nodes.Expr) -> nodes.Expr | None:
    """s of an argument []byte(s), s a string."""
    e = unparen(e)
    if not isinstance(e, nodes.CallExpr) or not isinstance(unparen(e.fun), nodes.SliceType) or len(e.arg_list) != 1:
        return None
    s, t = e.arg_list[0], e.typ
    u = unalias(s.typ) if s.typ is not None else None
    if isinstance(unparen(s), nodes.Operation) and s.val is None:
        return None
    if not isinstance(t, Slice) or not isinstance(u, Basic) or u.name not in ("string", "untyped string"):
        return None
    return s

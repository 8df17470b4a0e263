"""fmt.Fprint, Fprintf and Fprintln of strings into a buffer become calls of its WriteString.

    fmt.Fprintf(&b, "%s: %s\\n", key, value)    ->    b.WriteString(key)
                                                     b.WriteString(": ")
                                                     b.WriteString(value)
                                                     b.WriteString("\\n")

fmt puts every string into an interface, and a variable that is passed as a writer is moved to the heap. Conditions:

- the writer is one of those known (`writers.py`); several pieces only for buffers, which can't fail in between;
- the arguments are strings, by verbs of `text.py`;
- several pieces only where the call is a statement on a line of its own. The arguments behind the first then change
  and call nothing, make no string of bytes, which may be the buffer's own, and don't panic, unless the buffer is a
  variable that nobody would see then.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, builtin_name, underlying
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.kinds.text import Piece, pieces, plain
from escapelens.fixes.kinds.writers import ALLOCATES, named, receiver
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Var
from escapelens.model.predicates import is_string
from escapelens.model.types import Named, Slice
from escapelens.model.under import unalias
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "fprint"
BULK = True

_NAMES = tuple(f"fmt.{name}" for name in ("Fprint", "Fprintf", "Fprintln"))
_MOST = 6  # pieces
_CALLS = (*((name, Bounds(0, 0)) for name in _NAMES), *ALLOCATES)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        name = called(call)
        parts = pieces(ctx, name.removeprefix("fmt."), call) if name in _NAMES else None
        to = receiver(ctx, call.arg_list[0]) if parts is not None else None
        if parts is None or to is None or len(parts) > _MOST or "\n" in ctx.text(call):
            continue
        if any(isinstance(x, nodes.Expr) and (x.typ is None or not is_string(x.typ)) for x, _ in parts):
            continue
        if len(parts) > 1 and not _one_by_one(body, call, to[0], parts):
            continue
        rewrite = Rewrite(ctx)
        texts = [plain(ctx, body, rewrite, x, verb) if isinstance(x, nodes.Expr) else x for x, verb in parts]
        written = [f"{to[1]}.WriteString({text})" for text in texts if text is not None]
        if len(written) < len(parts):
            continue
        stmt = body.parents[call]
        if len(written) > 1:
            rewrite.insert_before(stmt, "\n".join(written[:-1]))
        rewrite.replace(call, written[-1])
        title = say("Replace {old} by {new}", old=name, new=f"{to[1]}.WriteString")
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=_CALLS))


def _one_by_one(body: Body, call: nodes.CallExpr, to: nodes.Expr, parts: list[Piece]) -> bool:
    """Whether the pieces may be written one after the other, each argument evaluated after the writes before it."""
    if named(to.typ) == "os.File" or not isinstance(body.parents.get(call), nodes.ExprStmt):
        return False
    done = [effects(body, x) if isinstance(x, nodes.Expr) else None for x, _ in parts]
    if any(e is not None and not e.pure for e in done):
        return False
    if any(isinstance(n, nodes.CallExpr) and _of_bytes(n) for x, _ in parts[1:] for n in _below(x)):
        return False
    return not any(e is not None and e.panics for e in done[1:]) or _lost(body, to)


def _below(x: nodes.Expr | str) -> Iterator[nodes.Node]:
    return iter(()) if isinstance(x, str) else walk(x)


def _of_bytes(call: nodes.CallExpr) -> bool:
    """Whether the call makes something of a slice, as the conversion string(b) does."""
    return any(isinstance(underlying(arg.typ), Slice) for arg in call.arg_list) and not builtin_name(call)


def _lost(body: Body, to: nodes.Expr) -> bool:
    """Whether nobody sees the buffer after a panic: a local of a function without defer, only written and read."""
    var = to.obj if isinstance(to, nodes.Name) else None
    if not isinstance(var, Var) or not isinstance(unalias(var.typ), Named) or not body.has(var) or body.captured(var):
        return False
    if any(isinstance(n, nodes.CallStmt) and n.tok == "defer" for n in walk(body.decl)):
        return False
    return all(use.how is How.DECLARE or _harmless(body, use.name) for use in body.uses(var))


def _harmless(body: Body, name: nodes.Name) -> bool:
    """b.Method(…), and &b as the writer of one of fmt's functions."""
    up = body.parents.get(name)
    if isinstance(up, nodes.SelectorExpr):
        return isinstance(body.parents.get(up), nodes.CallExpr)
    call = body.parents.get(up) if isinstance(up, nodes.Operation) and up.op == "&" and up.y is None else None
    return isinstance(call, nodes.CallExpr) and called(call) in _NAMES and unparen(call.arg_list[0]) is up

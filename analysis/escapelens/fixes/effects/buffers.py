"""What is written to a local strings.Builder or bytes.Buffer, call by call.

Property: where there is an answer, nothing but the calls in it, and methods that read, touches the variable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from escapelens.fixes.effects.body import Body, How
from escapelens.fixes.effects.calls import called
from escapelens.model.objects import Var
from escapelens.model.types import Named
from escapelens.model.under import unalias
from escapelens.record import dataclass
from escapelens.syntax import nodes
from escapelens.syntax.walk import children, unparen, walk

_READS = frozenset({"String", "Len", "Bytes"})
_FPRINT = frozenset({"fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln"})


@dataclass(frozen=True, slots=True)
class Buffer:
    """grow: full names of the methods that make room. steps: how it grows hangs on where it stood."""

    grow: tuple[str, ...]
    steps: bool


_BUFFERS = {
    "strings.Builder": Buffer(("strings.(*Builder).Grow",), steps=True),
    "bytes.Buffer": Buffer(("bytes.(*Buffer).Grow", "bytes.(*Buffer).grow"), steps=False),
}


@dataclass(frozen=True, slots=True)
class Write:
    """of: the string or slice that is written, if its length counts. least: bytes written besides; exact: no more.
    small: eight at most."""

    of: nodes.Expr | None = None
    least: int = 0
    exact: bool = False
    small: bool = False


def buffer(var: Var) -> Buffer | None:
    t = unalias(var.typ) if var.typ is not None else None
    if not isinstance(t, Named) or t.obj.pkg is None:
        return None
    return _BUFFERS.get(f"{t.obj.pkg.path}.{t.obj.name}")


def only_writes(body: Body, var: Var) -> dict[nodes.CallExpr, Write] | None:
    """The calls that write to the local variable; None if anything else could touch it, or see its room."""
    if not body.has(var) or body.captured(var):
        return None
    found: dict[nodes.CallExpr, Write] = {}
    for use in body.uses(var):
        if use.how is How.DECLARE:
            continue
        up = body.parents.get(use.name)
        call = body.parents.get(up) if up is not None else None
        if not isinstance(call, nodes.CallExpr) or (call.has_dots and isinstance(up, nodes.SelectorExpr)):
            return None
        if isinstance(up, nodes.SelectorExpr) and call.fun is up:
            if up.sel.value not in _READS:
                write = _write(up.sel.value, call.arg_list)
                if write is None:
                    return None
                found[call] = write
        elif isinstance(up, nodes.Operation) and up.op == "&" and called(call) in _FPRINT and call.arg_list[0] is up:
            found[call] = Write()
        else:
            return None
    return found


def _write(method: str, args: list[nodes.Expr]) -> Write | None:
    arg = unparen(args[0]) if len(args) == 1 else None
    match method, arg:
        case "WriteByte", nodes.Expr():
            return Write(least=1, exact=True, small=True)
        case "WriteRune", nodes.Expr(val=int() as rune):
            n = len(chr(rune).encode(errors="replace")) if 0 <= rune <= 0x10FFFF and not 0xD800 <= rune < 0xE000 else 3
            return Write(least=n, exact=True, small=True)
        case "WriteRune", nodes.Expr():
            return Write(least=1, small=True)
        case "WriteString", nodes.Expr(val=bytes() as text):
            return Write(least=len(text), exact=True, small=len(text) <= 8)
        case "WriteString" | "Write", nodes.Expr():
            return Write(of=arg, exact=True)
        case _:
            return None


def pieces(root: nodes.Node, writes: Collection[nodes.CallExpr]) -> list[nodes.Node]:
    """What runs in root but the writes themselves, as nodes: what they are given, and all else."""
    return list(_pieces(root, writes))


def _pieces(root: nodes.Node, writes: Collection[nodes.CallExpr]) -> Iterator[nodes.Node]:
    if isinstance(root, nodes.CallExpr) and root in writes:
        for arg in root.arg_list:
            yield from _pieces(arg, writes)
    elif any(isinstance(n, nodes.CallExpr) and n in writes for n in walk(root)):
        for child in children(root):
            yield from _pieces(child, writes)
    else:
        yield root

"""Functions on one line that an edit makes too long for it.

Counterpart: `go/printer/nodes.go: funcBody, bodySize`: a body that stands on one line stays there while it and what is
before it have no more than 100 characters.

Property: what is left on one line, gofmt leaves there; a literal, or functions in a column, are not broken up.
"""

from __future__ import annotations

from escapelens.fixes.context import FixContext, apply_edits
from escapelens.fixes.model import Edit
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

_MOST = 100  # characters (go/printer/nodes.go: maxSize)


def broken_up(ctx: FixContext, file: str, edits: list[Edit]) -> list[Edit] | None:
    """Edits that give such functions their lines, for all edits of a file; None if that can't be done."""
    more: list[Edit] = []
    for decl in ctx.funcs.get(file, ()):
        if not any(ctx.touching(decl, file, e.start, e.end) for e in edits):
            continue
        for n in walk(decl):
            if (
                isinstance(n, nodes.FuncDecl | nodes.FuncLit)
                and n.body is not None
                and _too_long(ctx, n, n.body, edits)
            ):
                lines = _lines(ctx, n, n.body)
                if lines is None:
                    return None
                more += lines
    return more


def _too_long(ctx: FixContext, n: nodes.Node, body: nodes.BlockStmt, edits: list[Edit]) -> bool:
    file, start, end = ctx.span(n)
    _, brace, _ = ctx.span(body)
    text = ctx.texts[file]
    inside = [e for e in edits if start <= e.start and e.end <= end]
    if not inside or b"\n" in text[brace:end]:
        return False
    head = _edited(text, start, brace, inside).rstrip()
    inner = _edited(text, brace + 1, end - 1, inside).strip()
    return b"\n" not in inner and len((head + inner).decode(errors="replace")) > _MOST


def _edited(text: bytes, start: int, end: int, edits: list[Edit]) -> bytes:
    """The text of a range after the edits in it."""
    here = [
        Edit(e.file, e.start - start, e.end - start, e.new_text) for e in edits if start <= e.start and e.end <= end
    ]
    return apply_edits(text[start:end], here)


def _lines(ctx: FixContext, n: nodes.Node, body: nodes.BlockStmt) -> list[Edit] | None:
    """The one statement of a declared function on a line of its own; None for all else."""
    file, start, end = ctx.span(n)
    if not isinstance(n, nodes.FuncDecl) or len(body.stmts) != 1:
        return None
    text = ctx.texts[file]
    before = text[: text.rfind(b"\n", 0, start) + 1].rstrip(b" \t").split(b"\n")
    at = text.find(b"\n", end)
    after = text[at + 1 :].split(b"\n", 1)[0] if at >= 0 else b""
    above = before[-2].strip() if len(before) > 1 else b""
    if after.strip() or (above and not above.startswith(b"//")):
        return None
    _, brace, _ = ctx.span(body)
    _, first, last = ctx.span(body.stmts[0])
    if text[brace + 1 : first].strip() or text[last : end - 1].strip():
        return None
    return [Edit(file, brace + 1, first, "\n\t"), Edit(file, last, end - 1, "\n")]

"""Imports after an edit: what it needs is added, what it used last is dropped.

New imports of std go into the block that the others of std are in, in order; a lone import becomes a group.

Property: what is left is as gofmt would leave it; a file whose imports are written in another way gets no answer.
"""

from __future__ import annotations

import re

from escapelens.fixes.context import FixContext
from escapelens.fixes.model import Edit
from escapelens.model.objects import PkgName
from escapelens.packages.load import is_standard
from escapelens.regexp import regexp
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

_SPEC = regexp(r'\t(?:([\w.]+) )?"([^"]+)"(?: //.*)?$')
_GROUP = regexp(rb"import \(\n(.*?)\n\)", re.S)


def import_edits(ctx: FixContext, file: str, edits: list[Edit], add: list[str]) -> list[Edit] | None:
    """Edits of the file's imports that `edits` call for; None if they can't be made."""
    drop = _unused(ctx, file, edits)
    if not add and not drop:
        return []
    text = ctx.texts[file]
    decls = ctx.imports.get(file, [])
    if not decls:
        at = re.search(rb"^package \w+[^\n]*\n", text, re.M)
        return [Edit(file, at.end(), at.end(), "\n" + _group(sorted(add)) + "\n")] if at is not None else None
    first, last = ctx.span(decls[0])[1], ctx.span(decls[-1])[2]
    group = _GROUP.search(text, text.rfind(b"\n", 0, first) + 1 if len(decls) == 1 else 0)
    if group is None or not group.start() <= first <= last <= group.end():
        line = re.compile(rb'^import "([^"]+)"$', re.M).search(text, text.rfind(b"\n", 0, first) + 1)
        if len(decls) != 1 or line is None:
            return None
        old = line.group(1).decode()
        paths = sorted({*add, *([] if old in drop else [old])})
        if any(not is_standard(p) for p in paths) and len(paths) > 1:
            return None
        return [Edit(file, line.start(), line.end(), _group(paths))] if paths else _none(text, file, line)
    blocks = [block.split("\n") for block in group.group(1).decode().split("\n\n")]
    kept = [[line for line in block if _path(line) not in drop] for block in blocks]
    if any("//" in line for block in blocks for line in block if _path(line) in drop):
        return None
    if add:
        home = next((b for b in kept if b and all(is_standard(_path(line) or "x.y") for line in b)), None)
        if home is None:
            kept.insert(0, home := [])
        home += [f'\t"{p}"' for p in add if p not in map(_path, home)]
        home.sort(key=lambda line: _path(line) or "")
    body = "\n\n".join("\n".join(block) for block in kept if block)
    return [Edit(file, group.start(1), group.end(1), body)] if body else _none(text, file, group)


def _none(text: bytes, file: str, declared: re.Match[bytes]) -> list[Edit] | None:
    """Nothing is left of the only declaration: it goes with the blank line behind it."""
    end = declared.end() + 2
    return [Edit(file, declared.start(), end, "")] if text[declared.end() : end] == b"\n\n" else None


def _path(line: str) -> str | None:
    m = _SPEC.match(line)
    return m.group(2) if m is not None else None


def _group(paths: list[str]) -> str:
    if len(paths) == 1:
        return f'import "{paths[0]}"'
    return "import (\n" + "".join(f'\t"{p}"\n' for p in paths) + ")"


def _unused(ctx: FixContext, file: str, edits: list[Edit]) -> set[str]:
    """Imports whose last uses the edits take away.

    By name and path: functions that an earlier edit left alone name the objects of the imports as they were.
    """
    gone: dict[tuple[str, str], None] = {}
    left: set[tuple[str, str]] = set()
    for root in (*ctx.funcs.get(file, ()), *(d for d in ctx.others if ctx.span(d)[0] == file)):
        for n in walk(root):
            if isinstance(n, nodes.Name) and isinstance(n.obj, PkgName):
                _, start, end = ctx.span(n)
                if any(e.start <= start and end <= e.end for e in edits):
                    gone[n.obj.name, n.obj.path] = None
                else:
                    left.add((n.obj.name, n.obj.path))
    return {
        path
        for name, path in gone
        if (name, path) not in left and not any(re.search(rf"\b{re.escape(name)}\.", e.new_text) for e in edits)
    }

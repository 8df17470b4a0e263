"""The edited copy compiles: the functions that were edited, those that use what was, and the files' imports.

Where an edit touches declarations other than functions, all functions of the package are asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, users
from escapelens.fixes.judges.compiles import compiles, imports
from escapelens.fixes.model import Edit, Fix
from escapelens.syntax import nodes


def compiled(fix: Fix, contexts: tuple[FixContext, ...]) -> bool:
    """Whether the compiler would take the package as the fix leaves it, where it could be different."""
    files = list(dict.fromkeys(e.file for e in fix.edits))
    asked = [ctx for ctx in contexts if any(f in ctx.texts for f in files)]
    return bool(asked) and all(_taken(ctx, fix, files) for ctx in asked)


def _taken(ctx: FixContext, fix: Fix, files: list[str]) -> bool:
    whole = False
    touched: list[nodes.FuncDecl] = []
    for file in files:
        edits = [e for e in fix.edits if e.file == file]
        for start, end in _ranges(edits):
            here = [d for d in ctx.funcs.get(file, ()) if ctx.touching(d, file, start, end)]
            touched += here
            if not here and any(ctx.touching(d, file, start, end) for d in ctx.others):
                whole = True
        declared = [*ctx.funcs.get(file, ()), *(d for d in ctx.others if ctx.span(d)[0] == file)]
        if file in ctx.misparsed or imports(ctx.pkg, file, declared):
            return False
    if whole:
        return not compiles(ctx.pkg, ctx.all_funcs())
    using = [user for d in touched if d.name.obj is not None for user in users(ctx, d.name.obj)]
    return not compiles(ctx.pkg, dict.fromkeys([*touched, *using]))


def _ranges(edits: list[Edit]) -> Iterator[tuple[int, int]]:
    """Where the new texts of a file's edits stand after them."""
    shift = 0
    for e in sorted(edits, key=lambda e: (e.start, e.end)):
        length = len(e.new_text.encode())
        yield e.start + shift, e.start + shift + length
        shift += length - (e.end - e.start)

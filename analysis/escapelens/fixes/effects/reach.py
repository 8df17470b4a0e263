"""Who else knows of a function, type or variable of the package than the syntax at hand, and what tests ask of it.

Tests, files of other build configurations, assembly, `go:linkname`, cgo's `//export` and, for exported names, other
packages. A fix that changes a signature or a type needs `all_calls` or `only_here`.

Property: None or False as soon as anything outside of the analysed files could hold on to it.
"""

from __future__ import annotations

import re

from escapelens.fixes.context import FixContext, mentions, users, uses_of
from escapelens.model.objects import Func, Object
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

_FUNC = re.compile(rb"^(?=func )", re.MULTILINE)
_GIVEN = re.compile(rb"(\w+(?:,\s*\w+)*)\s*:?=[^=]")
_COMPARED = re.compile(rb"\b(?:nil|(?:Is|Not|Be)?Nil)\b|Equal|Diff\b")


def only_here(ctx: FixContext, obj: Object) -> bool:
    """Whether only the analysed files of this package can name the package-level object (or method)."""
    if obj.pkg is not ctx.pkg or (obj.exported and ctx.pkg.name != "main"):
        return False
    word = re.compile(rb"\b" + re.escape(obj.name.encode()) + rb"\b")
    if any(word.search(text) for text in ctx.outside):
        return False
    name = re.escape(obj.name.encode())
    directive = re.compile(rb"^//(?:go:linkname|go:cgo_\w+|export)\b[^\n]*\b" + name + rb"\b", re.MULTILINE)
    return not any(directive.search(text) for text in ctx.texts.values())


def all_calls(ctx: FixContext, func: Func) -> list[tuple[nodes.FuncDecl, nodes.CallExpr]] | None:
    """Every call of the package-level function, each with the function it stands in; None if it has other uses."""
    if not only_here(ctx, func) or func.name in ("init", "main", "_"):
        return None
    if any(mentions(ctx, d, func) for d in ctx.others):
        return None
    found = []
    for caller in users(ctx, func):
        uses = {n for n in uses_of(caller, func) if n is not caller.name}
        for call in walk(caller) if uses else ():
            if isinstance(call, nodes.CallExpr) and (fun := unparen(call.fun)) in uses:
                uses.discard(fun)
                found.append((caller, call))
        if uses:
            return None
    return found


def compared_in_tests(ctx: FixContext, func: nodes.FuncDecl) -> bool:
    """Whether a text outside compares what the function gives with nil, or as a whole (DeepEqual, Diff): where it is
    called, or where a variable is looked at that was given it."""
    called = re.compile(rb"^.*\b" + re.escape(func.name.value.encode()) + rb"\(.*$", re.MULTILINE)
    for text in (part for outside in ctx.outside for part in _FUNC.split(outside)):
        lines: list[bytes] = called.findall(text)
        given = {name for line in lines for names in _GIVEN.findall(line) for name in names.replace(b",", b" ").split()}
        if given := given - {b"_"}:
            lines += re.findall(rb"^.*\b(?:" + b"|".join(sorted(given)) + rb")\b.*$", text, re.MULTILINE)
        if any(_COMPARED.search(line) for line in lines):
            return True
    return False

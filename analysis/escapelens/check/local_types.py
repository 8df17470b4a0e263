"""Types declared in function bodies: their numbers, and the type parameters they depend on unsaid.

What: the compiler tells local types of a package apart by a number, counted over the package in source order
(`T·3`). The number is needed only where such a type is declared, so declarations without one are not looked at.
A type declared in a generic function is another one for each of that function's type arguments.

Counterpart: `noder/writer.go: declCollector` (typegen, implicits).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from escapelens.model.objects import TypeName
from escapelens.model.types import Named, TypeParam
from escapelens.regexp import regexp
from escapelens.syntax.nodes import AnySyntax, BlockStmt, TypeDecl
from escapelens.syntax.walk import children

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

# A declaration begins a statement; comments and strings may look like one, and are then looked at in vain.
_TYPE = regexp(rb"(?:^|[{};:])[ \t]*type\b[ \t]*[A-Za-z_(\x80-\xff]", re.M)


def local_type_number(check: Checker, decl: TypeDecl) -> int:
    """The number of a type declared in a body, from 1; 0 if it stands in none."""
    numbers = check.local_types
    if numbers is None:
        numbers = check.local_types = {}
        seen = set()
        for d in check.decls:
            group = d.group
            if group in seen or group.top.kind not in ("func", "var"):
                continue
            seen.add(group)
            if _TYPE.search(group.top.text):
                for node in group.top.lower():
                    _number(node, False, numbers)
    return numbers.get(decl, 0)


_NONE: list[TypeParam] = []


def implicits(t: Named) -> list[TypeParam]:
    """Type parameters of the generic function in which t is declared: t differs from instance to instance."""
    if not t.obj.local_index:
        return _NONE
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    known: Any = cache.get("implicits")  # Any: what is kept under this name
    if known is None:
        known = _NONE
        scope = t.obj.parent
        while scope is not None and not known:
            types = [obj for obj in scope.elems.values() if obj.__class__ is TypeName]
            known = [obj.typ for obj in types if obj.typ.__class__ is TypeParam]
            scope = scope.parent
        cache["implicits"] = known
    return known  # type: ignore[no-any-return]


def _number(root: AnySyntax, in_body: bool, numbers: dict[object, int]) -> None:
    stack = [(root, in_body)]
    while stack:
        node, inside = stack.pop()
        if inside and node.__class__ is TypeDecl and not node.alias:
            numbers[node] = len(numbers) + 1
        inside = inside or node.__class__ is BlockStmt
        stack.extend([(c, inside) for c in reversed(list(children(node)))])

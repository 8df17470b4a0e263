"""Long chains of declarations, resolved without a deep stack.

What: `resolve_first` resolves what a declaration names, and what that names, the last ones first.
Why: resolving pulls (`const c9 = c8 + 1` asks for c8, which asks for c7), so five thousand constants each of the one
before would need fifty thousand frames.
Counterpart: none; Go's stack grows. Property: only asked for when demands nest deep; the types are those that pulling
gives, but for declarations that go round in circles, which are in error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escapelens.model.objects import Object, TypeName
from escapelens.model.types import Alias, AnyType, Named
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

DEEP = 100  # nested demands


def resolve_first(check: Checker, obj: Object) -> None:
    """Resolve all package-level objects that the declaration of obj leads to; obj itself is the caller's to resolve."""
    seen = {obj}
    stack: list[tuple[Object, Iterator[Object]]] = [(obj, _named_by(check, obj))]
    while stack:
        at, named = stack[-1]
        below = next((o for o in named if o not in seen and not _resolved(o)), None)
        if below is not None:
            seen.add(below)
            stack.append((below, _named_by(check, below)))
            continue
        stack.pop()
        if stack:
            _resolve(at)


def _named_by(check: Checker, obj: Object) -> Iterator[Object]:
    d = check.decl_info(obj)
    if d is None:
        return
    for tree in (d.vtyp, d.init, d.tdecl, d.fdecl.type if d.fdecl is not None else None):
        if tree is None:
            continue
        for n in walk(tree):
            if n.__class__ is nodes.Name:
                other = check.pkg.scope.elems.get(n.value)
                if other is not None and other in check.obj_map:
                    yield other


def _resolved(obj: Object) -> bool:
    """Resolved, or being resolved."""
    t: AnyType = obj._typ
    if t is None:
        return obj._resolve is None
    if obj.__class__ is TypeName:
        return t._resolve is None if t.__class__ in (Alias, Named) else True
    return True


def _resolve(obj: Object) -> None:
    t: AnyType = obj.typ
    if obj.__class__ is TypeName:
        if t.__class__ is Alias:
            t.actual  # noqa: B018
        elif t.__class__ is Named:
            t.underlying  # noqa: B018

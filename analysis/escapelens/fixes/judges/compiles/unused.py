"""Variables and imports that nothing uses.

Counterpart: `types2/stmt.go: usage`, `resolver.go: unusedImports`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from escapelens.fixes.effects.body import Body, How
from escapelens.model.objects import LOCAL_VAR, PkgName, Var
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk


def unused_variables(decl: nodes.FuncDecl) -> Iterator[tuple[int, str]]:
    """Local variables that are only assigned to: position and name."""
    body = Body(decl)
    for n in walk(decl):
        if isinstance(n, nodes.Name) and isinstance(n.obj, Var) and n.obj.pos == n.pos and n.obj.kind == LOCAL_VAR:
            if n.value != "_" and all(u.how in (How.DECLARE, How.WRITE) for u in body.uses(n.obj)):
                yield n.pos, n.value
        elif isinstance(n, nodes.SwitchStmt) and isinstance(n.tag, nodes.TypeSwitchGuard) and n.tag.lhs is not None:
            name = n.tag.lhs
            declared = [c.obj for c in n.body if c.obj is not None]
            if name.value == "_" or all(not _used(body, v) for v in declared):
                yield name.pos, name.value


def _used(body: Body, var: Var) -> bool:
    return any(u.how not in (How.DECLARE, How.WRITE) for u in body.uses(var))


def unused_imports(imports: Iterable[PkgName], decls: Iterable[nodes.Node]) -> Iterator[PkgName]:
    """Imports of a file that none of its declarations names.

    Functions that the last edits left alone name the objects of the imports as they were, with the same path.
    """
    names = [p for p in imports if p.name != "_"]
    left = {p for p in names if p.path != "C"}
    for d in decls:
        if not left:
            return
        for n in walk(d):
            if not isinstance(n, nodes.Name) or n.obj is None:
                continue
            if isinstance(n.obj, PkgName):
                left -= {p for p in left if p is n.obj or (p.path == n.obj.path and _same(p, n.obj, names))}
            elif n.obj.pkg is not None:
                left -= {p for p in left if p.name == "." and p.imported is n.obj.pkg}
    yield from (p for p in names if p in left)


def _same(p: PkgName, used: PkgName, names: list[PkgName]) -> bool:
    """Whether `used`, of the same path, is p as it was: by name, which p has only when something asked for it."""
    return p.name == used.name or sum(other.path == p.path for other in names) == 1

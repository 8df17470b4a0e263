"""What a name means at a place, and names that are free there.

Property: `predeclared` says yes only if no declaration between the place and the universe could take the name; one
anywhere in the function counts, wherever in it the place is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.model.objects import Builtin, Nil, PkgName, TypeName
from escapelens.model.universe import UNIVERSE
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

if TYPE_CHECKING:
    from escapelens.check.resolver import FileScope


def declared_names(decl: nodes.FuncDecl) -> set[str]:
    """Every name that is declared anywhere in the function: parameters, variables, constants, types, labels."""
    found = {
        n.value
        for n in walk(decl)
        if isinstance(n, nodes.Name) and n.obj is not None and decl.start <= n.obj.pos < decl.end
    }
    found |= {n.lhs.value for n in walk(decl) if isinstance(n, nodes.TypeSwitchGuard) and n.lhs is not None}
    return found | {f.name.value for f in decl.tparam_list if f.name is not None}


def predeclared(ctx: FixContext, body: Body, *names: str) -> bool:
    """Whether the names mean what the language says in all of the function: make, len, nil, string, ..."""
    taken = declared_names(body.decl)
    file = file_scope(ctx, body)
    return file is not None and all(
        isinstance(UNIVERSE.elems.get(name), Builtin | Nil | TypeName)
        and name not in taken
        and ctx.pkg.scope.lookup(name) is None
        and not in_file(file, name)
        for name in names
    )


def fresh(ctx: FixContext, body: Body, *wanted: str) -> str | None:
    """The first of the wanted names that nothing in the function, file, package or universe has; None if all are taken.

    `wanted` in the order of preference; names in use below the function (uses of any kind) count as taken.
    """
    used = {n.value for n in walk(body.decl) if isinstance(n, nodes.Name)} | declared_names(body.decl)
    file = file_scope(ctx, body)
    for name in wanted:
        if name in used or ctx.pkg.scope.lookup(name) is not None or name in UNIVERSE.elems:
            continue
        if file is not None and not in_file(file, name):
            return name
    return None


def file_scope(ctx: FixContext, body: Body) -> FileScope | None:
    """The scope of the imports of the file that the function stands in, None if it is not known."""
    path, _, _ = ctx.span(body.decl)
    return checker_of(ctx.pkg).scopes.get(path)


def in_file(file: FileScope, name: str) -> bool:
    """Whether an import of the file takes the name; an import whose package is not known may."""
    for imported in file.imports:
        if imported.name == name or (imported in file.pending and imported.imported.name == name):
            return True
    return any(dot.imported.fake or dot.imported.scope.lookup(name) is not None for dot in file.dot_imports)


def package_name(ctx: FixContext, body: Body, path: str) -> str | None:
    """The name by which the function can use the import of `path` in all of its body; None if it has none, or the
    function declares the name itself."""
    file = file_scope(ctx, body)
    if file is None:
        return None
    taken = declared_names(body.decl)
    for imported in file.imports:
        if isinstance(imported, PkgName) and imported.path == path and imported.name not in ("_", "."):
            name = imported.imported.name if imported in file.pending else imported.name
            return None if name in taken else name
    return None

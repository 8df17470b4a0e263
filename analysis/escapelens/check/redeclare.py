"""Declaring part of a package anew after an edit, with every other object and type kept.

Counterpart: none; the compiler starts over. Used by incremental/, which knows what an edit affects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from escapelens.check.resolver import COLLECT, DeclInfo, FileScope, Group, file_version, insert
from escapelens.model.objects import Func, Object

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.syntax.file import SyntaxFile, TopDecl

Entries = list[tuple[Object, DeclInfo]]


def by_declaration(check: Checker) -> dict[TopDecl, Entries]:
    """The package-level objects and methods that each declaration declares."""
    found: dict[TopDecl, Entries] = {}
    for obj, info in check.obj_map.items():
        found.setdefault(info.group.top, []).append((obj, info))
    return found


def redeclare(
    check: Checker, files: Iterable[SyntaxFile], kept: Mapping[TopDecl, Entries], again: Mapping[Func, TopDecl]
) -> list[Object]:
    """Let files be the package's. Declarations not in kept get new objects, which are returned.

    again: functions that stay the same objects, but are declared by other nodes now.
    """
    pkg = check.pkg
    check.files.clear()
    check.obj_map.clear()
    check.decls.clear()
    check.methods.clear()
    check.method_aliases = None
    pkg.scope.elems.clear()
    fresh: list[Object] = []
    for file in files:
        scope = check.scopes.get(file.path) or FileScope(pkg.scope, file_version(file, check.config.go_version))
        check.files.append(file)
        check.scopes[file.path] = scope
        for top in file.decls:
            collect = COLLECT.get(top.kind)
            if collect is None:
                continue
            entries = kept.get(top)
            if entries is None:
                group = Group(top, scope)
                collect(check, group)
                fresh += group.objs
                continue
            for obj, info in entries:
                _keep(check, obj, _renew(check, obj, info, again[obj]) if obj in again else info)  # type: ignore[index]
    return fresh


def _renew(check: Checker, obj: Object, info: DeclInfo, top: TopDecl) -> DeclInfo:
    """Declare the function by top from now on."""
    assert isinstance(obj, Func)
    group = Group(top, info.group.file)
    group.objs = [obj]
    obj.decl = None
    obj._typ = None
    obj._resolve = check.resolve
    return DeclInfo(group, info.key)


def _keep(check: Checker, obj: Object, info: DeclInfo) -> None:
    check.obj_map[obj] = info
    check.decls.append(info)
    recv, dot, name = info.key.rpartition(".")
    if dot and isinstance(obj, Func):
        if name != "_":
            check.methods.setdefault(recv, []).append(obj)
    elif not (isinstance(obj, Func) and obj.name == "init"):
        insert(check, obj)


def replace_body(check: Checker, obj: Func, top: TopDecl) -> None:
    """Declare obj by top from now on: the same signature with another body."""
    d = check.obj_map[obj]
    fresh = check.obj_map[obj] = _renew(check, obj, d, top)
    check.decls[check.decls.index(d)] = fresh

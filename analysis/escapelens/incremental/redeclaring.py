"""Declaring anew what an edit affects, in the checker and in the builder of the IR."""

from __future__ import annotations

import re
from collections.abc import Iterable

from escapelens import pipeline
from escapelens.check.checker import Checker, checker_of
from escapelens.check.decl import check_objects
from escapelens.check.redeclare import Entries, redeclare, replace_body
from escapelens.check.resolver import FileScope, declare_imports, import_all
from escapelens.incremental.affected import affected
from escapelens.incremental.diff import Change, has_local_types, signature_text
from escapelens.incremental.unit import Unit
from escapelens.incremental.units import Units
from escapelens.ir.lowering.rebuild import mention
from escapelens.ir.nodes import Func, Name
from escapelens.ir.typefmt import link_string
from escapelens.model.objects import Func as FuncObject
from escapelens.model.objects import Object, Package, TypeName, Var
from escapelens.model.types import Named, Type
from escapelens.record import dataclass, field
from escapelens.source import CHUNKS
from escapelens.syntax.file import SyntaxFile, TopDecl
from escapelens.syntax.nodes import TypeDecl
from escapelens.syntax.walk import walk


class Everything(Exception):
    """The edit reaches so much that analysing all anew is simpler."""


@dataclass(slots=True, eq=False)
class Declared:
    """What is declared anew. functions: to be built again; made: instances that declarations have brought; init: the
    initialisation of variables is another; old, new: the declarations that were exchanged."""

    functions: list[FuncObject] = field(default_factory=list)
    made: list[Func] = field(default_factory=list)
    init: bool = False
    headers: bool = False
    gone: set[Object] = field(default_factory=set)
    lost: set[Name] = field(default_factory=set)
    old: list[TopDecl] = field(default_factory=list)
    new: list[TopDecl] = field(default_factory=list)

    def takes_away(self, unit: Unit) -> bool:
        return unit.root.obj in self.gone or unit.root.nname in self.lost


def declare(analysis: pipeline.Analysis, change: Change, files: list[SyntaxFile], units: Units) -> Declared:
    """Let the checker know files as they are now."""
    declared = units.declared()
    out = Declared()
    if not change.headers and not any(_generic(obj) for a, _ in change.bodies for obj, _ in declared.get(a, ())):
        _exchange_bodies(analysis, change, declared, out)
        units.redeclared(change.bodies)
    else:
        units.redeclared(None)
        out.headers = True
        _exchange(analysis, change, files, declared, out)
    return out


def _import(analysis: pipeline.Analysis, change: Change) -> list[tuple[SyntaxFile, set[str]]]:
    """Let file scopes hold what is imported now; the names that mean something else in each file."""
    checker = checker_of(analysis.target.pkg)
    found = []
    bases: set[int] = set()
    for before, after in change.imports:
        bases.update(d.chunk.base for d in (*before.decls, *after.decls) if d.kind == "import")
    checker.retain(lambda p: CHUNKS.base(p.pos) not in bases)
    was = {p.path for p in checker.pkg.imports}
    scopes = [(after, checker.scopes[after.path]) for _, after in change.imports]
    old = [_meanings(scope) for _, scope in scopes]
    for file, scope in scopes:
        declare_imports(checker, scope, file)
    import_all(checker)
    for (file, scope), meant in zip(scopes, old, strict=True):
        means = _meanings(scope)
        found.append((file, {name for name in (*meant, *means) if meant.get(name) is not means.get(name)}))
    lost_or_found = was ^ {p.path for p in checker.pkg.imports}
    if "testing" in lost_or_found or (lost_or_found and analysis.builder.exports_differ()):
        raise Everything
    return found


def _meanings(scope: FileScope) -> dict[str, Package]:
    """The packages that names mean in a file."""
    names = [obj.name for obj in scope.imports if obj.name != "_"]
    if len(set(names)) != len(names):
        raise Everything
    return {obj.name: obj.imported for obj in scope.imports if obj.name != "_"}


def _generic(obj: Object) -> bool:
    sig = obj.typ
    return bool(getattr(sig, "tparams", None) or getattr(sig, "rparams", None))


def _exchange_bodies(
    analysis: pipeline.Analysis, change: Change, declared: dict[TopDecl, Entries], out: Declared
) -> None:
    checker = checker_of(analysis.target.pkg)
    if checker.problems:
        bases = {old.chunk.base for old, _ in change.bodies}
        checker.retain(lambda p: CHUNKS.base(p.pos) not in bases)
    deps: dict[FuncObject, set[Object]] = {}
    for old, new in change.bodies:
        out.old.append(old)
        out.new.append(new)
        for obj, info in declared.get(old, ()):
            assert isinstance(obj, FuncObject)
            deps[obj] = set(info.deps)
            replace_body(checker, obj, new)
            analysis.builder.renew(obj)
            if obj.name != "_":
                out.functions.append(obj)
    check_objects(checker, deps)
    out.init = _order_may_change(checker, deps)


def _order_may_change(checker: Checker, before: dict[FuncObject, set[Object]]) -> bool:
    """Do functions that initialisers of variables use mention something else now? before: what they mentioned."""
    changed = {f for f, deps in before.items() if set(checker.obj_map[f].deps) != deps}
    if not changed:
        return False
    seen: set[Object] = set()
    work: list[Object] = [obj for obj in checker.obj_map if obj.__class__ is Var]
    while work:
        info = checker.obj_map.get(work.pop())
        for dep in info.deps if info is not None else ():
            if dep not in seen:
                seen.add(dep)
                work.append(dep)
    return not seen.isdisjoint(changed)


def _exchange(
    analysis: pipeline.Analysis,
    change: Change,
    files: list[SyntaxFile],
    declared: dict[TopDecl, Entries],
    out: Declared,
) -> None:
    builder = analysis.builder
    checker = checker_of(analysis.target.pkg)
    aliases = {alias: base for alias, base, _ in checker.method_aliases or ()}
    imports = _import(analysis, change)
    found = affected(change, files, declared, aliases, imports)
    if 2 * len(found) > len(declared) or checker.redeclared:
        raise Everything
    before = dict(checker.obj_map)
    inits = _inits(before)

    again = {**found.bodies, **found.retyped}
    exchanged = _exchange_tops(files, change, declared, found.again, again, out)
    bases = {d.chunk.base for d in out.old}
    checker.retain(lambda p: CHUNKS.base(p.pos) not in bases)
    checker.local_types = None
    kept, tops = exchanged
    fresh = redeclare(checker, files, kept, tops)
    check_objects(checker, [*fresh, *tops])
    if checker.redeclared:
        raise Everything

    out.gone = {obj for obj in before if obj not in checker.obj_map}
    renamed = _inits(checker.obj_map)
    if renamed == inits:
        renamed = []
    builder.forget(out.gone, [*renamed, *found.retyped])
    for f in tops:
        builder.renew(f)
    out.lost = _forget_instances(analysis, out.gone, [d for d in out.old if has_local_types(d)])
    out.init = any(obj.__class__ is Var for obj in (*out.gone, *fresh)) or _order_may_change(
        checker, {f: set(before[f].deps) for f in tops}
    )
    mention(builder, [*fresh, *found.retyped], out.made)
    functions = dict.fromkeys([*(obj for obj in fresh if isinstance(obj, FuncObject)), *tops, *renamed])
    out.functions = [f for f in functions if f.name != "_" and not _generic(f)]


def _exchange_tops(
    files: list[SyntaxFile],
    change: Change,
    declared: dict[TopDecl, Entries],
    again: dict[TopDecl, None],
    renewed: dict[FuncObject, TopDecl],
    out: Declared,
) -> tuple[dict[TopDecl, Entries], dict[FuncObject, TopDecl]]:
    """Give what is checked once more nodes of its own. The objects that stay, by declaration; the new declarations of
    those that are checked once more."""
    was = {new: old for old, new in change.bodies}
    renewed_tops = set(renewed.values())
    kept: dict[TopDecl, Entries] = {}
    for file in files:
        for i, top in enumerate(file.decls):
            old = was.get(top, top)
            if old not in declared or old in again or old in renewed_tops:
                if old in declared and old is top:
                    file.decls[i] = top = top.renew()
                if old is not top:
                    out.old.append(old)
                if top.kind != "import":
                    out.new.append(top)
            if old in declared and old not in again:
                kept[top] = declared[old]
    out.old += change.removed
    tops = {}
    for top, entries in kept.items():
        for obj, _ in entries:
            if isinstance(obj, FuncObject) and obj in renewed:
                tops[obj] = top
    return kept, tops


def _inits(objs: Iterable[Object]) -> list[FuncObject]:
    """The functions named init, which are numbered."""
    return [obj for obj in objs if obj.__class__ is FuncObject and obj.name == "init" and obj.parent is not None]


def _forget_instances(analysis: pipeline.Analysis, gone: set[Object], bodies: list[TopDecl]) -> set[Name]:
    """Drop instances of generic declarations that are gone, and those with types for arguments that are.

    bodies: declarations that were checked anew, and with them the types in their functions.
    """
    instances = analysis.builder.instances
    if not instances.known:
        return set()
    if any(_of_generic(d) for d in bodies):
        raise Everything
    types = [obj._typ for obj in gone if isinstance(obj, TypeName)]
    types += [t for d in bodies for t in _local_types(d)]
    texts = [re.escape(link_string(t).partition("[")[0]) for t in types if t.__class__ is Named]
    return instances.forget(gone, _mention(texts) if texts else None)


def _mention(names: list[str]) -> re.Pattern[str]:
    """Finds the names of types in texts of types: not as the end of a longer import path or name, nor as its start."""
    return re.compile(rf"(?<![\w/~+%-])(?<!(?<!\.\.)\.)(?:{'|'.join(sorted(names))})(?![\w·])")


def _of_generic(decl: TopDecl) -> bool:
    """Is it a function with type parameters, or a method of a type that may have some?"""
    return decl.header.has_type_params or (decl.header.recv != "" and b"[" in signature_text(decl).partition(b")")[0])


def _local_types(decl: TopDecl) -> list[Type | None]:
    """Types declared in its functions."""
    return [
        node.name.obj._typ
        for root in decl.lower()
        for node in walk(root)
        if node.__class__ is TypeDecl and node.name.obj is not None
    ]

"""Which names a package's files declare, and lowering their declarations when needed.

Counterpart: `types2/resolver.go`. Names come from the headers of the declarations alone. Imports are lazy too: a file
scope holds a PkgName under the name its path suggests, and the package is asked for (and the name corrected) at the
first use; a name found nowhere makes the file's remaining imports be looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.decl import obj_decl
from escapelens.model.objects import PACKAGE_VAR, AnyObject, Const, Func, Object, Package, PkgName, Scope, TypeName, Var
from escapelens.model.universe import UNSAFE
from escapelens.regexp import regexp
from escapelens.releases.known import language_of_constraint
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from escapelens.check.checker import Checker
    from escapelens.model.types import AnyType
    from escapelens.syntax.file import SyntaxFile, TopDecl


class FileScope(Scope):
    """Names a file imports. `pending` are imports without an explicit name that were not looked at yet."""

    __slots__ = ("dot_imports", "imports", "pending", "version")

    def __init__(self, parent: Scope, version: str) -> None:
        super().__init__(parent)
        self.version = version
        self.imports: list[PkgName] = []
        self.pending: list[PkgName] = []
        self.dot_imports: list[PkgName] = []


def file_version(file: SyntaxFile, package_version: str) -> str:
    """The language version of a file: its own constraint counts."""
    return language_of_constraint(file.go_version) if file.go_version else package_version


class Group:
    """The objects of one top-level declaration (of all specs of a parenthesised one)."""

    __slots__ = ("done", "file", "objs", "top")

    def __init__(self, top: TopDecl, file: FileScope) -> None:
        self.top = top
        self.file = file
        self.objs: list[Object] = []
        self.done = False


class DeclInfo:
    """How an object is declared (resolver.go: declInfo); filled by materialize."""

    __slots__ = (
        "_body_uses",
        "_deps",
        "_uses",
        "checked",
        "fdecl",
        "file",
        "group",
        "inherited",
        "init",
        "iota",
        "key",
        "lhs",
        "tdecl",
        "vtyp",
    )

    def __init__(self, group: Group, key: str) -> None:
        self.group = group
        self.file = group.file
        self.key = key  # "name", or "T.name" of a method
        self.lhs: list[Var] | None = None  # variables initialised together by one call
        self.vtyp: nodes.Expr | None = None
        self.init: nodes.Expr | None = None
        self.inherited = False
        self.iota = 0
        self.tdecl: nodes.TypeDecl | None = None
        self.fdecl: nodes.FuncDecl | None = None
        self._deps: dict[Object, None] | None = None
        self._uses: dict[str, None] | None = None
        self._body_uses: dict[str, None] | None = None
        self.checked = False  # initialiser or body

    # made when first asked for, which nobody does of most that imported packages declare

    @property
    def deps(self) -> dict[Object, None]:
        """Package-level objects and methods that its value or body mentions."""
        if self._deps is None:
            self._deps = {}
        return self._deps

    @property
    def uses(self) -> dict[str, None]:
        """Keys of package-level declarations that type, value or signature need."""
        if self._uses is None:
            self._uses = {}
        return self._uses

    @property
    def body_uses(self) -> dict[str, None]:
        """The same for a function's body."""
        if self._body_uses is None:
            self._body_uses = {}
        return self._body_uses


def collect_objects(check: Checker, files: list[SyntaxFile]) -> None:
    """Fill the package scope (resolver.go: collectObjects)."""
    check.resolve = lambda o: obj_decl(check, o)
    for file in files:
        scope = FileScope(check.pkg.scope, file_version(file, check.config.go_version))
        check.files.append(file)
        check.scopes[file.path] = scope
        declare_imports(check, scope, file)
        for top in file.decls:
            collect = COLLECT.get(top.kind)
            check.damaged = check.damaged or top.damaged
            if collect is not None:
                collect(check, Group(top, scope))


def _declare(check: Checker, group: Group, obj: Object, key: str) -> None:
    d = DeclInfo(group, key)
    obj._resolve = check.resolve
    group.objs.append(obj)
    check.obj_map[obj] = d
    check.decls.append(d)


def insert(check: Checker, obj: Object) -> None:
    scope = check.pkg.scope
    obj.parent = scope
    if obj.name == "_":
        return
    if obj.name == "init" or (obj.name == "main" and check.pkg.name == "main" and obj.__class__ is not Func):
        check.error(obj.pos, f"cannot declare {obj.name} - must be func")
        return
    other = scope.insert(obj)
    if other is not None:
        check.error(obj.pos, f"{obj.name} redeclared in this block")
        check.redeclared.update({other: None, obj: None})


def _collect_values(check: Checker, group: Group) -> None:
    top = group.top
    pos = top.chunk.base
    for name in top.names:
        obj: Object
        if top.kind == "const":
            obj = Const(pos, check.pkg, name)
        elif top.kind == "var":
            obj = Var(pos, check.pkg, name, None, PACKAGE_VAR)
        else:
            obj = TypeName(pos, check.pkg, name)
        insert(check, obj)
        _declare(check, group, obj, name)


def _collect_func(check: Checker, group: Group) -> None:
    header = group.top.header
    if not header.names:
        return
    name = header.names[0]
    obj = Func(group.top.chunk.base, check.pkg, name)
    if header.recv:
        obj.has_ptr_recv = header.recv_pointer
        if name != "_":
            check.methods.setdefault(header.recv, []).append(obj)
        _declare(check, group, obj, f"{header.recv}.{name}")
        return
    if name == "init":
        obj.parent = check.pkg.scope
    else:
        insert(check, obj)
    _declare(check, group, obj, name)


COLLECT: dict[str, Callable[[Checker, Group], None]] = {
    "const": _collect_values,
    "var": _collect_values,
    "type": _collect_values,
    "func": _collect_func,
}


# ---------------------------------------------------------------------------------------------------------------------
# Imports

_VERSION = regexp(r"v[0-9]+$")


def guess_name(path: str) -> str:
    """The likely name of the package at an import path."""
    parts = path.rstrip("/").split("/")
    name = parts[-1]
    if len(parts) > 1 and _VERSION.match(name):
        name = parts[-2]
    if name.startswith("gopkg.in"):
        return name
    name = name.split(".v", 1)[0] if ".v" in name else name
    return name.removeprefix("go-").removesuffix("-go").removesuffix(".go")


def declare_imports(check: Checker, scope: FileScope, file: SyntaxFile) -> None:
    """Let scope hold what file imports and nothing else."""
    scope.elems.clear()
    scope.imports.clear()
    scope.pending.clear()
    scope.dot_imports.clear()
    for imp in file.imports:
        _declare_import(check, scope, imp)


def import_all(check: Checker) -> None:
    """Ask for the packages that nothing uses, too. pkg.imports lists all from now on, in the order of the files."""
    imported = [obj.imported for scope in check.scopes.values() for obj in scope.imports]
    check.pkg.imports = list(dict.fromkeys(imported))


def _declare_import(check: Checker, scope: FileScope, imp: nodes.ImportDecl) -> None:
    path = imp.import_path
    if imp.path.bad or not path:
        return
    explicit = imp.local_pkg_name
    name = explicit.value if explicit is not None else guess_name(path)
    obj = PkgName(explicit.pos if explicit is not None else imp.pos, check.pkg, name, None, path)
    imp.obj = obj
    scope.imports.append(obj)
    if explicit is not None:
        explicit.obj = obj
    obj._import = lambda p: _import(check, scope, p, explicit is None)
    if name == ".":
        scope.dot_imports.append(obj)
    elif name != "_":
        if explicit is None:
            scope.pending.append(obj)
        _insert_import(check, scope, obj)


def _insert_import(check: Checker, scope: FileScope, obj: PkgName) -> None:
    if obj.name in scope.elems:
        if obj not in scope.pending:
            check.error(obj.pos, f"{obj.name} redeclared in this block")
        return
    scope.elems[obj.name] = obj
    obj.parent = scope


def _import(check: Checker, scope: FileScope, obj: PkgName, named_by_package: bool) -> Package:
    """The package a PkgName stands for (resolver.go: importPackage)."""
    path = obj.path
    pkg: Package | None = None
    if path == "unsafe":
        pkg = UNSAFE
    elif path == "C":
        pkg = Package("C", "C")
        pkg.fake = True
    else:
        pkg = check.importer(path)
    if pkg is None or not pkg.name:
        check.error(obj.pos, f"could not import {path}")
        pkg = Package(path, obj.name if obj.name not in (".", "_") else guess_name(path))
        pkg.fake = True
    if pkg not in check.pkg.imports:
        check.pkg.imports.append(pkg)
    if named_by_package:
        if obj in scope.pending:
            scope.pending.remove(obj)
        if pkg.name != obj.name or scope.elems.get(obj.name) is not obj:
            if scope.elems.get(obj.name) is obj:
                del scope.elems[obj.name]
            obj.name = pkg.name
            _insert_import(check, scope, obj)
    return pkg


def lookup_missing(check: Checker, name: str) -> Object | None:
    """A name no scope has: it may come from an import that was not looked at yet."""
    scope: Scope | None = check.env.scope
    while scope is not None and scope.__class__ is not FileScope:
        scope = scope.parent
    if scope is None:
        return None
    for dot in scope.dot_imports:
        if name[:1].isupper():
            obj: Object | None = dot.imported.scope.lookup(name)
            if obj is not None:
                dot.used = True
                return obj
    while scope.pending:
        pending = scope.pending.pop()
        pending.imported  # noqa: B018  (corrects its name)
        if pending._imported is not None and scope.elems.get(pending.name) is None:
            scope.elems[pending.name] = pending
    found: Object | None = scope.elems.get(name)
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Lowering


def materialize(check: Checker, d: DeclInfo) -> None:
    """Lower the declaration d belongs to and fill in all its objects' DeclInfo."""
    group = d.group
    if group.done:
        return
    group.done = True
    decls = group.top.lower()
    for start, end, msg in group.top.problems:
        del end
        check.error(start, msg)
    queue = list(group.objs)

    def take(name: nodes.Name) -> AnyObject:
        """The object declared by name: the next one, unless the header saw something else in broken text."""
        for i, obj in enumerate(queue):
            if obj.name == name.value:
                del queue[: i + 1]
                obj.pos = name.pos
                name.obj = obj
                return obj
        return None

    last: nodes.ConstDecl | None = None
    for decl in decls:
        c = decl.__class__
        if c is nodes.ConstDecl:
            last = _const_group(check, decl, last, take)  # type: ignore[arg-type]
        elif c is nodes.VarDecl:
            _var_group(check, decl, take)  # type: ignore[arg-type]
        elif c is nodes.TypeDecl:
            obj = take(decl.name)  # type: ignore[attr-defined]
            if obj is not None:
                check.obj_map[obj].tdecl = decl  # type: ignore[assignment]
        elif c is nodes.FuncDecl:
            obj = take(decl.name)  # type: ignore[attr-defined]
            if obj is not None:
                check.obj_map[obj].fdecl = decl  # type: ignore[assignment]
                obj.decl = decl


def _const_group(
    check: Checker, s: nodes.ConstDecl, last: nodes.ConstDecl | None, take: Callable[[nodes.Name], Object | None]
) -> nodes.ConstDecl:
    inherited = True
    if s.type is not None or s.values is not None or last is None:
        last = s
        inherited = False
    values = unpack_list(last.values)
    for i, name in enumerate(s.name_list):
        obj = take(name)
        if obj is None:
            continue
        d = check.obj_map[obj]
        d.vtyp = last.type
        d.init = values[i] if i < len(values) else None
        d.inherited = inherited
        d.iota = s.iota
    return last


def _var_group(check: Checker, s: nodes.VarDecl, take: Callable[[nodes.Name], AnyObject]) -> None:
    objs = [take(name) for name in s.name_list]
    values = unpack_list(s.values)
    together = s.values is None or s.values.__class__ is not nodes.ListExpr
    shared: DeclInfo | None = None
    for i, obj in enumerate(objs):
        if obj is None:
            continue
        d = check.obj_map[obj]
        d.vtyp = s.type
        if together:
            d.init = s.values
            if len(objs) > 1 and s.values is not None:
                if shared is None:
                    shared = d
                    d.lhs = [o for o in objs if o is not None]
                else:
                    check.obj_map[obj] = shared
        else:
            d.init = values[i] if i < len(values) else None


def collect_methods(check: Checker, tname: TypeName) -> list[Func]:
    """The methods declared for a type, in source order (decl.go: collectMethods)."""
    found = list(check.methods.get(tname.name, ()))
    for alias, base, ptr in _method_aliases(check):
        if base == tname.name:
            for m in check.methods[alias]:
                m.has_ptr_recv = m.has_ptr_recv or ptr
                found.append(m)
            order = {obj: i for i, obj in enumerate(check.obj_map)}
            found.sort(key=lambda m: order[m])
    methods: dict[str, Func] = {}
    for m in found:
        other = methods.setdefault(m.name, m)
        if other is not m:
            check.error(m.pos, f"method {tname.name}.{m.name} already declared")
            check.redeclared.update({other: None, m: None})
    return list(methods.values())


def _method_aliases(check: Checker) -> list[tuple[str, str, bool]]:
    """Receiver base names that are aliases, the type each leads to and whether through a pointer.

    (resolver.go: resolveBaseTypeName)
    """
    known = check.method_aliases
    if known is None:
        known = check.method_aliases = []
        for name in check.methods:
            obj = check.pkg.scope.elems.get(name)
            if obj.__class__ is not TypeName or b"=" not in check.obj_map[obj].group.top.text:
                continue
            base, ptr = _alias_base(check, name)
            if base != name:
                known.append((name, base, ptr))
    return known


def _alias_base(check: Checker, name: str) -> tuple[str, bool]:
    seen: set[str] = set()
    ptr = False
    while name not in seen:
        seen.add(name)
        obj = check.pkg.scope.elems.get(name)
        if obj.__class__ is not TypeName:
            break
        d = check.obj_map[obj]
        materialize(check, d)
        t = d.tdecl
        if t is None or not t.alias:
            return name, ptr
        typ: AnyType = t.type
        while typ.__class__ is nodes.ParenExpr or (typ.__class__ is nodes.Operation and typ.op == "*"):
            ptr = ptr or typ.__class__ is nodes.Operation
            typ = typ.x
        if typ.__class__ is not nodes.Name or t.tparam_list:
            break
        name = typ.value
    return "", False

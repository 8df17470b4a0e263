"""The checker of one package: collects names at once and everything else when asked.

What: `check_package` fills `Package.scope` from the headers of the declarations. Types, constants and methods of the
objects found there resolve through the hooks of `objects.py` and `types.py`; `check_body`, `check_var_decl` and
`check_all` annotate the syntax trees.

Counterpart: `types2/check.go`. types2 checks all of a package in phases; here the phases are pulled by demand, and
delayed actions (bodies of function literals) run when the outermost demand is met.

Property kept: every tree is annotated at most once, whatever the order of demands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from escapelens.check.config import Config, Importer
from escapelens.model.objects import Func, Object, Package, PkgName, Scope, TypeName, Var
from escapelens.model.universe import UNIVERSE
from escapelens.source import CHUNKS

if TYPE_CHECKING:
    from escapelens.check.resolver import DeclInfo, FileScope
    from escapelens.model.selection import Selection
    from escapelens.model.types import AnyType, Type
    from escapelens.syntax import nodes
    from escapelens.syntax.file import SyntaxFile
    from escapelens.syntax.nodes import CallExpr


class Environment:
    """Where the checker is (check.go: environment)."""

    __slots__ = (
        "decl",
        "has_call_or_recv",
        "in_tparam_list",
        "iota",
        "is_panic",
        "scope",
        "selections",
        "sig",
        "uses",
        "version",
    )

    def __init__(self, scope: Scope | None, uses: dict[str, None], version: str = "") -> None:
        self.selections: dict[tuple[int, Type, Object], Selection] = {}  # those of the body
        self.scope: Any = scope  # Any: a Scope, but for the moment in which an environment is made
        self.uses = uses  # names of package-level objects of this package met so far
        self.version = version
        self.decl: DeclInfo | None = None  # the declaration whose dependencies are being collected
        self.iota: int | None = None
        self.in_tparam_list = False
        self.sig: AnyType = None
        self.is_panic: dict[CallExpr, bool] = {}  # calls of panic
        self.has_call_or_recv = False


class TypeProblem:
    __slots__ = ("msg", "pos")

    def __init__(self, pos: int, msg: str) -> None:
        self.pos = pos
        self.msg = msg

    def __repr__(self) -> str:
        return f"{self.pos}: {self.msg}"


class Checker:
    __slots__ = (
        "__weakref__",
        "config",
        "cyclic",
        "damaged",
        "decls",
        "delayed",
        "depth",
        "env",
        "failed",
        "faulty",
        "files",
        "importer",
        "local_types",
        "method_aliases",
        "methods",
        "obj_map",
        "pkg",
        "problems",
        "redeclared",
        "resolve",
        "scopes",
        "untyped",
    )

    def __init__(self, pkg: Package, config: Config, importer: Importer) -> None:
        self.pkg = pkg
        self.config = config
        self.importer = importer
        self.problems: list[TypeProblem] = []
        self.damaged = False  # is there a declaration whose text does not parse?
        self.faulty: set[int] = set()  # bases of the chunks that problems lie in
        self.redeclared: dict[Object, None] = {}  # objects that are declared more than once
        self.cyclic: dict[Object, None] = {}  # what the initialization of which hangs on itself (init_order.py)
        self.env = Environment(pkg.scope, {}, config.go_version)
        self.delayed: list[Callable[[], None]] = []
        # Untyped expressions that may still get a type; see convert_untyped.py.
        self.untyped: dict[nodes.AnySyntax, bool] = {}
        self.depth = 0  # of nested demands
        self.failed: dict[Object, str] = {}  # objects whose declaration or body defeated us, and how
        self.files: list[SyntaxFile] = []
        self.scopes: dict[str, FileScope] = {}  # by path
        self.obj_map: dict[Object, DeclInfo] = {}  # package-level objects and methods, in source order
        self.decls: list[DeclInfo] = []  # in source order
        self.methods: dict[str, list[Func]] = {}  # by the name of the receiver's base type as written
        self.resolve: Callable[[Object], None] | None = None  # of all its objects, see resolver.collect_objects

        self.method_aliases: list[tuple[str, str, bool]] | None = None  # see resolver.collect_methods
        self.local_types: dict[object, int] | None = None  # see local_types.py

    # -- used by all files of the checker

    def later(self, f: Callable[[], None]) -> None:
        """Run f when the current statement or declaration is done."""
        self.delayed.append(f)

    def process_delayed(self, top: int) -> None:
        delayed = self.delayed
        i = top
        while i < len(delayed):
            delayed[i]()
            i += 1
        del delayed[top:]

    def error(self, pos: int, msg: str) -> None:
        self.problems.append(TypeProblem(pos, msg))
        self.faulty.add(CHUNKS.base(pos))

    def retain(self, stays: Callable[[TypeProblem], bool]) -> None:
        """Forget the other problems."""
        self.problems = [p for p in self.problems if stays(p)]
        self.faulty = {CHUNKS.base(p.pos) for p in self.problems}

    def in_error(self, obj: Object) -> bool:
        """Is there a problem with the text that declares obj, or another that declares it too?"""
        return bool(self.problems) and (obj in self.redeclared or CHUNKS.base(obj.pos) in self.faulty)

    def rests_on_error(self, func: Object) -> bool:
        """Does func's declaration or body lead to a type in error, or to a type, constant or variable whose text does
        not parse? Then it is not known what these are."""
        info = self.obj_map.get(func) if self.problems or self.damaged else None
        if info is None:
            return False
        seen: set[str] = set()
        work = [*info.uses, *info.body_uses]
        while work:
            key = work.pop()
            if key in seen:
                continue
            seen.add(key)
            obj = self.pkg.scope.elems.get(key)
            if obj is not None and obj.__class__ is not Func and obj in self.obj_map:
                d = self.obj_map[obj]
                if d.group.top.damaged or (obj.__class__ is TypeName and self.in_error(obj)):
                    return True
                work += d.uses
        return False

    def lookup(self, name: str) -> Object | None:
        """What name denotes here."""
        s = self.env.scope
        while s is not None:
            obj = s.elems.get(name)
            if obj is not None:
                if obj.__class__ is PkgName and obj._imported is None:
                    obj.imported  # noqa: B018  (now its true name is known)
                    if s.elems.get(name) is not obj:
                        return self.lookup(name)
                return obj  # type: ignore[no-any-return]
            s = s.parent
        from escapelens.check.resolver import lookup_missing

        return lookup_missing(self, name)

    def open_scope(self) -> Scope:
        s = Scope(self.env.scope)
        self.env.scope = s
        return s

    def close_scope(self) -> None:
        self.env.scope = self.env.scope.parent

    def add_decl_dep(self, to: Object) -> None:
        """The current declaration depends on package-level object `to` (for the initialization order)."""
        decl = self.env.decl
        if decl is not None and to in self.obj_map:
            decl.deps[to] = None

    def add_use(self, obj: Object) -> None:
        """Note that the tree being checked depends on obj, if that is declared at the level of this package."""
        if obj.pkg is self.pkg:
            if obj.parent is self.pkg.scope:
                self.env.uses[obj.name] = None
            elif obj.__class__ is Func:
                d = self.obj_map.get(obj.origin)
                if d is not None:
                    self.env.uses[d.key] = None

    # -- demands from outside

    def decl_of(self, func: Func) -> nodes.FuncDecl | None:
        """The declaration of a function or method of this package (of its generic origin), lowered."""
        from escapelens.check.resolver import materialize

        origin = func.origin
        d = self.obj_map.get(origin)
        if d is None:
            return None
        materialize(self, d)
        decl: nodes.FuncDecl | None = origin.decl
        return decl

    def decl_info(self, obj: Object) -> DeclInfo | None:
        """The declaration of a package-level object or method, lowered."""
        from escapelens.check.resolver import materialize

        d = self.obj_map.get(obj)
        if d is None:
            return None
        materialize(self, d)
        return self.obj_map[obj]  # variables initialised by one call come to share theirs

    def check_body(self, func: Func) -> None:
        """Annotate the body of func (of its generic origin)."""
        from escapelens.check.decl import check_body

        check_body(self, func.origin)

    def check_var_decl(self, obj: Var) -> None:
        """Annotate the initialiser of a package variable."""
        from escapelens.check.decl import check_var_decl

        check_var_decl(self, obj)

    def check_all(self) -> None:
        """Check every declaration and body."""
        from escapelens.check.decl import check_all

        check_all(self)

    def init_order(self) -> list[tuple[list[Var], nodes.Expr]]:
        """Package variables with initialisers in the order of initialization: (variables, expression)."""
        from escapelens.check.init_order import init_order

        return init_order(self)

    def method_decls(self) -> list[Func]:
        """All functions and methods in source order, also those named `_` and every `init`."""
        return [obj for obj in self.obj_map if obj.__class__ is Func]


def checker_of(pkg: Package) -> Checker:
    """The checker of a package's declarations. The model, which lies below, knows it as an object only."""
    checker = pkg.checker
    assert isinstance(checker, Checker)
    return checker


def check_package(pkg_path: str, files: list[SyntaxFile], config: Config, importer: Importer) -> Package:
    """The package made of files. Nothing is checked yet but which names it declares."""
    from escapelens.check.resolver import collect_objects

    names = [f.package_name.value if f.package_name is not None else "" for f in files]
    given = [n for n in names if n not in ("", "_")]
    name = max(given, key=given.count, default="")  # not that of a file whose clause is being edited
    pkg = Package(pkg_path, name)
    pkg.scope.parent = UNIVERSE
    pkg.go_version = config.go_version
    check = Checker(pkg, config, importer)
    pkg.checker = check
    collect_objects(check, [f for f, n in zip(files, names, strict=True) if n in ("", name)])
    return pkg

"""Objects: what a name denotes.

Counterpart: `types2/object.go`, `package.go`, `scope.go`. Package-level objects are lazy: `typ` (and a constant's
`val`) runs the resolver its package installed, the first time it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from escapelens.model.types import INVALID_TYPE

if TYPE_CHECKING:
    from escapelens.model.constants import Value
    from escapelens.model.known import KnownFunc, KnownPackage
    from escapelens.model.types import Type


class Package:
    """A package as its importers see it. `scope` holds its package-level objects.

    `checker` is the Checker that resolves and checks its declarations (check/checker.py); `facts` answers what its
    functions do (facts/known.py; None for a package that is being analysed itself).
    """

    __slots__ = ("checker", "facts", "fake", "go_version", "imports", "name", "path", "scope")

    def __init__(self, path: str, name: str) -> None:
        self.path = path
        self.name = name
        self.scope = Scope(None)
        self.imports: list[Package] = []
        self.fake = False  # stands for an import that could not be resolved
        self.go_version = ""  # language version, "go1.27"
        self.checker: object = None  # see check.checker.checker_of
        self.facts: KnownPackage | None = None

    def __repr__(self) -> str:
        return f"<package {self.path}>"


class Scope:
    """Names of a block. A local object is visible from `scope_pos` on (object's slot)."""

    __slots__ = ("elems", "parent")

    def __init__(self, parent: Scope | None) -> None:
        self.parent = parent
        self.elems: dict[str, Object] = {}

    def lookup(self, name: str) -> Object | None:
        return self.elems.get(name)

    def insert(self, obj: Object) -> Object | None:
        """Insert obj; if the name is taken, return the other object and change nothing."""
        alt = self.elems.get(obj.name)
        if alt is not None:
            return alt
        self.elems[obj.name] = obj
        if obj.parent is None:
            obj.parent = self
        return None


class Object:
    """pos: virtual position of the declaring identifier (0 for universe objects)."""

    __slots__ = ("_resolve", "_typ", "name", "parent", "pkg", "pos")

    def __init__(self, pos: int, pkg: Package | None, name: str, typ: Type | None = None) -> None:
        self.pos = pos
        self.pkg = pkg
        self.name = name
        self.parent: Scope | None = None
        self._typ = typ
        self._resolve: Callable[[AnyObject], None] | None = None

    @property
    def typ(self) -> Type:
        if self._typ is None:
            if self._resolve is not None:
                resolve, self._resolve = self._resolve, None
                resolve(self)
            if self._typ is None:  # a cycle, or a declaration in error
                return INVALID_TYPE
        return self._typ

    @typ.setter
    def typ(self, t: Type | None) -> None:
        self._typ = t

    @property
    def exported(self) -> bool:
        return self.name[:1].isupper()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


# An object of whichever kind. Any: as AnyType of types.py.
AnyObject = Any


class PkgName(Object):
    """`imported` is lazy: the package is asked of the importer when the name is first used."""

    __slots__ = ("_import", "_imported", "path", "used")

    def __init__(self, pos: int, pkg: Package | None, name: str, imported: Package | None, path: str = "") -> None:
        super().__init__(pos, pkg, name)
        self._imported = imported
        self._import: Callable[[PkgName], Package] | None = None
        self.path = imported.path if imported is not None else path  # as in the import declaration
        self.used = False

    @property
    def imported(self) -> Package:
        if self._imported is None:
            assert self._import is not None
            self._imported = self._import(self)
        return self._imported


class Const(Object):
    __slots__ = ("_val",)

    def __init__(
        self, pos: int, pkg: Package | None, name: str, typ: Type | None = None, val: bool | int | None = None
    ) -> None:
        super().__init__(pos, pkg, name, typ)
        self._val = val

    @property
    def val(self) -> Value:
        """bool | bytes | int | Fraction | Complex; None if unknown."""
        if self._typ is None:
            self.typ  # noqa: B018  (resolves)
        return self._val

    @val.setter
    def val(self, v: Value) -> None:
        self._val = v


class TypeName(Object):
    """Names a Named, Alias, TypeParam or basic type."""

    __slots__ = ("is_alias", "local_index")

    def __init__(self, pos: int, pkg: Package | None, name: str, typ: Type | None = None) -> None:
        super().__init__(pos, pkg, name, typ)
        self.is_alias = False
        self.local_index = 0  # nth local type of that name in its package (the compiler prints T·1); 0: package level


# Kinds of variables (types2/object.go: VarKind).
PACKAGE_VAR, LOCAL_VAR, RECV_VAR, PARAM_VAR, RESULT_VAR, FIELD_VAR = range(6)


class Var(Object):
    __slots__ = ("embedded", "kind", "origin", "used")

    def __init__(
        self, pos: int, pkg: Package | None, name: str, typ: Type | None = None, kind: int = LOCAL_VAR
    ) -> None:
        super().__init__(pos, pkg, name, typ)
        self.kind = kind
        self.embedded = False
        self.used = False
        self.origin: Var = self  # field of the generic type this one was substituted from

    @property
    def is_field(self) -> bool:
        return self.kind == FIELD_VAR


class Func(Object):
    """A function, concrete method or interface method; its type is a Signature."""

    __slots__ = ("_facts", "decl", "has_ptr_recv", "origin")

    def __init__(self, pos: int, pkg: Package | None, name: str, typ: Type | None = None) -> None:
        super().__init__(pos, pkg, name, typ)
        # Of the origin; see Checker.decl_of. Any: a FuncDecl of syntax/nodes.py, which lies above.
        self.decl: Any = None
        self.has_ptr_recv = False
        self.origin: Func = self  # generic function or method this one was instantiated from
        self._facts: KnownFunc | None = None

    @property
    def facts(self) -> KnownFunc | None:
        """What is known of an imported function, None if nothing is."""
        if self._facts is None and self.pkg is not None and self.pkg.facts is not None:
            self._facts = self.pkg.facts.func(self)
        return self._facts


class Builtin(Object):
    """name is its id: append, cap, ..., and the functions of unsafe (Add, Slice, ...)."""

    __slots__ = ()


class Nil(Object):
    __slots__ = ()

"""The types of Go, as plain data.

What: the representations of go/types and `cmd/compile/internal/types2` (basic.go, named.go, signature.go, ...). No
logic lives here; see predicates, under, lookup, sizes, subst, typestring.

Property kept: a type is immutable once complete. Types of declarations complete lazily: `Named.underlying`,
`Named.methods`, `TypeParam.bound` and `Alias.actual` run the resolver that the declaring package installed, the first
time they are asked for. Nothing of an imported package is looked at before it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from escapelens.model.objects import Func, Scope, TypeName, Var


class Type:
    __slots__ = ("__weakref__", "cache")
    cache: dict[str, object] | None  # room for derived facts (size, pointers, method set); see sizes.py

    def __init__(self) -> None:
        self.cache = None


# A type of whichever kind. Any: which it is, is asked of `__class__`, by which type checkers narrow nothing.
AnyType = Any


# Kinds of basic types: the names of go/types.
(
    INVALID,
    BOOL,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UINTPTR,
    FLOAT32,
    FLOAT64,
    COMPLEX64,
    COMPLEX128,
    STRING,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_FLOAT,
    UNTYPED_COMPLEX,
    UNTYPED_STRING,
    UNTYPED_NIL,
) = range(26)

# Properties of basic types (types2/basic.go: BasicInfo).
IS_BOOLEAN, IS_INTEGER, IS_UNSIGNED, IS_FLOAT, IS_COMPLEX, IS_STRING, IS_UNTYPED = (1 << i for i in range(7))
IS_ORDERED = IS_INTEGER | IS_FLOAT | IS_STRING
IS_NUMERIC = IS_INTEGER | IS_FLOAT | IS_COMPLEX
IS_CONST_TYPE = IS_BOOLEAN | IS_NUMERIC | IS_STRING


class Basic(Type):
    __slots__ = ("info", "kind", "name")

    def __init__(self, kind: int, info: int, name: str) -> None:
        super().__init__()
        self.kind = kind
        self.info = info
        self.name = name


# The type of what is in error; universe.py gives it its place among the predeclared ones.
INVALID_TYPE = Basic(INVALID, 0, "invalid type")


class Pointer(Type):
    __slots__ = ("elem",)

    def __init__(self, elem: Type) -> None:
        super().__init__()
        self.elem = elem


class Slice(Type):
    __slots__ = ("elem",)

    def __init__(self, elem: Type) -> None:
        super().__init__()
        self.elem = elem


class Array(Type):
    """len < 0: unknown (invalid length)."""

    __slots__ = ("elem", "len")

    def __init__(self, elem: Type, len: int) -> None:
        super().__init__()
        self.elem = elem
        self.len = len


class Map(Type):
    __slots__ = ("elem", "key")

    def __init__(self, key: Type, elem: Type) -> None:
        super().__init__()
        self.key = key
        self.elem = elem


SEND_RECV, SEND_ONLY, RECV_ONLY = range(3)


class Chan(Type):
    __slots__ = ("dir", "elem")

    def __init__(self, dir: int, elem: Type) -> None:
        super().__init__()
        self.dir = dir
        self.elem = elem


class Struct(Type):
    """tags: one per field, "" if it has none; the list may be shorter than fields."""

    __slots__ = ("fields", "tags")

    def __init__(self, fields: list[Var], tags: list[str]) -> None:
        super().__init__()
        self.fields = fields
        self.tags = tags

    def tag(self, i: int) -> str:
        return self.tags[i] if i < len(self.tags) else ""


class Tuple(Type):
    __slots__ = ("vars",)

    def __init__(self, vars: list[Var]) -> None:
        super().__init__()
        self.vars = vars


_NONE: list[TypeParam] = []  # shared by all signatures without type parameters, which are nearly all


class Signature(Type):
    """params and results are never None; tparams and rparams (receiver type parameters) may be empty."""

    __slots__ = ("params", "recv", "results", "rparams", "scope", "tparams", "variadic")

    def __init__(
        self,
        recv: Var | None,
        params: Tuple,
        results: Tuple,
        variadic: bool,
        tparams: list[TypeParam] | None = None,
        rparams: list[TypeParam] | None = None,
    ) -> None:
        super().__init__()
        self.recv = recv
        self.params = params
        self.results = results
        self.variadic = variadic
        self.tparams = tparams or _NONE
        self.rparams = rparams or _NONE
        self.scope: Scope | None = None  # function scope of a declaration or literal: parameters are declared there


class Interface(Type):
    """methods: explicitly declared; embeddeds: embedded types; `tset` is computed by typeset.type_set."""

    __slots__ = ("embeddeds", "implicit", "methods", "tset")

    def __init__(self, methods: list[Func], embeddeds: list[Type], implicit: bool = False) -> None:
        super().__init__()
        self.methods = methods
        self.embeddeds = embeddeds
        self.implicit = implicit  # wrapper of a constraint literal such as ~int
        self.tset: object | None = None


class Union(Type):
    __slots__ = ("terms",)

    def __init__(self, terms: list[tuple[bool, Type]]) -> None:
        """terms: (tilde, type)."""
        super().__init__()
        self.terms = terms


class Named(Type):
    """A defined type, generic or an instance of one.

    `orig` is the generic type of an instance, else self. `underlying` is never a Named; `methods` are those declared
    (for an instance: substituted, made on demand by generics/named.py). `method_decl` may be asked for
    one method by name without making all.
    """

    __slots__ = (
        "_expanded",
        "_methods",
        "_resolve",
        "_resolve_method",
        "_resolve_methods",
        "_tparams",
        "_underlying",
        "is_shape",
        "obj",
        "orig",
        "targs",
    )

    def __init__(self, obj: TypeName, underlying: Type | None = None, orig: Named | None = None) -> None:
        super().__init__()
        self.obj = obj
        self.orig: Named = orig or self
        self.targs: list[Type] = []
        self.is_shape = False  # a go.shape type of the IR layer
        self._underlying = underlying
        self._methods: list[Func] | None = None
        self._tparams: list[TypeParam] = []
        self._expanded: dict[int, Func] | None = None  # methods of an instance made so far, by index
        self._resolve: Callable[[Named], None] | None = None  # sets _underlying
        self._resolve_methods: Callable[[Named], list[Func]] | None = None
        self._resolve_method: Callable[[Named, int], Func] | None = None  # the ith of an instance

    @property
    def underlying(self) -> Type:
        if self._underlying is None and self._resolve is not None:
            resolve, self._resolve = self._resolve, None
            resolve(self)
        if self._underlying is None:  # a cycle, or a declaration in error
            return INVALID_TYPE
        return self._underlying

    @underlying.setter
    def underlying(self, t: Type) -> None:
        self._underlying = t

    @property
    def tparams(self) -> list[TypeParam]:
        if self.orig is not self:
            return self.orig.tparams
        return self._tparams

    @tparams.setter
    def tparams(self, tparams: list[TypeParam]) -> None:
        self._tparams = tparams

    @property
    def methods(self) -> list[Func]:
        if self._methods is None:
            self._methods = self._resolve_methods(self) if self._resolve_methods is not None else []
        return self._methods

    @methods.setter
    def methods(self, methods: list[Func]) -> None:
        self._methods = methods

    def method(self, i: int) -> Func:
        """The ith method, and of an instance no other."""
        return self.methods[i] if self._resolve_method is None else self._resolve_method(self, i)


class Alias(Type):
    """A type alias; `actual` is never an Alias. See predicates.unalias."""

    __slots__ = ("_actual", "_resolve", "obj", "orig", "targs", "tparams")

    def __init__(self, obj: TypeName, actual: Type | None = None) -> None:
        super().__init__()
        self.obj = obj
        self.orig: Alias = self
        self.tparams: list[TypeParam] = []
        self.targs: list[Type] = []
        self._actual = actual
        self._resolve: Callable[[Alias], None] | None = None

    @property
    def actual(self) -> Type:
        if self._actual is None and self._resolve is not None:
            resolve, self._resolve = self._resolve, None
            resolve(self)
        if self._actual is None:
            return INVALID_TYPE
        return self._actual

    @actual.setter
    def actual(self, t: Type) -> None:
        self._actual = t


class TypeParam(Type):
    __slots__ = ("_bound", "_resolve", "index", "obj")

    def __init__(self, obj: TypeName, index: int, bound: Type | None = None) -> None:
        super().__init__()
        self.obj = obj
        self.index = index
        self._bound = bound
        self._resolve: Callable[[TypeParam], None] | None = None

    @property
    def bound(self) -> Type:
        """The constraint as written (see under.iface for its interface)."""
        if self._bound is None and self._resolve is not None:
            resolve, self._resolve = self._resolve, None
            resolve(self)
        if self._bound is None:
            return INVALID_TYPE
        return self._bound

    @bound.setter
    def bound(self, t: Type) -> None:
        self._bound = t

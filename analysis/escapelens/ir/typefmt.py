"""Types as the compiler prints them.

What: three ways to write a type (types/fmt.go: fmtMode):
- GO: for messages. Names of other packages carry the package's name, local types no suffix.
- ID: for link symbols and everything derived from them (names of instances, shapes). Names carry the package's path;
  the text tells types apart.
- ID_NAME: like ID with package names; used for hashes only, here for completeness of the modes.

Why apart from types.typestring: that one prints as the type checker does in its errors; the two differ in many places.

Counterpart: `types/fmt.go`, `noder/reader.go: mangle`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from escapelens.check.local_types import implicits
from escapelens.ir.constfmt import quote_bytes
from escapelens.model import types as T
from escapelens.model.typeset import type_set
from escapelens.model.universe import EMPTY_INTERFACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from escapelens.model.objects import AnyObject, Object, Package, Var
    from escapelens.model.objects import Func as FuncObject

GO, ID, ID_NAME = range(3)

# Kinds whose printed name is not the checker's.
_BASIC_NAMES = {T.UNSAFE_POINTER: "unsafe.Pointer", T.UNTYPED_NIL: "nil"}
_COLLAPSED = {"byte": "uint8", "rune": "int32"}


def path_prefix(path: str) -> str:
    """The form of an import path in link symbols (objabi.PathToPrefix)."""
    if path == "go.shape":
        return path
    slash = path.rfind("/")
    out = []
    for i, c in enumerate(path.encode("utf-8", "surrogateescape")):
        if c <= 0x20 or (c == 0x2E and i > slash) or c == 0x25 or c == 0x22 or c >= 0x7F:
            out.append(f"%{c:02x}")
        else:
            out.append(chr(c))
    return "".join(out)


def link_path(pkg: Package) -> str:
    """The path a package has in link symbols: that of a command is "main"."""
    return "main" if pkg.name == "main" else pkg.path


def pkg_prefix(pkg: Package) -> str:
    return path_prefix(link_path(pkg))


def same_pkg(a: Package | None, b: Package | None) -> bool:
    return a is b or (a is not None and b is not None and a.path == b.path)


class TypePrinter:
    """Prints types as seen from one package. names: what stands before the dot of other packages' names, by their path,
    where that is not their own name."""

    __slots__ = ("local", "names", "open")

    def __init__(self, local: Package | None, names: Mapping[str, str] | None = None) -> None:
        self.local = local
        self.names = names or {}
        self.open: list[T.Interface] = []  # interface literals that are being written

    def qualifier(self, pkg: Package | None, mode: int) -> str:
        """types/fmt.go: pkgqual; "" for none, else with the dot."""
        if pkg is None:
            return ""
        if mode == GO:
            return "" if same_pkg(pkg, self.local) else self.names.get(pkg.path, pkg.name) + "."
        if mode == ID_NAME:
            return pkg.name + "."
        return pkg_prefix(pkg) + "."

    def string(self, t: T.AnyType, mode: int = GO, short: bool = False) -> str:
        """short: types.go's verb S, without package and without "func"."""
        if t is None:
            return "<T>"
        handler = _HANDLERS.get(t.__class__)
        return handler(self, t, mode, short) if handler is not None else f"<{t.__class__.__name__}>"

    # One method for each class of types.

    def _basic(self, t: T.Basic, mode: int, short: bool) -> str:
        name = _BASIC_NAMES.get(t.kind)
        if name is not None:
            return name
        plain: str = t.name
        return plain if mode == GO else _COLLAPSED.get(plain, plain)

    def _alias(self, t: T.Alias, mode: int, short: bool) -> str:
        if mode == GO and t.obj.pkg is None:  # any
            return t.obj.name
        return self.string(t.actual, mode, short)

    def _named(self, t: T.Named, mode: int, short: bool) -> str:
        obj = t.obj
        name = obj.name
        if obj.pkg is None:  # error, comparable
            return name
        q = "" if short else self.qualifier(obj.pkg, mode)
        return q + self.named_base(t, mode)

    def named_base(self, t: T.AnyType, mode: int) -> str:
        """The name in the type's own package: type arguments are part of it, always written as in link symbols."""
        name = t.obj.name
        if t.targs:
            name = mangle(name, t.targs, len(implicits(t.orig)))
        if mode == ID and t.obj.local_index:
            name = f"{name}·{t.obj.local_index}"
        elif mode == GO and t.is_shape:
            name, _ = split_vargen_suffix(name)
        return name  # type: ignore[no-any-return]

    def _pointer(self, t: T.Pointer, mode: int, short: bool) -> str:
        return "*" + self.string(t.elem, mode, short and mode != GO)

    def _array(self, t: T.Array, mode: int, short: bool) -> str:
        return f"[{t.len}]" + self.string(t.elem, mode)

    def _slice(self, t: T.Slice, mode: int, short: bool) -> str:
        return "[]" + self.string(t.elem, mode)

    def _map(self, t: T.Map, mode: int, short: bool) -> str:
        return f"map[{self.string(t.key, mode)}]{self.string(t.elem, mode)}"

    def _chan(self, t: T.AnyType, mode: int, short: bool) -> str:
        elem = self.string(t.elem, mode)
        if t.dir == T.RECV_ONLY:
            return "<-chan " + elem
        if t.dir == T.SEND_ONLY:
            return "chan<- " + elem
        inner = t.elem.actual if t.elem.__class__ is T.Alias else t.elem
        if inner.__class__ is T.Chan and inner.dir == T.RECV_ONLY:
            return f"chan ({elem})"
        return "chan " + elem

    def _interface(self, t: T.Interface, mode: int, short: bool) -> str:
        if t is EMPTY_INTERFACE and mode == GO:  # what "any" stands for
            return "any"
        methods = all_methods(t)
        if not methods:
            return "interface {}"
        if t in self.open:  # only in code that the compiler refuses (noder/irgen.go: checkAnonInterfaceCycles)
            return "interface {...}"
        self.open.append(t)
        try:
            out = []
            for m in methods:
                q = "" if m.exported else self.qualifier(m.pkg, ID_NAME if mode == ID_NAME else ID)
                out.append(f" {q}{m.name}{self.string(m.typ, mode, True)}")
        finally:
            self.open.pop()
        return "interface {" + ";".join(out) + " }"

    def _signature(self, t: T.Signature, mode: int, short: bool) -> str:
        text = self._params(t.params.vars, t.variadic, mode)
        results = t.results.vars
        if len(results) == 1:
            text += " " + self.string(results[0].typ, mode)
        elif results:
            text += " " + self._params(results, False, mode)
        if short:
            return text
        if t.recv is not None:
            return f"method({self.string(t.recv.typ, mode)}) func{text}"
        return "func" + text

    def _params(self, params: list[Var], variadic: bool, mode: int) -> str:
        out = [self.string(p.typ, mode) for p in params]
        if variadic and params:
            last = params[-1].typ
            elem = last.elem if last.__class__ is T.Slice else None
            if elem is not None:
                out[-1] = "..." + self.string(elem, mode)
        return "(" + ", ".join(out) + ")"

    def _tuple(self, t: T.AnyType, mode: int, short: bool) -> str:
        return self._params(t.vars, False, mode)

    def _struct(self, t: T.Struct, mode: int, short: bool) -> str:
        if not t.fields:
            return "struct {}"
        return "struct {" + ";".join(" " + self._field(t, i, f, mode) for i, f in enumerate(t.fields)) + " }"

    def _field(self, t: T.AnyType, i: int, f: AnyObject, mode: int) -> str:
        name = f.name
        sep = " "
        if f.embedded:
            if mode == ID:
                sep = " = "
                base = f.typ.actual if f.typ.__class__ is T.Alias else f.typ
                if base.__class__ is T.Pointer:
                    base = base.elem
                    base = base.actual if base.__class__ is T.Alias else base
                if _embedded_under_own_name(f, base):
                    name = ""
            else:
                name = ""
        if name and not f.exported and mode != ID_NAME:
            name = self.qualifier(f.pkg, mode) + name
        text = (name + sep if name else "") + self.string(f.typ, mode)
        tag = t.tag(i)
        if tag:
            text += " " + quote_bytes(tag.encode("utf-8", "surrogateescape"))
        return text

    def _type_param(self, t: T.AnyType, mode: int, short: bool) -> str:
        return t.obj.name  # type: ignore[no-any-return]

    def _union(self, t: T.AnyType, mode: int, short: bool) -> str:
        return " | ".join(("~" if tilde else "") + self.string(x, mode) for tilde, x in t.terms)


_HANDLERS: dict[type, Callable[[TypePrinter, T.AnyType, int, bool], str]] = {
    T.Basic: TypePrinter._basic,
    T.Alias: TypePrinter._alias,
    T.Named: TypePrinter._named,
    T.Pointer: TypePrinter._pointer,
    T.Array: TypePrinter._array,
    T.Slice: TypePrinter._slice,
    T.Map: TypePrinter._map,
    T.Chan: TypePrinter._chan,
    T.Interface: TypePrinter._interface,
    T.Signature: TypePrinter._signature,
    T.Tuple: TypePrinter._tuple,
    T.Struct: TypePrinter._struct,
    T.TypeParam: TypePrinter._type_param,
    T.Union: TypePrinter._union,
}

_LINK = TypePrinter(None)


def _embedded_under_own_name(f: Object, base: T.AnyType) -> bool:
    if base.__class__ is T.Basic:
        return bool(_LINK.string(base, ID) == f.name)
    if base.__class__ is not T.Named or mangled_name(base) != f.name:
        return False
    return f.exported or same_pkg(base.obj.pkg, f.pkg)


def mangled_name(t: T.Type) -> str:
    return _LINK.named_base(t, ID)


def all_methods(t: T.AnyType) -> list[FuncObject]:
    """Methods of an interface in the compiler's order: exported first, then by name, then by package (CompareSyms)."""
    methods = type_set(t).methods
    return sorted(methods, key=lambda m: (not m.exported, m.name, "" if m.exported or m.pkg is None else m.pkg.path))


def link_string(t: T.AnyType) -> str:
    """A text that identical types share and no others (types.LinkString)."""
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    text = cache.get("link_string")
    if text is None:
        text = cache["link_string"] = _LINK.string(t, ID)
    return text  # type: ignore[no-any-return]


def mangle(name: str, targs: list[T.Type], implicits: int = 0) -> str:
    """The name of an instance: `F[int,go.shape.string]`; a local type's suffix stays last (reader.go: mangle)."""
    base, suffix = split_vargen_suffix(name)
    text = ""
    for i, targ in enumerate(targs):
        if i:
            text += ";" if i == implicits else ","
        text += link_string(targ)
    return f"{base}[{text}]{suffix}"


def split_vargen_suffix(name: str) -> tuple[str, str]:
    """`T·2` into `T` and `·2` (types/fmt.go: SplitVargenSuffix)."""
    base, dot, number = name.rpartition("·")
    return (base, dot + number) if dot and number.isdigit() else (name, "")


def type_string(t: T.AnyType, local: Package | None = None) -> str:
    """t as messages in package `local` print it (%v)."""
    return TypePrinter(local).string(t)

"""Types as text, exactly as go/types prints them.

Counterpart: `types2/typestring.go`.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.model import types as T
from escapelens.model.objects import Package
from escapelens.model.universe import COMPARABLE_INTERFACE, UNIVERSE

Qualifier = Callable[[Package], str]


def type_string(typ: T.Type | None, qualifier: Qualifier | None = None) -> str:
    """TypeString. The qualifier gives what stands before the dot of a package's names; default its path."""
    w = _Writer(qualifier)
    w.typ(typ)
    return "".join(w.out)


def package_prefix(pkg: Package | None, qualifier: Qualifier | None) -> str:
    if pkg is None:
        return ""
    s = pkg.path if qualifier is None else qualifier(pkg)
    return s + "." if s else ""


def quote(s: str) -> str:
    """strconv.Quote for a field tag."""
    out = ['"']
    for ch in s:
        if ch in '"\\':
            out.append("\\" + ch)
        elif ch in _ESCAPES:
            out.append(_ESCAPES[ch])
        elif "\udc80" <= ch <= "\udcff":  # a byte that is not UTF-8 (surrogateescape)
            out.append(f"\\x{ord(ch) - 0xDC00:02x}")
        elif ch.isprintable():
            out.append(ch)
        elif ch < " " or ch == "\x7f":
            out.append(f"\\x{ord(ch):02x}")
        elif ord(ch) > 0xFFFF:
            out.append(f"\\U{ord(ch):08x}")
        else:
            out.append(f"\\u{ord(ch):04x}")
    out.append('"')
    return "".join(out)


_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


class _Writer:
    __slots__ = ("out", "qf", "seen")

    def __init__(self, qf: Qualifier | None) -> None:
        self.out: list[str] = []
        self.qf = qf
        self.seen: set[int] = set()

    def typ(self, t: T.AnyType) -> None:
        if t is None:
            self.out.append("<nil>")
            return
        if id(t) in self.seen:
            self.out.append(f"<cycle to *{type(t).__name__}>")
            return
        self.seen.add(id(t))
        getattr(self, _WRITERS[t.__class__])(t)
        self.seen.discard(id(t))

    def basic(self, t: T.Basic) -> None:
        self.out.append("unsafe.Pointer" if t.name == "Pointer" and self.qf is None else t.name)
        if t.name == "Pointer" and self.qf is not None:
            from escapelens.model.universe import UNSAFE

            self.out[-1] = package_prefix(UNSAFE, self.qf) + t.name

    def array(self, t: T.Array) -> None:
        self.out.append(f"[{t.len}]")
        self.typ(t.elem)

    def slice(self, t: T.Slice) -> None:
        self.out.append("[]")
        self.typ(t.elem)

    def struct(self, t: T.Struct) -> None:
        out = self.out
        out.append("struct{")
        for i, f in enumerate(t.fields):
            if i:
                out.append("; ")
            if not f.embedded:
                out.append(f.name + " ")
            self.typ(f.typ)
            tag = t.tag(i)
            if tag:
                out.append(" " + quote(tag))
        out.append("}")

    def pointer(self, t: T.Pointer) -> None:
        self.out.append("*")
        self.typ(t.elem)

    def union(self, t: T.Union) -> None:
        for i, (tilde, typ) in enumerate(t.terms):
            if i:
                self.out.append(" | ")
            if tilde:
                self.out.append("~")
            self.typ(typ)

    def interface(self, t: T.Interface) -> None:
        out = self.out
        if t is COMPARABLE_INTERFACE:
            out.append("interface{comparable}")
            return
        if t.implicit:
            if not t.methods and len(t.embeddeds) == 1:
                self.typ(t.embeddeds[0])
                return
            out.append("/* implicit */ ")
        out.append("interface{")
        first = True
        for m in t.methods:
            if not first:
                out.append("; ")
            first = False
            out.append(m.name)
            if m.typ.__class__ is T.Signature:
                self.signature(m.typ)
        for e in t.embeddeds:
            if not first:
                out.append("; ")
            first = False
            self.typ(e)
        out.append("}")

    def map(self, t: T.Map) -> None:
        self.out.append("map[")
        self.typ(t.key)
        self.out.append("]")
        self.typ(t.elem)

    def chan(self, t: T.Chan) -> None:
        if t.dir == T.SEND_ONLY:
            self.out.append("chan<- ")
        elif t.dir == T.RECV_ONLY:
            self.out.append("<-chan ")
        else:
            self.out.append("chan ")
            if t.elem.__class__ is T.Chan and t.elem.dir == T.RECV_ONLY:
                self.out.append("(")
                self.typ(t.elem)
                self.out.append(")")
                return
        self.typ(t.elem)

    def named(self, t: T.AnyType) -> None:
        self.out.append(package_prefix(t.obj.pkg, self.qf) + t.obj.name)
        if t.targs:
            self.type_list(t.targs)
        elif t.tparams:
            self.tparam_list(t.tparams)

    def type_param(self, t: T.TypeParam) -> None:
        self.out.append(t.obj.name)
        if t.obj.name in UNIVERSE.elems:
            self.out.append("/* type parameter */")

    def type_list(self, types: list[T.Type]) -> None:
        self.out.append("[")
        for i, t in enumerate(types):
            if i:
                self.out.append(", ")
            self.typ(t)
        self.out.append("]")

    def tparam_list(self, tparams: list[T.TypeParam]) -> None:
        out = self.out
        out.append("[")
        prev: T.Type | None = None
        for i, tpar in enumerate(tparams):
            if i:
                if tpar.bound is not prev:
                    out.append(" ")
                    self.typ(prev)
                out.append(", ")
            prev = tpar.bound
            self.typ(tpar)
        if prev is not None:
            out.append(" ")
            self.typ(prev)
        out.append("]")

    def tuple(self, t: T.Tuple, variadic: bool = False) -> None:
        out = self.out
        out.append("(")
        for i, v in enumerate(t.vars):
            if i:
                out.append(", ")
            if v.name:
                out.append(v.name + " ")
            typ = v.typ
            if variadic and i == len(t.vars) - 1:
                if typ.__class__ is T.Slice:
                    out.append("...")
                    self.typ(typ.elem)
                else:
                    self.typ(typ)
                    out.append("...")
            else:
                self.typ(typ)
        out.append(")")

    def func(self, t: T.Signature) -> None:
        self.out.append("func")
        self.signature(t)

    def signature(self, sig: T.Signature) -> None:
        if sig.tparams:
            self.tparam_list(sig.tparams)
        self.tuple(sig.params, sig.variadic)
        results = sig.results.vars
        if not results:
            return
        self.out.append(" ")
        if len(results) == 1 and not results[0].name:
            self.typ(results[0].typ)
            return
        self.tuple(sig.results)


_WRITERS: dict[type, str] = {
    T.Basic: "basic",
    T.Array: "array",
    T.Slice: "slice",
    T.Struct: "struct",
    T.Pointer: "pointer",
    T.Tuple: "tuple",
    T.Signature: "func",
    T.Union: "union",
    T.Interface: "interface",
    T.Map: "map",
    T.Chan: "chan",
    T.Named: "named",
    T.Alias: "named",
    T.TypeParam: "type_param",
}

"""Random edits of a package's files, of every kind that programmers make: most leave Go, some do not."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from escapelens.syntax.file import SyntaxFile, TopDecl
from escapelens.syntax.parse import parse_file

Texts = dict[str, bytes]

_STATEMENTS = (
    b"\n\t_ = 1\n",
    b"\n\tvar escapes_here int\n\tprintln(&escapes_here)\n",
    b"\n\tfunc() { println() }()\n",
    b"\n\tdefer println()\n",
    b"\n\tgo func() {}()\n",
    b"\n\tpanic(1)\n",
    b"\n\tvar boxed any = 7\n\tprintln(boxed)\n",
)
_FIELDS = (b"\n\tadded int\n", b"\n\tadded *int\n", b"\n\tadded [3]string\n", b"\n\tadded func(any)\n")
_TYPES = (b"int", b"string", b"any", b"*int", b"[]byte", b"map[string]int")
_IMPORTS = (b"errors", b"io", b"unsafe", b"sync", b"strings")


class Editor:
    """Edits texts in place."""

    def __init__(self, texts: Texts, rng: random.Random) -> None:
        self.texts = texts
        self.rng = rng
        self.count = 0
        self.undo: list[tuple[str, bytes]] = []

    def edit(self) -> str:
        """Make one edit; what it was."""
        rng = self.rng
        if self.undo and rng.random() < 0.3:
            return self.take_back()
        for _ in range(100):
            how = rng.choice(_EDITS)
            path = rng.choice(sorted(self.texts))
            before = self.texts[path]
            file = parse_file(path, before)
            after = how(self, file)
            if after is not None and after != before:
                self.undo.append((path, before))
                self.texts[path] = after
                return f"{how.__name__} {path}"
        raise AssertionError("nothing to edit")

    # -- pieces

    def name(self) -> bytes:
        self.count += 1
        return b"added%d" % self.count

    def pick(self, file: SyntaxFile, wanted: Callable[[TopDecl], bool]) -> tuple[int, TopDecl] | None:
        found = [(p.offset, d) for d, p in zip(file.decls, file.places, strict=True) if wanted(d)]
        return self.rng.choice(found) if found else None

    def function(self, file: SyntaxFile) -> tuple[int, TopDecl] | None:
        return self.pick(file, lambda d: d.kind == "func" and d.header.has_body)

    def a_type(self, file: SyntaxFile) -> bytes:
        """A type, often one of the package."""
        found = self.pick(file, lambda d: d.kind == "type" and len(d.names) == 1 and b"[" not in d.text.split(b"\n")[0])
        if found is None or self.rng.random() < 0.4:
            return self.rng.choice(_TYPES)
        return self.rng.choice((b"", b"*", b"[]")) + found[1].names[0].encode()

    def body_at(self, at: int, decl: TopDecl) -> int | None:
        m = re.search(rb"\{[ \t]*\n", decl.text)
        return at + m.start() + 1 if m else None

    # -- edits: new text or None

    def edit_body(self, file: SyntaxFile) -> bytes | None:
        found = self.function(file)
        at = self.body_at(*found) if found else None
        return None if at is None else _insert(file.data, at, self.rng.choice(_STATEMENTS))

    def call_other(self, file: SyntaxFile) -> bytes | None:
        """Let one function mention another, or a type."""
        found = self.function(file)
        at = self.body_at(*found) if found else None
        other = self.pick(file, lambda d: d.kind == "func" and not d.header.recv and not d.header.has_type_params)
        if at is None:
            return None
        if other is None or self.rng.random() < 0.5:
            return _insert(file.data, at, b"\n\tvar made " + self.a_type(file) + b"\n\tprintln(&made)\n")
        return _insert(file.data, at, b"\n\t_ = " + other[1].names[0].encode() + b"\n")

    def remove_line(self, file: SyntaxFile) -> bytes | None:
        found = self.function(file)
        if found is None:
            return None
        at, decl = found
        lines = [m for m in re.finditer(rb"^\t+[^\n{}]*\n", decl.text, re.M)]
        if not lines:
            return None
        m = self.rng.choice(lines)
        return file.data[: at + m.start()] + file.data[at + m.end() :]

    def add_function(self, file: SyntaxFile) -> bytes | None:
        t = self.a_type(file)
        text = b"\nfunc " + self.name() + b"(x " + t + b", y *" + t + b") *" + t + b" {\n\t*y = x\n\treturn &x\n}\n"
        return self._at_top(file, text)

    def add_generic(self, file: SyntaxFile) -> bytes | None:
        name, t = self.name(), self.a_type(file)
        text = (
            b"\ntype Box" + name + b"[T any] struct{ v T }\n"
            b"\nfunc (b *Box" + name + b"[T]) Get() *T {\n\treturn &b.v\n}\n"
            b"\nfunc " + name + b"[T any](x T) *T {\n\tb := Box" + name + b"[T]{x}\n\treturn b.Get()\n}\n"
            b"\nfunc use" + name + b"(x " + t + b") any {\n\tprintln()\n\treturn " + name + b"(x)\n}\n"
        )
        if self.rng.random() < 0.3:
            text += (
                b"\nfunc local" + name + b"() any {\n\ttype T struct{ x *" + t + b" }\n\treturn " + name + b"(T{})\n}\n"
            )
        return self._at_top(file, text)

    def add_value(self, file: SyntaxFile) -> bytes | None:
        t = self.a_type(file)
        text = self.rng.choice(
            (
                b"\nvar NAME " + t + b"\n",
                b"\nconst NAME = 4\n",
                b"\nvar NAME = func(x *" + t + b") *" + t + b" { return x }\n",
                b"\nvar NAME = new(" + t + b")\n",
                b"\ntype NAME struct {\n\tx " + t + b"\n}\n",
                b"\ntype NAME interface {\n\tM(x " + t + b")\n}\n",
            )
        )
        return self._at_top(file, text.replace(b"NAME", self.name()))

    def add_builtin(self, file: SyntaxFile) -> bytes | None:
        """Declare what was predeclared so far."""
        return self._at_top(file, b"\nfunc " + self.rng.choice((b"println", b"min", b"panic")) + b"(x ...any) {}\n")

    def add_method(self, file: SyntaxFile) -> bytes | None:
        found = self.pick(file, lambda d: d.kind == "type" and len(d.names) == 1 and b"[" not in d.text.split(b"\n")[0])
        if found is None:
            return None
        name = found[1].names[0].encode()
        method = self.rng.choice((self.name(), b"String", b"Write", b"Len"))
        return self._at_top(
            file, b"\nfunc (r *" + name + b") " + method + b"(x *int) string {\n\treturn string(rune(*x))\n}\n"
        )

    def _at_top(self, file: SyntaxFile, text: bytes) -> bytes | None:
        found = self.pick(file, lambda d: d.kind != "import")
        return None if found is None else _insert(file.data, found[0] + len(found[1].text), b"\n" + text)

    def remove_declaration(self, file: SyntaxFile) -> bytes | None:
        found = self.pick(file, lambda d: d.kind != "import")
        return None if found is None else file.data[: found[0]] + file.data[found[0] + len(found[1].text) :]

    def rename(self, file: SyntaxFile) -> bytes | None:
        """Of a declaration here, or of all mentions in the file."""
        found = self.pick(file, lambda d: d.kind in ("func", "type", "var") and len(d.names) == 1)
        if found is None:
            return None
        old, new = found[1].names[0].encode(), self.name()
        if self.rng.random() < 0.5:
            return re.sub(rb"\b" + re.escape(old) + rb"\b", new, file.data)
        return file.data[: found[0]] + found[1].text.replace(old, new, 1) + file.data[found[0] + len(found[1].text) :]

    def change_signature(self, file: SyntaxFile) -> bytes | None:
        found = self.function(file)
        if found is None:
            return None
        at, decl = found
        m = re.match(rb"func (?:\([^)]*\) )?\w+(?:\[[^\]]*\])?\(", decl.text)
        return None if m is None else _insert(file.data, at + m.end(), b"extra " + self.a_type(file) + b", ")

    def add_field(self, file: SyntaxFile) -> bytes | None:
        found = self.pick(file, lambda d: d.kind == "type" and re.search(rb"struct \{\n", d.text) is not None)
        if found is None:
            return None
        m = re.search(rb"struct \{\n", found[1].text)
        assert m is not None
        return _insert(file.data, found[0] + m.end() - 1, self.rng.choice(_FIELDS))

    def add_import(self, file: SyntaxFile) -> bytes | None:
        place = file.package_place
        if place is None:
            return None
        at = file.data.index(b"\n", place.offset)
        return _insert(file.data, at, b'\nimport "' + self.rng.choice(_IMPORTS) + b'"\n')

    def use_import(self, file: SyntaxFile) -> bytes | None:
        """Import a package and use it, maybe under another name."""
        place = file.package_place
        if place is None:
            return None
        at = file.data.index(b"\n", place.offset)
        name = self.rng.choice((b"errors", self.name()))
        use = b"\nfunc " + self.name() + b"() (error, error) {\n\terr := " + name + b'.New("x")\n\treturn err, err\n}\n'
        return _insert(file.data + use, at, b"\nimport " + name + b' "errors"\n')

    def change_import(self, file: SyntaxFile) -> bytes | None:
        """Take an import away, give it another name, or let its name mean something else."""
        found = list(re.finditer(rb'^(?:import |\t)"[\w/]+"\n', file.data[:4000], re.M))
        if not found:
            return None
        m = self.rng.choice(found)
        old = m.group()
        how = self.rng.randrange(3)
        new = b"" if how == 0 else old.replace(b'"', self.name() + b' "', 1)
        if how == 2:
            new = re.sub(rb'"[\w/]+"', b'"' + self.rng.choice(_IMPORTS) + b'"', old)
        return file.data[: m.start()] + new + file.data[m.end() :]

    def break_syntax(self, file: SyntaxFile) -> bytes | None:
        at = self.rng.randrange(len(file.data))
        if self.rng.random() < 0.5:
            return file.data[:at] + file.data[at + self.rng.randrange(1, 30) :]
        return _insert(file.data, at, self.rng.choice((b"{", b"}", b"(", b"x", b".", b'"', b"\n", b"if ")))

    def take_back(self) -> str:
        """Undo the last edit that was not undone."""
        path, text = self.undo.pop()
        self.texts[path] = text
        return f"take_back {path}"


def _insert(data: bytes, at: int, text: bytes) -> bytes:
    return data[:at] + text + data[at:]


_EDITS: list[Callable[[Editor, SyntaxFile], bytes | None]] = [
    Editor.edit_body,
    Editor.edit_body,
    Editor.call_other,
    Editor.call_other,
    Editor.remove_line,
    Editor.add_function,
    Editor.add_generic,
    Editor.add_value,
    Editor.add_builtin,
    Editor.add_method,
    Editor.remove_declaration,
    Editor.rename,
    Editor.change_signature,
    Editor.add_field,
    Editor.add_import,
    Editor.use_import,
    Editor.change_import,
    Editor.break_syntax,
]

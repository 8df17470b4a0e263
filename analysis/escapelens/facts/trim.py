"""A package analysed, reduced to what its importers need.

What: every declaration's text without comments; function bodies only of inlinable and generic functions; package
variables as `var x T` with the type the checker found. Line breaks stay, so positions inside keep their lines.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable

from escapelens.facts.model import DeclFacts, FileFacts, FuncFacts, PackageFacts
from escapelens.model.known import func_key
from escapelens.model.objects import Package, Var
from escapelens.model.typestring import type_string
from escapelens.regexp import regexp
from escapelens.syntax import nodes
from escapelens.syntax.file import SyntaxFile, TopDecl

_TOKEN = regexp(
    rb"""("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')|(//[^\n]*)|(/\*.*?\*/)""",
    re.DOTALL,
)


def strip_comments(text: bytes) -> bytes:
    """Go source without comments; line breaks inside them stay."""

    def replace(m: re.Match[bytes]) -> bytes:
        if m[1] is not None:
            return m[1]
        if m[2] is not None:
            return b""
        return b"\n" * m[3].count(b"\n") or b" "

    if b"/*" not in text and b"//" not in text:
        return text
    return re.sub(rb"[ \t]+\n", b"\n", _TOKEN.sub(replace, text))


def trim(
    pkg: Package,
    files: list[SyntaxFile],
    imports: dict[str, str],
    funcs: dict[str, FuncFacts],
    partial: list[str],
) -> PackageFacts:
    """Facts of pkg. imports: import path as written -> package path; funcs: what the analysis found, by func_key."""
    trimmed = [_file(pkg, file, funcs) for file in files]
    return PackageFacts(pkg.path, pkg.name, pkg.go_version, trimmed, funcs, imports, partial)


def _file(pkg: Package, file: SyntaxFile, funcs: dict[str, FuncFacts]) -> FileFacts:
    imports = [(d.local_pkg_name.value if d.local_pkg_name is not None else "", d.import_path) for d in file.imports]
    names = _ImportNames(pkg, file, imports)
    decls = []
    for decl, place in zip(file.decls, file.places, strict=True):
        kind = decl.header.kind
        if kind == "func":
            made = _func(pkg, decl, funcs)
        elif kind == "var":
            made = _vars(decl, names.qualify)
        elif kind in ("const", "type"):
            made = (list(decl.names), strip_comments(decl.text))
        else:
            continue
        if made is None:
            continue
        declared, text = made
        h = decl.header
        decls.append(
            DeclFacts(
                kind,
                declared,
                text,
                place.line,
                place.column,
                h.recv,
                h.recv_pointer,
                h.has_type_params,
                list(decl.pragmas),
            )
        )
    imports += names.added
    return FileFacts(os.path.basename(file.path), imports, decls, file.go_version)


def _func(pkg: Package, decl: TopDecl, funcs: dict[str, FuncFacts]) -> tuple[list[str], bytes] | None:
    h = decl.header
    if not h.names or h.names[0] == "_" or (h.names[0] == "init" and not h.recv):
        return None
    names = list(h.names)
    known = funcs.get(func_key(h.recv, names[0]))
    generic = h.has_type_params or _generic_type(pkg, h.recv)
    if not h.has_body or generic or (known is not None and known.inl_cost >= 0):
        return names, strip_comments(decl.text)
    lowered = next((d for d in decl.lower() if isinstance(d, nodes.FuncDecl)), None)
    if lowered is None or lowered.body is None:
        return names, strip_comments(decl.text)
    return names, strip_comments(decl.text[: lowered.body.start - decl.chunk.base]).rstrip()


def _generic_type(pkg: Package, name: str) -> bool:
    if not name:
        return False
    obj = pkg.scope.lookup(name)
    return obj is not None and bool(getattr(obj.typ, "tparams", None))


def _vars(decl: TopDecl, qualify: Callable[[Package], str]) -> tuple[list[str], bytes] | None:
    """`var (\\n x T\\n ...)` with the types that the checker found."""
    names, lines = [], []
    for spec in decl.lower():
        if not isinstance(spec, nodes.VarDecl):
            continue
        for name in spec.name_list:
            if name.value == "_" or not isinstance(name.obj, Var):
                continue
            names.append(name.value)
            lines.append(f"{name.value} {type_string(name.obj.typ, qualify)}")
    if not names:
        return None
    return names, ("var (" + "\n".join(["", *lines, ""]) + ")").encode()


class _ImportNames:
    """Names under which a file can say the types of other packages; imports are added where it lacks one."""

    def __init__(self, pkg: Package, file: SyntaxFile, imports: list[tuple[str, str]]) -> None:
        self.pkg = pkg
        self.added: list[tuple[str, str]] = []
        self._by_path: dict[str, str] = {}
        for decl in file.imports:
            local = decl.local_pkg_name.value if decl.local_pkg_name is not None else ""
            if decl.obj is not None and local not in ("_", ".") and decl.obj._imported is not None:
                self._by_path.setdefault(decl.obj._imported.path, decl.obj.name)

    def qualify(self, other: Package) -> str:
        if other is self.pkg:
            return ""
        name = self._by_path.get(other.path)
        if name is None:
            name = self._by_path[other.path] = f"import_{len(self.added)}_{other.name}"
            self.added.append((name, other.path))
        return name

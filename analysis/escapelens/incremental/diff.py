"""Two versions of a package's files compared, declaration by declaration."""

from __future__ import annotations

import re

from escapelens.record import dataclass, field
from escapelens.regexp import regexp
from escapelens.syntax import nodes
from escapelens.syntax.file import SyntaxFile, TopDecl

# as in check/local_types.py: types declared in bodies are numbered through the package
TYPE_IN_BODY = regexp(rb"(?:^|[{};:])[ \t]*type\b[ \t]*[A-Za-z_(\x80-\xff]", re.M)


@dataclass(slots=True, eq=False)
class Change:
    """bodies: (old, new) declarations of functions of which only the body differs; removed, added: all other
    declarations that differ; imports: (old, new) files that import something else; all: something differs that is not
    a declaration, or their order."""

    bodies: list[tuple[TopDecl, TopDecl]] = field(default_factory=list)
    removed: list[TopDecl] = field(default_factory=list)
    added: list[TopDecl] = field(default_factory=list)
    imports: list[tuple[SyntaxFile, SyntaxFile]] = field(default_factory=list)
    all: bool = False

    @property
    def nothing(self) -> bool:
        return not self.bodies and not self.headers and not self.all

    @property
    def headers(self) -> bool:
        return bool(self.removed or self.added or self.imports)


def compare(old: dict[str, SyntaxFile], new: dict[str, SyntaxFile]) -> Change:
    """What changed from old to new files (by path)."""
    change = Change()
    change.all = list(old) != list(new) or not all(
        old[path] is after or _compare_file(old[path], after, change) for path, after in new.items()
    )
    return change


def _compare_file(before: SyntaxFile, after: SyntaxFile, change: Change) -> bool:
    name = before.package_name.value if before.package_name is not None else ""
    new_name = after.package_name.value if after.package_name is not None else ""
    if (
        name != new_name
        or before.go_version != after.go_version
        or before.build_constraint != after.build_constraint
        or [(x.local, x.target) for x in before.linknames] != [(x.local, x.target) for x in after.linknames]
    ):
        return False
    old, new = before.decls, after.decls
    start = 0
    while start < min(len(old), len(new)) and old[start] is new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] is new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    stay = set(old) & set(new)
    if [d for d in old if d in stay] != [d for d in new if d in stay]:
        return False
    gone = {_place(d): d for d in old if d not in stay}
    added = []
    for b in new:
        if b in stay:
            continue
        a = gone.get(_place(b))
        if a is not None and _only_body(a, b):
            del gone[_place(b)]
            change.bodies.append((a, b))
        else:
            added.append(b)
    kept = {a for a, _ in change.bodies}
    removed = [d for d in old if d not in stay and d not in kept]
    touched = [*removed, *(d for d in new if d not in stay), *(d for d in old if d in kept)]
    if any(has_local_types(d) for d in touched):
        return False
    change.removed += [d for d in removed if d.kind != "import"]
    change.added += [d for d in added if d.kind != "import"]
    if any(d.kind == "import" for d in touched):
        change.imports.append((before, after))
        return not any(_odd(d) for d in (*before.imports, *after.imports))
    return True


def has_local_types(decl: TopDecl) -> bool:
    """May there be types in its function bodies?"""
    return decl.kind in ("func", "var") and TYPE_IN_BODY.search(decl.text) is not None


def _odd(decl: nodes.ImportDecl) -> bool:
    """Does it bring more than one name?"""
    return decl.import_path == "C" or (decl.local_pkg_name is not None and decl.local_pkg_name.value == ".")


def _place(decl: TopDecl) -> tuple[str, str, tuple[str, ...]]:
    return decl.kind, decl.header.recv, decl.names


def _only_body(a: TopDecl, b: TopDecl) -> bool:
    h = a.header
    if _shape(a) != _shape(b) or h.kind != "func" or not h.has_body or a.damaged or h.has_type_params:
        return False
    return signature_text(a) == signature_text(b) != b""


def _shape(decl: TopDecl) -> tuple[object, ...]:
    h = decl.header
    return h.kind, h.names, h.recv, h.recv_pointer, h.has_type_params, h.has_body, decl.pragmas


def signature_text(decl: TopDecl) -> bytes:
    """The text of a function up to its body; empty if it has none."""
    for d in decl.lower():
        if isinstance(d, nodes.FuncDecl) and d.body is not None:
            return decl.text[: d.body.start - decl.chunk.base]
    return b""

"""Two versions of a package's files compared, declaration by declaration."""

from __future__ import annotations

from dataclasses import dataclass, field

from escapelens.syntax import nodes
from escapelens.syntax.file import SyntaxFile, TopDecl


@dataclass(slots=True, eq=False)
class Change:
    """bodies: (old, new) declarations of functions of which only the body differs; all: anything else differs."""

    bodies: list[tuple[TopDecl, TopDecl]] = field(default_factory=list)
    all: bool = False

    @property
    def nothing(self) -> bool:
        return not self.bodies and not self.all


def compare(old: dict[str, SyntaxFile], new: dict[str, SyntaxFile]) -> Change:
    """What changed from old to new files (by path)."""
    change = Change()
    if list(old) != list(new):
        change.all = True
        return change
    for path, after in new.items():
        before = old[path]
        if before is not after and not _compare_file(before, after, change):
            change.all = True
            return change
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
    if len(before.decls) != len(after.decls):
        return False
    for a, b in zip(before.decls, after.decls, strict=True):
        if a is b:
            continue
        if not _only_body(a, b):
            return False
        change.bodies.append((a, b))
    return True


def _only_body(a: TopDecl, b: TopDecl) -> bool:
    h = a.header
    if _shape(a) != _shape(b) or h.kind != "func" or not h.has_body or a.damaged or h.has_type_params:
        return False
    return _signature(a) == _signature(b) != b""


def _shape(decl: TopDecl) -> tuple[object, ...]:
    h = decl.header
    return h.kind, h.names, h.recv, h.recv_pointer, h.has_type_params, h.has_body, decl.pragmas


def _signature(decl: TopDecl) -> bytes:
    for d in decl.lower():
        if isinstance(d, nodes.FuncDecl) and d.body is not None:
            return decl.text[: d.body.start - decl.chunk.base]
    return b""

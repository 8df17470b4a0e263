"""What a fix may look at: the typed syntax of one package, and where its bytes are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from escapelens.cancel import NEVER, Cancel
from escapelens.findings.model import Finding
from escapelens.fixes.effects.body import Body
from escapelens.fixes.model import Edit
from escapelens.model.objects import Object, Package, Var
from escapelens.record import dataclass, field
from escapelens.source import Layout
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk


@dataclass(frozen=True, slots=True)
class FixContext:
    """texts: file path -> bytes; funcs: file path -> its lowered and checked functions; findings: of all files.

    others: declarations of the package that are no functions; outside: texts of files that belong to the package but
    are not analysed with it (its tests, files of other platforms, assembly); imports: file path -> its imports;
    misparsed: files with syntax errors; cancel: looked at before each function that is searched for candidates;
    inlinable: whether the compiler may inline a function, as the text stands.
    """

    pkg: Package
    layout: Layout
    texts: Mapping[str, bytes]
    funcs: Mapping[str, list[nodes.FuncDecl]]
    findings: tuple[Finding, ...]
    others: tuple[nodes.Decl, ...] = ()
    outside: tuple[bytes, ...] = ()
    imports: Mapping[str, list[nodes.ImportDecl]] = field(default_factory=dict)
    misparsed: frozenset[str] = frozenset()
    cancel: Cancel = NEVER
    inlinable: Callable[[Object | None], bool] = lambda func: True
    _bodies: dict[nodes.FuncDecl, Body] = field(default_factory=dict)

    def body(self, decl: nodes.FuncDecl) -> Body:
        """What the effects library knows of a function; made once."""
        known = self._bodies.get(decl)
        if known is None:
            known = self._bodies[decl] = Body(decl)
        return known

    def span(self, node: nodes.Node) -> tuple[str, int, int]:
        """File, first byte and end of a node; ("", 0, 0) if it stands in no file of this snapshot."""
        at = self.layout.locate(node.start)
        if at is None:
            return "", 0, 0
        return at.file, at.offset, at.offset + node.end - node.start

    def text(self, node: nodes.Node) -> str:
        file, start, end = self.span(node)
        return self.texts[file][start:end].decode(errors="replace") if file else ""

    def touching(self, node: nodes.Node, path: str, start: int, end: int) -> bool:
        """Whether the node shares a byte with start..end of the file (a caret at its edge counts)."""
        file, a, b = self.span(node)
        return file == path and a <= end and start <= b

    def all_funcs(self) -> Iterator[nodes.FuncDecl]:
        for decls in self.funcs.values():
            yield from decls

    def funcs_at(self, path: str, start: int, end: int) -> Iterator[nodes.FuncDecl]:
        for decl in self.funcs.get(path, ()):
            if self.touching(decl, path, start, end):
                self.cancel.check()
                yield decl

    def bodies_at(self, path: str, start: int, end: int) -> Iterator[Body]:
        """Of these functions, but for those written in assembly."""
        return (self.body(decl) for decl in self.funcs_at(path, start, end) if decl.body is not None)

    def findings_at(self, path: str, start: int, end: int) -> list[Finding]:
        return [f for f in self.findings if f.span.file == path and f.span.start <= end and start <= f.span.end]

    def keys_at(self, *at: nodes.Node) -> tuple[str, ...]:
        """Of what is found at the nodes."""
        return tuple(f.key for node in at for f in self.findings_at(*self.span(node)))

    def keys_in(self, *around: nodes.Node) -> tuple[str, ...]:
        """Of what is found at something that begins in one of the nodes."""
        spans = [self.span(node) for node in around]
        return tuple(
            f.key for f in self.findings if any(f.span.file == s[0] and s[1] <= f.span.start < s[2] for s in spans)
        )

    def keys_of_moved(self, var: Var) -> tuple[str, ...]:
        """Of what says that a variable of this name is moved to the heap."""
        return tuple(f.key for f in self.findings if f.compiler.split("\n")[0] == f"moved to heap: {var.name}")


def mentions(ctx: FixContext, root: nodes.Node, obj: Object) -> bool:
    """Whether a name below root denotes obj. Most texts do not even hold its name."""
    file, start, end = ctx.span(root)
    return bool(file) and ctx.texts[file].find(obj.name.encode(), start, end) >= 0 and bool(uses_of(root, obj))


def users(ctx: FixContext, obj: Object) -> list[nodes.FuncDecl]:
    """Functions of the package that name it."""
    name = obj.name.encode()
    here = (decl for path, decls in ctx.funcs.items() if name in ctx.texts[path] for decl in decls)
    return [decl for decl in here if mentions(ctx, decl, obj)]


def near(ctx: FixContext, decl: nodes.Decl, obj: Object, path: str, start: int, end: int) -> bool:
    """Whether the range touches the package-level declaration of obj, or a use of it in a function."""
    if ctx.touching(decl, path, start, end):
        return True
    here = (func for func in ctx.funcs_at(path, start, end) if obj.name in ctx.text(func))
    return any(ctx.touching(use.name, path, start, end) for func in here for use in ctx.body(func).uses(obj))


def uses_of(root: nodes.Node, obj: object) -> list[nodes.Name]:
    """Names below root that denote obj."""
    return [n for n in walk(root) if isinstance(n, nodes.Name) and n.obj is obj]


def apply_edits(text: bytes, edits: list[Edit]) -> bytes:
    """The text with edits (of one file, not overlapping) made."""
    for e in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: e.start] + e.new_text.encode() + text[e.end :]
    return text

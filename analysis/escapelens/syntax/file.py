"""A parsed file: its top-level declarations with their text, lowered on demand.

What: SyntaxFile is what one version of a file's bytes holds; a TopDecl is one declaration of it (a whole `const (...)`
group counts as one) and is shared by all versions in which its text stands unchanged, chunk and nodes included.
Why: positions and everything computed about a declaration survive edits elsewhere in the file.
Counterpart: cmd/compile/internal/syntax (File); sharing is ours.
Property: a TopDecl never knows where in a file it stands; SyntaxFile does (`places`, `layout`).
"""

from __future__ import annotations

from collections.abc import Sequence

from escapelens.digest import blake2b_128
from escapelens.record import dataclass, field
from escapelens.source import Chunk, Layout, Placement
from escapelens.syntax import kinds as k
from escapelens.syntax.clean import CleanNode, TreeNode
from escapelens.syntax.depth import TOO_DEEP, too_deep
from escapelens.syntax.lower import NO_PRAGMA, Lowerer
from escapelens.syntax.nodes import (
    BadStmt,
    BlockStmt,
    Decl,
    FuncDecl,
    FuncType,
    ImportDecl,
    Name,
)

Problem = tuple[int, int, str]


@dataclass(slots=True, eq=False)
class Tree:
    """A parsed text: the original decoded as latin-1 and where generic methods' type parameters were taken out."""

    source: str
    encoded: bool
    taken: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class DeclHeader:
    """What a declaration is, without lowering it. kind: package, import, const, var, type, func."""

    kind: str
    names: tuple[str, ...]  # all names declared; of a method its own name
    recv: str = ""  # base type of the receiver, "" for a function
    recv_pointer: bool = False
    has_type_params: bool = False  # of the function itself
    has_body: bool = False


class TopDecl:
    """One top-level declaration. `lower()` gives its nodes, always the same ones."""

    __slots__ = ("_key", "_lowered", "_node", "_tree", "chunk", "damaged", "header", "pragmas", "problems")

    def __init__(
        self, chunk: Chunk, pragmas: tuple[str, ...], header: DeclHeader, node: TreeNode | None, tree: Tree | None
    ) -> None:
        self.chunk = chunk
        self.pragmas = pragmas  # "go:noinline", ... without the slashes, in source order
        self.header = header
        self.damaged = False  # its text does not parse; what it was taken for hangs on the text around it
        self.problems: Sequence[Problem] = ()  # virtual positions; complete once lowered
        self._node = node
        self._tree = tree
        self._lowered: list[Decl] | None = None
        self._key: bytes | None = None

    @property
    def text(self) -> bytes:
        return self.chunk.text

    @property
    def kind(self) -> str:
        return self.header.kind

    @property
    def names(self) -> tuple[str, ...]:
        return self.header.names

    @property
    def key(self) -> bytes:
        """Digest of pragmas and text: equal keys, equal nodes but for positions."""
        if self._key is None:
            h = blake2b_128(self.chunk.text)
            for p in self.pragmas:
                h.update(b"\x00" + p.encode())
            self._key = h.digest()
        return self._key

    def lower(self) -> list[Decl]:
        if self._lowered is None:
            self._lowered = self._lower()
            self.let_go()
        return self._lowered

    def let_go(self) -> None:
        """Of the tree, which keeps that of its whole file: it is made again of the text if the nodes are asked for."""
        if not self.damaged:
            self._node = self._tree = None

    def renew(self) -> TopDecl:
        """The same declaration (same chunk, so same positions) with nodes of its own, for checking it once more."""
        new = TopDecl(self.chunk, self.pragmas, self.header, self._node, self._tree)
        new.damaged = self.damaged
        return new

    def _lower(self) -> list[Decl]:
        node, tree = self._node, self._tree
        if node is None or tree is None:
            from escapelens.syntax.parse import declaration_node

            node, tree = declaration_node(self.chunk.text)
            if node is None or tree is None:
                return _placeholder(self)
            self.damaged = self.damaged or isinstance(node, CleanNode)
        d = self.chunk.base - node.start_byte
        s = Lowerer(tree.source, tree.encoded, d, frozenset(self.pragmas) if self.pragmas else NO_PRAGMA, self.damaged)
        if not isinstance(node, CleanNode) and any(c.kind_id != k.BLOCK and too_deep(c) for c in node.children):
            self.problems = [(self.chunk.base, self.chunk.base + len(self.chunk.text), TOO_DEEP)]
            return _placeholder(self)
        try:
            if tree.taken and node.kind_id == k.METHOD_DECLARATION:
                from escapelens.syntax.parse import method_type_params

                s.type_params = method_type_params(s, tree, node)
            out = s.declaration(node)
        except (KeyError, IndexError, ValueError, AttributeError, TypeError, RecursionError):
            self.damaged = True
            out = _placeholder(self)
        self.problems = s.problems or ()
        return out


def _placeholder(decl: TopDecl) -> list[Decl]:
    """Something to stand for a declaration that could not be lowered, so that its name at least is known."""
    base = decl.chunk.base
    end = base + len(decl.chunk.text)
    header = decl.header
    if header.kind != "func" or header.recv or not header.names:
        return []
    name = Name(base, header.names[0])
    body = BlockStmt(base, base, end, [BadStmt(base, base, end)], end)
    return [FuncDecl(base, base, end, None, name, [], FuncType(base, base, base, [], []), body)]


@dataclass(slots=True, eq=False)
class Place:
    """Where a declaration stands in one version of a file: offset 0-based, line and column 1-based, in bytes."""

    offset: int
    line: int
    column: int


@dataclass(slots=True, eq=False)
class LineDirective:
    """`//line file:line:col` as it counts: byte `offset` is at `line`, `column` (0: none given) of `file`."""

    offset: int
    file: str
    line: int
    column: int


@dataclass(slots=True, eq=False)
class Linkname:
    """`//go:linkname local target`; target "" if not given. They act on the whole file wherever they stand."""

    offset: int
    local: str
    target: str
    std: bool


@dataclass(slots=True, eq=False)
class SyntaxFile:
    path: str
    data: bytes
    package: TopDecl | None = None
    package_name: Name | None = None
    imports: list[ImportDecl] = field(default_factory=list)
    decls: list[TopDecl] = field(default_factory=list)  # in source order; imports too
    places: list[Place] = field(default_factory=list)  # of decls, one for one
    package_place: Place | None = None
    problems: list[Problem] = field(default_factory=list)  # (start byte, end byte, message)
    go_version: str = ""  # what the //go:build line implies, as "go1.21"
    build_constraint: str = ""
    line_directives: list[LineDirective] = field(default_factory=list)
    linknames: list[Linkname] = field(default_factory=list)

    def layout(self, layout: Layout) -> None:
        """Say where this version's chunks stand."""
        if self.package is not None and self.package_place is not None:
            p = self.package_place
            layout.place(self.package.chunk, Placement(self.path, p.offset, p.line, p.column))
        for decl, p in zip(self.decls, self.places, strict=True):
            layout.place(decl.chunk, Placement(self.path, p.offset, p.line, p.column))

    def lower_all(self) -> list[Decl]:
        """All declarations but imports, in source order."""
        return [d for t in self.decls if t.header.kind != "import" for d in t.lower()]

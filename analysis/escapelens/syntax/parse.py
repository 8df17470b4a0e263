"""Bytes to a SyntaxFile.

What: `parse_file` for a whole file, `outline_file` for one of which little is needed, `declaration_node` for one
declaration kept as text. A file that does not parse is cut at the lines where declarations begin and parsed piece by
piece, so damage stays within one declaration.
Counterpart: cmd/compile/internal/syntax/parser.go (fileOrNil, updateBase), cmd/compile/internal/noder (pragma).
Property: never raises; equal text and pragmas in two versions of a file mean the identical TopDecl.
"""

from __future__ import annotations

import os.path
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from escapelens.regexp import regexp
from escapelens.source import CHUNKS
from escapelens.syntax import kinds as k
from escapelens.syntax.clean import TreeNode, clean
from escapelens.syntax.constraint import ConstraintError, go_version, is_go_build, parse_line
from escapelens.syntax.depth import TOO_DEEP
from escapelens.syntax.file import (
    DeclHeader,
    LineDirective,
    Linkname,
    Place,
    Problem,
    SyntaxFile,
    TopDecl,
    Tree,
)
from escapelens.syntax.lower import Lowerer
from escapelens.syntax.lower_expr import name as lower_name
from escapelens.syntax.lower_type import type_parameters
from escapelens.syntax.mask import (
    Masked,
    blank_bodies,
    blank_brackets_of_new,
    blank_empty_init,
    blank_method_type_params,
    mask,
    mask_strings,
    may_be_unknown,
    name_selected_literals,
    new_calls,
)
from escapelens.syntax.nodes import Field, ImportDecl
from escapelens.syntax.reparse import ends_well, region, splice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

_KINDS = {
    k.IMPORT_DECLARATION: "import",
    k.CONST_DECLARATION: "const",
    k.VAR_DECLARATION: "var",
    k.TYPE_DECLARATION: "type",
    k.FUNCTION_DECLARATION: "func",
    k.METHOD_DECLARATION: "func",
}
_SPECS = {k.CONST_SPEC, k.VAR_SPEC, k.TYPE_SPEC, k.TYPE_ALIAS}
_NOTHING = {k.SEMI, k.EMPTY_STATEMENT}
_TOP_LEVEL = {k.PACKAGE_CLAUSE, *_KINDS, *_NOTHING}
_SECTION = regexp(rb"^(?:package|import|const|var|type|func)\b", re.M)

Reusable = dict[tuple[tuple[str, ...], bytes], list[TopDecl]]


def parse_file(path: str, data: bytes, previous: SyntaxFile | None = None) -> SyntaxFile:
    """Parse `data`. Declarations unchanged since `previous` are taken from there."""
    if previous is not None:
        file = _parse_region(path, data, previous)
        if file is not None:
            return file
    masked = mask(data)
    builder = _Builder(path, data, masked, previous)
    root, taken = _parse(masked.text)
    if root.has_error:
        builder.pieces(masked.text)
    else:
        builder.add_tree(root, 0, Tree(_decode(data), not data.isascii(), taken))
    return builder.finish()


def outline_file(path: str, data: bytes) -> SyntaxFile:
    """Parse `data`, of which few declarations are going to be asked for: bodies are parsed when their functions are.

    For files that are known to be well-formed: errors in bodies are not among the file's problems.
    """
    masked = mask(data)
    root = _root(blank_bodies(masked))
    if root.has_error or any(n.kind_id not in _TOP_LEVEL for n in root.children):
        file = parse_file(path, data)
    else:
        builder = _Builder(path, data, masked, None)
        builder.add_tree(root, 0, Tree(_decode(data), not data.isascii()))
        file = builder.finish()
    for decl in file.decls:
        decl.let_go()  # of nodes without a body
    return file


def _parse_region(path: str, data: bytes, previous: SyntaxFile) -> SyntaxFile | None:
    """Parse only the declarations that an edit of `previous` touches; None where all has to be parsed."""
    at = region(data, previous)
    if at is None:
        return None
    masked = mask(at.text)
    root, taken = _parse(masked.text)
    if root.has_error:
        return None
    old = SyntaxFile(path, b"", decls=previous.decls[at.first : at.last])
    builder = _Builder(path, at.text, masked, old)
    builder.add_tree(root, 0, Tree(_decode(at.text), not at.text.isascii(), taken))
    builder.directives(0)
    return splice(SyntaxFile(path, data), builder.file, previous, at) if ends_well(builder.file, at, previous) else None


def declaration_node(text: bytes) -> tuple[TreeNode | None, Tree | None]:
    """The node of the first declaration in `text`."""
    masked = mask(text)
    root, taken = _parse(masked.text)
    tree = Tree(_decode(text), not text.isascii(), taken)
    node = _first_declaration(root)
    if node is None:
        salvaged = _salvage(masked.text)
        node = _first_declaration(salvaged) if salvaged is not None else None
    if node is None:
        return None, None
    return (clean(node) if node.has_error else node), tree


def method_type_params(s: Lowerer, tree: Tree, method: TreeNode) -> list[Field] | None:
    """Type parameters of a generic method, which the grammar does not know: parsed as those of a function."""
    children = method.children
    for start, end in tree.taken.items():
        if children[2].end_byte <= start < children[3].start_byte:
            prefix = b"func _"
            text = tree.source[start:end].encode("latin-1")
            node = _root(mask(prefix + text + b"()").text).children[0]
            shifted = Lowerer((prefix + text).decode("latin-1"), s.encoded, s.d + start - len(prefix), s.pragmas)
            for c in node.children:
                if c.kind_id == k.TYPE_PARAMETER_LIST:
                    return type_parameters(shifted, c)
    return None


def header(n: TreeNode, tree: Tree) -> DeclHeader:
    kind = _KINDS[n.kind_id]
    if kind == "func":
        return _func_header(n, tree)
    names: list[str] = []
    if kind != "import":
        specs = n.children[1:]
        if specs and specs[0].kind_id == k.VAR_SPEC_LIST:
            specs = specs[0].children
        for spec in specs:
            if spec.kind_id in _SPECS:
                for c in spec.children:
                    ck = c.kind_id
                    if kind == "type":
                        names.append(_text(c, tree))
                        break
                    if ck == k.IDENTIFIER or ck == k.BLANK_IDENTIFIER:
                        names.append(_text(c, tree))
                    elif ck != k.COMMA:
                        break
    return DeclHeader(kind, tuple(names))


def _func_header(n: TreeNode, tree: Tree) -> DeclHeader:
    children = n.children
    method = n.kind_id == k.METHOD_DECLARATION
    recv, pointer = "", False
    if method:
        recv, pointer = _receiver(children[1], tree)
    i = 2 if method else 1
    name = _text(children[i], tree) if len(children) > i else ""
    has_tparams = any(c.kind_id == k.TYPE_PARAMETER_LIST for c in children)
    if method and tree.taken and len(children) > 3:
        has_tparams = any(children[2].end_byte <= at < children[3].start_byte for at in tree.taken)
    return DeclHeader("func", (name,), recv, pointer, has_tparams, children[-1].kind_id == k.BLOCK)


def _receiver(params: TreeNode, tree: Tree) -> tuple[str, bool]:
    pointer = False
    for p in params.children:
        if p.kind_id != k.PARAMETER_DECLARATION:
            continue
        t = p.children[-1]
        while True:
            kind = t.kind_id
            if kind == k.POINTER_TYPE:
                pointer = True
                t = t.children[1]
            elif kind == k.PARENTHESIZED_TYPE:
                t = t.children[1]
            elif kind == k.GENERIC_TYPE:
                t = t.children[0]
            else:
                return _text(t, tree), pointer
    return "", False


def _text(n: TreeNode, tree: Tree) -> str:
    text = tree.source[n.start_byte : n.end_byte]
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def _decode(data: bytes) -> str:
    return data.decode("latin-1")


# ---------------------------------------------------------------------------------------------------------------------


def _root(text: bytes) -> Node:
    # the grammar wants declarations ended by a newline
    return k.PARSER.parse(text if text.endswith(b"\n") else text + b"\n").root_node


def _parse(text: bytes) -> tuple[Node, dict[int, int]]:
    """Parse, and once more in disguise if that fails. Root, type parameters taken out."""
    if not text.endswith(b"\n"):
        text += b"\n"  # the grammar wants every declaration ended
    root = _root(text)
    taken: dict[int, int] = {}
    if not root.has_error or not may_be_unknown(text):
        return root, taken
    changed = name_selected_literals(blank_empty_init(blank_brackets_of_new(text)))
    changed, taken = blank_method_type_params(changed)
    out = bytearray(changed)
    for at, start, end in new_calls(changed):
        # any other name makes an ordinary call of it
        if _root(b"var _ " + changed[start:end].strip()).has_error:
            out[at : at + 1] = out[at : at + 1].upper()
    changed = bytes(out)
    if changed == text:
        return root, taken
    return _root(changed), taken


def _first_declaration(root: Node) -> Node | None:
    for c in root.children:
        if c.kind_id in _KINDS:
            return c
    return None


def _debris(children: Sequence[Node], i: int) -> bool:
    """Does anything but a declaration stand there? It was part of the one before, which then ends too early."""
    while i < len(children) and children[i].kind_id in _NOTHING:
        i += 1
    return i < len(children) and children[i].kind_id not in _KINDS and children[i].kind_id != k.PACKAGE_CLAUSE


def _headless(n: TreeNode | None) -> bool:
    """Whether recovery found no declaration, or a function without the body it must have had."""
    return n is None or (_KINDS[n.kind_id] == "func" and n.children[-1].kind_id != k.BLOCK)


def _salvage(masked: bytes) -> Node | None:
    """A function whose body is beyond repair: the tree of its header with an empty body, or None."""
    if not masked.lstrip().startswith(b"func"):
        return None
    for m in re.finditer(rb"\{[ \t\r]*(?:\n|$)", masked):
        head = masked[: m.start()] + b"{}"
        root = _root(head)
        if not root.has_error and not _headless(_first_declaration(root)):
            return root
    return None


class _Builder:
    """Collects the declarations of one file."""

    __slots__ = ("at_directive", "data", "file", "masked", "reusable")

    def __init__(self, path: str, data: bytes, masked: Masked, previous: SyntaxFile | None) -> None:
        self.file = SyntaxFile(path, data)
        self.data = data
        self.masked = masked
        self.at_directive = 0
        self.file.problems += masked.problems
        reusable: Reusable = {}
        if previous is not None:
            for d in reversed(previous.decls):
                reusable.setdefault((d.pragmas, d.chunk.text), []).append(d)
            if previous.package is not None:
                reusable.setdefault(((), previous.package.chunk.text), []).append(previous.package)
        self.reusable = reusable

    def add_tree(self, root: Node, offset: int, tree: Tree, line: int = 0) -> None:
        """The declarations of a tree that begins at byte `offset` (start of 0-based `line`) of the file."""
        damaged = root.has_error
        children = root.children
        for i, n in enumerate(children):
            kind = n.kind_id
            if kind == k.PACKAGE_CLAUSE:
                self._package(n, offset, tree, line)
            elif kind in _KINDS:
                self._decl(n, offset, tree, line, whole=not _debris(children, i + 1))
            elif kind not in _NOTHING:
                start, end = n.byte_range
                if kind == k.ERROR:
                    if not damaged:
                        self.file.problems.append((start + offset, end + offset, "syntax error"))
                else:
                    message = "syntax error: non-declaration statement outside function body"
                    self.file.problems.append((start + offset, end + offset, message))
        if damaged:
            self._errors(root, offset)

    def pieces(self, text: bytes) -> None:
        """Parse declaration by declaration."""
        starts = [m.start() for m in _SECTION.finditer(mask_strings(text))]
        if not starts or starts[0] > 0:
            starts.insert(0, 0)
        encoded = not self.data.isascii()
        line = counted = 0
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            piece = text[start:end]
            if not piece.strip():
                continue
            line += self.data.count(b"\n", counted, start)
            counted = start
            root, taken = _parse(piece)
            tree = Tree(_decode(self.data[start:end]), encoded, taken)
            if root.has_error and _headless(_first_declaration(root)):
                salvaged = _salvage(piece)
                declaration = _first_declaration(salvaged) if salvaged is not None else None
                if declaration is not None:
                    self._errors(root, start)
                    self._decl(declaration, start, tree, line, self.data[start:end].rstrip())
                    continue
            self.add_tree(root, start, tree, line)

    def _errors(self, root: Node, offset: int) -> None:
        out: list[Problem] = []
        stack = [root]
        while stack:
            n = stack.pop()
            start, end = n.byte_range
            if n.is_missing:
                out.append((start + offset, end + offset, f"syntax error: missing {n.type}"))
            elif n.kind_id == k.ERROR:
                text = self.data[start + offset : end + offset].decode("utf-8", "replace").strip()
                first = text.split("\n", 1)[0][:40]
                out.append((start + offset, end + offset, f"syntax error: unexpected {first or 'end of file'}"))
            elif n.has_error:
                stack += n.children
        out.sort()
        self.file.problems += out

    def _place(self, n: TreeNode, offset: int, line: int) -> Place:
        row, column = n.start_point
        return Place(n.start_byte + offset, row + line + 1, column + 1)

    def _package(self, n: TreeNode, offset: int, tree: Tree, line: int) -> None:
        file = self.file
        if file.package is not None:
            at = n.start_byte + offset
            file.problems.append((at, n.end_byte + offset, "syntax error: unexpected package clause"))
            return
        name = n.children[-1]
        start, end = n.byte_range
        text = self.data[start + offset : end + offset]
        old = self.reusable.get(((), text))
        if old:
            file.package = old.pop()
        else:
            file.package = TopDecl(CHUNKS.add(text), (), DeclHeader("package", (_text(name, tree),)), None, None)
        s = Lowerer(tree.source, tree.encoded, file.package.chunk.base - start, frozenset())
        file.package_name = lower_name(s, name)
        file.package_place = self._place(n, offset, line)
        self._pragmas(start + offset)

    def _pragmas(self, before: int) -> tuple[str, ...]:
        """Verbs of the directives met since the last declaration that stand before offset `before`."""
        directives = self.masked.directives
        out = []
        while self.at_directive < len(directives) and directives[self.at_directive][0] < before:
            text = directives[self.at_directive][1][2:].decode("utf-8", "replace").rstrip()
            out.append(text.partition(" ")[0])  # the rest, if any, is commentary or concerns the whole file
            self.at_directive += 1
        return tuple(out)

    def _decl(
        self, n: TreeNode, offset: int, tree: Tree, line: int, text: bytes | None = None, *, whole: bool = True
    ) -> None:
        """text: of the declaration, if its body is beyond repair; whole: else something of it was taken for no part."""
        file = self.file
        start, end = n.byte_range
        start += offset
        end += offset
        pragmas = self._pragmas(start)
        damaged = text is not None or n.has_error or not whole
        if any(a < end and start < b for a, b in self.masked.conflicts):
            damaged = True
        if text is None:
            text = self.data[start:end]
        self._pragmas(start + len(text))
        old = self.reusable.get((pragmas, text))
        if old and not damaged and not old[-1].damaged:
            decl = old.pop()
        else:
            node = clean(n) if damaged else n
            if node is None:
                file.problems.append((start, start + 1, TOO_DEEP))
                return
            decl = TopDecl(CHUNKS.add(text), pragmas, header(node, tree), node, tree)
            decl.damaged = damaged
        file.decls.append(decl)
        file.places.append(self._place(n, offset, line))
        if decl.header.kind == "import":
            if any(d.header.kind != "import" for d in file.decls):
                message = "syntax error: imports must appear before other declarations"
                file.problems.append((start, start + 6, message))
            file.imports += [d for d in decl.lower() if isinstance(d, ImportDecl)]

    def finish(self) -> SyntaxFile:
        file = self.file
        late = file.package_place is not None and file.places and file.places[0].offset < file.package_place.offset
        if late or (file.package is None and not file.problems):
            file.problems.append((0, min(1, len(self.data)), "syntax error: package statement must be first"))
        self.directives(file.package_place.offset if file.package_place is not None else len(self.data))
        file.problems.sort()
        return file

    def directives(self, package_at: int) -> None:
        """Read what directives say that concern the file; build constraints stand before its package clause."""
        file = self.file
        for at, text in self.masked.directives:
            line = text.decode("utf-8", "replace").rstrip()
            if at < package_at and is_go_build(line) and not file.build_constraint:
                file.build_constraint = line
                with suppress(ConstraintError):  # packages says what is wrong with it
                    file.go_version = go_version(parse_line(line))
            elif line.startswith(("//go:linkname ", "//go:linknamestd ")):
                fields = line.split()
                if len(fields) in (2, 3):
                    target = fields[2] if len(fields) == 3 else ""
                    file.linknames.append(Linkname(at, fields[1], target, fields[0] == "//go:linknamestd"))
                else:
                    message = f"usage: {fields[0]} localname [linkname]"
                    file.problems.append((at, at + len(text), message))
        for at, text in self.masked.misplaced:
            file.problems.append((at, at + len(text), "misplaced compiler directive"))
        base = ""
        for _, text, end in self.masked.lines:
            found = _line_directive(text, file.path, base)
            if found is not None:
                name, number, column = found
                base = name
                if text[1] == 0x2F:
                    end += 1
                elif b"\n" in text:
                    continue
                file.line_directives.append(LineDirective(end, name, number, column))


def _line_directive(comment: bytes, path: str, base: str) -> tuple[str, int, int] | None:
    """parser.go: updateBase. File name, line, column (0 if none); None if it is no directive."""
    text = comment.decode("utf-8", "surrogateescape")
    text = text[2:-2] if text.startswith("/*") else text[2:].rstrip("\r")
    name, colon, last = text[5:].rpartition(":")
    if not colon or not (last.isascii() and last.isdigit()):
        return None
    line, column = int(last), 0
    before, colon, middle = name.rpartition(":")
    if colon and middle.isascii() and middle.isdigit():
        name, line, column = before, int(middle), line
        if column == 0:
            return None
    if line == 0:
        return None
    if not name and column:
        return base or path, line, column
    if name:
        name = os.path.normpath(name)
        if not os.path.isabs(name):
            directory = os.path.dirname(path)
            if directory:
                name = os.path.join(directory, name)
    return name, line, column

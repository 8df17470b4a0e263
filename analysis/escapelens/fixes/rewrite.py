"""Edits that leave a file as gofmt would: what a kind uses to write down its change.

    r = Rewrite(ctx)
    r.replace(node, "new text")
    r.insert_before(stmt, "own := x")
    r.wrap(stmt, "if enabled")
    r.drop_statement(stmt)
    name = r.package(body, "strconv")     # imports it if need be; None if that can't be done
    yield from r.offer(Fix(KIND, title))  # with these edits, or not at all

`finish` settles what every kind must: edits do not overlap, no comment is lost, no generated or cgo file is touched,
imports that lost their last use go, functions that no longer fit on their one line get more (`oneline.py`), trailing
comments around the touched lines are aligned again (`align.py`).
New text is to be written as gofmt would write it there.

Property: an edit whose file `finish` can't vouch for is withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from escapelens.fixes.align import realigned
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.names import fresh, package_name
from escapelens.fixes.imports import import_edits
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.oneline import broken_up
from escapelens.record import replace
from escapelens.regexp import regexp
from escapelens.syntax import nodes
from escapelens.syntax.mask import COMMENT_OR_STRING

_SAYS_GENERATED = regexp(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_IMPORTS_C = regexp(rb"""^\s*(?:import\s*\(?\s*)?(?:_\s*)?"C"\s*(?:[;)/].*)?$""", re.MULTILINE)


class Rewrite:
    def __init__(self, ctx: FixContext) -> None:
        self.ctx = ctx
        self.edits: list[Edit] = []
        self._imports: dict[str, list[str]] = {}  # by file
        self._failed = False

    def replace(self, node: nodes.Node, new_text: str) -> None:
        self.edits.append(Edit(*self.ctx.span(node), new_text))

    def insert_before(self, stmt: nodes.Node, text: str) -> None:
        """New lines before the line that stmt begins; text without indentation of its own and final newline.

        Withheld if something else stands before stmt on its line.
        """
        file, start, _ = self.ctx.span(stmt)
        indent = self._indent(file, start)
        if indent is None:
            self._failed = True
            return
        own = f"{indent}\t" if isinstance(stmt, nodes.LabeledStmt) else indent  # labels stand one tab to the left
        lines = "\n".join(line and own + line for line in text.split("\n"))
        self.edits.append(Edit(file, start, start, f"{lines.removeprefix(indent)}\n{indent}"))

    def insert_after(self, stmt: nodes.Node, text: str) -> None:
        """New lines after the line that stmt ends; withheld if something else follows stmt on its line."""
        file, start, end = self.ctx.span(stmt)
        indent = self._indent(file, start)
        source = self.ctx.texts.get(file, b"")
        at = source.find(b"\n", end)
        rest = source[end : at if at >= 0 else len(source)]
        if indent is None or (rest.strip() and not rest.lstrip().startswith(b"//")):
            self._failed = True
            return
        end += len(rest)
        self.edits.append(
            Edit(file, end, end, "".join(f"\n{indent}{line}" if line else "\n" for line in text.split("\n")))
        )

    def declare_before(self, decl: nodes.FuncDecl, text: str) -> None:
        """A declaration before a function and the lines of its comment; withheld for comments of another kind."""
        file, start, _ = self.ctx.span(decl)
        at, adjacent = self._top(file, start)
        self.edits.append(Edit(file, at, at, f"\n{text}\n\n" if adjacent else f"{text}\n\n"))

    def set_apart(self, file: str, start: int, end: int) -> None:
        """Empty lines around the top-level declaration at those bytes, as between declarations of different kinds."""
        at, adjacent = self._top(file, start)
        if adjacent:
            self.edits.append(Edit(file, at, at, "\n"))
        source = self.ctx.texts.get(file, b"")
        below = source.find(b"\n", end) + 1
        if below and source[below : below + 1] not in (b"", b"\n"):
            self.edits.append(Edit(file, below, below, "\n"))

    def _top(self, file: str, start: int) -> tuple[int, bool]:
        """Where the comment lines of a top-level declaration begin, and whether the line before is no empty one."""
        source = self.ctx.texts.get(file, b"")
        at = source.rfind(b"\n", 0, start) + 1
        self._failed = self._failed or at != start
        while (line := source[source.rfind(b"\n", 0, at - 1) + 1 : at]).startswith(b"//") and at:
            at -= len(line)
        self._failed = self._failed or b"*/" in line
        return at, bool(line.strip())

    def wrap(self, stmt: nodes.Stmt, head: str) -> None:
        """Put stmt into a block: `head {`, the statement one tab deeper, `}`."""
        text = self.text(stmt, stmt)
        file, start, _ = self.ctx.span(stmt)
        indent = self._indent(file, start)
        if text is None or indent is None:
            self._failed = True
            return
        inner = "".join(f"\n{indent}\t{line}" if line else "\n" for line in text.split("\n"))
        self.replace(stmt, f"{head} {{{inner}\n{indent}}}")

    def text(self, node: nodes.Node, stmt: nodes.Stmt) -> str | None:
        """The text of a node in stmt without the indentation of stmt's line, to be written elsewhere.

        None if a string or comment goes over several lines, or a line is indented less.
        """
        first, *rest = self.ctx.text(node).split("\n")
        indent = self.indent(stmt)
        long = any(b"\n" in m.group() for m in COMMENT_OR_STRING.finditer(self.ctx.text(node).encode()))
        if indent is None or long or any(line and not line.startswith(indent) for line in rest):
            return None
        return "\n".join([first, *(line.removeprefix(indent) for line in rest)])

    def drop_statement(self, stmt: nodes.Node) -> None:
        """Delete stmt with its line, and an empty one that is left over; withheld if anything else stands there."""
        file, start, end = self.ctx.span(stmt)
        source = self.ctx.texts.get(file, b"")
        if self._indent(file, start) is None or source[end : end + 1] != b"\n":
            self._failed = True
            return
        start = source.rfind(b"\n", 0, start) + 1
        if source[end + 1 : end + 2] == b"\n" and self._line_before(file, start).rstrip()[-1:] in (b"", b"{", b":"):
            end += 1
        self.edits.append(Edit(file, start, end + 1, ""))

    def commented(self, stmt: nodes.Node) -> bool:
        """Whether a comment ends on the line before stmt."""
        file, start, _ = self.ctx.span(stmt)
        line = self._line_before(file, start).strip()
        return b"//" in line or line.endswith(b"*/")

    def insert_above(self, stmt: nodes.Node, text: str) -> None:
        """As insert_before, but before the comment lines that belong to stmt."""
        file, start, _ = self.ctx.span(stmt)
        indent = self._indent(file, start)
        at = start - len(indent or "")
        while (line := self._line_before(file, at)).lstrip().startswith(b"//"):
            at -= len(line)
        if indent is None or line.rstrip().endswith(b"*/"):
            self._failed = True
            return
        self.edits.append(Edit(file, at, at, "".join(f"{line and indent + line}\n" for line in text.split("\n"))))

    def indent(self, stmt: nodes.Node) -> str | None:
        """The indentation of the line that stmt begins; None if something else stands before it."""
        file, start, _ = self.ctx.span(stmt)
        return self._indent(file, start)

    def _line_before(self, file: str, at: int) -> bytes:
        """The line that ends before the one at that byte, with its end."""
        text = self.ctx.texts.get(file, b"")
        start = text.rfind(b"\n", 0, at) + 1
        return text[text.rfind(b"\n", 0, max(start - 1, 0)) + 1 : start]

    def package(self, body: Body, path: str) -> str | None:
        """The name of the imported package in the function, after adding the import if it is missing.

        None if the function or the file uses the name for something else. Only for packages of std, whose last element
        is their name, and versions of a module that has it.
        """
        name = package_name(self.ctx, body, path)
        if name is not None:
            return name
        base = path.rpartition("/")[2]
        file, _, _ = self.ctx.span(body.decl)
        if fresh(self.ctx, body, base) != base or any(
            base == p.rpartition("/")[2] for p in self._imports.get(file, [])
        ):
            return base if path in self._imports.get(file, []) else None
        self._imports.setdefault(file, []).append(path)
        return base

    def finish(self) -> tuple[Edit, ...] | None:
        """The edits, sorted by file and place; None if one of them must not be made."""
        if self._failed or not self.edits:
            return None
        out: list[Edit] = []
        for file in sorted({e.file for e in self.edits}):
            text = self.ctx.texts.get(file)
            edits = sorted((e for e in self.edits if e.file == file), key=lambda e: (e.start, e.end))
            if text is None or generated(text) or _with_c(text) or overlap(edits):
                return None
            if _loses_comment(text, edits):
                return None
            lines = broken_up(self.ctx, file, edits)
            if lines is None:
                return None
            edits += lines
            imports = import_edits(self.ctx, file, edits, self._imports.get(file, []))
            if imports is None or overlap(edits := sorted([*imports, *edits], key=lambda e: (e.start, e.end))):
                return None
            aligned = realigned(text, edits)
            if aligned is None:
                return None
            out += [_with_line_ends_of(text, e) for e in _one_a_place(aligned)]
        return tuple(out)

    def offer(self, fix: Fix) -> Iterator[Fix]:
        """The fix, made of these edits; nothing if it is withheld."""
        edits = self.finish()
        if edits is not None:
            yield replace(fix, edits=edits)

    def _indent(self, file: str, start: int) -> str | None:
        text = self.ctx.texts.get(file, b"")
        before = text[text.rfind(b"\n", 0, start) + 1 : start]
        return None if before.strip(b"\t") else before.decode()


def _one_a_place(edits: list[Edit]) -> list[Edit]:
    """The edits (of one file, sorted), with what is inserted before bytes that are replaced as a part of that."""
    out: list[Edit] = []
    for e in edits:
        if out and out[-1].start == out[-1].end == e.start:
            e = Edit(e.file, e.start, e.end, out.pop().new_text + e.new_text)
        out.append(e)
    return out


def _with_line_ends_of(text: bytes, edit: Edit) -> Edit:
    """The edit with new lines that end as the file's first one does."""
    crlf = text.partition(b"\n")[0].endswith(b"\r")
    return replace(edit, new_text=edit.new_text.replace("\n", "\r\n")) if crlf and "\r" not in edit.new_text else edit


def overlap(edits: list[Edit]) -> bool:
    """Whether two edits (of one file, sorted) touch the same bytes, or insert at the same place."""
    return any(a.end > b.start or (a.start, a.end) == (b.start, b.end) for a, b in pairwise(edits))


def generated(text: bytes) -> bool:
    """Whether the file says that it is generated, by a line of its own (go/ast: IsGenerated, which looks above the
    package clause only), or asks above its package clause not to be edited."""
    head = re.split(rb"^package\b", text, maxsplit=1, flags=re.MULTILINE)[0]
    return _SAYS_GENERATED.search(text) is not None or b"DO NOT EDIT" in head.upper()


def _with_c(text: bytes) -> bool:
    """Whether a file imports "C", by itself or among others; a line of a text that looks like it counts."""
    return b'"C"' in text and _IMPORTS_C.search(text) is not None


def comments(text: bytes) -> list[bytes]:
    return [m.group() for m in COMMENT_OR_STRING.finditer(text) if m.group()[:1] == b"/"]


def _loses_comment(text: bytes, edits: list[Edit]) -> bool:
    """Whether a comment that the edits replace is in none of their texts."""
    kept = [c for e in edits for c in comments(e.new_text.encode())]
    for comment in (c for e in edits for c in comments(text[e.start : e.end])):
        if comment not in kept:
            return True
        kept.remove(comment)
    return False

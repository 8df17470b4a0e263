"""Trailing comments in line again after an edit, as gofmt sets them.

gofmt puts the comments behind consecutive lines of one list of statements into one column. An edit that makes such a
line longer or shorter moves that column, on lines it does not touch.

The rule is trusted where it explains the text as it was: if it would have set the comments of the old text elsewhere,
or if lines around the edit are aligned in more columns than that (fields of structs, keys of literals, groups of
declarations), there is no answer.

Counterpart: text/tabwriter as go/printer uses it. Property: a gofmt-clean text stays one, or the answer is None.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from escapelens.fixes.context import apply_edits
from escapelens.fixes.model import Edit
from escapelens.regexp import regexp
from escapelens.syntax.mask import COMMENT_OR_STRING

_COLUMNS = regexp(r"\S {2,}\S")


def realigned(text: bytes, edits: list[Edit]) -> list[Edit] | None:
    """The edits (of one file, sorted, not overlapping), with what else must move; None if that can't be said."""
    after = apply_edits(text, edits)
    try:
        old, new = _Lines(text.decode()), _Lines(after.decode())
    except UnicodeDecodeError:
        return None
    moved: dict[int, str] = {}
    shift = 0
    for e in edits:
        first, last = text.count(b"\n", 0, e.start), text.count(b"\n", 0, e.end)
        grown = e.new_text.count("\n") - text.count(b"\n", e.start, e.end)
        if not old.explained(first - 1, last + 1):
            return None
        begin, end = first + shift - 1, last + shift + grown + 1
        if new.columns(begin, first + shift) or new.columns(last + shift + grown, end):
            return None  # lines inside of the new text are as their kind has set them
        for run in new.runs(begin, end):
            width = max(len(new.code[i]) for i in run)
            for i in run:
                moved[i] = new.set(i, width)
        shift += grown
    moved = {i: line for i, line in moved.items() if line != new.lines[i]}
    if not moved:
        return edits
    for i, line in moved.items():
        new.lines[i] = line
    return _difference(edits[0].file, old.text.split("\n"), new.lines)


class _Lines:
    """Lines of a text, each with its code (indentation included) and the comment behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.code: list[str] = []
        self.comment: list[str] = []
        masked = COMMENT_OR_STRING.sub(_blanked, text.encode()).decode()
        for line, plain in zip(self.lines, masked.split("\n"), strict=True):
            at = plain.find("\x01")
            self.code.append((plain if at < 0 else plain[:at]).rstrip())
            self.comment.append("" if at < 0 or not self.code[-1].strip() else line[at:])

    def explained(self, first: int, last: int) -> bool:
        """Whether comments of the runs that touch lines first..last stand where the rule would set them."""
        if self.columns(first, last):
            return False
        for run in self.runs(first, last):
            width = max(len(self.code[i]) for i in run)
            if any(self.set(i, width) != self.lines[i] for i in run):
                return False
        return True

    def set(self, i: int, width: int) -> str:
        """Line i with its comment behind `width` characters of code."""
        return f"{self.lines[i][: len(self.code[i])]:<{width}} {self.comment[i]}"

    def columns(self, first: int, last: int) -> bool:
        """Whether a line of first..last is aligned inside of its code, or has a comment there."""
        near = range(max(first, 0), min(last + 1, len(self.lines)))
        return any(_COLUMNS.search(self.code[i]) or "\x02" in self.code[i] for i in near)

    def runs(self, first: int, last: int) -> Iterator[list[int]]:
        """Maximal runs of equally indented lines with a comment behind them that share a line with first..last."""
        i = max(first, 0)
        while i <= min(last, len(self.lines) - 1):
            if not self.comment[i]:
                i += 1
                continue
            begin = end = i
            while begin > 0 and self._continues(begin - 1, i):
                begin -= 1
            while end + 1 < len(self.lines) and self._continues(end + 1, i):
                end += 1
            yield list(range(begin, end + 1))
            i = end + 1

    def _continues(self, i: int, of: int) -> bool:
        return bool(self.comment[i]) and _indent(self.code[i]) == _indent(self.code[of])


def _indent(code: str) -> int:
    return len(code) - len(code.lstrip("\t"))


def _blanked(m: re.Match[bytes]) -> bytes:
    """Strings without spaces, comments to the end of the line as one mark, other comments as another; newlines stay."""
    found = m.group().decode()
    if found.startswith("//"):
        return ("\x01" * len(found)).encode()
    mark = "\x02" if found.startswith("/*") else '"'
    return "".join("\n" if c == "\n" else mark for c in found).encode()


def _difference(file: str, old: list[str], new: list[str]) -> list[Edit]:
    """Edits that turn the old lines into the new ones."""
    at = [0]
    for line in old:
        at.append(at[-1] + len(line.encode()) + 1)
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    tail = next((i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), 0)
    tail = min(tail, len(old) - head, len(new) - head)
    middle, changed = old[head : len(old) - tail], new[head : len(new) - tail]
    out = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, middle, changed, autojunk=False).get_opcodes():
        if tag != "equal":
            lines = "".join(line + "\n" for line in changed[c:d])
            out.append(Edit(file, at[head + a], at[head + b], lines))
    return out

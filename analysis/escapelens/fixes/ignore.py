"""Marks as quick fixes: accept findings of a code at a line, in a function, in a file; take out marks that do nothing.

They change comments only, so no judge is asked. They are written on a line of their own above what they speak of, as
gofmt leaves directives there; behind the line where nothing can stand above it.
Property: what `marks.py` reads of the edited file accepts the finding that the fix was offered for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from escapelens.findings.marks import IGNORE, functions_of
from escapelens.findings.model import Finding, Notice
from escapelens.fixes.model import Edit, Fix
from escapelens.say import say, template
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.mask import BOM, COMMENT_OR_STRING

KIND = "ignore"
REASON = "TODO: say why"  # a mark without a reason accepts nothing


def offers(file: SyntaxFile, findings: Iterable[Finding]) -> list[Fix]:
    """For each code among the findings, all of the file: here, in its function, in the file."""
    found: list[Fix] = []
    seen: set[str] = set()
    for finding in findings:
        if finding.code in seen or finding.ignored:
            continue
        seen.add(finding.code)
        line = finding.span.line
        function = next((f for f in functions_of(file) if f[0] <= line <= f[1]), None)
        begins = function is not None and line == function[0]
        places = [
            (template("Accept {code} here"), _line_edit(file, line, finding.code, begins)),
            (template("Accept {code} in this function"), _above(file, function[0], finding.code) if function else None),
            (template("Accept {code} in this file"), _file_edit(file, finding.code)),
        ]
        for title, edit in places:
            if edit is not None:
                found.append(Fix(KIND, say(title, code=finding.code), (edit,), (finding.key,)))
    return found


def removals(file: SyntaxFile, notices: Iterable[Notice]) -> list[Fix]:
    """Marks that accept nothing, taken out, with their line if they have it for themselves."""
    found = []
    for notice in notices:
        if notice.unused:
            start, end, data = notice.span.start, notice.span.end, file.data
            while start > 0 and data[start - 1 : start] in (b" ", b"\t"):
                start -= 1
            if start == 0 or data[start - 1 : start] == b"\n":
                end = min(end + 1, len(data))
            found.append(Fix(KIND, say("Remove this mark: it accepts nothing"), (Edit(file.path, start, end, ""),)))
    return found


def _mark(code: str) -> str:
    return f"{IGNORE} {code} {REASON}"


def _line_edit(file: SyntaxFile, line: int, code: str, begins_function: bool) -> Edit | None:
    text = _line(file.data, line)[1].strip()
    if not begins_function and not text.startswith((b"}", b")")):
        above = _above(file, line, code)
        if above is not None:
            return above
    return _behind(file, line, code)


def _above(file: SyntaxFile, line: int, code: str) -> Edit | None:
    """The mark on a line of its own; None where the line begins within a string or a comment."""
    start, text = _line(file.data, line)
    if _within(file.data, start):
        return None
    indent = (re.match(rb"[ \t]*", text) or [b""])[0].decode()
    before = _line(file.data, line - 1)[1].strip() if line > 1 else b""
    # gofmt sets directives apart from the text of a doc comment.
    apart = f"{indent}//\n" if before.startswith(b"// ") and line in (f[0] for f in functions_of(file)) else ""
    return Edit(file.path, start, start, f"{apart}{indent}{_mark(code)}\n")


def _behind(file: SyntaxFile, line: int, code: str) -> Edit | None:
    """The mark at the end of the line; None where that is within a string, or there is a comment already."""
    start, text = _line(file.data, line)
    end = start + len(text.rstrip())
    if _within(file.data, start + len(text)) or any(
        start <= m.start() < end and m.group().startswith(b"//") for m in COMMENT_OR_STRING.finditer(file.data)
    ):
        return None
    return Edit(file.path, end, end, f" {_mark(code)}")


def _file_edit(file: SyntaxFile, code: str) -> Edit | None:
    if file.package_place is None:
        return None
    start = len(BOM) if file.data.startswith(BOM) else 0
    return Edit(file.path, start, start, f"{_mark(code)}\n\n")


def _line(data: bytes, line: int) -> tuple[int, bytes]:
    """Offset and text of a line."""
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    end = data.find(b"\n", start)
    return start, data[start : end if end >= 0 else len(data)]


def _within(data: bytes, offset: int) -> bool:
    """Whether a newline or character at the offset belongs to a string or comment that began before."""
    return any(
        m.start() < offset < m.end() and not m.group().startswith(b"//") for m in COMMENT_OR_STRING.finditer(data)
    )

"""Marks in the source: what a team has accepted, and what must not be.

What: comments that speak of findings.

    //escapelens:ignore CODE[,CODE…] reason     accepted: behind code its line; on a line of its own the next line of
                                                code, which may begin a function; before the package clause the file
    //nolint:escapelens                         accepted, as golangci-lint places it; also in a list of linters, or :all
    // escapes: reason                          accepted: the line it ends (checkescape)
    //gcassert:noescape                         must not be: its line, or the next
    // +checkescape                             must not be: the function it documents
    //escapelens:noalloc, noescape, inline      promised of the function below (promises.py)

`marks_of` reads them, `applied` settles a file's findings by them, but for promises. A mark of ours that accepts
nothing is told, and so is one that says no reason: it accepts nothing.
Property: the compiler's lines know nothing of marks, and no finding is lost: what is accepted stays in the hover.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from escapelens.findings.model import CODES, FileReport, Finding, Findings, Notice, Span
from escapelens.packages.configure import nearest
from escapelens.record import dataclass, replace
from escapelens.regexp import regexp
from escapelens.say import say
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.mask import COMMENT_OR_STRING

OURS = "//escapelens:"
IGNORE = f"{OURS}ignore"
PROMISES = ("noalloc", "noescape", "inline")
GROWTH_TOO = "growth"
EXCEPTIONS = ("errors", GROWTH_TOO)
_ALL = regexp(rb"nolint:[^\n/]*\ball\b")
# All marks but gcassert's and this one have the word in them, and begin or go on so.
_WORD, _BEGINS, _GOES_ON = b"escape", b"+check", (b"escapelens", b"escapes:")
_OURS = regexp(r"//escapelens:(\S*)[ \t]*(\S*)[ \t]*(.*)")
_NOLINT = regexp(r"//\s?nolint:\s*([\w,\s-]*?)\s*(?://\s*(.*))?$")
_ESCAPES = regexp(r"// ?escapes: *(.*)")
_ASSERTS = regexp(r"//gcassert:(?:\w+,)*noescape\b|//\s*\+checkescape\b")
_RIGHT = f"{IGNORE} CODE reason"


@dataclass(frozen=True, slots=True)
class Mark:
    """span: of the comment. codes: () means all. lines: the first and last that it speaks of. must: findings there are
    against it. strict: it is ours alone, so that it has to accept something. trouble: why it counts for nothing.
    promise: of PROMISES; its codes are then exceptions or names of parameters."""

    span: Span
    text: str
    lines: tuple[int, int]
    codes: tuple[str, ...] = ()
    reason: str = ""
    must: bool = False
    strict: bool = False
    trouble: str = ""
    promise: str = ""

    def speaks_of(self, finding: Finding) -> bool:
        first, last = self.lines
        return first <= finding.span.line <= last and (not self.codes or finding.code in self.codes)


def marks_of(file: SyntaxFile) -> tuple[Mark, ...]:
    """The marks of a file, in its order."""
    data = file.data
    if not _may_speak(data):
        return ()
    found = []
    lines = _Lines(file)
    for match in COMMENT_OR_STRING.finditer(data):
        if match.group().startswith(b"//"):
            mark = _mark(match.group().decode("utf-8", "replace").rstrip(), match.start(), match.end(), lines)
            if mark is not None:
                found.append(mark)
    return tuple(found)


def _may_speak(data: bytes) -> bool:
    """Whether comments are worth looking at: asked of whole files, with each save."""
    at = data.find(_WORD)
    while at >= 0:
        if data.startswith(_GOES_ON, at) or data.endswith(_BEGINS, 0, at):
            return True
        at = data.find(_WORD, at + 1)
    return b"gcassert:" in data or (b"nolint:" in data and _ALL.search(data) is not None)


class _Lines:
    """What a mark has to know of the file around it."""

    def __init__(self, file: SyntaxFile) -> None:
        self.path = file.path
        self.data = file.data
        self.functions = functions_of(file)
        self.package_line = file.package_place.line if file.package_place is not None else 0
        self.code = COMMENT_OR_STRING.sub(_without_comments, file.data).split(b"\n")

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        line = self.data.count(b"\n", 0, offset) + 1
        return line, offset - (self.data.rfind(b"\n", 0, offset) + 1) + 1

    def is_code(self, line: int) -> bool:
        return bool(self.code[line - 1].strip())

    def next_code(self, line: int) -> int:
        """The first line of code behind the line; one behind the last if there is none."""
        while line < len(self.code):
            line += 1
            if self.is_code(line):
                return line
        return line + 1

    def function(self, line: int) -> tuple[int, int] | None:
        """First and last line of the function declared at the line."""
        return next((lines for lines in self.functions if lines[0] == line), None)


def functions_of(file: SyntaxFile) -> list[tuple[int, int]]:
    """First and last line of each function declared in the file."""
    return [
        (place.line, place.line + decl.text.count(b"\n"))
        for decl, place in zip(file.decls, file.places, strict=True)
        if decl.kind == "func"
    ]


def _without_comments(match: re.Match[bytes]) -> bytes:
    text = match.group()
    return b"\n" * text.count(b"\n") if text.startswith((b"//", b"/*")) else text.replace(b" ", b"_")


def _mark(text: str, start: int, end: int, lines: _Lines) -> Mark | None:
    """The mark that a comment is, if it is one."""
    line, column = lines.at(start)
    span = Span(lines.path, start, max(end, start + 1), line, column)
    behind = lines.is_code(line)
    here = (line, line) if behind else (lines.next_code(line),) * 2
    if (ours := _OURS.match(text)) is not None:
        function = lines.function(here[0]) if not behind and line >= lines.package_line else None
        if ours[1] in PROMISES:
            return _promise(ours, span, text, function)
        if not behind:
            here = (1, len(lines.code)) if line < lines.package_line else function or here
        return _ours(ours, span, text, here)
    if (found := _NOLINT.match(text)) is not None:
        linters = [name.strip() for name in found[1].split(",")]
        whole = (1, len(lines.code)) if line < lines.package_line or here[0] == lines.package_line else None
        here = whole or lines.function(here[0]) or here
        if {"escapelens", "all"} & set(linters):
            return Mark(span, text, here, reason=found[2] or "nolint", strict=linters == ["escapelens"])
    elif (found := _ESCAPES.match(text)) is not None:
        return Mark(span, text, here, reason=found[1]) if behind else None
    elif (found := _ASSERTS.match(text)) is not None:
        if "+" in found[0]:
            function = lines.function(here[0])
            return Mark(span, found[0], function, must=True) if function is not None and not behind else None
        return Mark(span, found[0], here, must=True)
    return None


def _ours(match: re.Match[str], span: Span, text: str, here: tuple[int, int]) -> Mark:
    verb, codes, reason = match[1], tuple(code for code in match[2].split(",") if code), match[3].strip()
    wrong = next((code for code in codes if code not in CODES), "")
    if verb != "ignore":
        import difflib  # for mistakes only

        near = difflib.get_close_matches(verb, PROMISES, 1)
        right = f"{OURS}{near[0]}" if near else _RIGHT
        trouble = say("{mark} means nothing: write {right}", mark=f"{OURS}{verb}", right=right)
    elif not codes:
        trouble = say("this accepts nothing, for it names no code: write {right}", right=_RIGHT)
    elif wrong:
        trouble = say(
            "this accepts nothing, for there is no code {code}: write {right}",
            code=f"{wrong}{nearest(wrong, CODES)}",
            right=_RIGHT,
        )
    elif not reason:
        trouble = say("this accepts nothing, for it says no reason: write {right}", right=_RIGHT)
    else:
        trouble = ""
    return Mark(span, text, here, codes, reason, strict=True, trouble=trouble)


def _promise(match: re.Match[str], span: Span, text: str, function: tuple[int, int] | None) -> Mark:
    verb, words = match[1], f"{match[2]} {match[3]}".partition("//")[0].replace(",", " ").split()
    trouble = ""
    if function is None:
        trouble = say("this promises nothing: it stands above a function, on a line of its own")
    elif verb == "noescape" and not words:
        trouble = say("this promises nothing, for it names no parameter: write {right}", right=f"{OURS}noescape NAME")
    elif verb == "inline" and words:
        trouble = say("this promises nothing: nothing follows {mark}", mark=f"{OURS}inline")
    elif verb == "noalloc" and words:
        excepted = words[1:]
        wrong = next((word for word in excepted if word not in EXCEPTIONS), "")
        if words[0] != "except" or not excepted or wrong:
            trouble = say(
                "this promises nothing{near}: write {right}, or {other}",
                near=nearest(wrong, EXCEPTIONS) if wrong else "",
                right=f"{OURS}noalloc",
                other=f"{OURS}noalloc except {' or '.join(EXCEPTIONS)}",
            )
        words = excepted
    return Mark(span, text, function or (span.line, span.line), tuple(words), trouble=trouble, promise=verb)


def applied(report: FileReport, marks: Sequence[Mark], *, whole: bool = True) -> FileReport:
    """The report settled by the file's marks. whole: all that there is to be found was found, so that a mark without a
    finding is one too many."""
    if not marks:
        return report
    used: set[Mark] = set()
    said: dict[int, Finding] = {}
    for i, finding in enumerate(report.findings):
        speaking = [m for m in marks if not m.trouble and not m.promise and m.speaks_of(finding)]
        used.update(speaking)
        accepted = next((mark for mark in speaking if not mark.must), None)
        against = next((mark for mark in speaking if mark.must), None)
        if accepted is not None:
            why = say("{reason} (line {n})", reason=accepted.reason, n=accepted.span.line)
            said[i] = replace(finding, severity="off", ignored=why)
        elif against is not None and finding.code != "leaking-param" and finding.often != "never":
            said[i] = replace(finding, severity="warning", asserted=against.text)
    notices = []
    for mark in marks:
        if mark.trouble:
            notices.append(Notice(mark.span, mark.trouble))
        elif mark.strict and mark not in used and whole:
            notices.append(Notice(mark.span, say("this accepts nothing any more: remove it"), unused=True))
    findings = report.findings
    if said and isinstance(findings, Findings):
        findings = findings.but(said)
    elif said:
        findings = tuple([said.get(i, finding) for i, finding in enumerate(findings)])
    return replace(report, findings=findings, notices=tuple(notices))

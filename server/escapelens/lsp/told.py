"""A file's diagnostics as they are pushed, in JSON, kept from one push to the next.

What: an edit leaves most of what is said of a file as it was, a few lines further on. So the JSON of a finding stands,
with the lines put right, as long as the finding and the declarations that it lies in are the same. A finding that is
not told apart from where it is (found.py) is said anew each time.

Property: what is pushed is what `to_lsp.diagnostics` says, in its order, where texts are those that were analysed.
"""

from __future__ import annotations

import msgspec

from escapelens.findings.anchors import FOREIGN
from escapelens.findings.found import Findings, Standing
from escapelens.findings.model import FileReport, Finding, Step
from escapelens.lsp import to_lsp, wire
from escapelens.lsp.positions import Shift, Text
from escapelens.lsp.to_lsp import View
from escapelens.regexp import regexp
from escapelens.source import Placement

_LINE = regexp(rb'"line":(\d+)')  # in a text between quotes, the first of these would stand behind a backslash

_Head = tuple[int, int]
"""Line and character where a diagnostic begins."""


class _Said:
    """A diagnostic as it was last said. at: where the declarations stood that it lies in; sure: the texts of the files
    were those that these stood in."""

    __slots__ = ("_lies", "_lines", "_template", "at", "finding", "head", "json", "sure")

    def __init__(
        self, finding: Finding, place: Standing, at: tuple[Placement, ...], diagnostic: wire.Diagnostic, sure: bool
    ) -> None:
        self.finding = finding  # as it was made
        self.at = at
        self.sure = sure
        self.head, self.json = _encoded(diagnostic)
        self._template = b""  # with lines left open; made once it is needed
        self._lines: list[int] = []
        told = (True, *[step.span.file != "" for step in place.steps])
        self._lies = [i for i, tells in zip(place.lies, told, strict=True) if tells]  # by range

    def moves(self, at: tuple[Placement, ...]) -> bool:
        """Say the same of declarations that stand elsewhere now; False if that can't be done by lines alone."""
        further = []
        for old, new in zip(self.at, at, strict=True):
            if old is not new and not (old.column == new.column == 1 and old.file == new.file):
                return False
            further.append(new.line - old.line)
        if any(further):
            if not self._template:
                body = bytes(self.json)
                self._lines = [int(line) for line in _LINE.findall(body)]
                self._template = _LINE.sub(b'"line":%d', body.replace(b"%", b"%%"))
            if len(self._lines) != 2 * len(self._lies):
                return False
            if len(further) == 1:
                by = further[0]
                self._lines = [line + by for line in self._lines]
            else:
                each = [further[i] for i in self._lies for _ in ("start", "end")]
                self._lines = [line + by for line, by in zip(self._lines, each, strict=True)]
            self.head = self._lines[0], self.head[1]
            self.json = msgspec.Raw(self._template % tuple(self._lines))
        self.at = at
        return True


class Told:
    __slots__ = ("_by", "_foreign", "_others", "_said")

    def __init__(self) -> None:
        self._by: object = None  # encoding, language, and whether lines end as Go says
        self._foreign: dict[str, Text] = {}  # files of imported packages that are spoken of
        self._others: dict[str, None] = {}  # other files of the package that are, by path
        self._said: dict[int, _Said] = {}  # by the id of the finding as it was made

    def bring_up(self, view: View, text: Text, report: FileReport) -> list[msgspec.Raw]:
        """The diagnostics of a report on exactly this text; findings that are switched off are left out."""
        findings = report.findings
        if isinstance(findings, Findings):
            found = self._brought_up(view, text, report.path, findings)
        else:
            found = [_encoded(to_lsp.diagnostic(view, text, finding, report.path)) for finding in report.shown]
        found += [_encoded(d) for d in to_lsp.remarks(view, text, report, Shift(text.data, text.data))]
        found.sort(key=_place)
        return [json for _, json in found]

    def _brought_up(self, view: View, text: Text, path: str, findings: Findings) -> list[tuple[_Head, msgspec.Raw]]:
        before, by = self._said, (view.encoding, view.language, text.unix)
        changed = any([view.text_of(name).data != was.data for name, was in self._foreign.items()])
        if by != self._by or changed or not all([view.text_of(name).unix for name in self._others]):
            before, self._foreign, self._others = {}, {}, {}
        self._by, self._said = by, {}
        found: list[tuple[_Head, msgspec.Raw]] = []
        places, made, where = findings.places, findings.as_made, findings.where
        stand: dict[int, tuple[Placement, ...]] = {}  # by the id of anchors
        for i in findings.numbers_shown():
            finding, place = made[i], places[i]
            said, at = before.get(id(finding)), stand.get(id(place.anchors))
            if at is None:
                at = stand[id(place.anchors)] = place.anchors.now(where)
            if said is None or not said.sure or not (said.at is at or (text.unix and said.moves(at))):
                told = findings[i]
                sure = all([self._is_sure(view, path, place, n, step) for n, step in enumerate(told.steps, 1)])
                said = _Said(finding, place, at, to_lsp.diagnostic(view, text, told, path), sure)
            self._said[id(finding)] = said
            found.append((said.head, said.json))
        return found

    def _is_sure(self, view: View, path: str, place: Standing, n: int, step: Step) -> bool:
        """Whether the n-th range of a place has the text that was analysed; that of imported packages is kept."""
        file, span = step.span.file, step.span
        if file in ("", path):
            return True
        text = view.text_of(file)
        if place.anchors.bases[place.lies[n]] == FOREIGN:
            self._foreign[file] = text
            return True
        self._others[file] = None
        lines = text.starts
        stands = span.line <= len(lines) and lines[span.line - 1] + span.column - 1 == span.start
        return stands and text.unix and view.analysed(file)


def _encoded(diagnostic: wire.Diagnostic) -> tuple[_Head, msgspec.Raw]:
    start = diagnostic.range.start
    return (start.line, start.character), msgspec.Raw(wire.encode(diagnostic))


def _place(found: tuple[_Head, msgspec.Raw]) -> _Head:
    return found[0]

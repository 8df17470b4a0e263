"""A file's diagnostics as they are pushed, in JSON, kept from one push to the next.

What: of what is said of a file after an edit, all above it was said before. The JSON of a finding that is the identical
object stands, if it speaks of nothing in the file behind the first byte that has changed.

Property: what is pushed is what `to_lsp.diagnostics` says, in its order.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from escapelens.findings.model import FileReport, Finding
from escapelens.lsp import to_lsp, wire
from escapelens.lsp.positions import Shift, Text
from escapelens.lsp.to_lsp import View
from escapelens.source import common_prefix


class _Said(NamedTuple):
    """at: line and character where the diagnostic begins; reach: the last byte of the file that it speaks of."""

    finding: Finding
    at: tuple[int, int]
    json: msgspec.Raw
    reach: int


class Told:
    __slots__ = ("_by", "_said", "_text", "_texts")

    def __init__(self) -> None:
        self._by: object = None  # encoding and language
        self._text = Text(b"")
        self._texts: dict[str, Text] = {}  # of other files that are spoken of
        self._said: dict[int, _Said] = {}  # by the finding's id

    def bring_up(self, view: View, text: Text, report: FileReport) -> list[msgspec.Raw]:
        """The diagnostics of a report on exactly this text; findings that are switched off are left out."""
        before, self._said, by, path = self._said, {}, (view.encoding, view.language), report.path
        if by != self._by or any(view.text_of(name).data != was.data for name, was in self._texts.items()):
            before, self._texts = {}, {}
        same = common_prefix(self._text.data, text.data)
        self._by, self._text = by, text
        found: list[tuple[tuple[int, int], msgspec.Raw]] = []
        for finding in report.shown:
            said = before.get(id(finding))
            if said is None or said.reach > same:
                reach = finding.span.end
                for step in finding.steps:
                    span = step.span
                    if span.file == path:
                        reach = max(reach, span.end)
                    elif span.file and span.file not in self._texts:
                        self._texts[span.file] = view.text_of(span.file)
                said = _Said(finding, *_encoded(to_lsp.diagnostic(view, text, finding, path)), reach)
            self._said[id(finding)] = said
            found.append((said.at, said.json))
        found += [_encoded(d) for d in to_lsp.remarks(view, text, report, Shift(text.data, text.data))]
        found.sort(key=_place)
        return [json for _, json in found]


def _encoded(diagnostic: wire.Diagnostic) -> tuple[tuple[int, int], msgspec.Raw]:
    start = diagnostic.range.start
    return (start.line, start.character), msgspec.Raw(wire.encode(diagnostic))


def _place(found: tuple[tuple[int, int], msgspec.Raw]) -> tuple[int, int]:
    return found[0]

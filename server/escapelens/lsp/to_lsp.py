"""Findings in the protocol's words: the only place where a report becomes LSP values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lsprotocol import types as lsp

from escapelens.common import words
from escapelens.common.about import NAME, code_link
from escapelens.common.language import ENGLISH, Language
from escapelens.findings.model import MARK, Answer, FileReport, Finding, Span, Step
from escapelens.fixes.model import Edit
from escapelens.lsp import positions, wire
from escapelens.lsp.documents import to_uri
from escapelens.lsp.positions import Shift, Text

TextOf = Callable[[str], Text]
"""The newest text of a file by path: an open document's or that of the disk."""

_SEVERITIES = {
    "hint": lsp.DiagnosticSeverity.Hint.value,
    "info": lsp.DiagnosticSeverity.Information.value,
    "warning": lsp.DiagnosticSeverity.Warning.value,
    "error": lsp.DiagnosticSeverity.Error.value,
}


@dataclass(frozen=True, slots=True)
class View:
    """How a client wants to see things: encoding, where texts come from, markdown or not.

    analysed: whether the newest text of a file, by path, is the one that was analysed."""

    encoding: str
    text_of: TextOf
    analysed: Callable[[str], bool] = lambda _: True
    markdown: bool = True
    language: Language = ENGLISH
    diagnosed: bool = False  # the diagnostics of a place are shown above its hover


def diagnostics(view: View, text: Text, report: FileReport, shift: Shift) -> list[wire.Diagnostic]:
    """All diagnostics of a file in the order of the text; findings that are switched off are left out."""
    found: list[wire.Diagnostic] = []
    for finding in report.shown:
        at = shift.span(finding.span.start, finding.span.end)
        if at is not None:
            found.append(_diagnostic(view, _range(view, text, *at), finding))
    found += remarks(view, text, report, shift)
    found.sort(key=lambda d: (d.range.start.line, d.range.start.character))
    return found


def diagnostic(view: View, text: Text, finding: Finding, path: str) -> wire.Diagnostic:
    """Of a finding in exactly this text of the file at path."""
    return _diagnostic(view, _between(positions.ends_of(text, finding.span, view.encoding)), finding, path, text)


def _diagnostic(
    view: View, at: wire.Range, finding: Finding, path: str = "", text: Text | None = None
) -> wire.Diagnostic:
    return wire.Diagnostic(
        at,
        view.language(words.sentence(finding)),
        _SEVERITIES[finding.severity],
        finding.code,
        _described(finding.code),
        NAME,
        related_information=_related(view, finding.steps, path, text) or None,
        data={"key": finding.key} if finding.key else None,
    )


def remarks(view: View, text: Text, report: FileReport, shift: Shift) -> list[wire.Diagnostic]:
    """What is no finding: problems of the file, and what is to be said of marks in it."""
    found: list[wire.Diagnostic] = []
    for problem in report.problems:
        at = shift.span(problem.span.start, problem.span.end)
        if at is not None:
            found.append(_said(view, _range(view, text, *at), "partial", problem.message))
    for notice in report.notices:
        at = shift.span(notice.span.start, notice.span.end)
        if at is not None:
            tags = [lsp.DiagnosticTag.Unnecessary.value] if notice.unused else None
            found.append(_said(view, _range(view, text, *at), MARK, notice.message, tags))
    return found


def _said(view: View, at: wire.Range, code: str, message: str, tags: list[int] | None = None) -> wire.Diagnostic:
    return wire.Diagnostic(at, view.language(message), _SEVERITIES["info"], code, _described(code), NAME, tags=tags)


@cache
def _described(code: str) -> wire.CodeDescription:
    return wire.CodeDescription(code_link(code))


def _range(view: View, text: Text, start: int, end: int) -> wire.Range:
    return _between(positions.span_ends(text, start, end, view.encoding))


def _between(ends: positions.Ends) -> wire.Range:
    line, character, last_line, last_character = ends
    return wire.Range(wire.Position(line, character), wire.Position(last_line, last_character))


def _related(view: View, steps: Iterable[Step], path: str, text: Text | None) -> list[wire.RelatedInformation]:
    """text: in which exactly the spans of a file lie; those of other files may be of older texts."""
    found = []
    for step in steps:
        span = step.span
        if span.file:
            if text is not None and span.file == path:
                ends = positions.ends_of(text, span, view.encoding)
            else:
                ends = positions.ends_on_line(view.text_of(span.file), span, view.encoding)
            at = wire.Location(to_uri(span.file), _between(ends))
            found.append(wire.RelatedInformation(at, view.language(step.message)))
    return found


def location(view: View, span: Span) -> lsp.Location:
    text = view.text_of(span.file)
    return lsp.Location(to_uri(span.file), positions.span_range(text, span.start, span.end, view.encoding))


def plain(location: lsp.Location) -> dict[str, object]:
    """The location as JSON has it."""
    start, end = location.range.start, location.range.end
    return {
        "uri": location.uri,
        "range": {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        },
    }


def hover(
    view: View,
    findings: list[Finding],
    answers: list[Answer],
    cost: str,
    range_: lsp.Range | None,
    fixes: Mapping[str, Sequence[str]],
) -> lsp.Hover | None:
    """What is known of a place: findings explained, then the compiler's other answers, then what a call costs. fixes:
    titles, by finding."""
    parts = [
        words.explanation(
            f,
            view.language,
            markdown=view.markdown,
            diagnosed=view.diagnosed and f.severity != "off",
            fixes=fixes.get(f.key, ()),
        )
        for f in findings
    ]
    told = {finding.compiler for finding in findings}
    lines = list(
        dict.fromkeys(words.answer_line(a, view.language, view.markdown) for a in answers if a.text not in told)
    )
    lines += [words.cost_line(cost, view.language, view.markdown)] if cost else []
    if lines:
        parts.append("\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0])
    if not parts:
        return None
    if view.markdown:
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n---\n\n".join(parts)), range_)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.PlainText, "\n\n".join(parts)), range_)


def text_edits(view: View, edits: Iterable[Edit]) -> dict[str, list[lsp.TextEdit]]:
    """Edits by path, in the order of the text."""
    found: dict[str, list[lsp.TextEdit]] = {}
    for edit in sorted(edits, key=lambda e: (e.file, e.start, e.end)):
        text = view.text_of(edit.file)
        place = lsp.Range(
            positions.position(text, edit.start, view.encoding), positions.position(text, edit.end, view.encoding)
        )
        found.setdefault(edit.file, []).append(lsp.TextEdit(place, edit.new_text))
    return found

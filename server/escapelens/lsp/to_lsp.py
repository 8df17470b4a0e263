"""Findings in the protocol's words: the only place where a report becomes LSP values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lsprotocol import types as lsp

from escapelens.common import words
from escapelens.common.about import NAME, code_link
from escapelens.common.language import ENGLISH, Language
from escapelens.findings.model import MARK, Answer, FileReport, Finding, Span, Step
from escapelens.fixes.model import Edit
from escapelens.lsp import positions
from escapelens.lsp.documents import to_uri
from escapelens.lsp.positions import Shift, Text

TextOf = Callable[[str], Text]
"""The newest text of a file by path: an open document's or that of the disk."""

_SEVERITIES = {
    "hint": lsp.DiagnosticSeverity.Hint,
    "info": lsp.DiagnosticSeverity.Information,
    "warning": lsp.DiagnosticSeverity.Warning,
    "error": lsp.DiagnosticSeverity.Error,
}


@dataclass(frozen=True, slots=True)
class View:
    """How a client wants to see things: encoding, where texts come from, markdown or not."""

    encoding: str
    text_of: TextOf
    markdown: bool = True
    language: Language = ENGLISH
    diagnosed: bool = False  # the diagnostics of a place are shown above its hover


def diagnostics(view: View, text: Text, report: FileReport, shift: Shift) -> list[lsp.Diagnostic]:
    """All diagnostics of a file in the order of the text; findings that are switched off are left out."""
    found: list[lsp.Diagnostic] = []
    for finding in report.findings:
        at = shift.span(finding.span.start, finding.span.end)
        if at is None or finding.severity == "off":
            continue
        found.append(
            lsp.Diagnostic(
                range=positions.span_range(text, *at, view.encoding),
                message=view.language(words.sentence(finding)),
                severity=_SEVERITIES[finding.severity],
                code=finding.code,
                code_description=lsp.CodeDescription(code_link(finding.code)),
                source=NAME,
                related_information=_related(view, finding.steps) or None,
                data={"key": finding.key} if finding.key else None,
            )
        )
    for problem in report.problems:
        at = shift.span(problem.span.start, problem.span.end)
        if at is None:
            continue
        found.append(
            lsp.Diagnostic(
                range=positions.span_range(text, *at, view.encoding),
                message=view.language(problem.message),
                severity=lsp.DiagnosticSeverity.Information,
                code="partial",
                code_description=lsp.CodeDescription(code_link("partial")),
                source=NAME,
            )
        )
    for notice in report.notices:
        at = shift.span(notice.span.start, notice.span.end)
        if at is not None:
            found.append(
                lsp.Diagnostic(
                    range=positions.span_range(text, *at, view.encoding),
                    message=view.language(notice.message),
                    severity=lsp.DiagnosticSeverity.Information,
                    code=MARK,
                    code_description=lsp.CodeDescription(code_link(MARK)),
                    source=NAME,
                    tags=[lsp.DiagnosticTag.Unnecessary] if notice.unused else None,
                )
            )
    found.sort(key=lambda d: (d.range.start.line, d.range.start.character))
    return found


def _related(view: View, steps: Iterable[Step]) -> list[lsp.DiagnosticRelatedInformation]:
    return [
        lsp.DiagnosticRelatedInformation(location(view, step.span), view.language(step.message))
        for step in steps
        if step.span.file
    ]


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

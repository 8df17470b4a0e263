"""From drafts to findings and answers at places of files.

What: `place` says where drafts lie in a snapshot; `file_report` joins what was placed in one file. The first depends on
nothing but the drafts and the places of the declarations they touch, so it is kept as long as these stay.
Property: a report does not depend on the order in which functions were analysed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from escapelens.findings.collect import AnswerDraft, Draft
from escapelens.findings.model import Answer, FileReport, Finding, Problem, Severity, Span, Step
from escapelens.findings.syntax_index import Place
from escapelens.record import dataclass, field
from escapelens.source import CHUNKS, Layout


@dataclass(slots=True, eq=False)
class Placed:
    """Of some functions, what lies in one file."""

    findings: list[tuple[Draft, Span, tuple[Step, ...]]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def chunks_of(drafts: Iterable[Draft | AnswerDraft]) -> tuple[int, ...]:
    """The declarations that drafts and their steps lie in, by base."""
    found: dict[int, None] = {}
    for d in drafts:
        _note(found, d.place)
        if d.__class__ is Draft:
            for place, _ in d.steps:
                _note(found, place)
    return tuple(found)


def _note(found: dict[int, None], place: Place) -> None:
    chunk = CHUNKS.at(place[0])
    if chunk is not None:
        found[chunk.base] = None


def place(drafts: Iterable[Draft | AnswerDraft], layout: Layout) -> dict[str, Placed]:
    """Where drafts are, by file."""
    out: dict[str, Placed] = {}
    for d in drafts:
        span = _span(layout, d.place)
        if span is None:
            continue
        placed = out.get(span.file)
        if placed is None:
            placed = out[span.file] = Placed()
        if isinstance(d, AnswerDraft):
            placed.answers.append(Answer(d.kind, span, d.text, d.function, d.detail))
        else:
            steps = tuple([Step(s, text) for p, text in d.steps if (s := _span(layout, p)) is not None])
            placed.findings.append((d, span, steps))
    return out


def _span(layout: Layout, place: Place) -> Span | None:
    at = layout.locate(place[0])
    if at is None:
        return None
    return Span(at.file, at.offset, at.offset + place[1] - place[0], at.line, at.column)


def file_report(
    path: str,
    placed: Iterable[Placed],
    *,
    severity: Mapping[str, Severity] | None = None,
    partial: Mapping[Any, str] | None = None,
    problems: Sequence[Problem] = (),
    muted: bool = False,
) -> FileReport:
    """severity: overrides per code; partial: reason by ir.Func (None: of all functions); muted: findings are switched
    off (tests)."""
    severity = severity or {}
    partial = partial or {}
    everywhere = partial.get(None, "")
    findings: list[Finding] = []
    answers: list[Answer] = []
    seen: set[tuple[str, int, int]] = set()
    counts: dict[tuple[str, str, str], int] = {}
    placed = list(placed)
    for d, span, steps in sorted([f for p in placed for f in p.findings], key=_finding_key):
        mark = d.code, span.start, span.end
        if mark in seen:
            continue  # another instance of a generic function
        seen.add(mark)
        name = d.compiler[0] or d.message
        ident = d.function, d.code, name
        counts[ident] = n = counts.get(ident, 0) + 1
        findings.append(
            Finding(
                d.code,
                span,
                d.message,
                "\n".join(d.compiler),
                "off" if muted else severity.get(d.code, d.severity),
                d.function,
                steps,
                d.advice,
                d.size,
                d.in_loop,
                d.in_goroutine,
                partial.get(d.func, "") or everywhere,
                f"{d.function}:{d.code}:{name}:{n}",
            )
        )
    for a in sorted([a for p in placed for a in p.answers], key=_answer_key):
        mark = a.kind + a.text, a.span.start, a.span.end
        if mark not in seen:
            seen.add(mark)
            answers.append(a)
    return FileReport(path, tuple(findings), tuple(answers), tuple(problems))


def _finding_key(f: tuple[Draft, Span, tuple[Step, ...]]) -> tuple[int, int, str, str, str]:
    return f[1].start, f[1].end, f[0].code, f[0].function, f[0].message


def _answer_key(a: Answer) -> tuple[int, int, str, str, str]:
    return a.span.start, a.span.end, a.kind, a.text, a.function


def file_reports(
    drafts: Iterable[Draft | AnswerDraft],
    layout: Layout,
    paths: Iterable[str],
    *,
    severity: Mapping[str, Severity] | None = None,
) -> dict[str, FileReport]:
    """Drafts of a whole package, placed in its files."""
    placed = place(drafts, layout)
    return {p: file_report(p, [placed[p]] if p in placed else [], severity=severity) for p in paths}

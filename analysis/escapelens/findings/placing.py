"""From drafts to findings and answers at places of files.

What: `place` says where drafts lie in a snapshot; `file_report` joins what was placed in one file. The first depends on
nothing but the drafts and the places of the declarations they touch, so it is kept as long as these stay.
Property: a report does not depend on the order in which functions were analysed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from escapelens.findings.draft import AnswerDraft, Draft
from escapelens.findings.model import Answer, FileReport, Finding, Often, Problem, Span, Step
from escapelens.findings.severity import Rules
from escapelens.findings.syntax_index import Place
from escapelens.ir.scc import root_of
from escapelens.record import dataclass, field, replace
from escapelens.source import CHUNKS, Layout

CALM = Rules()


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
        span = span_at(layout, d.place)
        if span is None:
            continue
        placed = out.get(span.file)
        if placed is None:
            placed = out[span.file] = Placed()
        if isinstance(d, AnswerDraft):
            placed.answers.append(Answer(d.kind, span, d.text, d.function, d.detail))
        else:
            steps = tuple([Step(s, text) for p, text in d.steps if (s := span_at(layout, p)) is not None])
            placed.findings.append((d, span, steps))
    return out


def span_at(layout: Layout, place: Place) -> Span | None:
    at = layout.locate(place[0])
    if at is None:
        return None
    return Span(at.file, at.offset, at.offset + place[1] - place[0], at.line, at.column)


def file_report(
    path: str,
    placed: Iterable[Placed],
    *,
    rules: Rules = CALM,
    hot: Set[str] = frozenset(),
    partial: Mapping[Any, str] | None = None,
    problems: Sequence[Problem] = (),
    generated: bool = False,
) -> FileReport:
    """rules: for severities; hot: functions that the package calls from loops; partial: reason by ir.Func (None: of
    all functions); generated: nobody edits the file."""
    partial = partial or {}
    everywhere = partial.get(None, "")
    findings: list[Finding] = []
    answers: list[Answer] = []
    places: dict[int, int] = {}
    parts: list[tuple[int, Draft]] = []
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
        key = f"{d.function}:{d.code}:{name}:{n}"
        often, cold = _often(d, hot, generated)
        severity = rules.of(d.code, often, d.cost.bytes, cold=bool(cold), modest=d.cost.modest)
        places[id(d)] = len(findings)
        if d.part_of is not None:
            parts.append((len(findings), d.part_of))
        findings.append(
            Finding(
                d.code,
                span,
                d.message,
                "\n".join(d.compiler),
                severity,
                d.function,
                steps,
                d.advice,
                d.size,
                often == "loop",
                d.in_goroutine,
                partial.get(d.func, "") or everywhere,
                key,
                often=often,
                cold=cold,
            )
        )
    for i, head in parts:
        at = places.get(id(head))
        if at is not None:
            spoken_for = "off" if findings[at].severity != "off" else findings[i].severity
            findings[i] = replace(findings[i], severity=spoken_for, part_of=findings[at].key)
    for a in sorted([a for p in placed for a in p.answers], key=_answer_key):
        mark = a.kind + a.text, a.span.start, a.span.end
        if mark not in seen:
            seen.add(mark)
            answers.append(a)
    return FileReport(path, tuple(findings), tuple(answers), tuple(problems))


def _often(d: Draft, hot: Set[str], generated: bool) -> tuple[Often, str]:
    """How often it is paid, as the package tells, and why it is rare."""
    often, cold = d.cost.often, d.cost.cold
    if often in ("never", "cold") or (generated and often == "loop"):
        return often, cold or ("generated" if generated else "")
    if generated:
        return "cold", "generated"
    if often == "once" and not d.cost.on_branch and d.func is not None and root_of(d.func).sym in hot:
        return "hot", cold
    return often, cold


def _finding_key(f: tuple[Draft, Span, tuple[Step, ...]]) -> tuple[int, int, str, str, str]:
    return f[1].start, f[1].end, f[0].code, f[0].function, f[0].message


def _answer_key(a: Answer) -> tuple[int, int, str, str, str]:
    return a.span.start, a.span.end, a.kind, a.text, a.function


def file_reports(
    drafts: Iterable[Draft | AnswerDraft],
    layout: Layout,
    paths: Iterable[str],
    *,
    rules: Rules = CALM,
    hot: Set[str] = frozenset(),
    generated: bool = False,
) -> dict[str, FileReport]:
    """Drafts of a whole package, placed in its files."""
    placed = place(drafts, layout)
    shown = {p: [placed[p]] if p in placed else [] for p in paths}
    return {p: file_report(p, found, rules=rules, hot=hot, generated=generated) for p, found in shown.items()}

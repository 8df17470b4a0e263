"""From drafts to findings and answers at places of files.

What: `place` says where drafts lie in a snapshot; `file_report` joins what was placed in one file. The first depends on
nothing but the drafts and the places of the declarations they touch, so it is kept as long as these stay.
Property: a report does not depend on the order in which functions were analysed.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from escapelens.findings.draft import AnswerDraft, Draft
from escapelens.findings.model import Answer, FileReport, Finding, Often, Problem, Severity, Span, Step
from escapelens.findings.moved import Moved
from escapelens.findings.severity import Rules
from escapelens.findings.spared import Spared, in_vain, is_done_once
from escapelens.findings.syntax_index import Place
from escapelens.ir.scc import root_of
from escapelens.record import dataclass, field, replace
from escapelens.say import Said, say
from escapelens.source import CHUNKS, Layout

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode

CALM = Rules()
_finding_order = attrgetter("order")


_Mark = tuple[str, int, int]
"""What is said, and of which bytes: instances of generic code say it once each."""


_Judged = tuple[tuple[Rules, Set[str], "Spared | None", bool], tuple[Often, str, Severity, str]]
"""What a verdict hangs on, and the verdict: how often it is paid, why it is rare, the severity, what is to be said in
place of an advice that is in vain."""


@dataclass(slots=True, eq=False)
class _Found:
    """A draft at its place. finding: as last made of it, from `made_from`."""

    draft: Draft
    span: Span
    steps: tuple[Step, ...]
    judged: _Judged | None = None  # with what that was judged by
    made_from: tuple[object, ...] = ()
    finding: Finding | None = None
    part: tuple[Finding, Finding] | None = None  # the same as part of another one, as last asked for

    @property
    def order(self) -> tuple[int, int, str, str, str]:
        """Where it comes in its file."""
        span, d = self.span, self.draft
        return span.start, span.end, d.code, d.function, d.message


_PlacedAnswer = tuple[Span, AnswerDraft]

_FEW = 8


@dataclass(slots=True, eq=False)
class Answers:
    """Answers as they were placed in a file, four numbers for each, and how they have moved since: there are many, and
    few are ever asked for."""

    file: str = ""
    drafts: list[AnswerDraft] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("q"))
    moves: tuple[Moved, ...] = ()

    def add(self, span: Span, d: AnswerDraft) -> None:
        self.file = span.file
        self.drafts.append(d)
        self.places.extend((span.start, span.end, span.line, span.column))

    def moved(self, by: Moved) -> Answers:
        if len(self.moves) < _FEW:
            return Answers(self.file, self.drafts, self.places, (*self.moves, by))
        settled = Answers(moves=(by,))
        for span, d in self.placed():
            settled.add(span, d)
        return settled

    def placed(self) -> list[_PlacedAnswer]:
        numbers = iter(self.places)
        spans = [Span(self.file, *place) for place in zip(numbers, numbers, numbers, numbers, strict=True)]
        for by in self.moves:
            spans = [by.of(span) for span in spans]
        return list(zip(spans, self.drafts, strict=True))


@dataclass(slots=True, eq=False)
class Placed:
    """Of some functions, what lies in one file. Lists are not changed any more once somebody else has them."""

    findings: list[_Found] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)


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
    known: dict[Place, Span | None] = {}  # many steps lead to the same places

    def spanned(place: Place) -> Span | None:
        if place not in known:
            known[place] = span_at(layout, place)
        return known[place]

    for d in drafts:
        span = spanned(d.place)
        if span is None:
            continue
        placed = out.get(span.file)
        if placed is None:
            placed = out[span.file] = Placed()
        if isinstance(d, AnswerDraft):
            placed.answers.add(span, d)
        else:
            steps = tuple([Step(s, text) for p, text in d.steps if (s := spanned(p)) is not None])
            placed.findings.append(_Found(d, span, steps))
    return out


def alike(a: Placed, b: Placed) -> bool:
    """Whether a report says the same of both."""
    return (
        len(a.findings) == len(b.findings)
        and [_told(item) for item in a.answers.placed()] == [_told(item) for item in b.answers.placed()]
        and all(_says(f) == _says(g) for f, g in zip(a.findings, b.findings, strict=True))
    )


def _told(item: _PlacedAnswer) -> tuple[object, ...]:
    span, d = item
    return d.kind, d.text, d.function, d.detail, span


def _says(f: _Found) -> tuple[object, ...]:
    d, cost = f.draft, f.draft.cost
    rate = cost.often, cost.cold, cost.bytes, cost.modest, cost.on_branch
    head = d.part_of
    rest = d.compiler, d.advice, d.size, d.in_goroutine, rate, head and (head.code, head.message, head.compiler)
    return f.order, f.span, f.steps, rest


def place_again(placed: Placed, by: Moved, *, within: bool) -> Placed:
    """What was placed in a file, after text of one file has moved and nothing else; within: that file is it. The very
    same if nothing of it has moved."""
    findings = [_found_again(f, by) for f in placed.findings]
    if not within and all(f is old for f, old in zip(findings, placed.findings, strict=True)):
        return placed
    return Placed(findings, placed.answers.moved(by) if within else placed.answers)


def _found_again(f: _Found, by: Moved) -> _Found:
    span, steps = by.of(f.span), f.steps
    if any(by.of(s.span) is not s.span for s in steps):
        steps = tuple([Step(by.of(s.span), s.message) for s in steps])
    if span is f.span and steps is f.steps:
        return f
    return _Found(f.draft, span, steps, f.judged)


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
    spared: Spared | None = None,
    partial: Mapping[AnyNode, str] | None = None,
    problems: Sequence[Problem] = (),
    generated: bool = False,
    answers: Callable[[], tuple[Answer, ...]] | None = None,
) -> FileReport:
    """rules: for severities; hot: functions that the package calls from loops; spared: what inlining spares whoever
    calls, None if that is not known; partial: reason by ir.Func (None: of all functions); generated: nobody edits the
    file; answers: `later` of what was placed, if that is known."""
    partial = partial or {}
    everywhere = partial.get(None, "")
    findings: list[Finding] = []
    places: dict[int, int] = {}
    parts: list[tuple[int, _Found, Draft]] = []
    seen: set[_Mark] = set()
    counts: dict[tuple[str, str, str], int] = {}
    # Of what many findings share, one is kept.
    verdicts: dict[object, _Judged] = {}
    by = rules, hot, spared, generated
    sources: dict[tuple[object, ...], tuple[object, ...]] = {}
    placed = list(placed)
    for found in sorted([f for p in placed for f in p.findings], key=_finding_order):
        d = found.draft
        mark = d.code, found.span.start, found.span.end
        if mark in seen:
            continue  # another instance of a generic function
        seen.add(mark)
        ident = _ident(d)
        counts[ident] = n = counts.get(ident, 0) + 1
        judged = found.judged
        if judged is None or any(a is not b for a, b in zip(judged[0], by, strict=True)):
            often, cold = _often(d, hot, spared, generated)
            severity = rules.of(d.code, often, d.cost.bytes, cold=bool(cold), modest=d.cost.modest)
            said = often, cold, severity, in_vain(d, spared)
            judged = found.judged = verdicts.setdefault(said, (by, said))
        often, cold, severity, instead = judged[1]
        places[id(d)] = len(findings)
        if d.part_of is not None:
            parts.append((len(findings), found, d.part_of))
        made_from = n, often, cold, severity, partial.get(d.func, "") or everywhere, instead
        if found.finding is None or found.made_from != made_from:
            found.made_from, found.finding = sources.setdefault(made_from, made_from), _finding(found, *made_from)
        findings.append(found.finding)
    for i, found, head in parts:
        at = places.get(id(head))
        if at is not None:
            findings[i] = _part(found, findings[i], findings[at])
    if answers is None:
        answers = later(p.answers for p in placed)
    return FileReport(path, tuple(findings), answers, tuple(problems))


def _ident(d: Draft) -> tuple[str, str, str]:
    """What a draft is told by from version to version, with its number among equals."""
    return d.function, d.code, d.compiler[0] or d.message


def _part(found: _Found, finding: Finding, head: Finding) -> Finding:
    severity = "off" if head.severity != "off" else finding.severity
    if found.part is not None and found.part[0] is finding:
        known = found.part[1]
        if (known.severity, known.part_of) == (severity, head.key):
            return known
    part = replace(finding, severity=severity, part_of=head.key)
    found.part = finding, part
    return part


def later(placed: Iterable[Answers]) -> Callable[[], tuple[Answer, ...]]:
    """The answers of a file, in order, when they are asked for; instances of generic code say each once."""
    all_of = tuple(placed)

    @cache
    def answers() -> tuple[Answer, ...]:
        found: dict[_Mark, Answer] = {}
        for span, d in sorted([a for each in all_of for a in each.placed()], key=_answer_order):
            mark = d.kind + d.text, span.start, span.end
            if mark not in found:
                found[mark] = Answer(d.kind, span, d.text, d.function, d.detail)
        return tuple(found.values())

    return answers


def _answer_order(item: _PlacedAnswer) -> tuple[int, int, str, str, str]:
    span, d = item
    return span.start, span.end, d.kind, d.text, d.function


def _often(d: Draft, hot: Set[str], spared: Spared | None, generated: bool) -> tuple[Often, str]:
    """How often it is paid, as the package tells, and why it is rare."""
    often, cold = d.cost.often, d.cost.cold
    if often in ("never", "cold") or (generated and often == "loop"):
        return often, cold or ("generated" if generated else "")
    if generated:
        return "cold", "generated"
    if is_done_once(d, spared):
        return "loop" if often == "loop" else "cold", cold or "once"
    if often == "once" and not d.cost.on_branch and d.func is not None and root_of(d.func).sym in hot:
        return "hot", cold
    return often, cold


def _advice(d: Draft, cold: str, instead: str) -> str:
    """instead: where nobody who could follow it would gain by it."""
    if instead:
        return instead
    said = d.advice if cold == "generated" and isinstance(d.advice, Said) else None
    if said is None or said.template.startswith("No fix is known"):
        return d.advice
    return say("{advice} The file is generated: a change belongs in its generator.", advice=said)


def _finding(
    found: _Found, number: int, often: Often, cold: str, severity: Severity, partial: str, instead: str
) -> Finding:
    d = found.draft
    return Finding(
        d.code,
        found.span,
        d.message,
        "\n".join(d.compiler),
        severity,
        d.function,
        found.steps,
        _advice(d, cold, instead),
        d.size,
        often == "loop",
        d.in_goroutine,
        partial,
        ":".join((*_ident(d), str(number))),
        often=often,
        cold=cold,
    )

"""From drafts to findings and answers at places of files.

What: `place` says where drafts lie in a snapshot; `file_report` joins what was placed in one file. The first depends on
nothing but the drafts and the places of the declarations they touch, so it is kept as long as these stay.
Property: a report does not depend on the order in which functions were analysed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING

from escapelens.findings.draft import AnswerDraft, Draft
from escapelens.findings.found import By, Found, Judged, Source, standing
from escapelens.findings.model import Answer, FileReport, Finding, Often, Severity, Shown, Span, Step
from escapelens.findings.moved import FEW, Moved
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


_Mark = tuple[str, int, int]
"""What is said, and of which bytes: instances of generic code say it once each."""


_PlacedAnswer = tuple[Span, AnswerDraft]


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
        if len(self.moves) == 1 and self.drafts:
            first, low = self.moves[0], min(self.places[::4])
            if low >= first.at and low + first.bytes >= by.at:  # all of them, both times
                both = Moved(self.file, first.at, first.bytes + by.bytes, first.lines + by.lines)
                return Answers(self.file, self.drafts, self.places, (both,))
        if len(self.moves) < FEW:
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

    findings: list[Found] = field(default_factory=list)
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
            placed.findings.append(Found(d, standing(span, steps)))
    return out


def alike(a: Placed, b: Placed) -> bool:
    """Whether a report says the same of both."""
    return (
        len(a.findings) == len(b.findings)
        and [_told(item) for item in a.answers.placed()] == [_told(item) for item in b.answers.placed()]
        and all(_says(f) == _says(g) for f, g in zip(a.findings, b.findings, strict=True))
    )


def _told_by(placed: Iterable[Answers]) -> list[tuple[object, ...]]:
    return [_told(item) for item in sorted([item for each in placed for item in each.placed()], key=_answer_order)]


def _told(item: _PlacedAnswer) -> tuple[object, ...]:
    span, d = item
    return d.kind, d.text, d.function, d.detail, span


def _says(f: Found) -> tuple[object, ...]:
    d, cost = f.draft, f.draft.cost
    rate = cost.often, cost.cold, cost.bytes, cost.modest, cost.on_branch
    head = d.part_of
    rest = d.compiler, d.advice, d.size, d.in_goroutine, rate, head and (head.code, head.message, head.compiler)
    return _finding_order(f), f.span, f.steps, rest


def place_again(placed: Placed, by: Moved, *, within: bool) -> Placed:
    """What was placed in a file, after text of one file has moved and nothing else; within: that file is it. The very
    same if nothing of it has moved."""
    findings = [f.moved(by) for f in placed.findings]
    if not within and all(f is old for f, old in zip(findings, placed.findings, strict=True)):
        return placed
    return Placed(findings, placed.answers.moved(by) if within else placed.answers)


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
    generated: bool = False,
) -> FileReport:
    """What there is to say of a file, of which nothing was known; see `findings_of`."""
    placed = list(placed)
    order = in_order(placed)
    findings = findings_of(order, rules=rules, hot=hot, generated=generated)
    return FileReport(path, tuple(findings), Later(p.answers for p in placed))


def findings_of(
    order: Iterable[Found],
    *,
    rules: Rules = CALM,
    hot: Set[str] = frozenset(),
    spared: Spared | None = None,
    partial: Mapping[AnyNode, str] | None = None,
    generated: bool = False,
) -> list[Finding]:
    """Of what was found in a file, in order. rules: for severities; hot: functions that the package calls from loops;
    spared: what inlining spares whoever calls, None if that is not known; partial: reason by ir.Func (None: of all
    functions); generated: nobody edits the file."""
    partial = partial or {}
    everywhere = partial.get(None, "")
    findings: list[Finding] = []
    places: dict[int, int] = {}
    parts: list[tuple[int, Found, Draft]] = []
    counts: dict[tuple[str, str, str], int] = {}
    # Of what many findings share, one is kept.
    verdicts: dict[object, Judged] = {}
    by = rules, hot, spared, generated
    sources: dict[Source, Source] = {}
    for found in order:
        d = found.draft
        ident = _ident(d)
        counts[ident] = n = counts.get(ident, 0) + 1
        judged = found.judged
        if judged is None or not _same(judged[0], by):
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
        else:
            found.finding = found.place.of(found.finding)
        findings.append(found.finding)
    for i, found, head in parts:
        at = places.get(id(head))
        if at is not None:
            findings[i] = _part(found, findings[i], findings[at])
    return findings


def in_order(placed: Iterable[Placed]) -> list[Found]:
    """What was found in a file, in the order in which it is reported. Instances of generic code say each once."""
    told: list[Found] = []
    last: tuple[int, int, str] | None = None
    for found in sorted([f for p in placed for f in p.findings], key=_finding_order):
        mark = found.span.start, found.span.end, found.draft.code
        if mark != last:
            told.append(found)
            last = mark
    return told


def _finding_order(found: Found) -> tuple[int, int, str, str, str]:
    span, d = found.span, found.draft
    return span.start, span.end, d.code, d.function, d.message


def _same(a: By, b: By) -> bool:
    return a[0] is b[0] and a[1] is b[1] and a[2] is b[2] and a[3] is b[3]


def _ident(d: Draft) -> tuple[str, str, str]:
    """What a draft is told by from version to version, with its number among equals."""
    return d.function, d.code, d.compiler[0] or d.message


def _part(found: Found, finding: Finding, head: Finding) -> Finding:
    severity = "off" if head.severity != "off" else finding.severity
    if found.part is not None and found.part[0] is finding:
        known = found.part[1]
        if (known.severity, known.part_of) == (severity, head.key):
            return known
    return _part_of(found, finding, severity, head.key)


def _part_of(found: Found, finding: Finding, severity: Shown, head: str) -> Finding:
    part = replace(finding, severity=severity, part_of=head)
    found.part = finding, part
    return part


class Later:
    """The answers of a file, in order, when they are asked for; instances of generic code say each once. Equal to what
    says the same, which is told without making them: they are many, and would stay."""

    __slots__ = ("_made", "_placed")

    def __init__(self, placed: Iterable[Answers]) -> None:
        self._placed = tuple(placed)
        self._made: tuple[Answer, ...] | None = None

    def __call__(self) -> tuple[Answer, ...]:
        if self._made is None:
            found: dict[_Mark, Answer] = {}
            for span, d in sorted([a for each in self._placed for a in each.placed()], key=_answer_order):
                mark = d.kind + d.text, span.start, span.end
                if mark not in found:
                    found[mark] = Answer(d.kind, span, d.text, d.function, d.detail)
            self._made = tuple(found.values())
        return self._made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Later):
            return NotImplemented
        mine, theirs = ({id(a): a for a in each._placed} for each in (self, other))
        return _told_by(a for key, a in mine.items() if key not in theirs) == _told_by(
            a for key, a in theirs.items() if key not in mine
        )

    __hash__ = None  # type: ignore[assignment]


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
    found: Found, number: int, often: Often, cold: str, severity: Severity, partial: str, instead: str
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

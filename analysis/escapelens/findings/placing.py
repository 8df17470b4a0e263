"""From drafts to findings and answers at places of files.

What: `place` says where drafts lie in a snapshot; `file_report` joins what was placed in one file. The first depends on
nothing but the drafts and the places of the declarations they touch, so it is kept as long as these stay.
Property: a report does not depend on the order in which functions were analysed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING

from escapelens.findings.anchors import ABROAD, FOREIGN, Anchors, Where, carried
from escapelens.findings.draft import AnswerDraft, Draft
from escapelens.findings.found import By, Findings, Found, Judged, Source, Standing
from escapelens.findings.model import Answer, FileReport, Finding, Often, Severity, Shown, Span, Step
from escapelens.findings.severity import Rules
from escapelens.findings.spared import Spared, in_vain, is_done_once
from escapelens.findings.syntax_index import Place
from escapelens.ir.scc import root_of
from escapelens.record import dataclass, field, replace
from escapelens.say import Said, say
from escapelens.source import CHUNKS, Layout, Placement

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode

CALM = Rules()


_Mark = tuple[str, int, int]
"""What is said, and of which bytes: instances of generic code say it once each."""


_PlacedAnswer = tuple[Span, AnswerDraft]


@dataclass(slots=True, eq=False)
class Answers:
    """Answers as they were placed in a file, four numbers for each and the base of its declaration: there are many, and
    few are ever asked for. stood: where the declarations stood, by base."""

    file: str = ""
    drafts: list[AnswerDraft] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("q"))
    stood: dict[int, Placement] = field(default_factory=dict)

    def add(self, span: Span, base: int, at: Placement, d: AnswerDraft) -> None:
        self.file = span.file
        self.drafts.append(d)
        self.places.extend((span.start, span.end, span.line, span.column, base))
        self.stood[base] = at

    def placed(self, where: Where) -> list[_PlacedAnswer]:
        n = iter(self.places)
        return [
            (carried(Span(self.file, start, end, line, column), old := self.stood[base], where.get(base, old)), d)
            for (start, end, line, column, base), d in zip(zip(n, n, n, n, n, strict=True), self.drafts, strict=True)
        ]

    def anchors(self) -> Anchors:
        return Anchors(tuple(self.stood), tuple(self.stood.values()))


@dataclass(slots=True, eq=False)
class Placed:
    """Of some functions, what lies in one file. Lists are not changed any more once somebody else has them. bases: of
    all declarations that findings, their steps and answers lie in."""

    findings: list[Found] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)
    bases: tuple[int, ...] = ()


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
    known: dict[Place, tuple[Span, int] | None] = {}  # many steps lead to the same places
    every: dict[tuple[int, ...], Anchors] = {}

    def spanned(place: Place) -> tuple[Span, int] | None:
        if place not in known:
            span = span_at(layout, place)
            known[place] = None if span is None else (span, _base(layout, place[0]))
        return known[place]

    def anchored(bases: tuple[int, ...]) -> Anchors:
        if bases not in every:
            every[bases] = Anchors(bases, tuple([layout.placements.get(base, ABROAD) for base in bases]))
        return every[bases]

    for d in drafts:
        at = spanned(d.place)
        if at is None:
            continue
        span, base = at
        placed = out.get(span.file)
        if placed is None:
            placed = out[span.file] = Placed()
        if isinstance(d, AnswerDraft):
            placed.answers.add(span, base, layout.placements.get(base, ABROAD), d)
            continue
        led = [(*s, text) for p, text in d.steps if (s := spanned(p)) is not None]
        bases = dict.fromkeys((base, *[each for _, each, _ in led]))
        apart = None
        if len(bases) > 1:
            number = {each: i for i, each in enumerate(bases)}
            apart = number[base], *[number[each] for _, each, _ in led]
        steps = tuple([Step(s, text) for s, _, text in led])
        placed.findings.append(Found(d, Standing(span, steps, anchored(tuple(bases)), apart)))
    for placed in out.values():
        bases = dict.fromkeys(placed.answers.stood)
        for found in placed.findings:
            bases.update(dict.fromkeys(found.place.anchors.bases))
        bases.pop(FOREIGN, None)
        placed.bases = tuple(bases)
    return out


def _base(layout: Layout, pos: int) -> int:
    """Of the declaration that pos lies in."""
    base = CHUNKS.base(pos)
    return base if base in layout.placements else FOREIGN


def alike(a: Placed, b: Placed, before: Where, now: Where) -> bool:
    """Whether a report says the same of both. before, now: where declarations stood when a was told, and stand."""
    return (
        len(a.findings) == len(b.findings)
        and [_told(item) for item in a.answers.placed(before)] == [_told(item) for item in b.answers.placed(now)]
        and all(_says(f, before) == _says(g, now) for f, g in zip(a.findings, b.findings, strict=True))
    )


def _told_by(placed: Iterable[Answers], where: Where) -> list[tuple[object, ...]]:
    every = [item for each in placed for item in each.placed(where)]
    return [_told(item) for item in sorted(every, key=_answer_order)]


def _told(item: _PlacedAnswer) -> tuple[object, ...]:
    span, d = item
    return d.kind, d.text, d.function, d.detail, span


def _says(f: Found, where: Where) -> tuple[object, ...]:
    d, cost = f.draft, f.draft.cost
    rate = cost.often, cost.cold, cost.bytes, cost.modest, cost.on_branch
    head = d.part_of
    rest = d.compiler, d.advice, d.size, d.in_goroutine, rate, head and (head.code, head.message, head.compiler)
    return d.code, d.function, d.message, f.place.now(where), rest


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
    where: Where | None = None,
) -> FileReport:
    """What there is to say of a file, of which nothing was known; see `findings_of`. where: declarations stand, if it
    is not where they stood when it was placed."""
    placed, where = list(placed), where or {}
    order = in_order(placed, where)
    made = findings_of(order, rules=rules, hot=hot, generated=generated)
    findings = Findings([f.place for f in order], made, where)
    return FileReport(path, tuple(findings), Later([p.answers for p in placed], where))


def findings_of(
    order: Iterable[Found],
    *,
    rules: Rules = CALM,
    hot: Set[str] = frozenset(),
    spared: Spared | None = None,
    partial: Mapping[AnyNode, str] | None = None,
    generated: bool = False,
) -> list[Finding]:
    """Of what was found in a file, in order, as it stood when it was placed. rules: for severities; hot: functions that
    the package calls from loops; spared: what inlining spares whoever calls, None if that is not known; partial: reason
    by ir.Func (None: of all functions); generated: nobody edits the file."""
    partial = partial or {}
    everywhere = partial.get(None, "")
    findings: list[Finding] = []
    told: dict[tuple[Place, str], int] = {}  # by place and code: what is part of it may be of another instance
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
        told[d.place, d.code] = len(findings)
        if d.part_of is not None:
            parts.append((len(findings), found, d.part_of))
        made_from = n, often, cold, severity, partial.get(d.func, "") or everywhere, instead
        if found.finding is None or found.made_from != made_from:
            found.made_from, found.finding = sources.setdefault(made_from, made_from), _finding(found, *made_from)
        findings.append(found.finding)
    for i, found, head in parts:
        at = told.get((head.place, head.code))
        if at is not None:
            findings[i] = _part(found, findings[i], findings[at])
    return findings


def in_order(placed: Iterable[Placed], where: Where) -> list[Found]:
    """What was found in a file, in the order in which it is reported. Instances of generic code, and literals that were
    inlined, say each once, whichever of them was analysed first."""
    told: list[Found] = []
    last: tuple[int, int, str, str, str] | None = None
    for order, found in sorted([(_order(f, where), f) for p in placed for f in p.findings], key=_first):
        if last is None or order[:3] != last[:3]:
            told.append(found)
            last = order
        elif order == last and _simpler(found, where) < _simpler(told[-1], where):
            told[-1] = found
    return told


def _order(found: Found, where: Where) -> tuple[int, int, str, str, str]:
    span, d = found.place.span_now(where), found.draft
    return span.start, span.end, d.code, d.function, d.message


def _first(ordered: tuple[tuple[int, int, str, str, str], Found]) -> tuple[int, int, str, str, str]:
    return ordered[0]


def _simpler(found: Found, where: Where) -> tuple[object, ...]:
    """Of what says the same of one place, that is told which has most of the compiler's lines and the fewest steps."""
    d, cost = found.draft, found.draft.cost
    _, steps = found.place.now(where)
    way = [(step.span.file, step.span.start, step.span.end, step.message) for step in steps]
    rate = not d.in_goroutine, cost.often, cost.cold, cost.modest, cost.on_branch, str(cost.bytes), str(d.size)
    return -len(d.compiler), len(steps), d.compiler, way, d.advice, *rate


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

    __slots__ = ("_made", "_placed", "_where")

    def __init__(self, placed: Iterable[Answers], where: Where) -> None:
        self._placed = tuple(placed)
        self._where = where
        self._made: tuple[Answer, ...] | None = None

    def __call__(self) -> tuple[Answer, ...]:
        if self._made is None:
            found: dict[_Mark, Answer] = {}
            for span, d in sorted([a for each in self._placed for a in each.placed(self._where)], key=_answer_order):
                mark = d.kind + d.text, span.start, span.end
                if mark not in found:
                    found[mark] = Answer(d.kind, span, d.text, d.function, d.detail)
            self._made = tuple(found.values())
        return self._made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Later):
            return NotImplemented
        both = {id(a) for a in other._placed if (at := a.anchors()).now(self._where) == at.now(other._where)}
        both &= {id(a) for a in self._placed}
        mine, theirs = ([a for a in each._placed if id(a) not in both] for each in (self, other))
        return _told_by(mine, self._where) == _told_by(theirs, other._where)

    __hash__ = None  # type: ignore[assignment]


def _answer_order(item: _PlacedAnswer) -> tuple[object, ...]:
    """Of equal ones, as copies of a literal have, the one that costs the callers' budget least comes first."""
    span, d = item
    return span.start, span.end, d.kind, d.text, d.function, len(d.detail), d.detail


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
        found.place.span,
        d.message,
        "\n".join(d.compiler),
        severity,
        d.function,
        found.place.steps,
        _advice(d, cold, instead),
        d.size,
        often == "loop",
        d.in_goroutine,
        partial,
        ":".join((*_ident(d), str(number))),
        often=often,
        cold=cold,
    )

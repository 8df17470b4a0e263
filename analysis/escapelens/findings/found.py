"""What was found, at its place, and the findings made of it.

What: after an edit most of what was found in a file stands elsewhere, and most of that is switched off: nobody looks at
it before the next edit. So a draft that has only moved keeps where it stood and how it has moved since, and the finding
that was made of it is moved when somebody asks for it.

Property: the same findings are made whenever, and by whichever thread, they are asked for, though two threads may get
two that are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from escapelens.findings import model
from escapelens.findings.draft import Draft
from escapelens.findings.model import Finding, Often, Severity, Span, Step
from escapelens.findings.moved import FEW, Moved
from escapelens.findings.severity import Rules
from escapelens.findings.spared import Spared

By = tuple[Rules, Set[str], "Spared | None", bool]
Judged = tuple[By, tuple[Often, str, Severity, str]]
"""What a verdict hangs on, and the verdict: how often it is paid, why it is rare, the severity, what is to be said in
place of an advice that is in vain."""


Source = tuple[int, Often, str, Severity, str, str]
"""What a finding is made from besides its draft: its number among equals, how often it is paid, why it is rare, the
severity, why it is partial, what is said in place of its advice."""


class _At(Struct, frozen=True, gc=False):
    """Where it stood, and the steps that led there; how all in its file has moved since, and how all or parts of it
    have after that."""

    span: Span
    steps: tuple[Step, ...]
    bytes: int = 0
    lines: int = 0
    moves: tuple[Moved, ...] = ()


class Standing(Struct, eq=False):
    """A place and the steps that lead to it. start: of the place; low, reach: where the first and the last of what lies
    in its file begins; reaches: where the last in each other file does, by path."""

    start: int
    low: int
    reach: int
    reaches: tuple[tuple[str, int], ...]
    _at: _At

    @property
    def span(self) -> Span:
        return self._settled().span

    @property
    def steps(self) -> tuple[Step, ...]:
        return self._settled().steps

    def _settled(self) -> _At:
        at = self._at
        if at.bytes or at.lines or at.moves:
            span, steps = at.span, at.steps
            whole = (Moved(span.file, 0, at.bytes, at.lines),) if at.bytes or at.lines else ()
            for by in (*whole, *at.moves):
                span = by.of(span)
                if any([by.moves(s.span) for s in steps]):
                    steps = tuple([Step(by.of(s.span), s.message) if by.moves(s.span) else s for s in steps])
            self._at = at = _At(span, steps)  # in one go: another thread may ask as well
        return at

    def moved(self, by: Moved) -> Standing:
        """The same after text has moved, but never past text that stands; the very same if nothing of it has moved."""
        at, start, low, reach, reaches = self._at, self.start, self.low, self.reach, self.reaches
        if at.span.file == by.file:
            if reach < by.at:
                return self
            whole = low >= by.at and not at.moves
            start = start + by.bytes if start >= by.at else start
            low = low + by.bytes if low >= by.at else low
            reach += by.bytes
        elif any([path == by.file and last >= by.at for path, last in reaches]):
            whole = False
            reaches = tuple([(path, last + by.bytes * (path == by.file)) for path, last in reaches])
        else:
            return self
        if whole:
            at = _At(at.span, at.steps, at.bytes + by.bytes, at.lines + by.lines)
        else:
            if len(at.moves) >= FEW:
                at = self._settled()
            at = _At(at.span, at.steps, at.bytes, at.lines, (*at.moves, by))
        return Standing(start, low, reach, reaches, at)

    def of(self, finding: Finding) -> Finding:
        """A finding that was made here, where this is now; the very same if it has not moved."""
        at = self._settled()
        if finding.span is at.span and finding.steps is at.steps:
            return finding
        if (finding.span, finding.steps) == (at.span, at.steps):  # two threads have asked
            return finding
        return replace(finding, span=at.span, steps=at.steps)


def standing(span: Span, steps: tuple[Step, ...]) -> Standing:
    low = reach = span.start
    reaches: dict[str, int] = {}
    for step in steps:
        if step.span.file == span.file:
            low, reach = min(low, step.span.start), max(reach, step.span.start)
        else:
            reaches[step.span.file] = max(reaches.get(step.span.file, 0), step.span.start)
    return Standing(span.start, low, reach, tuple(reaches.items()), _At(span, steps))


class Found(Struct, eq=False):
    """A draft at its place. finding: as last made of it, from `made_from`; it may have moved since."""

    draft: Draft
    place: Standing
    judged: Judged | None = None  # with what that was judged by
    made_from: Source | None = None
    finding: Finding | None = None
    part: tuple[Finding, Finding] | None = None  # the same as part of another one, as last asked for

    @property
    def span(self) -> Span:
        return self.place.span

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.place.steps

    def moved(self, by: Moved) -> Found:
        """The same after text has moved; the very same if nothing of it has."""
        place = self.place.moved(by)
        if place is self.place:
            return self
        return Found(self.draft, place, self.judged, self.made_from, self.finding, self.part)


def _order(place: Standing) -> tuple[object, ...]:
    return place.start, place.low, place.reach, place.reaches


class Findings(model.Findings):
    """Findings that were made at places, wherever these then were. It knows nothing of what they were made from, which
    leads to a whole package."""

    __slots__ = ("_made", "_places")

    def __init__(self, places: Sequence[Standing], made: Sequence[Finding]) -> None:
        self._places = places
        self._made = list(made)

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> Finding: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...
    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(at, slice):
            return tuple(self)[at]
        return self._now(range(len(self._made))[at])

    def __iter__(self) -> Iterator[Finding]:
        return map(self._now, range(len(self._made)))

    def __eq__(self, other: object) -> bool:
        """What stands elsewhere is told without making it."""
        if isinstance(other, Findings) and list(map(_order, self._places)) != list(map(_order, other._places)):
            return False
        return super().__eq__(other)

    __hash__ = None

    def shown(self) -> Sequence[Finding]:
        return [self._now(i) for i, finding in enumerate(self._made) if finding.severity != "off"]

    @property
    def as_made(self) -> Sequence[Finding]:
        """The findings, some of them where they stood before."""
        return self._made

    def _now(self, i: int) -> Finding:
        made = self._made[i]
        now = self._places[i].of(made)
        if now is not made:
            self._made[i] = now
        return now

"""What was found, at its place, and the findings made of it.

What: after an edit most of what was found in a file stands elsewhere, and most of that is switched off: nobody looks at
it before the next edit. So what was found is kept where it stood when it was placed (anchors.py), findings are made
there, and a report knows where the declarations stand that they lie in: a finding is carried along when somebody asks
for it.

Property: the same findings are made whenever, and by whichever thread, they are asked for, though two threads may get
two that are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from escapelens.findings import model
from escapelens.findings.anchors import Anchors, Where, carried
from escapelens.findings.draft import Draft
from escapelens.findings.model import Finding, Often, Severity, Span, Step
from escapelens.findings.severity import Rules
from escapelens.findings.spared import Spared

By = tuple[Rules, Set[str], "Spared | None", bool]
Judged = tuple[By, tuple[Often, str, Severity, str]]
"""What a verdict hangs on, and the verdict: how often it is paid, why it is rare, the severity, what is to be said in
place of an advice that is in vain."""


Source = tuple[int, Often, str, Severity, str, str]
"""What a finding is made from besides its draft: its number among equals, how often it is paid, why it is rare, the
severity, why it is partial, what is said in place of its advice."""


class Standing(Struct, frozen=True, eq=False, gc=False):
    """A place and the steps that lead to it, as they stood when they were placed.

    apart: in which of the anchors the place and each of the steps lies; None if all lie in the only one."""

    span: Span
    steps: tuple[Step, ...]
    anchors: Anchors
    apart: tuple[int, ...] | None = None

    @property
    def lies(self) -> tuple[int, ...]:
        """In which of the anchors the place and each of the steps lies."""
        return self.apart or (0,) * (1 + len(self.steps))

    def start(self, where: Where) -> int:
        return self.span_now(where).start

    def span_now(self, where: Where) -> Span:
        anchors, at = self.anchors, self.apart[0] if self.apart is not None else 0
        old = anchors.stood[at]
        return carried(self.span, old, where.get(anchors.bases[at], old))

    def now(self, where: Where) -> tuple[Span, tuple[Step, ...]]:
        """Where it is and what leads to it; the very same if nothing of it has moved."""
        old, new = self.anchors.stood, self.anchors.now(where)
        if new is old:
            return self.span, self.steps
        spans = self.span, *[step.span for step in self.steps]
        span, *steps = [carried(each, old[i], new[i]) for i, each in zip(self.lies, spans, strict=True)]
        if all([a is b.span for a, b in zip(steps, self.steps, strict=True)]):
            return span, self.steps
        return span, tuple([Step(a, b.message) for a, b in zip(steps, self.steps, strict=True)])

    def of(self, finding: Finding, where: Where) -> Finding:
        """A finding that was made here, where this is now; the very same if it has not moved."""
        span, steps = self.now(where)
        if span is self.span and steps is self.steps:
            return finding
        return replace(finding, span=span, steps=steps)


class Found(Struct, eq=False):
    """A draft at its place. finding: as last made of it, from `made_from`, where it was placed."""

    draft: Draft
    place: Standing
    judged: Judged | None = None  # with what that was judged by
    made_from: Source | None = None
    finding: Finding | None = None
    part: tuple[Finding, Finding] | None = None  # the same as part of another one, as last asked for


class Findings(model.Findings):
    """Findings that were made at places, wherever these are in a snapshot. It knows nothing of what they were made
    from, which leads to a whole package.

    where: of the declarations that they lie in, at least.
    """

    __slots__ = ("_made", "_now", "places", "where")

    def __init__(self, places: Sequence[Standing], made: Sequence[Finding], where: Where) -> None:
        self.places = places
        self.where = where
        self._made = made
        self._now: dict[int, Finding] = {}  # by number, what was asked for

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> Finding: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...
    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(at, slice):
            return tuple(self)[at]
        at = range(len(self._made))[at]
        now = self._now.get(at)
        if now is None:
            now = self._now[at] = self.places[at].of(self._made[at], self.where)
        return now

    def __iter__(self) -> Iterator[Finding]:
        return map(self.__getitem__, range(len(self._made)))

    def __eq__(self, other: object) -> bool:
        """What stands elsewhere is told without making it."""
        if isinstance(other, Findings) and len(self) == len(other):
            both = zip(self.places, self._made, other.places, other.as_made, strict=True)
            if all([place is its and made is theirs for place, made, its, theirs in both]):
                here, there = self.where, other.where
                anchors = {id(place.anchors): place.anchors for place in self.places}.values()
                return here == there or all(each.now(here) == each.now(there) for each in anchors)
        return super().__eq__(other)

    __hash__ = None

    def numbers_shown(self) -> Sequence[int]:
        return [i for i, finding in enumerate(self._made) if finding.severity != "off"]

    def but(self, said: Mapping[int, Finding]) -> Findings:
        made = list(self._made)
        for i, finding in said.items():
            place = self.places[i]
            made[i] = replace(finding, span=place.span, steps=place.steps)
        return Findings(self.places, made, self.where)

    @property
    def as_made(self) -> Sequence[Finding]:
        """The findings where they stood when they were placed."""
        return self._made

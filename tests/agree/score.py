"""Scores: sets of (file, line, column, message) compared, by kind of message and by package."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from agree.oracle import Line
from agree.reasons import Reasons

KINDS = (
    "moved to heap",
    "escapes to heap",
    "does not escape",
    "leaking param",
    "can inline",
    "inlining call to",
    "cannot inline",
    "flow",
    "other",
)
ESCAPE_KINDS = KINDS[:4]
INLINE_KINDS = KINDS[4:6]


def kind_of(text: str) -> str:
    if text.startswith("moved to heap: "):
        return "moved to heap"
    if text.startswith("leaking param"):
        return "leaking param"
    if text.startswith("can inline "):
        return "can inline"
    if text.startswith("inlining call to "):
        return "inlining call to"
    if text.startswith("cannot inline "):
        return "cannot inline"
    if text.startswith(("  ", "parameter ")) or " escapes to heap in " in text:
        return "flow"
    if text.endswith(" escapes to heap"):
        return "escapes to heap"
    if text.endswith(" does not escape"):
        return "does not escape"
    return "other"


@dataclass(slots=True)
class Tally:
    same: int = 0
    missing: int = 0
    extra: int = 0

    def add(self, other: Tally) -> None:
        self.same += other.same
        self.missing += other.missing
        self.extra += other.extra

    @property
    def f1(self) -> float:
        total = 2 * self.same + self.missing + self.extra
        return 1.0 if total == 0 else 2 * self.same / total


@dataclass(slots=True)
class Comparison:
    """One package: tallies by kind, and the lines that differ."""

    package: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    missing: list[Line] = field(default_factory=list)
    extra: list[Line] = field(default_factory=list)
    seconds: float = 0.0
    error: str = ""
    reasons: Reasons | None = None  # at -m=2

    def total(self, kinds: tuple[str, ...]) -> Tally:
        sum_ = Tally()
        for kind in kinds:
            sum_.add(self.tallies.get(kind, Tally()))
        return sum_


def compare(package: str, ours: list[Line], theirs: list[Line]) -> Comparison:
    a, b = set(ours), set(theirs)
    result = Comparison(package, missing=sorted(b - a), extra=sorted(a - b))
    for kind in KINDS:
        result.tallies[kind] = Tally()
    for line in a & b:
        result.tallies[kind_of(line.text)].same += 1
    for line in result.missing:
        result.tallies[kind_of(line.text)].missing += 1
    for line in result.extra:
        result.tallies[kind_of(line.text)].extra += 1
    return result


def sum_of(comparisons: list[Comparison], kinds: tuple[str, ...]) -> Tally:
    total = Tally()
    for c in comparisons:
        total.add(c.total(kinds))
    return total


def reasons_of(comparisons: list[Comparison]) -> Reasons | None:
    """What -m=2 adds, over all packages; None at other flags."""
    found = [c.reasons for c in comparisons if c.reasons is not None]
    if not found:
        return None
    total = Reasons()
    for r in found:
        total.add(r)
    return total


def classes(comparisons: list[Comparison], most: int = 25) -> list[tuple[str, int, str]]:
    """The most frequent classes of difference: (class, lines, an example)."""
    count: Counter[str] = Counter()
    example: dict[str, str] = {}
    for c in comparisons:
        for sign, lines in (("-", c.missing), ("+", c.extra)):
            for line in lines:
                key = f"{sign} {kind_of(line.text)}"
                count[key] += 1
                example.setdefault(key, f"{c.package}/{line.file}:{line.line}:{line.column}: {line.text}")
    return [(key, n, example[key]) for key, n in count.most_common(most)]

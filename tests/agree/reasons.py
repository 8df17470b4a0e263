"""What -m=2 adds, scored whole: chains of flow lines, and inlining decisions with their costs and reasons.

What: a chain is its headline with the flow lines under it, in their order; it is the same only if every line is. A
decision is `can inline F` or `cannot inline F` at F's place; its detail is the cost, or the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from agree.oracle import Line

Place = tuple[str, int, int]
_HEADLINE = re.compile(r".* (escapes to heap in .*|leaks to .* with derefs=-?\d+):$")
_CAN = re.compile(r"can inline (.*) with cost (\d+) as: ")
_CANNOT = re.compile(r"cannot inline (.*?): (.*)")
_VERDICT = re.compile(r"moved to heap: |.* escapes to heap$")


@dataclass(slots=True)
class Share:
    """same of all that the compiler has; extra: ours alone."""

    same: int = 0
    all: int = 0
    extra: int = 0

    def add(self, other: Share) -> None:
        self.same += other.same
        self.all += other.all
        self.extra += other.extra

    @property
    def value(self) -> float:
        return self.same / self.all if self.all else 1.0


@dataclass(slots=True)
class Reasons:
    """unexplained: heap verdicts of ours without a chain at their place."""

    chains: Share = field(default_factory=Share)
    decisions: Share = field(default_factory=Share)
    details: Share = field(default_factory=Share)
    unexplained: int = 0

    def add(self, other: Reasons) -> None:
        self.chains.add(other.chains)
        self.decisions.add(other.decisions)
        self.details.add(other.details)
        self.unexplained += other.unexplained


def chains(lines: Iterable[Line]) -> set[tuple[Line, ...]]:
    """Headlines with what is under them. lines: in the order printed."""
    found: list[list[Line]] = []
    for line in lines:
        if _HEADLINE.match(line.text):
            found.append([line])
        elif found and line.text.startswith("  "):
            found[-1].append(line)
    return {tuple(c) for c in found}


def decisions(lines: Iterable[Line]) -> dict[tuple[str, int, int, str], tuple[bool, str]]:
    """Place and name of a function -> (can inline, cost or reason)."""
    found = {}
    for line in lines:
        for pattern, can in ((_CAN, True), (_CANNOT, False)):
            m = pattern.match(line.text)
            if m:
                found[line.file, line.line, line.column, m[1]] = can, m[2]
                break
    return found


def compare_reasons(ours: list[Line], theirs: list[Line]) -> Reasons:
    a, b = chains(ours), chains(theirs)
    mine, want = decisions(ours), decisions(theirs)
    explained = {(c[0].file, c[0].line, c[0].column) for c in a}
    return Reasons(
        Share(len(a & b), len(b), len(a - b)),
        Share(sum(k in mine and mine[k][0] == v[0] for k, v in want.items()), len(want), len(mine.keys() - want)),
        Share(sum(mine.get(k) == v for k, v in want.items()), len(want), len(mine.keys() - want)),
        sum(bool(_VERDICT.match(x.text)) and (x.file, x.line, x.column) not in explained for x in set(ours)),
    )

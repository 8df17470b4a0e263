"""The findings of a file after an edit: those from before, moved with their text, joined by those of what was edited.

Property: what is found is what `placing.in_order` and `placing.findings_of` find of all that is placed now; where that
can't be told at once (two units speak of one place, or of functions of one name), nothing is found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from escapelens.findings.model import Finding
from escapelens.findings.placing import Found, Placed, in_order

Order: TypeAlias = "tuple[list[Found], list[Finding]]"
"""What was found, in the order in which it is reported, and the findings made of it."""


def joined(
    order: Sequence[Found],
    findings: Sequence[Finding],
    before: Mapping[Hashable, Placed],
    now: Mapping[Hashable, Placed],
    make: Callable[[list[Found]], list[Finding]],
) -> Order | None:
    """order, findings: of what was placed before; before, now: by unit. make: findings of what is new."""
    moved: dict[int, Found] = {}
    gone: list[Found] = [f for key, placed in before.items() if key not in now for f in placed.findings]
    come: list[Found] = []
    for key, placed in now.items():
        was = before.get(key)
        if placed is was:
            continue
        if was is not None and _stands(was, placed):
            moved.update(zip(map(id, was.findings), placed.findings, strict=True))
        else:
            come += placed.findings
            gone += was.findings if was is not None else ()
    if (gone or come) and len(order) != sum([len(placed.findings) for placed in before.values()]):
        return None  # instances of generic code, which say each once
    away, named = {id(f) for f in gone}, {f.draft.function for f in (*gone, *come)}
    stayed: list[Found] = []
    stayed_findings: list[Finding] = []
    starts: list[int] = []
    for f, finding in zip(order, findings, strict=True):
        if id(f) in away:
            continue
        if named and f.draft.function in named:
            return None  # they count together
        g = moved.get(id(f), f)
        stayed.append(g)
        stayed_findings.append(finding if g is f else _moved(finding, f, g))
        starts.append(g.span.start)
    if starts != sorted(starts):
        return None
    if come:
        new = in_order([Placed(come)])
        at = [bisect_left(starts, f.span.start) for f in new]
        if any(i < len(starts) and starts[i] == f.span.start for i, f in zip(at, new, strict=True)):
            return None
        for n, (i, f, finding) in enumerate(zip(at, new, make(new), strict=True)):
            stayed.insert(i + n, f)
            stayed_findings.insert(i + n, finding)
    return stayed, stayed_findings


def _stands(before: Placed, now: Placed) -> bool:
    """Has nothing more happened to it than that text has moved?"""
    a, b = before.findings, now.findings
    return len(a) == len(b) and all(f.draft is g.draft for f, g in zip(a, b, strict=True))


def _moved(finding: Finding, was: Found, now: Found) -> Finding:
    """The finding that was made of `was`, of `now`, which stands elsewhere."""
    assert was.finding is not None
    now.made_from, now.finding = was.made_from, replace(was.finding, span=now.span, steps=now.steps)
    if finding is was.finding:
        return now.finding
    now.part = now.finding, replace(finding, span=now.span, steps=now.steps)
    return now.part[1]

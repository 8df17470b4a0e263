"""The findings of a file after an edit: those from before, joined by those of what was edited.

Property: what is found is what `placing.in_order` and `placing.findings_of` find of all that is placed now; where that
can't be told at once (two units speak of one place, or of functions of one name), nothing is found. What has only moved
is not looked at: its findings move when somebody asks for them (found.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence

from escapelens.findings.found import Findings, Found
from escapelens.findings.model import Finding
from escapelens.findings.placing import Placed, in_order


def joined(
    order: Sequence[Found],
    known: Findings,
    before: Mapping[Hashable, Placed],
    now: Mapping[Hashable, Placed],
    make: Callable[[list[Found]], list[Finding]],
) -> tuple[Sequence[Found], Findings] | None:
    """order, known: what was placed before, in the order in which it is reported, and its findings; before, now: by
    unit. make: findings of what is new. The very same if nothing of it has moved, come or gone."""
    moved: dict[int, Found] = {}
    gone: list[Found] = [f for key, placed in before.items() if key not in now for f in placed.findings]
    come: list[Found] = []
    for key, placed in now.items():
        was = before.get(key)
        if placed is was:
            continue
        if was is not None and _stands(was, placed):
            moved.update({id(f): g for f, g in zip(was.findings, placed.findings, strict=True) if g is not f})
        else:
            come += placed.findings
            gone += was.findings if was is not None else ()
    if not (moved or gone or come):
        return order, known
    if (gone or come) and len(known) != sum([len(placed.findings) for placed in before.values()]):
        return None  # instances of generic code, which say each once
    away, named = {id(f) for f in gone}, {f.draft.function for f in (*gone, *come)}
    here = [i for i, f in enumerate(order) if id(f) not in away]
    if named and any(order[i].draft.function in named for i in here):
        return None  # they count together
    stayed, as_made = [moved.get(id(f := order[i]), f) for i in here], known.as_made
    made = [as_made[i] for i in here]
    starts = [f.place.start for f in stayed]
    if starts != sorted(starts):
        return None
    if come:
        new = in_order([Placed(come)])
        at = [bisect_left(starts, f.place.start) for f in new]
        if any(i < len(starts) and starts[i] == f.place.start for i, f in zip(at, new, strict=True)):
            return None
        for n, (i, f, finding) in enumerate(zip(at, new, make(new), strict=True)):
            stayed.insert(i + n, f)
            made.insert(i + n, finding)
    return stayed, Findings([f.place for f in stayed], made)


def _stands(before: Placed, now: Placed) -> bool:
    """Has nothing more happened to it than that text has moved?"""
    a, b = before.findings, now.findings
    return len(a) == len(b) and all(f.draft is g.draft for f, g in zip(a, b, strict=True))

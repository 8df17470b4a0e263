"""The findings of a file after an edit: those from before, joined by those of what was edited.

Property: what is found is what `placing.in_order` and `placing.findings_of` find of all that is placed now; where that
can't be told at once (two units speak of one place, or of functions of one name), nothing is found. What has only moved
is not looked at (found.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from escapelens.findings.anchors import Where
from escapelens.findings.found import Findings, Found, Standing
from escapelens.findings.model import Finding
from escapelens.findings.placing import Placed, in_order


class Account(Struct, eq=False):
    """What was found in a file in the order in which it is reported, and its findings. named: how many speak of each
    function; once: none of it was found twice, as what is said of instances of generic code is."""

    order: list[Found]
    findings: Findings
    named: Counter[str]
    once: bool


def account(placed: Iterable[Placed], make: Callable[[list[Found]], list[Finding]], where: Where) -> Account:
    """make: findings of what was found in a file; where: the declarations stand."""
    placed = list(placed)
    order = in_order(placed, where)
    findings = Findings([f.place for f in order], make(order), where)
    once = len(order) == sum([len(each.findings) for each in placed])
    return Account(order, findings, Counter([f.draft.function for f in order]), once)


def joined(
    known: Account,
    before: Mapping[Hashable, Placed],
    now: Mapping[Hashable, Placed],
    make: Callable[[list[Found]], list[Finding]],
    where: Where,
) -> Account | None:
    """known: what was placed before; the declarations that stayed must be in the same order still. before, now: by
    unit. make: findings of what is new; where: the declarations stand now."""
    again: dict[int, Found] = {}
    gone: list[Found] = [f for key, placed in before.items() if key not in now for f in placed.findings]
    come: list[Found] = []
    for key, placed in now.items():
        was = before.get(key)
        if placed is was:
            continue
        if was is not None and _stands(was, placed):
            again.update({id(f): g for f, g in zip(was.findings, placed.findings, strict=True)})
        else:
            come += placed.findings
            gone += was.findings if was is not None else ()
    order, findings = known.order, known.findings
    if not (again or gone or come):
        return Account(order, Findings(findings.places, findings.as_made, where), known.named, known.once)
    named = known.named
    if gone or come:
        if not known.once:
            return None
        named = named - Counter([f.draft.function for f in gone])
        if any([f.draft.function in named for f in (*gone, *come)]):
            return None  # they count together
        named.update([f.draft.function for f in come])
    order, places, made = [*order], [*findings.places], [*findings.as_made]
    for f in gone:
        i = _at(f, order, places, findings.where)
        del order[i], places[i], made[i]
    if again:
        for i, f in enumerate(order):
            if (g := again.get(id(f))) is not None:
                if f.place.span_now(where) != g.place.span:
                    return None
                order[i], places[i] = g, g.place
                made[i] = replace(made[i], span=g.place.span, steps=g.place.steps)
    if come:
        new = in_order([Placed(come)], where)
        if len(new) != len(come):
            return None
        starts = [f.place.start(where) for f in new]
        at = [bisect_left(places, start, key=lambda place: place.start(where)) for start in starts]
        if any([i < len(places) and places[i].start(where) == start for i, start in zip(at, starts, strict=True)]):
            return None
        for n, (i, f, finding) in enumerate(zip(at, new, make(new), strict=True)):
            order.insert(i + n, f)
            places.insert(i + n, f.place)
            made.insert(i + n, finding)
    return Account(order, Findings(places, made, where), named, known.once)


def _at(found: Found, order: list[Found], places: list[Standing], where: Where) -> int:
    """Where it is in the order. where: the declarations stood when that was made."""
    at = bisect_left(places, found.place.start(where), key=lambda place: place.start(where))
    while order[at] is not found:
        at += 1
    return at


def _stands(before: Placed, now: Placed) -> bool:
    """Has nothing more happened to it than that it was placed anew?"""
    a, b = before.findings, now.findings
    return len(a) == len(b) and all(f.draft is g.draft for f, g in zip(a, b, strict=True))

"""Type terms (T, ~T, or everything) and unions of them in normal form.

Counterpart: `types2/typeterm.go`, `termlist.go`. A term is a pair (tilde, type); type None stands for all types.
"""

from __future__ import annotations

from escapelens.model.identity import identical
from escapelens.model.types import Type
from escapelens.model.under import under

Term = tuple[bool, Type | None]
TermList = list[Term]

ALL_TERMS: TermList = [(False, None)]


def is_all(xl: TermList) -> bool:
    return any(x[1] is None for x in xl)


def disjoint(x: Term, y: Term) -> bool:
    ux: Type = x[1]  # type: ignore[assignment]
    uy: Type = y[1]  # type: ignore[assignment]
    if y[0]:
        ux = under(ux)
    if x[0]:
        uy = under(uy)
    return not identical(ux, uy)


def term_includes(x: Term, t: Type) -> bool:
    if x[1] is None:
        return True
    return identical(x[1], under(t) if x[0] else t)


def term_subset_of(x: Term, y: Term) -> bool:
    if y[1] is None:
        return True
    if x[1] is None:
        return False
    if disjoint(x, y):
        return False
    return not x[0] or y[0]


def _union(x: Term, y: Term) -> Term | None:
    """x ∪ y if that is a single term."""
    if x[1] is None:
        return x
    if y[1] is None:
        return y
    if disjoint(x, y):
        return None
    return x if x[0] or not y[0] else y


def _intersect(x: Term, y: Term) -> Term | None:
    if x[1] is None:
        return y
    if y[1] is None:
        return x
    if disjoint(x, y):
        return None
    return x if not x[0] or y[0] else y


def norm(xl: TermList) -> TermList:
    used = [False] * len(xl)
    rl: TermList = []
    for i, xi in enumerate(xl):
        if used[i]:
            continue
        for j in range(i + 1, len(xl)):
            if used[j]:
                continue
            u = _union(xi, xl[j])
            if u is not None:
                if u[1] is None:
                    return ALL_TERMS
                xi = u
                used[j] = True
        rl.append(xi)
    return rl


def union(xl: TermList, yl: TermList) -> TermList:
    return norm(xl + yl)


def intersect(xl: TermList, yl: TermList) -> TermList:
    if xl is ALL_TERMS:
        return yl
    if yl is ALL_TERMS:
        return xl
    rl: TermList = []
    for x in xl:
        for y in yl:
            r = _intersect(x, y)
            if r is not None:
                rl.append(r)
    return norm(rl)


def subset_of(xl: TermList, yl: TermList) -> bool:
    if not yl:
        return not xl
    return all(any(term_subset_of(x, y) for y in yl) for x in xl)


def equal(xl: TermList, yl: TermList) -> bool:
    return xl is yl or (subset_of(xl, yl) and subset_of(yl, xl))


def includes(xl: TermList, t: Type) -> bool:
    return any(term_includes(x, t) for x in xl)

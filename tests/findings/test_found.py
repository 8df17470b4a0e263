"""What was found stands where it would if it were placed now, whoever asks and when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from escapelens.findings.anchors import ABROAD, FOREIGN, Anchors, Where
from escapelens.findings.found import Findings, Standing
from escapelens.findings.model import Finding, Span, Step
from escapelens.source import Placement

BASES = [100, 200, 300, FOREIGN]  # of declarations, two in each file, with a line of text and one more
FILES = {100: "a.go", 200: "a.go", 300: "b.go"}

Place = tuple[int, int, int]
"""In which declaration, on which of its lines, and at which byte of that."""


def at(base: int, lines: int, column: int) -> Placement:
    return Placement(FILES[base], 50 * lines + column - 1, lines + 1, column)


def span(place: Place, where: Where) -> Span:
    """The lines of a declaration have fifty bytes; the first begins where that does."""
    base, line, byte = place
    if base == FOREIGN:
        return Span("std.go", 50 * line + byte, 50 * line + byte + 3, line + 1, byte + 1)
    stood = where[base]
    start = stood.offset + 50 * line + byte
    return Span(stood.file, start, start + 3, stood.line + line, byte + 1 if line else stood.column + byte)


def standing(places: list[Place], where: Where) -> Standing:
    bases = [*dict.fromkeys(base for base, _, _ in places)]
    first, *steps = [span(place, where) for place in places]
    anchors = Anchors(tuple(bases), tuple(where.get(base, ABROAD) for base in bases))
    lies = tuple(bases.index(base) for base, _, _ in places) if len(bases) > 1 else None
    return Standing(first, tuple(Step(each, str(i)) for i, each in enumerate(steps)), anchors, lies)


def finding(f: Standing, severity: str) -> Finding:
    return Finding("boxed", f.span, "it is boxed", "escapes", severity, "f", f.steps)  # type: ignore[arg-type]


def places() -> st.SearchStrategy[list[Place]]:
    place = st.tuples(st.sampled_from(BASES), st.integers(0, 3), st.integers(0, 20))
    return st.lists(place, min_size=1, max_size=4)


def wheres() -> st.SearchStrategy[dict[int, Placement]]:
    placement = st.tuples(st.integers(0, 30), st.integers(1, 9))
    return st.fixed_dictionaries({base: placement.map(lambda p, b=base: at(b, *p)) for base in FILES})


@given(places(), wheres(), st.lists(wheres(), max_size=4))
def test_it_stands_where_it_would_be_placed(told: list[Place], first: Where, later: list[Where]) -> None:
    f = standing(told, first)
    made = finding(f, "hint")
    for where in (*later, first):
        g = standing(told, where)
        assert f.now(where) == (g.span, g.steps)
        assert f.span_now(where) == g.span and f.start(where) == g.span.start
        assert f.of(made, where) == finding(g, "hint")
        assert (f.of(made, where) is made) == ((f.span, f.steps) == (g.span, g.steps))
    same = {base: at(base, p.line - 1, p.column) for base, p in first.items()}
    assert f.of(made, same) is made, "other objects, but the same places"


@given(st.lists(places(), max_size=4), wheres(), wheres())
def test_findings_are_equal_where_they_stand_the_same(told: list[list[Place]], first: Where, other: Where) -> None:
    all_places = [standing(each, first) for each in told]
    made = [finding(f, "hint") for f in all_places]
    here, there = Findings(all_places, made, first), Findings(all_places, made, other)
    assert (here == there) == (tuple(here) == tuple(there))
    assert here == Findings(all_places, made, dict(first)) == tuple(here)


def test_findings_are_made_where_they_stand_and_stay_the_same() -> None:
    first = {base: at(base, n, 1) for n, base in enumerate(FILES)}
    later = {**first, 200: at(200, 9, 1)}
    told = [standing([(base, 1, 4)], first) for base in (100, 200, 200)]
    made = [finding(f, severity) for f, severity in zip(told, ("hint", "off", "warning"), strict=True)]
    before, after = Findings(told, made, first), Findings(told, made, later)
    assert before != after
    assert [*after.numbers_shown()] == [0, 2]
    assert after[2] is after[-1], "it is made once"
    assert [f.span.line for f in after] == [2, 11, 11] and [f.span.line for f in before] == [2, 3, 3]
    assert after == tuple(after) and tuple(after) == after and after[1:] == tuple(after)[1:]
    assert after[0] is made[0] and len(after) == 3


def test_what_a_mark_says_moves_as_well() -> None:
    first = {base: at(base, n, 1) for n, base in enumerate(FILES)}
    later = {**first, 100: at(100, 7, 1)}
    told = [standing([(100, 1, 4), (300, 0, 2)], first), standing([(300, 1, 4)], first)]
    findings = Findings(told, [finding(f, "hint") for f in told], later)
    said = findings.but({0: finding(standing([(100, 1, 4), (300, 0, 2)], later), "off")})
    assert [f.severity for f in said] == ["off", "hint"] and [*said.numbers_shown()] == [1]
    assert [f.span for f in said] == [f.span for f in findings] and said[0].steps == findings[0].steps
    assert [f.severity for f in findings] == ["hint", "hint"]

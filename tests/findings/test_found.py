"""What was found stands where it would if it had been moved at once, whoever asks and when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from escapelens.findings.found import Findings, Standing, standing
from escapelens.findings.model import Finding, Span, Step
from escapelens.findings.moved import Moved

FILES = ["a.go", "b.go"]


def spans() -> st.SearchStrategy[Span]:
    return st.builds(
        lambda file, start: Span(file, 100 * start, 100 * start + 7, start + 1, 3),
        st.sampled_from(FILES),
        st.integers(0, 9),
    )


def moves() -> st.SearchStrategy[tuple[str, int, int]]:
    """The file, before which of its places text is put in or taken out, and how many lines of it."""
    return st.tuples(st.sampled_from(FILES), st.integers(0, 10), st.sampled_from([-2, -1, 1, 2, 3]))


def finding(f: Standing, severity: str) -> Finding:
    return Finding("boxed", f.span, "it is boxed", "escapes", severity, "f", f.steps)  # type: ignore[arg-type]


@given(spans(), st.lists(spans(), max_size=3), st.lists(st.tuples(moves(), st.booleans()), max_size=20))
def test_moved_later_or_at_once(span: Span, others: list[Span], edits: list[tuple[tuple[str, int, int], bool]]) -> None:
    steps = tuple(Step(each, str(i)) for i, each in enumerate(others))
    f = standing(span, steps)
    made = finding(f, "hint")
    where = {file: [100 * i for i in range(11)] for file in FILES}  # where text stands that stood at 0, 100, …
    for (file, n, lines), asks in edits:
        room = where[file][n] - (where[file][n - 1] + 20 if n else 0)
        by = Moved(file, where[file][n], max(10 * lines, -room), lines)
        where[file][n:] = [at + by.bytes for at in where[file][n:]]
        before, known = f, (span, steps)
        span, steps = by.of(span), tuple(Step(by.of(s.span), s.message) for s in steps)
        f = f.moved(by)
        assert (f is before) == ((span, steps) == known)
        assert f.start == span.start
        if asks:
            assert (f.span, f.steps) == (span, steps)
            assert (before.span, before.steps) == known
    now = f.of(made)
    assert (now.span, now.steps, now.message) == (span, steps, made.message)
    assert f.of(now) is now


def test_findings_are_made_where_they_stand_and_stay_the_same() -> None:
    first = [standing(Span("a.go", at, at + 5, at // 10, 1), ()) for at in (10, 20, 30)]
    made = [finding(f, severity) for f, severity in zip(first, ("hint", "off", "warning"), strict=True)]
    by = Moved("a.go", 15, 100, 4)
    before, after = Findings(first, made), Findings([f.moved(by) for f in first], made)
    assert before != after
    assert [f.span.start for f in after.shown()] == [10, 130]
    assert after.shown()[1] is after[2], "it is moved once"
    assert [f.span.start for f in after] == [10, 120, 130] and after[-1].span.line == 7
    assert [f.span.start for f in before] == [10, 20, 30], "an earlier report says what it said"
    assert after == tuple(after) and tuple(after) == after and after[1:] == tuple(after)[1:]
    assert after[0] is made[0] and len(after) == 3

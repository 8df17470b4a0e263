"""What is captured by reference names what makes it so, and advice goes by that."""

from __future__ import annotations

import pytest

from escapelens.findings.model import Finding
from findings.report import report

HEAD = (
    "package p\n\ntype T struct{ a, b int }\n\nfunc (t *T) Add() { t.a++ }\n\nvar (\n\tkept func()\n\tsink []*T\n)\n\n"
)


def of(body: str, code: str, name: str = "") -> Finding:
    return next(f for f in report(HEAD + body).findings if f.code == code and name in f.message)


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("func f() { n := 0; kept = func() { n++ } }", "`n++` assigns to it"),
        ("func f(xs []int) { n := 0; kept = func() { println(n) }; for _, n = range xs { } }", "assigns to it"),
        ("func f() { n, m := 0, 0; kept = func() { println(n) }; n, m = m, n }", "`n, m = m, n` assigns to it"),
        ("func f() { n := T{}; kept = func() { println(n.b) }; n.a = 1 }", "`n.a = 1` assigns to it"),
        ("func f() { n := T{}; n.Add(); kept = func() { println(n.b) } }", "`n.Add` takes its address"),
        (
            "func f() { n := [4]int{}; g(n[:]); kept = func() { println(n[0]) } }\n\nfunc g(xs []int) {}",
            "`n[:]` takes its address",
        ),
        ("func f() { n := 1; g(&n); kept = func() { println(n) } }\n\nfunc g(p *int) {}", "`&n` takes its address"),
    ],
)  # fmt: skip
def test_the_assignment_is_named(body: str, cause: str) -> None:
    finding = of(body, "captured", "n is moved")
    assert f"for {cause}" in finding.message or cause in finding.message
    step = next(step for step in finding.steps if cause in step.message)
    text = (HEAD + body).encode()[step.span.start : step.span.end].decode()
    assert "n" in text and text not in ("n", "func()")


def test_a_variable_of_the_same_name_is_another_one() -> None:
    body = "func f() { n := 1; { n := 2; n++; println(n) }; g(&n); kept = func() { println(n) } }\n\nfunc g(p *int) {}"
    assert "`&n` takes its address" in of(body, "captured", "n is moved").message


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        (
            "func f() { n := 0; kept = func() { n++ } }",
            "one call of the function literal needs what another has set n to",
        ),
        ("func f(n int) { kept = func() { println(n) }; n = 2 }", "capture a copy: `n := n` before it"),
        (
            "func f() { n := 0; g(&n); kept = func() { println(n) } }\n\nfunc g(p *int) {}",
            "make one before it (`n := n`)",
        ),
    ],
)
def test_advice_goes_by_the_cause(body: str, advice: str) -> None:
    assert advice in of(body, "captured", "n is moved").advice


def test_a_literal_that_is_kept_says_by_what() -> None:
    finding = of("func f(n int) { kept = func() { println(n) } }", "captured", "the function literal")
    assert finding.advice == "No fix is known as long as kept keeps the function literal, which needs n."


def test_nodes_of_lists_are_not_to_be_values() -> None:
    body = "type N struct{ next *N }\n\nfunc f(n *N) { n.next = &N{} }\n\n"
    body += "type B struct{ t *T }\n\nfunc g(b *B) { b.t = &T{} }"
    assert of(body, "stored", "&N{}").advice == "No fix is known as long as n.next keeps it."
    assert (
        of(body, "stored", "&T{}").advice
        == "If nobody needs to share &T{}, nor asks whether b.t is nil, let that hold the value instead of a pointer."
    )

"""Messages, steps and advice speak in the source's own words."""

from __future__ import annotations

import pytest

from escapelens.findings.model import Finding
from findings.plain import inner_names, sentences
from findings.report import report

HEAD = "package p\n\ntype T struct{ a, b int }\n\nvar (\n\tsink any\n\tkept *T\n)\n\n"


def of(body: str, code: str) -> Finding:
    return next(f for f in report(HEAD + body).findings if f.code == code)


def test_no_inner_name_in_a_sample_of_std() -> None:
    for path, count, bad in inner_names(["./examples/...", "bufio", "sort", "text/tabwriter"]):
        assert bad == [], path
        assert count >= 0


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("func f() { g(1, 2) }\n\n//go:noinline\nfunc g(args ...int) { sink = args }", "outlives-scope",
         "the slice of variadic arguments of g is allocated"),
        ("func f[P any](x P) { sink = x }\n\nfunc h() { f(T{}) }", "boxed", "boxing x"),
        ("func f() func() *T { return func() *T { return &T{1, 2} } }", "returned", "&T{1, 2} is allocated"),
        ("func f(m map[int]*T) { m[1] = &T{\n\t\ta: 1,\n\t} }", "stored", "&T{…} is allocated on the heap"),
    ],
)  # fmt: skip
def test_own_words(body: str, code: str, words: str) -> None:
    assert words in of(body, code).message


def test_deferred_is_said_of_defers_in_loops_only() -> None:
    loop = "func f(xs []*T) { for _, x := range xs { defer func() { kept = x }() } }"
    once = "func f(x *T) { y := T{}; defer func() { kept = &y }() }"
    assert "deferred" in {f.code for f in report(HEAD + loop).findings}
    assert "deferred" not in {f.code for f in report(HEAD + once).findings}


def test_no_loop_for_what_leaves_it() -> None:
    body = "func f(xs []int) []int { for range xs { xs = append(xs, 1); return xs }; return nil }"
    assert not [text for f in report(HEAD + body).findings for text in sentences(f) if "loop" in text]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("func f() *T { return &T{1, 2} }", "let the result be the value (T)"),
        (
            "func (t *T) Set() { t.a = 1 }\n\nfunc f() *T { return &T{1, 2} }",
            "No fix is known as long as callers expect a pointer, which methods of T take",
        ),
        ("func f() any { return &T{1, 2} }", "No fix is known as long as a new one is given, in an interface."),
    ],
)
def test_a_value_is_returned_where_a_caller_can_use_one(body: str, words: str) -> None:
    assert words in of(body, "returned").advice

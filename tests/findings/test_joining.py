"""What is said of strings that are joined, by what they are joined for."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import found


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("func f(b []byte, key string) []byte { return append(b, key+`\\x00`...) }",
         "Its parts, appended to b one after the other, need not be joined."),
        ("type kind string\n\nfunc f(ss []string) kind { k := kind(``); for _, s := range ss { k = kind(`; ` + s) };"
         " return `x` + k }", "No fix is known as long as it is to be of type kind."),
        ("//go:noinline\nfunc g(s string) int { return len(s) }\n\nfunc f(a, b string) int { s := a + b;"
         " return g(s[1:]) }", "Strings that are joined make a new one; where bytes will do"),
    ],
)  # fmt: skip
def test_what_is_joined_is_told_by_what_for(tmp_path: Path, body: str, advice: str) -> None:
    told = [x.advice for x in found(tmp_path, body)]
    assert [x for x in told if x.startswith(advice)], told

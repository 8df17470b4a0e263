"""What hangs on the code around: how much each round adds, what a condition asked of a field, what keeps a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import of

LATE = "How many elements b gets is only known when the loop ends;"


@pytest.mark.parametrize(
    ("body", "is_late"),
    [
        ("for _, e := range all { b = append(b, '\\n'); b = append(b, e.Error()...) }", True),
        ("for _, e := range all { t := e.Error(); b = append(b, t...) }", True),
        ("for _, e := range all { b = append(b, byte(len(e.Error()))) }", False),
        ("for _, e := range all { b = append(b, 1); c = append(c, e.Error()...) }", False),
        ("t := all[0].Error(); for range all { b = append(b, t...) }", False),
    ],
)
def test_how_much_is_appended_may_be_known_in_each_round(tmp_path: Path, body: str, is_late: bool) -> None:
    told = of(
        tmp_path, f"func f(all []error) ([]byte, []byte) {{ var b, c []byte; {body}; return b, c }}", "append-growth"
    )
    assert told.advice.startswith(LATE) == is_late


@pytest.mark.parametrize(
    ("before", "unless"),
    [
        ('if v.b == "" { return v.a }', ""),
        ('if v.b == "" { return v.a }; v.b = v.b[1:]', ", unless v.a and v.b are empty"),
        ('if v.a == "x" { return v.a }', ", unless v.a and v.b are empty"),
        ("if len(v.a) == 0 { return v.a }", ""),
        ('if w.b == "" { return v.a }', ", unless v.a and v.b are empty"),
    ],
)
def test_a_condition_may_ask_for_a_field(tmp_path: Path, before: str, unless: str) -> None:
    body = f"type two struct{{ a, b string }}\n\n//go:noinline\nfunc f(v, w two) string {{ {before}; "
    told = of(tmp_path, body + 'return v.a + "." + v.b }', "returned")
    assert told.message == f'v.a + "." + v.b is allocated on the heap{unless}: it is returned'


def test_a_text_that_an_element_keeps_is_one(tmp_path: Path) -> None:
    told = of(tmp_path, 'func f(lines []string) { lines[len(lines)-1] += "\\n" }', "runtime-alloc")
    assert told.advice == "No fix is known as long as lines[len(lines)-1] keeps it."


@pytest.mark.parametrize(
    ("use", "is_spared"),
    [
        ("s := string(b); if _, ok := m[s]; ok || s == t { return }", True),
        ("s := string(b); for range s { for range s { n++ } }", True),
        ("print(string(b))", False),
        ("s := string(b); if s != t { print(s) }", False),
    ],
)
def test_text_that_is_only_looked_at_needs_no_bytes(tmp_path: Path, use: str, is_spared: bool) -> None:
    told = of(tmp_path, f"func f(b []byte, t string, m map[string]int) {{ n := 0; {use}; print(n) }}", "runtime-alloc")
    assert ("as the key of a map at once" in told.advice) == is_spared

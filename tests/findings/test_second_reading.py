"""What a reader of findings of std found false or of no use in advice on literals, fields and strings."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import of


def test_a_literal_that_runs_once_is_itself_made_each_time(tmp_path: Path) -> None:
    body = "func f(xs []string) (all []func() string) { for _, x := range xs { all = append(all, sync.OnceValue(func()"
    body += " string { return x })) }; return }"
    finding = of(tmp_path, body, "captured")
    assert (finding.often, finding.cold) == ("loop", "")


REFILLED = "It is emptied and filled again, so it grows only where it never held as much."


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        ("func f(t *text, n int) { t.b = t.b[:0]; t.b = append(t.b, byte(n)) }", "append-growth", REFILLED),
        ("func f(t *text, n int) { t.b = t.b[:0]; t.b = more(t.b, n) }\n\n"
         "func more(b []byte, n int) []byte { return append(b, byte(n)) }", "append-growth", REFILLED),
        ("func f(t *text, n int) { t.b = append(t.b, byte(n)) }", "append-growth",
         "Made with the capacity that it will need, t.b would not grow."),
        # What is begun in the round is not what the rounds add to.
        ("func f(xs []string, s string) (n int) { for _, x := range xs { l := x; if s != x { l = l + s + x };"
         " n += len(l) }; return }", "runtime-alloc", "Append the parts to a []byte that is used again"),
        ("func f(xs []string, s string) int { l := s; for _, x := range xs { l = l + x }; return len(l) }",
         "outlives-scope", "In a loop use a strings.Builder with Grow"),
        ("func f(r *http.Cookie) { r.Name += `/` }", "runtime-alloc",
         "Unavoidable as long as r.Name is a string that is added to."),
        # The twin gives bytes, where a string is asked for.
        ("func f(b []byte) int { s := strings.TrimSpace(string(b)); g(s); return len(s) }\n\n"
         "//go:noinline\nfunc g(s string) { sink = s }", "outlives-scope", "This call costs it: g"),
        # What is all zero is there to be filled.
        ("func f(r io.Reader) int { return g(r, []byte{0}) }\n\n//go:noinline\n"
         "func g(r io.Reader, b []byte) int { n, _ := r.Read(b); return n }", "outlives-scope",
         "If g does not keep it, one that is made before can be used again."),
        ("func f(r io.Writer) int { return g(r, []byte{1}) }\n\n//go:noinline\n"
         "func g(r io.Writer, b []byte) int { n, _ := r.Write(b); return n }", "outlives-scope",
         "If g only reads it, make it once, as a package variable."),
    ],
)  # fmt: skip
def test_advice_fits_what_is_added_to(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert of(tmp_path, body, code).advice.startswith(advice)

"""The judge: which edits allocate less, which do not, and what is said of the gain."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.ledger.compare import gain
from escapelens.ledger.model import FunctionCosts
from ledger.ledgers import ledgers

HEAD = """package p

type pair struct{ a, b int }
type block struct{ a [26]int }

var sink any
var ints []int
var table map[string]int

//go:noinline
func use(xs []int) int { return len(xs) }

//go:noinline
func show(xs ...any) { sink = xs[0] }

func enabled() bool { return ints != nil }

"""

# name, before, after, what is gained ("" for nothing)
EDITS = [
    (
        "a copy on the rare branch",
        "func f(b block, rare bool) { if rare { sink = &b } }",
        "func f(b block, rare bool) { if rare { c := b; sink = &c } }",
        "1 allocation of 208 bytes a call, on some paths",
    ),
    (
        "behind an early return",
        "func f(n int) *pair { p := &pair{n, n}; if n < 0 { return nil }; return p }",
        "func f(n int) *pair { if n < 0 { return nil }; p := &pair{n, n}; return p }",
        "1 allocation of 16 bytes a call, on some paths",
    ),
    (
        "behind a panic: the common path gains nothing",
        "func f(n int) *pair { p := &pair{n, n}; if n < 0 { return p }; panic(1) }",
        "func f(n int) *pair { if n < 0 { p := &pair{n, n}; return p }; panic(1) }",
        "1 allocation of 16 bytes a call, on some paths",
    ),
    (
        "by value",
        "func f(n int) *pair { p := &pair{n, n}; sink = p; return nil }",
        "func f(n int) *pair { p := &pair{n, n}; p.a++; return nil }",
        "1 allocation of 16 bytes a call",
    ),
    (
        "out of a loop",
        "func f(n int) { for range n { p := &pair{1, 2}; sink = p } }",
        "func f(n int) { p := &pair{1, 2}; for range n { sink = p } }",
        "1 allocation of 16 bytes a round of the loop",
    ),
    (
        "out of a loop in which it was conditional",
        "func f(n int) { for i := range n { if i > 3 { p := &pair{1, 2}; sink = p } } }",
        "func f(n int) { p := &pair{1, 2}; for i := range n { if i > 3 { sink = p } } }",
        "",
    ),
    (
        "into a loop",
        "func f(n int) { p := &pair{1, 2}; for range n { sink = p } }",
        "func f(n int) { for range n { p := &pair{1, 2}; sink = p } }",
        "",
    ),
    (
        "room for all",
        "func f(n int) { var xs []int; for i := range n { xs = append(xs, i) }; ints = xs }",
        "func f(n int) { xs := make([]int, 0, n); for i := range n { xs = append(xs, i) }; ints = xs }",
        "1 allocation whenever xs grows",
    ),
    (
        "room for what may not come",
        "func f(n int) { var xs []int; for i := range n { if i > 3 { xs = append(xs, i) } }; ints = xs }",
        "func f(n int) { xs := make([]int, 0, n); for i := range n { if i > 3 { xs = append(xs, i) } }; ints = xs }",
        "",
    ),
    (
        "room of a constant size",
        "func f(n int) { var xs []int; for i := range n { xs = append(xs, i) }; ints = xs }",
        "func f(n int) { xs := make([]int, 0, 1000); for i := range n { xs = append(xs, i) }; ints = xs }",
        "",
    ),
    (
        "a map with room",
        "func f(n int) map[int]int { m := make(map[int]int); for i := range n { m[i] = i }; return m }",
        "func f(n int) map[int]int { m := make(map[int]int, n); for i := range n { m[i] = i }; return m }",
        "1 allocation whenever m grows",
    ),
    (
        "back into the index",
        "func f(b []byte) int { s := string(b); sink = 1; return table[s] + len(s) }",
        "func f(b []byte) int { sink = 1; return table[string(b)] + len(b) }",
        "1 allocation of len(b) bytes a call, when len(b) is more than 32",
    ),
    (
        "a smaller object",
        "func f(n int) { sink = &block{} }",
        "func f(n int) { sink = &pair{n, n} }",
        "192 bytes less a call",
    ),
    (
        "a larger object",
        "func f(n int) { sink = &pair{n, n} }",
        "func f(n int) { sink = &block{} }",
        "",
    ),
    (
        "the same on another path",
        "func f(n int) { if n > 3 { sink = &pair{n, n} } else { n++ } }",
        "func f(n int) { if n > 3 { n++ } else { sink = &pair{n, n} } }",
        "",
    ),
    (
        "one branch less, one more",
        "func f(n int) { if n > 3 { sink = &pair{n, n}; ints = []int{1, 2, 3} } else { sink = 1 } }",
        "func f(n int) { if n > 3 { ints = []int{1, 2, 3} } else { sink = &pair{n, n} } }",
        "",
    ),
    (
        "an array instead of a slice",
        "func f(n int) int { xs := make([]int, n+8); return use(xs) }",
        "func f(n int) int { var xs [8]int; return use(xs[:]) }",
        "1 allocation a call, when n + 8 is more than 4",
    ),
    (
        "a guard around a call",
        "func f(n int) { show(n) }",
        "func f(n int) { if enabled() { show(n) } }",
        "1 allocation of 8 bytes a call, when n is more than 255, on some paths",
    ),
    (
        "two captured variables in one",
        "func f(n int) func() int { a, b := &pair{n, n}, &pair{1, n}; return func() int { a.a++; return b.a } }",
        "func f(n int) func() int { s := &[2]pair{{n, n}, {1, n}}; return func() int { s[0].a++; return s[1].a } }",
        "1 allocation of 8 bytes a call",
    ),
    (
        "nothing",
        "func f(n int) { sink = &pair{n, n} }",
        "func f(n int) { p := pair{n, n}; sink = &p }",
        "",
    ),
    (
        "a call that was not there",
        "func f(n int) { sink = &pair{n, n} }",
        "func f(n int) { use(ints) }",
        "",
    ),
]


def judged(folder: Path, before: str, after: str) -> tuple[list[FunctionCosts], list[FunctionCosts]]:
    """The ledgers of f before and after."""
    old, new = ledgers(folder / "before", HEAD + before), ledgers(folder / "after", HEAD + after)
    return [old["f"]], [new["f"]]


@pytest.mark.parametrize(("before", "after", "expected"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_gain(tmp_path: Path, before: str, after: str, expected: str) -> None:
    won = gain(*judged(tmp_path, before, after))
    assert (won.text if won is not None else "") == expected
    if expected:
        assert gain(*reversed(judged(tmp_path, before, after))) is None


def test_nothing_changes_for_the_same_text(tmp_path: Path) -> None:
    text = "func f(n int) { for range n { ints = append(ints, n) }; if n > 3 { sink = &pair{n, n} } }"
    assert gain(*judged(tmp_path, text, text)) is None

"""What a reader of findings of std found false or of no use in what it makes of rooms, small numbers and channels."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of


@pytest.mark.parametrize(
    "body",
    [
        "func f(xs []int, i, j int) []int { return slices.Delete(xs, i, j) }",
        "func f(xs []int, i, j int) []int { _ = xs[i:j]; return append(xs[:i], xs[j:]...) }",
        "func f(xs []int, j int) []int { return append(xs[:0], xs[j:]...) }",
    ],
)
def test_what_is_cut_out_makes_nothing_grow(tmp_path: Path, body: str) -> None:
    assert not [x for x in found(tmp_path, body) if x.code == "append-growth"]


def test_what_is_put_in_makes_it_grow(tmp_path: Path) -> None:
    body = "func f(xs []int, i int) []int { return append(xs[:i+1], xs[i:]...) }"
    assert of(tmp_path, body, "append-growth")


def test_a_byte_is_boxed_for_nothing_however_wide_it_is(tmp_path: Path) -> None:
    boxed = of(tmp_path, "func f(b byte) { sink = int64(b) }", "boxed")
    assert "which needs no allocation at run time" in boxed.message


@pytest.mark.parametrize(
    ("body", "free"),
    [
        ("func f(t *[30]string) { for i := range t { sink = i } }", True),
        ("func f(t *[300]string) { for i := range t { sink = i } }", False),
        ("func f() { for i := range 256 { sink = i } }", True),
        ("func f(n int) { for i := range n { sink = i } }", False),
        ("func f() { for i := 0; i < 256; i++ { sink = i } }", True),
        ("func f() { for i := 0; i <= 256; i++ { sink = i } }", False),
        ("func f(n int) { for i := 0; i < 256; i++ { i += n; sink = i } }", False),
        ("func f() { for i := 0; i < 256; i++ { g := func() { i *= 3 }; g(); sink = i } }", False),
        ("func f(n int) { if n < 0 || n > 255 { return }; sink = n }", True),
        ("func f(n int) { if n < 0 || n > 255 { n = 3; return }; sink = n }", False),
        ("func f(n int) { if n < 0 && n > 255 { return }; sink = n }", False),
        ("func f(n int) { if n < 0 || n > 255 { println(n) }; sink = n }", False),
        ("func f(n int) { if n >= 0 && 255 >= n { sink = n } }", True),
        ("func f(n int) { if n >= 0 && 255 >= n { n++; sink = n } }", False),
        ("func f(n int) { if n > 255 { goto big }; return; big: sink = n }", False),
        ("func f(n uint) { if n > 255 { goto big }; if n > 9 { return }; big: sink = n }", False),
        ("func f(n uint) { if n > 9 { return }; sink = n * 28 }", True),
        ("func f(n uint) { if n > 9 { return }; sink = n * 29 }", False),
        ("func f(n uint) { if n > 9 { return }; sink = n - 1 }", False),
        ("func f(n uint32) { sink = n >> 24 }", True),
        ("func f(n uint32) { sink = n >> 23 }", False),
        ("func f(n int32) { sink = n >> 24 }", False),
        ("func f(n uint32) { sink = int(n % 256) }", True),
        ("func f(n int) { sink = n % 256 }", False),
        ("func f(n uint32) { sink = int8(n >> 24) }", True),
        ("func f(n int) { switch n { case 3, 4, 255: sink = n } }", True),
        ("func f(n int) { switch n { case 300: fallthrough; case 3: sink = n } }", False),
        ("func f(n int) { switch n { case 3: default: sink = n } }", False),
        ("func f(x []int) { if x == nil { sink = x } }", True),
        ("func f(x []int) { if x != nil { return }; sink = x }", True),
        ("func f(x []int) { if x != nil { sink = x } }", False),
        ("func f(x []int) { if len(x) == 0 { sink = x } }", False),
        ("func f(x []int, n int) { if x == nil { x = append(x, n); sink = x } }", False),
        ("func f(s string) { if s == `` { sink = s } }", True),
        ("func f(s, t string) { if s == `` && t != `` { sink = t } }", False),
        ("func f(n int) { p := &n; if n < 0 || n > 255 { return }; *p = 300; sink = n }", False),
    ],
)
def test_what_is_small_or_empty_for_sure_is_boxed_for_nothing(tmp_path: Path, body: str, free: bool) -> None:
    boxed = of(tmp_path, body.replace("; big:", "\nbig:\n"), "boxed")
    assert ("which needs no allocation at run time" in boxed.message, boxed.often == "never") == (free, free)


def test_a_receiver_that_is_made_at_once_has_no_room(tmp_path: Path) -> None:
    body = "func f(x *big.Int, n int) { for range n { sink = new(big.Int).Set(x) } }"
    advice = [x.advice for x in found(tmp_path, body)]
    assert "new(big.Int) begins without room, so new(big.Int).Set makes it; one that is used again has some." in advice
    body = "func f(x, y *big.Int, n int) { for range n { y.Set(x) } }"
    advice = [x.advice for x in found(tmp_path, body)]
    assert "It is made, by y.Set, only where what there is, is too small." in advice


def test_a_channel_that_is_closed_is_not_used_again(tmp_path: Path) -> None:
    body = "func f(g func()) { done := make(chan int); go func() { g(); close(done) }(); <-done }"
    assert of(tmp_path, body, "runtime-alloc").advice == (
        "No fix is known as long as each call makes its own: what is closed cannot be used again."
    )
    body = body.replace("close(done)", "done <- 1")
    assert of(tmp_path, body, "runtime-alloc").advice == "No fix is known as long as each call makes its own."
    body = body.replace("func f(g func()) {", "func f(g func()) { for {").replace("<-done }", "<-done } }")
    assert of(tmp_path, body, "runtime-alloc").advice.endswith("one that nobody closes can be used again.")


def test_type_arguments_are_named_as_they_are_written(tmp_path: Path) -> None:
    body = "type tree[T any] struct{ of T; a [9]int }\n\n//go:noinline\n"
    body += "func f() *tree[*big.Int] { return &tree[*big.Int]{} }\n\n//go:noinline\n"
    body += "func g() *tree[leaf] { return &tree[leaf]{} }"
    advice = [x.advice for x in all_of(tmp_path, body) if x.code == "returned" and x.function in ("f", "g")]
    assert "let the result be the value (tree[*big.Int]);" in advice[0]
    assert "let the result be the value (tree[leaf]);" in advice[1]


def test_what_a_call_makes_and_is_returned_is_named_by_the_call(tmp_path: Path) -> None:
    body = "type hold struct{ r *big.Int }\n\nfunc f() *hold { i := new3(); x := &hold{r: i}; x.keep(); return x }\n\n"
    body += "func new3() *big.Int { r := big.Int{}; return &r }\n\n//go:noinline\n"
    body += "func (h *hold) keep() { sink = h.r }"
    finding = of(tmp_path, body, "outlives-scope")
    assert finding.advice == "No fix is known as long as what new3 makes is part of what is returned, too."
    assert "a pointer to it is part of what is passed to x.keep" in finding.message

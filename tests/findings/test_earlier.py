"""What is said of what a loop or a method makes, where what was made before would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of

CLEAR = "Where {x} holds a map already, which nobody else needs, `clear({x})` empties it, and none is made."
BUF = "type in struct { b *bytes.Buffer; w *strings.Reader; n int }\n\n"
MEMO = "type memo struct{ Seen map[int]int }\n\n"
USE = "\n\n//go:noinline\nfunc use(m map[int]int, x *int) { _ = m }"


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        # One that is made where there is none yet could be made before, on the stack.
        ("func f(g func(int) bool) { var m map[int]int; for i := 0; g(i); i++ { if m == nil {"
         " m = make(map[int]int) }; m[i]++ }; use(m, nil) }" + USE,
         "Made where m is declared, outside of the loop, make(map[int]int) could be on the stack."),
        ("func f(g func(int) bool) string { var n *big.Int; for i := 0; g(i); i++ { if n == nil {"
         " n = new(big.Int) }; n = n.Lsh(n, 7).Or(n, n) }; return n.String() }",
         "Made where n is declared, outside of the loop, new(big.Int) could be on the stack."),
        # Not where each round may need another.
        ("func f(g func(int) bool) { var m, old map[int]int; for i := 0; g(i); i++ { if m == nil {"
         " m = make(map[int]int) }; m[i]++; old, m = m, nil }; use(old, nil) }" + USE,
         "No fix is known as long as old, which is declared further out, holds it."),
        # A loop that is left with it needs no other.
        ("func f(g func(int) int) { var p *int; for { n := g(1); if n > 0 { p = &n; break } }; use(nil, p) }" + USE,
         "The loop is left once p points to it: declared before the loop, n could stay on the stack."),
        ("func f(g func(int) int) { var p *int; for { for { n := g(1); if n > 0 { p = &n; break } };"
         " if g(*p) > 2 { break } }; use(nil, p) }" + USE, "Let p hold the value of n instead of a pointer"),
        ("func f(g func(int) int) { var p *int; for { n := g(1); if n > 0 { p = &n; continue }; break };"
         " use(nil, p) }" + USE, "Let p hold the value of n instead of a pointer"),
        # A method value of what stays the same.
        ("func f(t *text) { h := func() int { return 0 }; for call(h) { if len(t.b) > 9 { h = t.size } } }\n\n"
         "//go:noinline\nfunc call(h func() int) bool { return h() > 2 }\n\nfunc (t *text) size() int {"
         " return len(t.b) }",
         "Nothing in the loop changes t: the method value t.size, made once before, would do for all rounds, but"),
        # A map takes the place of another.
        (MEMO + "func (m *memo) f(n int) { m.Seen = make(map[int]int, n); m.Seen[n] = n }",
         CLEAR.format(x="m.Seen")),
        (MEMO + "func f(n int) *memo { m := &memo{}; m.Seen = make(map[int]int, n);"
         " sink = m; return m }", "No fix is known as long as m.Seen keeps it."),
        (MEMO + "func (m *memo) f(n int) { seen := make(map[int]int, n); m.Seen = seen }",
         "No fix is known as long as m.Seen keeps it."),
        (MEMO + "func (m *memo) f(n int) { old := m.Seen; m.Seen = make(map[int]int, n); m.Seen[n] = old[n] }",
         "No fix is known as long as m.Seen keeps it."),
        # One that was made before can be Reset, if it was not dropped.
        (BUF + "func (z *in) f(s string) { z.w = strings.NewReader(s) }",
         "Where z.w holds one already, which nobody else needs, Reset that in place of a call of strings.NewReader."),
        (BUF + "func (z *in) f(s string) { *z = in{b: z.b}; if z.w != nil { z.w.Reset(s) } else {"
         " z.w = strings.NewReader(s) } }", "`*z = in{b: z.b}` drops what z.w held; kept across that, it could be"
         " Reset, in place of a call of strings.NewReader."),
        (BUF + "func f(s string) *in { z := &in{n: len(s)}; z.w = strings.NewReader(s); sink = z; return z }",
         "No fix is known as long as what keeps it needs one of its own, which strings.NewReader makes."),
    ],
)  # fmt: skip
def test_what_was_made_before_would_do(tmp_path: Path, body: str, advice: str) -> None:
    told = [x.advice for x in all_of(tmp_path, body)]
    assert [x for x in told if advice in x], told


def test_what_a_method_makes_it_may_keep(tmp_path: Path) -> None:
    body = "func (z *in) reset(n int) { if n > 9 { z.b = make([]byte, 4096) } }\n\n"
    body = "type in struct{ b []byte }\n\n" + body + "func f(z *in, n int) { z.reset(n) }"
    told = [x.advice for x in all_of(tmp_path, body) if x.function == "f"]
    assert told == ["z.reset makes it on some of its ways, and keeps it in what z points to."]


def test_what_a_call_within_makes_where_nothing_is_is_kept(tmp_path: Path) -> None:
    body = "type memo struct{ m map[int]int }\n\ntype user struct{ memo *memo }\n\n"
    body += "func newMemo() *memo { return &memo{m: make(map[int]int)} }\n\n"
    body += "func (u *user) get() *memo { if u.memo == nil { u.memo = newMemo() }; return u.memo }\n\n"
    body += "func f(u *user, n int) int { return u.get().m[n] }"
    told = [x.advice for x in all_of(tmp_path, body) if x.function == "f"]
    assert told == ["It is made only where, within u.get, u.memo is nil."]


def test_who_makes_it_is_not_who_keeps_it(tmp_path: Path) -> None:
    body = "type node struct{ l *leaf }\n\nfunc (n *node) set(l *leaf) { n.l = l }\n\n"
    body += "func fresh(n int) *leaf { if n > 0 { return &leaf{n, n} }; return nil }\n\n"
    body += "func f(n *node) { n.set(fresh(len(os.Args))) }"
    told = [x.advice for x in all_of(tmp_path, body) if x.function == "f"]
    assert told == ["No fix is known as long as fresh is called: on some of its ways it makes something new."]

"""What is said of room for what is appended: where it cannot be told before, and where there is some already."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import found

COME = "How many elements xs gets is only known when the loop ends;"
TOLD = "Where it can be told before how many elements xs will get"
SCAN = "type lines interface{ Scan() bool; Text() string; Next() (string, error); Len() int; Rest() []byte }\n\n"

PARSE = "const end, comma = 'e', 'c'\n\ntype parser struct{ tok rune }\n\n//go:noinline\n"
PARSE += "func (p *parser) next() string { p.tok++; return string(p.tok) }\n\n"
PARSE += "func f(p *parser, n rune) { var xs []string; "


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        # A call says that there is no more.
        (SCAN + "func f(s lines) { var xs []string; for s.Scan() { xs = append(xs, s.Text()) }; sink = xs }", COME),
        (SCAN + "func f(s lines) { var xs []string; for { x, err := s.Next(); if err != nil { break };"
         " xs = append(xs, x) }; sink = xs }", COME),
        (SCAN + "func f(s lines) { var xs []string; x, err := s.Next(); for err == nil && x != `end` {"
         " xs = append(xs, x); x, err = s.Next() }; sink = xs }", COME),
        (SCAN + "func f(s chan string) { var xs []string; for x := range s { xs = append(xs, x) }; sink = xs }", COME),
        (SCAN + "func f(s chan string, done chan bool) { var xs []string; for { select { case x := <-s:"
         " xs = append(xs, x); case <-done: sink = xs; return } } }", COME),
        (SCAN + "type all struct{ xs []string }\n\nfunc f(t *all, s lines) { for s.Scan() {"
         " t.xs = append(t.xs, s.Text()) } }", "How many elements t.xs gets is only known when the loop ends;"),
        (PARSE + "for p.tok != end && p.tok != '}' { xs = append(xs, p.next()) };"
         " sink = xs }", COME),
        (PARSE + "for p.tok == comma || p.tok == end { xs = append(xs, p.next()) };"
         " sink = xs }", COME),
        (PARSE + "for p.tok != n { xs = append(xs, p.next()) }; sink = xs }",
         TOLD),
        (PARSE + "for p.tok != 0 { xs = append(xs, p.next()) }; sink = xs }", TOLD),
        ("type scan struct{ tok []byte }\n\n//go:noinline\nfunc (s *scan) next() {}\n\nfunc f(s *scan) {"
         " xs := [][]byte{}; for s.next(); len(s.tok) > 2; s.next() { xs = append(xs, s.tok) }; sink = xs }", COME),
        ("func f(g func() []int) (r []int) { for { x := g(); if x == nil { return r }; if len(r) > 9 { old := r;"
         " r = nil; r = append(r, old[1:]...) }; r = append(r, x...) } }",
         "No fix is known as long as what r held is kept"),
        ("func f(g func() []int) (r []int) { for { x := g(); if x == nil { return r }; if len(r) > 9 { r = nil };"
         " r = append(r, x...) } }", "r begins with nothing again and again"),
        ("type list []int\n\nfunc (l *list) add(n int) { *l = append(*l, n) }\n\ntype rows struct{ l list }\n\n"
         "func (r *rows) reset() { r.l = r.l[:0] }\n\nfunc f(r *rows, g func(int) bool) {"
         " for n := 9; g(n); n += 2 { r.l.add(n) } }", "It is emptied and filled again"),
        ("type list []int\n\nfunc (l *list) add(n int) { *l = append(*l, n) }\n\nfunc f(g func(int) bool) list {"
         " xs := list{}; xs.add(1); for n := 9; g(n); n += 2 { xs.add(n) }; return xs }",
         "Where it can be told before how many elements xs will get, make it with that capacity"),
        ("type list []int\n\nfunc (l *list) add(n int) { *l = append(*l, n) }\n\nfunc f(g func(int) bool) list {"
         " xs := list{}; xs.add(1); for g(len(xs)) { xs.add(1) }; return xs }",
         "Nothing here tells before how many elements xs will get;"),
        # An array is not emptied and filled again, nor what begins as one.
        ("type re struct { sub []int; one [1]int }\n\nfunc (r *re) reset() { r.sub = r.sub[:0] }\n\nfunc f(r *re,"
         " xs []int) { r.sub = append(r.one[:0], xs...) }",
         "r.one has room for 1: an array on the heap is made only for more."),
        ("type re struct { sub []int; one [1]int }\n\nfunc (r *re) reset() { r.sub = r.sub[:0] }\n\nfunc f(r *re,"
         " n int) { r.sub = r.one[:0]; r.sub = append(r.sub, n) }",
         "Nothing here tells before how many elements r.sub will get;"),
        ("type re struct { sub []int; one [1]int }\n\nfunc (r *re) reset() { r.sub = r.sub[:0] }\n\nfunc f(r *re,"
         " n int) { r.sub = append(r.sub, n) }", "It is emptied and filled again"),
        # Who gives a slice gives it its room, whoever of them it is.
        ("//go:noinline\nfunc first(n int) []int { return nil }\n\n//go:noinline\nfunc other(n int) []int { return"
         " nil }\n\nfunc f(n int) []int { var xs []int; if n > 9 { xs = first(n) } else { xs = other(n) };"
         " for i := 0; i < n; i += 2 { xs = append(xs, i) }; return xs }",
         "How much room there is, is up to first, other."),
        ("func put(b []byte, n byte) []byte { return append(b, n) }\n\nfunc f(n int) int { var b []byte; for i := 0;"
         " i < n; i += 2 { b = put(b[:0], byte(i)) }; return len(b) }", "It is emptied and filled again"),
        ("type bits struct{ b []byte }\n\nfunc (v *bits) put(n byte) { v.b = append(v.b, n) }\n\nfunc f(n int) *bits {"
         " v := new(bits); for i := 0; i < n; i += 2 { v.put(byte(i)) }; return v }",
         "v.put appends; where v is made, room for all would do, as far as that can be told."),
        ("//go:noinline\nfunc first(n int) []int { return nil }\n\nfunc f(v any, n int) []int { xs := first(n);"
         " if n > 9 { xs = v.([]int) }; for i := 0; i < n; i += 2 { xs = append(xs, i) }; return xs }",
         "Before the loop, `xs = slices.Grow(xs, n)` makes room for all"),
        # A bound is known, or may be.
        (SCAN + "func f(s lines) { var xs []string; for i := 0; i < s.Len(); i++ { xs = append(xs, s.Text()) };"
         " sink = xs }", "Make xs with the final capacity before the loop"),
        (SCAN + "func f(s lines, n int) { var xs []string; for n > len(xs) && s.Scan() { xs = append(xs, s.Text()) };"
         " sink = xs }", TOLD),
        (SCAN + "func f(s lines, n int) { var xs []string; for { if len(xs) >= n { break }; x, err := s.Next();"
         " if err != nil { return }; xs = append(xs, x) }; sink = xs }", TOLD),
        (SCAN + "func f(s lines) { xs := []string{}; for s.Len() > 0 && s.Len() <= 9 { xs = append(xs, s.Text()) };"
         " sink = xs }", TOLD),
        ("//go:noinline\nfunc next(b []byte) (byte, []byte) { return b[0], b[1:] }\n\nfunc f(b []byte) { var xs []byte;"
         " for len(b) > 0 { var c byte; c, b = next(b); xs = append(xs, c) }; sink = xs }", COME),
        ("func f(b []byte) { var xs []byte; for len(b) > 0 { xs = append(xs, b[0]); b = b[1:] }; sink = xs }", TOLD),
        ("func f(b []byte) { var xs []int; for { i := bytes.IndexByte(b, 9); if i < 0 { break }; xs = append(xs, i);"
         " b = b[i+1:] }; sink = xs }", COME),
        ("type all struct{ xs []int }\n\nfunc f(t *all, n int) { t.xs = append(t.xs, n) }",
         "Nothing here tells before how many elements t.xs will get;"),
        ("func f(b []int) { var all [][]int; var run []int; for i, n := range b { if n == 0 { all = append(all, run);"
         " run = nil }; run = append(run, i) }; sink = all }", "No fix is known as long as what run held is kept"),
        # What is declared in a round gets what comes in it.
        (SCAN + "func f(s lines) { for s.Scan() { var xs []byte; for _, c := range s.Rest() { xs = append(xs, c) };"
         " sink = xs } }", "Before the loop, `make([]byte, 0, n)`"),
        # Room is made before, or left.
        ("type list struct{ xs []int }\n\n//go:noinline\nfunc (l *list) grow(n int) {}\n\n"
         "func f(l *list, b []int) { l.grow(len(b)); xs := l.xs; for len(b) > 0 { xs = append(xs, b[0]); b = b[1:] };"
         " l.xs = xs }", "l.grow is called before to make room: it grows only where that is not enough."),
        ("func f(g func(int) bool) { var xs []int; for i := 0; i < 99; { if g(i) { xs = append(xs, i) } else {"
         " xs = xs[:len(xs)-1] }; i += len(xs) }; sink = xs }", "What is taken off leaves room for what is added"),
        ("type list struct{ xs []int }\n\nfunc (l *list) pop() { l.xs = l.xs[:len(l.xs)-1] }\n\n"
         "func f(l *list, n int) { l.xs = append(l.xs, n) }", "What is taken off leaves room for what is added"),
    ],
)  # fmt: skip
def test_room_is_advised_where_it_can_be_made(tmp_path: Path, body: str, advice: str) -> None:
    told = [x.advice for x in found(tmp_path, body) if x.code == "append-growth"]
    assert [x for x in told if advice in x], told


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("type memo struct{ seen map[int]int }\n\nfunc f(n int) *memo { m := &memo{}; m.seen = make(map[int]int);"
         " sink = m; return m }", "A nil map can be read: if m.seen is made only where something is first put into it"),
        ("type memo struct{ seen map[int]int }\n\nfunc f(n int) *memo { m := &memo{}; m.seen = make(map[int]int);"
         " m.seen[n] = n; sink = m; return m }", "No fix is known as long as m.seen keeps it."),
        ("type memo struct{ Seen map[int]int }\n\nfunc f(n int) *memo { m := &memo{}; m.Seen = make(map[int]int);"
         " sink = m; return m }", "No fix is known as long as m.Seen keeps it."),
    ],
)  # fmt: skip
def test_a_map_may_be_made_later(tmp_path: Path, body: str, advice: str) -> None:
    told = [x.advice for x in found(tmp_path, body) if x.message.startswith("make(")]
    assert [x for x in told if x.startswith(advice)], told

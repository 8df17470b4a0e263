"""What a reader of the sentences that are seldom said of std found false, or advice that does not fit the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of

FIELDS = "type sf struct { index []int; typ reflect.Type; n int }\n\n//go:noinline\n"
FIELDS += "func other(t reflect.Type) reflect.Type { sink = t; return t }\n\n"


def test_what_another_field_takes_along_is_not_passed(tmp_path: Path) -> None:
    body = FIELDS + "func f(xs []int, t reflect.Type) bool { g := sf{index: make([]int, 2, len(xs)+1), typ: t};"
    body += " return other(g.typ).Kind() != 3 && g.index[0] > 1 }"
    made = of(tmp_path, body, "outlives-scope")
    assert made.message.endswith("g.typ, another field of what holds it, is passed to other, which lets it escape")
    body = body.replace("make([]int, 2, len(xs)+1)", "append(xs, 1)")
    assert of(tmp_path, body, "append-growth").message == "append to xs may allocate when it outgrows its capacity"


def test_what_is_kept_with_what_holds_it_is_not_kept_by_another_field(tmp_path: Path) -> None:
    body = "type sf struct { name []byte; ids []int; first *int }\n\n//go:noinline\n"
    body += "func f(n int, ids []int) *sf { g := &sf{name: make([]byte, n), ids: ids}; g.first = &g.ids[0]; return g }"
    told = [x for x in found(tmp_path, body) if "make([]byte, n) is" in x.message]
    assert [x.advice for x in told if "g.ids, another field of what holds it" in x.message] == [
        "No fix is known as long as make([]byte, n) is returned or stored elsewhere, too."
    ]


def test_there_is_room_in_what_an_inner_append_begins_with(tmp_path: Path) -> None:
    body = "func f(xs []int) []int { return append(append(make([]int, 0, len(xs)+1), xs...), 1) }"
    assert not [x for x in found(tmp_path, body) if x.code == "append-growth"]


def test_what_an_inlined_function_captures_is_no_variable_to_be_copied(tmp_path: Path) -> None:
    body = "func f(n int) func() int { return count(n) }\n\n"
    body += "func count(n int) func() int { i := n; i++; return func() int { i++; return i } }"
    assert not [x for x in all_of(tmp_path, body) if ":= a variable" in x.advice]


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # The body of a loop over a function assigns.
        ("func f(all iter.Seq[int]) bool { run := false; for x := range all { run = x > 3 }; return run }", "captured",
         "A loop over a function is a function literal, and this one assigns to run."),
        # What is written is the text itself, or at times another.
        ("func f(w io.Writer, s string) { w.Write([]byte(s)) }", "dynamic-call", "`io.WriteString(w, s)`"),
        ("func f(w io.Writer, s string, b []byte) { if len(b) == 0 { b = []byte(s) }; w.Write(b) }", "dynamic-call",
         "The body of w.Write is only known at run time"),
        # On a branch it would be made for nothing.
        ("func f(t *text, n int) { for i := range n { if i > 9 { g(t.String) } } }\n\n//go:noinline\n"
         "func g(s func() string) { sink = s }", "outlives-scope", "This call costs it: g"),
        ("func f(t *text, n int) { for range n { g(t.String) } }\n\n//go:noinline\n"
         "func g(s func() string) { sink = s }", "outlives-scope", "Nothing in the loop changes t: make"),
        # What is nil is nil where the inlined function that has it is written.
        ("type node struct { next *node }\n\ntype list struct { free, top *node }\n\n"
         "func (l *list) take() *node { n := l.free; if n == nil { n = new(node) }; return n }\n\n"
         "func (l *list) push() { l.top = l.take() }\n\nfunc f(l *list) { l.push() }", "stored",
         "It is made only where, within (*list).take, n is nil."),
        # What a method is called on is in an interface already; the method takes none.
        ("type asker interface{ ask(s string) bool }\n\ntype all struct{ n [3]int }\n\n"
         "func (all) ask(string) bool { return true }\n\ntype none struct{}\n\n"
         "func (none) ask(string) bool { return false }\n\n"
         "func f(s string, t all) bool { var a asker = none{}; if s != `` { a = t }; return a.ask(s) }", "boxed",
         "No fix is known as long as it is kept in an interface."),
        # A method that is called on it may let it escape.
        ("type cell struct{ n int }\n\nfunc (c *cell) keep() { sink = c }\n\n"
         "func f(n int) *cell { return &cell{n} }", "returned", "f can be inlined: a caller has the result on its own"),
        # A parameter stays the pointer that is asked for.
        ("func f(l *leaf, a []any) { for _, x := range a { if t, ok := x.(leaf); ok { l = &t; break } }; g(l) }\n\n"
         "//go:noinline\nfunc g(l *leaf) { l.k = 1 }", "outlives-scope",
         "The loop is left once l points to it"),
        # An element is asked for as a string.
        ("func f(b []byte) int { p := strings.Split(string(b), `,`); n, _ := strconv.Atoi(p[1]); return n }",
         "outlives-scope", "This call costs it"),
    ],
)  # fmt: skip
def test_advice_fits_the_code(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert [x.advice for x in found(tmp_path, body) if x.code == code and x.advice.startswith(advice)]


def test_a_string_that_is_added_to_on_some_ways_may_be(tmp_path: Path) -> None:
    body = "func f(s string, n int) int { return len(g(s, n)) }\n\n"
    body += "func g(s string, n int) string { if n > 3 { s += `!` }; return s }"
    assert [x for x in found(tmp_path, body) if "g, inlined here, may add to a string" in x.message]


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # A map that has its hint.
        ("func f(xs []int) int { m := make(map[int]bool, len(xs)); for _, x := range xs { m[x] = true };"
         " return len(m) }", "runtime-alloc", "Its size hint saves rehashing, not the allocation"),
        # What one literal assigns to, and others use.
        ("func f(g func() int) { var n int; set := func() { n = g() }; sink = set; keep(func() int { return n }) }\n\n"
         "//go:noinline\nfunc keep(g func() int) { sink = g }", "captured",
         "No fix is known as long as what the function literal sets n to is used outside of it"),
        ("func f(g func() int) { var n int; sink = func() int { n = g(); return n } }", "captured",
         "If no other call needs to see the change"),
        # Whole slices are not counted by the rounds.
        ("func f(xs [][]int) []int { all := []int{1}; for _, x := range xs { all = append(all, x...) }; return all }",
         "append-growth", "What `all` begins with, appended to `make([]int, 0, n)`, leaves room for all."),
    ],
)  # fmt: skip
def test_advice_knows_what_there_is(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert [x.advice for x in found(tmp_path, body) if x.code == code and x.advice.startswith(advice)]


def test_what_an_inlined_function_cuts_out_is_short(tmp_path: Path) -> None:
    body = "type block [512]byte\n\nfunc (b *block) magic() []byte { return b[257:][:6] }\n\n"
    body += "func f(b *block) bool { m := string(b.magic()); return m == `ustar` || m == `xstar` }"
    assert not [x for x in found(tmp_path, body) if x.code == "runtime-alloc"]


def test_what_is_copied_is_not_made_a_key_by_another_field(tmp_path: Path) -> None:
    body = "type sf struct { name string; index []int }\n\nfunc f(m map[string]int, name string, xs []int) int {"
    body += " var g sf; g.name = name; g.index = append([]int(nil), xs...); m[g.name] = 1; return g.index[0] }"
    assert of(tmp_path, body, "append-growth").message == (
        "append to []int(nil) allocates an array on the heap, unless nothing is appended"
    )


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # Reset that takes something else does something else.
        ("type stream struct{ r io.Reader; a [9]int }\n\nfunc (s *stream) Reset(code uint64) { s.a[0] = int(code) }\n\n"
         "//go:noinline\nfunc f(r io.Reader) *stream { return &stream{r: r} }", "returned",
         "No fix is known as long as callers expect a pointer, which methods of stream take"),
        ("type stream struct{ r io.Reader; a [9]int }\n\nfunc (s *stream) Reset(r io.Reader) { s.r = r }\n\n"
         "//go:noinline\nfunc f(r io.Reader) *stream { return &stream{r: r} }", "returned", "Each call makes a new"),
        # What points to others, too, holds no value.
        ("func f(xs []*[40]int) int { var last *[40]int; for _, x := range xs { if x == nil { last = new([40]int) }"
         " else { last = x }; last[0]++ }; return last[0] }", "outlives-scope",
         "No fix is known as long as last, which is declared further out, holds it."),
        # Slices of texts are appended to slices of texts alone.
        ("func f(args []string, out []byte) []string { return append(args, strings.Fields(string(out))...) }",
         "outlives-scope", "No fix is known as long as strings.Fields"),
    ],
)  # fmt: skip
def test_advice_says_what_holds_it(tmp_path: Path, body: str, code: str, advice: str) -> None:
    told = [x.advice for x in all_of(tmp_path, body) if x.code == code and x.function.startswith("f")]
    assert [a for a in told if a.startswith(advice)], told


def test_a_variable_around_a_literal_outlives_what_the_literal_makes(tmp_path: Path) -> None:
    body = "func f(n int) int { var s []int; g(func() { s = make([]int, n, n+1) }); return len(s) }\n\n//go:noinline\n"
    body += "func g(f func()) { f() }"
    told = [x.message for x in all_of(tmp_path, body) if x.code == "captured"]
    assert [m for m in told if m.endswith("kept in s, a variable of f, around the function literal that makes it")]


def test_what_holds_it_is_not_kept_in_itself(tmp_path: Path) -> None:
    body = "func f(r io.Reader, n int) ([]byte, error) { buf := make([]byte, 22); for i := range n {"
    body += " if get(buf[16:]) > i { buf = make([]byte, n); return buf, nil } }; return nil, nil }\n\n"
    body += "func get(b []byte) int { return int(b[0]) }"
    assert not [x for x in all_of(tmp_path, body) if "buf, which holds it later, is kept in buf" in x.message]


def test_runes_have_less_room_on_the_stack_than_bytes(tmp_path: Path) -> None:
    body = (
        "func f(r []rune, b []byte) int { return n(string(r)) + n(string(b)) }\n\n//go:noinline\nfunc n(s string) int {"
    )
    said = " ".join(f.message for f in all_of(tmp_path, body + " return len(s) }") if f.code == "runtime-alloc")
    assert "string(r) does not escape, but its copy is allocated at run time when it is longer than 29 bytes" in said
    assert "string(b) does not escape, but its copy is allocated at run time when it is longer than 32 bytes" in said

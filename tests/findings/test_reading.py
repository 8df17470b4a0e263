"""What readers of findings drawn at random found false or of no use, by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from escapelens.findings.names import is_plain
from findings.reading import PICK, all_of, found, of


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # What grows has a method that makes room.
        ("func f(s string) string { var b strings.Builder; for i := range s { b.WriteByte(s[i]) }; return b.String() }",
         "append-growth", "As far as the length can be told before, `b.Grow(n)` makes room"),
        # A value cannot do where a pointer is returned, too, nor where the field is of another package's type.
        ("func f(t *trie, k int) *leaf { x := &leaf{k, k}; t.leaves[k] = x; return x }", "stored",
         "No fix is known as long as"),
        ("func f(t *trie, k int) { t.leaves[k] = &leaf{k, k} }", "stored", "If nobody needs to share"),
        ("func f(r *http.Request, u *url.URL) { v := *u; r.URL = &v }", "stored",
         "No fix is known as long as r.URL keeps it."),
        ("func f(e leaves, k int) { e[k] = &leaf{k, k} }\n\ntype leaves []*leaf", "stored", "If nobody needs to share"),
        # How many there will be is known before a loop, or it is not.
        ("func f(a []string) (out []string) { for _, x := range a { out = append(out, x) }; return }", "append-growth",
         "Make out with the final capacity"),
        ("func f(a []string) (out []string) { for _, x := range a { if x > \"\" { out = append(out, x) } }; return }",
         "append-growth", "Before the loop, `make([]string, 0, n)` gives out room for all, where their number"),
        # What is made where there is nothing yet is asked for nil.
        ("func f(b *box) *leaf { if b.l == nil { b.l = &leaf{} }; return b.l }", "stored",
         "Unavoidable here: it is made only where b.l is nil, and kept there."),
        ("func f(b *box, l *leaf) { if l == nil { b.l = &leaf{} } }", "stored", "If nobody needs to share"),
        ("func f() { if sink == nil { sink = &leaf{} } }", "outlives-scope",
         "Unavoidable here: it is made only where sink is nil, and kept there."),
        ("func f(g func(*conf), n int) { c := conf{}; c.report = func(int) { println(n) }; g(&c) }", "captured",
         "No fix is known as long as c keeps the function literal, which needs n."),
        ("func f(b []byte, n int) []byte { if len(b) < n { b = make([]byte, n) }; return b }", "returned",
         "It is made only where what there is, is too small."),
        ("func f(b *box, n int) error { if b.l == nil { b.l, _ = fresh(n) }; return nil }\n\n"
         "func fresh(n int) (*leaf, error) { return &leaf{n, n}, nil }", "stored",
         "Unavoidable here: it is made only where b.l is nil, and kept there."),
        ("func f(n int, a []int) []int { return append([]int{n}, a...) }", "returned",
         "`slices.Concat([]int{n}, a)` copies both to one array; []int{n} itself may then be on the stack."),
        ("//go:noinline\nfunc f(n int, a []int) []int { return before(n, a) }\n\n"
         "func before(n int, a []int) []int { return append([]int{n}, a...) }", "returned",
         "No fix is known as long as each result needs one of its own, which `before` makes: `[]int{n}`."),
        ("func f(a [4]byte, b []byte) []byte { return append(a[:], b...) }", "append-growth",
         "`slices.Concat(a[:], b)` makes room for both at once."),
        ("func f(n int, r io.Reader) { for range n { b := make([]byte, n); io.ReadFull(r, b) } }", "outlives-scope",
         "If a function that io.ReadFull calls does not keep make([]byte, n), make it once before the loop"),
        ("func f(b *pod, n int) { if cap(b.ids) == 0 { b.ids = make([]int, n) } }", "stored",
         "It is made only where what there is, is too small."),
        ("func f(b []byte) []byte { return append([]byte(\"\"), b...) }", "append-growth",
         "Unavoidable as long as the result is a copy of b, not b itself."),
        ("func f(a [][]int, b []int) (all [][]int) { for range a { var c []int; c = append(c, 1);"
         " c = append(c, b...); all = append(all, c) }; return }", "append-growth",
         "Where it is declared, `make([]int, 0, n)` would give c room for all, if their number or a"),
        ("type more interface{ get() more; put(*int) }\n\nfunc f(m more) { n := 0; m.get().put(&n) }", "dynamic-call",
         "The body of m.get().put is only known at run time, which only a concrete type of m.get()"),
        # What is part of the result is no result of its own.
        ("//go:noinline\nfunc f(l leaf) box { return box{l: &l} }", "returned",
         "No fix is known as long as the result holds a pointer to it."),
        ("//go:noinline\nfunc f(l leaf) *leaf { l.k++; return &l }", "returned", "If callers can do with a copy"),
        ("func g() *leaf { return &leaf{} }\n\nvar f = sync.Pool{New: func() any { return g() }}", "returned",
         "It is made for a pool"),
        # What holds a lock must not be copied.
        ("type locked struct{ mu sync.Mutex }\n\nfunc f(a []*locked) []*locked { return append(a, &locked{}) }",
         "stored", "No fix is known as long as the slice keeps it."),
        ("type open struct{ n int }\n\nfunc f(a []*open) []*open { return append(a, &open{}) }",
         "stored", "If nobody needs to share &open{}, store the value"),
        ("var f = sync.Pool{New: func() any { l := &leaf{}; keep(l); return *l }}\n\n//go:noinline\n"
         "func keep(l *leaf) { sink = l }", "outlives-scope", "It is made for a pool"),
        ("func f() { g(make([]byte, 99)) }\n\n//go:noinline\nfunc g(b []byte) { sink = b }", "outlives-scope",
         "This call costs it: g lets its parameter b leak; where it does is told there."),
        ("func f(x []byte) { names := [][]byte{[]byte(\"a\")}; names = append(names, x);"
         " for _, v := range names { h(v) } }\n\n//go:noinline\nfunc h(v []byte) { println(len(v)) }", "stored",
         "No fix is known as long as the slice is appended to"),
        # What is made only to be added to.
        ("func f(b []byte) []byte { return append([]byte(\"<\"), b...) }", "append-growth",
         "`slices.Concat([]byte(\"<\"), b)` makes room for both at once."),
        ("func f(s string) []byte { return append([]byte(\"<\"), s...) }", "append-growth",
         "`[]byte(\"<\" + s)` makes room for both at once."),
        ("func f(b []byte) []byte { return append([]byte(nil), b...) }", "append-growth",
         "Unavoidable as long as the result is a copy of b, not b itself."),
        # A string is built up by a loop, or made anew in each round.
        ("func f(a []string) { for _, x := range a { g(\"_\" + x) } }\n\n//go:noinline\nfunc g(s string) {}",
         "runtime-alloc", "This call costs it: g takes a string; parts of up to 32 bytes"),
        ("func f(a []string, g func(string)) { for _, x := range a { g(\"_\" + x) } }", "dynamic-call",
         "The body of g, which takes a string,"),
        ("func f(t *text) string { return t.String() }", "returned", "This call costs it: t.String makes a new string"),
        ("var f = sync.Pool{New: func() any { return new([1 << 17]byte) }}", "too-large",
         "It is made for a pool"),
        ("func f(n int, g func(...any)) { b := make([]byte, n); g(b) }", "outlives-scope",
         "This call costs it: g takes an interface."),
        # What holds it, if that is what is on the heap.
        ("func f(n int, g func(*pod)) { a := make([]int, n); p := pod{a}; g(&p) }", "outlives-scope",
         "No fix is known as long as p, which holds it, is on the heap."),
        ("func f(g func(*conf)) int { n := 0; c := conf{report: func(i int) { n = i }}; g(&c); return n }", "captured",
         "No fix is known as long as what the function literal, which"),
        ("//go:noinline\nfunc f() func() int { n := 0; return func() int { n++; return n } }", "captured",
         "No fix is known as long as one call of the function literal needs what another has set n to."),
        ("func f() func() int { n := 0; return func() int { n++; return n } }", "captured",
         "f can be inlined: a caller that keeps the result to itself can have it on its own stack."),
        ("func f(n int) func() int { return func() int { n++; return n } }", "captured",
         "If no other call needs to see the change"),
        ("//go:noinline\nfunc f() func() int { var ok bool; return func() int { if !ok { ok = true; return 1 };"
         " return 0 } }", "captured",
         "No fix is known as long as one call of the function literal needs what another has set ok to."),
        ("func f(g func(*conf), n int) { c := conf{report: func(i int) { n = i }}; g(&c) }", "captured",
         "If no other call needs to see the change"),
        # A method of this package may be changed as well as a function.
        ("func (t *trie) keep(l *leaf) { t.leaves[l.k] = l }\n\nfunc f(t *trie) { l := leaf{}; g(t, &l) }\n\n"
         "//go:noinline\nfunc g(t *trie, l *leaf) { t.keep(l) }", "outlives-scope",
         "This call costs it: g lets its parameter l leak"),
        ("//go:noinline\nfunc (t *trie) keep(l *leaf) { t.leaves[l.k] = l }\n\n"
         "func f(t *trie) { l := leaf{}; t.keep(&l) }", "outlives-scope", 
         "This call costs it: t.keep lets its parameter l leak"),
        ("func f(b []byte) { g(string(b)) }\n\nvar kept string\n\n//go:noinline\nfunc g(s string) { kept = s }",
         "outlives-scope", "This call costs it: g lets its parameter s leak"),
        # What is made on a branch is not made at each call.
        ("//go:noinline\nfunc f(t *free) *leaf { return t.take() }\n\ntype free struct{ l *leaf }\n\n"
         "func (t *free) take() *leaf { if t.l != nil { return t.l }; return new(leaf) }", "returned",
         "No fix is known as long as t.take is called: on some of its ways it makes something new."),
        ("func f(p *pod, g func() []int) { p.ids = append(g(), 1) }", "append-growth",
         "How much room there is, is up to g."),
        # What the caller's branch leads to is made each time, as far as anybody can tell.
        ("//go:noinline\nfunc f(t *free, n int) *leaf { if n > 9 { return nil }; return made() }\n\n"
         "type free struct{ l *leaf }\n\nfunc made() *leaf { return new(leaf) }", "returned",
         "No fix is known as long as each result needs one of its own, which made"),
        ("func f(m map[string]int, v reflect.Value) { for k := range m { v.SetMapIndex(reflect.ValueOf(k), v) } }",
         "boxed", "This call costs it: reflect.ValueOf takes an interface"),
        ("func f(k string, a []string) { for _, x := range a { if reflect.DeepEqual(k, x) { return } } }", "boxed",
         "Nothing in the loop changes k: box it once before"),
        ("func f(k string, a []any) { for _, x := range a { if reflect.DeepEqual(k, x) { k += \"x\" } } }", "boxed",
         "This call costs it: reflect.DeepEqual takes an interface"),
        ("func f(n int) { say(\"n\", n) }\n\nvar kept any\n\n//go:noinline\n"
         "func say(s string, a ...any) { for _, x := range a { kept = x } }", "boxed", "say boxes whatever it"),
        ("func f(a []fmt.Stringer, t *text) []fmt.Stringer { return append(a, &text{}) }", "stored",
         "No fix is known as long as the slice keeps it"),
        ("func f(b []byte) string { return hex.EncodeToString(b) }", "unknown-size", "This call costs it: hex."),
        ("func f(b []byte) bool { x := make([]byte, len(b)); copy(x, b); return len(x) > 3 }", "unknown-size",
         "If its length has a bound, give"),
        ("func f(e error) bool { var t *scanner.Error; return errors.As(e, &t) }", "outlives-scope",
         "From Go 1.26 on `errors.AsType[*scanner.Error](…)` returns it"),
        # What there is, is used where it does.
        ("func f(b []byte, n int) []byte { if cap(b) < n { b = make([]byte, n) }; return b[:n] }", "returned",
         "It is made only where what there is, is too small."),
        ("func f(b []byte, n int) []byte { if cap(b) > n { b = make([]byte, n) }; return b[:n] }", "returned",
         "It is made only where what there is, is too large to be kept."),
        ("func f(b []byte, n int) []byte { if n > 9 || cap(b) < n { b = make([]byte, n) }; return b[:n] }", "returned",
         "If callers can reuse a slice"),
        ("func f(p *pod, n int) { if n > cap(p.ids) { p.ids = make([]int, n) } }", "stored",
         "It is made only where what there is, is too small."),
        ("func f() *big { return made() }\n\ntype big struct{ b [1 << 18]byte }\n\nfunc (b *big) Reset() {}\n\n"
         "func made() *big { var b big; return &b }", "too-large",
         "Each call of made makes something new; in hot code keep one and Reset it."),
        # A conversion is passed to what has a twin, or has none.
        ("func f(b []byte) bool { return strings.HasPrefix(string(b), \"x\") }", "runtime-alloc",
         "`bytes.HasPrefix` takes it as it is"),
        ("func f(b []byte) int { n, _ := strconv.Atoi(string(b)); return n }", "runtime-alloc",
         "This call costs it: strconv.Atoi takes a string, which has bytes of its own; up to 32 are"),
        ("func f(s string) int { b := []byte(s); b[0] = 1; return len(b) }", "runtime-alloc",
         "In hot code keep one []byte and use it again: `append(buf[:0], s...)`"),
        ("func f(b []byte) int { s := string(b); b[0] = 1; return len(s) }", "runtime-alloc",
         "A string needs bytes of its own"),
        ("func f(p *pod) { p.ids = append(g(p), 1) }\n\nfunc g(p *pod) []int { return p.ids }", "append-growth",
         "How much room there is, is up to g."),
        ("func f(s sort.StringSlice) { sort.Sort(s) }", "boxed", "slices.SortFunc sorts it without boxing"),
        ("func f(s sort.StringSlice) { sort.Sort(sort.Reverse(s)) }", "boxed", "slices.SortFunc sorts it without"),
        ("func f(s sort.StringSlice) { sort.Stable(s) }", "boxed", "slices.SortStableFunc sorts it without"),
        # No caller is kept from a value by methods alone.
        ("//go:noinline\nfunc f() *outer { return &outer{} }", "returned",
         "No fix is known as long as callers expect a pointer, which methods of outer take"),
        # A literal of a few elements is the result itself, room of some size may be the caller's.
        ("//go:noinline\nfunc f(s string) []string { return []string{s} }", "returned",
         "No fix is known as long as []string{s} is the result itself."),
        ("func f(n int) []int { return make([]int, n) }", "returned", "If callers can reuse a slice, let them pass"),
        ("func f(b *bytes.Buffer) string { return b.String() }", "returned", "f can be inlined: a caller that keeps"),
        ("//go:noinline\nfunc f() *text { return newText() }\n\nfunc newText() *text { return &text{} }", "returned",
         "Each call makes a new one; in hot code callers can keep one, and Reset it."),
        ("func f(w io.Writer, k *bytes.Buffer) { g([]byte(\"ok\")) }\n\nvar kept []byte\n\n"
         "//go:noinline\nfunc g(b []byte) { kept = b }", "outlives-scope", "If g only reads it, convert the constant"),
        ("func f(p *pod, n int) { p.ids = append([]int{n}, p.ids...) }", "stored",
         "Where nobody else holds p.ids, `slices.Insert(p.ids, 0, …)` makes room"),
        ("func f(t *table, ns []int) { for _, n := range ns { t.rows = append(t.rows, make([]byte, n)) } }\n\n"
         "type table struct{ rows [][]byte }", "stored",
         "In hot code, where the lengths can be told before the loop, make one large slice there"),
    ],
)  # fmt: skip
def test_advice_is_about_this_code(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert of(tmp_path, body, code).advice.startswith(advice)


def test_a_field_made_with_room_does_not_grow(tmp_path: Path) -> None:
    body = "func f(xs []int) pod { p := pod{ids: make([]int, 0, len(xs))}; for _, x := range xs {%s}; return p }"
    grown = [f.code for f in found(tmp_path, body % "p.ids = append(p.ids, x)")]
    assert "append-growth" not in grown
    assert "returned" in grown


@pytest.mark.parametrize(
    ("body", "grows"),
    [
        ("func f(p *pod, i int) { p.ids = append(p.ids[:i], p.ids[i+1:]...) }", False),
        ("func f(p *pod, i int) { p.ids = append(p.ids[:i], p.ids[i:]...) }", False),
        ("func f(p *pod, i, j int) { p.ids = append(p.ids[:i], p.ids[j:]...) }", True),
        ("func f(p, q *pod, i int) { p.ids = append(p.ids[:i], q.ids[i+1:]...) }", True),
        ("func f(b []byte, n int) []byte { b = b[:0]; if cap(b) < n { b = make([]byte, 0, n) }; return append(b, 1) }",
         False),
        ("func f(b []byte, n int) []byte { b = b[:0]; if cap(b) < n { b = make([]byte, n) }; return append(b, 1) }",
         True),
        ("func f(p *pod, n int) { p.ids = make([]int, 0, n); p.ids = append(p.ids, n) }", False),
        ("func f(p, q *pod, n int) { p.ids = make([]int, 0, n); q.ids = append(q.ids, n) }", True),
        ("func f(n int) []int { s := make([]int, n)[:0]; for i := range n { s = append(s, i) }; return s }", False),
        ("func f(b []int, n int) []int { b = slices.Grow(b, n); for i := range n { b = append(b, i) }; return b }",
         False),
        ("func f(a []int) []int { b := slices.Grow(a, 9); for i := range 9 { b = append(b, i) }; return b }", False),
        ("func f(b []int) []int { return append(slices.Grow(b, 2), 1, 2) }", False),
        ("func f(s string) string { var b strings.Builder; b.Grow(len(s)); for i := range s { b.WriteByte(s[i]) };"
         " return b.String() }", False),
        ("func f(b, c []int) []int { c = slices.Grow(c, 2); return append(b, c...) }", True),
    ],
)  # fmt: skip
def test_what_is_cut_out_or_given_room_does_not_grow(tmp_path: Path, body: str, grows: bool) -> None:
    assert (
        any(f.code == "append-growth" and "slices.Grow, inlined" not in f.message for f in found(tmp_path, body))
        is grows
    )


@pytest.mark.parametrize("body", ["e[0] = &other.P{}", "r[0] = append(r[0], &other.P{})"])
def test_types_of_other_packages_are_not_ours_to_change(tmp_path: Path, body: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "other.go").write_text(
        "package other\n\ntype P struct{ N int }\n\ntype List []*P\n", encoding="utf-8"
    )
    stored = of(tmp_path, f"func f(e other.List, r []other.List) {{ {body} }}", "stored")
    assert stored.advice.startswith("")


def test_a_literal_that_is_called_is_known(tmp_path: Path) -> None:
    literal = "func(a []int) { defer println(); g(a) }"
    body = f"func f(g func([]int), n int) {{ run := {literal}; b := make([]int, n); run(b); run(nil) }}"
    assert [step.message for step in of(tmp_path, body, "dynamic-call").steps][:2] == ["assigned to b", "passed to run"]


def test_the_literal_of_a_goroutine_is_made_before_it(tmp_path: Path) -> None:
    body = "func f(c chan *leaf) { n := 0; go func() { n++; c <- &leaf{n, n} }() }"
    literal = of(tmp_path, body, "goroutine")
    assert (literal.in_goroutine, literal.often) == (False, "once")
    sent = Engine(cache_dir=cache_dir()).analyze(str(tmp_path))
    (leaf,) = [f for file in sent.files.values() for f in file.findings if f.code == "sent"]
    assert (leaf.in_goroutine, leaf.often) == (True, "hot")


def test_all_that_a_call_allocates_is_named(tmp_path: Path) -> None:
    body = "func f() *table { return newTable() }\n\nfunc newTable() *table { return &table{new(leaf), map[int]int{}} }"
    body += "\n\ntype table struct {\n\troot *leaf\n\tindex map[int]int\n}"
    (made,) = found(tmp_path, body)
    assert made.message.endswith("; allocated with it: a new leaf, a new table")
    either = "func f(n int) any { return g(n) }\n\nfunc g(n int) any { if n > 9 { return &leaf{} }; return &pod{} }"
    assert "allocated with it" not in of(tmp_path, either, "returned").message


def test_what_is_called_with_a_conversion_is_compared_not_the_conversion(tmp_path: Path) -> None:
    body = "func f(b []byte) bool { return g(string(b)) == 3 }\n\n//go:noinline\nfunc g(s string) int { return len(s) }"
    assert [f.code for f in found(tmp_path, body)] == ["runtime-alloc"]
    body = 'func f(b []byte) bool { return string(b) == "x" }'
    assert [f.code for f in found(tmp_path, body)] == []


def test_the_bytes_of_a_constant_are_on_the_stack(tmp_path: Path) -> None:
    body = "func f(s string) { g([]byte(%s)) }\n\n//go:noinline\nfunc g(b []byte) { b[0] = 1 }"
    assert [f.code for f in found(tmp_path, body % "s")] == ["runtime-alloc"]
    assert [f.code for f in found(tmp_path, body % f'"{"long" * 99}"')] == []


def test_a_slice_of_an_array_has_room(tmp_path: Path) -> None:
    body = "func f(xs []byte) int { var a [99]byte; b := a[:0]; for _, x := range xs { b = %s }; return len(b) }"
    assert "append-growth" not in [f.code for f in found(tmp_path, body % "append(b, x)")]
    inlined = "\n\nfunc add(b []byte, x byte) []byte { return append(b, x) }"
    for f in found(tmp_path, body % "add(b, x)" + inlined):
        assert "small first array" not in f.message


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        # The run time has small integers boxed already.
        ("func f(n int) { sink = n }", "boxed", "copies 8 bytes to the heap unless it is 0 to 255"),
        ("func f(x float64) { sink = x }", "boxed", "copies 8 bytes to the heap unless it is 0: "),
        # What stands on a branch is not done in every round.
        ("func f(a []string) (s string) { for _, x := range a { if x > s { s += x } }; return }", "runtime-alloc",
         "copies both parts, unless one is empty, again and again in this loop"),
        # A loop over a function: its body is a literal, and what is called is what is ranged over.
        ("func f(seq iter.Seq[int], g func(int)) { for x := range seq { g(x) } }", "captured",
         "the loop's body, which captures g, is allocated on the heap: it is passed to seq, a call"),
        ("func f(m map[string]int) { var a []string; for k := range m { a = append(a, k) };"
         " sort.Slice(a, func(i, j int) bool { return a[i] < a[j] }) }", "append-growth",
         "the slice is kept in an interface, whose value is copied to the heap"),
        ("func f(n int) { var all []int; kept = func(i int) { all = append(all, i) }; kept(n); println(len(all)) }\n\n"
         "var kept func(int)", "captured", "`all` is moved to the heap: it is captured by reference"),
        ("func (t *trie) do() {}\n\nfunc f(t *trie) { sink = t.do }", "outlives-scope", "the method value t.do is"),
        # What keeps it is what the inlined function stores into: what it was passed, or what it makes.
        ("func hold(l *leaf) *box { b := &box{}; b.l = l; return b }\n\nfunc f() *box { v := leaf{}; return hold(&v) }",
         "stored", "a pointer to it is stored in what hold makes"),
        ("func (b *box) set(l *leaf) { b.l = l }\n\nfunc f(to *box) { v := leaf{}; to.set(&v) }",
         "stored", "a pointer to it is stored in what `to` points to"),
        ("func (b *box) set(l *leaf) { b.l = l }\n\nfunc f() { v := leaf{}; var to box; to.set(&v); println(to.l) }",
         "stored", "stored in memory that is reached through a pointer to `to`"),
        ("func (b *box) set(l *leaf) { b.l = l }\n\nvar to box\n\nfunc f() { v := leaf{}; to.set(&v) }",
         "stored", "a pointer to it is stored in the package variable `to`"),
        ("func f(to *box, i int) { v := leaf{}; i, to.l = 1, &v; println(i) }",
         "stored", "a pointer to it is stored in what `to` points to"),
        ("func (b *box) get(l *leaf) int { g := b.more; return g(l) }\n\nfunc (b *box) more(*leaf) int { kept = b.more;"
         " return 1 }\n\nvar kept func(*leaf) int\n\nfunc f() int { return new(box).get(nil) }", "outlives-scope",
         "new(box) is allocated on the heap: it is passed to new(box).get, which lets it escape"),
        # What a function makes on one of its ways only, it may make.
        (f"{PICK}func f(xs []int) *leaf {{ return pick(xs) }}", "outlives-scope",
         "pick, inlined here, may allocate a new leaf on the heap: it is what pick returns"),
        ('func f(n int) { for range n { sink = fmt.Errorf("none") } }', "outlives-scope",
         "fmt.Errorf, inlined here, may allocate a new errors.errorString"),
        ("func f(n int) { a := func() int { return n }; kept = func() { println(a()) } }\n\nvar kept func()",
         "captured", "it is held by another function literal, which is on the heap"),
        ("func f(l leaf) (x any, n int) { x, n = g(l); return }\n\nfunc g(l leaf) (leaf, int) { return l, 1 }", "boxed",
         "g(l) (leaf) copies 16 bytes"),
        ("func f(l leaf) []*box { return []*box{{l: &l}} }", "stored", "is part of a new box, which is on the heap"),
        # What is called has its name, however long what it is called on.
        ("func f(x any, n int) { x.(interface{ Something(int, string) error; Put(any) }).Put(n) }", "boxed",
         "….Put, a call that is only resolved at run time"),
        # What nothing is in does not outgrow anything.
        ("func f(b []byte) []byte { return append([]byte(nil), b...) }", "append-growth",
         "append to []byte(nil) allocates an array on the heap, unless nothing is appended: the slice is returned"),
    ],
)  # fmt: skip
def test_sentences_are_true(tmp_path: Path, body: str, code: str, words: str) -> None:
    assert words in of(tmp_path, body, code).message


def test_fields_are_no_inner_names() -> None:
    assert is_plain("read through a pointer: f.dict")
    assert not is_plain("handed to .dict")


def test_what_is_added_to_a_string_is_joined_with_it(tmp_path: Path) -> None:
    body = "func f(a, b string) (s string) { for range 3 { s += a + b }; return }"
    assert [(f.code, f.often) for f in found(tmp_path, body)] == [
        ("runtime-alloc", "loop"),
        ("returned", "never"),
    ]


def test_a_literal_called_in_place_is_told_once(tmp_path: Path) -> None:
    body = "var kept = func() (all []*leaf) { for range 3 { all = append(all, &leaf{}) }; return }()"
    told = [f.function for f in all_of(tmp_path, body) if "leaf" in f.message]
    assert told and set(told) == {"init.func1"}


def test_a_variable_of_the_function_around_a_literal_keeps_it(tmp_path: Path) -> None:
    body = """func f() {
	var all []error
	walk(func(err error) { all = append(all, err) })
	if errs := all; len(errs) > 0 {
		for _, err := range errs {
			fmt.Println(err)
		}
	}
}

//go:noinline
func walk(each func(error)) { each(nil) }
"""
    (grown,) = (f for f in all_of(tmp_path, body) if f.code == "append-growth")
    assert grown.message.endswith(": the slice is kept in errs, which is declared outside of the function literal")


def test_a_closure_is_as_large_as_its_fields_aligned(tmp_path: Path) -> None:
    body = """var kept func() int

func f(a byte, b uint64, c uint32) { kept = func() int { return int(a) + int(b) + int(c) } }
"""
    (literal,) = (f for f in all_of(tmp_path, body) if f.code == "captured")
    assert literal.size == 8 + 8 + 8 + 8

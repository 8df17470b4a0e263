"""Advice that hangs on where a value is made, and on what else is done with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of

LAST = "\n\n//go:noinline\nfunc g(l *leaf) { println(l.k) }"
KEEP = "\n\n//go:noinline\nfunc keep(l *leaf) { sink = l }"


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # What a variable outside of the loop holds: only the last one, or one of them; used after the loop, or not.
        ("func f(n int) { var last *leaf; for i := range n { last = &leaf{i, i} }; g(last) }" + LAST,
         "outlives-scope", "Made once before the loop, and filled anew in each round, &leaf{i, i} could be on the st"),
        ("func f(n int) { var last *leaf; for i := range n { x := leaf{i, i}; last = &x }; g(last) }" + LAST,
         "outlives-scope", "Declared before the loop, and set anew in each round, x could stay on the stack."),
        ("func f(n int) { var last *leaf; for i := range n { last = &leaf{i, i}; g(last) } }" + LAST,
         "outlives-scope", "Declare last in the loop, where it is used; then &leaf{i, i} can stay on the stack."),
        ("func f(n int) { var l *leaf; for range n { for i := range n { l = &leaf{i, i} }; g(l) } }" + LAST,
         "outlives-scope", "Made once before the loop"),
        ("func f(n int) { var last *leaf; for i := range n { if last != nil { g(last) }; last = &leaf{i, i} } }" + LAST,
         "outlives-scope", "Let last hold the value of &leaf{i, i} instead of a pointer, where that will do."),
        ("func f(n int) { var best *leaf; for i := range n { x := leaf{i, i}; if i > 3 { best = &x } }; g(best) }"
         + LAST,
         "outlives-scope", "Let best hold the value of x instead of a pointer, where that will do."),
        ("func f(n int) { var l *link; for range n { l = &link{l} }; println(l.next) }\n\n"
         "type link struct{ next *link }",
         "outlives-scope", "No fix is known as long as l, which is declared further out, holds it."),
        # A package variable that holds no pointer would have to hold a copy.
        ("func f(n int) { sink = &leaf{n, n} }", "outlives-scope", "No fix is known as long as sink keeps it."),
        ("var kept *leaf\n\nfunc f(n int) { kept = &leaf{n, n} }", "outlives-scope",
         "If nobody needs to share &leaf{n, n}, nor asks whether kept is nil"),
        # What is kept in several ways does not hang on one of them.
        ("//go:noinline\nfunc f(n int) *leaf { l := &leaf{n, n}; keep(l); return l }" + KEEP,
         "outlives-scope", "No fix is known as long as it is returned, too."),
        ("func f(b *box, n int) { l := &leaf{n, n}; keep(l); b.l = l }" + KEEP,
         "outlives-scope", "No fix is known as long as it is stored in what b points to, too."),
        ("func f() *box { b := new(box).init(); return b }\n\nvar kept *box\n\n"
         "//go:noinline\nfunc (b *box) init() *box { kept = b; return b }",
         "outlives-scope", "No fix is known as long as new(box) is returned or stored elsewhere, too."),
        ("func f(n int) { l := &leaf{n, n}; keep(l) }" + KEEP,
         "outlives-scope", "This call costs it: keep lets its parameter l leak"),
        ("func f(n int) *leaf { l := made(n); return l }\n\n"
         "func made(n int) *leaf { l := &leaf{n, n}; keep(l); return l }" + KEEP,
         "outlives-scope", "No fix is known as long as what made makes is returned, too."),
        ("//go:noinline\nfunc f(n int) (*leaf, error) { l := &leaf{n, n}; keep(l); return l, nil }" + KEEP,
         "outlives-scope", "No fix is known as long as it is returned, too."),
        ("func f(n int) { l, b := &leaf{n, n}, box{}; b.l = l; keep(b.l) }" + KEEP,
         "outlives-scope", "This call costs it: keep lets its parameter l leak"),
        # What is returned cannot be kept to be used again, whoever it is passed to.
        ("func f(r interface{ Read([]byte) int }, n int) []byte { b := make([]byte, n); r.Read(b); return b }",
         "dynamic-call", "No fix is known as long as it is returned, too."),
        ("func f() chan int { done := make(chan int); return done }",
         "runtime-alloc", "No fix is known as long as each call makes its own"),
        ('func f(a, b string) string { return fmt.Sprintf("%s?%s", a, b) }',
         "boxed", "Formatting boxes its operands; strings that are joined by + are not boxed."),
        ('func f(a, b string) string { return fmt.Sprintf("%q?%s", a, b) }',
         "boxed", "Formatting boxes its operands; in hot code append the parts to a []byte, with strconv.Append"),
        ("func f(ls [][]int) { for _, l := range ls { var c []int; c, n = append(c, 1), 2; c = append(c, l...); "
         "ints = c } }\n\nvar ints []int\n\nvar n int",
         "append-growth", "Where it is declared, `make([]int, 0, n)` would give c room for all, if their number or a"),
        # A copy of a whole slice is made once; a slice that another was assigned to is not made where it is declared.
        ("func f(ls [][]int) { for _, l := range ls { var c []int; c = append(c, l...); ints = c } }\n\nvar ints []int",
         "append-growth", "Unavoidable as long as what is kept is a copy of l, not l itself."),
        ("func f(old []int, n int) (m []int) { m = old; for i := range n { m = append(m, i) }; return }",
         "append-growth", "Before the loop, `m = slices.Grow(m, n)` makes room for all, where a bound of their number"),
        # A pointer is asked for nil, or changed, where elements are looked at.
        ("func f(t *trie, k int) { if l := t.leaves[k]; l == nil { t.leaves[k] = &leaf{k, k} } }", "stored",
         "No fix is known as long as t.leaves[k] keeps it."),
        ("func f(t, to *trie) { for k, l := range t.leaves { to.leaves[k] = &leaf{l.k, 1} } }", "stored",
         "No fix is known as long as to.leaves[k] keeps it."),
        ("func f(k int) int { m := map[int]*leaf{0: {k, k}}; return m[k].v }", "stored",
         "No fix is known as long as the map keeps it."),
        ("func f(t *trie, k int) { if _, ok := t.leaves[k]; !ok { t.leaves[k] = &leaf{k, k} } }", "stored",
         "If nobody needs to share &leaf{k, k}, nor asks whether t.leaves[k] is nil, let that"),
        # An array is copied by append, and moved to the heap for nothing.
        ("func f(p *text, b []byte) { var h [4]byte; copy(h[:], b); p.b = append(h[:], b...) }", "stored",
         "`slices.Concat(h[:], b)` copies both to one array; h itself may then be on the stack."),
        ("func f(b []byte) []byte { var h [4]byte; copy(h[:], b); return append(h[:], 1, 2) }", "returned",
         "Append to a copy with room, `append(make([]byte, 0, n), h[:]...)`: then h itself can be on the stack."),
        ("func f(b []byte) []byte { var h [4]byte; copy(h[:], b); return append(h[:], 1, 2) }", "append-growth",
         "`append(make([]byte, 0, n), h[:]...)` has room for all."),
        ("func f(s string) []byte { return append([]byte{1}, s...) }", "append-growth",
         "`append(make([]byte, 0, n), []byte{1}...)` has room for all."),
        ("type bs []byte\n\nfunc f(s bs) []byte { return append([]byte{1}, s...) }", "returned",
         "Append to a copy with room, `append(make([]byte, 0, n), []byte{1}...)`: then []byte{1} itself can be on the"),
        ("//go:noinline\nfunc f(b []byte) []byte { var h [64]byte; return append(h[:0], b...) }", "returned",
         "No fix is known as long as the result holds a pointer to it."),
        # There is a bound for fields and for what is somebody else's, too.
        ("func f(p *pod, a []int) { for _, x := range a { if x > 0 { p.ids = append(p.ids, x) } } }", "append-growth",
         "Before the loop, `p.ids = slices.Grow(p.ids, len(a))` makes room for as many"),
        ("func f(b, a []int) []int { for _, x := range a { b = append(b, x) }; return b }", "append-growth",
         "Before the loop, `b = slices.Grow(b, len(a))` makes room for all."),
        ("func f(b, a []int) []int { for _, v := range a { b = append(b, 0); b = append(b, v) }; return b }",
         "append-growth", "Callers pass b: where they give it room, it does not grow."),
        ("func f(b, a []int) []int { for _, x := range a { b = append(b, x, x) }; return b }", "append-growth",
         "Callers pass b: where they give it room, it does not grow."),
        ("func f(p *pod, a [][]int) { p.ids = p.ids[:0]; for _, b := range a { for _, x := range b {"
         " p.ids = append(p.ids, x) } } }", "append-growth", "It is emptied and filled again, so it grows only where"),
        ("func f(m map[int][]int, a []int) { for _, x := range a { m[x] = append(m[x], 1) } }", "append-growth",
         "Where it can be told before how many elements m[x] will get, make it with that capacity"),
        ("func f(a []*pod) { for _, p := range a { p.ids = append(p.ids, 1) } }", "append-growth",
         "Where it can be told before how many elements p.ids will get, make it with that capacity"),
        ("func f(m map[string]int) []string { var all []string; println(all == nil); for k := range m {"
         " all = append(all, k) }; return all }", "append-growth",
         "Where it is declared, `make([]string, 0, n)` would give `all` room for all, if their number or a"),
        ("func f(a []string, b []byte, g func([]byte)) { for _, s := range a { v := []byte(s); v = append(v, b...);"
         " g(v) } }", "append-growth", "What v begins with, appended to `make([]byte, 0, n)`, leaves room for all."),
        ("func f(p *pod, more func() bool) (b []int) { for i := 0; more(); i++ { b = append(b, i) }; return }",
         "append-growth", "Where it can be told before how many elements b will get"),
        ("func f(a, b int) []int { return append([]int(nil), a, b) }", "append-growth",
         "A literal, `[]int{…}`, has room for just these, where append may make more."),
        # A text that each round asks for is no end of a builder.
        ("func f(a []string) int { s, n := ``, 0; for _, x := range a { s += x; n += keep(s) }; return n }\n\n"
         "//go:noinline\nfunc keep(s string) int { return len(s) }", "runtime-alloc",
         "No fix is known as long as the loop needs s as a string."),
        ("func f(a []string) int { s, n := ``, 0; for _, x := range a { if s != `` { s += `/` }; s += x;"
         " n += keep(s) }; return n }\n\n//go:noinline\nfunc keep(s string) int { return len(s) }", "runtime-alloc",
         "The loop needs s as a string: join all that a round adds first, so that s is copied once."),
        ("func f(a []string) string { s := ``; for _, x := range a { if len(s) > 0 { s += `/` }; s += x };"
         " return s }", "runtime-alloc", "In a loop use a strings.Builder with Grow"),
        # What grows in a loop is not made before it.
        ("func f(b []byte) int { for { if n := keep(b); n < len(b) { return n };"
         " b = make([]byte, 2*len(b)) } }\n\nvar kept []byte\n\n"
         "//go:noinline\nfunc keep(b []byte) int { kept = b; return 1 }",
         "outlives-scope", "No fix is known as long as it is kept in b, which is declared outside of the loop, too."),
        ("func f(a []int, n int) []int { return append(append([]int(nil), a...), n) }", "append-growth",
         "`make([]int, 0, n)`, as what the inner append begins with, has room for all."),
        # Package slices sorts what package sort boxes.
        ("func f(x []string) { sort.Sort(sort.StringSlice(x)) }", "boxed", "`slices.Sort(x)` sorts it without boxing."),
        ("func f(x []int) { sort.IntSlice(x).Sort() }", "boxed", "`slices.Sort(x)` sorts it without boxing."),
        ("func f(x []int) { sort.Sort(sort.Reverse(sort.IntSlice(x))) }", "outlives-scope", "slices.SortFunc sorts it"),
        # What is too large, and returned, may be the caller's.
        ("type big struct{ b [1 << 18]byte }\n\nfunc f(n int) (*big, error) { return &big{}, nil }", "too-large",
         "If callers can reuse one, let them pass what is to be filled, in place of &big{}."),
        # A method value is kept as such.
        ("func f(b *text, g func(func() string)) { g(b.String) }", "dynamic-call",
         "The body of g is only known at run time. In hot code one method value, made once,"
         " will do."),
        # A buffer can be used again, an object only if it can be reset; a concrete type is told of a variable's own.
        ("func f(r io.Reader) { var b [99]byte; r.Read(b[:]) }", "dynamic-call",
         "The body of r.Read is only known at run time, which only a concrete type of r would change."),
        ("type src struct{ r io.Reader }\n\nfunc f(s *src) { b := make([]byte, 99); s.r.Read(b) }", "dynamic-call",
         "The body of s.r.Read is only known at run time. In hot code, where it is not kept, one"
         " slice can be used again."),
        ("func f(g func(*leaf)) { g(&leaf{}) }", "dynamic-call",
         "No fix is known as long as the body of g is only known at run time."),
        # What is returned by value is not what is kept.
        ("type big struct{ b [20]byte }\n\nfunc f(r io.Reader) (big, error) { var c big; _, err := io.ReadFull(r,"
         " c.b[:]); return c, err }", "outlives-scope", "This call costs it: io.ReadAtLeast, which io.ReadFull hands"),
        # Nobody can tell before how many all slices have.
        ("func f(p *pod, a [][]int) { for _, x := range a { p.ids = append(p.ids, x...) } }", "append-growth",
         "Where it can be told before how many elements p.ids will get, make it with that capacity"),
        ("func f(p *pod, c chan int) { for x := range c { p.ids = append(p.ids, x) } }", "append-growth",
         "How many elements p.ids gets is only known when the loop ends"),
        ("func f(p *pod, n int) { for x := range n { if x > 3 { p.ids = append(p.ids, x) } } }", "append-growth",
         "Before the loop, `p.ids = slices.Grow(p.ids, n)` makes room for all, where a bound"),
        # What others implement, too, is not for one type; an interface of anything may be.
        ("type tt struct{ a, b int }\n\nfunc (tt) String() string { return \"\" }\n\n//go:noinline\n"
         "func show(s fmt.Stringer) { sink = s }\n\nfunc f(n int) { show(tt{n, n}) }", "boxed",
         "This call costs it: show takes an interface"),
        ("//go:noinline\nfunc Show(s any) { sink = s }\n\nfunc f(n int) { Show(leaf{n, n}) }", "boxed",
         "This call costs it: Show takes an interface"),
        # A function that is inlined fills what is nil, too.
        ("func (t *trie) put(k int) { if t.leaves == nil { t.leaves = make(map[int]*leaf) }; t.leaves[k] = nil }\n\n"
         "func f(t *trie) { for k := range 9 { t.put(k) } }", "stored",
         "It is made only where, within t.put, t.leaves is nil."),
        # The body of a loop over a function is a literal that nobody can change.
        ("func f(seq iter.Seq[int]) bool { for x := range seq { if x > 3 { return true } }; return false }", "captured",
         "A loop over a function is a function literal, whose returns set the result."),
        # What a literal needs is the variable.
        ("func f(g func(func() int)) { m := map[int]int{}; g(func() int { return m[0] }) }", "captured",
         "No fix is known as long as the function literal, which needs m, is passed to g"),
        # A literal that assigns, too, cannot do with a copy.
        ("func f(g func(func())) int { n := 0; n++; g(func() { n = 3 }); return n }", "captured",
         "No fix is known as long as g is to set n, by calling the function literal."),
        ("func f(g func(func())) int { n, m := 0, 1; g(func() { n = 3; m = 4 }); return n + m }", "captured",
         "The function literal assigns to n, which is used outside of it, too; as fields of one struct, n, m would"),
        # Pointers to what is another package's are asked for by that.
        ("func f(a []*url.URL) []*url.URL { return append(a, &url.URL{}) }", "stored",
         "No fix is known as long as the slice keeps it."),
        # What is made on a branch is not made before the loop.
        ("func f(n int, r io.Reader) { for i := range n { if i > 3 { b := make([]byte, n); io.ReadFull(r, b) } } }",
         "outlives-scope", "If a function that io.ReadFull calls does not keep make([]byte, n), keep one before"),
        # A literal that goroutines run is kept by its variable.
        ("func f(n int) { work := func() { println(n) }; for range 3 { go work() } }", "captured",
         "No fix is known as long as work keeps the function literal, which needs n."),
        # Before the loop it would be boxed even if it is not needed.
        ("func f(k string, a []error) { for _, e := range a { if e != nil { reflect.DeepEqual(k, e) } } }", "boxed",
         "This call costs it: reflect.DeepEqual takes an interface"),
    ],
)  # fmt: skip
def test_advice_knows_what_else_is_done(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert of(tmp_path, body, code).advice.startswith(advice)


def test_what_only_a_loop_keeps_is_not_said_to_escape(tmp_path: Path) -> None:
    body = """func f(s *big.Int) {
	var inv *big.Int
	for {
		for {
			inv = new(big.Int).ModInverse(s, s)
			if inv.Sign() != 0 {
				break
			}
		}
		s.Mul(s, inv)
		if s.Sign() != 0 {
			break
		}
	}
}
"""
    made = of(tmp_path, body, "outlives-scope")
    assert made.message.endswith(": it is made in a loop, and passed to a function that s.Mul calls outside of it")
    assert made.advice.startswith("Made once before the loop, and filled anew in each round, new(big.Int) could be on")


def test_nothing_is_said_to_happen_before_it_is_made(tmp_path: Path) -> None:
    body = "func f(l *leaf, g func(*leaf)) { g(l); if l == nil { l = &leaf{} }; println(l.k) }"
    assert of(tmp_path, body, "dynamic-call").message.startswith(
        "&leaf{} is allocated on the heap: l, which holds it later, is passed to g, a call through a function value"
    )
    part = "func f(b box, g func(*leaf)) { g(b.l); l := &leaf{}; b.l = l; println(b.l.k) }"
    assert "the heap: b, which holds it later, is passed to g, a call" in of(tmp_path, part, "dynamic-call").message
    result = "func f(n int) (l *leaf) { l = &leaf{n, n}; return l }"
    assert of(tmp_path, result, "returned").message == "&leaf{n, n} is allocated on the heap: it is returned"
    again = "func f(l *leaf, g func(*leaf)) { for { g(l); if l == nil { l = &leaf{} }; println(l.k) } }"
    assert "on the heap: it is passed to g" in of(tmp_path, again, "dynamic-call").message


@pytest.mark.parametrize(
    ("body", "grows"),
    [
        ("out := x[:0]; for _, v := range x { if v > 3 { out = append(out, v) } }; return out", False),
        ("var out []int; out = x[:0]; for i := range len(x) { out = append(out, x[i]) }; return out", False),
        ("out := x[:0]; for _, v := range y { out = append(out, v) }; return out", True),
        ("out := x[:0]; out = nil; for _, v := range x { out = append(out, v) }; return out", True),
        ("out := x[:1]; for _, v := range x { out = append(out, v) }; return out", True),
        ("x = x[:0]; for _, v := range y { x = append(x, v, len(x)) }; return x", True),
    ],
)
def test_a_filter_in_place_does_not_grow(tmp_path: Path, body: str, grows: bool) -> None:
    codes = [f.code for f in found(tmp_path, f"func f(x, y []int) []int {{ {body} }}")]
    assert ("append-growth" in codes) is grows


@pytest.mark.parametrize(
    ("body", "copied"),
    [
        ("b := []byte{1, 2, 3}; g(string(b))", False),
        ("var b [32]byte; b[n] = 1; g(string(b[:]))", False),
        ("var b [33]byte; b[n] = 1; g(string(b[:]))", True),
        ("b := make([]byte, n); g(string(b[8:40]))", False),
        ("b := make([]byte, n); g(string(b[8:41]))", True),
        ("b := make([]byte, n); g(string(b[n:40]))", True),
        ("b := []byte{1, 2, 3}; b = append(b, byte(n)); g(string(b))", True),
    ],
)
def test_what_fits_the_buffer_is_not_allocated(tmp_path: Path, body: str, copied: bool) -> None:
    codes = [f.code for f in found(tmp_path, f"func f(n int) {{ {body} }}\n\n//go:noinline\nfunc g(string) {{}}")]
    assert ("runtime-alloc" in codes) is copied


def test_a_copy_by_new_has_its_own_words(tmp_path: Path) -> None:
    assert of(tmp_path, "func f(l *leaf) *leaf { c := new(*l); return c }", "returned").message == (
        "new(*l) is moved to the heap: a pointer to it is returned"
    )


@pytest.mark.parametrize(
    ("body", "often"),
    [
        ("func f(n int) { add := func(i int) { sink = &leaf{i, i} }; for i := range n { add(i) } }", "loop"),
        ("func f(n int) { add := func(i int) { sink = &leaf{i, i} }; add(n) }", "once"),
        ("func f(n int) { each(func(i int) { sink = &leaf{i, i} }) }\n\n"
         "func each(g func(int)) { for i := range 3 { g(i) } }", "loop"),
    ],
)  # fmt: skip
def test_a_literal_that_is_inlined_tells_once(tmp_path: Path, body: str, often: str) -> None:
    (made,) = (f for f in all_of(tmp_path, body) if "leaf" in f.message)
    assert (made.function, made.often) == ("f.func1", often)


@pytest.mark.parametrize(("args", "told"), [('"x"', True), ('"x %d", n', False)])
def test_an_error_with_arguments_is_not_one_of_a_text(tmp_path: Path, args: str, told: bool) -> None:
    messages = [f.message for f in found(tmp_path, f"func f(n int) {{ sink = fmt.Errorf({args}) }}")]
    assert any("errors.errorString" in m for m in messages) is told


def test_what_may_be_in_a_table_is_not_said_to_be_allocated_with_others(tmp_path: Path) -> None:
    body = "func f(n int, l leaf) { keepAll(l, n) }\n\nvar all []any\n\nfunc keepAll(xs ...any) { all = xs }"
    box = of(tmp_path, body, "boxed")
    assert "allocated with it: n" not in box.message
    assert [s.message for s in box.steps if "n (" in s.message] == [
        "allocated with it, unless it is small: n (8 bytes)"
    ]


_BRANCH = "It is allocated where it is declared: `n := n`, first thing on the branch"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("func f(n int) { if n > 3 { sink = &n } }", True),
        ("func f(n int) *int { switch { case n > 3: return &n }; return nil }", True),
        ("func f(n int) int { if n > 3 { sink = &n }; return n }", False),
        ("func f(n int) int { if n > 3 { sink = &n; return 1 }; return n }", True),
        ("func f(n int) { for i := range 9 { if i > 3 { sink = &n } } }", False),
        ("func f(n int) { if g(&n) { n++ } }\n\n//go:noinline\nfunc g(p *int) bool { sink = p; return true }", False),
        ("func f(n int) { switch { case g(&n): println() } }\n\n"
         "//go:noinline\nfunc g(p *int) bool { sink = p; return true }", False),
        ("func f(n int) { if n > 3 { println() } else if g(&n) { println(n) } }\n\n"
         "//go:noinline\nfunc g(p *int) bool { sink = p; return true }", False),
        ("func f() { n := 3; if h() { sink = &n } }\n\nfunc h() bool { return sink == nil }", True),
        ("func f(n int) { each := func() { n++ }; if n > 3 { each(); sink = &n } }", False),
    ],
)  # fmt: skip
def test_a_copy_on_the_branch_that_keeps_it_will_do(tmp_path: Path, body: str, told: bool) -> None:
    advice = next(x for x in found(tmp_path, body) if x.message.startswith("n is moved to the heap")).advice
    assert advice.startswith(_BRANCH) == told


def test_what_writes_text_need_not_be_passed_as_a_writer(tmp_path: Path) -> None:
    body = 'func f(n int) string { var b strings.Builder; fmt.Fprintf(&b, "%d", n); return b.String() }'
    wanted = "Written to by methods of its own, as WriteString, in place of fmt.Fprintf, b could be on the stack."
    assert of(tmp_path, body, "outlives-scope").advice == wanted
    body = body.replace("return", "io.WriteString(&b, b.String()); return")
    assert of(tmp_path, body, "outlives-scope").advice.startswith("No fix is known as long as io.WriteString")


_STATES = """type state func() state

type steps struct { n int; next func() }

func (p *steps) end() state { return nil }

%s
"""


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("func (p *steps) f() state { if p.n > 3 { println() }; recover(); return p.end }",
         "A method expression, (*steps).end, needs no allocation, where who calls the result can pass p to it; else"),
        ("//go:noinline\nfunc f(ps []*steps) state { p := ps[0]; return p.end }",
         "No fix is known as long as the method value p.end is the result itself."),
        ('var mode = "x"\n\n//go:noinline\nfunc f() []string { return []string{mode} }',
         "If callers only read it, and it is the same each time, make it once, as a package variable."),
        ('var mode = "x"\n\n//go:noinline\nfunc f() []string { all := []string{mode}; return append(all, mode) }',
         "No fix is known as long as []string{mode} is the result itself."),
        ("//go:noinline\nfunc f(s string) []string { return []string{s} }",
         "No fix is known as long as []string{s} is the result itself."),
        ("func f(xs [][]byte) (n int) { for _, x := range xs { var v leaf; if json.Unmarshal(x, &v) == nil { n++ } };"
         " return }",
         "If json.Unmarshal does not keep v, one that is declared before the loop, and set anew in each round, will"),
        ("func f(x []byte) (n int) { var v leaf; if json.Unmarshal(x, &v) == nil { n++ }; return }",
         "No fix is known as long as json.Unmarshal lets escape what it is passed."),
    ],
)  # fmt: skip
def test_one_will_do_for_all(tmp_path: Path, body: str, advice: str) -> None:
    told = [x for x in all_of(tmp_path, _STATES % body) if x.function.endswith("f")]
    assert next(x for x in told if x.code in ("returned", "outlives-scope")).advice.startswith(advice)

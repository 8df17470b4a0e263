"""What readers of findings drawn over std and modules (`python -m findings.sample`) found false or of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of


@pytest.mark.parametrize(
    ("body", "code", "rare"),
    [
        # What others began grows now and then; what is begun here, or grows in a loop, each time.
        ("func f(b []byte) []byte { return append(b, 1) }", "append-growth", "growth"),
        ("func f(p *pod) { p.ids = append(p.ids, 1) }", "append-growth", "growth"),
        ("func f(n int) []int { a := []int{n}; return append(a, 1) }", "append-growth", ""),
        ("func f(p *pod, n int) { for i := range n { if i > 3 { p.ids = append(p.ids, i) } } }", "append-growth", ""),
        ("func f(p *pod, n int) { if cap(p.ids) < n { p.ids = make([]int, n) } }", "stored", "growth"),
        # Made where something that stays has none, not where this call has none.
        ("func f(t *trie) { if t.leaves == nil { t.leaves = map[int]*leaf{} } }", "stored", "missing"),
        ("func f() { if sink == nil { sink = &leaf{} } }", "outlives-scope", "missing"),
        ("func f(l *leaf) { if l == nil { l = &leaf{} }; sink = l }", "outlives-scope", ""),
        ("func f(b box) { if b.l == nil { b.l = &leaf{} }; sink = b.l }", "outlives-scope", ""),
        ("func f(t *trie, k int) { if t.leaves[k] == nil { t.leaves[k] = &leaf{} } }", "stored", ""),
        ("func f(ts []*trie) { for _, t := range ts { if t.leaves == nil { t.leaves = map[int]*leaf{} } } }", "stored",
         ""),
        ("func f(b *box) { b.fill() }\n\nfunc (b *box) fill() { if b.l == nil { b.l = &leaf{} } }", "stored",
         "missing"),
        ("var f = sync.Pool{New: func() any { return new(leaf) }}", "returned", "pool"),
    ],
)  # fmt: skip
def test_what_is_made_now_and_then_is_rare(tmp_path: Path, body: str, code: str, rare: str) -> None:
    finding = next(f for f in all_of(tmp_path, body) if f.code == code and "String" not in f.function)
    assert finding.cold == rare
    assert (finding.severity == "off") is bool(rare)


RECURSIVE = """func f(t *node, k int) any { n := &node{}; g(n, k); return n }

func g(u *node, k int) { u.next = f(u, k).(*node); h(&node{}, u, k) }

func h(v, w *node, k int) { if k > 3 { w.next = v; g(w, k-1) } }

type node struct{ next *node }
"""


def test_what_a_recursive_function_returns_is_returned(tmp_path: Path) -> None:
    assert of(tmp_path, RECURSIVE, "returned").message == "&node{} is allocated on the heap: it is returned"


def test_what_leaves_for_a_recursive_function_is_passed_to_it(tmp_path: Path) -> None:
    body = RECURSIVE.replace("h(&node{}", "m := &node{}; defer println(); h(m").replace(
        "func h", "//go:noinline\nfunc h"
    )
    finding = next(f for f in all_of(tmp_path, body) if f.function == "g" and f.code == "outlives-scope")
    assert finding.message == "&node{} is allocated on the heap: it is passed to h, which lets it escape"
    assert finding.steps[-1].message == "in h: stored in what w points to"


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        # What is kept for good, or is no object, is not used again.
        ("func f(b *box) { b.l = newLeaf() }",
         "No fix is known as long as what keeps it needs one of its own, which newLeaf makes: `&leaf{}`."),
        ("//go:noinline\nfunc f() *leaf { return newLeaf() }",
         "No fix is known as long as each result needs one of its own, which newLeaf makes: `&leaf{}`."),
        ("func f(h http.Header) { h.Set(`a`, `b`) }",
         "No fix is known as long as what keeps it needs one of its own, which h.Set makes."),
        ("func f(s string, m map[string][]byte) { put(m, s) }\n\nfunc put(m map[string][]byte, s string) {"
         " m[s] = []byte(s) }", "No fix is known as long as what keeps it needs a copy of its own, which put makes."),
        # What gives a slice could fill one; what gives a function needs what that needs.
        ("//go:noinline\nfunc f(m map[int]int) []int { return keys(m) }\n\nfunc keys(m map[int]int) []int {"
         " return make([]int, 0, len(m)) }",
         "If callers can reuse a slice, let them pass one to be filled, in place of keys(m)."),
        ("func f(n int) { sink = each(n) }\n\nfunc each(n int) func() int { return func() int { return n } }",
         "No fix is known as long as each gives a function that needs n."),
        ("func f(s string) bool { return g(newLeaf()) }", "This call costs it: g lets its parameter"),
        # In a loop one is enough where it can be reset.
        ("func f(bs [][]byte) { for _, b := range bs { h(bytes.NewReader(b)) } }",
         "If h does not keep it, make one before the loop, by bytes.NewReader, and Reset it in each round."),
        ("func f(bs [][]byte) { for range bs { g(newLeaf()) } }",
         "This call costs it: newLeaf makes something new each time, and g lets it escape."),
        ("func f(bs []string) { for _, b := range bs { n := named{}; n.add(b); k(n) } }\n\n"
         "type named struct{ all string }\n\nfunc (n *named) add(s string) { n.all += s }\n\n"
         "//go:noinline\nfunc k(n named) { println(n.all) }",
         "This call costs it: n.add makes a new string each time."),
        ("func f(n int) { for range 9 { b(make([]byte, n)) } }",
         "If b does not keep make([]byte, n), make it once before the loop and use it again in each round."),
        ("func f(n int) { for range 9 { b(make([]byte, n)); n *= 2 } }",
         "This call costs it: b lets its parameter s leak; where it does is told there."),
        ("func f(a []int) { for _, n := range a { b(make([]byte, n)) } }",
         "If b does not keep make([]byte, n), keep one before the loop, and make another only where it is too small."),
        # Who takes a string can do nothing with bytes.
        ("func f(s string) bool { return strings.HasPrefix(strings.TrimSpace(s+`x`), s+`y`) }",
         "This call costs it: strings.HasPrefix takes a string; parts of up to 32 bytes"),
    ],
)  # fmt: skip
def test_advice_to_use_again_is_for_what_can_be(tmp_path: Path, body: str, advice: str) -> None:
    body += "\n\nfunc newLeaf() *leaf { return &leaf{} }"
    body += "\n\n//go:noinline\nfunc g(l *leaf) bool { sink = l; return true }"
    body += "\n\n//go:noinline\nfunc h(r io.Reader) { sink = r }"
    body += "\n\n//go:noinline\nfunc b(s []byte) { sink = s }"
    assert found(tmp_path, body)[-1].advice.startswith(advice)


@pytest.mark.parametrize(
    ("body", "rare"),
    [
        ("if cap(b) < n { return make([]int, n) }; return b", "growth"),
        ("if total := len(b) + n; cap(b) >= total { return b } else { return make([]int, total) }", "growth"),
        ("if n <= cap(b) { return b[:n] }; return make([]int, n, n+4)", "growth"),
        ("if n > 3 && !(cap(b) >= n) { return make([]int, n) }; return b", "growth"),
        ("if n <= cap(b) || n > 9 { return b }; return make([]int, n)", "growth"),
        ("if len(b) == cap(b) { return make([]int, n) }; return b", "growth"),
        ("if n > 3 || cap(b) < n { return make([]int, n) }; return b", ""),
        ("if n <= cap(b) && n > 3 { return b }; return make([]int, n)", ""),
        ("if n <= cap(b) { b = b[:n] }; return make([]int, n)", ""),
        ("if cap(b) >= n { return make([]int, n) }; return b", ""),
    ],
)
def test_what_is_made_for_room_grows_inlined_or_not(tmp_path: Path, body: str, rare: str) -> None:
    body = f"func f(p *pod, n int) {{ p.ids = room(p.ids, n) }}\n\nfunc room(b []int, n int) []int {{ {body} }}"
    made = [f for f in all_of(tmp_path, body) if f.function in ("f", "room") and f.code != "leaking-param"]
    assert [f.cold for f in made] == [rare] * 2
    assert all(f.advice.endswith("only where what there is, is too small.") for f in made) is bool(rare)


GENERIC = """type queue[T any] struct{ buf []T }

func (q *queue[T]) f() { q.buf = make([]T, 2) }

var user interface{ f() } = &queue[int]{}
"""


def test_the_wrapper_of_a_generic_method_tells_nothing_again(tmp_path: Path) -> None:
    (made,) = [f for f in all_of(tmp_path, GENERIC) if "make" in f.message or "slice" in f.message]
    assert made.span.line > 3
    assert made.message.startswith("make([]T, 2) is allocated")


PAIR = """type pair struct {
	a *leaf
	b interface{ run(int) }
	n int
}

//go:noinline
func keep(p any) { sink = p }

"""


@pytest.mark.parametrize(
    ("body", "mixed"),
    [
        ("c := &pair{a: new(leaf), b: r}; c.b.run(c.a.k)", "c.b"),
        ("var c pair; c.a, c.b = nil, r; c.a = new(leaf); c.b.run(c.a.k)", "c.b"),
        ("var c pair; c.a = new(leaf); keep(c.a)", ""),
        ("c := &pair{a: new(leaf), b: r}; keep(c.a)", ""),
        ("c := &pair{a: new(leaf), b: r}; keep(c)", ""),
    ],
)
def test_what_another_field_takes_along_is_not_said_to_go_itself(tmp_path: Path, body: str, mixed: str) -> None:
    body = f"{PAIR}func f(r interface{{ run(int) }}) {{ {body} }}"
    leaf = next(f for f in found(tmp_path, body) if f.message.startswith("new(leaf)"))
    assert (f": {mixed}, another field of what holds it, is passed to" in leaf.message) is bool(mixed)
    assert (leaf.advice == "The compiler does not tell the fields of c apart.") is bool(mixed)


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("a[0] = x.(string)", "`x` holds x.(string) already: passed on as it is, it needs no second copy."),
        ("if s, ok := x.(string); ok { a[0] = s }", "`x` holds s already"),
        ("switch s := x.(type) { case string: a[0] = s }", "`x` holds s already"),
        ("switch x := x.(type) { case string: a[0] = x }", "The interface x holds it already: under another name"),
        (
            "switch s := x.(type) { case string: s += s; a[0] = s }",
            "Unavoidable here: the elements of `a` are interfaces.",
        ),
        ("s := x.(string); x = nil; a[0] = s", "Unavoidable here: the elements of `a` are"),
        ("if s, ok := a[1].(string); ok { a[0] = s }", "Unavoidable here: the elements of `a` are"),
    ],
)
def test_what_is_in_an_interface_needs_not_be_boxed_again(tmp_path: Path, body: str, advice: str) -> None:
    assert of(tmp_path, f"func f(x any, a []any) {{ {body} }}", "boxed").advice.startswith(advice)


def test_what_a_pool_would_have_given_is_rare(tmp_path: Path) -> None:
    body = "var p sync.Pool\n\nfunc f() *leaf { if l, ok := p.Get().(*leaf); ok { return l }; return %s }"
    made = of(tmp_path, body % "&leaf{}", "returned")
    assert (made.cold, made.severity) == ("pool", "off")
    text = "var p sync.Pool\n\nfunc f() string { b := p.Get().(*bytes.Buffer); return string(b.Bytes()) }"
    assert of(tmp_path, text, "returned").cold == ""


def test_a_sentence_begins_with_a_capital(tmp_path: Path) -> None:
    body = "func f() { g(&leaf{}) }\n\nfunc g(l *leaf) { h(l) }\n\n//go:noinline\nfunc h(l *leaf) { sink = l }"
    assert found(tmp_path, body)[-1].advice == (
        "This call costs it: h, which g hands it to, lets its parameter l leak; where it does is told there."
    )


@pytest.mark.parametrize(
    ("body", "rare"),
    [
        ("defer func() { if r := recover(); r != nil { sink = new(leaf) } }()", "panic"),
        ("defer func() { r := recover(); if r == nil { return }; sink = new(leaf) }()", "panic"),
        ("defer func() { if r := recover(); r == nil { sink = new(leaf) } }()", ""),
        ("var errs []string; errs = append(errs, `a`+s); sink = errs", "error"),
        ("var errs []error; errs = append(errs, made(s, n)); sink = errs", "error"),
        ("var all []string; all = append(all, `a`+s); sink = all", ""),
        ("var err error; for i := range n { if i > 9 { err = failed(fmt.Sprint(i)); break } }; sink = err", "error"),
        ("assert(n > 3, `more`, n)", ""),  # what it is passed is boxed each time
    ],
)
def test_what_is_said_of_errors_and_panics_is_rare(tmp_path: Path, body: str, rare: str) -> None:
    body = f"""func f(s string, n int) {{ {body} }}

type failed string

func (failed) Error() string {{ return "" }}

//go:noinline
func made(s string, n any) error {{ sink = n; return failed(s) }}

//go:noinline
func assert(ok bool, s string, args ...any) {{ if !ok {{ panic(fmt.Sprint(s, args)) }} }}
"""
    made = [f for f in all_of(tmp_path, body) if f.function in ("f", "f.func1")]
    assert rare in {f.cold for f in made}
    assert rare or all(not f.cold for f in made)


def test_a_slice_that_is_emptied_keeps_its_room(tmp_path: Path) -> None:
    body = "func f(a [][]int) { var b []int; for _, x := range a { %s } ; sink = b }"
    body = body.replace("%s", "%sfor _, n := range x { b = append(b, n) }")
    assert of(tmp_path, body % "b = nil; ", "append-growth").severity == "info"
    kept = of(tmp_path, body % "b = b[:0]; ", "append-growth")
    assert kept.severity == "hint"
    assert "again and again" not in kept.message


def test_a_copy_that_is_inlined_is_something_new(tmp_path: Path) -> None:
    copied = of(tmp_path, "func f(b []byte) []byte { return bytes.Clone(b) }", "append-growth")
    assert copied.advice == "No fix is known as long as bytes.Clone is called: it makes something new each time."


def test_a_string_is_written_as_one(tmp_path: Path) -> None:
    written = of(tmp_path, "func f(w io.Writer, s string) { w.Write([]byte(s)) }", "dynamic-call")
    assert written.advice == "`io.WriteString(w, s)` makes no copy where the writer takes strings."


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        # A value takes the place of a pointer where it is small, and nothing needs the very object.
        ("t.leaves[k] = &leaf{}", "If nobody needs to share"),
        ("x := &leaf{}; x.k = 4; t.all = append(t.all, x)", "If nobody needs to share"),
        ("x := &leaf{}; t.all = append(t.all, x); x.k = 4", "No fix is known as long as"),
        ("x := &leaf{}; t.one = x; x.k = 4", "No fix is known as long as"),
        ("t.large[k] = &large{}", "No fix is known as long as"),
    ],
)
def test_values_are_stored_where_they_would_do(tmp_path: Path, body: str, advice: str) -> None:
    types = "type tree struct {\n\tleaves map[int]*leaf\n\tall []*leaf\n\tone *leaf\n\tlarge map[int]*large\n}\n\n"
    body = f"func f(t *tree, k int) {{ {body} }}\n\n{types}type large struct{{ b [400]byte }}"
    assert of(tmp_path, body, "stored").advice.startswith(advice)


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("func f(s string) string { var b []byte; for i := range s { b = append(b, s[i]) }; return string(b) }",
         "A strings.Builder that Grow gives room, in place of b, gives its bytes away"),
        ("func f(s string) string { var b []byte; b = append(b, s...); b[0] = 1; return string(b) }",
         "No fix is known as long as callers need a string"),
        ("func f(b []byte) string { b = append(b, 1); return string(b) }",
         "No fix is known as long as callers need a string; where bytes will do"),
    ],
)  # fmt: skip
def test_what_is_built_as_bytes_could_be_built_as_text(tmp_path: Path, body: str, advice: str) -> None:
    assert of(tmp_path, body, "returned").advice.startswith(advice)


def test_methods_may_be_asked_for_by_interfaces(tmp_path: Path) -> None:
    (made,) = [f for f in all_of(tmp_path, "type Leaf int\n\nfunc (l Leaf) F(n int) []byte { return make([]byte, n) }")
               if f.code == "returned" and "make" in f.message]  # fmt: skip
    assert made.advice.startswith("If callers can reuse a slice, and no interface asks for F as it is, let them")


def test_names_that_read_as_words_are_set_off(tmp_path: Path) -> None:
    grown = of(tmp_path, "func f(in []byte) []byte { return append(in, 1) }", "append-growth")
    assert grown.message.startswith("append to `in` allocates")
    assert grown.advice.startswith("Callers pass `in`: where they give it room, it does not grow.")
    grown = of(tmp_path, "func f(a []int) (out []int) { for _, n := range a { out = append(out, n) }; return }",
               "append-growth")  # fmt: skip
    assert grown.advice.startswith("Make out with the final capacity before the loop, `make([]int, 0, len(a))`")


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # What comes after `continue` is done in some rounds only.
        ("func f(a []string) (b []string) {"
         " for _, x := range a { if x == `` { continue }; b = append(b, x) }; return }",
         "append-growth", "Before the loop, `make([]string, 0, n)` gives b room for all, where their number or a"),
        ("func f(a []string) (b []string) { for _, x := range a { if x == `` { return }; b = append(b, x) }; return }",
         "append-growth", "Make b with the final capacity before the loop"),
        # The nodes of a tree point to each other.
        ("//go:noinline\nfunc f() *tree { return &tree{} }\n\ntype tree struct{ sub *[4]*tree }", "returned",
         "No fix is known as long as others of its type point to it."),
        # What no round changes is converted once, and an element has an address of its own.
        ("func f(w io.ReadWriter, s string, n int) { for range n { w.Read([]byte(s)) } }", "dynamic-call",
         "Nothing in the loop changes s: convert it once before, if nobody changes or keeps the bytes."),
        ("func f(w io.ReadWriter, a []string) { for _, s := range a { w.Read([]byte(s)) } }", "dynamic-call",
         "The body of w.Read is only known at run time"),
        ("func f(a []leaf) { for _, x := range a { g(&x) } }\n\n//go:noinline\nfunc g(l *leaf) { sink = l }",
         "outlives-scope", "x is a copy of each element: the address of the element itself, `&a[i]`, needs none"),
        ("func f(a map[int]leaf) { for _, x := range a { g(&x) } }\n\n//go:noinline\nfunc g(l *leaf) { sink = l }",
         "outlives-scope", "This call costs it: g lets its parameter l leak"),
    ],
)  # fmt: skip
def test_rounds_are_told_apart(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert of(tmp_path, body, code).advice.startswith(advice)


@pytest.mark.parametrize(
    ("body", "rare"),
    [
        ("for i := range n { fmt.Fprintf(w.log, `%d`, i) }", "log"),
        ("for i := range n { fmt.Fprintf(w.dialog, `%d`, i) }", ""),
        ("for i := range n { err := failed(); err.add(i) }", "error"),
        ("for i := range n { err := listed(); err.add(i) }", ""),
        ("for i := range n { all := failed(); all.add(i) }", ""),
    ],
)
def test_what_is_told_of_an_error_or_to_a_log_is_rare(tmp_path: Path, body: str, rare: str) -> None:
    body = f"""func f(w writers, n int) {{ {body} }}

type writers struct{{ log, dialog io.Writer }}

type list struct{{ all []any }}

//go:noinline
func (l *list) add(x any) {{ l.all = append(l.all, x) }}

//go:noinline
func listed() *list {{ return &list{{}} }}

type error_ struct{{ list }}

//go:noinline
func failed() *error_ {{ return &error_{{}} }}
"""
    boxed = next(f for f in all_of(tmp_path, body) if f.code == "boxed" and f.function == "f")
    assert boxed.cold == rare


@pytest.mark.parametrize(
    ("body", "rare"),
    [
        ("type oops = failure\n\ntype failure struct{ n int }\n\nfunc f() { sink = &oops{} }", ""),
        ("type oops = failError\n\ntype failError struct{ n int }\n\nfunc f() { sink = &oops{} }", "error"),
        ("type failError struct{ n int }\n\nfunc (e failError) f() string { return fmt.Sprint(e.n) }", "error"),
        ("type failure struct{ n int }\n\nfunc (e failure) f() string { return fmt.Sprint(e.n) }", ""),
        ("func f(n int) { debugPrint(`x`, n) }\n\nfunc debugPrint(s string, a ...any) { println(s); sink = a }", "log"),
        ("func f(n int) { bugPrint(`x`, n) }\n\nfunc bugPrint(s string, a ...any) { println(s); sink = a }", ""),
    ],
)
def test_what_errors_and_debugging_say_is_rare(tmp_path: Path, body: str, rare: str) -> None:
    made = [f for f in all_of(tmp_path, body) if f.code != "leaking-param" and f.function.rpartition(".")[2] == "f"]
    assert {f.cold for f in made} == {rare}


def test_room_is_what_is_left(tmp_path: Path) -> None:
    body = "func f(p *pod, n int) { if cap(p.ids)-len(p.ids) < n { b := make([]int, n); copy(b, p.ids); p.ids = b } }"
    assert of(tmp_path, body, "stored").cold == "growth"


def test_a_string_of_runes_is_told_from_runes_of_a_string(tmp_path: Path) -> None:
    text = of(tmp_path, "func f(r []rune, b []byte) { copy(b, string(r)) }", "runtime-alloc")
    assert text.advice.startswith("Where bytes will do, `utf8.AppendRune`")


def test_an_interface_holds_no_value_in_place_of_a_pointer(tmp_path: Path) -> None:
    body = "func f(n int) { var last any; for i := range n { if i > 3 { last = &leaf{i, i} } }; sink = last }"
    assert "hold the value" not in found(tmp_path, body)[0].advice


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        ("func f(r interface{ Do(*http.Request) }, q *http.Request) { r.Do(q.WithContext(q.Context())) }",
         "dynamic-call", "Each call of q.WithContext makes something new, and the body of r.Do is"),
        ("func f(r interface{ Do(*bytes.Reader) }, b []byte) { r.Do(bytes.NewReader(b)) }", "dynamic-call",
         "The body of r.Do is only known at run time"),
        ("func f(p *pod, n uint64) { b := p.ids; if uint64(len(b)) < n { b = make([]int, 1<<17) }; p.ids = b[n:] }",
         "too-large", "It is made only where what there is, is too small."),
    ],
)  # fmt: skip
def test_what_is_made_by_others_is_not_kept(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert of(tmp_path, body, code).advice.startswith(advice)


@pytest.mark.parametrize(("then", "often"), [("append(b.ids, x)", "cold"), ("nil", "loop")])
def test_what_is_added_to_is_not_missing_again(tmp_path: Path, then: str, often: str) -> None:
    made = "if b.ids == nil { b.ids = make([]int, 0, 9) }"
    body = f"func f(b *pod, xs []int) {{ for _, x := range xs {{ {made}; println(x); b.ids = {then} }} }}"
    assert of(tmp_path, body, "stored").often == often


def test_what_an_error_says_is_rare(tmp_path: Path) -> None:
    body = "func f(s string) []string { return []string{emptyError(`no ` + s)} }\n\n"
    body += "//go:noinline\nfunc emptyError(s string) string { return s }"
    joined = next(f for f in found(tmp_path, body) if f.message.startswith("`no `"))
    assert joined.cold == "error"


@pytest.mark.parametrize(
    ("body", "rare"),
    [
        # Made where a pool has none, whoever asks it, and however.
        ("func f(p *sync.Pool) *text { b := p.Get(); if b != nil { return b.(*text) }; return &text{} }", "pool"),
        ("func f(p *sync.Pool) *text { b, _ := p.Get().(*text); if b == nil { b = &text{} }; return b }", "pool"),
        ("type pool interface{ Get() any; Put(any) }\n\n"
         "func f(p pool) *text { if b, ok := p.Get().(*text); ok { return b }; return &text{} }", "pool"),
        ("type store interface{ Get() any }\n\n"
         "func f(p store) *text { if b, ok := p.Get().(*text); ok { return b }; return &text{} }", ""),
        # Made where something that stays has none: otherwise than by `if x == nil { x = … }`.
        ("func f(c *cache) { if c.t != nil { c.n++ } else { c.t = &text{} } }", "missing"),
        ("func f(c *cache) *text { if c.t != nil { return c.t }; c.t = &text{}; return c.t }", "missing"),
        ("func f(c *cache) *text { if c.t == nil { t := &text{}; c.t = t }; return c.t }", "missing"),
        ("func f(c *cache) { if c.t == nil { c.t, c.u = new(text), &text{} } }", "missing"),
        ("func f(c *cache) { if c.t == nil { c.u = &text{} } }", ""),
        ("func f(c *cache) *text { if c.t != nil { c.n++ }; c.t = &text{}; return c.t }", ""),
        ("func f(c *cache) { if c.t == nil { c.t = made() } }\n\nfunc made() *text { return &text{} }", "missing"),
        ("var p sync.Pool\n\nfunc f() { p.New = func() any { return &text{} } }", "pool"),
        # Trees and lists grow by what is missing.
        ("func f(n *node) { if n.next == nil { n.next = &node{t: &text{}} } }", ""),
        # A loop goes on where something went wrong; that an end was reached is no error.
        ("func f(a []string) { for _, s := range a { if _, err := os.Stat(s); err != nil { sink = &text{};"
         " continue } } }", "error"),
        ("func f(r io.Reader) { for { if _, err := r.Read(nil); err != nil { if err == io.EOF {"
         " sink = &text{} }; break } } }", ""),
        ("func f(s string) string { return lackError(s) }\n\nfunc lackError(s string) string { sink = &text{};"
         " return s }", "error"),
        # What is called like a report, and is none.
        ("func f(a []int) { for range a { logAppend(&text{}) } }\n\n"
         "//go:noinline\nfunc logAppend(t *text) { sink = t }", ""),
        ("func f(a []int) { for range a { wrapAll(&text{}) } }\n\n"
         "//go:noinline\nfunc wrapAll(t *text) { sink = t }", ""),
    ],
)  # fmt: skip
def test_what_is_made_for_want_of_it_is_rare(tmp_path: Path, body: str, rare: str) -> None:
    body += "\n\ntype cache struct { t, u *text; n int }\n\ntype node struct { next *node; t *text }\n"
    made = next(f for f in all_of(tmp_path, body) if any(x in f.message for x in ("text{", "node{", "new text")))
    assert made.cold == rare


def test_what_is_reached_by_an_argument_is_not_said_to_be_passed(tmp_path: Path) -> None:
    body = "func f() { g(&box{l: &leaf{}}) }\n\n//go:noinline\nfunc g(b *box) { sink = b.l }"
    assert of(tmp_path, body, "outlives-scope").message == (
        "&leaf{} is allocated on the heap: it is part of what is passed to g, which lets it escape"
    )


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        ("func (l leaf) MarshalJSON() ([]byte, error) { return make([]byte, l.k), nil }", "returned",
         "json.Marshaler asks for MarshalJSON as it is."),
        ("func (l leaf) MarshalText() (b []byte, err error) { if l.k > 3 { b = append(b, strconv.Itoa(l.k)...) };"
         " return }", "append-growth", "encoding.TextMarshaler asks for MarshalText as it is."),
        ("func (l leaf) MarshalJSON(n int) ([]byte, error) { return make([]byte, n), nil }", "returned",
         "No fix is known as long as make([]byte, n) is the result itself."),
        ("func (l leaf) Name(b []byte) string { return string(b) }", "returned",
         "No fix is known as long as callers need a string; where bytes will do"),
        ("type file []byte\n\nfunc (f file) Name() string { return string(f) }", "returned",
         "No fix is known as long as callers need a string; where bytes will do"),
        ("type file []byte\n\nfunc (f file) Name() string { return string(f) }\n\n"
         "func (f *file) ModTime() int { return 1 }", "returned", "fs.FileInfo asks for Name"),
        ("func (l leaf) Sign(r io.Reader, b []byte, n int) ([]byte, error) { return make([]byte, n), nil }\n\n"
         "func (l leaf) Public() int { return l.k }",
         "returned", "crypto.Signer asks for Sign as it is."),
        ("func (b *box) Addr() *pod { p := &pod{}; p.ids = nil; grow(p); return p }\n\n"
         "func (b *box) Accept() (*leaf, error) { return b.l, nil }\n\n//go:noinline\nfunc grow(p *pod) {}",
         "returned", "net.Listener asks for Addr as it is."),
        ("func all(m map[int]int) iter.Seq[int] { return func(yield func(int) bool) { for k := range m {"
         " if !yield(k) { return } } } }", "captured",
         "Where a range calls `all`, that is inlined, with the literal on the stack; elsewhere"),
        ("func part(n int) func(func(int)) { return func(do func(int)) { do(n) } }", "captured",
         "part can be inlined: a caller that keeps the result to itself can have it on its own stack."),
        # What is set by what the literal is handed to is not copied before; what is emptied first needs no more room.
        ("func f() { var t *time.Timer; t = time.AfterFunc(1, func() { t.Stop() }) }", "captured",
         "The function literal needs t, which is set after it is made."),
        ("func f(a [][]int) { var b []int; for _, x := range a { b = append(b[:0], x...); println(b) } }",
         "append-growth",
         "It is emptied and filled again, so it grows only where it never held as much."),
        # Values of other packages that are used by pointers are not copied; one that is returned is not kept.
        ("type pair struct{ a *big.Int }\n\nfunc f(p *pair) { p.a = new(big.Int) }", "stored",
         "No fix is known as long as p.a keeps it."),
        ("//go:noinline\nfunc f(b []byte) *bytes.Reader { return bytes.NewReader(b) }", "returned",
         "Each call makes a new one; in hot code callers can keep one, and Reset it."),
        ("func out(to **leaf) { l := leaf{}; *to = &l }", "stored", "No fix is known as long as *to keeps it."),
    ],
)  # fmt: skip
def test_advice_knows_what_nobody_here_can_change(tmp_path: Path, body: str, code: str, advice: str) -> None:
    made = next(f for f in all_of(tmp_path, body) if f.code == code and "String" not in f.function)
    assert made.advice.startswith(advice)


GROWS = """func f(p *text, q []byte, a []int) (all, more []int, b []byte) {
	for _, x := range a {
		if x > 3 {
			all = append(all, x)
		}
		all = append(all, x)
		more = append(more, x)
		{
			all := []int{x}
			all = append(all, x)
			sink = all
		}
		p.add(1)
		p.add(2)
	}
	all = append(all, 1)
	all = append(all, 2)
	return all, more, b
}

func (t *text) add(b byte) { t.b = append(t.b, b) }
"""


def test_a_slice_that_grows_is_told_once(tmp_path: Path) -> None:
    grown = [f for f in found(tmp_path, GROWS) if f.code == "append-growth"]
    heads = {f.key: f.span.line for f in grown if not f.part_of}
    first = min(heads.values())
    assert [line - first for line in sorted(heads.values())] == [0, 3, 6, 9, 12]
    assert [(f.span.line - first, heads[f.part_of] - first) for f in grown if f.part_of] == [(2, 0), (10, 9), (13, 12)]
    head = next(f for f in grown if f.span.line == first)
    assert head.message.endswith(": the slice is returned; it grows at 1 more place here, at least")
    assert [(s.span.line - first, s.message) for s in head.steps][-1] == (2, "it grows here, too")


def test_what_a_range_over_a_function_makes_is_told_where_it_is_written(tmp_path: Path) -> None:
    body = "func f(a []int) { var all [][]int; for x := range each(a) { all = append(all, slices.Clone(a[:x])) }"
    body += (
        "; sink = all }\n\nfunc each(a []int) iter.Seq[int] { return func(yield func(int) bool) { for _, x := range a {"
    )
    body += " if !yield(x) { return } } } }"
    told = [f.message for f in found(tmp_path, body) if f.code == "append-growth"]
    assert [message.partition(" allocates")[0] for message in told] == [
        "append to `all`", "append in slices.Clone, inlined here,",
    ]  # fmt: skip


def test_what_is_embedded_has_no_name_of_its_own(tmp_path: Path) -> None:
    body = "type pen struct{ *text }\n\nfunc (t *text) add(b byte) { t.b = append(t.b, b) }\n\n"
    body += "func f(p pen, n int) { for range n { p.add(1) } }"
    assert of(tmp_path, body, "append-growth").message.endswith("the slice is stored in what p points to")


def test_numbers_that_say_themselves_are_no_numbers(tmp_path: Path) -> None:
    body = "type code int\n\nfunc (code) String() string { return `` }\n\nfunc f(c code) { fmt.Println(c) }"
    assert of(tmp_path, body, "boxed").advice.endswith("append the parts to a []byte.")


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # Whoever takes a literal says what it returns; what is part of a result is not filled by callers.
        ("type maker struct{ make func() *leaf }\n\nfunc f() maker { return maker{func() *leaf { return &leaf{} }} }",
         "returned", "Unavoidable here: maker asks for a function that returns *leaf."),
        ("type name struct{ s string }\n\nfunc f(b []byte) name { return name{string(b)} }", "returned",
         "No fix is known as long as the result holds it."),
        ("func f(b []byte) (string, int) { return string(b), 1 }", "returned",
         "f can be inlined: a caller that keeps the result to itself can have it on its own stack, up to 32 bytes"),
        ("//go:noinline\nfunc f(b []byte) (string, int) { return string(b), 1 }", "returned",
         "No fix is known as long as the result is a string that is made here."),
        # What holds it is named.
        ("func f(s string) { sink = &[]any{&leaf{}} }", "stored", ""),
        # What an inlined function appends to: its own, the caller's, or somebody else's.
        ("func f(a, b []int) []int { return slices.Concat(a, b) }", "append-growth",
         "No fix is known as long as slices.Concat is called: what it makes is new each time."),
        ("func f(n int) any { t := &text{}; for range n { t.add(1) }; return t }\n\n"
         "func (t *text) add(b byte) { t.b = append(t.b, b) }", "append-growth",
         "t.add appends; where t is made, room for all would do, as far as that can be told."),
        ("func f(n int) *pod { return many(n) }\n\nfunc many(n int) *pod { var p pod; for i := range n { p.ids ="
         " append(p.ids, i) }; return &p }", "append-growth", "This call may cost it: many lets a slice grow."),
        ("func f(a []int, n int) { for range n { use(append(a, n)) } }\n\n//go:noinline\n"
         "func use(a []int) { sink = a }",
         "append-growth", "`a` stays as it is, so a round copies it where it has no room"),
        ("func f(t *text, n int) { for range n { t.add(1) } }\n\nfunc (t *text) add(b byte) { t.b = append(t.b, b) }",
         "append-growth", "t.add adds to a slice that was begun elsewhere: room that is made there"),
    ],
)  # fmt: skip
def test_advice_knows_whose_it_is(tmp_path: Path, body: str, code: str, advice: str) -> None:
    made = next(f for f in all_of(tmp_path, body) if f.code == code and f.function.partition(".")[0] == "f")
    assert made.advice.startswith(advice)


def test_what_concat_makes_is_paid_once_at_each_call(tmp_path: Path) -> None:
    made = of(tmp_path, "func f(a, b []int) []int { return slices.Concat(a, b) }", "append-growth")
    assert (made.often, made.cold, made.severity) == ("once", "", "hint")


def test_what_a_loop_makes_where_it_is_missing_is_rare(tmp_path: Path) -> None:
    body = "func f(t *trie, xs []int) { for _, x := range xs { if t.leaves == nil { t.leaves = map[int]*leaf{} };"
    body += " use(t, x) } }\n\n//go:noinline\nfunc use(t *trie, x int) { t.leaves[x] = nil }"
    made = of(tmp_path, body, "stored")
    assert (made.often, made.cold, made.severity) == ("loop", "missing", "hint")


def test_a_result_is_named_without_its_return(tmp_path: Path) -> None:
    body = "func f(s string) (any, error) { return strconv.Atoi(s) }"
    assert of(tmp_path, body, "boxed").message.startswith("boxing strconv.Atoi(s) (int)")


def test_an_instance_is_named_as_it_is_written(tmp_path: Path) -> None:
    body = "func f(n int) { g(&leaf{n, n}, struct{ all []int; more map[string]func(int) []string }{}) }\n\n"
    body += "func g[T any](l *leaf, t T) { keep(l, t) }\n\n//go:noinline\n"
    body += "func keep[T any](l *leaf, t T) { sink = l; sink = t }"
    assert (
        "This call costs it: keep, which g hands it to, lets its parameter l leak"
        in of(tmp_path, body, "outlives-scope").advice
    )


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        # What is part of a result is kept in an interface, which the result is not; what is passed on is not kept.
        ("type pair struct{ a any }\n\n//go:noinline\nfunc f(l leaf) pair { return pair{l} }",
         "No fix is known as long as it is kept in an interface."),
        ("//go:noinline\nfunc f(l leaf) any { return l }", "Where nothing asks for an interface, a result of type"),
        ("func f(x sort.StringSlice) { order(x) }\n\nfunc order(x sort.StringSlice) { keep(x) }\n\n"
         "//go:noinline\nfunc keep(a any) { sink = a }", "This call costs it: order passes it on as an interface."),
    ],
)  # fmt: skip
def test_what_is_boxed_is_kept_returned_or_passed_on(tmp_path: Path, body: str, advice: str) -> None:
    assert of(tmp_path, body, "boxed").advice.startswith(advice)

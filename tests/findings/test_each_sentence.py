"""What a reader of one or two findings of each sentence, drawn from modules, found false, or of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of

KEEP = "\n\n//go:noinline\nfunc keep(l *leaf) { sink = l }"
NODES = "type node struct { next *node; n int }\n\n"
LARGE = "type large struct { a [20]int; s string }\n\n//go:noinline\nfunc use(l large) {}\n\n"
GENERIC = "func Map[T, R any](all []T, f func(T) R) []R {\n\tout := make([]R, len(all))\n"
GENERIC += "\tfor i := range all { out[i] = f(all[i]) }\n\treturn out\n}\n\n"


@pytest.mark.parametrize(
    ("body", "code", "tail"),
    [
        # What a loop keeps beyond its round need not outlive the function; whether it does is not known elsewhere.
        (NODES + "func f(n *node) int { var l []*node; for ; n != nil; n = n.next { l = append([]*node{n}, l...) };"
         " return len(l) }", "outlives-scope", "it is kept in l, which is declared outside of the loop"),
        # What holds a pointer to itself may be copied on.
        ("type text2 struct { b []byte; room [9]byte }\n\nfunc f(s string) text2 { var t text2;"
         " t.b = t.room[:copy(t.room[:], s)]; return t }", "outlives-scope",
         "a pointer to it is stored in itself, through a pointer that to the compiler may lead anywhere"),
        # What a variable holds in the end is another.
        ("func f(n int) { l := &leaf{n, 1}; for range n { l = &leaf{n, 2}; keep(l) } }" + KEEP, "outlives-scope",
         "l, which holds another by then, is passed to keep, which lets it escape"),
        ("func f(n int) []byte { b := make([]byte, n); for range n { println(b[0]); b = make([]byte, 2*n); return b };"
         " return nil }", "returned", "b, which holds another by then, is returned"),
        ("func f(n int) []byte { b := make([]byte, n); println(b[0]); b = make([]byte, 2*n); return b }", "returned",
         "b, which holds another by then, is returned"),
        ("func f(n int) { l := &leaf{n, 1}; for range n { keep(l); l = &leaf{n, 2} } }" + KEEP, "outlives-scope",
         "it is passed to keep, which lets it escape"),
        ("func f(s string, n int) error { switch n { case 1: s = s[:2] + s[3:]; default:"
         " return fmt.Errorf(`bad %s`, s) }; println(s); return nil }", "outlives-scope",
         "s, which holds it on another way, is kept in an interface, whose value is copied to the heap"),
        ("type text3 struct { b []byte; room [9]byte }\n\nfunc f(s string) text3 { var t text3; if len(s) < 9 {"
         " t.b = t.room[:copy(t.room[:], s)] } else { t.b = []byte(s) }; return t }", "outlives-scope",
         "a pointer to it is stored in itself, through a pointer that to the compiler may lead anywhere"),
        # By way of other functions it comes back in another call.
        ("type way struct { up *way }\n\nfunc (w *way) to() *way { return &way{w} }\n\n"
         "//go:noinline\nfunc f(w *way, n int) { for range n { w := w.to(); g(w, n) }; keepWay(w) }\n\n"
         "//go:noinline\nfunc g(w *way, n int) { if n > 3 { f(w, n-1) } }\n\n//go:noinline\n"
         "func keepWay(w *way) { println(w) }", "outlives-scope", "it is passed to g, which lets it escape"),
        ("func f(m map[int]box, n int) map[int]box { return map[int]box{n: {l: &leaf{n, n}}} }", "stored",
         "it is part of what is stored in a map"),
    ],
)  # fmt: skip
def test_where_it_goes_is_said_as_it_is(tmp_path: Path, body: str, code: str, tail: str) -> None:
    assert of(tmp_path, body, code).message.endswith(f": {tail}")


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # A value that is sent as an interface is boxed; and one that is sent twice is shared.
        ("func f(c chan any) { c <- &leaf{1, 2} }", "sent", "No fix is known as long as &leaf{1, 2} is what is sent."),
        ("func f(c, d chan *leaf) { l := &leaf{1, 2}; c <- l; d <- l }", "sent", "No fix is known as long as"),
        ("func f(c chan *leaf) { c <- &leaf{1, 2} }", "sent", "Send the value of &leaf{1, 2} instead of a pointer"),
        # A copy of what the literal itself takes the address of is shared, too; a lock has no copies.
        ("//go:noinline\nfunc f(n int) func() int { return func() int { p := &n; *p++; return n } }", "captured",
         "No fix is known as long as the literal needs the address of n."),
        ("func f(n int) func() int { p := &n; *p++; g(p); return func() int { return n } }\n\n//go:noinline\n"
         "func g(p *int) {}", "captured",
         "If the literal can do with a copy, make one before it (`n := n`)"),
        ("//go:noinline\nfunc f() func() { var m sync.Mutex; g(&m); return func() { use(m) } }\n\n"
         "func g(m *sync.Mutex) {}\n\n//go:noinline\nfunc use(m sync.Mutex) {}", "captured",
         "No fix is known as long as the literal needs m, which must not be copied."),
        # A loop over a function assigns to what it is said to.
        ("func f(all iter.Seq[int], cur int) int { for cur = range all { if cur > 3 { break } }; return cur }",
         "captured", "A loop over a function is a function literal, and this one assigns to cur."),
        # All of it, or a part.
        (LARGE + "//go:noinline\nfunc f(l large) func() { return func() { use(l) } }", "captured",
         "No fix is known as long as the literal needs all of l, which has 176 bytes"),
        (LARGE + "func f(l large) func() int { return func() int { return l.a[1] } }", "captured",
         "Capture less than l, which has 176 bytes"),
        # Nothing is put before what is appended.
        ("var none [0]byte\n\nfunc f(all [][]byte, b []byte) [][]byte { return append(all, append(none[:], b...)) }",
         "append-growth", "Unavoidable as long as what is kept is a copy of b, not b itself."),
        # An instance has the types of its shapes.
        (GENERIC + "func f(all []func()) []func(int) { return Map(all, func(g func()) func(int) {"
         " return func(int) { g() } }) }", "returned", "If callers can reuse a slice"),
        # Whether a package variable is nil is asked for, too.
        ("var all struct { l *leaf }\n\nfunc f(n int) { all.l = &leaf{n, n} }", "outlives-scope",
         "If nobody needs to share &leaf{n, n}, nor asks whether all.l is nil, let that hold the value"),
        # What the function around assigns to is passed to a goroutine as it is by then.
        ("func f(all []int) { n := 0; for range all { if n > 3 { go func() { println(n) }() }; n++ } }", "goroutine",
         "If the goroutine needs only the value that n has when it starts, pass that as an argument"),
        # A pool of this package's own.
        ("type pool struct { p sync.Pool }\n\nfunc newPool(f func() *text) *pool {"
         " return &pool{sync.Pool{New: func() any { return f() }}} }\n\n"
         "func (p *pool) Get() *text { return p.p.Get().(*text) }\n\nfunc (p *pool) Put(t *text) { p.p.Put(t) }\n\n"
         "var texts = newPool(func() *text { return &text{} })", "returned", "It is made for a pool"),
        ("type dec struct { all *sync.Pool }\n\nfunc (d *dec) room() *[99]int {"
         " if r, ok := d.all.Get().(*[99]int); ok { return r }; return &[99]int{} }\n\n"
         "func f(d *dec) int { r := d.room(); r[1]++; n := r[2]; d.all.Put(r); return n }", "outlives-scope",
         "It is made only where the pool has none."),
        ("type dec struct { all *sync.Pool }\n\nfunc (d *dec) room() *[99]int {"
         " if r, ok := d.all.Get().(*[99]int); ok { return r }; return &[99]int{} }\n\n"
         "func f(d *dec, use func(*[99]int)) { use(d.room()) }", "dynamic-call",
         "It is made only where the pool has none."),
        # An inlined function that makes room where there is too little.
        ("type seen struct { ids []int }\n\nfunc (s *seen) reset() { if len(s.ids) == 0 { s.ids = make([]int, 1, 2) }"
         " else { s.ids = s.ids[:1] } }\n\nfunc f(s *seen) { s.reset() }", "stored",
         "It is made, by s.reset, only where what there is, is too small."),
        # An inlined function that returns from a loop first.
        ("type free [][]int\n\nfunc (x *free) get(n int) []int { for i := 0; i < len(*x); i++ {"
         " if cap((*x)[i]) >= n { return (*x)[i] } }; return make([]int, 0, n) }\n\n"
         "func f(x *free, n int) { sink = x.get(n) }", "outlives-scope",
         "No fix is known as long as x.get is called: on some of its ways it makes something new."),
        ("type bufs struct { p sync.Pool }\n\n//go:noinline\nfunc (p *bufs) f(n int) []byte {"
         " if b, ok := p.p.Get().(*[]byte); ok && cap(*b) >= n { return *b }; return make([]byte, 0, n) }", "returned",
         "It is made only where the pool has none."),
        # A result that may be nil.
        ("//go:noinline\nfunc f(s string) *leaf { if s == `` { return nil }; return &leaf{1, 2} }", "returned",
         "If callers can do with a copy, and no interface asks for a pointer, let the result be the value (leaf), and a"
         " bool that says whether there is one"),
        ("//go:noinline\nfunc f(n int) (*leaf, int) { var l *leaf; if n > 3 { l = &leaf{1, 2} }; return l, n }",
         "returned", "If callers can do with a copy, and no interface asks for a pointer, let the result be the value"
         " (leaf), and a bool"),
        ("//go:noinline\nfunc f(n int) (*leaf, error) { if n > 3 { return nil, io.EOF }; return &leaf{1, 2}, nil }",
         "returned", "If callers can do with a copy, and no interface asks for a pointer, let the result be the value"
         " (leaf); else"),
        # A method that another type's embedded interface has is of nobody's concrete type.
        ("type part interface { take(any) }\n\ntype whole struct { part }\n\n//go:noinline\n"
         "func made() *whole { return nil }\n\nfunc f(n int) { made().take(&n) }", "dynamic-call",
         "No fix is known as long as the body of made().take is only known at run time."),
        # What was there in the round before is needed, or is another's.
        ("var ten big.Int\n\nfunc f() int { i := new(big.Int); for range 9 { i = new(big.Int).Mul(i, &ten) };"
         " return len(i.Bits()) }", "outlives-scope", "No fix is known as long as i, which is declared further out"),
        ("var at [3]*leaf\n\nfunc f() int { a, l := 1, at[1]; for range 9 { a += l.k; l = &leaf{a, 2} }; return a }",
         "outlives-scope", "No fix is known as long as l, which is declared further out"),
        # Only an error keeps it.
        ("func f(r io.Reader, n int) error { b := make([]byte, 4); b[0] = byte(n); if n > 3 {"
         " return fmt.Errorf(`bad: %s`, b) }; return nil }", "outlives-scope",
         "If nothing but fmt.Errorf keeps make([]byte, 4), pass that a copy: then it need not be on the heap."),
        # What is closed is closed, however it is declared; what is appended to a field is not kept in it.
        ("func f(n int) int { var ( c = make(chan int, 3); k = n ); go func() { c <- k; close(c) }(); return <-c }",
         "runtime-alloc", "No fix is known as long as each call makes its own: what is closed"),
        ("func f(p *pod, n int) { for i := range n { g(append(p.ids, i)) } }\n\n//go:noinline\nfunc g(ids []int) {}",
         "append-growth", "p.ids stays as it is, so a round copies it where it has no room"),
        # What comes by on some ways only, or may be added to by a literal that is called.
        ("func f(p *pod, ns []int) { for _, n := range ns { if n > 3 { p.ids = append(p.ids, n) } } }", "append-growth",
         "Before the loop, `p.ids = slices.Grow(p.ids, len(ns))` makes room for as many as there can be."),
        ("func f(p *pod, ns []int) { for _, n := range ns { p.ids = append(p.ids, n) } }", "append-growth",
         "Before the loop, `p.ids = slices.Grow(p.ids, len(ns))` makes room for all."),
        ("type tree struct { kids []*tree }\n\nfunc f(t *tree) []*tree { var out []*tree; var see func(ts []*tree);"
         " see = func(ts []*tree) { for _, t := range ts { see(t.kids); out = append(out, t) } };"
         " see(t.kids); return out }", "append-growth",
         "Before the loop, `out = slices.Grow(out, n)` makes room for all, where a bound"),
        # What there is at first is not lost.
        ("func f(n int) []int { l := []int{n}; for i := range n { if i > 3 { l = append(l, i) } }; return l }",
         "append-growth", "What l begins with, appended to `make([]int, 0, n)`, leaves room for all."),
        # A pointer in a field, and a variable that is one.
        ("type held struct { n *int }\n\nfunc f(n int) *held { var h held; k := n; h.n = &k; return &h }",
         "outlives-scope", "Let the field of h hold the value of k, where nobody shares it"),
        # What is text or bytes has no other form.
        ("func f(s string) int { return first([]byte(s)) }\n\n//go:noinline\nfunc first[T []byte | string](t T) int {"
         " _, n := utf8.DecodeRuneInString(string(t)); return n }", "runtime-alloc",
         "This call costs it: utf8.DecodeRuneInString takes a string"),
        # What grows at once is made at once.
        ("func f(a, b []int) []int { return slices.Concat(a, b) }", "append-growth",
         "No fix is known as long as slices.Concat is called: what it makes is new each time."),
        ("func f(n int, s string) error { vs := []string{`a`}; switch n { case 1: vs = []string{s}; case 2:"
         " return fmt.Errorf(`bad %q`, vs) }; println(vs[0]); return nil }", "outlives-scope",
         "If nothing but fmt.Errorf keeps []string{s}, pass that a copy"),
        # What is printed as it is.
        ("func f(w io.Writer, s string) { fmt.Fprint(w, s) }", "boxed", "`io.WriteString(w, s)` writes it"),
        ("func f(w io.Writer, s string) { fmt.Fprintf(w, `%s`, s) }", "boxed", "`io.WriteString(w, s)` writes it"),
        ("func f(w io.Writer, s string) { fmt.Fprintf(w, `<%s`, s) }", "boxed", "Formatting boxes its operands"),
        # What is set by its type stays of that.
        ("func f(err error, n int) bool { e := &fails{n}; return errors.As(err, &e) }\n\n"
         "type fails struct { n int }\n\nfunc (fails) Error() string { return `` }", "outlives-scope",
         "No fix is known as long as e, which holds it"),
        # An inlined function asks by itself whether to report.
        ("type talk struct{ w io.Writer }\n\nfunc (t talk) errorf(s string, a ...any) { fmt.Fprintf(t.w, s, a...) }\n\n"
         "func (t talk) ask(n int, b bool) { if b { t.errorf(`%d`, n) } }\n\nfunc f(t talk, n int) { t.ask(n, n > 3) }",
         "boxed", "It costs only where t.ask reports something."),
        ("type talk struct{ w io.Writer }\n\nfunc (t talk) errorf(s string, a ...any) { fmt.Fprintf(t.w, s, a...) }\n\n"
         "func f(t talk, n int) { t.errorf(`%d`, n) }", "boxed", "It costs only where an error is reported."),
    ],
)  # fmt: skip
def test_advice_works(tmp_path: Path, body: str, code: str, advice: str) -> None:
    told = [f.advice for f in all_of(tmp_path, body) if f.code == code]
    assert [a for a in told if a.startswith(advice)], told


def test_a_type_is_called_by_the_name_that_it_has_in_the_declaration(tmp_path: Path) -> None:
    body = "type Place = os.ProcAttr\n\n//go:noinline\nfunc f(n int) (*Place, error) { return &Place{}, nil }"
    assert "let the result be the value (Place)" in of(tmp_path, body, "returned").advice


def test_methods_are_those_of_what_an_alias_stands_for(tmp_path: Path) -> None:
    body = "type Place = url.URL\n\nfunc f(s string) *Place { return &Place{Host: s} }"
    told = [x.advice for x in found(tmp_path, body) if x.code == "returned"]
    assert ["neither it nor a method that it calls" in a for a in told] == [True]


def test_a_type_is_called_as_another_package_calls_it(tmp_path: Path) -> None:
    body = "func f(err error) bool { var e *os.PathError; return errors.As(err, &e) }"
    assert "`errors.AsType[*os.PathError](…)`" in of(tmp_path, body, "outlives-scope").advice


def test_what_a_literal_calls_that_is_inlined_is_called_by_its_name(tmp_path: Path) -> None:
    body = "func (t *inner) each(g func(int)) { if t != nil { g(t.n) } }\n\n"
    body += "func f(t *inner, w io.Writer) { t.each(func(n int) { fmt.Fprintln(w, n) }) }"
    boxed = next(x for x in all_of(tmp_path, body) if x.code == "boxed")
    assert boxed.message.endswith("the interface is passed to fmt.Fprintln, which lets it escape")


def test_steps_are_told_in_words_of_this_package(tmp_path: Path) -> None:
    body = "func f(b []byte) int { n := 0; for s := range strings.SplitSeq(string(b), `,`) { n += len(s) }; return n }"
    told = next(x for x in all_of(tmp_path, body) if x.code == "dynamic-call")
    assert [s.message for s in told.steps if "strings.s" in s.message] == []


def test_what_a_literal_of_another_package_stores_into_is_called_by_no_name_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    text = "package other\n\ntype Conf struct { w any }\n\ntype Option func(*Conf)\n\n"
    text += "func To(w any) Option { return func(c *Conf) { c.w = w } }\n\n"
    text += "func Open(all ...Option) *Conf { c := &Conf{}; for _, o := range all { o(c) }; return c }\n"
    (tmp_path / "other" / "other.go").write_text(text)
    told = [x for x in all_of(tmp_path, "func f(n int) *other.Conf { return other.Open(other.To(&n)) }")]
    assert [x.message for x in told if x.code == "stored"] == [
        "n is moved to the heap: a pointer to it is stored in memory that other.To writes to"
    ]
    assert [x.advice for x in told if "other.c" in x.advice] == []


def test_what_the_body_of_a_range_assigns_to_is_assigned_to(tmp_path: Path) -> None:
    body = "func keep(l *leaf) { sink = l }\n\nfunc all(n int) iter.Seq[int] { return func(yield func(int) bool) {"
    body += " yield(n) } }\n\nfunc made(n int) *leaf { return &leaf{n, n} }\n\n"
    body += "func f(n int) { for i := range all(n) { l := made(i); keep(l) } }"
    steps = [s.message for x in all_of(tmp_path, body) if x.message.startswith("made") for s in x.steps]
    assert "assigned to l" in steps
    assert "handed to all" not in steps


def test_what_stands_for_it_is_not_part_of_itself(tmp_path: Path) -> None:
    body = "type tag struct { s string; n [9]int }\n\n//go:noinline\nfunc (t *tag) remake() { sink = t.s }\n\n"
    body += (
        "func f(b []byte, n int) int { var t tag; if n > 3 { t.s = string(b) } else { t.remake() }; return len(t.s) }"
    )
    made = next(x for x in found(tmp_path, body) if x.message.startswith("string(b)"))
    assert made.message.endswith(": t, which holds it on another way, is passed to t.remake, which lets it escape")

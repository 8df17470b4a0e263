"""What is not said where it would not be true, and what is said there: of interfaces, exported fields, single runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of

PUBLIC = "type File struct{ Name string }\n\ntype Form struct{ Files map[string][]*File; own []*File }\n\n"
WRAP = "type asm struct{ b []byte }\n\n//go:noinline\nfunc (a *asm) Printf(format string, xs ...any) {"
WRAP += " sink = fmt.Sprintf(format, xs...) }\n\n//go:noinline\nfunc (a *asm) All(xs ...any) { sink = xs }\n\n"
KEEP = "\n\n//go:noinline\nfunc keep(b []byte) int { sink = &b[0]; return len(b) }"


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        # A call takes an interface, which is why it is on the heap.
        ("func f(n int) { b := make([]int, 4); b[0] = n; note(b) }\n\n//go:noinline\nfunc note(x any) { sink = x }",
         "This call costs it: note takes an interface."),
        ("func f(n int) { for range n { b := make([]int, 4); b[0] = n; note(b) } }\n\n//go:noinline\nfunc note(x any) {"
         " sink = x }", "If note does not keep make([]int, 4), make it once before the loop and use it again in each"),
        ("type bag struct{ v any }\n\nfunc f(n int) *bag { b := make([]int, 4); b[0] = n; return &bag{b} }",
         "No fix is known as long as it is kept in an interface."),
        ("func f(r io.ReaderAt, w io.Writer, n int) { for i := range n { if i > 3 { b := make([]byte, 64);"
         " fill(r, b); w.Write(b) } } }\n\n//go:noinline\nfunc fill(r io.ReaderAt, b []byte) { r.ReadAt(b, 1) }", ""),
        ("func f(r io.ReaderAt, n int) { for i := range n { if i > 3 { b := make([]byte, 64); fill(r, b) } } }\n\n"
         "//go:noinline\nfunc fill(r io.ReaderAt, b []byte) { r.ReadAt(b, 1) }",
         "If fill does not keep make([]byte, 64), keep one before the loop, and make another only where it is too"),
        ("func f(r io.ReaderAt, n int) { for i := range n { if i > 3 { b := make([]byte, 64); fill(r, b); fill2(r, b)"
         " } } }\n\n//go:noinline\nfunc fill(r io.ReaderAt, b []byte) { r.ReadAt(b, 1) }\n\n"
         "//go:noinline\nfunc fill2(r io.ReaderAt, b []byte) { r.ReadAt(b, 1) }",
         "If fill and what else it is passed to do not keep make([]byte, 64), keep one before the loop"),
        ("func f(r io.ReaderAt, n int) (all [][]byte) { for range n { b := make([]byte, 64); fill(r, b);"
         " all = append(all, b) }; return all }\n\n//go:noinline\nfunc fill(r io.ReaderAt, b []byte) {"
         " r.ReadAt(b, 1) }",
         "No fix is known as long as it is appended to a slice, too."),
        # Only an error tells of it.
        ("func f(b []byte) error { s := string(b); if s != `go` { return fmt.Errorf(`%q`, s) }; return nil }",
         "If nothing but fmt.Errorf keeps string(b), pass that a copy: then up to 32 bytes of it are on the stack."),
        # What others know as a pointer stays one.
        (PUBLIC + "func f(t *Form, s string) { t.Files[s] = append(t.Files[s], &File{s}) }",
         "No fix is known as long as the slice keeps it."),
        (PUBLIC + "func f(t *Form, s string) { t.own = append(t.own, &File{s}) }",
         "If nobody needs to share &File{s}, store the value instead of a pointer"),
        (PUBLIC + "func All(names []string) []*File { var xs []*File; for _, s := range names {"
         " xs = append(xs, &File{s}) }; return xs }",
         "Where their number is known before the loop, `all := make([]File, n)` makes all of them at once"),
        (PUBLIC + "func All(next func() string) []*File { var xs []*File; for s := next(); s != ``; s = next() {"
         " xs = append(xs, &File{s}) }; return xs }", "No fix is known as long as the slice keeps it."),
        (PUBLIC + "func all(names []string) []*File { var xs []*File; for _, s := range names {"
         " xs = append(xs, &File{s}) }; return xs }", "If nobody needs to share &File{s}, store the value instead"),
        # An array of a method may be a field of what that is called on.
        ("type out struct{ w io.Writer }\n\nfunc (o *out) put(n byte) { var b [4]byte; b[0] = n; o.w.Write(b[:]) }",
         "The body of o.w.Write is only known at run time. Where it is not kept, and no two calls run at once, a field"
         " of o in place of b would be one for all calls."),
        ("type out struct{ w io.Writer; r io.Reader }\n\nfunc (o *out) put(n byte) { var b [4]byte;"
         " io.ReadFull(o.r, b[:]); o.w.Write(b[:]) }",
         "The body of o.w.Write is only known at run time. Where it is not kept, and no two calls run at once, a"),
        ("func put(w []io.Writer, n byte) { var b [4]byte; b[0] = n; w[0].Write(b[:]) }",
         "No fix is known as long as the body of w[0].Write is only known at run time."),
        # What runs once needs no package variable.
        ("func f() int { return keep([]byte{1, 2}) }" + KEEP,
         "If keep only reads it, make it once, as a package variable."),
        ("func init() { register(func() int { return keep([]byte{1, 2}) }) }\n\n//go:noinline\n"
         "func register(g func() int) { sink = g }" + KEEP, "This call costs it: keep lets its parameter b leak;"),
        ("var once sync.Once\n\nfunc f() { once.Do(func() { keep([]byte{1, 2}) }) }" + KEEP,
         "It is done once; a sync.Once sees to that."),
        ("var names = func() []string { if len(os.Args) > 2 { return []string{`a`, `b`} }; return nil }()",
         "It is made once, when the program starts."),
        ("var names = func() []string { if len(os.Args) > 2 { return []string{`a`, `b`} }; return nil }",
         "If callers only read it, make it once, as a package variable."),
        # What is called as fmt.Printf is formats.
        (WRAP + "func f(a *asm, n int) { a.Printf(`%d`, n) }",
         "Formatting boxes its operands; in hot code append the parts to a []byte, with strconv.Append"),
        (WRAP + "func f(a *asm, n int) { a.All(1, n) }", "This call costs it: a.All takes an interface."),
        # What is written need not be joined.
        ("func f(w io.Writer, s string) { io.WriteString(w, s+`!`) }", "Written part by part, it need not be joined."),
        ("func f(w []io.StringWriter, s string) { w[0].WriteString(s+`!`) }",
         "Written part by part, it need not be joined."),
        ("func f(w io.Writer, s string) { w.Write([]byte(s+`!`)) }",
         "Where the writer takes strings, `io.WriteString(w, …)` of one part after the other needs neither"),
        # What is asked for last is what is missing.
        ("func f(m, other map[int]*leaf, n int) *leaf { if l, ok := m[n]; ok { return l }; if l, ok := other[n+1]; ok {"
         " m[n] = l; return l }; l := &leaf{n, n}; m[n] = l; other[n+1] = l; return l }",
         "Unavoidable here: it is made once at most for each other[n+1] that is missing, and kept there."),
        # A literal that only reads what another one sets can have a copy.
        ("type row struct{ n int; done func() }\n\nfunc f(n int) *row { var r *row; each(func() { r = &row{n: n};"
         " r.done = func() { r.n = 1 } }); return r }\n\n//go:noinline\nfunc each(g func()) { g() }",
         "If the literal needs only the value that r has by then, capture a copy: `r := r` before it."),
        # What is on the heap itself hangs on none of its fields.
        ("type table struct{ xs []int; t *text }\n\nfunc f(n int) *table { var t table; t.t = &text{}; use(t.t);"
         " t.xs = make([]int, 4); return &t }\n\n//go:noinline\nfunc use(t *text) { sink = t }", ""),
    ],
)  # fmt: skip
def test_it_is_true_there(tmp_path: Path, body: str, advice: str) -> None:
    told = [x.advice for x in all_of(tmp_path, body)]
    assert [x for x in told if x.startswith(advice)], told
    assert not [x for x in told if "tell the fields" in x]


def test_two_constants_are_never_all_but_one_empty(tmp_path: Path) -> None:
    told = [x.message for x in all_of(tmp_path, "func f(s, t string) int { s += `a` + t + `b`; return len(s) }")]
    assert [x for x in told if x.endswith("allocates a new string and copies all parts")], told
    told = [x.message for x in all_of(tmp_path, "func f(s, t string) int { s += `a` + t; return len(s) }")]
    assert [x for x in told if x.endswith("copies all parts, unless all but one are empty")], told

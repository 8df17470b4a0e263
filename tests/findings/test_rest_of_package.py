"""What readers of findings drawn of std found false or of no use, where what else the package does decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, of


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # A field that another function empties is filled again.
        ("type log struct{ b []byte; s []string }\n\nfunc (l *log) reset() { l.b = l.b[:0] }\n\n"
         "func f(l *log, b []byte) { l.b = append(l.b, b...) }", "append-growth",
         "It is emptied and filled again, so it grows only where it never held as much."),
        ("type log struct{ b []byte; s []string }\n\nfunc (l *log) reset() { l.b = l.b[:0] }\n\n"
         "func f(l *log, s []string) { l.s = append(l.s, s...) }", "append-growth",
         "Nothing here tells before how many elements l.s will get"),
        ("type log struct{ b []byte }\n\nfunc (l *log) reset() { l.b = l.b[1:] }\n\n"
         "func f(l *log, b []byte) { l.b = append(l.b, b...) }", "append-growth",
         "Nothing here tells before how many elements l.b will get"),
        # What others made has the room that they gave it.
        ("type lines struct{ b []byte }\n\nfunc f(l *lines, r interface{ Line() ([]byte, error) }) (err error) {"
         " l.b, err = r.Line(); l.b = l.b[1:]; l.b = append(l.b, 9); return err }", "append-growth",
         "How much room there is, is up to r.Line."),
        ("type log []byte\n\nfunc (l *log) put(b byte) { *l = append(*l, b) }\n\n//go:noinline\n"
         "func fresh() *log { return new(log) }\n\nfunc f(b byte) { l := fresh(); l.put(b); sink = l }",
         "append-growth", "How much room there is, is up to fresh."),
        # What is added one by one is counted.
        ("//go:noinline\nfunc f(n int) []int { var a []int; a = append(a, n); if n > 3 { a = append(a, n, n) };"
         " return a }",
         "append-growth", "Before the first of them, `a = make([]int, 0, 3)` gives it room for all 3."),
        ("//go:noinline\nfunc f(n int, b []int) []int { var a []int; a = append(a, n);"
         " if n > 3 { a = append(a, b...) }; return a }", "append-growth", "If callers can reuse a slice"),
        # What callers may have on their own stack as it is, no copy makes cheaper.
        ("func f(l leaf) *leaf { l.k = 1; return &l }", "returned", "f can be inlined: a caller that keeps the result"),
        # A variable for comparing is no text.
        ("func f(a, b string, n int) int { s := a + `/` + b; switch n { case 1: switch s { case `x/y`: return 1 };"
         " case 2: if s == `p/q` { return 2 } }; return 0 }", "runtime-alloc",
         "Compared part by part, it need not be made."),
        ("func f(a, b string, n int) string { s := a + `/` + b; if s == `p/q` { return `` }; return s[:1] + `x` }",
         "returned", "No fix is known as long as callers need a string"),
        # What to the compiler is stored in itself is told by what else becomes of it.
        ("type ring struct{ next *ring }\n\nfunc (r *ring) init() *ring { r.next = r; return r }\n\n"
         "//go:noinline\nfunc f() *ring { return new(ring).init() }", "returned",
         "No fix is known as long as callers expect a pointer, which methods of ring take"),
        ("type frames struct{ pcs []int; at *[2]int; room [2]int }\n\n//go:noinline\nfunc next(f *frames) int {"
         " kept = f; return len(f.pcs) }\n\nvar kept *frames\n\nfunc over(pcs []int) *frames { f := &frames{pcs: pcs};"
         " f.at = &f.room; return f }\n\nfunc f(n int) int { fs := over([]int{n, n}); return next(fs) }", "stored",
         "No fix is known as long as the compiler takes what `over` makes to be stored elsewhere, too."),
        # What a literal captures may go elsewhere, too; else it is told what becomes of the literal.
        ("func f(n int) (*leaf, func() int) { l := &leaf{n, n}; return l, func() int { return l.k } }", "captured",
         "No fix is known as long as it is returned, too."),
        ("var each func() int\n\nfunc f(n int) { l := &leaf{n, n}; each = func() int { return l.k } }", "captured",
         "No fix is known as long as the function literal, which needs l, is stored in the package variable each."),
        # What is declared in a round is filled by the one loop in it.
        ("func f(all []map[string]int, g func([]string)) { for _, m := range all { var keys []string;"
         " for k := range m { keys = append(keys, k) }; g(keys) } }", "append-growth",
         "Make keys with the final capacity before the loop, `make([]string, 0, len(m))`."),
        ("func f(all []map[string]int) []string { var keys []string; for _, m := range all {"
         " for k := range m { keys = append(keys, k) } }; return keys }", "append-growth",
         "Before the loop, `make([]string, 0, n)` gives keys room for all, where their number"),
        # What takes a number that nobody has.
        ("func f(n int) int { return len(`/proc/` + strconv.Itoa(n) + `/gid_map`) + g(`/proc/` + strconv.Itoa(n) +"
         " `/gid_map`) }\n\n//go:noinline\nfunc g(s string) int { return len(s) }", "runtime-alloc",
         "It takes a number of 19 digits to be as long: in practice it is on the stack."),
        ("func f(n int) int { return g(`/proc/` + strconv.Itoa(n) + `/gid_map/and/the/rest`) }\n\n"
         "//go:noinline\nfunc g(s string) int { return len(s) }", "runtime-alloc", "This call costs it: g takes"),
        # Of a field that is set, the rest of the variable stays.
        ("type pre struct{ a, b *big.Int }\n\nfunc f(b []byte, ok bool) (pre, error) { var p pre\nif !ok {"
         " return p, io.EOF }\np.a = new(big.Int).SetBytes(b)\np.b = new(big.Int).SetBytes(b)\nreturn p, nil }",
         "returned", "No fix is known as long as the result holds a pointer to it."),
    ],
)  # fmt: skip
def test_advice_knows_what_else_the_package_does(tmp_path: Path, body: str, code: str, advice: str) -> None:
    told = [x for x in all_of(tmp_path, body) if x.function == "f" and x.code == code and x.cold != "error"]
    assert [x.advice for x in told if x.advice.startswith(advice)], [x.advice for x in told]
    assert not [x.message for x in told if "later" in x.message]


def test_a_text_that_is_returned_is_no_bytes(tmp_path: Path) -> None:
    f = "//go:noinline\nfunc (s *scan) f() string { s.b.WriteByte(1); return s.b.String() }"
    body = f"type scan struct{{ b bytes.Buffer }}\n\n{f}"
    told = [x.advice for x in all_of(tmp_path, body) if x.code == "returned" and "inlined" in x.message]
    assert told == ["No fix is known as long as the result is a string that is made here."]


def test_what_a_function_returns_to_those_it_is_recursive_with_is_returned(tmp_path: Path) -> None:
    body = """type eng struct { n int; e *eng }

func f(n int) (e *eng, err error) {
	e = new(eng)
	if n > 3 {
		p, err := get(n - 1)
		if err != nil { return nil, err }
		e.e = *p
	}
	return e, nil
}

//go:noinline
func get(n int) (p **eng, err error) { p = new(*eng); *p, err = f(n); return }
"""
    made = of(tmp_path, body, "returned")
    assert made.message == "new(eng) is allocated on the heap: it is returned"
    assert not [s.message for s in made.steps if "another call" in s.message and "returned" in s.message]


def test_what_only_the_compiler_believes_is_told_as_that(tmp_path: Path) -> None:
    body = """type rd struct { r io.Reader; b []byte }

func (*rd) Read(b []byte) (int, error) { return 0, nil }

func (b *rd) reset(buf []byte, r io.Reader) { *b = rd{r, buf} }

func made(r io.Reader, n int) *rd {
	if b, ok := r.(*rd); ok {
		return b
	}
	b := new(rd)
	b.reset(make([]byte, n), r)
	return b
}

func f(r io.Reader) { r = made(r, 9); keep(r.(*rd)) }

var kept *rd

//go:noinline
func keep(b *rd) { kept = b }
"""
    told = [x.advice for x in all_of(tmp_path, body) if x.function == "f" and "new rd" in x.message]
    assert told == ["No fix is known as long as the compiler takes what made makes to be stored elsewhere, too."]

"""What a reader of findings of std found false or of no use in advice on literals, fields and strings."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from findings.reading import found, of


def test_a_literal_that_runs_once_is_itself_made_each_time(tmp_path: Path) -> None:
    body = "func f(xs []string) (all []func() string) { for _, x := range xs { all = append(all, sync.OnceValue(func()"
    body += " string { return x })) }; return }"
    finding = of(tmp_path, body, "captured")
    assert (finding.often, finding.cold) == ("loop", "")


REFILLED = "It is emptied and filled again, so it grows only where it never held as much."


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        ("func f(t *text, n int) { t.b = t.b[:0]; t.b = append(t.b, byte(n)) }", "append-growth", REFILLED),
        ("func f(t *text, n int) { t.b = t.b[:0]; t.b = more(t.b, n) }\n\n"
         "func more(b []byte, n int) []byte { return append(b, byte(n)) }", "append-growth", REFILLED),
        ("func f(t *text, n int) { t.b = append(t.b, byte(n)) }", "append-growth",
         "Nothing here tells before how many elements t.b will get;"),
        # What is begun in the round is not what the rounds add to.
        ("func f(xs []string, s string) (n int) { for _, x := range xs { l := x; if s != x { l = l + s + x };"
         " n += len(l) }; return }", "runtime-alloc", "Append the parts to a []byte that is used again"),
        ("func f(xs []string, s string) int { l := s; for _, x := range xs { l = l + x }; return len(l) }",
         "outlives-scope", "In a loop use a strings.Builder with Grow"),
        ("func f(r *http.Cookie) { r.Name += `/` }", "runtime-alloc",
         "No fix is known as long as r.Name is a string that is added to."),
        # The twin gives bytes, where a string is asked for.
        ("func f(b []byte) int { s := strings.TrimSpace(string(b)); g(s); return len(s) }\n\n"
         "//go:noinline\nfunc g(s string) { sink = s }", "outlives-scope", "This call costs it: g"),
        # What is all zero is there to be filled.
        ("func f(r io.Reader) int { return g(r, []byte{0}) }\n\n//go:noinline\n"
         "func g(r io.Reader, b []byte) int { n, _ := r.Read(b); return n }", "outlives-scope",
         "If g does not keep it, one that is made before can be used again."),
        ("func f(r io.Writer) int { return g(r, []byte{1}) }\n\n//go:noinline\n"
         "func g(r io.Writer, b []byte) int { n, _ := r.Write(b); return n }", "outlives-scope",
         "If g only reads it, make it once, as a package variable."),
    ],
)  # fmt: skip
def test_advice_fits_what_is_added_to(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert of(tmp_path, body, code).advice.startswith(advice)


def test_package_io_is_not_advised_to_call_itself() -> None:
    engine = Engine(cache_dir=cache_dir())
    keys, _ = engine.resolve(["io"], ".")
    advice = [f.advice for file in engine.analyze(keys[0]).files.values() for f in file.findings]
    assert len(advice) > 20
    assert not [a for a in advice if "io.WriteString" in a]


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # What is set once for all calls is no variable of the literal's own.
        ("func f(g func() int) { var once sync.Once; var n int; sink = func() int { once.Do(func() { n = g() });"
         " return n } }", "captured", "What is assigned to n once, all calls of the function literal need."),
        ("func f(g func() int) { var n int; sink = func() int { n = g(); return n } }", "captured",
         "If no other call needs to see the change, assign to a variable"),
        # A field that holds the address of what is there already, or nil, is a pointer.
        ("func f(b *box, ls []leaf, n int) { if n > 3 { b.l = &ls[n] } else { b.l = &leaf{n, n} } }", "stored",
         "No fix is known as long as b.l keeps it."),
        ("func f(b *box, n int) bool { b.l = &leaf{n, n}; if n > 3 { g(b) }; return b.l != nil }\n\n"
         "func g(b *box) { b.l = nil }", "stored", "No fix is known as long as b.l keeps it."),
        ("func f(b *box, n int) { b.l = &leaf{n, n} }", "stored", "If nobody needs to share &leaf{n, n}, nor asks"),
    ],
)  # fmt: skip
def test_advice_knows_what_is_shared(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert [f.advice for f in found(tmp_path, body) if f.code == code and f.advice.startswith(advice)]


_POOL = "&sync.Pool{New: func() any { return new(int) }}"
_UNCOPIED = (
    "If nobody needs to share {what}, copies what holds it, or asks whether {to} is nil, let that hold the value"
)


@pytest.mark.parametrize(
    ("body", "what", "to"),
    [
        ("type h struct { p *sync.Pool }\n\nfunc f(x *h) { x.p = " + _POOL + " }", _POOL, "x.p"),
        ("type H struct { P *sync.Pool }\n\nfunc f(x *H) { x.P = " + _POOL + " }", "", "x.P"),
        ("var ps [2]*sync.Mutex\n\nfunc f(i int) { ps[i] = &sync.Mutex{} }", "&sync.Mutex{}", "ps[i]"),
        ("type h struct { p *sync.Mutex }\n\nfunc f(x *h) { p := &sync.Mutex{}; p.Lock(); x.p = p }", "", "x.p"),
    ],
)
def test_a_lock_may_be_a_value_where_it_is_written(tmp_path: Path, body: str, what: str, to: str) -> None:
    advice = next(x for x in found(tmp_path, body) if x.code in ("stored", "outlives-scope")).advice
    assert advice.startswith(_UNCOPIED.format(what=what, to=to)) if what else "hold the value" not in advice


def test_parts_of_one_text_are_counted(tmp_path: Path) -> None:
    body = "type h struct { a, b map[int]int }\n\nfunc f() { sink = &h{make(map[int]int), make(map[int]int)} }"
    told = next(x for x in found(tmp_path, body) if x.code == "outlives-scope")
    assert told.message.endswith("; allocated with it: make(map[int]int) (2 times)")


def test_of_an_array_a_slice_goes_out_of_reach(tmp_path: Path) -> None:
    body = "//go:noinline\nfunc f(n int) []byte { var buf [16]byte; buf[0] = byte(n); return buf[:] }"
    assert "a slice of it is returned" in next(x for x in found(tmp_path, body) if x.code == "returned").message


def test_what_is_part_of_what_is_returned_is_on_the_heap_however_small(tmp_path: Path) -> None:
    body = "type wr struct { b []byte }\n\nfunc f() %s { w := &wr{b: make([]byte, 100<<10)}; return %s }"
    kept = "func f() *text { return &text{b: make([]byte, 100<<10)} }"
    assert of(tmp_path, kept, "too-large").advice.endswith("as long as &text{b: make([]byte, 100<<10)} keeps it.")
    assert of(tmp_path, body % ("int", "len(w.b)"), "too-large").advice.startswith("Make make([]byte, 100<<10) smaller")

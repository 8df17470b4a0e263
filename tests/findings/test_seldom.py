"""What is done once or seldom, where readers of findings saw it said wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.common import words
from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from findings.reading import all_of, found


@pytest.mark.parametrize(
    ("body", "often"),
    [
        (
            "var m map[string]int; for _, k := range a { if m == nil { m = make(map[string]int) }; m[k]++ }; sink = m",
            "once",
        ),
        (
            "for _, k := range a { var m map[string]int; if m == nil { m = make(map[string]int) }; m[k]++; sink = m }",
            "loop",
        ),
        (
            "var m map[string]int; for _, k := range a { if m == nil { m = make(map[string]int) }; sink = m; m = nil }",
            "loop",
        ),
        (
            "for range a { var m map[string]int; for _, k := range a { if m == nil { m = map[string]int{} }; m[k]++ };"
            " sink = m }",
            "loop",
        ),
        ("var m map[string]int; for range a { if sink == nil { m = make(map[string]int) }; sink = m }", "loop"),
        ("var b box; for range a { if b.l == nil { b.l = new(leaf) }; b.n++ }; sink = b", "once"),
        ("var b box; for range a { if b.l == nil { b.l = new(leaf) }; sink = b; b.l = nil }; sink = b", "loop"),
        ("var b box; for range a { if b.l == nil { b.l = new(leaf) }; sink = b; b = box{} }; sink = b", "loop"),
        ("var b box; for range a { if b.l == nil { b.l = new(leaf) }; g(&b) }; sink = b", "loop"),
        (
            "var b box; for _, k := range a { switch k { case `x`: if b.l == nil { b.l = new(leaf) };"
            " case `y`: if b.l == nil { b.l = &leaf{k: 1} } } }; sink = b",
            "once",
        ),
        ("var b box; for _, k := range a { if k > `` && b.l == nil { b.l = new(leaf) }; b.n++ }; sink = b", "once"),
        ("var b [9]*leaf; for i := range a { if b[i] == nil { b[i] = new(leaf) } }; sink = b", "loop"),
    ],
)
def test_what_is_made_where_it_is_missing_is_made_once(tmp_path: Path, body: str, often: str) -> None:
    other = "func g(b *box) { kept = b }\n\nvar kept *box"
    all_ = found(tmp_path, f"func f(a []string) {{ {body} }}\n\n{other}")
    assert next(f for f in all_ if f.code == "outlives-scope" and not f.message.startswith("b ")).often == often


@pytest.mark.parametrize(
    ("body", "often"),
    [
        # The first round, the last one, or one of them; but not where the counter is changed or another's.
        ("for i := range a { if i == 0 { sink = &leaf{i, i} } }", "once"),
        ("for i, k := range a { if k > `` && i == len(a)-1 { sink = &leaf{i, i} } }", "once"),
        ("for i := 0; i < len(a); i++ { if 3 == i { sink = &leaf{i, i} } }", "once"),
        ("n := len(a); for i := range a { if i == n { sink = &leaf{i, i} } }", "once"),
        ("for k := range m { if k == `x` { sink = &leaf{m[k], 1} } }", "once"),
        ("for i := range a { if i == 0 { sink = errors.New(a[i]) } }", "cold"),
        ("for i := range a { if i != 0 { sink = &leaf{i, i} } }", "loop"),
        ("for i := range a { if i == 0 { println() } else { sink = &leaf{i, i} } }", "loop"),
        ("for i := range a { if i == 0 || i > 3 { sink = &leaf{i, i} } }", "loop"),
        ("for i := 0; i < len(a); i++ { i--; if i == 0 { sink = &leaf{i, i} } }", "loop"),
        ("for i := range a { for range a { if i == 0 { sink = &leaf{i, i} } } }", "loop"),
        ("for range a { for i := range a { if i == 0 { sink = &leaf{i, i} } } }", "loop"),
        ("for i := range a { if i == len(a)-1 { a = append(a, ``); sink = &leaf{i, i} } }", "loop"),
        ("n := 0; for i := range a { n++; if i == n { sink = &leaf{i, i} } }", "loop"),
        ("for i := range c { if i == 0 { sink = &leaf{i, i} } }", "loop"),
        # With an error the loop is left.
        ("var e error; for i := range a { switch i { case 1: e = errors.New(``) }; if e != nil { sink = e; return } }",
         "cold"),
        ("var e any; for i := range a { if i > 3 { e = &leaf{i, i} }; if e != nil { break } }; sink = e", "once"),
        ("var e any; for i := range a { if i > 3 { e = &leaf{i, i} }; if e != nil { println() } }; sink = e", "loop"),
        ("var e any; for i := range a { if i > 3 { e = &leaf{i, i}; continue }; if e != nil { break } }; sink = e",
         "loop"),
        ("var e any; for i := range a { switch { case i > 3: e = &leaf{i, i}; if e != nil { break } } }; sink = e",
         "loop"),
        # Another round only where somebody else was faster.
        ("for { o := p.Load(); n := &leaf{o.k, 1}; if p.CompareAndSwap(o, n) { break } }", "once"),
        ("for { o := p.Load(); if o != nil { return }; if n := (&leaf{1, 1}); p.CompareAndSwap(o, n) { return } }",
         "once"),
        ("o, n := p.Load(), &leaf{}; for !p.CompareAndSwap(o, n) { o = p.Load(); n = &leaf{o.k, 1} }", "once"),
        ("for { o := p.Load(); n := &leaf{o.k, 1}; if p.CompareAndSwap(o, n) { println() } }", "loop"),
        ("for range a { o := p.Load(); n := &leaf{o.k, 1}; if p.CompareAndSwap(o, n) { break } }", "loop"),
    ],
)  # fmt: skip
def test_what_is_done_in_one_round_is_done_once(tmp_path: Path, body: str, often: str) -> None:
    head = "func f(a []string, m map[string]int, c chan int, p *atomic.Pointer[leaf])"
    made = next(x for x in found(tmp_path, f"{head} {{ {body} }}") if "{" in x.message or "errors.New" in x.message)
    assert made.often == often


def test_what_a_package_for_traces_prints_is_a_report(tmp_path: Path) -> None:
    (tmp_path / "trace").mkdir()
    (tmp_path / "trace" / "trace.go").write_text(
        "package trace\n\nvar kept any\n\ntype Target int\n\nfunc (Target) Printf(s string, a ...any) { kept = a }\n",
        encoding="utf-8",
    )
    body = 'import "example.com/p/trace"\n\nfunc f(t trace.Target, n int) { t.Printf("", n) }'
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    (tmp_path / "p.go").write_text(f"package p\n\n{body}\n", encoding="utf-8")
    (file,) = Engine(cache_dir=cache_dir()).analyze(str(tmp_path)).files.values()
    assert {f.cold for f in file.findings} == {"log"}


def test_a_loop_of_main_is_not_done_once(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    body = "package main\n\nvar kept *int\n\nfunc main() {\n\tfor range 9 {\n\t\tkept = new(int)\n\t}\n}\n"
    (tmp_path / "p.go").write_text(body, encoding="utf-8")
    (made,) = Engine(cache_dir=cache_dir()).analyze(str(tmp_path)).files[str(tmp_path / "p.go")].findings
    assert (made.often, made.cold) == ("loop", "main")
    assert "8 bytes · in a loop\n" in words.explanation(made, str, markdown=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "cold"),
    [
        ('if n > 0 { return &leaf{k: n}, nil }; return nil, errors.New("none")', ""),
        ('switch n { case 1: return &leaf{k: n}, nil }; return nil, errors.New("none")', ""),
        ('l := &leaf{k: n}; if n > 0 { return l, nil }; return l, errors.New("none")', ""),
        ('for n > 0 { if n == 3 { return &leaf{k: n}, nil }; n-- }; return nil, errors.New("none")', ""),
        ('if n > 0 { return nil, nil }; sink = &leaf{k: n}; return nil, errors.New("none")', "error"),
        (
            'if n > 0 { return nil, nil }; if n < 3 { print(n) }; sink = &leaf{n, n}; return nil, errors.New("none")',
            "error",
        ),
    ],
)
def test_what_is_made_before_another_way_out_is_not_only_paid_for_errors(tmp_path: Path, body: str, cold: str) -> None:
    made = next(x for x in found(tmp_path, f"func f(n int) (*leaf, error) {{ {body} }}") if "leaf{" in x.message)
    assert (made.cold, made.severity == "off") == (cold, bool(cold))


@pytest.mark.parametrize(
    ("body", "cold"),
    [
        ("var once sync.Once\n\nfunc f(n int) { once.Do(func() { sink = &leaf{n, n} }) }", "once"),
        ("var get = sync.OnceValue(func() *leaf { return &leaf{} })\n\nfunc f() { sink = get() }", "once"),
        ("func f(n int, do func(func())) { do(func() { sink = &leaf{n, n} }) }", ""),
        # Reports are what they are called, inlined or not, and whether they are methods or functions.
        ("type printer struct{}\n\nfunc (printer) Printf(s string, a ...any) { sink = a }\n\n"
         "func f(l printer, n int) { n *= 2; l.Printf(\"\", leaf{n, n}) }", ""),
        ("type Logger struct{}\n\nfunc (Logger) Printf(s string, a ...any) { sink = a }\n\n"
         "func f(l Logger, n int) { l.Printf(\"\", leaf{n, n}) }", "log"),
        ("func errorf(a ...any) { sink = a }\n\nfunc f(n int) { errorf(leaf{n, n}) }", "log"),
        ("func debugReadLoggerf(a ...any) { sink = a }\n\nfunc f(n int) { debugReadLoggerf(leaf{n, n}) }", "log"),
        ("func add(a ...any) { sink = a }\n\nfunc f(n int) { add(leaf{n, n}) }", ""),
        ("func f(n int) { errorf := func(a ...any) { sink = a }; errorf(leaf{n, n}) }", "log"),
        ("func f(n int) { add := func(a ...any) { sink = a }; add(leaf{n, n}) }", ""),
        ("func f(n int) { fmt.Fprintln(os.Stderr, leaf{n, n}) }", "log"),
        ("func f(n int) { fmt.Fprintln(os.Stdout, leaf{n, n}) }", ""),
        ("var debug bool\n\nfunc f(n int) { if debug { fmt.Println(leaf{n, n}) } }", "log"),
        ("type opts struct{ verbose int }\n\nfunc f(o opts, n int) { if o.verbose > 1 { fmt.Println(leaf{n, n}) } }",
         "log"),
        ("var debugged bool\n\nfunc f(n int) { if debugged { fmt.Println(leaf{n, n}) } }", ""),
        ("type Tracer struct{}\n\nfunc (Tracer) Printf(s string, a ...any) { sink = a }\n\n"
         "func f(l Tracer, n int) { l.Printf(\"\", leaf{n, n}) }", "log"),
        # Tests are functions, or methods of suites, and what is handed the test.
        ("func f(t *testing.T, n int) { sink = &leaf{n, n} }", "test"),
        ("func f(run func(string, func(testing.TB)), n int) { run(\"\", func(testing.TB) { sink = &leaf{n, n} }) }",
         "test"),
        ("func f(b *testing.B, n int) { sink = &leaf{n, n} }", ""),
        ("type mySuite struct{}\n\nfunc (*mySuite) TestIt() { sink = &leaf{} }", "test"),
        ("type C struct{}\n\nfunc (leaf) TestIt(c *C) { sink = &leaf{} }", "test"),
        ("func (*leaf) TestIt() { sink = &leaf{} }", ""),
        # A method that tells of an error makes none.
        ("type rows struct{ n int }\n\n//go:noinline\nfunc (rows) Err() error { return nil }\n\n"
         "func f(r rows, n int) error { for range n { sink = &leaf{n, n} }; return r.Err() }", ""),
        # An error is returned after what is worth nothing, a boxed zero value too, or as what it is.
        ("func f(n int) (any, error) { if n > 3 { return leaf{}, &wrong{leaf{n, n}} }; return n, nil }\n\n"
         "type wrong struct{ l leaf }\n\nfunc (*wrong) Error() string { return \"\" }", "error"),
        ("func f(n int) (any, error) { if n > 3 { return leaf{n, n}, &wrong{} }; return n, nil }\n\n"
         "type wrong struct{ l leaf }\n\nfunc (*wrong) Error() string { return \"\" }", ""),
        ("type ParseError struct{ at *leaf }\n\nfunc f(n int) (any, *ParseError) {"
         " if n > 3 { l := &leaf{n, n}; return nil, &ParseError{l} }; return n, nil }",
         "error"),
        ("type Diagnostics []any\n\n"
         "func f(n int) (any, Diagnostics) { var d Diagnostics; sink = &leaf{n, n}; return nil, d }", ""),
        # Errors are collected where there are some.
        ("type Diagnostics []*leaf\n\nfunc f(d Diagnostics, n int) Diagnostics { return append(d, &leaf{n, n}) }",
         "error"),
        ("type leaves []*leaf\n\nfunc f(d leaves, n int) leaves { return append(d, &leaf{n, n}) }", ""),
        # What is part of an error is made for it.
        ("type failError struct{ at any }\n\nfunc f(n int) { sink = failError{leaf{n, n}} }", "error"),
        ("type Diagnostic struct{ at any }\n\nfunc f(n int) { sink = &Diagnostic{at: leaf{n, n}} }", "error"),
        ("type Diagnostics []Diagnostic\n\ntype Diagnostic struct{ at any }\n\n"
         "func f(n int) Diagnostics { return Diagnostics{{leaf{n, n}}} }", "error"),
        ("type report struct{ at any }\n\nfunc f(n int) { sink = &report{at: leaf{n, n}} }", ""),
    ],
)  # fmt: skip
def test_what_is_seldom_done_is_cold(tmp_path: Path, body: str, cold: str) -> None:
    made = next(x for x in all_of(tmp_path, body) if "leaf{" in x.message)
    assert made.cold == cold

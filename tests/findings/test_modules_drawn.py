"""What readers of findings drawn over modules (`python -m findings.sample --modules`) found false or of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine, Options
from escapelens.incremental import package
from escapelens.incremental.unit import Unit, costs_of
from escapelens.ir.nodes import Func
from escapelens.ir.target import Target
from escapelens.ledger import FunctionCosts
from escapelens.ledger.reading import Walked
from findings.reading import all_of, of


@pytest.mark.parametrize(
    ("body", "code", "tail"),
    [
        # What holds it goes out of reach, not it itself; what is taken out again is no part.
        ("type row struct{ n *int }\n\nfunc f(rows []row, i int) []row { n := i; var r row; r.n = &n;"
         " return append(rows, r) }", "stored", "a pointer to it is part of what is appended to a slice"),
        ("type row struct{ n *int }\n\nfunc f(c chan row, i int) { n := i; c <- row{&n} }", "sent",
         "a pointer to it is part of what is sent on a channel"),
        ("type row struct{ n *int }\n\nfunc f(i int) row { n := i; return row{&n} }", "returned",
         "a pointer to it is part of what is returned"),
        ("type row struct{ n *int }\n\nfunc f(i int) *int { n := i; r := row{&n}; return r.n }", "returned",
         "a pointer to it is returned"),
        ("func f(ns []*int, i int) []*int { n := i; return append(ns, &n) }", "stored",
         "a pointer to it is appended to a slice"),
        ("type row struct{ n *int }\n\nfunc f(rows []row, i int) { n := i; rows[0] = row{&n} }", "stored",
         "a pointer to it is part of what is stored in an element of rows"),
        ("type row struct{ n *int }\n\nfunc f(i int) { n := i; keep(row{&n}) }\n\n//go:noinline\n"
         "func keep(r row) { sink = r.n }", "outlives-scope",
         "a pointer to it is part of what is passed to keep, which lets it escape"),
        ("type row struct{ n *int }\n\nfunc f(i int, keep func(row)) { n := i; keep(row{&n}) }", "dynamic-call",
         "a pointer to it is part of what is passed to keep, a call through a function value that may keep it"),
        ("type row struct{ n *int }\n\nfunc f(rows []row, i int) { n := i; rows[0].n = &n }", "stored",
         "a pointer to it is stored in an element of rows"),
    ],
)  # fmt: skip
def test_what_is_held_by_what_leaves_is_part_of_it(tmp_path: Path, body: str, code: str, tail: str) -> None:
    assert of(tmp_path, body, code).message == f"n is moved to the heap: {tail}"


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # A value in place of a pointer is no result where it is what callers have already.
        ("func f(s string) *string { return &s }", "returned", "f can be inlined: a caller that keeps the result"),
        ("//go:noinline\nfunc f(l leaf) *leaf { l.k = 1; return &l }", "returned", "If callers can do with a copy"),
        # How it is called is shown where that is known.
        ("func f(n int) []int { var a []int; a = append(a, n); return a }", "append-growth",
         "If callers can reuse a slice, let them pass one to append to, in place of `a`, as in `buf = f(buf[:0], …)`."),
        ("func f(n int) ([]int, error) { var a []int; a = append(a, n); return a, nil }", "append-growth",
         "If callers can reuse a slice, let them pass one to append to, in place of `a`."),
        ("func (l leaf) f(n int) []int { var a []int; a = append(a, n); return a }", "append-growth",
         "If callers can reuse a slice, let them pass one to append to, in place of `a`."),
        # Nothing else can be held where a slice is wanted, or by another package's field.
        ("func f() *bag { var a [4]byte; b := bag{b: a[:]}; return &b }\n\ntype bag struct{ b []byte }",
         "outlives-scope", "No fix is known as long as b, which holds it, is on the heap."),
        ("func f() *url.URL { var i url.Userinfo; b := url.URL{User: &i}; return &b }",
         "outlives-scope", "No fix is known as long as b, which"),
        # A writer that is embedded may have no other method than Write.
        ("type tee struct{ io.Writer }\n\nfunc (t tee) f(s string) { t.Write([]byte(s)) }", "dynamic-call",
         "The body of t.Write is only known at run time."),
        ("func f(w io.Writer, s string) { w.Write([]byte(s)) }", "dynamic-call",
         "`io.WriteString(w, s)` makes no copy"),
        ("type row struct{ ns []int }\n\nfunc f(rows []row) { for i := range rows { var r row;"
         " r.ns = make([]int, i); rows[i] = r } }", "stored", "No fix is known as long as rows[i] keeps it."),
        # Nobody knows what exported functions are passed elsewhere; methods had no parameters of types for long.
        ("func f(n int) { Take(n) }\n\n//go:noinline\nfunc Take(a any) { sink = a }", "boxed",
         "This call costs it: Take takes an interface"),
        ("func f(n int, l leaf) { l.take(n) }\n\n//go:noinline\nfunc (leaf) take(a any) { sink = a }", "boxed",
         "If l.take needs no interface itself, and is passed nothing else, let it take int."),
        ("func f(n int) { take(n) }\n\n//go:noinline\nfunc take(a any) { sink = a }", "boxed",
         "If take needs no interface itself, let it take int, or a type parameter."),
        # A result that is no function may hold one.
        ("func f(n int) conf { return conf{func(int) { println(n) }} }", "captured",
         "No fix is known as long as the result holds a function that needs n."),
        ("func f(n int) func(int) { return func(int) { println(n) } }", "captured",
         "f can be inlined: a caller that keeps the result to itself can have it on its own stack."),
        ("//go:noinline\nfunc f(n int) func(int) { return func(int) { println(n) } }", "captured",
         "No fix is known as long as the result is a function that needs n."),
        # A method value that is returned holds what it is bound to.
        ("//go:noinline\nfunc f() func() { i := &inner{}; keep(i); return i.set }\n\n"
         "//go:noinline\nfunc keep(i *inner) { sink = i }",
         "outlives-scope", "No fix is known as long as it is returned, too."),
        ("func f(b *box) { l := leaf{}; b.l = &l }", "stored",
         "If nobody needs to share l, nor asks whether b.l is nil, let that hold the value instead of a pointer."),
    ],
)  # fmt: skip
def test_advice_can_be_followed(tmp_path: Path, body: str, code: str, advice: str) -> None:
    found = [f.advice for f in all_of(tmp_path, body) if f.code == code and f.function.rpartition(".")[2] == "f"]
    assert found[0].startswith(advice)


def test_a_package_is_called_as_it_is_imported(tmp_path: Path) -> None:
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "q.go").write_text(
        'package q\n\nimport (\n\t"errors"\n\n\twhere "go/scanner"\n)\n\n'
        "func F(err error) bool { var at *where.Error; return errors.As(err, &at) }\n"
    )
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    report = Engine(cache_dir=cache_dir()).analyze(str(tmp_path / "q"))
    (asked,) = [f for file in report.files.values() for f in file.findings if f.code == "outlives-scope"]
    assert "`errors.AsType[*where.Error](…)`" in asked.advice


LITERAL = """func f(s iter.Seq[int]) error {
	for x := range twice(s) {
		if x > 3 {
			sink = &leaf{x, x}
			return fmt.Errorf("too much: %d", x)
		}
	}
	return nil
}

func twice(s iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) { s(yield) }
}
"""


def test_what_is_told_in_the_body_of_a_range_over_a_function_is_of_that(tmp_path: Path) -> None:
    told = all_of(tmp_path, LITERAL)
    assert not [f for f in told if "errorString" in f.message]
    leaf = next(f for f in told if f.message.startswith("&leaf"))
    assert [s.message for s in leaf.steps if "inlined" in s.message] == []


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        ("l.wants()", "It costs only where the report is wanted."),
        ("debug && n > 3", "It costs only where the report is wanted."),
        ("!quiet", "It costs only where the report is wanted."),
        ("login", "Reports box their arguments; in hot code ask first whether the report is wanted."),
        ("n > 3", "Reports box their arguments; in hot code ask first whether the report is wanted."),
    ],
)
def test_whether_a_report_is_wanted_is_asked_once(tmp_path: Path, asked: str, advice: str) -> None:
    body = f"func f(l logger, n int) {{ if {asked} {{ l.Debugf(`%d`, n) }} }}\n\n"
    body += "type logger interface { wants() bool; Debugf(string, ...any) }\n\nvar debug, quiet, login bool"
    told = next(f for f in all_of(tmp_path, body) if f.code == "boxed")
    assert (told.cold, told.advice) == ("log", advice)


def test_what_is_called_by_names_only_is_named_in_full(tmp_path: Path) -> None:
    body = "func f() *leaf { return where.makeSomethingThatHasAVeryLongNameIndeed() }\n\nvar where leaf\n\n"
    body += "func (leaf) makeSomethingThatHasAVeryLongNameIndeed() *leaf { return &leaf{} }"
    told = next(f for f in all_of(tmp_path, body) if f.function == "f")
    assert told.message.startswith("where.makeSomethingThatHasAVeryLongNameIndeed, inlined here")


def test_a_type_that_only_the_compiler_knows_is_no_step(tmp_path: Path) -> None:
    body = "func f(b []byte) error { r := made(b); return r.keep() }\n\ntype keeper interface{ keep() error }\n\n"
    body += "func made(b []byte) keeper { return &text{b} }\n\n//go:noinline\n"
    body += "func (t *text) keep() error { sink = t; return nil }"
    told = next(f for f in all_of(tmp_path, body) if f.function == "f")
    assert [s.message for s in told.steps if "interface:" in s.message] == []


def test_what_is_joined_with_nothing_is_no_new_string(tmp_path: Path) -> None:
    made = of(tmp_path, "func f(s, all string) { all += s; println(all) }", "runtime-alloc")
    assert made.message == "all += s allocates a new string and copies both parts, unless one is empty"


@pytest.mark.parametrize(
    ("cut", "grows"),
    [
        ("p.ids = slices.Delete(p.ids, i, i+1)", False),
        ("p.ids = p.ids[:len(p.ids)-1]", False),
        ("p.ids = slices.Delete(p.ids, i, i)", True),
        ("p.ids[i] = 0", True),
    ],
)
def test_what_takes_the_place_of_another_makes_nothing_grow(tmp_path: Path, cut: str, grows: bool) -> None:
    body = f"func f(p *pod) {{ for i := range p.ids {{ if i > 3 {{ {cut}; p.ids = append(p.ids, i); println(i) }} }} }}"
    assert bool([f for f in all_of(tmp_path, body) if f.function == "f" and "append to p.ids" in f.message]) is grows


@pytest.mark.parametrize(
    ("value", "unless"),
    [
        ("s + t", ", unless all but one of its parts are empty"),
        ("s + `:` + t", ", unless s and t are empty"),
        ("s + `:`", ", unless s is empty"),
        ("s + `:` + t + s", ", unless all but one of its parts are empty"),
        ("`a` + s + `:`", ""),
        ("`a` + strconv.Itoa(len(s+t))", ""),
        ("string([]byte(s))", ", unless it is empty or of one byte"),
        ("string([]byte{1, 2, t[0]})", ""),
    ],
)
def test_a_text_of_one_part_is_no_new_string(tmp_path: Path, value: str, unless: str) -> None:
    made = of(tmp_path, f"func f(s, t string) string {{ return {value} }}", "returned")
    assert made.message == f"{value} is allocated on the heap{unless}: it is returned"


@pytest.mark.parametrize(
    ("body", "unless"),
    [
        ("if s == `` { return t }; return s + `:`", ""),
        ("if t == `x` || s == `` { return t }; return s + `:`", ""),
        ("if len(s) == 0 { return t }; return s + `:`", ""),
        ("if len(t) > 3 && len(s) > 0 { return s + `:` }; return t", ""),
        ("if s != `` && t != `` { return s + t }; return t", ""),
        ("if s == `` { println(t) } else { return s + `:` }; return t", ""),
        ("if s == `` { println(t) }; return s + `:`", ", unless s is empty"),
        ("if t == `x` && s == `` { return t }; return s + `:`", ", unless s is empty"),
        ("if s == `` { return t }; s = t; return s + `:`", ", unless s is empty"),
        ("if s == `` { return t }; return s + t", ", unless t is empty"),
        ("if t == `y` { goto on }; if s == `` { return t }\non: return s + `:`", ", unless s is empty"),
    ],
)
def test_what_a_condition_shows_not_to_be_empty_is_no_exception(tmp_path: Path, body: str, unless: str) -> None:
    made = of(tmp_path, f"func f(s, t string) string {{ {body} }}", "returned").message
    assert made.partition(" is allocated on the heap")[2] == f"{unless}: it is returned"


@pytest.mark.parametrize(
    ("inner", "begins"), [("a", "append(make([]int, 0, n), a...)"), ("[]int(nil)", "make([]int, 0, n)")]
)
def test_what_an_append_begins_with_stays(tmp_path: Path, inner: str, begins: str) -> None:
    made = all_of(tmp_path, f"func f(a, b, c []int) {{ sink = append(append({inner}, b...), c...) }}")
    advice = [f.advice for f in made if "inner append" in f.advice]
    assert advice == [f"`{begins}`, as what the inner append begins with, has room for all."]


@pytest.mark.parametrize(
    ("first", "then", "often"),
    [
        ("done = true", "", "once"),
        ("done = true", "; done = n > 5", "loop"),
        ("n++", "; done = true", "loop"),
        ("done = true", "; flip(&done)", "loop"),
    ],
)
def test_what_a_flag_lets_be_done_first_is_done_once(tmp_path: Path, first: str, then: str, often: str) -> None:
    body = (
        f"func f(n int) {{ done := false; for range 9 {{ if !done {{ {first}; sink = &leaf{{n, n}} }}{then} }} }}\n\n"
    )
    body += "//go:noinline\nfunc flip(b *bool) { *b = !*b }"
    made = next(f for f in all_of(tmp_path, body) if f.message.startswith("&leaf"))
    assert made.often == often


@pytest.mark.parametrize(
    ("value", "begins"), [("{}", "If nobody changes it, make it once"), ("{n: true}", "A size hint for")]
)
def test_a_map_of_constants_is_made_once(tmp_path: Path, value: str, begins: str) -> None:
    entries = ", ".join(f"`{i}`: {value}" for i in range(9))
    body = f"func f(k string, n int) int {{ m := map[string]map[int]bool{{{entries}}}; return len(m[k]) }}"
    if value == "{}":
        body = body.replace("map[string]map[int]bool", "map[string]struct{}").replace(
            "return len(m[k])", "return len(m)"
        )
    assert of(tmp_path, body, "runtime-alloc").advice.startswith(begins)


def test_what_a_loop_begins_or_goes_on_with_is_looked_at_like_all_else(tmp_path: Path) -> None:
    body = "func f(a []int) []int { for a = append(a, 1); len(a) < 9; a = append(a, 2) { a = a[:len(a)-1] }; return a }"
    assert all_of(tmp_path, body)


def test_a_function_of_which_nothing_can_be_told_takes_nothing_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(unit: Unit, target: Target, walked: dict[Func, Walked] | None = None) -> tuple[FunctionCosts, ...]:
        if unit.root.sym == "bad":
            raise TypeError("not as expected")
        return costs_of(unit, target, walked)

    monkeypatch.setattr(package, "costs_of", fail)
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    bodies = "var sink *int\n\nfunc bad(n int) { sink = &n }\n\nfunc good(n int) { sink = &n }\n"
    (tmp_path / "p.go").write_text(f"package p\n\n{bodies}")
    engine = Engine(Options(keep=False), cache_dir())
    report = engine.analyze(engine.resolve(["."], str(tmp_path))[0][0])
    found = [f for file in report.files.values() for f in file.findings if "moved" in f.compiler]
    assert [f.function for f in found] == ["good"]

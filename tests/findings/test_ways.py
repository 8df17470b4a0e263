"""What a reader of a hundred findings drawn found false: ways of the compiler's that nothing can go, told as fact."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of

_GIVEN = "type giver interface{ give() error }\n\nfunc (l *leaf) give() error { return nil }\n\n"


@pytest.mark.parametrize(
    ("body", "message", "steps"),
    [
        # A named result is given what is returned when nothing but deferred literals uses it any more.
        (_GIVEN + "func f(g giver, n int) (r giver) { r = g\nl := &leaf{n, n}\nif r.give() == nil { l.k++ }\nreturn l}",
         "&leaf{…} is allocated on the heap: it is returned",
         [(1, "assigned to l"), (3, "converted to an interface"), (3, "returned")]),
        # A value of another type is in no assertion.
        (_GIVEN + "func (c *box) give() error { return nil }\n\nfunc f(g giver, n int) (giver, bool) { l := &leaf{n, n}"
         "\nif n > 3 { r, _ := f(g, n - 1); g = r.(*box) }\nif g.give() == nil { l.k++ }\nreturn l, true }",
         "&leaf{…} is allocated on the heap: it is returned",
         [(0, "assigned to l"), (3, "converted to an interface"), (3, "returned")]),
        (_GIVEN + "func (c *box) give() error { return nil }\n\nfunc f(n int) { var g giver = &leaf{n, n}\n"
         "if n > 3 { sink = g.(*box) } }",
         "&leaf{…} is allocated on the heap: it is stored in the package variable sink; as far as the compiler knows,"
         " which looks at no types behind interfaces", None),
        (_GIVEN + "func f(n int) { var g giver = &leaf{n, n}\nif n > 3 { sink = g.(*leaf) } }",
         "&leaf{…} is allocated on the heap: it is stored in the package variable sink", None),
        # The function ends before.
        ("func f(p **leaf, l *leaf, n int) *leaf { if n > 3 {\nl = &leaf{n, n}\nif n > 5 { l.k++ }\nreturn l }\n*p = l;"
         " return nil }", "&leaf{…} is allocated on the heap: it is returned", [(1, "assigned to l"), (3, "returned")]),
        ("func f(p **leaf, l *leaf, n int) int { if n > 3 {\nl = &leaf{n, n}\nreturn l.k }\n*p = l; return 0 }",
         "&leaf{…} is allocated on the heap: l, which holds it on another way, is stored in what p points to",
         [(1, "assigned to l"), (3, "on another way l is used: stored in what p points to")]),
        ("func f(p **leaf, l *leaf, n int) int { for { if n > 3 {\nl = &leaf{n, n}\nif n > 5 { break }\nreturn l.k } }"
         "\n*p = l; return 0 }", "&leaf{…} is allocated on the heap: it is stored in what p points to", None),
        ("func f(p **leaf, l *leaf, n int) int { defer func() { *p = l }(); if n > 3 {\nl = &leaf{n, n}\nreturn l.k }\n"
         "return 0 }", "&leaf{…} is allocated on the heap: it is stored in what p points to", None),
        # A function literal may be called again, and what is around it goes on.
        ("func f(p **leaf, n int) { var l *leaf; g := func() { if n > 3 {\nl = &leaf{n, n}; return }\n*p = l };"
         " g(); g() }",
         "&leaf{…} is allocated on the heap: it is stored in what p points to", None),
        ("func f(p **leaf, n int) { var l *leaf; g := func() { *p = l\nif n > 3 { l = &leaf{n, n} } }; g(); g() }",
         "&leaf{…} is allocated on the heap: it is stored in what p points to", None),
        ("func f(p **leaf, n int) { var l *leaf; g := func() { if n > 3 {\nl = &leaf{n, n}; return }\nn++ }; g();"
         " *p = l }",
         "&leaf{…} is allocated on the heap: it is stored in what p points to", None),
        # What is returned is told before what is done with something else.
        ("func f(p *any, s any, n int) any { t := s\n*p = t\nif n > 3 { t = n }\nreturn t }",
         "boxing n (int) copies 8 bytes to the heap unless it is 0 to 255: the interface is returned",
         [(2, "assigned to t"), (3, "returned")]),
        ("func f(p *any, s any, n int) any { t := s\n*p = t\nif n > 3 { t = n }\nt = nil; return t }",
         "boxing n (int) copies 8 bytes to the heap unless it is 0 to 255: t, which holds it later, is stored in what p"
         " points to", None),
    ],
)  # fmt: skip
def test_a_way_that_can_be_gone_is_told(
    tmp_path: Path, body: str, message: str, steps: list[tuple[int, str]] | None
) -> None:
    made = next(x for x in found(tmp_path, body) if x.code != "leaking-param" and x.often != "never")
    lines = (tmp_path / "p.go").read_text().split("\n")
    first = next(i for i, line in enumerate(lines, 1) if line.startswith("func f"))
    told = [(s.span.line - first, s.message) for s in made.steps]
    assert (made.message, told) == (message.replace("{…}", "{n, n}"), told if steps is None else steps)


_KEEPERS = (
    "//go:noinline\nfunc keep(l *leaf) { sink = l }\n\n//go:noinline\nfunc hold(l *leaf) { sink = l.k; sink = l }"
)
_KEEPERS += "\n\nfunc pass(l *leaf) { hold(l) }\n\n//go:noinline\nfunc enlist(g func()) { sink = g }\n\n"
_KEEPERS += "//go:noinline\nfunc look(l *leaf) int { return l.k }\n\n"
_ALONE = "This call costs it: keep lets its parameter l leak; where it does is told there."


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("l := &leaf{n, n}; keep(l); look(l)", _ALONE),
        ("l := &leaf{n, n}; keep(l); keep(l)", _ALONE),
        ("keep(&leaf{n, n}); hold(other)", _ALONE),
        ("l := &leaf{n, n}; keep(l); hold(l)", "No fix is known as long as hold lets it escape, too."),
        ("l := &leaf{n, n}; keep(l); m := l; pass(m)",
         "No fix is known as long as pass lets it escape, too."),
        ("l := &leaf{n, n}; keep(l); hold(l); pass(l)",
         "No fix is known as long as hold, pass let it escape, too."),
        ("l := &leaf{n, n}; keep(l); defer func() { hold(l) }()",
         "No fix is known as long as hold lets it escape, too."),
        ("l := &leaf{n, n}; keep(l); go look(l)", "No fix is known as long as a goroutine uses &leaf{n, n}, too."),
        ("l := &leaf{n, n}; keep(l); go func() { look(l) }()",
         "No fix is known as long as a goroutine uses &leaf{n, n}, too."),
        ("l := &leaf{n, n}; keep(l); m := l; other = m",
         "No fix is known as long as it is stored in the package variable other, too."),
        ("l := &leaf{n, n}; keep(l); var r any = l; sink = r",
         "No fix is known as long as it is stored in the package variable sink, too."),
        # What holds it is kept, or asked for by a function literal that is.
        ("l := &leaf{n, n}; keep(l); b := &box{l: l}; sink = b",
         "No fix is known as long as it is part of what is stored in the package variable sink, too."),
        ("l := &leaf{n, n}; keep(l); var b box; b.l = l; c := &b; sink = c",
         "No fix is known as long as it is part of what is stored in the package variable sink, too."),
        ("l := leaf{n, n}; keep(&l); each = func() { l.k++ }",
         "No fix is known as long as a pointer to it is part of what is stored in the package variable each, too."),
        ("l := leaf{n, n}; keep(&l); enlist(func() { l.k++ })",
         "No fix is known as long as enlist lets it escape, too."),
        ("l := &leaf{n, n}; keep(l); var b box; b.l = l; look(b.l)", _ALONE),
        ("l := leaf{n, n}; keep(&l); g := func() { l.k++ }; g(); g()", _ALONE),
        ("l := leaf{n, n}; keep(&l); hold(&l)", "No fix is known as long as hold lets it escape, too."),
        ("l := leaf{n, n}; keep(&l); m := l; hold(other); sink = m.k", _ALONE),
    ],
)  # fmt: skip
def test_a_call_costs_what_it_alone_lets_escape(tmp_path: Path, body: str, advice: str) -> None:
    told = found(tmp_path, f"{_KEEPERS}var other *leaf\nvar each func()\n\n//go:noinline\nfunc f(n int) {{ {body} }}")
    assert [x.advice for x in told if "passed to keep" in x.message] == [advice]


_LINES = """type lines struct {
	r   io.Reader
	err error
}

func newLines(r io.Reader) *lines { return &lines{r: r} }

func (l *lines) Err() error { return l.err }

//go:noinline
func (l *lines) Scan() bool { var b [1]byte; _, l.err = l.r.Read(b[:]); return l.err == nil }

func f(b []byte) error { l := newLines(bytes.NewReader(b)); for l.Scan() { n++ }; return l.Err() }

var n int
"""


def test_another_field_that_is_returned_is_only_the_compilers(tmp_path: Path) -> None:
    told = [x for x in found(tmp_path, _LINES) if x.code == "outlives-scope"]
    taken = "No fix is known as long as the compiler takes what bytes.NewReader makes to be returned, too."
    assert [x.advice for x in told] == [taken]


def test_who_calls_in_a_literal_that_is_made_elsewhere_is_told(tmp_path: Path) -> None:
    body = 'func f(dir string) http.Handler { return http.StripPrefix("/x", http.FileServer(http.Dir(dir))) }'
    told = next(x for x in found(tmp_path, body) if "allocates a new http.fileHandler" in x.message)
    assert "is passed to a function that a literal of http.StripPrefix calls" in told.message


_MAKES = """//go:noinline
func keep(p *map[int]int) { sink = p }

func mk() *map[int]int { p := map[int]int{}; keep(&p); return &p }

"""


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("func f() *map[int]int { return mk() }", "No fix is known as long as mk lets it escape, too."),
        ("func f(xs []int) []int { ys := make([]int, len(xs)); sort.Sort(sort.IntSlice(ys)); return ys }",
         "If callers can reuse a slice, let them pass one to be filled, in place of make([]int, len(xs))."),
        ("func f() []int { ys := make([]int, 3); return ys }",
         "f can be inlined: a caller that keeps the result to itself can have it on its own stack."),
    ],
)  # fmt: skip
def test_what_is_returned_and_goes_elsewhere_is_on_no_stack(tmp_path: Path, body: str, advice: str) -> None:
    told = [
        x for x in found(tmp_path, _MAKES + body) if x.code == "returned" and "allocates a variable" not in x.message
    ]
    assert [x.advice for x in told if not x.part_of] == [advice]


_KEPT_IN_LOOP = """type rec struct { a, b *int }

type ring struct { next *ring; n int }

func (r *ring) link() *ring { r.next = r; return r }

func f(xs []int) %s
"""


@pytest.mark.parametrize(
    ("rest", "advice"),
    [
        ("(r rec) { for _, x := range xs { v := x; r.a = &v }; return r }", "the result holds a pointer to it."),
        ("rec { var r rec; for _, x := range xs { v := x; r.a = &v }; return r }", "the result holds a pointer to it."),
        ("*rec { for _, x := range xs { if x > 3 { return &rec{nil, nil} } }; return nil }", "a copy"),
        ("(r rec) { v := xs[0]; r.a = &v; return r }", ""),
        ("*ring { return new(ring).link() }", "callers expect a pointer, which methods of ring take"),
        ("*ring { return new(ring) }", ""),
    ],
)
def test_what_the_compiler_keeps_for_another_reason_is_on_no_stack(tmp_path: Path, rest: str, advice: str) -> None:
    told = of(tmp_path, _KEPT_IN_LOOP % rest, "returned").advice
    begun = (
        ("No fix is known as long as " + advice, "If callers can do with " + advice) if advice else "f can be inlined"
    )
    assert told.startswith(begun)


def test_what_an_inlined_call_assigns_to_its_variable_is_not_handed_to_it(tmp_path: Path) -> None:
    body = "func f(err error) error { err = fmt.Errorf(`bad`); return err }\n\ntype bad struct{ n int }\n\n"
    body += "func pass(b *bad) *bad { return b }\n\n//go:noinline\nfunc g(n int) *bad { return pass(&bad{n}) }"
    steps = {x.function: [s.message for s in x.steps] for x in all_of(tmp_path, body) if x.code == "returned"}
    assert "assigned to a variable of fmt.Errorf" in steps["f"] and "handed to fmt.Errorf" not in steps["f"]
    assert "handed to pass" in steps["g"]


def test_a_return_costs_nothing_where_callers_inline_it(tmp_path: Path) -> None:
    body = "type cell struct{ n int; a [40]int }\n\nvar sink *cell\n\n//go:noinline\n"
    body += "func keep(c *cell) { sink = c }\n\nfunc f(n int) *cell { c := new(cell); keep(c); return c }\n\n"
    body += "//go:noinline\nfunc g(n int) *cell { c := new(cell); keep(c); return c }"
    told = {x.function: x.advice for x in all_of(tmp_path, body) if x.message.startswith("new(cell)")}
    assert told["f"] == "No fix is known as long as keep lets it escape."
    assert told["g"] == "No fix is known as long as it is returned, too."

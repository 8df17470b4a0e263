"""What a reader of a hundred findings drawn found arguable: what allocates at times only, steps out of their order."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from findings.reading import all_of, found, of


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ("func f(b []byte) string { return string(b) }", "returned",
         "string(b) is allocated on the heap, unless it is empty or of one byte: it is returned"),
        ("func f(b []byte) string { return string(b[2:5]) }", "returned",
         "string(b[2:5]) is allocated on the heap: it is returned"),
        ("func f(s string) []byte { return []byte(s) }", "returned",
         "[]byte(s) is allocated on the heap, unless it is empty: it is returned"),
        ("func f(s string) any { return s }", "boxed",
         "boxing s (string) copies 16 bytes to the heap unless it is empty: the interface is returned"),
        ("func f(s string) any { return s + `!` }", "boxed",
         "boxing s + `!` (string) copies 16 bytes to the heap: the interface is returned"),
        ("func f(x float64) any { return x }", "boxed",
         "boxing x (float64) copies 8 bytes to the heap unless it is 0: the interface is returned"),
        ("func f(s []int) any { return s }", "boxed",
         "boxing s ([]int) copies 24 bytes to the heap unless it is nil: the interface is returned"),
        ("func f(t *text) string { return t.String() }", "returned",
         "t.String, inlined here, allocates a string on the heap, unless it is empty or of one byte: it is returned"),
        # The first array is on the stack, of what escapes until it does.
        ("func f(xs []int) []int { var b []int; for _, x := range xs { if x > 3 { b = append(b, x) } }; return b }",
         "append-growth", "append to b allocates each time that it outgrows its capacity in this loop, unless a small"
         " array on the stack will do until it escapes: the slice is returned"),
        ("func f(xs []int) int { var b []int; for _, x := range xs { if x > 3 { b = append(b, x) } }; return len(b) }",
         "append-growth", "append to b allocates each time that it outgrows its capacity in this loop, unless a small"
         " array on the stack will do"),
        ("func f(a []string) (s string) { for _, x := range a { s += x + `,` }; return }", "runtime-alloc",
         "s += x + `,` allocates a new string and copies all parts, unless all but one are empty, again and again in"
         " this loop"),
        # What holds it is stored before it does.
        ("func f(p *any, s any, n int) { t := s; *p = t; if n > 3 { t = n }; _ = t }", "boxed",
         "boxing n (int) copies 8 bytes to the heap unless it is 0 to 255: t, which holds it later, is stored in what p"
         " points to"),
    ],
)  # fmt: skip
def test_when_nothing_is_allocated_is_told(tmp_path: Path, body: str, code: str, message: str) -> None:
    assert of(tmp_path, body, code).message == message


def test_what_a_literal_that_is_inlined_boxes_for_one_call_is_told_at_once(tmp_path: Path) -> None:
    body = "func f(w io.Writer, a []int) { s, n := ``, 0; told := func(x int) { fmt.Fprintf(w, `%s %d %d`, s, n, x) }; "
    body += "for _, x := range a { if x > n { told(x); s, n = strconv.Itoa(x), x } }; told(n) }"
    told = [x for x in all_of(tmp_path, body) if x.code == "boxed" and not x.part_of]
    assert [len([s for s in x.steps if "allocated with it" in s.message]) for x in told] == [2]


def test_parts_are_told_with_when_they_are_made(tmp_path: Path) -> None:
    made = of(
        tmp_path, "func f(b []byte, s string) any { return &struct{ a, b string }{string(b), s + s} }", "returned"
    )
    assert "allocated with it" not in made.message
    assert [s.message.partition(": ")[0] for s in made.steps if "with it" in s.message] == [
        "allocated with it, unless it is empty or of one byte",
        "allocated with it, unless all but one of its parts are empty",
    ]


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        # The compiler names the first return of a variable; what holds it is returned later on, too.
        ("func f(b []byte, n int) []byte { if n > 3 {\nreturn b }\nfor range n { b = append(b, 1) }\nreturn b }",
         [(2, "assigned to b"), (3, "returned")]),
        ("func f(p *any, s any, n int) { t := s\n*p = t\nif n > 3 { t = n }\n_ = t }",
         [(2, "assigned to t"), (1, "t, which does not hold it yet, is used here: stored in what p points to")]),
        ("func f(p *any, n int) any { var t any; for range n {\n*p = t\nif n > 3 { t = n } }\nreturn t }",
         [(2, "assigned to t"), (1, "stored in what p points to")]),
        # Each round has a variable of its own.
        ("func f(p *any, s any, n int) { for range n { t := s\n*p = t\nif n > 3 { t = n }\n_ = t } }",
         [(2, "assigned to t"), (1, "t, which does not hold it yet, is used here: stored in what p points to")]),
        ("func f(p *any, s any, n int) { t := s\nif n > 3 { t = n } else {\n*p = t } }",
         [(1, "assigned to t"), (2, "on another way t is used: stored in what p points to")]),
        ("func f(s string) bool { switch {\ncase strings.HasSuffix(s, fmt.Sprint(s, 1)): return true }; return false }",
         [(1, "made an element of the slice of variadic arguments of fmt.Sprint"), (1, "passed to fmt.Sprint")]),
        # A deferred literal runs later than what stands below it.
        ("func f(p *any, s any, n int) { t := s\ndefer func() { *p = t }()\nif n > 3 { t = n } }",
         [(2, "assigned to t"), (1, "stored in what p points to")]),
        # Nothing is read where an address is taken.
        ("type held struct { wg sync.WaitGroup; n [9]int }\n\nfunc f(h map[int]*held) { c := new(held);\nc.wg.Add(1);"
         "\nh[1] = c }", [(0, "assigned to c"), (1, "a field of what it points to: c.wg"),
         (1, "its address is taken"), (1, "passed to c.wg.Add")]),
    ],
)  # fmt: skip
def test_steps_are_told_in_their_order(tmp_path: Path, body: str, steps: list[tuple[int, str]]) -> None:
    made = next(f for f in found(tmp_path, body) if f.code != "leaking-param" and f.steps)
    first = next(
        i for i, line in enumerate((tmp_path / "p.go").read_text().split("\n"), 1) if line.startswith("func f")
    )
    assert [(s.span.line - first, s.message) for s in made.steps] == steps


def test_what_is_returned_may_come_back_in_another_call(tmp_path: Path) -> None:
    body = "func f(n int) *leaf { switch { case n > 3: sink = f(n-1); case n > 2: return &leaf{n, n} }; return nil }"
    made = next(x for x in found(tmp_path, body) if x.message.startswith("&leaf"))
    assert [s.message for s in made.steps][-1] == "in another call of f: stored in sink"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("func f(p *any, s any, n int) { t := s; if n > 3 { t = n; _ = t } else { *p = t } }",
         "boxing n (int) copies 8 bytes to the heap unless it is 0 to 255: t, which holds it on another way, is"
         " stored in what p points to"),
        ("func f(p **leaf, n int) { t := *p; switch n { case 3: t = &leaf{n, n}; t.k++; case 4: *p = t } }",
         "&leaf{n, n} is allocated on the heap: t, which holds it on another way, is stored in what p points to"),
        ("func f(p **leaf, n int) { t := *p; for { switch n { case 3: t = &leaf{n, n}; t.k++; case 4: *p = t } } }",
         "&leaf{n, n} is allocated on the heap: it is stored in what p points to"),
        ("func f(p *[]int, n int) { for range n { b := *p; *p = b; b = append([]int(nil), b...); b[0] = n } }",
         "append to []int(nil) allocates an array on the heap, unless nothing is appended: b, which holds it later, is"
         " stored in what p points to"),
    ],
)  # fmt: skip
def test_what_is_done_on_another_way_is_told_as_that(tmp_path: Path, body: str, message: str) -> None:
    assert message in [x.message for x in found(tmp_path, body)]


def test_what_is_part_of_what_is_passed_is_no_text(tmp_path: Path) -> None:
    body = (
        "type reg struct{ name string; n int }\n\nfunc f(g func(reg), s string) { r := reg{name: s + `,` + s}; g(r) }"
    )
    assert (
        of(tmp_path, body, "dynamic-call").advice
        == "No fix is known as long as the body of g is only known at run time."
    )


def test_a_generated_file_is_changed_by_its_generator(tmp_path: Path) -> None:
    body = "func f(xs []int) (a []int) { for _, x := range xs { if x > 3 { a = append(a, x) } }; return }"
    plain = of(tmp_path, body, "append-growth").advice
    text = (tmp_path / "p.go").read_text()
    assert "generator" not in plain
    told = all_of(tmp_path, body, head="// Code generated by hand. DO NOT EDIT.\n\n")
    assert text in (tmp_path / "p.go").read_text()
    assert [f.advice for f in told if f.code == "append-growth"] == [
        f"{plain} The file is generated: a change belongs in its generator."
    ]


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # What is too large is made for callers, too.
        ("type big struct { r io.Reader; a [70000]byte }\n\nfunc (b *big) Reset(r io.Reader) { b.r = r }\n\n"
         "//go:noinline\nfunc f(r io.Reader) *big { b := new(big); b.Reset(r); return b }", "too-large",
         "Each call makes a new one; in hot code callers can keep one, and Reset it."),
        ("//go:noinline\nfunc f(n int) *[70000]byte { b := new([70000]byte); b[n] = 1; return b }", "too-large",
         "If callers can reuse one, let them pass what is to be filled, in place of new([70000]byte)."),
        ("//go:noinline\nfunc f(n int) []byte { var b [40]byte; b[n] = 1; return b[:] }", "returned",
         "If callers can reuse a slice, let them pass one to be filled, in place of b."),
        # What is pushed is popped.
        ("type cells struct{ ws []int }\n\nfunc (c *cells) f(n int) { for n > 0 { c.ws = append(c.ws, n); c.f(n - 1);"
         " c.ws = c.ws[0 : len(c.ws)-1]; n-- } }", "append-growth", "What is added is cut off again"),
        ("func f(a []string) (b []int) { for _, x := range a { b = append(b, len(x)) }; return }", "append-growth",
         "Make b with the final capacity before the loop, `make([]int, 0, len(a))`."),
        ("func f(a, b string) int { switch a + `/` + b { case `linux/amd64`: return 1 }; return 2 }", "runtime-alloc",
         "Compared part by part, it need not be made."),
        # Of what is written elsewhere nothing is told, and what others use stays as it is.
        ("func asm(n *int)\n\nfunc f(n int) int { asm(&n); return n }", "outlives-scope",
         "asm has no body here, so that all it is passed is taken to escape; if it keeps nothing, `//go:noescape`"),
        ("type Cond struct { N *int; k int }\n\ntype Opts struct { C *Cond }\n\n//go:noinline\nfunc f(n int) *Opts {"
         " p := Cond{N: &n}; return &Opts{&p} }", "outlives-scope",
         "No fix is known as long as p, which holds it, is on the heap."),
        # A copy of what is set later would be made too early.
        ("func f(g func() int) { var n int; sink = func() int { return n }; n = g() }", "captured",
         "The function literal needs n, which is set after it is made."),
        ("func f(g func()) { n := false; go func() { g(); println(n) }(); g(); n = true }", "goroutine",
         "What goroutines share is on the heap."),
        # What is returned is shared, and one of several values is not written through an address.
        ("func f(b *box, n int) *leaf { b.l = &leaf{n, n}; return b.l }", "stored",
         "No fix is known as long as b.l keeps it."),
        ("func f(v reflect.Value, s string, n int) { var r any; if n > 3 { r = s } else { r = n };"
         " v.Set(reflect.ValueOf(r)) }", "boxed", "No fix is known as long as it is kept in an interface; a struct"),
        ("type opts interface{ set() }\n\ntype indent string\n\nfunc (indent) set() {}\n\n//go:noinline\n"
         "func WithIndent(s string) opts { return indent(s) }", "boxed",
         "Unavoidable here: what WithIndent returns is an interface."),
        # What is emptied by an append is filled again.
        ("func f(t *text, r io.Reader, a [][]byte) { t.b = append(t.b[:0], a[0]...);"
         " for _, x := range a { t.b = append(t.b, x...) } }", "append-growth", "It is emptied and filled again"),
        # What is exported of a type that is not is there for an interface.
        ("type value int\n\nfunc (v *value) Get() any { return int(*v) }\n\nfunc f(v *value) any { return v.Get() }",
         "boxed", "Unavoidable here: what (*value).Get returns is an interface."),
    ],
)  # fmt: skip
def test_advice_is_for_what_is_done(tmp_path: Path, body: str, code: str, advice: str) -> None:
    told = [x.advice for x in all_of(tmp_path, body) if x.code == code]
    assert [a for a in told if a.startswith(advice)], told


def test_what_an_inlined_function_makes_was_passed_by_nobody() -> None:
    engine = Engine(cache_dir=cache_dir())
    keys, _ = engine.resolve(["net/smtp"], ".")
    told = [f for file in engine.analyze(keys[0]).files.values() for f in file.findings]
    assert [f.advice for f in told if f.message.startswith("tls.Client, inlined here, allocates a new tls.Conn")] == [
        "No fix is known as long as what keeps it needs one of its own, which tls.Client makes."
    ]


def test_digits_are_few(tmp_path: Path) -> None:
    body = "func f(n int64) int { return g(`0x` + strconv.FormatInt(n, 16)) + g(`0b` + strconv.FormatInt(n, 2)) }\n\n"
    body += "//go:noinline\nfunc g(s string) int { return len(s) }"
    assert [x.message.partition(" ")[2] for x in found(tmp_path, body)] == [
        "+ strconv.FormatInt(n, 2) does not escape, but is allocated at run time when it is longer than 32 bytes; it"
        " has 67 at most"
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (" for _, x := range a { s := ``; if x > 3 { s += `x` }; n += len(s) }; return", False),
        (" for _, x := range a { var s string; s += a2(x); n += len(s) }; return", False),
        (" for _, x := range a { s := ``; if x > 3 { s = a2(x) }; s += `x`; n += len(s) }; return", True),
        (" s := ``; for _, x := range a { if x > 3 { s += `x` } }; return len(s)", True),
        (" s := a2(3); s += `x`; return len(s)", True),
        (" buf := make([]byte, 20); return g(`%!Weekday(` + string(buf[a[0]:]) + `)`)", False),
        (" buf := make([]byte, 22); return g(`%!Weekday(` + string(buf[a[0]:]) + `)`)", True),
        (" var buf [20]byte; return g(`%!Weekday(` + string(buf[a[0]:]) + `)`)", False),
        (" s := ``; again: s += `x`; if len(s) < a[0] { goto again }; return len(s)", True),
    ],
)  # fmt: skip
def test_what_is_no_new_string_is_not_told(tmp_path: Path, body: str, told: bool) -> None:
    text = f"func f(a []int) (n int) {{{body} }}\n\n//go:noinline\n"
    text += "func a2(n int) string { return strconv.Itoa(n) }\n\n//go:noinline\n"
    text += "func g(s string) int { return len(s) }"
    assert any(x.code == "runtime-alloc" for x in found(tmp_path, text)) is told


def test_what_recursive_functions_keep_is_not_returned_by_value(tmp_path: Path) -> None:
    body = "type engine struct{ n, k int }\n\ntype kept struct{ at *engine }\n\n"
    body += "//go:noinline\nfunc f(e *kept, n int) *engine { m := new(engine); if n > 0 { g(e, n-1) }; return m }\n\n"
    body += "//go:noinline\nfunc g(e *kept, n int) *engine { m := f(e, n); e.at = m; return m }"
    made = next(x for x in found(tmp_path, body) if x.message.startswith("new(engine)"))
    assert made.advice == "No fix is known as long as what calls f keeps the result."


def test_what_recursive_functions_keep_is_filled_by_no_caller(tmp_path: Path) -> None:
    body = "type kept struct{ at []int }\n\n//go:noinline\nfunc f(e *kept, n int) []int { m := make([]int, n);"
    body += " if n > 0 { g(e, n-1) }; return m }\n\n//go:noinline\nfunc g(e *kept, n int) { e.at = f(e, n) }"
    made = next(x for x in found(tmp_path, body) if x.message.startswith("make([]int, n)"))
    assert made.advice.endswith("keeps the result.")


def test_what_an_inlined_call_grows_is_told_with_others_of_the_same(tmp_path: Path) -> None:
    body = (
        "func f(s string) string { var b strings.Builder; for i := range len(s) { if s[i] == 37 { b.WriteByte(s[i+1]);"
    )
    body += " continue }; b.WriteByte(s[i]) }; return b.String() }"
    told = [x for x in found(tmp_path, body) if "append in b.WriteByte" in x.message and not x.part_of]
    assert [x.message.rpartition("; ")[2] for x in told] == ["it grows at 1 more place here, at least"]


def test_what_inlined_calls_append_to_other_slices_is_told_apart(tmp_path: Path) -> None:
    body = "type w struct { buf, ends []int; lines [][]int }\n\nfunc (b *w) add(n int) { b.buf = append(b.buf, n) }\n\n"
    body += "func (b *w) end(n int) { b.ends = append(b.ends, n) }\n\n"
    body += "func (b *w) cell(n int) { line := &b.lines[len(b.lines)-1]; *line = append(*line, n) }\n\n"
    body += "func f(b *w, in []int) { for _, n := range in { b.add(n); b.end(n); b.cell(n); b.add(1) } }"
    told = [x for x in found(tmp_path, body) if x.function == "f" and x.code == "append-growth" and not x.part_of]
    assert sorted(("b.add" in x.message, x.message.partition("; ")[2]) for x in told) == [
        (False, ""),
        (False, ""),
        (True, "it grows at 1 more place here, at least"),
    ]


def test_what_only_holds_an_interface_is_not_called_one(tmp_path: Path) -> None:
    body = "type E struct { Key string; Value any }\n\ntype D []E\n\n"
    body += "//go:noinline\nfunc text(s []byte) string { return string(s) }\n\nfunc f(in [][]byte) (res D) {"
    body += " for _, x := range in { var e E; e.Value = text(x); res = append(res, e) }; return }\n\n"
    body += "func g(in [][]byte) (res []any) { for _, x := range in { res = append(res, text(x)) }; return }"
    advice = {x.function: x.advice for x in all_of(tmp_path, body) if x.code == "boxed"}
    assert advice["g"] == "Unavoidable here: the elements of res are interfaces."
    assert "are interfaces" not in advice["f"]


def test_the_address_of_an_element_is_no_field(tmp_path: Path) -> None:
    body = "type name struct{ at *byte }\n\nfunc f(n int) name { b := make([]byte, n); return name{&b[0]} }"
    assert [s.message for s in of(tmp_path, body, "returned").steps][1] == "an element of the slice: b[0]"


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        ("return nil", "made can be inlined: a caller that keeps the result to itself"),
        (
            "sink = made; return nil",
            "No fix is known as long as no call of made, which can be inlined, has the result on its own stack.",
        ),
        (
            "sink = made; println(made(n).n); return nil",
            "made can be inlined: a caller that keeps the result to itself",
        ),
        (
            "return made(n)",
            "No fix is known as long as no call of made, which can be inlined, has the result on its own stack.",
        ),
        ("println(made(n).n); return nil", "made can be inlined: a caller that keeps the result to itself"),
        ("println(Made(n).n); return nil", "Made can be inlined: a caller that keeps the result to itself"),
        ("return Made(n)", "Made can be inlined: a caller that keeps the result to itself"),
    ],
)
def test_what_can_be_inlined_in_vain_is_told(tmp_path: Path, call: str, advice: str) -> None:
    name = "Made" if "Made" in call else "made"
    body = f"type cell struct{{ n int; a [40]int }}\n\nfunc f(n int) *cell {{ {call} }}\n\n"
    body += f"func {name}(n int) *cell {{ return &cell{{n: n}} }}"
    assert [x.advice for x in all_of(tmp_path, body) if x.function == name and x.advice.startswith(advice)]


@pytest.mark.parametrize(
    ("use", "needs"),
    [
        ("func f(n int) string { return spell(n) }", True),
        ("type named struct{ s string }\n\nfunc f(x *named, n int) { x.s = spell(n) }", True),
        ("type named struct{ s string }\n\nfunc f(n int) any { return named{spell(n)} }", True),
        ("func f(n int) string { return strings.ToUpper(spell(n)) }", True),
        ("func f(n int) string { s := spell(n); return s[1:] }", False),
        ("func f(n int) []byte { return []byte(spell(n)) }", False),
        ("func f(b []byte, n int) []byte { return append(b, spell(n)...) }", False),
        ("func f(b *strings.Builder, n int) { b.WriteString(spell(n)) }", False),
        ("func f(n int) string { return spell(n) }\n\nfunc g(n int) []byte { return []byte(spell(n)) }", False),
        ("func f(n int) string { return fmt.Sprint(spell(n)) }", False),
        ("type stop string\n\nfunc f(n int) { panic(stop(spell(n))) }", True),
        ("func f(n int) string { return join(spell(n)) }\n\nfunc join(s ...string) string { return s[0] }", True),
        ("func f() {}", False),
    ],
)  # fmt: skip
def test_a_form_that_appends_helps_only_those_who_need_no_text(tmp_path: Path, use: str, needs: bool) -> None:
    body = f"{use}\n\n//go:noinline\nfunc spell(n int) string {{ b := make([]byte, n); b[0] = 1; return string(b) }}"
    made = next(x for x in all_of(tmp_path, body) if x.function == "spell" and x.code == "returned")
    told = "Unavoidable here: all that call spell in this package need a string."
    assert made.advice == told if needs else made.advice.startswith("No fix is known as long as callers need a string")

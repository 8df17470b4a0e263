"""What a reader of two hundred findings drawn called arguable: reasons that stop half-way, advice that cannot apply."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # Who takes a function literal says what it returns.
        ("type list struct{ make func() *leaf; free []*leaf }\n\n//go:noinline\nfunc f() *list { return &list{make:"
         " func() *leaf { return &leaf{} }} }", "returned",
         "Unavoidable here: list, which keeps such things in free, asks make to make one."),
        ("type one struct{ make func() *leaf }\n\nfunc f(o *one) { o.make = func() *leaf { return &leaf{} } }",
         "returned", "Unavoidable here: o.make asks for a function that returns *leaf."),
        ("func take(f func() *leaf) { sink = f }\n\nfunc f() { take(func() *leaf { return &leaf{} }) }", "returned",
         "Unavoidable here: take asks for a function that returns *leaf."),
        ("func f() func() *leaf { return func() *leaf { return &leaf{} } }", "returned",
         "Unavoidable here: the result of f asks for a function that returns *leaf."),
        ("func f() int { g := func(n int) *leaf { println(n); println(n); return &leaf{n, n} }; l := g(1); sink = g(2);"
         " return l.k }", "returned", "If callers can do with a copy"),
        ("var all = map[int]func() *leaf{1: func() *leaf { return &leaf{} }}", "returned",
         "Unavoidable here: an element of map[int]func() *leaf asks for a function that returns *leaf."),
        # A method that gives an interface may be asked for by one, and is inlined where it is not.
        ("type Real struct{}\n\nfunc (Real) Make() io.Writer { return &text2{} }\n\ntype text2 struct{ n int }\n\n"
         "func (t *text2) Write(b []byte) (int, error) { t.n++; return len(b), nil }", "returned",
         "Real.Make can be inlined where it is not called by way of an interface: a caller has the result"),
        ("type real struct{}\n\nfunc (real) Make() []int { return []int{1, 2, len(os.Args)} }", "returned",
         "real.Make can be inlined where it is not called by way of an interface: a caller that keeps the result"),
        # An interface that others say is one, no struct can replace.
        ("//go:noinline\nfunc f(n int) (v reflect.Value, ok bool) { return reflect.ValueOf(n), true }", "boxed",
         "This call costs it: reflect.ValueOf takes an interface."),
        ("func f(kvs []any, n int) []any { return append(kvs, n) }", "boxed",
         "Unavoidable here: the elements of kvs are interfaces."),
        ("type opt struct{ n int }\n\nfunc (o *opt) Get() any { return o.n }\n\nfunc (o *opt) Set(string) error {"
         " return nil }\n\nfunc f() any { return (*opt).Get }", "boxed", "flag.Getter asks for Get as it is."),
        ("type cell struct{ v any }\n\nfunc f(c *cell, n int) { c.v = n }", "boxed",
         "No fix is known as long as it is kept in an interface; a struct"),
        ("type Cell struct{ V any }\n\nfunc f(c *Cell, n int) { c.V = n }", "boxed",
         "Unavoidable here: c.V is an interface."),
        # A method value in a field of what it is bound to.
        ("type auto struct{ next func() }\n\nfunc (a *auto) one() { a.next = a.two }\n\nfunc (a *auto) two() {}",
         "stored", "A method expression, (*auto).two, needs no allocation: let a.next be a function that is passed `a`;"
         " or make the method value once, where `a` is made, and assign that."),
        # What is made where there is nothing yet is kept there, or is made by each call.
        ("func f(m map[int][]int, n int) { if m[n] == nil { m[n] = make([]int, n) } }", "stored",
         "Unavoidable here: it is made once at most for each m[n] that is missing, and kept there."),
        ("func f(a []int) (m map[int]int) { var l map[int]int; for _, x := range a { if l == nil { l ="
         " make(map[int]int) }; l[x] = x }; return l }", "returned",
         "Unavoidable here: it is made once in a call, at most, and kept in l."),
        ("func f(m map[int][]int, n int) []int { a, ok := m[n]; if !ok { a = make([]int, n); m[n] = a }; return a }",
         "stored", "Unavoidable here: it is made once at most for each m[n] that is missing, and kept there."),
        ("func f(p *pod, n int) int { a := p.ids; if a == nil { a = make([]int, n); p.ids = a }; return len(a) }",
         "stored", "Unavoidable here: it is made only where p.ids is nil, and kept there."),
        ("func f(s string, n int) string { var b []byte; for i := range len(s) { if b == nil { b = make([]byte, 0, n)"
         " }; b = append(b, s[:i]...) }; return string(b) }", "outlives-scope",
         "Unavoidable here: it is made once in a call, at most, and kept in b."),
        ("type stats map[int]*box\n\nfunc (s stats) get(n int) *box { b, ok := s[n]; if !ok { b = &box{}; s[n] = b };"
         " return b }\n\nfunc f(s stats) { s.get(3).n++ }", "stored",
         "It is made only where, within s.get, s[n] is missing."),
        ("func f(l *leaf) { if l == nil { l = &leaf{} }; sink = l }", "outlives-scope",
         "It is made only where callers pass nil as l."),
        ("func f(x any) { l, _ := x.(*leaf); if l == nil { l = &leaf{} }; sink = l }", "outlives-scope",
         "No fix is known as long as sink keeps it."),
        # What an inlined function puts into something of its own is up to that.
        ("func f(h http.Header, a, b string) { h.Set(`x`, a+b) }", "stored",
         "No fix is known as long as h.Set lets escape what it is passed."),
        # What is made in what a pool lacks, a key, a string that is asked for, a channel that is closed.
        ("type kept struct{ m map[int]int }\n\nvar kepts sync.Pool\n\nfunc f() *kept { if v := kepts.Get(); v != nil {"
         " return v.(*kept) }; return &kept{m: make(map[int]int)} }", "stored",
         "It is made only where the pool has none."),
        ("func f(m map[any]bool, l leaf) { m[l] = true }", "boxed", "Unavoidable here: the keys of m are interfaces."),
        ("func f(s string) bool { return strings.HasPrefix(s, `a/` + s) }", "runtime-alloc",
         "This call costs it: strings.HasPrefix takes a string; parts of up to 32 bytes in all are"),
        ("func f(s string, b bool) string { t := `` ; if b { t += s }; t += `:`; if b { t += s }; return t + s }",
         "runtime-alloc",
         "Each += makes a new string of all that was there; kept apart, and joined at once, parts make one."),
        ("type door struct{ c chan int }\n\nfunc f(d *door) { d.c = make(chan int); time.AfterFunc(9, func() {"
         " close(d.c) }) }", "runtime-alloc",
         "No fix is known as long as each call makes its own: what is closed cannot be used again."),
        ("func f(p *pod) { if cap(p.ids) > 64 { p.ids = make([]int, 0, 64) } }", "stored",
         "It is made only where what there is, is too large to be kept."),
        ("func f(b []byte) bool { s := ``; if len(b) > 9 { s = string(b) }; b[0] = 1; return"
         " strings.HasPrefix(s, `a`) }", "runtime-alloc",
         "strings.HasPrefix takes a string, which has bytes of its own; up to 32 are copied"),
        ("func f(kvs []any, a, b string) []any { k := b; if a > b { k = a + `.` + b }; return append(kvs, k) }",
         "outlives-scope", "No fix is known as long as the parts are put into the interface as one string."),
        ("type taker interface{ take(v any) }\n\nfunc f(t taker, n int) { t.take(leaf{n, n}) }", "boxed",
         "This call costs it: t.take takes an interface."),
        # A pointer to what is no memory yet would need as much as a copy.
        ("//go:noinline\nfunc f(p *outer) any { if p.n == 0 { return 0 }; return p.inner }", "boxed",
         "The result is an interface; what is a pointer"),
        ("//go:noinline\nfunc f(o outer) any { if o.n == 0 { return 0 }; return o.inner }", "boxed",
         "Unavoidable here: what f returns is an interface."),
        ("func f(p *pod, n int) { if len(p.ids) != n { p.ids = make([]int, n) } else { clear(p.ids) } }", "stored",
         "It is made only where p.ids has another length."),
        ("type word string\n\nfunc (w word) ok() bool { return len(w) > 3 && w[0] == 'a' && w[1] == 'b' && w[2] != w[1]"
         " && w[0] != w[3] && w > `z` }\n\nfunc f(b []byte) bool { return word(b).ok() || word(b[1:]).at() }\n\n"
         "//go:noinline\nfunc (w word) at() bool { return w != `` }", "runtime-alloc",
         "This call costs it: word(b[1:]).at takes a string, which has bytes of its own"),
        ("func f(s, t string) bool { k := `-` + s; return strings.HasPrefix(k, t) }", "runtime-alloc",
         "strings.HasPrefix takes a string; parts of up to 32 bytes in all are joined on the stack."),
        # What is added on another way is not joined with it; what is returned is a string.
        ("//go:noinline\nfunc f(n int, s string) string { d := s[1:]; switch n { case 1: d += `/a`; case 2: d += `/b`"
         " }; return d }", "runtime-alloc", "Unavoidable here: d, which is returned, is a string."),
        # What formats boxes operands, and takes a writer.
        ("type bridge int\n\nfunc (bridge) Write(b []byte) (int, error) { return len(b), nil }\n\nfunc f(n int) {"
         " fmt.Fprintln(bridge(n), `a`) }", "boxed", "This call costs it: fmt.Fprintln takes an interface."),
        # What an inlined function keeps is up to the call.
        ("type opts struct{ g func() int; l *leaf }\n\nfunc keep(o opts) { sink = &o }\n\nfunc f(n int) {"
         " keep(opts{l: &leaf{n, n}}) }", "outlives-scope",
         "No fix is known as long as keep lets escape what it is passed."),
        ("type opts struct{ g func() int; l *leaf }\n\nfunc keep(o opts) { sink = &o }\n\nfunc f(n int) {"
         " keep(opts{g: func() int { return n }}) }", "captured",
         "No fix is known as long as keep may keep the function literal, which needs n"),
        ("func fresh(n int) *leaf { return &leaf{n, n} }\n\nfunc take(f func() *leaf) { sink = f }\n\nfunc f() {"
         " take(func() *leaf { return fresh(3) }) }", "returned",
         "Unavoidable here: take asks for a function that returns *leaf."),
        # A method of an interface that can be inlined is inlined nowhere.
        ("type maker interface{ make() *text }\n\ntype one struct{}\n\nfunc (one) make() *text { return &text{} }\n\n"
         "func f(m maker) *text { return m.make() }", "returned",
         "No fix is known as long as no call of one.make, which can be inlined, has the result on its own stack."),
        # A literal that is called errorf is told of errors, whatever it does with them.
        ("func f(a []int) (errs []error) { errorf := func(format string, args ...any) { errs = append(errs,"
         " fmt.Errorf(format, args...)) }; for _, x := range a { errorf(`%d`, x) }; return errs }", "boxed",
         "It costs only where an error is reported."),
    ],
)  # fmt: skip
def test_advice_that_can_apply(tmp_path: Path, body: str, code: str, advice: str) -> None:
    told = [x.advice for x in all_of(tmp_path, body) if x.code == code]
    assert any(text.startswith(advice) for text in told), told


def test_only_who_can_import_io_is_told_of_it(tmp_path: Path) -> None:
    body = "type writer interface{ Write([]byte) (int, error) }\n\nfunc f(w writer, s string) { w.Write([]byte(s)) }"
    assert of(tmp_path, body, "dynamic-call").advice.startswith("The body of w.Write is only known at run time")
    assert of(tmp_path, body.replace(" w.", " _ = io.EOF; w."), "dynamic-call").advice.startswith("`io.WriteString")


@pytest.mark.parametrize(
    ("body", "message", "steps"),
    [
        # What is kept outside of the loop is returned from there.
        ("type made struct{ m map[int]int }\n\nfunc f(a []int) made { var m map[int]int\nfor _, x := range a { if m =="
         " nil {\nm = make(map[int]int) }; m[x] = x }\nreturn made{m: m} }",
         "make(map[int]int) is allocated on the heap: it is part of what is returned",
         [(2, "assigned to m"), (3, "made a field of made{m: m}"), (3, "returned")]),
        # What grows in a loop is returned by the append behind it, not by the return before.
        ("func f(dst []byte, n int) []byte { if n < 9 {\nreturn append(dst, 1) }\nfor ; n > 1; n /= 2 {\n"
         "dst = append(dst, byte(n)) }\nreturn append(dst, 2) }",
         "append to dst allocates a larger array on the heap when it outgrows its capacity: the slice is returned",
         [(3, "assigned to dst"), (4, "appended to: where there is room, the result is the same array"),
          (4, "returned")]),
        # What holds it is on the heap for a reason of its own.
        ("func f(n int) *box { b := &box{n: n}\nhold(b.get)\nreturn b }\n\nfunc (b *box) get() int { return b.n }\n\n"
         "//go:noinline\nfunc hold(f func() int) { sink = f }",
         "&box{n: n} is allocated on the heap: it is held by the method value b.get, which is on the heap",
         [(0, "assigned to b"), (1, "what holds it: passed to hold")]),
        ("func f(n int) *box { return put(&leaf{n, n}) }\n\nfunc put(l *leaf) *box { b := &box{l: l}; sink = b;"
         " return b }",
         "&leaf{n, n} is allocated on the heap: it is held by what is stored in the package variable sink",
         [(0, "handed to put"), (0, "goes through put, which is inlined here")]),
        # What another case of a switch assigns does not replace it.
        ("func f(a [][]byte) string { var s string; for { for i, x := range a { switch i { case 1:\ns = string(x)"
         "\ncase 2: s = `` } }\nif s > `b` { return s } } }",
         "string(x) is allocated on the heap, unless it is empty or of one byte: it is returned",
         [(1, "assigned to s"), (3, "returned")]),
        # What is passed to the function itself is in another call of it.
        ("func f(n int, x ...any) { if n > 0 {\nf(n-1, n) }\nfmt.Println(x...) }",
         "boxing n (int) copies 8 bytes to the heap unless it is 0 to 255: the interface is part of what is passed to a"
         " function that fmt.Println calls, which lets it escape",
         [(1, "made an element of the slice of variadic arguments of f"), (1, "passed to f"),
          (2, "in another call of f: handed to fmt.Println"),
          (2, "in another call of f: goes through fmt.Println, which is inlined here")]),
        # What is returned is told before what another call does with it.
        ("func f(n int) []*leaf { var a []*leaf\nl := &leaf{n, n}\nfor range n { a = append(a, f(n - 1)[0]) }\n"
         "if n > 9 { return a }\nreturn []*leaf{l} }",
         "&leaf{n, n} is allocated on the heap: it is part of what is returned", []),
        # What comes later is told, not what is written before it, nor an interface that it is put into on the way.
        ("func f(a []int) (all []pod) { for _, x := range a { var p pod\nif x > 9 { all = append(all, p); continue }\n"
         "p.ids = make([]int, x)\nall = append(all, p) }; return all }",
         "make([]int, x) is allocated on the heap: it is part of what is appended to a slice",
         [(2, "assigned to p"), (3, "appended: the backing array may be on the heap")]),
        ("func f(n int) []int { a := make([]int, 0, n)\nsort.Slice(a, func(i, j int) bool { return a[i] < a[j] })\n"
         "return a[:1] }", "make([]int, 0, n) is allocated on the heap: it is returned",
         [(0, "assigned to `a`"), (2, "sliced: a[:1]"), (2, "returned")]),
        ("func f(g func([]byte), n int) { b := make([]byte, 9)\ng(b)\nfor range n {\ng(b)\nb = make([]byte, n) } }",
         "make([]byte, n) is allocated on the heap: it is passed to g, a call through a function value that may keep"
         " it",
         [(4, "assigned to b"),
          (3, "passed to g, which is only known at run time, so anything may happen to it")]),
        # What a function that calls this one does with it is done there.
        ("//go:noinline\nfunc f(n int) *leaf { if n > 0 { hold(n - 1) }\nreturn &leaf{n, n} }\n\n//go:noinline\n"
         "func hold(n int) {\nl := f(n)\nsink = l }",
         "&leaf{n, n} is allocated on the heap: it is returned",
         [(1, "returned"), (5, "in hold: assigned to l"), (6, "in hold: converted to an interface"),
          (6, "in hold: stored in sink")]),
    ],
)  # fmt: skip
def test_steps_go_to_the_end(tmp_path: Path, body: str, message: str, steps: list[tuple[int, str]]) -> None:
    made = next(x for x in found(tmp_path, body) if x.message == message)
    lines = (tmp_path / "p.go").read_text().split("\n")
    first = next(i for i, line in enumerate(lines, 1) if line.startswith("func f"))
    assert not steps or [(s.span.line - first, s.message) for s in made.steps] == steps


@pytest.mark.parametrize(
    ("calls", "cold"),
    [
        ("one.Do(load)", "once"),
        ("one.Do(load); load()", ""),
        ("one.Do(load) }\n\nfunc g() { load()", ""),
        ("one.Do(load) }\n\nfunc g() { one.Do(load)", "once"),
        ("one.Do(load); sink = load", ""),
        ("other(load)", ""),
    ],
)
def test_what_a_once_calls_by_name_is_done_once(tmp_path: Path, calls: str, cold: str) -> None:
    body = f"var one sync.Once\n\nfunc f() {{ {calls} }}\n\n//go:noinline\nfunc load() {{ sink = &leaf{{}} }}\n\n"
    made = next(x for x in all_of(tmp_path, body + "func other(f func()) { f() }") if x.function == "load")
    assert (made.cold, made.advice == "It is done once; a sync.Once sees to that.") == (cold, bool(cold))


def test_what_is_joined_before_it_is_copied_can_be_appended(tmp_path: Path) -> None:
    body = 'func f(s string) { b := []byte("," + s + ","); b[0]++; print(b[1]) }'
    (made,) = (x for x in found(tmp_path, body) if x.message.startswith("[]byte("))
    assert made.advice == "In hot code keep one []byte and use it again, and append the parts to it one by one."


def test_each_round_has_its_own(tmp_path: Path) -> None:
    body = 'func f(all []string) { for _, s := range all { if s[0] == 1 { s += "/a" } else { s += "/b" }; sink = s } }'
    made = next(x for x in found(tmp_path, body) if x.message.startswith("s +="))
    assert made.message.startswith('s += "/a" allocates a new string and copies both parts, unless s is empty')
    assert made.advice == "No fix is known as long as the loop needs s as a string."


@pytest.mark.parametrize(
    "made",
    ["&verse{len(os.Args)}", "make(words, len(os.Args))"],
)
def test_only_methods_are_told_to_be_inlined_by_name(tmp_path: Path, made: str) -> None:
    """No literal is called by a name; a slice of whatever length is on nobody's stack."""
    body = (
        'type verse struct{ n int }\n\nfunc (v *verse) String() string { return "" }\n\n'
        'type words []int\n\nfunc (w words) String() string { return "" }\n\n'
        f"func f() int {{ g := func() fmt.Stringer {{ return {made} }}; sink = g(); return 1 }}\n\n"
        f"type maker struct{{}}\n\nfunc (maker) GoString() fmt.Stringer {{ return {made} }}"
    )
    told = [f.function for f in all_of(tmp_path, body) if "can be inlined" in f.advice]
    assert told == ["maker.GoString"] * made.startswith("&")


def test_who_jumps_past_a_condition_knows_nothing_of_it(tmp_path: Path) -> None:
    jump = 'again: if n > 3 { goto past }; if s == "" { return "" }; past: n++; if n < 3 { goto again }'
    body = f'func f(s string, n int) string {{ {jump}; t := s + "."; sink = t; return t }}'
    messages = [x.message for x in found(tmp_path, body) if x.message.startswith("s +")]
    assert messages and all("unless s is empty" in message for message in messages)
    (tmp_path / "plain").mkdir()
    body = 'func f(s string) string { if s == "" { return "" }; t := s + "."; sink = t; return t }'
    assert all("unless" not in x.message for x in found(tmp_path / "plain", body) if x.message.startswith("s +"))

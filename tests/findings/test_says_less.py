"""What readers of findings found false, or contradicted: it is said where it holds, in other words, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of

INLINED = "f can be inlined: a caller that keeps the result to itself can have it on its own stack."
METHODS = "a caller has the result on its own stack if neither it nor a method that it calls lets it escape."
INLINED_WITH_METHODS = f"f can be inlined: {METHODS}"
BIG = "type big struct{ b [200]byte }\n\n"


@pytest.mark.parametrize(
    ("body", "code", "advice"),
    [
        # Another call of the same effect takes what there is.
        ("var re = regexp.MustCompile(`a`)\n\nfunc f(b []byte) []string { return re.FindStringSubmatch(string(b)) }",
         "outlives-scope", "`re.FindSubmatch` takes it as it is, without a copy, where what it returns will do"),
        ("var re = regexp.MustCompile(`a`)\n\nfunc f(b []byte) bool { return re.MatchString(string(b)) }",
         "outlives-scope", "`re.Match` takes it as it is, without a copy."),
        ("func f(b []byte) int { return utf8.RuneCountInString(string(b)) }", "runtime-alloc",
         "`utf8.RuneCount` takes it as it is, without a copy."),
        ("func f(b *strings.Builder, p []byte) { b.WriteString(string(p)) }", "runtime-alloc",
         "`b.Write` takes it as it is, without a copy."),
        ("func f(w *os.File, s string) { w.Write([]byte(s)) }", "runtime-alloc",
         "`w.WriteString` takes it as it is, without a copy."),
        ("func f(s string) { g([]byte(s)) }\n\n//go:noinline\nfunc g(b []byte) { b[0]++ }", "runtime-alloc",
         "In hot code keep one []byte and use it again: `append(buf[:0], s...)`."),
        ("func f(buf string) { g([]byte(buf)) }\n\n//go:noinline\nfunc g(b []byte) { b[0]++ }", "runtime-alloc",
         "In hot code keep one []byte and use it again: `append(b[:0], buf...)`."),
        ("func f(s string) int { n := 0; r := []rune(s); for i := range r { n += int(r[i]) }; return n }",
         "runtime-alloc", "Range over the string instead"),
        # A buffer that is no variable of the function, or that is reset, is used again.
        ("type s struct{ b bytes.Buffer }\n\n//go:noinline\nfunc f(s *s) string { s.b.WriteByte(1);"
         " return s.b.String() }", "returned",
         "No fix is known as long as the result is a string that is made here."),
        ("func f(n int) string { var b bytes.Buffer; b.Reset(); b.WriteByte(1); return b.String() }", "returned",
         "No fix is known as long as the result is a string that is made here."),
        ("//go:noinline\nfunc f(n int) string { var b bytes.Buffer; g(&b); return b.String() }\n\n"
         "func g(b *bytes.Buffer) {}",
         "returned", "No fix is known as long as the result is a string that is made here."),
        ("func f(n int) string { var b bytes.Buffer; fmt.Fprint(&b, n); return b.String() }", "returned",
         "Where nothing but its text is wanted, a strings.Builder"),
        # The result is a string, one of several, or is made of the bytes.
        ("func f(a, b string) string { return a + b }", "returned", "No fix is known as long as callers need a string"),
        ("//go:noinline\nfunc f(a, b string) (string, string) { return a + b, a }", "returned",
         "No fix is known as long as the result is a string that is made here."),
        ("func f(s string) string { b := make([]byte, len(s)); copy(b, s); return unsafe.String(&b[0], len(b)) }",
         "returned", "No fix is known as long as the result is made of it."),
        # Callers say how much room there is.
        ("func f(buf []byte, s string) []byte { b := append(buf, s...); for i := 0; i < 9; i++ { for j := range 3 {"
         " b = append(b, byte(j)) } }; return b }", "append-growth",
         "Callers pass buf: where they give it room, it does not grow."),
        # What can be inlined may be on the stack of who calls it; what can be reset is used again.
        ("func f() *outer { return &outer{} }", "returned", INLINED_WITH_METHODS),
        ("func f() any { return &outer{} }", "returned", INLINED_WITH_METHODS),
        ("func f() []byte { b := make([]byte, 32); g(b); return b }\n\n//go:noinline\nfunc g(b []byte) { b[0]++ }",
         "returned", INLINED),
        (BIG + "func f() *big { return &big{} }", "returned", INLINED),
        ("//go:noinline\nfunc f() *text { return &text{} }", "returned",
         "Each call makes a new one; in hot code callers can keep one, and Reset it."),
        ("//go:noinline\nfunc f() interface{ Reset() } { return &text{} }", "returned",
         "Each call makes a new one; in hot code callers can keep one, and Reset it."),
        # What is part of the result is not the result.
        ("//go:noinline\nfunc f(s string) pod { return pod{ids: []int{len(s)}} }", "returned",
         "No fix is known as long as the result holds it."),
        # What is boxed and returned is so for the type of the result, or for others.
        ("//go:noinline\nfunc f(l leaf) (any, error) { if l.k == 0 { return nil, nil }; return l, nil }", "boxed",
         "Where nothing asks for an interface, a result of type leaf is returned without a copy."),
        ("//go:noinline\nfunc f(l leaf, b box) any { if l.k == 0 { return b }; return l }", "boxed",
         "Unavoidable here: what f returns is an interface."),
        # Nobody holds a number by a pointer for that.
        ("//go:noinline\nfunc f(k bool, m uint64, n float64) any { if k { return m }; return n }", "boxed",
         "Unavoidable here: what f returns is an interface."),
        ("func f(m map[string]any, n uint16) { m[\"n\"] = n }", "boxed",
         "Unavoidable here: the elements of m are interfaces."),
        # So does what an inlined function makes on some of its ways only, and keeps.
        ("func f(b []byte) int { return len(end(b)) }\n\nfunc end(b []byte) []byte { if len(b) == 0 { return b };"
         " d := make([]byte, len(b)+1); copy(d, b); return d }", "unknown-size",
         "This call may cost it: end makes it for itself"),
        ("func f(m *sync.Map, s string) { m.Store(s, true) }", "boxed",
         "A map beside a lock, whose keys and values have types of their own, boxes neither."),
        # What else adds to a slice is no bound; what nobody can count is not made with its final capacity.
        ("func f(xs []int, b []byte) []byte { for _, x := range xs { b = append(b, 1); "
         "b = strconv.AppendInt(b, int64(x), 10) }; return b }", "append-growth",
         "Callers pass b: where they give it room, it does not grow."),
        ("func f(l *chain) int { var all []*chain; for ; l != nil; l = l.next { all = append(all, l) };"
         " return len(all) }\n\ntype chain struct{ next *chain }", "append-growth",
         "How many elements `all` gets is only known when the loop ends"),
        # A package of the same name is not told apart; what is appended to may have room; large maps are on no stack.
        ("func f(b []byte) { var l leaf; json.Unmarshal(b, &l) }", "outlives-scope",
         "No fix is known as long as json.Unmarshal lets escape what it is passed."),
        ("func f(p *pod, s []byte) { g(append(append([]byte(`package p`), s...), 1)) }\n\n//go:noinline\n"
         "func g(b []byte) { sink = b }", "outlives-scope",
         "`slices.Concat([]byte(`package p`), s)` copies both to one array"),
        ("func f(s string, t string) []byte { return append([]byte(s), t...) }", "returned",
         "Append to what has room, `append(make([]byte, 0, n), s...)`: then []byte(s) need not be made."),
        ("func f(n int) map[int]int { return make(map[int]int, n) }", "returned",
         "No fix is known as long as make(map[int]int, n) is the result itself."),
        ("func f() map[int]int { return make(map[int]int) }", "returned", f"{INLINED[:-1]}, with up to 8"),
        # What a set of characters is, is a string in both packages; a text that is compared with another one is not.
        ("func f(b []byte, r []byte) int { return bytes.IndexAny(b, string(r)) }", "runtime-alloc",
         "This call costs it: bytes.IndexAny takes a string"),
        ("func f(s string, r []byte) int { return strings.Index(s, string(r)) }", "runtime-alloc",
         "This call costs it: strings.Index takes a string"),
        ("func f(s, r []byte) int { return strings.Index(string(s), string(r)) }", "runtime-alloc",
         "`bytes.Index` takes it as it is, without a copy."),
        ("func f(s []byte) int { return strings.Index(string(s), `x`) }", "runtime-alloc",
         "`bytes.Index` takes it as it is, without a copy."),
        # What is made of something is not what Reset makes of nothing, nor is what somebody else keeps used again.
        ("//go:noinline\nfunc f(b []byte) *text { return &text{b} }", "returned",
         "No fix is known as long as callers expect a pointer, which methods of text take"),
        ("func f(r *http.Request, b []byte) { r.Body = io.NopCloser(bytes.NewBuffer(b)) }", "outlives-scope",
         "No fix is known as long as what keeps it needs one of its own, which bytes.NewBuffer makes."),
        # What is ranged over is inlined, whoever makes it.
        ("func f(n int) iter.Seq[int] { return upto(n) }\n\nfunc upto(n int) iter.Seq[int] {"
         " return func(yield func(int) bool) { yield(n) } }", "captured",
         "Where a range calls f, that is inlined, with the literal on the stack."),
        # What is handed on may add to it, too.
        ("func f(p *pod, a []int) { for _, x := range a { p.ids = append(p.ids, x); g(p) } }\n\n//go:noinline\n"
         "func g(p *pod) { p.ids = append(p.ids, 1) }", "append-growth",
         "Before the loop, `p.ids = slices.Grow(p.ids, n)` makes room for all, where a bound of their number"),
        # What is cut is returned, too; a parameter that an inlined function adds to is what callers pass.
        ("func f(n int) []byte { b := make([]byte, 0, n); g(b); return b[:n] }\n\n//go:noinline\n"
         "func g(b []byte) { sink = b }", "outlives-scope",
         "No fix is known as long as it is returned, too."),
        ("func f(b []byte, a []uint16) []byte { for _, x := range a { b = pack(b, x) }; return b }\n\n"
         "func pack(b []byte, x uint16) []byte { return append(b, byte(x), byte(x>>8)) }", "append-growth",
         "Callers pass b: where they give it room, it does not grow."),
        ("func f(vs []int) { v := []int{}; set := func(x []int) { v = x }; for i := range vs { set(append(v, i)) };"
         " sink = v }", "append-growth", "Before the loop, `v = slices.Grow(v, n)` makes room for all, where a bound"),
        ("func f(p *[]int, n int) { if *p == nil { *p = make([]int, n) } }", "stored",
         "Unavoidable here: it is made only where *p is nil, and kept there."),
        # What grows is told by what holds it: an argument, a variable that is passed; not an element of a map.
        ("type at struct{ out []byte }\n\ntype in struct{ b []byte }\n\nfunc (i *in) add(to []byte) []byte { return"
         " append(to, i.b...) }\n\nfunc f(a *at, b []byte) { i := in{b}; for range b { a.out = i.add(a.out) } }",
         "append-growth", "Where it can be told before how many elements a.out will get, make it with that capacity"),
        ("func f(vs []string) http.Header { h := http.Header{}; for _, v := range vs { h.Add(v, v) }; return h }",
         "append-growth", "This call may cost it: h.Add lets a slice grow."),
        # What makes a new one each time may be inlined, and its caller, too.
        ("func f() fmt.Stringer { return made() }\n\nfunc made() *text { return &text{} }", "returned",
         INLINED_WITH_METHODS),
        ("//go:noinline\nfunc f() interface{ Reset() } { return made() }\n\nfunc made() *text { return &text{} }",
         "returned", "Each call makes a new one; in hot code callers can keep one, and Reset it."),
        # What is a field of what is passed is boxed for the field.
        ("type pair struct{ a any }\n\nfunc f(s string) { g(pair{s}) }\n\n//go:noinline\nfunc g(p pair) { sink = p.a }",
         "boxed", "No fix is known as long as it is kept in an interface"),
        # A method value of what does not change, and a slice of constants, are made once.
        ("func f(l *inner, n int) { for range n { g(l.set) } }\n\nvar kept func()\n\n//go:noinline\n"
         "func g(set func()) { kept = set }", "outlives-scope",
         "Nothing in the loop changes l: make the method value l.set once before."),
        ("//go:noinline\nfunc f() []string { return []string{`a`} }", "returned",
         "If callers only read it, make it once, as a package variable."),
        ("func f() { g([]string{`a`, `b`}) }\n\n//go:noinline\nfunc g(a []string) { sink = a }", "outlives-scope",
         "If g only reads it, make it once, as a package variable."),
        # What a function wants a string for, needs one; what the other package gives is another thing.
        ("func f(b []byte) { g(strings.TrimSpace(string(b))) }\n\n//go:noinline\nfunc g(s string) { sink = &s }",
         "outlives-scope", "This call costs it: g lets its parameter"),
        ("func f(b []byte) int { s := strings.TrimSpace(string(b)); return len(s) }", "runtime-alloc",
         "`bytes.TrimSpace` takes it as it is, without a copy, where what it returns will do as well."),
        ("func f(b []byte) bool { return strings.HasPrefix(strings.TrimSpace(string(b)), `x`) }", "runtime-alloc",
         "`bytes.TrimSpace` takes it as it is, without a copy, where what it returns will do as well."),
        # A result that holds an interface is none, nor is the error beside it.
        ("type held struct{ m any }\n\n//go:noinline\nfunc f(l leaf) (held, error) { var m any; if l.k > 0 { m = l };"
         " return held{m: m}, nil }", "boxed", "No fix is known as long as it is kept in an interface."),
        # What an inlined function makes on some of its ways only, in a loop of its own too, it may make.
        ("func f(a []string) { g(whole(a)) }\n\nfunc whole(a []string) string { var s string; for _, t := range a {"
         " s += t }; return s }\n\n//go:noinline\nfunc g(s string) { println(s) }", "runtime-alloc",
         "No fix is known as long as whole is called: what it makes is new each time."),
        # What is begun as what was there before, and emptied, has the room of that.
        ("func f(p *pod, a [][]int) { ids := p.ids; for _, x := range a { ids = ids[:0]; for _, n := range x {"
         " if n > 0 { ids = append(ids, n) } }; p.ids = ids } }", "append-growth",
         "It is emptied and filled again, so it grows only where it never held as much."),
    ],
)  # fmt: skip
def test_advice_claims_no_more_than_is_so(tmp_path: Path, body: str, code: str, advice: str) -> None:
    assert of(tmp_path, body, code).advice.startswith(advice)


@pytest.mark.parametrize(
    ("body", "grows"),
    [
        ("if len(b)+n > cap(b) { return nil }; return append(b, make([]byte, n)...)", False),
        ("room := cap(b); if len(b)+n > room { panic(n) }; return append(b, c...)", False),
        ("if cap(b)-len(b) >= n { return append(b, c...) }; return nil", False),
        ("if cap(b)-len(b) < n { return nil } else { return append(b, c...) }", False),
        ("if cap(b)-len(b) >= n { return b[:n] }; return append(b, c...)", True),
        ("if cap(b) > n { println(n) }; return append(b, c...)", True),
        ("if cap(c) < n { return nil }; return append(b, c...)", True),
        ("d := make([]byte, n); d = d[:1]; return append(d, c...)", False),
    ],
)
def test_what_is_appended_behind_a_guard_has_room(tmp_path: Path, body: str, grows: bool) -> None:
    made = found(tmp_path, f"func f(b, c []byte, n int) []byte {{ {body} }}")
    assert any(f.code == "append-growth" for f in made) is grows


def test_what_an_inlined_literal_appends_to_is_named(tmp_path: Path) -> None:
    body = "func f(t *text, s []byte) { add := func(n int) { t.b = append(t.b, s[:n]...) }; add(1); add(2) }"
    assert of(tmp_path, body, "append-growth").message.startswith("append to t.b allocates")


SWITCH = """//go:noinline
func f(x any, l leaf, b box) {
	switch x.(type) {
	case int:
		f(l, l, b)
	case string:
		f(b, l, b)
	}
	sink = x
}
"""


def test_boxes_that_exclude_each_other_do_not_add_up(tmp_path: Path) -> None:
    boxes = [f for f in found(tmp_path, SWITCH) if f.code == "boxed" and not f.part_of]
    assert len(boxes) == 2
    assert not any("allocated with it" in f.message for f in boxes)


def test_a_type_without_a_name_is_told_in_short(tmp_path: Path) -> None:
    literal = 'struct {\n\tName string `json:"name"`\n\tNamespace string `json:"namespace"`\n}{s, s}'
    (boxed,) = (f for f in all_of(tmp_path, f"func f(s string) any {{ return {literal} }}") if f.code == "boxed")
    assert boxed.message == "boxing struct{…}{…} copies 32 bytes to the heap: the interface is returned"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("`/proc/self/fd/` + strconv.Itoa(n)", "when it is longer than 32 bytes; it has 34 at most"),
        ("`/proc/fd/` + strconv.Itoa(n)", ""),
        ("`/proc/fd/` + strconv.FormatInt(int64(n), 2)", "when it is longer than 32 bytes; it has 74 at most"),
        ("s[:9] + string(rune(n)) + `x`", ""),
        ("s + `x`", "when it is longer than 32 bytes"),
    ],
)
def test_a_text_that_fits_on_the_stack_is_not_told(tmp_path: Path, text: str, ends: str) -> None:
    body = f"func f(s string, n int) {{ g({text}) }}\n\n//go:noinline\nfunc g(s string) {{ println(s) }}"
    told = [f.message for f in found(tmp_path, body) if f.code == "runtime-alloc"]
    assert [message.endswith(ends) for message in told] == [True] * bool(ends)


def test_a_method_value_holds_its_receiver(tmp_path: Path) -> None:
    body = "var kept func()\n\nfunc f() { t := &inner{}; kept = t.set }"
    told = of(tmp_path, body, "outlives-scope")
    assert told.message.endswith("it is held by the method value t.set, which is on the heap")
    assert told.advice == "No fix is known as long as the method value t.set holds it."


def test_a_copy_is_not_kept_to_be_reset(tmp_path: Path) -> None:
    body = "//go:noinline\nfunc (t *text) clone() *text { c := *t; return &c }"
    (copied,) = (f for f in all_of(tmp_path, body) if f.code == "returned" and f.function == "(*text).clone")
    assert copied.advice.startswith("No fix is known as long as each call makes a new one; methods of text take")


def test_a_method_value_of_a_generic_type_holds_its_receiver(tmp_path: Path) -> None:
    body = (
        "type th[T any] struct{ n int }\n\n//go:noinline\nfunc (t *th[T]) do() { sink = t }\n\n"
        "func f[T any](n int) func() { t := &th[T]{n}; return t.do }\n\nvar used = f[int](1)"
    )
    (told,) = (f for f in all_of(tmp_path, body) if f.code == "outlives-scope" and f.function.startswith("f["))
    assert told.message.endswith("it is held by the method value t.do, which is on the heap")


def test_what_is_returned_is_not_said_to_hang_on_another_field(tmp_path: Path) -> None:
    body = (
        "type pair struct { a *leaf; b interface{ run(int) } }\n\n"
        "func f(r interface{ run(int) }) *pair { c := &pair{a: new(leaf), b: r}; c.b.run(1); return c }"
    )
    leaf = next(f for f in found(tmp_path, body) if f.message.startswith("new(leaf)"))
    assert leaf.advice != "The compiler does not tell the fields of c apart."


def test_a_field_is_told_apart_only_where_one_alone_is_given_it(tmp_path: Path) -> None:
    body = (
        "type reader struct { b []byte; l *leaf }\n\nfunc (l *leaf) reader(b []byte) *reader {"
        " return &reader{l.cut(b), l} }\n\n//go:noinline\nfunc (l *leaf) cut(b []byte) []byte { return b[:l.k] }"
        "\n\n//go:noinline\n"
        "func keep(l *leaf) { sink = l }\n\nfunc f(b []byte) { var l leaf; r := l.reader(b); keep(r.l) }"
    )
    assert "another field" not in of(tmp_path, body, "outlives-scope").message


def test_what_is_appended_to_is_not_said_to_be_appended(tmp_path: Path) -> None:
    body = "func f(b []byte, x uint) []byte { for x > 9 { b = append(b, byte(x)); x /= 9 }; return append(b, byte(x)) }"
    (grown,) = (f for f in found(tmp_path, body) if f.code == "append-growth" and len(f.steps) == 3)
    said = "appended to: where there is room, the result is the same array"
    assert [step.message for step in grown.steps[1:]] == [said, "returned"]
    body = "func f(b []*leaf) []*leaf { return append(b, &leaf{}) }"
    assert of(tmp_path, body, "stored").steps[0].message == "appended: the backing array may be on the heap"


def test_a_named_result_is_declared_where_none_is_made(tmp_path: Path) -> None:
    body = (
        "func f(m map[int]int) (all []*leaf) { if m == nil { return all }; for k, v := range m { if v > 0 {"
        " all = append(all, &leaf{k, v}) } }; return all }"
    )
    told = of(tmp_path, body, "append-growth")
    assert told.advice.startswith("Before the loop, `all = slices.Grow(all, n)` makes room for all, where a bound of")


def test_what_a_number_points_to_is_not_kept(tmp_path: Path) -> None:
    body = (
        "func f(ids []int) { a := make([]uint32, len(ids)); g(uintptr(unsafe.Pointer(&a[0]))) }\n\n"
        "//go:uintptrescapes\n//go:noinline\nfunc g(p uintptr) { println(p) }"
    )
    told = of(tmp_path, body, "outlives-scope")
    assert told.message.endswith("it is handed to a system call as a number")
    assert told.advice == "While a call has its address as a number, it has to stay where it is: on the heap."


def test_a_field_of_what_is_embedded_is_what_is_stored_in(tmp_path: Path) -> None:
    body = (
        "type part struct{ *pod }\n\n"
        "func f(p *part, m map[int]bool) { for k, v := range m { if v { p.ids = append(p.ids, k) } } }"
    )
    assert of(tmp_path, body, "append-growth").message.endswith("the slice is stored in p.ids")


@pytest.mark.parametrize(("language", "told"), [("1.16", False), ("1.27", True)])
def test_package_slices_is_for_modules_that_may_call_it(tmp_path: Path, language: str, told: bool) -> None:
    order = (
        "type order []leaf\n\nfunc (o order) Len() int { return len(o) }\nfunc (o order) Swap(i, j int) {}\n"
        "func (o order) Less(i, j int) bool { return o[i].k < o[j].k }\n\n"
    )
    body = order + "func f(o order, p *pod, a []int) { sort.Sort(o); for _, x := range a { p.ids = append(p.ids, x) } }"
    advice = [f.advice for f in all_of(tmp_path, body, language) if f.code in ("boxed", "append-growth")]
    assert ["slices." in a for a in advice] == [told, told]


def test_what_points_to_itself_is_said_to(tmp_path: Path) -> None:
    body = (
        "type ring struct{ next *ring; n int }\n\nfunc made() *ring { r := &ring{}; r.next = r; return r }\n\n"
        "func f() int { return made().n }"
    )
    told = of(tmp_path, body, "stored")
    assert told.message == (
        "made, inlined here, allocates a new ring on the heap: it is stored in itself, through a pointer that to the"
        " compiler may lead anywhere"
    )


def test_what_is_boxed_on_one_way_only_may_be(tmp_path: Path) -> None:
    boxed = of(tmp_path, "func f(r io.Reader) io.ReadCloser { return io.NopCloser(r) }", "boxed")
    assert boxed.message.startswith("io.NopCloser, inlined here, may box a value (")
    body = "func f(s string) { g(s) }\n\nfunc g(s string) { sink = s }"
    (told,) = (f for f in found(tmp_path, body) if f.code == "boxed")
    assert " may " not in told.message


def test_what_is_called_by_an_interface_is_not_said_to_be_inlined(tmp_path: Path) -> None:
    body = (
        "func (t *text) Clone() fmt.Stringer { c := *t; return &c }\n\n"
        "func (t *text) clone() *text { c := *t; return &c }"
    )
    told = {f.function: f.advice for f in all_of(tmp_path, body) if f.code == "returned" and "lone" in f.function}
    assert told == {
        "(*text).Clone": "(*text).Clone can be inlined where it is not called by way of an interface: a caller has the"
        " result on its own stack if neither it nor a method that it calls lets it escape.",
        "(*text).clone": INLINED_WITH_METHODS.replace("f can", "(*text).clone can", 1),
    }


def test_no_room_is_made_in_a_field_that_cannot_be_named(tmp_path: Path) -> None:
    adds = "func (l *List) Add(n int) { l.{ids} = append(l.{ids}, n) }\n"
    body = "func f(n int) any { var l other.List; for i := range n { l.Add(i) }; return &l }"
    (tmp_path / "other").mkdir()
    for ids, advice in (
        ("ids", "This call may cost it: l.Add lets a slice grow."),
        ("IDs", "l.Add appends; where l is made, room for all would do, as far as that can be told."),
    ):
        text = "package other\n\ntype List struct{ {ids} []int }\n\n" + adds
        (tmp_path / "other" / "other.go").write_text(text.replace("{ids}", ids), encoding="utf-8")
        assert of(tmp_path, body, "append-growth").advice == advice

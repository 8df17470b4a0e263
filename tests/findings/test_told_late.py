"""What hangs on the code around: how much each round adds, what a condition asked of a field, what keeps a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, of

LATE = "How many elements b gets is only known when the loop ends;"


@pytest.mark.parametrize(
    ("body", "is_late"),
    [
        ("for _, e := range all { b = append(b, '\\n'); b = append(b, e.Error()...) }", True),
        ("for _, e := range all { t := e.Error(); b = append(b, t...) }", True),
        ("for _, e := range all { b = append(b, byte(len(e.Error()))) }", False),
        ("for _, e := range all { b = append(b, 1); c = append(c, e.Error()...) }", False),
        ("t := all[0].Error(); for range all { b = append(b, t...) }", False),
    ],
)
def test_how_much_is_appended_may_be_known_in_each_round(tmp_path: Path, body: str, is_late: bool) -> None:
    told = of(
        tmp_path, f"func f(all []error) ([]byte, []byte) {{ var b, c []byte; {body}; return b, c }}", "append-growth"
    )
    assert told.advice.startswith(LATE) == is_late


@pytest.mark.parametrize(
    ("before", "unless"),
    [
        ('if v.b == "" { return v.a }', ""),
        ('if v.b == "" { return v.a }; v.b = v.b[1:]', ", unless v.a and v.b are empty"),
        ('if v.a == "x" { return v.a }', ", unless v.a and v.b are empty"),
        ("if len(v.a) == 0 { return v.a }", ""),
        ('if w.b == "" { return v.a }', ", unless v.a and v.b are empty"),
    ],
)
def test_a_condition_may_ask_for_a_field(tmp_path: Path, before: str, unless: str) -> None:
    body = f"type two struct{{ a, b string }}\n\n//go:noinline\nfunc f(v, w two) string {{ {before}; "
    told = of(tmp_path, body + 'return v.a + "." + v.b }', "returned")
    assert told.message == f'v.a + "." + v.b is allocated on the heap{unless}: it is returned'


def test_a_text_that_an_element_keeps_is_one(tmp_path: Path) -> None:
    told = of(tmp_path, 'func f(lines []string) { lines[len(lines)-1] += "\\n" }', "runtime-alloc")
    assert told.advice == "No fix is known as long as lines[len(lines)-1] keeps it."


@pytest.mark.parametrize(
    ("use", "is_spared"),
    [
        ("s := string(b); if _, ok := m[s]; ok || s == t { return }", True),
        ("s := string(b); for range s { for range s { n++ } }", True),
        ("print(string(b))", False),
        ("s := string(b); if s != t { print(s) }", False),
    ],
)
def test_text_that_is_only_looked_at_needs_no_bytes(tmp_path: Path, use: str, is_spared: bool) -> None:
    told = of(tmp_path, f"func f(b []byte, t string, m map[string]int) {{ n := 0; {use}; print(n) }}", "runtime-alloc")
    assert ("as the key of a map at once" in told.advice) == is_spared


CLEARED = "Where nobody else holds the map of the round before, make it once before the loop, and `clear("


@pytest.mark.parametrize(
    ("body", "is_cleared"),
    [
        ("for range 9 { t.leaves = make(map[int]*leaf) }", True),
        ("for range 9 { t.leaves = map[int]*leaf{} }", True),
        ("for range 9 { t := new(trie); t.leaves = make(map[int]*leaf); sink = t }", False),
        ("for i := range all { all[i].leaves = make(map[int]*leaf) }", False),
        ("t.leaves = make(map[int]*leaf)", False),
    ],
)
def test_a_map_that_each_round_puts_into_one_place_may_be_cleared(tmp_path: Path, body: str, is_cleared: bool) -> None:
    told = of(tmp_path, f"func f(t *trie, all []trie) {{ {body} }}", "stored")
    assert told.advice.startswith(CLEARED + "t.leaves)`") == is_cleared


def test_a_text_that_is_only_asked_to_be_empty_may_be_built(tmp_path: Path) -> None:
    loop = 'for i, n := range all { if n != "" { if s != "" { s += "|" }; s += n[i:] } }'
    told = of(tmp_path, f'func f(all []string) string {{ s := ""; {loop}; return s }}', "runtime-alloc")
    assert told.advice == "In a loop use a strings.Builder with Grow, if the string is asked for only at the end."


def test_a_text_that_is_joined_with_others_is_not_what_comes_of_it(tmp_path: Path) -> None:
    body = 'func f(a, b string) error { _, err := os.Stat(pathOf(a, "x", "go"+b)); return err }\n\n'
    body += (
        'func pathOf(s ...string) string { for i, e := range s { if e != "" { return join(s[i:]) } }; return "" }\n\n'
    )
    body += "//go:noinline\nfunc join(s []string) string { if len(s) == 1 { return s[0] }; return s[0] + s[1] }"
    told = of(tmp_path, body, "outlives-scope")
    assert told.message.endswith(
        "passed to os.Stat, which lets it escape, if pathOf gives it back, as the compiler takes it to"
    )
    assert told.advice == (
        "This call costs it: to the compiler, pathOf may give back one of the strings that it is passed."
    )


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("func f(ch chan int) { if ch == nil { ch = make(chan int) }; use(ch) }",
         "It is made only where callers pass nil as ch."),
        ("func f(o *once) { if o.done == nil { o.done = make(chan int) }; use(o.done) }",
         "Unavoidable here: it is made only where o.done is nil"),
        ("func f(v *atomic.Value) { d, _ := v.Load().(chan int); if d == nil { d = make(chan int); v.Store(d) };"
         " use(d) }", "Unavoidable here: it is made only where d is nil."),
    ],
)  # fmt: skip
def test_a_channel_may_be_made_only_where_there_is_none(tmp_path: Path, body: str, advice: str) -> None:
    use = "\n\ntype once struct{ done chan int }\n\n//go:noinline\nfunc use(c chan int) { <-c }"
    told = next(x for x in all_of(tmp_path, body + use) if "make(chan int)" in x.message)
    assert told.advice.startswith(advice)


def test_room_may_be_made_in_what_takes_the_place_of_a_buffer(tmp_path: Path) -> None:
    body = "func f(b []byte, s string) []byte { if cap(b)-len(b) < len(s) { c := make([]byte, len(b), len(b)+len(s)); "
    body += "copy(c, b); b = c }; for i := range s { b = append(b, s[i]) }; return b }"
    assert not [x for x in all_of(tmp_path, body) if x.code == "append-growth"]
    body = body.replace("make([]byte, len(b), len(b)+len(s))", "make([]byte, len(b))")
    assert [x for x in all_of(tmp_path, body) if x.code == "append-growth"]


def test_room_that_a_call_makes_is_made_where_there_is_too_little(tmp_path: Path) -> None:
    body = "type out struct{ b []byte }\n\nfunc (o *out) room(n int) { o.b = append(o.b, make([]byte, n)...) }\n\n"
    body += "func f(o *out) { o.room(3) }"
    told = next(x for x in all_of(tmp_path, body) if x.function == "f" and x.code == "append-growth")
    assert told.advice == "It is made, by o.room, only where what there is, is too small."


def test_a_method_that_an_interface_asks_for_may_be_inlined_elsewhere(tmp_path: Path) -> None:
    body = "type key struct{ n byte }\n\nfunc (k *key) Encapsulate() (shared, sealed []byte) { var b [32]byte;"
    body += " return k.seal(&b) }\n\n//go:noinline\n"
    body += "func (k *key) Bytes() []byte { return nil }\n\n//go:noinline\n"
    body += "func (k *key) seal(b *[32]byte) ([]byte, []byte) { b[0] = k.n; return b[:9], b[9:] }"
    told = next(x for x in all_of(tmp_path, body) if x.message.startswith("b is moved"))
    assert told.advice.startswith("(*key).Encapsulate can be inlined where it is not called by way of an interface")


def test_room_may_be_made_by_an_append_that_is_cut_off(tmp_path: Path) -> None:
    body = "func f(all [][]byte, n int) []byte { b := append([]byte(nil), make([]byte, n)...)[:0];"
    body += " for _, each := range all { b = append(b, each...) }; return b }"
    assert not [x for x in all_of(tmp_path, body) if x.code == "append-growth" and "append to b" in x.message]
    body = body.replace("[:0];", ";")
    assert [x for x in all_of(tmp_path, body) if x.code == "append-growth" and "append to b" in x.message]


def test_a_literal_that_needs_an_address_captures_no_less(tmp_path: Path) -> None:
    body = "type large struct{ a [99]int }\n\n//go:noinline\nfunc (l *large) at(i int) int { return l.a[i] }\n\n"
    told = of(
        tmp_path,
        body + "//go:noinline\nfunc f() func(int) int { var l large; return func(i int) int { return l.at(i) } }",
        "captured",
    )
    assert told.advice == "No fix is known as long as the literal needs the address of l."
    told = of(tmp_path, body + "func f() func() int { var l large; return func() int { return l.a[3] } }", "captured")
    assert told.advice.startswith("Capture less than l")

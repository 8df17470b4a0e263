"""Few squiggles: one for each allocation, none for what costs nothing."""

from __future__ import annotations

from findings.report import report


def codes(body: str, severity: dict[str, str] | None = None) -> list[tuple[str, str]]:
    found = report("package p\n\nvar sink any\n\n" + body, severity)  # type: ignore[arg-type]
    return [(f.code, f.severity) for f in found.findings]


def test_boxed_constants_are_free() -> None:
    assert codes("func f(b bool, e struct{}) { sink = 1; sink = b; sink = e }") == [("boxed", "off")] * 3


def test_literals_without_captures_are_free() -> None:
    assert codes("func f() func() { return func() {} }") == []


def test_a_slice_with_room_is_trusted() -> None:
    grown = "func f(n int) []int { %s; for i := range n { s = append(s, i) }; return s }"
    assert ("append-growth", "info") in codes(grown % "var s []int")
    assert [c for c, _ in codes(grown % "s := make([]int, 0, n)")] == ["returned"]


def test_instances_are_told_once() -> None:
    source = "func g[T any]() *T { var x T; return &x }\n\nfunc f() { sink = g[int](); sink = g[string]() }"
    assert codes(source).count(("returned", "info")) == 1


def test_severity_can_be_chosen() -> None:
    assert codes("func f(x *int) *int { y := 1; return &y }", {"returned": "warning"}) == [("returned", "warning")]


def test_loops_and_goroutines_are_noted() -> None:
    source = """package p

var sink []*int

func f(n int) {
	for range n {
		x := 1
		sink = append(sink, &x)
		func() { y := 1; sink[0] = &y }()
	}
	go func() {
		z := 2
		sink[0] = &z
	}()
	for i := new(int); *i < n; *i++ {
		sink[0] = i
	}
}
"""
    found = {f.compiler: (f.in_loop, f.in_goroutine) for f in report(source).findings}
    assert found["moved to heap: x"] == (True, False)
    assert found["moved to heap: y"] == (True, False)
    assert found["moved to heap: z"] == (False, True)
    assert found["new(int) escapes to heap"] == (False, False)


def test_answers_tell_what_does_not_escape() -> None:
    answers = report("package p\n\nfunc f(p *int) int { x := new(int); return *x + *p }").answers
    assert [(a.kind, a.text) for a in answers] == [
        ("does not escape", "p does not escape"),
        ("does not escape", "new(int) does not escape"),
    ]


def test_allocations_the_compiler_does_not_mention() -> None:
    source = """package p

func f(words []string) int {
	all := ""
	for _, w := range words {
		all += w
	}
	c := make(chan int, 1)
	return len(all) + cap(c)
}
"""
    found = [(f.code, f.severity, f.message, f.compiler) for f in report(source).findings if f.code == "runtime-alloc"]
    assert found == [
        (
            "runtime-alloc",
            "info",
            "all += w allocates a new string and copies both parts, at every round of this loop",
            "",
        ),
        ("runtime-alloc", "hint", "make(chan int, 1) is allocated on the heap: channels always are", ""),
    ]

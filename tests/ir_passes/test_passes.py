"""The passes around inlining, against what the compiler (1.27) prints for the same source."""

from __future__ import annotations

from ir_passes.support import analyse


def said(text: str, *parts: str) -> list[str]:
    return [line for line in analyse("package p\n" + text)[1] if any(p in line for p in parts)]


SEQ = "func seq(yield func(int) bool) { yield(1) }\n"


def test_range_func_return():
    lines = said(
        SEQ
        + """func sum(n int) int {
	s := 0
	for x := range seq {
		if x == n {
			return s
		}
		s += x
	}
	return s
}""",
        "can inline sum",
    )
    assert lines == [
        "3:6: can inline sum with cost 74 as: func(int) int { s := 0; #next = <nil>; #state1 := 1;"
        " #yield1 := func literal; seq(#yield1); if #state1 == 2 { runtime.panicrangestate(4) }; #state1 = 3;"
        " if #next == -1 { return  }; return s }",
        "5:2: can inline sum-range1 with cost 38 as: func(int) bool { #tmpState := #state1; #state1 = 2;"
        " if #tmpState != 1 { runtime.panicrangestate(#tmpState) }; if x == n { #rv1 = s; #next = -1; #state1 = 0;"
        " return false }; s += x; #state1 = 1; return true }",
    ]


def test_range_func_nested_jumps():
    lines = said(
        SEQ
        + """func nested() {
outer:
	for x := range seq {
		for y := range seq {
			if y == 1 {
				continue outer
			}
			if x == 2 {
				break outer
			}
		}
	}
}""",
        "can inline nested-range1-range1",
        "capturing",
    )
    assert lines == [
        "6:3: can inline nested-range1-range1 with cost 44 as: func(int) bool { #tmpState := #state2; #state2 = 2;"
        " if #tmpState != 1 { runtime.panicrangestate(#tmpState) }; if y == 1 { #next = 1; #state2 = 0; return false };"
        " if x == 2 { #next = 2; #state2 = 0; return false }; #state2 = 1; return true }",
        "5:2: nested capturing by ref: #state2 (addr=false assign=true width=8)",
        "nested capturing by ref: #next (addr=false assign=true width=8)",
        "5:2: nested capturing by value: x (addr=false assign=false width=8)",
    ]


def test_range_func_defer():
    lines = said(
        SEQ
        + """func deferred(f func(int)) {
	for x := range seq {
		defer f(x)
	}
}""",
        "deferred",
    )
    assert lines == [
        "3:6: cannot inline deferred: defer call in range func",
        "4:2: cannot inline deferred-range1: unhandled op DEFER",
        "5:3: can inline deferred-range1.deferwrap1 with cost 20 as: func() { .autotmp_3(.autotmp_4) }",
        "5:3: func literal escapes to heap in deferred-range1:",
        "4:2: deferred capturing by ref: #state1 (addr=false assign=true width=8)",
        "3:15: deferred capturing by value: f (addr=false assign=false width=8)",
        "deferred capturing by value: #defers (addr=false assign=false width=16)",
        "5:3: deferred-range1 capturing by value: .autotmp_3 (addr=false assign=false width=8)",
        "5:3: deferred-range1 capturing by value: .autotmp_4 (addr=false assign=false width=8)",
        "3:15: parameter f leaks to {storage for func literal} for deferred with derefs=0:",
    ]


def test_range_func_in_a_literal():
    lines = said(
        SEQ + "func f() func() {\n\treturn func() {\n\t\tfor range seq {\n\t\t}\n\t}\n}", "can inline f.func1-range1"
    )
    assert len(lines) == 1


def test_source_survives_the_rewriting():
    text = (
        "package p\n"
        + SEQ
        + 'func f(n int) (int, string) {\n\tfor range seq {\n\t\treturn n, ""\n\t}\n\treturn 0, ""\n}'
    )
    first = analyse(text)
    assert first[1] == analyse(text)[1]
    analysis = first[0]
    decl = analysis.target.pkg.checker.decl_of(analysis.target.pkg.scope.lookup("f"))
    assert type(decl.body.stmts[0]).__name__ == "ForStmt"
    assert type(decl.body.stmts[0].body.stmts[0]).__name__ == "ReturnStmt"


def test_go_and_defer():
    lines = said(
        """func statements(f func(*int), m interface{ M(int) }) {
	defer m.M(len("x"))
	go f(new(int))
	go func() {}()
}""",
        "can inline",
    )
    assert lines == [
        "5:5: can inline statements.func1 with cost 0 as: func() {  }",
        "3:2: can inline statements.deferwrap1 with cost 61 as: func() { .autotmp_2.M(1) }",
        "4:2: can inline statements.gowrap2 with cost 20 as: func() { .autotmp_3(new(int)) }",
    ]


def test_loop_variable_is_copied_once_it_leaks():
    analysis, lines = analyse("package p\nfunc f(g func(*int)) {\n\tfor i := 0; i < 3; i++ {\n\t\tg(&i)\n\t}\n}")
    assert "3:6: moved to heap: i" in lines
    loop = next(n for n in analysis.target.funcs[0].body if n.op == "FOR")
    assert loop.cond is None and loop.post is None
    assert [n.op for n in loop.body] == ["AS", "IF", "IF", "CALLFUNC", "LABEL", "AS"]


def test_static_initialisers_vanish():
    lines = said(
        """type T struct{ p *int }

var (
	a = &T{}
	b = []*T{a, {}}
	c = mk()
	d = func() *T { return a }
	e = d()
	f = map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7}
	g any = T{}
	h = &T{new(int)}
)

func mk() *T { return &T{} }""",
        "escape",
    )
    assert lines == [
        "10:20: map[string]int{...} escapes to heap in map.init.0:",
        "10:20: map[string]int{...} escapes to heap",
        "12:12: new(int) escapes to heap in init:",
        "12:12: new(int) escapes to heap",
        "15:23: &T{} escapes to heap in mk:",
        "15:23: &T{} escapes to heap",
    ]


def test_unused_literal_says_nothing():
    assert said("func f() int {\n\tg := func() int { return 1 }\n\treturn g()\n}", "func literal") == [
        "2:6: can inline f with cost 25 as: func() int { g := func literal; return g() }"
    ]

"""The judge of compilation: bodies that the compiler refuses are refused; mutants of std agree with go/types."""

from __future__ import annotations

import sys

import pytest

from escapelens.check.checker import check_package, checker_of
from escapelens.check.config import Config
from escapelens.fixes.judges.compiles import compiles
from escapelens.syntax.parse import parse_file
from fixes.mutants import run

PRELUDE = """package p

type T struct{ a int; b string }
func (t *T) ptr()     {}
func (t T) val() int  { return t.a }
type I interface{ val() int }
func two() (int, string) { return 1, "" }
func each[E any](x []E, f func(E) int) {}
func sort[E any](x []E, less func(a, b E) int) {}
func num[E int | string](e E) E { return e }

"""

REFUSED = [
    "x := 1",
    "var x int",
    "x := 1; x = 2",
    "switch x := any(1).(type) { case int: }",
    "return 1",
    "a, b := two(); _ = a",
    "var s string = 1",
    "var n int; n = \"s\"",
    "_ = T{1}",
    "_ = T{a: 1, a: 2}",
    "_ = map[string]int{\"a\": 1, \"a\": 2}",
    "_ = []int{0: 1, 0: 2}",
    "_ = [2]int{1, 2, 3}",
    "each([]string{}, func(s string) bool { return true })",
    "sort([]string{}, func(a, b string) bool { return a < b })",
    "_ = num(1.5)",
    "1 + 2",
    "len(\"s\")",
    "go func() {}",
    "defer recover",
    "var c <-chan int; c <- 1",
    "var c chan<- int; <-c",
    "T{}.ptr()",
    "_ = &two",
    "var i I = T{}; _ = i.(*int)",
    "var m map[string]T; m[\"a\"].a = 1",
    "_ = []int{} == []int{}",
    "_ = \"a\" + 1",
    "_ = 1 / 0",
    "_ = len(\"a\" / \"b\")",
    "var u uint8 = 256; _ = u",
    "if 1 { }",
    "for range 3 { break L }",
    "L: for { }",
    "switch 1 { case 1: case 1: }",
    "switch { default: default: }",
    "var i I = &T{}; switch i.(type) { case int: }",
    "a := 1; a := 2; _ = a",
    "_ = func() int { for { break } }",
    "_ = func() int { if true { return 1 } }",
    "_ = func() (n int) { { n := 1; _ = n; return } }",
    "for i, j, k := range \"\" { _, _, _ = i, j, k }",
    "var f func(int); for i := range f { _ = i }",
    "type zz int; var x zz = 1; var y int = x; _ = y",
    "_ = byte(1 > 2)",
    "x := nil; _ = x",
    "_ = [3]int{}[:]",
    "append([]int{}, 1)",
    "_ = append([]int{}, \"s\")",
    "copy([]int{}, []string{})",
    "_ = string(1.5)",
    "var p *int; p.x = 1",
    "select { case 1: }",
    "_ = 1 << 1.5",
    "var _ = map[[]int]string{}",
]  # fmt: skip

TAKEN = [
    "x := 1; x++",
    "x := 1; _ = x",
    "var f func(); f = func() {}; f()",
    "a, b := two(); _, _ = a, b",
    "var s []string; s = append(s, \"a\"); _ = s",
    "switch x := any(1).(type) { case int: _ = x }",
    "_ = T{1, \"\"}",
    "t := T{}; t.ptr(); _ = t.val()",
    "var i I = &T{}; _ = i.(*T)",
    "_ = append([]byte{}, \"s\"...)",
    "_ = func() int { for { } }",
    "_ = func() int { switch { default: return 1 } }",
    "_ = func() (n int) { n = 1; return }",
    "L: for { break L }",
    "var m map[string]int; m[\"a\"]++; delete(m, \"a\")",
    "var c chan int; select { case c <- 1: case x, ok := <-c: _, _ = x, ok; default: }",
    "each([]string{}, func(s string) int { return 1 })",
    "for i := range 3 { _ = i }",
    "var f float64 = 1; _ = int(f) << 2",
    "var e error; _ = e == nil",
    "defer func() { _ = recover() }()",
    "if x := 1; x > 0 { } else if x < 0 { }",
    "const c = 1 << 70; _ = c >> 68",
    "_, err := two(); _, err = two(); _ = err",
]  # fmt: skip


def problems(body: str) -> list[str]:
    """What is wrong with a function of that body; one word if it does not parse."""
    f = parse_file("p.go", f"{PRELUDE}func f() {{\n{body}\n}}\n".encode())
    pkg = check_package("p", [f], Config(go_version="go1.27"), lambda path: None)
    check = checker_of(pkg)
    decl = next(d for func in check.method_decls() if func.name == "f" and (d := check.decl_of(func)) is not None)
    if f.problems or any(top.problems for top in f.decls):
        return ["syntax"]
    check.check_body(decl.name.obj)  # type: ignore[arg-type]
    return [p.message for p in compiles(pkg, [decl])]


@pytest.mark.parametrize("body", REFUSED)
def test_what_the_compiler_refuses(body: str) -> None:
    assert problems(body) != []


@pytest.mark.parametrize("body", TAKEN)
def test_what_the_compiler_takes(body: str) -> None:
    assert problems(body) == []


def test_mutants() -> None:
    """A sample; `python -m fixes.mutants` asks more. Never fine where go/types refuses, and seldom strict."""
    sys.setrecursionlimit(20_000)
    tally, missed = run(250, 3, ("strconv", "container/list", "text/tabwriter", "sort", "errors"), lambda line: None)
    assert missed == []
    assert tally.asked == 250 and tally.refused > 100 and tally.strict <= 10

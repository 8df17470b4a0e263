"""Code in error: what can be built is built, the rest is listed as broken, nothing raises."""

from __future__ import annotations

import pytest

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.ir.target import Flags
from escapelens.pipeline import run
from escapelens.syntax.parse import parse_file

GOOD = "func good(p *int) *int { return p }\n"

BODIES = [
    "undefined()",
    "x := undefined.y; _ = x",
    'var a int = "s"; a.b.c()',
    "return 1, 2, 3",
    "a, b := 1",
    "for i := range undefined { _ = i }",
    "good(1, 2)",
    "good()",
    "switch x := 3.(type) { case int: _ = x }",
    "select { case 3: }",
    "_ = T{1, 2, 3}; _ = T{z: 1}; _ = []int{a: 1}",
    "func() { return 1 }()",
    "go 3; defer good",
    "var f func(); f.x()",
    "m := map[string]int{1}; m[1]++",
    "goto nowhere",
    "x[",
    "if {",
    'G[int](1); G("a", 2); _ = G',
    "var l L; l.m(); _ = L[int, int]{}",
    "append(); copy(1); make(); new(); len(1, 2); panic()",
    'var c chan<- int; <-c; c <- "s"',
    '*3 = 4; &5; ^"s"; -nil',
    "_ = func(x undefined) undefined { return x }",
]


@pytest.mark.parametrize("body", BODIES)
def test_error_in_a_body(body: str):
    text = f"package p\n{GOOD}type T struct{{ a, b int }}\ntype L[X any] struct{{ x X }}\n"
    text += f"func G[X any](x X) X {{ return x }}\nfunc bad(n int) {{\n{body}\n}}\n"
    pkg = check_package("p", [parse_file("a.go", text.encode())], Config(go_version="go1.27"), lambda path: None)
    analysis = run(pkg, Flags(wrappers=True))
    assert any("can inline good" in r.text for r in analysis.report)


@pytest.mark.parametrize(
    "decl",
    [
        "var x = undefined()",
        "var a, b = 1",
        "var f = func() { undefined() }",
        "type R struct { R }",
        "type I interface { I }",
        "func (x undefined) M() {}",
        "func (x *T) M() {}; func (x *T) M() {}; type T int",
        "type A = B; type B = A",
        "const c = 1 / 0",
        "func g[X undefined](x X) { var y X; _ = y }; var _ = g[int]",
        "func init(x int) {}; func init() int {}",
        'import "no/such/pkg"; func h() { pkg.F(pkg.V) }',
    ],
)
def test_error_in_a_declaration(decl: str):
    head, _, rest = decl.partition("; func h") if decl.startswith("import") else ("", "", decl)
    text = f"package p\n{head}\n{GOOD}" + (f"func h{rest}" if head else rest.replace("; ", "\n")) + "\n"
    pkg = check_package("p", [parse_file("a.go", text.encode())], Config(go_version="go1.27"), lambda path: None)
    analysis = run(pkg, Flags(wrappers=True))
    assert any("can inline good" in r.text for r in analysis.report)

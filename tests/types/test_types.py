"""Types: identity of instances, inference, lookup, method sets, sizes, text."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from escapelens.model.identity import identical
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.method_set import method_set
from escapelens.model.sizes import Sizes
from escapelens.model.types import Pointer
from escapelens.model.typeset import comparable
from escapelens.model.typestring import type_string

_spec = importlib.util.spec_from_file_location("types_packages", Path(__file__).with_name("packages.py"))
assert _spec is not None and _spec.loader is not None
packages: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(packages)
package, lookup, type_of = packages.package, packages.lookup, packages.type_of


def test_equal_instances_are_one_object() -> None:
    pkg = package("type G[T any] struct { x T; next *G[T] }\nvar a G[[]int]\nvar b G[[]int]\nvar c G[map[string]int]")
    a = lookup(pkg, "a").typ
    assert a is lookup(pkg, "b").typ
    assert a is not lookup(pkg, "c").typ
    assert a.underlying.fields[1].typ.elem is a


def test_methods_of_an_instance_are_substituted() -> None:
    pkg = package("type G[T any] struct{}\nfunc (g *G[U]) m(x U, f func(U)) []U { return nil }\nvar v G[string]")
    m, _, _ = lookup_field_or_method(lookup(pkg, "v").typ, True, pkg, "m")
    assert m is not None
    assert type_string(m.typ) == "func(x string, f func(string)) []string"
    assert m.origin is lookup(pkg, "G").typ.methods[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("func id[T any](x T) T { return x }\nvar v = id(1.5)", "float64"),
        ("func f[S ~[]E, E any](s S) E { return s[0] }\ntype L []string\nvar v = f(L{})", "string"),
        ("func f[K comparable, V any](m map[K]V) []K { return nil }\nvar v = f(map[rune]bool{})", "[]rune"),
        ("func m[A, B any](f func(A) B, x A) B { return f(x) }\nfunc g(int) error\nvar v = m(g, 1)", "error"),
        ("func f[T any](x ...T) T { return x[0] }\nvar v = f(1, 2.5)", "float64"),
        ("type N[T any] struct{}\nfunc f[T any](*N[T]) T { panic(0) }\nvar v = f(&N[bool]{})", "bool"),
        ("func id[T any](x T) T { return x }\nvar v func(string) string = id", "func(string) string"),
        ("type A[T any] = map[string]T\nvar v A[int]", "A[int]"),
        ("type G struct{}\nfunc (G) m[T any](x T) []T { return nil }\nvar v = G{}.m('x')", "[]rune"),
        ("var v = new(1 + 2)", "*int"),
    ],
)
def test_inferred(source: str, want: str) -> None:
    assert type_of(source, "v") == want


def test_embedding() -> None:
    pkg = package(
        "type A struct { x int }\nfunc (*A) pm() {}\nfunc (A) vm() {}\n"
        "type B struct { *A; y int }\ntype C struct { B }\ntype D struct { A; B }"
    )
    c, d = lookup(pkg, "C").typ, lookup(pkg, "D").typ
    obj, index, indirect = lookup_field_or_method(c, False, pkg, "x")
    assert obj is not None and (obj.name, index, indirect) == ("x", [0, 0, 0], True)
    assert [s.obj.name for s in method_set(c)] == ["pm", "vm"]
    assert lookup_field_or_method(d, True, pkg, "x")[:2] == (lookup(pkg, "A").typ.underlying.fields[0], [0, 0])


def test_method_sets_of_values_lack_pointer_methods() -> None:
    pkg = package("type A struct{}\nfunc (*A) pm() {}\nfunc (A) vm() {}")
    a = lookup(pkg, "A").typ
    assert [s.obj.name for s in method_set(a)] == ["vm"]
    assert [s.obj.name for s in method_set(Pointer(a))] == ["pm", "vm"]
    assert lookup_field_or_method(a, False, pkg, "pm") == (None, [], True)


@pytest.mark.parametrize(
    ("typ", "amd64", "i386"),
    [
        ("struct { a byte; b int64; c struct{} }", (24, 8, False), (16, 4, False)),
        ("[3]struct { p *int; n int32 }", (48, 8, True), (24, 4, True)),
        ("interface{ m() }", (16, 8, True), (8, 4, True)),
        ("[0]string", (0, 8, False), (0, 4, False)),
        ("complex128", (16, 8, False), (16, 4, False)),
        ("func()", (8, 8, True), (4, 4, True)),
    ],
)
def test_sizes(typ: str, amd64: tuple[int, int, bool], i386: tuple[int, int, bool]) -> None:
    t = lookup(package(f"type T {typ}"), "T").typ
    for goarch, want in (("amd64", amd64), ("386", i386)):
        sizes = Sizes(goarch)
        assert (sizes.sizeof(t), sizes.alignof(t), sizes.has_pointers(t)) == want


def test_direct_interface_types() -> None:
    pkg = package("type A struct { p *int }\ntype B [1]func()\ntype C struct { p *int; _ [0]int }\ntype D uintptr")
    sizes = pkg.checker.config.sizes
    assert [sizes.is_direct_iface(lookup(pkg, n).typ) for n in "ABCD"] == [True, True, False, False]


def test_identity() -> None:
    pkg = package("type A func(x int, _ []byte) error\ntype B func(int, []uint8) error\ntype I interface { M(); n() }")
    q = package("type I interface { M(); n() }", path="q")
    assert identical(lookup(pkg, "A").typ.underlying, lookup(pkg, "B").typ.underlying)
    assert not identical(lookup(pkg, "A").typ, lookup(pkg, "B").typ)
    assert not identical(lookup(pkg, "I").typ.underlying, lookup(q, "I").typ.underlying)


def test_comparable() -> None:
    pkg = package("type A struct { x any }\ntype B struct { f func() }\ntype C [2]B")
    assert [comparable(lookup(pkg, n).typ) for n in "ABC"] == [True, False, False]


@pytest.mark.parametrize(
    "typ",
    [
        'struct{x, y int "t"; *T}',
        "func(a int, b ...string) (n int, err error)",
        "map[string][]<-chan chan<- int",
        "chan (<-chan int)",
        "interface{error; M(x int) bool}",
        "interface{~int | ~[]byte; comparable}",
    ],
)
def test_text(typ: str) -> None:
    want = typ.replace("x, y int", "x int; y int")
    want = want.replace("x int; y int", 'x int "t"; y int') if '"t"' in want else want
    want = want.replace("{error; M(x int) bool}", "{M(x int) bool; error}")
    assert type_string(lookup(package(f"type T {typ}"), "T").typ.underlying, lambda p: "") == want

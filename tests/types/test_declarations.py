"""Package-level declarations: laziness, imports, methods, cycles, initialization order."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from escapelens.model.types import Named, Struct
from escapelens.model.universe import INVALID_TYPE

_spec = importlib.util.spec_from_file_location("types_packages", Path(__file__).with_name("packages.py"))
assert _spec is not None and _spec.loader is not None
packages: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(packages)
package, lookup, type_of = packages.package, packages.lookup, packages.type_of


def test_only_what_is_asked_for_is_lowered() -> None:
    pkg = package("type T struct { next *U }\ntype U struct { x V }\ntype V int\nfunc f() { g() }\nfunc g() {}")
    assert isinstance(lookup(pkg, "T").typ.underlying, Struct)
    done = {d.key for d in pkg.checker.decls if d.group.done}
    assert done == {"T", "U"}  # U is named by T's field, but what it is was not asked


def test_imports_are_asked_for_when_used() -> None:
    asked = []

    class Imports(dict):  # type: ignore[type-arg]
        def get(self, path: str, default: object = None) -> object:
            asked.append(path)
            return super().get(path, default)

    q = package("type T int", path="x/q")
    pkg = package('import ("x/q"; "x/r")\nvar v q.T\nvar w = r.X', imports=Imports({"x/q": q}))
    assert lookup(pkg, "v").typ is lookup(q, "T").typ
    assert asked == ["x/q"]


def test_a_package_may_be_called_otherwise_than_its_path() -> None:
    q = package("package other\nconst C = 3", path="x/go-thing")
    pkg = package('import "x/go-thing"\nconst D = other.C + 1', imports={"x/go-thing": q})
    assert lookup(pkg, "D").val == 4


def test_dot_import() -> None:
    q = package("const C = 3", path="x/q")
    pkg = package('import . "x/q"\nconst D = C', imports={"x/q": q})
    assert lookup(pkg, "D").val == 3


def test_iota_and_repeated_specs() -> None:
    pkg = package("const (\n\tA, B = iota, 10 * iota\n\tC, D\n\t_, _\n\tE, F\n)")
    assert [lookup(pkg, n).val for n in "ABCDEF"] == [0, 0, 1, 10, 3, 30]


def test_methods_through_an_alias() -> None:
    pkg = package("type A = T\ntype T struct{}\nfunc (a A) m() {}\nfunc (*T) n() {}\ntype P = *T\nfunc (P) p() {}")
    methods = lookup(pkg, "T").typ.methods
    assert [(m.name, m.has_ptr_recv) for m in methods] == [("m", False), ("n", True), ("p", True)]


def test_a_variable_of_explicit_type_does_not_ask_its_initialiser() -> None:
    pkg = package("var v T = f()\ntype T int\nfunc f() T { return 0 }")
    assert isinstance(lookup(pkg, "v").typ, Named)
    assert not pkg.checker.decl_info(lookup(pkg, "v")).checked


def test_variables_of_one_call() -> None:
    assert type_of("var a, b = f()\nfunc f() (int, string) { return 0, `` }", "b") == "string"


def test_cycles_end() -> None:
    pkg = package("var a = b\nvar b = a\ntype T T2\ntype T2 T\ntype A = A\ntype S struct { s S }\nconst c = c + 1")
    pkg.checker.check_all()
    assert lookup(pkg, "a").typ is INVALID_TYPE
    assert lookup(pkg, "T").typ.underlying is INVALID_TYPE
    pkg.checker.config.sizes.sizeof(lookup(pkg, "S").typ)


def test_init_order() -> None:
    pkg = package(
        "var a = f()\nvar b, c = g()\nvar d = 1\nfunc f() int { return b + d }\nfunc g() (int, int) { return 0, 0 }"
    )
    order = [[v.name for v in vs] for vs, _ in pkg.checker.init_order()]
    assert order == [["b", "c"], ["d"], ["a"]]


def test_uses_of_a_body() -> None:
    pkg = package("type T struct{}\nfunc (T) m() {}\nfunc g() {}\nvar v T\nfunc f() { v.m(); g() }")
    f = lookup(pkg, "f")
    pkg.checker.check_body(f)
    assert list(pkg.checker.decl_info(f).body_uses) == ["v", "T.m", "g"]


def test_local_types_are_numbered_in_source_order() -> None:
    pkg = package("func f() { type T int; var _ T }\nfunc g() { type T = int; type U struct{}; var u U; _ = u }")
    g = lookup(pkg, "g")
    pkg.checker.check_body(g)
    u = pkg.checker.decl_of(g).body.stmts[1].decl_list[0].name.obj
    assert u.local_index == 2

"""A result in an interface is on a stack only where its type is known to be one; the compiler is asked for it, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from agree import oracle
from findings.reading import all_of, of

ONE = "f can be inlined: a caller has the result on its own stack if"
SEVERAL = "No fix is known as long as a new one is given, in an interface."
TYPES = """type is interface{ get() int }

type one struct{ n int }

func (o *one) get() int { return o.n }

type two struct{ n int }

func (t *two) get() int { return t.n }

"""
CALL = "\n\nfunc g(n int, i is) int { return f(n, i).get() }"


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("func f(n int, i is) is { return &one{n} }", ONE),
        ("func f(n int, i is) is { if n > 9 { return nil }; return &one{n} }", ONE),
        ("func f(n int, i is) (r is) { r = &one{n}; return }", ONE),
        ("func f(n int, i is) is { if n > 9 { return i }; return &one{n} }", SEVERAL),
        ("func f(n int, i is) is { if n > 9 { return &two{n} }; return &one{n} }", SEVERAL),
    ],
)
def test_several_types_are_not_called_as_they_are(tmp_path: Path, body: str, advice: str) -> None:
    told = of(tmp_path, TYPES + body, "returned")
    assert told.advice.startswith(advice)
    module = tmp_path / "asked"
    module.mkdir()
    (module / "go.mod").write_text("module example.com/asked\n\ngo 1.27\n")
    (module / "p.go").write_text(f"package p\n\n{TYPES}{body}{CALL}\n")
    said = oracle.go(["build", "-gcflags=-m", "."], module).stderr
    assert ("&one{...} does not escape" in said) == (advice == ONE), said


def test_nor_are_those_that_a_method_gives(tmp_path: Path) -> None:
    body = "func (o *one) F(n int) is {{ if n > 9 {{ return {} }}; return &two{{n}} }}"
    advice = [all_of(tmp_path, TYPES + body.format(other))[-1].advice for other in ("&one{n}", "&two{9}")]
    assert advice[0] == SEVERAL
    assert advice[1].startswith("(*one).F can be inlined where it is not called by way of an interface")


def test_errors_that_come_with_it_are_of_any_type(tmp_path: Path) -> None:
    body = "func f(g func() (int, error)) (r is, err error) { var n int; n, err = g(); r = &one{n}; return }"
    assert of(tmp_path, TYPES + body, "returned").advice.startswith(ONE)


def test_an_interface_that_reflection_found_is_boxed_into(tmp_path: Path) -> None:
    body = "func f(v reflect.Value, s string) { switch v.Kind() { case reflect.%s: v.Set(reflect.ValueOf(s)) } }"
    told = [of(tmp_path, body % kind, "boxed").advice for kind in ("String", "Interface")]
    assert ["CanAddr" in advice for advice in told] == [True, False]

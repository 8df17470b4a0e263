"""Constant expressions have the type and exact value that go/types gives them.

The expectations in testdata/constants.txt were printed by the Go program in tests/oracle/constants; they include
expressions that are no valid constants (`-`). Floats are compared as fractions, strings by their bytes.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.check.literal_values import unquote
from escapelens.check.operand import CONSTANT
from escapelens.model.constants import Complex
from escapelens.model.objects import Package
from escapelens.model.typestring import type_string
from escapelens.syntax.parse import parse_file

EXPECTED = Path(__file__).parent / "testdata" / "constants.txt"


def show(v: Any) -> str:
    if isinstance(v, bool):
        return str(v).lower()
    if isinstance(v, bytes):
        return "s" + v.hex()
    if isinstance(v, int):
        return str(v)
    if isinstance(v, Fraction):
        return f"{v.numerator}/{v.denominator}"
    if isinstance(v, Complex):
        return f"({show(v.re)},{show(v.im)})"
    return "-"


def check(source: str) -> tuple[Package, list[Any]]:
    """The package of one file, wholly checked, and its declarations."""
    file = parse_file("p.go", source.encode())
    pkg = check_package("p", [file], Config(), lambda path: None)
    pkg.checker.check_all()
    return pkg, [d for top in file.decls for d in top.lower()]


def evaluate(expressions: list[str]) -> list[str]:
    """Type and value of each expression, as text."""
    source = "package p\n" + "".join(f"const c{i} = {e}\n" for i, e in enumerate(expressions))
    results = []
    for decl in check(source)[1]:
        e = decl.values
        text = show(e.val) if e.mode == CONSTANT else "-"
        results.append("-" if text == "-" else f"{type_string(e.typ)} {text}")
    return results


def test_expressions_have_the_values_go_types_gives() -> None:
    cases = [line.split("\t") for line in EXPECTED.read_text(encoding="utf-8").splitlines()]
    found = evaluate([e for e, _ in cases])
    wrong = [f"{e}: {got}, want {want}" for (e, want), got in zip(cases, found, strict=True) if got != want]
    assert not wrong, "\n".join(wrong)


def test_huge_numbers_stay_cheap() -> None:
    assert evaluate(["1e1000000000 > 0", "1e-1000000000 == 0", "1 << 500 << 500", "1 << 100000"]) == [
        "-",
        "untyped bool true",
        "-",
        "-",
    ]


def test_huge_strings_stay_cheap() -> None:
    doubled = "".join(f"const s{i + 1} = s{i} + s{i}\n" for i in range(60))
    pkg, _ = check(f'package p\nconst s0 = "abcdefgh"\n{doubled}')
    assert len(pkg.scope.elems["s10"].val) == 8 << 10
    assert pkg.scope.elems["s60"].val is None


def test_a_long_chain_is_no_deep_trouble() -> None:
    assert evaluate([" + ".join(["1"] * 300), " + ".join(['"ab"'] * 200)]) == [
        "untyped int 300",
        "untyped string s" + b"ab".hex() * 200,
    ]


def test_iota_and_inherited_expressions() -> None:
    group = "const (\n\tA, B = iota, 1 << iota\n\tC, D\n\t_, _\n\tE, F\n)\n"
    pkg, _ = check("package p\n" + group + "const G uint8 = 'a' + iota\n")
    values = {name: pkg.scope.elems[name].val for name in "ABCDEFG"}
    assert values == {"A": 0, "B": 1, "C": 1, "D": 2, "E": 3, "F": 8, "G": 97}


def test_escapes_of_strings() -> None:
    assert unquote(r'"\x41\101\n\"\\é"') == b'AA\n"\\' + "é".encode()
    assert unquote(r'"\u00e9\xe9\U0001F600"') == "é".encode() + b"\xe9" + "😀".encode()
    for wrong in (r"\q", r"\'", r"\400", r"\x4", r"\ud800", r"\18"):
        assert unquote(f'"{wrong}"') is None

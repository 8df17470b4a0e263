"""A function with syntax in error keeps what is right in it: its other statements are analysed."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine, Options

PACKAGE = """\
package p

var keep *int

func f(n int) *int {{
	k := n
	keep = &k
	{damage}
	return new(int)
}}

func g() *int {{ return new(int) }}
"""


@pytest.mark.parametrize(
    "damage",
    [
        "f(]; n = 1",
        "if n == {\n\t}",
        "h := func() { f(1,, 2) }; _ = h",
        "_ = &T{a: 1, b: ]}",
        "for i := range {",
        "n.",
        "switch n { case 1 f(2) }",
        "defer func() { f(1 }()",
    ],
)
def test_what_is_whole_in_a_damaged_function_is_analysed(damage: str, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    path = tmp_path / "a.go"
    path.write_text(PACKAGE.format(damage=damage))
    report = Engine(Options(strict=True)).analyze(str(tmp_path)).files[str(path)]
    assert report.problems
    assert (6, "f") in {(f.span.line, f.function) for f in report.findings}, report.findings

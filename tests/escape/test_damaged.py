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


LOST = """\
package p

var keep *int

func f(n int) *int {{
	k := n
	{lost}
	return new(int)
}}

func g() *int {{ return f(1) }}

func h(p *int) func() {{
	return func() {{ q := new(int); {inside} }}
}}
"""


@pytest.mark.parametrize(
    "lost", ["if n > 0 keep = &k }", "keep == = &k", "func( keep = &k", "keep = &k ]", "keep = nope(&k)"]
)
def test_nothing_is_taken_for_granted_where_statements_may_be_lost(lost: str, tmp_path: Path) -> None:
    """Error recovery throws text away and leaves no trace of it: all that is said of the function is partial."""
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    path = tmp_path / "a.go"
    path.write_text(LOST.format(lost=lost, inside=lost.replace("&k", "q")))
    report = Engine(Options(strict=True)).analyze(str(tmp_path)).files[str(path)]
    assert [f for f in report.findings if f.function == "f"]
    assert all(f.partial for f in report.findings if f.function != "g"), report.findings
    said = {(a.function, a.kind) for a in report.answers}
    assert ("f", "cannot inline") in said  # so it is not inlined without what was lost
    assert not any(kind == "does not escape" for _, kind in said), report.answers

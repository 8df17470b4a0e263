"""Before 1.27 literals in loops over functions are named after the function around the loops, as the compiler says."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine, Options

SOURCE = """package p

//go:noinline
func seq(yield func(int) bool) { yield(1) }

func f() (n int) {
	for a := range seq {
		for b := range seq {
			n += a + func() int { return b }()
		}
	}
	return n
}
"""


@pytest.mark.parametrize(
    ("version", "names"),
    [("1.26", ["f-range1", "f-range2", "f.func1"]), ("1.27", ["f-range1", "f-range1-range1", "f-range1-range1.1"])],
)
def test_names_of_literals_in_loops_over_functions(version: str, names: list[str], tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.24\n")
    (tmp_path / "p.go").write_text(SOURCE)
    report = Engine(Options(go_version=version)).analyze(str(tmp_path))
    found = [line.text.removeprefix("can inline ") for line in report.gc_lines if line.text.startswith("can inline f")]
    assert sorted(found) == names

"""Text that an edit has moved: its findings move with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine, Options

FIRST = """\
package p

import "strconv"

func a(n int) *int { return &n }

func b(names []string) any {
	total := 0
	for _, name := range names {
		total += len(name)
	}
	return total
}
"""
SECOND = """\
package p

func c(n int) *int { return a(n) }

var kept = b(nil)

func d() string { return e(7) + e(8) }

func pair[T any](x T) []any { return []any{x, x} }

var pairs = [][]any{pair(7.5), pair("a")}
"""
THIRD = "\nfunc e(n int) string { return strconv.Itoa(n) + string(make([]byte, n)) }\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("total := 0", "total := 0\n\n\ttotal++"),  # in one function: what stands below moves
        ("func a(n int)", "// a\nfunc a(n int)"),
        ("import", "\n\nimport"),
        ("\n\n\tfor", "\n\tfor"),
        ("func b(names []string) any {\n", "func b(names []string) any { // b\n\n"),
        ("func e(", "func f() *int { return new(int) }\n\nfunc e("),
        ("func a(n int) *int { return &n }\n\n", ""),
        ("func a(n int) *int { return &n }", "func a(n int) *int { return &n }; func g(n int) *int { return &n }"),
        ("func a(n int) *int { return &n }\n", "/* é */ func a(n int) *int { return &n }; var one = any(1)\n"),
        (FIRST[FIRST.index("func a") :], THIRD + FIRST[FIRST.index("func a") :]),  # what was last comes first
    ],
)
def test_reports_are_those_of_text_that_was_never_moved(old: str, new: str, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "b.go").write_text(SECOND)
    path = tmp_path / "a.go"
    whole = FIRST + THIRD
    path.write_text(whole)
    engine = Engine(Options(strict=True))
    engine.analyze(str(tmp_path))
    text = whole.replace(old, new) if new.count(THIRD) != 1 else whole.removesuffix(THIRD).replace(old, new)
    for each in (text, whole, text):
        engine.set_overlay(str(path), each.encode())
        report = engine.analyze(str(tmp_path))
        path.write_text(each)
        assert report.files == Engine(Options(strict=True)).analyze(str(tmp_path)).files


MUTUAL = {
    "a.go": """\
package p

//go:noinline
func x(p *int, n int) *int {
	if n > 3 {
		return p
	}
	g(n)
	sink = p
	return p
}
""",
    "b.go": """\
package p

var sink any

//go:noinline
func g(n int) {
	y := 1
	_ = x(&y, n)
}
""",
}


@pytest.mark.parametrize(
    ("old", "new"), [("sink = p\n", "sink = p \n"), ("n > 3", "n > 4"), ("return p\n}\n", "return p //\n}\n")]
)
def test_steps_into_what_moved_and_came_back_edited(old: str, new: str, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    for name, source in MUTUAL.items():
        (tmp_path / name).write_text(source)
    engine, path, source = Engine(Options(strict=True)), tmp_path / "a.go", MUTUAL["a.go"]
    engine.analyze(str(tmp_path))
    for each in (source.replace("package p\n", "package p\n\n// x\n"), source.replace(old, new)):
        engine.set_overlay(str(path), each.encode())
        files = engine.analyze(str(tmp_path)).files
        path.write_text(each)
        assert files == Engine(Options(strict=True)).analyze(str(tmp_path)).files
    (finding,) = (f for f in files[str(tmp_path / "b.go")].findings if f.code == "outlives-scope")
    assert [s.span.line for s in finding.steps if s.span.file == str(path)] == [9, 9]

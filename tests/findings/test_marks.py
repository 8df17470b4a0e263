"""Marks in the source: what they accept, what they forbid, when they are one too many; fixes that write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine, Options
from escapelens.findings.model import FileReport, Finding
from escapelens.findings.severity import Rules
from escapelens.fixes.context import apply_edits

HEAD = "package p\n\n"
RETURNED = "func F() *int {\n\tx := 1\n\treturn &x\n}\n"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.24\n")
    (tmp_path / "p.go").write_text("package p\n")
    return Engine(Options(strict=True))


def analyse(engine: Engine, folder: Path, source: str) -> FileReport:
    engine.set_overlay(str(folder / "p.go"), source.encode())
    return engine.analyze(str(folder)).files[str(folder / "p.go")]


def open_ones(report: FileReport) -> list[str]:
    return [f.code for f in report.findings if not f.ignored and f.code != "leaking-param"]


@pytest.mark.parametrize(
    "source",
    [
        "func F() *int {\n\tx := 1 //escapelens:ignore returned it is kept\n\treturn &x\n}\n",
        "func F() *int {\n\t//escapelens:ignore returned it is kept\n\t// between\n\tx := 1\n\treturn &x\n}\n",
        "//escapelens:ignore boxed,returned it is kept\nfunc F() *int {\n\n\tx := 1\n\treturn &x\n}\n",
        "func F() *int {\n\tx := 1 //nolint:escapelens // it is kept\n\treturn &x\n}\n",
        "func F() *int {\n\tx := 1 //nolint:all\n\treturn &x\n}\n",
        "func F() *int {\n\tx := 1 //nolint: errcheck, all // it is kept\n\treturn &x\n}\n",
        "// F is documented.\n//\n//nolint:errcheck,escapelens\nfunc F() *int {\n\tx := 1\n\treturn &x\n}\n",
        "func F() *int {\n\tx := 1 // escapes: it is kept\n\treturn &x\n}\n",
    ],
)
def test_accepted(engine: Engine, tmp_path: Path, source: str) -> None:
    assert open_ones(analyse(engine, tmp_path, HEAD + RETURNED)) == ["returned"]
    report = analyse(engine, tmp_path, HEAD + source)
    (finding,) = [f for f in report.findings if f.ignored]
    assert open_ones(report) == [] and report.notices == () and finding.severity == "off"
    engine.set_rules(Rules(codes={"returned": "warning"}))  # severities chosen by code do not bring it back
    assert open_ones(analyse(engine, tmp_path, HEAD + source)) == []
    engine.set_rules(Rules())


def test_a_whole_file(engine: Engine, tmp_path: Path) -> None:
    source = "// Copyright\n\n//escapelens:ignore returned generated\n\n" + HEAD + RETURNED
    report = analyse(engine, tmp_path, source)
    assert open_ones(report) == [] and report.notices == ()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('var s = "//escapelens:ignore returned it is text"\n' + RETURNED, ""),
        ("var s = `\n//escapelens:ignore returned it is text\n`\n" + RETURNED, ""),
        ("// escapes: a word that begins a comment\n" + RETURNED, ""),
        ("func F() *int {\n\tx := 1 //nolint:errcheck\n\treturn &x\n}\n", ""),
        ("func F() *int {\n\tx := 1 //escapelens:ignore returned\n\treturn &x\n}\n", "says no reason"),
        ("func F() *int {\n\tx := 1 //escapelens:ignore\n\treturn &x\n}\n", "names no code"),
        ("func F() *int {\n\tx := 1 //escapelens:ignore retruned why\n\treturn &x\n}\n", "did you mean returned"),
        ("func F() *int {\n\tx := 1 //escapelens:ignroe returned why\n\treturn &x\n}\n", "means nothing"),
        ("func F() *int {\n\tx := 1 //escapelens:ignore boxed why\n\treturn &x\n}\n", "accepts nothing any more"),
        ("func F() *int {\n\tx := 1\n\treturn &x //escapelens:ignore returned why\n}\n", "accepts nothing any more"),
    ],
)
def test_not_accepted(engine: Engine, tmp_path: Path, source: str, said: str) -> None:
    report = analyse(engine, tmp_path, HEAD + source)
    assert open_ones(report) == ["returned"]
    assert [said in notice.message for notice in report.notices] == [True] * bool(said)


@pytest.mark.parametrize(
    "source",
    [
        "func F() *int {\n\tx := 1 //gcassert:noescape\n\treturn &x\n}\n",
        "func F() *int {\n\t//gcassert:bce,noescape\n\tx := 1\n\treturn &x\n}\n",
        "// F is documented.\n//\n// +checkescape\nfunc F() *int {\n\tx := 1\n\treturn &x\n}\n",
        "// +checkescape:all\nfunc F() *int {\n\tx := 1\n\treturn &x\n}\n",
    ],
)
def test_forbidden(engine: Engine, tmp_path: Path, source: str) -> None:
    report = analyse(engine, tmp_path, HEAD + source)
    (finding,) = [f for f in report.findings if f.asserted]
    assert (finding.code, finding.severity) == ("returned", "warning")
    held = analyse(engine, tmp_path, HEAD + source.replace("&x", "nil").replace("x := 1", "_ = 1"))
    assert held.findings == () and held.notices == ()


def test_marks_count_after_an_edit_of_nothing_else(engine: Engine, tmp_path: Path) -> None:
    without = "func F() *int {\n\tx := 1 // escapelens? no: just a comment\n\treturn &x\n}\n"
    assert open_ones(analyse(engine, tmp_path, HEAD + without)) == ["returned"]
    source = without.replace("// escapelens? no: just a comment", "//escapelens:ignore returned now it is one")
    assert open_ones(analyse(engine, tmp_path, HEAD + source)) == []


def test_a_partial_package_blames_no_mark(engine: Engine, tmp_path: Path) -> None:
    source = 'import "example.com/nowhere"\n\nfunc F() {\n\tnowhere.Use(1) //escapelens:ignore boxed why\n}\n'
    assert analyse(engine, tmp_path, HEAD + source).notices == ()


def test_the_compilers_lines_know_no_marks(engine: Engine, tmp_path: Path) -> None:
    path = str(tmp_path / "p.go")
    lines = []
    for mark in ("//xscapelens:ignore returned why", "//escapelens:ignore returned why"):
        engine.set_overlay(path, (HEAD + RETURNED.replace("x := 1", f"x := 1 {mark}")).encode())
        lines.append(engine.analyze(str(tmp_path)).gc_lines)
    assert lines[0] == lines[1] and any("moved to heap: x" in line.text for line in lines[0])


def fixed(engine: Engine, folder: Path, source: str, finding: Finding) -> list[tuple[str, FileReport]]:
    """The source after each of the fixes offered at the finding, and what is then said of it."""
    path = str(folder / "p.go")
    found = []
    for fix in engine.marks(str(folder), path, finding.span.start, finding.span.end):
        text = apply_edits(source.encode(), list(fix.edits)).decode()
        found.append((text, analyse(engine, folder, text)))
        analyse(engine, folder, source)
    return found


@pytest.mark.parametrize(
    ("source", "first"),
    [
        (RETURNED, "\t//escapelens:ignore returned TODO: say why\n\tx := 1\n"),
        ("// F is documented.\n" + RETURNED, "\t//escapelens:ignore returned TODO: say why\n\tx := 1\n"),
        ("func F(x int) *int {\n\treturn &x\n}\n", "*int { //escapelens:ignore returned TODO: say why\n"),
        (
            "var s, t = `\n`, new(int)\n\nfunc G() (string, *int) {\n\treturn `\n`, new(int)\n}\n",
            "`, new(int) //escapelens:ignore returned TODO: say why\n}",
        ),
    ],
)
def test_fixes_write_marks(engine: Engine, tmp_path: Path, source: str, first: str) -> None:
    report = analyse(engine, tmp_path, HEAD + source)
    finding = next(f for f in report.findings if f.code == "returned")
    made = fixed(engine, tmp_path, HEAD + source, finding)
    assert len(made) == 3 and first in made[0][0]
    for text, after in made:
        assert "returned" not in open_ones(after) and after.notices == (), text
    assert made[2][0].startswith("//escapelens:ignore returned TODO: say why\n\npackage p\n")


def test_a_doc_comment_is_set_apart(engine: Engine, tmp_path: Path) -> None:
    source = HEAD + "// F is documented.\n" + RETURNED
    (finding,) = analyse(engine, tmp_path, source).findings
    _, (text, _), _ = fixed(engine, tmp_path, source, finding)
    assert "// F is documented.\n//\n//escapelens:ignore returned TODO: say why\nfunc F()" in text


@pytest.mark.parametrize("before", ["func F() int {\n\treturn 1 //escapelens:ignore boxed why\n}\n",
                                    "func F() int {\n\t//escapelens:ignore boxed why\n\treturn 1\n}\n"])  # fmt: skip
def test_a_mark_that_does_nothing_is_taken_out(engine: Engine, tmp_path: Path, before: str) -> None:
    (notice,) = analyse(engine, tmp_path, HEAD + before).notices
    (fix,) = engine.marks(str(tmp_path), str(tmp_path / "p.go"), notice.span.start, notice.span.end)
    assert apply_edits((HEAD + before).encode(), list(fix.edits)).decode() == HEAD + "func F() int {\n\treturn 1\n}\n"

"""Where what comes from facts stands: in the files of its package, that import others or not."""

from __future__ import annotations

from pathlib import Path

from escapelens.engine import Engine, Options


def test_steps_in_a_dependency_lead_to_its_lines(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text('package p\n\nimport "log"\n\nfunc f(s string) { log.Printf("%q", s) }\n')
    report = Engine(Options()).analyze(str(tmp_path))
    steps = [s for file in report.files.values() for f in file.findings for s in f.steps]
    away = [(Path(s.span.file), s.span.line) for s in steps if s.span.file != str(tmp_path / "p.go")]
    assert away, "log.Printf is inlined"
    for path, line in away:
        assert path.name == "log.go"
        assert "fmt.Appendf" in path.read_text().splitlines()[line - 1]

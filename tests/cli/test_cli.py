"""The command line with a fake engine: formats, exit status, complaints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from escapelens.cli import arguments, gc, main, options
from escapelens.findings.model import GcLine, PackageReport
from escapelens.fixes.context import apply_edits
from escapelens.fixes.model import Edit
from lsp.fake import FakeEngine

SOURCE = "package p\n\nfunc f() {\n\té := 1 // 😀 esc_returned\n}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(options, "Engine", FakeEngine)
    monkeypatch.delenv("GOOS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.go").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_gc(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--format=gc", "-m", "-l", "."]) == 0
    assert capsys.readouterr().out == "# example.com/fake\n./main.go:4:18: moved to heap: returned\n"


def test_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "."]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("main.go:4:18: returned escapes to the heap")
    assert lines[1] == "        é := 1 // 😀 esc_returned"
    assert lines[2] == "                     ^^^^^^^^^^^^"
    assert lines[-1] == "1 finding in 1 package: returned 1"


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--format=json", "."]) == 0
    document = json.loads(capsys.readouterr().out)
    (finding,) = document["packages"][0]["files"][0]["findings"]
    assert finding["code"] == "returned" and finding["span"]["line"] == 4 and finding["size"] == 24


def test_sarif(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--format=sarif", "."]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == "2.1.0"
    (result,) = document["runs"][0]["results"]
    assert result["ruleId"] == "returned" and result["codeFlows"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "main.go", "uriBaseId": "SRCROOT"}
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    assert "pointer to a local variable" in rules[result["ruleIndex"]]["help"]["markdown"]
    assert place["region"] == {"startLine": 4, "startColumn": 15, "endLine": 4, "endColumn": 27}


def test_exit_status(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--fail-on", "returned,sent", "."]) == 1
    assert main.main(["check", "--fail-on", "any", "."]) == 1
    assert main.main(["check", "--fail-on", "sent", "."]) == 0
    assert main.main(["check", "--fail-on", "nonsense", "."]) == 2
    capsys.readouterr()
    assert main.main(["check", "./nowhere"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "./nowhere" in error
    assert main.main(["check"]) == 0
    with pytest.raises(SystemExit) as usage:
        main.main(["explain"])
    assert usage.value.code == 2


def test_settings_file(folder: Path) -> None:
    (folder / "escapelens.toml").write_text('goos = "windows"\n[severity]\nboxed = "off"\n')
    args = arguments.parser().parse_args(["check", "--goarch", "arm64", "--tags", "a,b", "--go", "go1.26", "."])
    settings = options.read_settings(args, str(folder))
    assert (settings.goos, settings.goarch, settings.build_tags) == ("windows", "arm64", ("a", "b"))
    assert (settings.go_version, settings.severity) == ("1.26", {"boxed": "off"})


def test_a_broken_settings_file_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "escapelens.toml").write_text("goos = ")
    assert main.main(["check", "."]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_explain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain", "main.go:4"]) == 0
    assert "returned escapes" in capsys.readouterr().out
    assert main.main(["explain", "main.go:3:6"]) == 0
    assert "can inline f — cost 7" in capsys.readouterr().out
    assert main.main(["explain", "main.go:1"]) == 0
    assert capsys.readouterr().out == "Nothing escapes here.\n"
    assert main.main(["explain", "gone.go:1"]) == 2
    assert main.main(["explain", "main.go"]) == 2


def test_fix(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "main.go").write_text(SOURCE + "// esc_sent esc_boxed_stuck\n", encoding="utf-8")
    assert main.main(["fix", "."]) == 0
    out = capsys.readouterr().out
    assert "+\té := 1 // 😀 ok_returned" in out and "+// ok_sent esc_boxed_stuck" in out
    assert main.main(["fix", "--write", "."]) == 0
    assert "ok_sent" in (folder / "main.go").read_text(encoding="utf-8")


def test_edits_are_applied_from_the_end() -> None:
    assert apply_edits(b"abc", [Edit("a", 0, 1, "XY"), Edit("a", 2, 3, "")]) == b"XYb"


def test_a_kind_that_does_not_exist(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["fix", "--kind", "preallocat", "."]) == 2
    assert capsys.readouterr().err.endswith("called preallocat; did you mean preallocate?\n")


@pytest.mark.parametrize(
    ("package", "cwd", "shown"),
    [
        ("/mod/p", "/mod/p", "./x.go:1:2: t"),
        ("/mod/p", "/mod", "p/x.go:1:2: t"),
        ("/mod/p", "/mod/q", "../p/x.go:1:2: t"),
        ("/mod/p", "/some/where/else", "/mod/p/x.go:1:2: t"),
    ],
)
def test_paths_are_written_as_go_build_writes_them(package: str, cwd: str, shown: str) -> None:
    report = PackageReport("m/p", package, say_lines=lambda: (GcLine(f"{package}/x.go", 1, 2, "t", 1),))
    assert gc.render(report, 1, cwd) == f"# m/p\n{shown}\n"


def test_columns_levels_and_lines_without_a_place() -> None:
    lines = (
        GcLine("/m/x.go", 3, 0, "no column", 1),
        GcLine("<autogenerated>", 1, 0, "wrapper", 1, foreign=True),
        GcLine("", 0, 0, "no place", 1),
        GcLine("/m/x.go", 4, 1, "why, at /m/y.go:5:6:", 2),
        GcLine("/lib/z.go", 4, 1, "elsewhere", 1, foreign=True),
    )
    report = PackageReport("m", "/m", say_lines=lambda: lines)
    assert gc.render(report, 1, "/m", None).splitlines()[1:] == [
        "./x.go:3: no column",
        "<autogenerated>:1: wrapper",
        "no place",
        "/lib/z.go:4:1: elsewhere",
    ]
    own = ["./x.go:3: no column", "no place"]
    assert gc.render(report, 1, "/m").splitlines()[1:] == own
    assert gc.render(report, 1, "/m", ["/lib"]).splitlines()[1:] == [*own, "/lib/z.go:4:1: elsewhere"]
    assert "./x.go:4:1: why, at ./y.go:5:6:" in gc.render(report, 2, "/m")
    assert gc.render(PackageReport("m", "/m"), 1, "/m") == ""


def test_m_flags() -> None:
    for words, level in ((["-m"], 1), (["-m=2"], 2), (["-m", "-m"], 2), ([], 0)):
        expanded = [part for word in ["check", *words, "."] for part in main._expand(word)]
        assert arguments.parser().parse_args(expanded).level == level


def test_facts_arguments() -> None:
    args = arguments.parser().parse_args(["facts", "build", "--progress", "--jobs", "2", "."])
    assert (args.action, args.patterns, args.jobs, args.progress) == ("build", ["."], 2, True)
    assert arguments.parser().parse_args(["facts", "build"]).patterns == []
    assert arguments.parser().parse_args(["facts", "info"]).action == "info"


def test_what_is_spoken_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gen.go").write_text("package p // esc_boxed\n")
    (folder / "escapelens.toml").write_text('exclude = ["gen*.go", "!main.go"]\n')
    assert main.main(["check", "--fail-on", "boxed"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 finding in 1 package: returned 1"
    assert main.main(["check", "--format=gc"]) == 0  # the compiler knows nothing of it
    assert "gen.go" in capsys.readouterr().out
    (folder / "escapelens.toml").write_text('include = ["/gen.go"]\n')
    assert main.main(["check", "--fail-on", "boxed"]) == 1
    assert main.main(["check", "--fail-on", "any", "--only", "returned"]) == 0
    assert main.main(["check", "--fail-on", "any", "--severity", "warning"]) == 1
    assert main.main(["check", "--only", "nonsense"]) == 2


def test_a_broken_promise_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (
        "package p\n\n//escapelens:noalloc\nfunc F() *int { return G() }\n\n"
        "//go:noinline\nfunc G() *int { return new(int) }\n"
    )
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(source)
    monkeypatch.chdir(tmp_path)
    assert main.main(["check", "."]) == 1
    said = capsys.readouterr().out
    assert "p.go:3:1: promise broken: F calls G, which allocates 8 bytes: a new object [promise]" in said
    assert "p.go:7:24: G allocates 8 bytes: a new object" in said
    assert main.main(["check", "--format", "sarif", "."]) == 1
    (result,) = [r for r in json.loads(capsys.readouterr().out)["runs"][0]["results"] if r["ruleId"] == "promise"]
    assert result["level"] == "error" and len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 2
    assert main.main(["check", "--only", "returned", "."]) == 0
    capsys.readouterr()
    assert main.main(["explain", "p.go:4:25"]) == 0
    assert "G: allocates 8 bytes: G (a new object)" in capsys.readouterr().out
    (tmp_path / "p.go").write_text(source.replace("new(int)", "nil"))
    assert main.main(["check", "."]) == 0

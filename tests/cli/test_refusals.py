"""What cannot be done is one clear line with exit status 2; what is partial is said once, with what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agree.oracle import go, goroot
from escapelens.cli import main
from escapelens.engine import Engine, Options
from escapelens.findings.model import PackageReport

LOOP = """package main

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	for _, f := range fs {
		println(f())
	}
}
"""

DEAD = "package main\n\nfunc main() {\n\tx := 1\n\tf := func() int { return x }\n\tprintln(f())\n}\n"


def gc(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main.main(["check", "--format=gc", "-m", "--goroot", str(goroot()), *arguments]) == 0
    return sorted(capsys.readouterr().out.splitlines())


def compiler(arguments: list[str], cwd: Path, **env: str) -> list[str]:
    done = go(["build", *(arguments[:-1] or ["-gcflags=-m"]), arguments[-1]], cwd, env)
    assert done.returncode == 0, done.stderr
    return sorted(line for line in done.stderr.splitlines() if not line.startswith("go: "))


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CGO_ENABLED", "0")
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.20\n")
    (tmp_path / "x.go").write_text(LOOP)
    return tmp_path


@pytest.mark.parametrize(
    ("env", "arguments", "says"),
    [
        ({"GOARCH": "riscv64"}, ["."], "GOARCH 'riscv64' is not supported"),
        ({"GOOS": "linus"}, ["."], "GOOS 'linus' is not known"),
        ({}, ["--go", "1.20", "."], "'1.20' is not supported"),
        ({}, ["--goroot", "nowhere", "."], "nowhere: not a Go source tree"),
        ({}, ["--goroot", str(goroot()), "--go", "1.25", "."], "holds Go 1.27, but Go 1.25 is to be imitated"),
        ({"GOEXPERIMENT": "bogus"}, ["."], "unknown GOEXPERIMENT bogus"),
        ({}, ["--fail-on", "returnd", "."], "no such code: returnd; did you mean returned?"),
    ],
)
def test_one_line_and_exit_status_2(
    module: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    env: dict[str, str],
    arguments: list[str],
    says: str,
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert main.main(["check", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and says in said.err


def test_an_internal_error_is_not_exit_status_1(
    module: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> PackageReport:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(Engine, "analyze", fail)
    assert main.main(["check", "--goroot", str(goroot()), "."]) == 2
    assert "internal error: ZeroDivisionError: oops" in capsys.readouterr().err


def test_files_named_have_the_toolchain_s_language(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named, package = gc(["x.go"], capsys), gc([], capsys)
    assert not any("moved to heap" in line for line in named) and any("moved to heap: i" in line for line in package)
    assert named == compiler(["x.go"], module) and package == compiler(["."], module)


def test_a_file_outside_a_module_is_not_partial(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (module / "go.mod").unlink()
    assert gc(["x.go"], capsys) == compiler(["x.go"], module)
    assert main.main(["check", "--goroot", str(goroot()), "."]) == 0
    said = capsys.readouterr()
    assert "partial" not in said.out + said.err and "moved" not in said.out


def test_without_optimisation(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (module / "x.go").write_text(DEAD)
    plain, bare = gc(["x.go"], capsys), gc(["-N", "x.go"], capsys)
    assert (
        bare == compiler(["-gcflags=-m -N", "x.go"], module) and plain == compiler(["x.go"], module) and bare != plain
    )


@pytest.mark.parametrize(
    "env",
    [{}, {"GOFLAGS": "-tags=mytag"}, {"GOAMD64": "v3"}, {"GOEXPERIMENT": "arenas"}, {"GOEXPERIMENT": "nogreenteagc"}],
    ids=str,
)
def test_settings_of_the_go_command_choose_files(
    module: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], env: dict[str, str]
) -> None:
    for name, constraint in (
        ("tag", "mytag"),
        ("level", "amd64.v3"),
        ("arena", "goexperiment.arenas"),
        ("green", "!goexperiment.greenteagc"),
    ):
        text = f"//go:build {constraint}\n\npackage main\n\nfunc {name}() *int {{ return new(int) }}\n"
        (module / f"{name}.go").write_text(text)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    ours = gc(["."], capsys)
    assert ours == compiler(["."], module, **env) and (not env or any("new(int)" in line for line in ours))


def report(folder: Path, files: dict[str, str], *, cgo: bool | None = None) -> PackageReport:
    for name, text in {"go.mod": "module m\n\ngo 1.27\n", **files}.items():
        (folder / name).write_text(text)
    return Engine(Options(goroot=str(goroot()), cgo=cgo)).analyze(str(folder))


def test_a_missing_import_is_said_once_and_where_it_counts(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        {
            "go.mod": "module m\n\ngo 1.27\n\nrequire example.invalid/lost v1.0.0\n",
            "a.go": 'package p\n\nimport "example.invalid/lost"\n\nfunc F() *int { y := 1; return &y }\n\n'
            "func G() *int { z := 1; lost.See(z); return &z }\n",
        },
    )
    (why,) = found.partial
    assert "import example.invalid/lost can't be resolved" in why and "go mod download" in why
    said = {f.function: f.partial for file in found.files.values() for f in file.findings}
    assert said["F"] == "" and "not known here" in said["G"]


def test_functions_beside_c_are_exact(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        {
            "c.go": 'package p\n\n// static int one(void) { return 1; }\nimport "C"\n\n'
            "func One() int { return int(C.one()) }\n\nfunc F() *int { y := 1; return &y }\n\n"
            "func G() *int { z := int(C.one()); return &z }\n",
            "b.go": "package p\n\nfunc H() *int { return F() }\n",
        },
        cgo=True,
    )
    assert found.partial == ('import "C": functions that use C are analysed in part',)
    lines = {(os.path.basename(g.file), g.line, g.text) for g in found.gc_lines}
    assert ("c.go", 8, "moved to heap: y") in lines and ("c.go", 8, "can inline F") in lines
    done = go(["build", "-gcflags=-m", "."], tmp_path, {"CGO_ENABLED": "1"})
    exact = ("./b.go:", "./c.go:8:")
    theirs = {line for line in done.stderr.splitlines() if line.startswith(exact)}
    ours = {f"./{os.path.basename(g.file)}:{g.line}:{g.column}: {g.text}" for g in found.gc_lines}
    assert theirs == {line for line in ours if line.startswith(exact)} and any("b.go" in line for line in theirs)


def test_fail_on_partial_and_sarif_s_truth(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["check", "--goroot", str(goroot()), "--format", "sarif", "--fail-on", "partial"]
    assert main.main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["invocations"][0]["executionSuccessful"] is True
    (module / "y.go").write_text('package main\n\nimport "example.invalid/lost"\n\nvar _ = lost.X\n')
    assert main.main(arguments) == 1
    (invocation,) = json.loads(capsys.readouterr().out)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert any("example.invalid/lost" in n["message"]["text"] for n in invocation["toolExecutionNotifications"])


def test_settings_files_are_read_strictly(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (module / "escapelens.toml").write_text('buildTag = ["a"]\n')
    assert main.main(["check"]) == 2
    assert "buildTag: no such setting; did you mean buildTags?" in capsys.readouterr().err


def test_a_line_past_the_end(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain", "--goroot", str(goroot()), "x.go:99"]) == 2
    assert "the file has 12 lines" in capsys.readouterr().err

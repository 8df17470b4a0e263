"""`escapelens compare`: our lines beside the compiler's, for real."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agree.toolchain import goroot
from cli.repository import Repository
from cli.repository import repository as repository
from escapelens.cli import main, options
from lsp.fake import FakeEngine


@pytest.fixture(autouse=True)
def go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The pinned toolchain on PATH, as a user has one; behind a folder of the repository that has another."""
    for name in [name for name in os.environ if name.startswith("GO") and name not in ("GOCACHE", "GOPROXY")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GOPATH", str(tmp_path / "gopath"))
    path = [str(tmp_path / "repository"), ".", str(goroot() / "bin"), os.environ["PATH"]]
    monkeypatch.setenv("PATH", os.pathsep.join(path))


def compare(*arguments: str) -> int:
    return main.main(["compare", *arguments])


def test_the_same_lines(repository: Repository) -> None:
    assert compare("./...") == 0
    said = repository.capture.readouterr().out.splitlines()
    assert said[0].startswith("example.com/m: ") and said[1].startswith("example.com/m/sub: ")
    first, _, of = said[0].split(": ")[1].split(" ")[:3]
    assert first == of and int(of) >= 4
    assert said[2].startswith("100 % the same: ")


def test_what_does_not_build_is_not_compared(repository: Repository) -> None:
    repository.write("bad/bad.go", "package bad\n\nfunc F() *int {\n\tx := 1\n\treturn &x + nothing\n}\n")
    assert compare("./...") == 0
    out = repository.capture.readouterr().out
    assert "example.com/m/bad: not compared, go build says: bad/bad.go:5:" in out and "100 % the same" in out


def test_every_difference_is_told(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "Engine", FakeEngine)
    repository.write("a.go", "package m\n\nfunc New() *int {\n\tx := 1 // esc_returned\n\treturn &x\n}\n")
    repository.write("go.mod", "module example.com/fake\n\ngo 1.24\n")
    assert compare(".") == 1
    out = repository.capture.readouterr().out
    assert "- a.go:4:2: moved to heap: x\n" in out and "+ a.go:4:12: moved to heap: returned\n" in out
    assert "0 % the same: 0 lines; 2 are the compiler's alone (-), 1 ours alone (+)." in out


def test_nothing_of_the_folder_is_run(repository: Repository, tmp_path: Path) -> None:
    trap, proof = repository.folder / "go", tmp_path / "proof"
    trap.write_text(f"#!/bin/sh\necho $0 $@ >> {proof}\n")
    trap.chmod(0o755)
    repository.git("config", "core.fsmonitor", str(trap))
    repository.write("cmd/main.go", "package main\n\n//go:generate ./go\nfunc main() { println(new(int)) }\n")
    repository.write("sub/s_test.go", f'package sub\n\nimport "os"\n\nfunc init() {{ os.Create("{proof}") }}\n')
    proof.unlink(missing_ok=True)
    before = {p for p in repository.folder.rglob("*") if ".git" not in p.parts}
    assert compare("./...") == 0 and compare("./cmd") == 0
    assert not proof.exists()
    assert before == {p for p in repository.folder.rglob("*") if ".git" not in p.parts}


def test_troubles(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare("./nowhere") == 2
    monkeypatch.setenv("PATH", str(repository.folder))
    repository.capture.readouterr()
    assert compare() == 2
    assert repository.capture.readouterr().err == "escapelens: compare needs go, and none is on PATH\n"

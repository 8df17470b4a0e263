"""A module in a git repository, and `escapelens check` in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from escapelens.cli import main

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.24\n",
    "a.go": """package m

import "example.com/m/sub"

type point struct{ x, y int }

func New(x int) *point {
	return &point{x: x}
}

func Sum(xs []int) int {
	total := 0
	for _, x := range xs {
		total += x
	}
	return total + sub.One()
}
""",
    "sub/s.go": "package sub\n\nfunc One() int { return 1 }\n\nfunc Old() *int {\n\tx := 2\n\treturn &x\n}\n",
}


class Repository:
    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capture = capture
        self.git("init", "-q", "-b", "main")
        for name, text in FILES.items():
            self.write(name, text)
        self.commit()

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        command = ["git", *who, *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text()
        assert text.count(old) == 1
        self.write(name, text.replace(old, new))

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "c")

    def check(self, *arguments: str) -> tuple[int, str]:
        status = main.main(["check", *arguments, "./..."])
        return status, self.capture.readouterr().out


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Repository:
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ESCAPELENS_CACHE", str(tmp_path / "cache"))
    return Repository(folder, capsys)

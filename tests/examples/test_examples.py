"""Every example says what it claims: its marks are checked against the real compiler and against Escape Lens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from escapelens.findings.model import CODES
from examples.marks import compare, marks, said

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
GO = Path(sys.executable).with_name("go")


def test_there_is_an_example_for_every_code() -> None:
    modules = {path.parent for path in EXAMPLES.glob("*/go.mod")}
    assert sorted(p.name for p in EXAMPLES.iterdir() if p.is_dir() and p not in modules) == sorted(CODES)


def test_marks_match_the_compiler(tmp_path: Path) -> None:
    env = {**os.environ, "GOCACHE": str(tmp_path / "cache"), "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    if "GOCACHE" in os.environ:
        env["GOCACHE"] = os.environ["GOCACHE"]
    run = subprocess.run(
        [str(GO), "build", "-gcflags=-m -l", "./..."], cwd=EXAMPLES, env=env, capture_output=True, text=True, check=True
    )
    assert compare(marks(EXAMPLES), said(run.stderr)) == ([], [])


@pytest.mark.parametrize("code", CODES)
def test_marks_match_escape_lens(code: str) -> None:
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'server'}{os.pathsep}{ROOT / 'analysis'}"}
    command = [sys.executable, "-m", "escapelens.cli.main", "check", "--format=gc", "-m", "-l", f"./{code}"]
    run = subprocess.run(command, cwd=EXAMPLES, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    expected = [mark for mark in marks(EXAMPLES) if mark[0].startswith(f"{code}/")]
    assert compare(expected, said(run.stdout)) == ([], [])

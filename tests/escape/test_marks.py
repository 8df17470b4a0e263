"""Each construct in testdata says what the compiler says: marks are checked against the compiler and against us."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from escape.pipeline import analyse, package_file
from examples.marks import compare, marks, said

TESTDATA = Path(__file__).parent / "testdata"
FOLDERS = sorted(p.name for p in TESTDATA.iterdir() if p.is_dir())
GO = Path(sys.executable).with_name("go")


def test_marks_match_the_compiler(tmp_path: Path) -> None:
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    env.setdefault("GOCACHE", str(tmp_path / "cache"))
    run = subprocess.run(
        [str(GO), "build", "-gcflags=-m -l", "./..."], cwd=TESTDATA, env=env, capture_output=True, text=True, check=True
    )
    assert compare(marks(TESTDATA), said(run.stderr)) == ([], [])


@pytest.mark.parametrize("folder", FOLDERS)
def test_marks_match_us(folder: str) -> None:
    file = package_file(TESTDATA / folder)
    result = analyse(file.read_bytes(), file.name, f"testdata/{folder}")
    assert [b.partial for b in result.batches if b.partial] == []
    expected = [(f, line, text) for f, line, text in marks(file.parent)]
    assert compare(expected, result.lines()) == ([], [])

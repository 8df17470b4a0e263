"""The compiler's own tests of its type checker (internal/types/testdata of the pinned Go) must not defeat the analysis.

They are programs full of mistakes, each marked with the error that the compiler reports.
Property: every file has a report, and no exception of ours is in it; `strict` lets them through.
`ESCAPELENS_TESTDATA=1` looks at all files; without it, at every eighth.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agree.oracle import goroot
from escapelens.common.stack import run_deep
from escapelens.engine import Engine, Options

FOLDER = goroot() / "src" / "internal" / "types" / "testdata"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.go"))
FEW = slice(None) if os.environ.get("ESCAPELENS_TESTDATA") else slice(3, None, 8)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Options(strict=True, m=2))


@pytest.mark.parametrize("name", FILES[FEW])
def test_a_file_of_mistakes_is_reported(engine: Engine, tmp_path: Path, name: str) -> None:
    path = tmp_path / "p.go"
    path.write_bytes((FOLDER / name).read_bytes())
    report = run_deep(lambda: engine.analyze(str(path)))
    assert list(report.files) == [str(path)]
    assert isinstance(report.gc_lines, tuple)


def test_there_are_hundreds() -> None:
    assert len(FILES) > 300

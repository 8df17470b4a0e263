"""An engine over a module of one file, p.go."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine, Options


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text("package p\n")
    return Engine(Options(strict=True))

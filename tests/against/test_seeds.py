"""A sample of `python -m against`, on a module that is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from against.play import play
from against.seeds import copy_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("seed", [1, 2])
def test_each_edit_is_shown_and_nothing_else(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCAPELENS_CACHE", str(tmp_path / "cache"))
    folder = (tmp_path / "m").resolve()
    copy_of(ROOT / "tests" / "inline" / "testdata", folder, "go 1.27\n")
    for outcome in play(folder, ["./..."], seed, 8):
        assert (outcome.missing, outcome.extra) == ([], []), outcome.how
        assert outcome.shown == 8

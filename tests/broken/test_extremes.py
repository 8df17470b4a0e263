"""Whatever its size or shape, a file is analysed or left out in parts, and the function beside it is as always."""

from __future__ import annotations

from pathlib import Path

import pytest

from broken.extremes import KINDS, analyse, survived

SHARE = 4  # of the full sizes, which `python -m broken.extremes` runs


@pytest.mark.parametrize("kind", KINDS)
def test_the_rest_is_analysed(tmp_path: Path, kind: str) -> None:
    size, make = KINDS[kind]
    assert survived(analyse(tmp_path, make(max(size // SHARE, 1)))) == ""

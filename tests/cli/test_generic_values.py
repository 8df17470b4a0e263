"""Programs drawn at random that use generic functions and methods as values: the compiler's lines, all of them.

`python -m agree.generics --count 200` does the same at length.
"""

from __future__ import annotations

from pathlib import Path

from agree.generics import compiler, ours, write_module

SEEDS = range(3, 6)


def test_same_lines_as_the_compiler(tmp_path: Path) -> None:
    write_module(tmp_path, SEEDS)
    want = compiler(tmp_path, "-m")
    assert want.total() > 500
    assert sorted(ours(tmp_path, "-m").elements()) == sorted(want.elements())

"""Programs drawn at random that use generic functions and methods as values: the compiler's lines, all of them, also
those of wrappers and in other files; at -m=2 those in the programs.

`python -m agree.generics --count 200` does the same at length.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from agree.generics import compiler, ours, write_module

SEEDS = range(3, 6)


@pytest.mark.parametrize(("flags", "args"), [("-m", ("-m", "--foreign")), ("-m=2", ("-m", "-m"))])
def test_same_lines_as_the_compiler(flags: str, args: tuple[str, ...], tmp_path: Path) -> None:
    write_module(tmp_path, SEEDS)
    want = compiler(tmp_path, flags)
    assert want.total() > 500
    assert sorted(ours(tmp_path, *args).elements()) == sorted(want.elements())

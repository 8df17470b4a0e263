"""A sample of mutants: none raises, none takes long, and an edit gives what analysing anew does."""

from __future__ import annotations

from pathlib import Path

from broken.mutants import Runner, mutants, packages
from escapelens.common.stack import run_deep


def test_mutants_of_std(tmp_path: Path) -> None:
    runner = Runner(str(tmp_path))
    sample = mutants(packages("std"), 2026, range(60))
    assert run_deep(lambda: [(number, wrong) for number, mutant in sample if (wrong := runner.wrong(mutant))]) == []

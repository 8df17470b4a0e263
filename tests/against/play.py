"""One module played: planted, accepted, edited, compared by a baseline and by a revision."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from against.seeds import Planted, git, plant, spots
from escapelens.cli import main
from escapelens.common.cache import cache_dir
from escapelens.engine import Engine, Options


@dataclass(frozen=True)
class Outcome:
    """Of one comparison: what was to be shown and was not, what was shown besides; seconds of a warm check and of the
    comparison."""

    how: str
    shown: int
    missing: list[str]
    extra: list[str]
    warm: float
    seconds: float


def play(folder: Path, patterns: list[str], seed: int, count: int = 20) -> list[Outcome]:
    """The folder holds a module in a git repository, with nothing committed."""
    planted = plant(folder, spots(Engine(Options(), cache_dir()), folder, patterns), seed, count)
    planted.write(planted.older)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "older")
    with tempfile.TemporaryDirectory() as outside, contextlib.chdir(folder):
        baseline = os.path.join(outside, "baseline.json")
        _check("--write-baseline", baseline, *patterns)
        planted.write(planted.newer)
        os.rename(*planted.renamed)
        _check(*patterns)
        _, warm = _check(*patterns)
        return [
            _outcome(planted, how, warm, *_check("--format=json", how, what, *patterns))
            for how, what in (("--baseline", baseline), ("--diff", "main"))
        ]


def _check(*arguments: str) -> tuple[str, float]:
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        main.main(["check", *arguments])
    return out.getvalue(), time.perf_counter() - started


def _outcome(planted: Planted, how: str, warm: float, out: str, seconds: float) -> Outcome:
    difference = json.loads(out)["difference"]
    missing, extra = [], []
    for kind, wanted in (("new", planted.new), ("gone", planted.gone), ("grown", [])):
        lines = {line for _, line in wanted}
        found = {a["text"] for a in difference[kind]}
        missing += [f"{kind}: {line}" for line in sorted(lines - found)]
        extra += [f"{kind}: {_said(a)}" for a in difference[kind] if a["text"] not in lines]
    return Outcome(how, len(planted.new) + len(planted.gone), missing, extra, warm, seconds)


def _said(a: dict[str, Any]) -> str:
    return f"{a['package']} {a['function']}: {a['what']} at `{a['text']}`"

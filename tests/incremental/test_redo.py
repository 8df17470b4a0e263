"""Re-analysis after an edit says what analysing everything anew says, and costs what the edit costs."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from agree.oracle import goroot
from escapelens.engine import Engine, Options
from escapelens.findings.model import PackageReport

CACHE = str(Path(__file__).resolve().parents[2] / ".cache")

# Edits of a body, by the text that follows its opening brace.
INSERTIONS = (
    b"\n\t_ = 1\n",
    b"\n\tvar escapes_here int\n\tescapeSink = &escapes_here\n",
    b"\n\tfunc() { println() }()\n",
    b"\n\tdefer println()\n",
    b"\n\tfor i := range 3 { _ = i }\n",
    b"\n\tgo func() {}()\n",
    b"\n\tpanic(1)\n",
)
SINK = b"\nvar escapeSink any\n"


def lines(report: PackageReport) -> list[tuple[str, int, int, str]]:
    return sorted((g.file, g.line, g.column, g.text) for g in report.gc_lines if g.file)


def findings(report: PackageReport) -> list[tuple[object, ...]]:
    return sorted(
        (f.span.file, f.span.start, f.span.end, f.code, f.message) for r in report.files.values() for f in r.findings
    )


def body_starts(text: bytes) -> list[int]:
    """Offsets behind the opening brace of each function that is not generic."""
    return [m.end() for m in re.finditer(rb"^func (?:\([^)]*\) )?\w+\([^\n]*\{$", text, re.M)]


def engine() -> Engine:
    return Engine(Options(goroot=str(goroot())), CACHE)


@pytest.mark.parametrize("package", ["strconv", "container/list", "bufio"])
def test_redo_equals_everything_anew(package: str) -> None:
    rng = random.Random(package)
    warm = engine()
    (key,), errors = warm.resolve([package], str(goroot() / "src"))
    assert errors == []
    paths = warm.files_of(key)
    original = {path: Path(path).read_bytes() for path in paths}
    texts = {path: text + (SINK if path == paths[0] else b"") for path, text in original.items()}
    for path, text in texts.items():
        warm.set_overlay(path, text)
    functions = warm.analyze(key).stats.functions
    for _ in range(8):
        path = rng.choice([p for p in paths if body_starts(texts[p])])
        at = rng.choice(body_starts(texts[path]))
        saved = texts[path]
        texts[path] = saved[:at] + rng.choice(INSERTIONS) + saved[at:]
        warm.set_overlay(path, texts[path])
        again = warm.analyze(key)
        assert 0 < again.stats.analysed < functions
        cold = engine()
        for p, text in texts.items():
            cold.set_overlay(p, text)
        anew = cold.analyze(key)
        assert lines(again) == lines(anew)
        assert findings(again) == findings(anew)
        if rng.random() < 0.5:
            texts[path] = saved
            warm.set_overlay(path, saved)
            warm.analyze(key)


def test_nothing_changed_costs_nothing() -> None:
    warm = engine()
    (key,), _ = warm.resolve(["container/list"], str(goroot() / "src"))
    first = warm.analyze(key)
    again = warm.analyze(key)
    assert (again.stats.analysed, again.stats.reused) == (0, first.stats.functions)
    assert lines(first) == lines(again)
    (path,) = warm.files_of(key)
    warm.set_overlay(path, b"// a comment above moves every line\n" + Path(path).read_bytes())
    moved = warm.analyze(key)
    assert moved.stats.analysed == 0
    assert [(f, line - 1, c, t) for f, line, c, t in lines(moved)] == lines(first)

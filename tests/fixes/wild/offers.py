"""What we offer in a package: every fix that survives the judges, with what we say it does to the lines of -m.

The lines that go and come are those of our own analysis of the package before and after the edit; the oracle's must be
the same.
"""

from __future__ import annotations

import functools
import gc
import os
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agree.toolchain import CACHE
from escapelens.common import garbage
from escapelens.common.stack import run_deep
from escapelens.engine import Engine, Options
from escapelens.facts.model import report_version
from escapelens.findings.model import PackageReport
from escapelens.fixes.context import apply_edits
from escapelens.fixes.model import Edit, Fix
from escapelens.record import replace
from fixes.wild import store
from fixes.wild.corpora import Place


@dataclass(frozen=True, slots=True)
class Offer:
    """edits: (name of the file in the package's folder, first byte, end, new text); where: file:line; gone, new: heap
    lines of -m without their places."""

    kind: str
    title: str
    where: str
    edits: tuple[tuple[str, int, int, str], ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]


def offers(place: Place) -> list[Offer]:
    """All offers in the package, in the order of its files."""
    return [_offer(entry) for entry in store.known("offers", _hangs_on(place), lambda: run_deep(lambda: _find(place)))]


def sought(place: Place) -> bool:
    """Whether the package's offers were found before."""
    return store.has("offers", _hangs_on(place))


def _hangs_on(place: Place) -> object:
    return report_version(), store.texts(place)


def _offer(entry: dict[str, Any]) -> Offer:
    fields = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return Offer(**{**fields, "edits": tuple(tuple(e) for e in entry["edits"])})


@functools.cache
def _engine() -> Engine:
    return Engine(Options(cgo=False, live=False), cache_dir=os.environ.get("ESCAPELENS_CACHE") or str(CACHE))


def _find(place: Place) -> list[dict[str, Any]]:
    sys.setrecursionlimit(20_000)
    garbage.hold()
    sweeper = garbage.Sweeper()
    engine = _engine()
    (key,), _ = engine.resolve([place.package], str(place.cwd))
    before = heap_lines(engine.analyze(key))
    found: dict[str, dict[str, Any]] = {}
    for path in engine.files_of(key):
        for fix in engine.fixes(key, path, 0, sys.maxsize):
            hangs_on = store.judges(), store.texts(place), replace(fix, edits=()), tuple(map(_plain, fix.edits))
            entry = store.known("proofs", hangs_on, functools.partial(_prove, engine, key, fix, before))
            sweeper.sweep()
            if entry is not None:
                found.setdefault(repr(entry["edits"]), entry)
    engine.forget(key)
    gc.unfreeze()
    gc.collect()
    return list(found.values())


def _prove(engine: Engine, key: str, fix: Fix, before: Counter[str]) -> dict[str, Any] | None:
    """The offer, as `Offer` has it; None if it does not survive its judges."""
    proven = engine.prove(key, fix)
    if proven is None or not proven.edits:
        return None
    texts = {path: Path(path).read_bytes() for path in dict.fromkeys(e.file for e in proven.edits)}
    for path, text in texts.items():
        engine.set_overlay(path, apply_edits(text, [e for e in proven.edits if e.file == path]))
    after = heap_lines(engine.analyze(key))  # as it was just analysed for the proof
    for path in texts:
        engine.set_overlay(path, None)
    first = proven.edits[-1]  # imports come before it
    line = texts[first.file].count(b"\n", 0, first.start) + 1
    where, edits = f"{Path(first.file).name}:{line}", tuple(map(_plain, proven.edits))
    gone, new = (tuple(sorted(c.elements())) for c in (before - after, after - before))
    return asdict(Offer(proven.kind, proven.label, where, edits, gone, new))


def _plain(e: Edit) -> tuple[str, int, int, str]:
    return Path(e.file).name, e.start, e.end, e.new_text


def heap_lines(report: PackageReport) -> Counter[str]:
    """Texts of lines that say that something is allocated, each place counted once."""
    lines = {(g.file, g.line, g.column, g.text) for g in report.gc_lines if not g.foreign and g.level <= 1}
    return Counter(text for _, _, _, text in lines if on_heap(text))


def on_heap(text: str) -> bool:
    return text.startswith("moved to heap:") or text.endswith("escapes to heap")

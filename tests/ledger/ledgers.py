"""Ledgers of Go text, for tests."""

from __future__ import annotations

from pathlib import Path

from agree.oracle import goroot
from escapelens.engine import Engine, Options
from escapelens.ledger import FunctionCosts

CACHE = str(Path(__file__).resolve().parents[2] / ".cache")


def ledgers(folder: Path, text: str, release: str = "1.27", goroot: str = str(goroot())) -> dict[str, FunctionCosts]:
    """The ledgers of one file's functions, by name. goroot: the source tree of that release."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text(f"module snippets\n\ngo {release}\n")
    (folder / "snippets.go").write_text(text)
    engine = Engine(Options(goroot=goroot, go_version=release), CACHE)
    (key,), errors = engine.resolve(["."], str(folder))
    assert errors == []
    report = engine.analyze(key)
    assert not report.partial
    return {costs.function: costs for costs in engine.costs(key)}

"""Ledgers follow edits: those of functions that an edit leaves alone are the ones made before."""

from __future__ import annotations

from pathlib import Path

from escapelens.engine import Engine, Options
from ledger.ledgers import CACHE, goroot

TEXT = """package p

var sink any

func a() { sink = &[3]int{} }

func b() { n := 1; sink = n; c() }

func c() {}
"""


def test_ledgers_follow_an_edit(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module p\n\ngo 1.27\n")
    file = tmp_path / "p.go"
    file.write_text(TEXT)
    engine = Engine(Options(goroot=str(goroot())), CACHE)
    (key,), _ = engine.resolve(["."], str(tmp_path))
    before = {f.function: f for f in engine.costs(key)}
    engine.set_overlay(str(file), TEXT.replace("func c() {}", "func c() { sink = new(int) }").encode())
    engine.analyze(key)
    after = {f.function: f for f in engine.costs(key)}
    assert after["a"] is before["a"]
    assert [s.kind for s in after["c"].sites] == ["new"]
    assert [(s.kind, s.callee) for s in after["b"].sites if s.when.may] == [("new", "c")]
    assert [s.kind for s in before["b"].sites if s.when.may] == []

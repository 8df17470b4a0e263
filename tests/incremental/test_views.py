"""Views of the files: what is asked of one, or of a fork, changes nothing for the others; nothing is kept for ever."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from escapelens.cancel import Cancel, Cancelled
from escapelens.engine import Engine, Options
from escapelens.findings.severity import Rules
from escapelens.fixes.model import Edit, Fix
from escapelens.source import CHUNKS

TEXT = """package p

func grow(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

func kept() *int {
	x := 1
	return &x
}
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.22\n")
    (tmp_path / "p.go").write_text(TEXT)
    return str(tmp_path / "p.go")


def codes(engine: Engine, path: str) -> list[str]:
    return sorted(f.code for f in engine.analyze(str(Path(path).parent)).files[path].findings)


def removal(path: str) -> Fix:
    """Not a good one: kept returns nil."""
    start = TEXT.index("&x")
    return Fix("test", "Return nil", (Edit(path, start, start + 2, "nil"),), (), False)


def test_a_proof_leaves_no_trace(path: str) -> None:
    engine = Engine(Options())
    key = str(Path(path).parent)
    before = codes(engine, path)
    fixes = engine.fixes(key, path, 0, len(TEXT))
    proven = [engine.prove(key, fix) for fix in fixes for _ in range(3)]
    assert [fix.kind for fix in proven if fix is not None] == ["preallocate"] * 3
    assert engine.fixes(key, path, 0, len(TEXT)) == fixes
    after = engine.analyze(key)
    assert sorted(f.code for f in after.files[path].findings) == before
    assert after.stats.analysed <= 1, "only what the last proof had edited"


def test_a_proof_that_fails_half_way_leaves_no_trace(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(Options(strict=True))
    key = str(Path(path).parent)
    before = codes(engine, path)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("escapelens.incremental.redo.can_inline_funcs", fail)
        patched.setattr("escapelens.pipeline.devirtualize_and_inline", fail)
        with pytest.raises(RuntimeError):
            engine.prove(key, removal(path))
    assert codes(engine, path) == before


def test_a_cancelled_analysis_is_begun_anew(path: str) -> None:
    class Late(Cancel):
        """Set after so many looks at it."""

        def __init__(self, looks: int) -> None:
            super().__init__()
            self.looks = looks

        def check(self) -> None:
            self.looks -= 1
            if self.looks < 0:
                self.set()
            super().check()

    engine, fresh = Engine(Options()), Engine(Options())
    key = str(Path(path).parent)
    cancelled = 0
    while True:
        engine.forget(key)
        try:
            engine.analyze(key, cancel=Late(cancelled))
            break
        except Cancelled:
            cancelled += 1
            if cancelled % 2:
                assert engine.analyze(key).files == fresh.analyze(key).files
    assert cancelled > 4
    assert engine.analyze(key).files == fresh.analyze(key).files


def test_old_texts_are_forgotten(path: str) -> None:
    engine = Engine(Options())
    codes(engine, path)
    gc.collect()
    before = len(CHUNKS)
    for i in range(100):
        engine.set_overlay(path, TEXT.replace("x := 1", f"x := {i}").encode())
        codes(engine, path)
    gc.collect()
    assert len(CHUNKS) < before + 50


def test_severities_analyse_nothing_anew(path: str) -> None:
    engine = Engine(Options())
    key = str(Path(path).parent)
    engine.analyze(key)
    engine.set_rules(Rules(codes={"returned": "off"}))
    report = engine.analyze(key)
    assert report.stats.analysed == 0
    assert {f.code: f.severity for f in report.files[path].findings}["returned"] == "off"

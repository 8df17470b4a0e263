"""What a fix is said to gain is what the ledgers say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from escapelens import ledger
from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from escapelens.fixes.model import Edit, Fix
from escapelens.ir.nodes import Func
from escapelens.ir.target import Target
from escapelens.ledger import FunctionCosts
from escapelens.ledger.reading import Walked
from escapelens.ledger.weigh import Bounds

SOURCE = """package p

var keep *int

func early(n int) bool {
	x := n
	if n > 7 {
		return false
	}
	keep = &x
	return true
}

//go:noinline
func first() {}

//go:noinline
func other() {}

func calls() { first() }
"""


def proven(tmp_path: Path, old: str, new: str, calls: tuple[tuple[str, Bounds], ...] = ()) -> Fix | None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    path = tmp_path / "p.go"
    path.write_text(SOURCE, encoding="utf-8")
    engine = Engine(cache_dir=cache_dir())
    key = str(tmp_path)
    engine.analyze(key)
    at = SOURCE.index(old)
    return engine.prove(key, Fix("any", "Edit", (Edit(str(path), at, at + len(old), new),), calls=calls))


def test_moving_behind_an_early_return_is_a_gain(tmp_path: Path) -> None:
    fix = proven(tmp_path, "keep = &x", "late := x\n\tkeep = &late")
    assert fix is not None and fix.gain == "1 allocation of 8 bytes a call, on some paths"


@pytest.mark.parametrize(
    ("old", "new", "gain"),
    [(Bounds(1, 1), Bounds(0, 0), True), (Bounds(1, 1), Bounds(0, 1, 8), False), (None, Bounds(0, 0), False)],
)
def test_calls_cost_what_the_kind_says(tmp_path: Path, old: Bounds | None, new: Bounds, gain: bool) -> None:
    calls = (*([("example.com/p.first", old)] if old else []), ("example.com/p.other", new))
    fix = proven(tmp_path, "calls() { first", "calls() { other", calls)
    assert (fix is not None and fix.gain.startswith("1 allocation")) == gain


@pytest.mark.parametrize(("version", "kinds"), [("1.20", []), ("1.21", ["sort_slice"])])
def test_a_language_without_slices_is_offered_none(tmp_path: Path, version: str, kinds: list[str]) -> None:
    (tmp_path / "go.mod").write_text(f"module example.com/p\n\ngo {version}\n", encoding="utf-8")
    path = tmp_path / "p.go"
    path.write_text(
        'package p\n\nimport "sort"\n\nfunc f(s []int) { sort.Slice(s, func(i, j int) bool { return s[i] < s[j] }) }\n',
        encoding="utf-8",
    )
    engine = Engine(cache_dir=cache_dir())
    assert [fix.kind for fix in engine.fixes(str(tmp_path), str(path), 0, sys.maxsize)] == kinds


def test_imports_that_an_edit_adds_leave_the_others_in_use(tmp_path: Path) -> None:
    """Functions that the edit leaves alone use the imports as they were."""
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    path = tmp_path / "p.go"
    path.write_text(
        'package p\n\nimport (\n\t"sort"\n\t"unicode/utf8"\n)\n\n'
        "func f(s []int) { sort.Slice(s, func(i, j int) bool { return s[i] < s[j] }) }\n\n"
        "func g(s []byte) bool { return utf8.Valid(s) }\n",
        encoding="utf-8",
    )
    engine = Engine(cache_dir=cache_dir())
    fixes = engine.fixes(str(tmp_path), str(path), 0, sys.maxsize)
    assert [engine.prove(str(tmp_path), fix) is not None for fix in fixes] == [True]


@pytest.mark.parametrize("call", ["panic()", "append()", "copy(keep)", "len()", "new()"])
def test_a_built_in_without_its_arguments_is_refused(tmp_path: Path, call: str) -> None:
    """The compiler refuses it, so the judge does; it raised before."""
    assert proven(tmp_path, "calls() { first()", f"calls() {{ {call}") is None


def test_copies_of_an_inlined_literal_are_told_apart(tmp_path: Path) -> None:
    """They have one name, and allocate differently where they are inlined; an edit elsewhere wins all the same."""
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    path = tmp_path / "p.go"
    path.write_text(
        'package p\n\nimport "fmt"\n\nvar keep any\n\n'
        "func maker(s string) func() { return func() { keep = s } }\n\n"
        'func constant() { maker("constant")() }\n\n'
        'func name(s string) string { return fmt.Sprintf("name %s", s) }\n',
        encoding="utf-8",
    )
    engine = Engine(cache_dir=cache_dir())
    fixes = engine.fixes(str(tmp_path), str(path), 0, sys.maxsize)
    assert [(fix.kind, engine.prove(str(tmp_path), fix) is not None) for fix in fixes] == [("sprintf", True)]


def test_a_proof_makes_the_ledgers_of_what_is_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And of no other function: those of all are made once, for what their findings cost."""
    made: list[str] = []
    make = ledger.of

    def of(
        fns: list[Func], target: Target, partial: str = "", walked: dict[Func, Walked] | None = None
    ) -> tuple[FunctionCosts, ...]:
        found = make(fns, target, partial, walked)
        made.extend(costs.function for costs in found)
        return found

    monkeypatch.setattr(ledger, "of", of)
    assert proven(tmp_path, "keep = &x", "late := x\n\tkeep = &late") is not None
    assert sorted({*made}) == ["calls", "early", "first", "other"]
    assert [name for name in made if made.count(name) > 1] == ["early", "early"]


def test_a_proof_after_another_knows_what_both_cost(tmp_path: Path) -> None:
    """The caller is built again when the state comes back from the first, and stands in the second."""
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    path, engine = tmp_path / "p.go", Engine(cache_dir=cache_dir())
    source = "package p\n\nvar keep *int\n\nfunc both() {\n\tvar a, b int\n\tone(&a)\n\ttwo(&b)\n}\n"
    for name in ("one", "two"):
        source += f"\n//go:noinline\nfunc {name}({name[0]} *int) {{ keep = {name[0]} }}\n"
    path.write_text(source, encoding="utf-8")
    engine.analyze(str(tmp_path))
    for assigned in ("keep = o", "keep = t"):
        at = source.index(assigned)
        edit = Edit(str(path), at, at + len(assigned), f"*{assigned[-1]} = 1")
        fix = engine.prove(str(tmp_path), Fix("any", "Edit", (edit,)))
        assert fix is not None and fix.gain

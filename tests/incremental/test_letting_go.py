"""Bodies go when findings are made of them, those of callees before those of callers are expanded."""

from __future__ import annotations

from pathlib import Path

import pytest

from agree.toolchain import goroot
from escapelens.engine import Engine, Options
from escapelens.incremental import gathering
from escapelens.incremental.package import PackageState
from escapelens.incremental.unit import Unit

SOURCE = """\
package p

import "sync"

type item struct{ next *item }

type table struct{ known sync.Map }

func leaf(n int) *item {
	if n > 1 {
		defer println(n)
	}
	return &item{}
}

func caller(n int) *item { return leaf(n).next }

func lookup(t *table, n int) (any, *item) {
	found, _ := t.known.Load(n)
	return found, caller(n)
}

func last(t *table) *item {
	_, found := lookup(t, 1)
	return found
}

func even(n int, x *item) *item {
	if n == 0 {
		return x
	}
	return odd(n-1, &item{x})
}

func odd(n int, x *item) *item { return even(n-1, x) }

func broken() *item { return undefined(&item{}) }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(SOURCE)
    return tmp_path


def engine(**options: bool) -> Engine:
    return Engine(Options(goroot=str(goroot()), **options))  # type: ignore[arg-type]


def state_of(known: Engine) -> PackageState:
    (state,) = known._states.values()
    return state


def whole(state: PackageState) -> set[str]:
    return {unit.root.sym for unit in state.units.values() if unit.root.body}


def test_of_what_is_solved_again_bodies_stay(folder: Path) -> None:
    known = engine()
    known.analyze(str(folder))
    assert whole(state_of(known)) == {"even", "odd", "broken"}


def test_they_stay_where_nobody_wants_findings(folder: Path) -> None:
    known = engine(lines=True)
    known.analyze(str(folder))
    assert {"leaf", "caller", "last"} <= whole(state_of(known))


def test_an_edit_builds_them_again(folder: Path) -> None:
    known = engine()
    before = known.analyze(str(folder))
    path, edited = str(folder / "p.go"), SOURCE.replace("return &item{}", "return kept")
    known.set_overlay(path, (edited + "\nvar kept *item\n").encode())
    known.analyze(str(folder))
    known.set_overlay(path, SOURCE.encode())
    again = known.analyze(str(folder))
    assert again.files[path].findings == before.files[path].findings
    assert whole(state_of(known)) == {"even", "odd", "broken"}


def test_what_calls_cost_is_known_without_them(folder: Path) -> None:
    known = engine()
    known.analyze(str(folder))
    cost = known.cost_at(str(folder), str(folder / "p.go"), SOURCE.index("leaf(n).next"))
    assert cost is not None and "allocates" in cost.text and "nothing" not in cost.text


def test_functions_are_whole_before_their_callers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That holds of callers of instances, too, to which only an imported body leads that is inlined."""
    told: list[str] = []
    at_once: list[int] = []
    solved, draft = gathering.Gathering.solved, PackageState._draft

    def note(self: gathering.Gathering, analysis: object, fns: object, batches: object) -> None:
        before = len(told)
        solved(self, analysis, fns, batches)  # type: ignore[arg-type]
        at_once.append(len(told) - before)

    def drafted(self: PackageState, unit: Unit, *rest: object) -> None:
        told.append(unit.root.sym)
        draft(self, unit, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(gathering.Gathering, "solved", note)
    monkeypatch.setattr(PackageState, "_draft", drafted)
    engine().analyze(str(folder))
    assert told.index("leaf") < told.index("caller") < told.index("lookup") < told.index("last")
    assert any("HashTrieMap" in name for name in told[: told.index("lookup")])
    assert max(at_once) <= 2  # even and odd

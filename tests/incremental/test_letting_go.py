"""Bodies go when findings are made of them, those of callees before those of callers are expanded."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest

from agree.toolchain import goroot
from escapelens.engine import Engine, Options
from escapelens.incremental import gathering, units
from escapelens.incremental.package import PackageState
from escapelens.incremental.unit import Unit
from escapelens.inline.inliner import Inliner
from escapelens.ir.nodes import Func, Node
from escapelens.remarks import Flow, Remark

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


RECURSIVE = """\
package p

type node struct{ next *node }

func (n *node) step(k int) *node { return n.next }

func short(n int) bool { return n == 0 }

func ping(n int, x *node) func(int) *node {
	if short(n) {
		return x.step
	}
	return func(k int) *node { return pong(k, &node{x})(n) }
}

func pong(n int, x *node) func(int) *node {
	if short(n) {
		return x.step
	}
	return ping(n-1, &node{x})
}

func user(n int) bool { return short(n) || short(n+1) }
"""


def test_what_was_analysed_again_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often that is done, as many functions, nodes and remarks stay alive."""
    monkeypatch.setattr(units, "DEAD", 0)
    (folder / "p.go").write_text(RECURSIVE)
    known = engine()
    known.analyze(str(folder))

    def alive_after(edits: int) -> Counter[str]:
        for i in range(edits):
            number = "0" if i % 2 else "1"
            text = RECURSIVE.replace("n == 0", f"n == {number}").replace("pong(k,", f"pong(k+{number},")
            known.set_overlay(str(folder / "p.go"), text.encode())
            assert known.analyze(str(folder)).stats.analysed > 1
        gc.collect()
        kinds = (Node, Flow, Remark, Inliner, Unit)
        return Counter(o.__class__.__name__ for o in gc.get_objects() if isinstance(o, kinds))

    alive_after(4)
    before = alive_after(2)
    assert before["Unit"] and not before["Inliner"]
    assert alive_after(10) == before


VARIED = """\
package p

import (
	"bytes"
	"sync"
)

type node struct {
	mu   sync.Mutex
	next *node
	kids map[string][]*node
}

type stepper interface{ step(k int) *node }

func (n *node) step(k int) *node {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.next
}

func each[T any](xs []T, f func(*T)) (out []*T) {
	type pair struct{ a, b *T }
	for i := range xs {
		p := pair{&xs[i], new(T)}
		f(p.a)
		out = append(out, p.b)
	}
	return out
}

type seen struct{ at **node }

func walk(n *node, s stepper) []**node {
	all := []seen{{&n}}
	n.mu.Lock()
	n.mu.Unlock()
	var buf bytes.Buffer
	buf.WriteString("x")
	return each([]*node{n, s.step(1)}, func(at **node) { all = append(all, seen{at}) })
}

func again(n *node) []**node { return walk(n, struct{ *node }{n}) }
"""


@pytest.mark.parametrize(
    "edits",
    [
        [("s.step(1)", "s.step(2)"), ("return n.next", "return n")],
        [("type pair struct{", "type pair struct{ c [4]byte; "), ("new(T)", "p.a")],
        [("	next *node", "	next *node; prev *node"), ("func again(n *node)", "func again(n *node, more ...int)")],
        [("func again", "func added[K comparable](k K) *K { return each([]K{k}, nil)[0] }\n\nfunc again")],
        [
            ("walk(n, struct", "use(n, struct"),
            ("func again", "func use(n *node, s stepper) []**node { return nil }\n\nfunc again"),
        ],
        [("n.mu.Lock()\n	n.mu", "n.mu.Lock()\n	_ = undefined(n)\n	n.mu"), ("s.step(1)", "s.stop(1)")],
    ],
    ids=["bodies", "local types", "declarations", "functions", "calls", "errors"],
)
def test_however_often_it_is_saved_as_much_stays(
    folder: Path, edits: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many objects of any class of ours, and as many inlined calls and types met; opened and closed in between."""
    monkeypatch.setattr(units, "DEAD", 0)
    path = folder / "p.go"
    path.write_text(VARIED)
    known = Engine(Options(patient=False))
    known.analyze(str(folder))
    for edit in edits:
        assert edit[0] in VARIED

    def alive_after(rounds: int) -> Counter[str]:
        for _ in range(rounds):
            for edit in edits:
                known.set_overlay(str(path), VARIED.replace(*edit).encode())
                known.analyze(str(folder))
            known.set_overlay(str(path), None)
            known.analyze(str(folder))
        gc.collect()
        target = state_of(known).analysis.target  # type: ignore[union-attr]
        alive = Counter(
            o.__class__.__name__ for o in gc.get_objects() if str(o.__class__.__module__).startswith("escapelens")
        )
        return alive | Counter({"inlined": len(target.inl_tree.nodes)})

    alive_after(2)
    before = alive_after(1)
    assert before["Unit"] and not alive_after(6) - before


def test_nothing_big_waits_for_the_garbage_collector(folder: Path) -> None:
    (folder / "p.go").write_text(RECURSIVE)
    gc.collect()
    gc.disable()
    try:
        known = engine()
        known.analyze(str(folder))
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = Counter(o.__class__.__name__ for o in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left and not left.keys() & {"Walk", "Batch", "Location"}


def test_what_an_edit_replaces_does_not_wait_for_the_garbage_collector(folder: Path) -> None:
    path = folder / "p.go"
    path.write_text(VARIED)
    known = Engine(Options(patient=False))
    known.analyze(str(folder))
    gc.collect()
    gc.disable()
    try:
        for text in (VARIED.replace("s.step(1)", "s.step(2)"), VARIED.replace("return n.next", "return n"), VARIED) * 2:
            known.set_overlay(str(path), text.encode())
            for file in known.analyze(str(folder)).files.values():
                assert file.findings
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = Counter(o.__class__.__name__ for o in gc.garbage)
        own = {o.sym for o in gc.garbage if isinstance(o, Func) and o.pkg is state_of(known).pkg}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not own  # functions of imported packages are read anew for whoever inlines them
    assert not left.keys() & {"Unit", "Remark", "Flow", "Draft", "AnswerDraft", "Found", "Finding", "Location"}

"""Functions are mutually recursive as the compiler sees it: what an edit joins or parts is solved again, as anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from escapelens.incremental.calls import Calls
from escapelens.incremental.package import PackageState
from incremental.test_edits import Both, both

# x is moved to the heap as long as f, g and h lead to one another; each test leads from g to h in a way of its own.
CYCLE = b"""package small

type node struct{ next *node }

type doer interface{ do(n int) }

type t struct{}

//go:noinline
func (t) do(n int) { h(n) }

//go:noinline
func f(n int, at *node) *node {
	if n > 2 {
		g(n)
	}
	return at
}

func made() doer { return t{} }

func run(d doer, n int) { d.do(n) }

//go:noinline
func g(n int) {
	CALL
}

//go:noinline
func h(n int) {
	var y *node
	for range n {
		x := node{}
		if n > 4 {
			f(n, &x)
		} else {
			y = f(n, y)
		}
	}
	println(y)
}
"""
DIRECT = b"h(n)"
DEVIRTUALIZED = (b"var d doer = t{}\n\td.do(n)", b"any(t{}).(doer).do(n)", b"made().do(n)", b"run(t{}, n)")
LITERAL = b"k := func() { h(n) }\n\tk()"
MOVED = "moved to heap: x"


def cycle(folder: Path, call: bytes) -> Both:
    engines = both(folder, CYCLE.replace(b"CALL", call))
    assert moved(engines)
    return engines


def edit(engines: Both, *changes: tuple[bytes, bytes]) -> None:
    (path,) = engines.texts
    for old, new in changes:
        assert engines.texts[path].count(old) == 1, old
        engines.texts[path] = engines.texts[path].replace(old, new)
    engines.analyze()


def moved(engines: Both) -> bool:
    return any(line.text == MOVED for line in engines.analyze().gc_lines)


@pytest.mark.parametrize("call", [DIRECT, *DEVIRTUALIZED, LITERAL])
def test_an_edit_that_changes_nothing_leaves_the_cycle(tmp_path: Path, call: bytes) -> None:
    engines = cycle(tmp_path, call)
    for head in (b"\tvar y *node\n", b"\tif n > 2 {\n", b"\t" + call):
        edit(engines, (head, b"\t_ = 1\n" + head))
        assert moved(engines)
    engines.warm.anticipate(engines.key)
    edit(engines, (b"\treturn at\n", b"\n\n\treturn at\n"))
    assert moved(engines)


@pytest.mark.parametrize("call", [DIRECT, *DEVIRTUALIZED, LITERAL])
@pytest.mark.parametrize("way", ["from f", "in g", "to h"])
def test_an_edit_that_ends_the_cycle_parts_it_and_back(tmp_path: Path, call: bytes, way: str) -> None:
    engines = cycle(tmp_path, call)
    old, new = {
        "from f": (b"\t\tg(n)\n", b"\t\t_ = 1\n"),
        "in g": (b"\t" + call, b"\t_ = n"),
        "to h": (b"do(n int) { h(n) }", b"do(n int) { _ = n }"),
    }[way]
    ends = way != "to h" or call in DEVIRTUALIZED
    edit(engines, (old, new))
    assert moved(engines) != ends
    edit(engines, (new, old))
    assert moved(engines)


@pytest.mark.parametrize("call", DEVIRTUALIZED)
def test_a_method_is_found_where_an_interface_was_called(tmp_path: Path, call: bytes) -> None:
    engines = both(tmp_path, CYCLE.replace(b"CALL", b"var d doer\n\td.do(n)"))
    assert not moved(engines)
    edit(engines, (b"var d doer\n\td.do(n)", call))
    assert moved(engines)


def test_a_cycle_is_known_that_one_edit_of_all_its_functions_closes(tmp_path: Path) -> None:
    engines = both(tmp_path, CYCLE.replace(b"CALL", b"var d doer\n\td.do(n)").replace(b"\t\tg(n)", b"\t\t_ = n"))
    change = [(b"var d doer\n", b"var d doer = t{}\n"), (b"\t\t_ = n", b"\t\tg(n)")]
    edit(engines, *change, (b"{ h(n) }", b"{ _ = 1; h(n) }"), (b"\tvar y *node\n", b"\t_ = 1\n\tvar y *node\n"))
    assert moved(engines)
    edit(engines, (b"\t_ = 1\n\tvar y *node\n", b"\tvar y *node\n"))
    assert moved(engines)


def test_code_becomes_dead(tmp_path: Path) -> None:
    engines = cycle(tmp_path, LITERAL)
    edit(engines, (b"\tk()\n", b"\treturn\n\tk()\n"))
    assert not moved(engines)
    edit(engines, (b"\treturn\n\tk()\n", b"\tk()\n"))
    assert moved(engines)


def test_a_function_of_the_cycle_is_no_more(tmp_path: Path) -> None:
    engines = cycle(tmp_path, DIRECT)
    g = b"//go:noinline\nfunc g(n int) {\n\th(n)\n}\n"
    edit(engines, (g, b""), (b"\t\tg(n)\n", b"\t\t_ = 1\n"))
    assert not moved(engines)


def test_a_function_of_the_cycle_has_another_signature(tmp_path: Path) -> None:
    engines = cycle(tmp_path, DIRECT)
    edit(engines, (b"func g(n int) {\n\th(n)\n", b"func g(n any) {\n\t_ = n\n"))
    assert not moved(engines)


def test_an_instance_in_the_cycle_ends_it(tmp_path: Path) -> None:
    engines = cycle(tmp_path, DIRECT)
    edit(engines, (b"func g(n int)", b"func g[T any](n int)"), (b"\tg(n)", b"\tg[int](n)"))
    assert moved(engines)
    edit(engines, (b"\th(n)\n", b"\t_ = n\n"))
    assert not moved(engines)


def test_a_call_in_error_goes(tmp_path: Path) -> None:
    engines = cycle(tmp_path, DIRECT)
    edit(engines, (b"\tif n > 2 {\n", b"\tnowhere(at)\n\tif n > 2 {\n"))
    edit(engines, (b"\tnowhere(at)\n", b""))
    assert moved(engines)


def test_a_literal_that_is_copied_costs_the_same_whichever_copy_was_made_last(tmp_path: Path) -> None:
    engines = both(
        tmp_path,
        b"""package small

type tree struct{ l *tree }

//go:noinline
func rotate(t, k *tree) *tree { return k }

func depth(t *tree) *tree {
	return least(t, func(a *tree) *tree { return rotate(a, a) })
}

func least(t *tree, f func(*tree) *tree) *tree {
	return func() *tree { return f(t.l) }()
}
""",
    )
    edit(engines, (b"return rotate(a", b"_ = 1; return rotate(a"))
    first, again = (
        [*file.answers] for e in (engines.warm, engines.cold) for file in e.analyze(engines.key).files.values()
    )
    assert first == again


# Each leads around through methods that calls of interfaces were found to lead to, some of them once another function
# is inlined; and an edit in it.
ROUNDS = (
    (
        """
type other interface{ od(n *int, at *node) }
var sink *node
type t2 struct{}
type t3 struct{}
func (r t3) do(n int, at *node) *node { var d other = t2{}; d.od(&n, at); return at }
//go:noinline
func f3(n int, at *node) *node { var d doer = t3{}; at = d.do(n, at); return at }
func apply(f func(*node) *node, at *node) *node { return f(at) }
func (r t2) do(n int, at *node) *node { sink = at; return at }
//go:noinline
func (r t2) od(m *int, at *node) {
	n := *m
	defer doer(&t2{}).do(n, at)
	at = apply(func(k *node) *node { return f3(n, k) }, at)
}
""",
        ("\tn := *m", "\t_ = 1\n\tn := *m"),
    ),
    (
        """
type t2 struct{}
//go:noinline
func (r t2) do(n int, at *node) *node { at = f2(n, at); return at }
func run(d doer, n int, at *node) *node { return d.do(n, at) }
//go:noinline
func f2(n int, at *node) *node { at = run(t2{}, n, at); return at }
""",
        ("at = f2(n, at)", "_ = 1; at = f2(n, at)"),
    ),
    (
        """
func made() doer { return t1{} }
func before(n int, at *node) *node { return at }
type t0 struct{}
type t1 struct{}
//go:noinline
func (r t0) do(n int, at *node) *node { var d doer = t1{}; at = d.do(n, at); return at }
//go:noinline
func (r t1) do(n int, at *node) *node { at = f2(n, at); return at }
//go:noinline
func f2(n int, at *node) *node { var d doer = t0{}; at = d.do(n, at); return at }
""",
        ("*node) *node { return at }", "*node) *node { return made().do(n, at) }"),
    ),
    (
        """
type t1 struct{}
//go:noinline
func h(n int, at *node) *node { var d doer = t1{}; at = d.do(n, at); at = k(n, at); return at }
//go:noinline
func (r t1) do(n int, at *node) *node { at = k(n, at); at = h(n, at); return at }
//go:noinline
func k(n int, at *node) *node { at = h(n, at); return at }
""",
        ("*node { at = h(n, at)", "*node { _ = 1; at = h(n, at)"),
    ),
)


@pytest.mark.parametrize(("text", "change"), ROUNDS)
def test_methods_that_are_found_close_a_cycle(tmp_path: Path, text: str, change: tuple[str, str]) -> None:
    head = "package small\n\ntype node struct{ next *node }\ntype doer interface{ do(n int, at *node) *node }\n"
    engines = both(tmp_path, f"{head}{text}".encode())
    old, new = (each.encode() for each in change)
    edit(engines, (old, new))
    engines.warm.anticipate(engines.key)
    edit(engines, (new, old))


COSTS = b"""package small

var sink []any

func first(n int) {
	if n > 0 {
		second(n - 1)
		third(n - 2)
	}
}

//go:noinline
func second(n int) {
	third(n - 1)
}

func third(n int) {
	sink = append(sink, make([]int, n))
	if n > 3 {
		first(n - 1)
	}
	second(n - 4)
}
"""


def test_what_a_cycle_costs_is_the_same_whoever_is_asked_first(tmp_path: Path) -> None:
    engines = both(tmp_path, COSTS)
    (path,) = engines.texts
    calls = [m.start() for m in re.finditer(rb"\b(first|second|third)\(n", COSTS)]
    warm = [engines.warm.cost_at(engines.key, path, at) for at in calls]
    cold = [engines.cold.cost_at(engines.key, path, at) for at in reversed(calls)]
    assert warm == cold[::-1]
    (a,), (b,) = engines.warm._states.values(), engines.cold._states.values()
    asked = [
        costs(state, names) for state, names in ((a, ("first", "second", "third")), (b, ("second", "third", "first")))
    ]
    assert asked[0] == asked[1] and len(asked[0]) == 3


def test_of_instances_the_same_is_told_whichever_was_made_last(tmp_path: Path) -> None:
    text = b"""package small

type doer interface{ do() any }

type a struct{ p *int }

type b struct{}

//go:noinline
func (a) do() any { return new(int) }

//go:noinline
func (b) do() any { return new(string) }

//go:noinline
func run[T doer](d T) any { return d.do() }

func main() {
	_, _ = run(a{}), run(b{})
}
"""
    engines = both(tmp_path, text)
    edit(engines, (b"type b struct{}", b"type b [2]int"))
    (path,) = engines.texts
    at = engines.texts[path].index(b"d.do()")
    assert engines.warm.cost_at(engines.key, path, at) == engines.cold.cost_at(engines.key, path, at) is not None


def costs(state: PackageState, names: Iterable[str]) -> dict[str, object]:
    """What functions cost, asked for in this order and for the first time."""
    across = Calls(state, state.syntax_places).across
    roots = {unit.root.sym: unit.root for unit in state.units.values()}
    found = {name: across.costs(roots[name]) for name in names}
    return {
        name: (each.counts, [step and step.to and step.to.sym for step in each.steps]) for name, each in found.items()
    }

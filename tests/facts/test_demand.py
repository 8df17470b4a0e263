"""Facts found function by function are those of the whole package's analysis, in whatever order they are asked for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from escapelens.check.checker import checker_of
from escapelens.engine import Engine, Options
from escapelens.facts.build import build_facts
from escapelens.facts.demand import Demand
from escapelens.facts.known import key_of
from escapelens.facts.model import PackageFacts
from escapelens.facts.patience import Patience
from escapelens.packages.package import PackageFiles
from escapelens.workers.pool import find_missing

ROOT = Path(__file__).resolve().parents[2]

LOW = """\
package low

//go:noinline
func last[T any](in []T) *T { return &in[len(in)-1] }

func Last(in []string) *string { return last(in) }

type Buffer struct{ data []byte }

func (b *Buffer) Write(p []byte) (int, error) { b.data = append(b.data, p...); return len(p), nil }

func (b *Buffer) Reset() { b.data = b.data[:0] }

func Mark(p *int) *int { return p }

func Quiet(n int) int { return n + 1 }
"""

MIDDLE = """\
package middle

import (
	"sort"
	"sync"

	"example.com/m/low"
)

type node struct{ next *node; val *int }

type writer interface{ Write(p []byte) (int, error) }

var kept *int

// Devirtualised: the function that is called is known after inlining only.
func Fill(p []byte) int {
	var w writer = open()
	n, _ := w.Write(p)
	return n
}

type file struct{ at []byte }

func open() *file { return &file{} }

func (f *file) Write(p []byte) (int, error) {
	for i := 0; i < len(p); i++ {
		if p[i] == 0 {
			return i, nil
		}
	}
	f.at = p
	return helper(len(p)), nil
}

//go:noinline
func helper(n int) int { return n }

// Mutually recursive and large: whoever is judged first, none can be inlined.
func Walk(n *node, depth int) *int {
	for i := 0; i < depth; i++ {
		for m := n; m != nil; m = m.next {
			if m.val != nil && *m.val == i {
				return step(m, depth)
			}
			helper(i)
			helper(depth)
		}
	}
	return nil
}

func step(n *node, depth int) *int {
	for i := 0; i < depth; i++ {
		if n.next != nil {
			helper(i)
			helper(depth)
			helper(i + depth)
			return Walk(n.next, depth-1)
		}
	}
	return n.val
}

func Keep(p *int) { kept = low.Mark(p) }

func Count(b *low.Buffer, once *sync.Once) int {
	once.Do(func() { b.Reset() })
	f := func(n int) int { return low.Quiet(n) + helper(n) }
	return f(1) + f(2)
}

func Map[K comparable, V any](in []K, f func(K) V) map[K]V {
	out := make(map[K]V, len(in))
	for _, k := range in {
		out[k] = f(k)
	}
	return out
}

func Lengths(in []string) map[string]int { return Map(in, func(s string) int { return len(s) }) }

// Nobody instantiates this: what it would inline is not exported.
type Locked[T any] struct {
	mu sync.Mutex
	v  T
}

func (l *Locked[T]) Get() T { l.mu.Lock(); return l.v }

func unused(p *int) *int { return Mixed(p, nil) }

func Mixed(p, q *int) *int {
	if q == nil {
		return p
	}
	defer helper(1)
	return q
}

func init() { sort.Slice(nil, func(i, j int) bool { return false }) }
"""

# Here the rest of the package has a say.
TURNS = """\
package turns

func start() bool { return Odd(3) }

func Even(n int) bool {
	if n == 0 {
		return true
	}
	return Odd(n - 1)
}

func Odd(n int) bool {
	if n == 0 {
		return false
	}
	return Even(n - 1)
}
"""

INSTANCE = """\
package instance

import "example.com/m/low"

func Longest(in []string) *string { return low.Last(in) }
"""

# Whoever imports this may get bodies of low by way of it.
BETWEEN = """\
package between

import "example.com/m/low"

func Twice(n int) int { return low.Quiet(n) + low.Quiet(n) }

func Point[T any](p *int, v T) (*int, T) { return low.Mark(p), v }

func instantiated(p *int) *int { q, _ := Point(p, 0); return q }

type List[T any] struct {
	buf low.Buffer
	all []T
}

func (l *List[T]) Clear() { l.buf.Reset(); l.all = l.all[:0] }

//go:noinline
func Big(b *low.Buffer) {
	b.Reset()
	for range 10 {
		for range 20 {
			println(low.Quiet(3), low.Quiet(4), low.Quiet(5), low.Quiet(6), low.Quiet(7), low.Quiet(8))
		}
	}
}
"""

# None of these names a function of low.
BY_FUNC = """\
package byfunc

import "example.com/m/between"

func Four(n int) int { return between.Twice(n) + between.Twice(n) }
"""

BY_INSTANCE = """\
package byinstance

import "example.com/m/between"

func Point(p *int) *int { q, _ := between.Point(p, "v"); return q }
"""

BY_TYPE = """\
package bytype

import "example.com/m/between"

type Names struct{ list between.List[string] }

func (n *Names) Clear() { n.list.Clear() }
"""

BY_EMBEDDED = """\
package byembedded

import "example.com/m/low"

type Named struct{ low.Buffer }

type pair struct{ Named }

func New() *Named { return &Named{} }
"""

BY_NONE = """\
package bynone

import "example.com/m/between"

func All() { between.Big(nil) }
"""

BEHIND = """\
package behind

type step interface{ run(n int) *int }

type Plus struct{ by int }

func (p *Plus) run(n int) *int { return &p.by }

type again struct {
	inner step
	more  []*int
}

func (a *again) run(n int) *int {
	if n == 0 {
		return nil
	}
	a.more = append(a.more, a.inner.run(Go(a.inner)))
	return a.more[0]
}

type fresh struct{}

//go:noinline
func (fresh) run(n int) *int { return &n }

func Go(s step) int { return *s.run(3) }

//go:noinline
func Far(n int) int { return Go(&again{inner: fresh{}}) + n }

type quiet interface{ say() int }

type Word string

func (w Word) say() int { return len(w) }

func Say(q quiet) int { return q.say() }

type closer interface{ close() }

func Shut(c closer) { c.close() }
"""

AROUND = """\
package around

import "example.com/m/behind"

type Both struct{ *behind.Plus; behind.Word }

func Twice(p *behind.Plus) int { return behind.Go(p) + 1 }

//go:noinline
func Said(w *Both) int { return behind.Say(w) + behind.Far(1) }

func Closed() { behind.Shut(nil) }
"""

MAIN = """\
package main

import (
	"example.com/m/instance"
	"example.com/m/middle"
	"example.com/m/turns"
)

func main() {
	p := new(int)
	middle.Keep(p)
	println(middle.Fill(nil), turns.Even(3), instance.Longest(nil))
}
"""


TEXTS = {
    "low": LOW,
    "middle": MIDDLE,
    "turns": TURNS,
    "instance": INSTANCE,
    "between": BETWEEN,
    "byfunc": BY_FUNC,
    "byinstance": BY_INSTANCE,
    "bytype": BY_TYPE,
    "byembedded": BY_EMBEDDED,
    "bynone": BY_NONE,
    "behind": BEHIND,
    "around": AROUND,
}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    for name, text in TEXTS.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.go").write_text(text)
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (folder / "main.go").write_text(MAIN)
    return folder


def engine(cache: Path | None = None) -> Engine:
    return Engine(Options(), str(cache) if cache is not None else None)


def files_of(of: Engine, folder: Path) -> PackageFiles:
    return of.dependencies.loader.package_at(str(folder))


def whole(folder: Path) -> PackageFacts:
    of = engine()
    return build_facts(of.dependencies, files_of(of, folder))


def found(demand: Demand) -> set[str]:
    return set(demand._facts.funcs)


TESTDATA = ROOT / "tests" / "inline" / "testdata"
FOLDERS = sorted(path.parent for path in TESTDATA.glob("*/*.go"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("seed", [1, 2])
def test_of_each_function_as_of_the_whole(folder: Path, seed: int) -> None:
    check(folder, seed)


@pytest.mark.parametrize("name", [*TEXTS])
@pytest.mark.parametrize("seed", range(4))
def test_in_any_order(module: Path, name: str, seed: int) -> None:
    check(module / name, seed)


def check(folder: Path, seed: int) -> None:
    expected = whole(folder)
    of = engine()
    files = files_of(of, folder)
    package = of.dependencies.package(files)
    assert package is not None
    functions = checker_of(package).method_decls()
    random.Random(seed).shuffle(functions)
    for obj in functions:
        assert obj.facts == expected.funcs.get(key_of(obj)), key_of(obj)
    names = ("Mark", "Quiet", "(*Buffer).Reset", "Last", "(*Mutex).Lock")
    links = [f"{p}.{name}" for p in [*expected.imports.values(), "example.com/m/low"] for name in names]
    held = {link for link in [*links, *expected.inlined_imports] if package.facts.exports(link)}
    assert held == set(expected.inlined_imports)


@pytest.mark.parametrize("name", ["byfunc", "byinstance", "bytype", "byembedded", "bynone"])
def test_bodies_that_come_by_way_of_others(module: Path, name: str) -> None:
    expected = set(whole(module / name).inlined_imports)
    assert bool(expected) == (name != "bynone")
    links = [f"example.com/m/low.{func}" for func in ("Mark", "Quiet", "(*Buffer).Reset", "Last")]
    for link in {*links, *expected}:
        of = engine()
        package = of.dependencies.package(files_of(of, module / name))
        assert package is not None
        assert package.facts.exports(link) == (link in expected), link


def test_only_what_is_reached_is_analysed(module: Path) -> None:
    of = engine()
    report = of.analyze(str(module))
    assert not report.partial
    by_name = {demand.files.import_path.rpartition("/")[2]: demand for demand in of.dependencies.demands.values()}
    assert found(by_name["middle"]) == {"Keep", "Fill", "open", "file.Write", "helper"}
    assert "Mark" in found(by_name["low"]) and "Quiet" not in found(by_name["low"])
    assert by_name["turns"].whole and by_name["instance"].whole


def test_nobody_analyses_it_again(module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = engine(tmp_path / "cache").analyze(str(module))
    monkeypatch.setattr(Demand, "_look", None)
    again = engine(tmp_path / "cache").analyze(str(module))
    assert list(again.gc_lines) == list(first.gc_lines)


def test_what_two_find_is_kept_together(module: Path, tmp_path: Path) -> None:
    one, other = engine(tmp_path / "cache"), engine(tmp_path / "cache")
    demands = []
    for of, name in ((one, "Keep"), (other, "Lengths")):
        package = of.dependencies.package(files_of(of, module / "middle"))
        assert package is not None and package.scope.lookup(name).facts is not None  # type: ignore[attr-defined, union-attr]
        demands.append(package.facts)
    one.dependencies.save()
    other.dependencies.save()
    third = engine(tmp_path / "cache").dependencies
    package = third.package(files_of(one, module / "middle"))
    assert package is not None
    assert found(package.facts) == found(demands[0]) | found(demands[1])


def test_without_patience_the_answer_is_partial_and_says_what_it_lacks(module: Path, tmp_path: Path) -> None:
    of = engine(tmp_path / "cache")
    key = str(module)
    before = of.analyze(key, patience=Patience(0))
    partial = [f for file in before.files.values() for f in file.findings if f.code == "partial" or f.partial]
    assert partial
    job = of.missing_facts(key)
    assert job is not None
    assert {"Keep", "Fill"} == set(dict(job.wanted.values())["example.com/m/middle"].funcs)
    for _ in range(3):  # what is found can be inlined, and leads on
        if job is not None:
            find_missing(job, 1)
            of.adopt_facts()
            after = of.analyze(key, patience=Patience(0))
            job = of.missing_facts(key)
    assert job is None
    assert list(after.gc_lines) == list(engine().analyze(key).gc_lines)


def test_what_std_vendors_comes_from_its_facts(tmp_path: Path) -> None:
    dependencies = Engine(Options(keep=False), str(tmp_path)).dependencies
    files, _ = dependencies.loader.resolve("net/http", str(tmp_path))
    assert files is not None and dependencies.shipped is not None
    package = dependencies.importer(files)("golang.org/x/net/idna")
    assert package is not None and package.path == "vendor/golang.org/x/net/idna"
    assert not dependencies.demands

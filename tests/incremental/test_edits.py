"""After edits of any kind, re-analysis says what analysing everything anew says, and costs what the edits cost."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from agree.oracle import goroot
from escapelens.engine import Engine, Options
from escapelens.facts.build import func_facts
from escapelens.findings.model import PackageReport
from incremental.edits import Editor, Texts

CACHE = str(Path(__file__).resolve().parents[2] / ".cache")

SHAPES = b"""package small

import (
	"errors"
	"io"
)

type Shape interface {
	Area() int
	Name(w io.Writer) error
}

type Square struct {
	side int
	next *Square
}

type Named struct {
	Square
	label string
}

type List[T any] struct {
	head *node[T]
	size int
}

type node[T any] struct {
	value T
	next  *node[T]
}

var (
	errNone = errors.New("none")
	known   = Map([]int{1, 2, 3}, func(i int) *Square { return newSquare(i) })
	total   = sum(known)
	first   Shape = known[0]
)

const limit = 4

func newSquare(side int) *Square {
	return &Square{side: side}
}

func (s *Square) Area() int {
	return s.side * s.side
}

func (s *Square) Name(w io.Writer) error {
	_, err := w.Write([]byte("square"))
	return err
}

func (s Square) grown(by int) *Square {
	return newSquare(s.side + by)
}
"""

USES = b"""package small

import "io"

func (l *List[T]) Push(v T) *node[T] {
	l.head = &node[T]{v, l.head}
	l.size++
	return l.head
}

func (l *List[T]) Each(yield func(T) bool) {
	for n := l.head; n != nil; n = n.next {
		if !yield(n.value) {
			return
		}
	}
}

func Map[T, U any](in []T, f func(T) U) []U {
	out := make([]U, 0, len(in))
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

func sum[S Shape](shapes []S) int {
	n := 0
	for _, s := range shapes {
		n += s.Area()
	}
	return n
}

func describe(w io.Writer, s Shape) error {
	if s == nil {
		return errNone
	}
	return s.Name(w)
}

func squares(n int) *List[Square] {
	var l List[Square]
	for i := range n {
		l.Push(*Square{side: i}.grown(limit))
	}
	return &l
}

func areas() []int {
	type pair struct {
		s *Square
		n int
	}
	var out []int
	for s := range squares(limit).Each {
		pairs := Map([]*Square{&s}, func(s *Square) pair { return pair{s, s.Area()} })
		out = append(out, pairs[0].n)
	}
	return out
}

func even(n int, seen *Named) bool {
	return n == 0 || odd(n-1, seen)
}

func odd(n int, seen *Named) bool {
	return n != 0 && even(n-1, seen)
}
"""


def engine() -> Engine:
    return Engine(Options(goroot=str(goroot())), CACHE)


def said(report: PackageReport) -> list[Counter[object]]:
    files = report.files.values()
    return [
        Counter((g.file, g.line, g.column, g.text) for g in report.gc_lines),
        Counter(f for file in files for f in file.findings),
        Counter(a for file in files for a in file.answers),
        Counter(p for file in files for p in file.problems),
        Counter(report.partial),
    ]


class Both:
    """A package as an engine knows it that has seen all edits, and as one sees it that has not."""

    def __init__(self, key: str, texts: Texts) -> None:
        self.key = key
        self.texts = texts
        self.warm, self.cold = engine(), engine()

    def analyze(self) -> PackageReport:
        for path, text in self.texts.items():
            self.warm.set_overlay(path, text)
            self.cold.set_overlay(path, text)
        self.cold.forget(self.key)
        again, anew = self.warm.analyze(self.key), self.cold.analyze(self.key)
        assert said(again) == said(anew)
        assert [f for file in again.files.values() for f in file.findings] == [
            f for file in anew.files.values() for f in file.findings
        ]
        assert self.facts(self.warm) == self.facts(self.cold)
        return again

    def facts(self, of: Engine) -> dict[str, object]:
        """What importers would know of functions that are declared once."""
        (state,) = of._states.values()
        assert state.analysis is not None
        declared = Counter(info.key for info in state.pkg.checker.obj_map.values())
        known = func_facts(state.pkg, state.analysis.target.funcs, state.calls().across)
        return {key: facts for key, facts in known.items() if declared[key] == 1}


def both(tmp_path: Path, text: bytes) -> Both:
    """Both engines on a package of one file."""
    (tmp_path / "go.mod").write_text("module example.com/small\n\ngo 1.27\n")
    path = tmp_path / "group.go"
    path.write_bytes(text)
    engines = Both(str(tmp_path), {str(path): text})
    engines.analyze()
    return engines


@pytest.fixture
def small(tmp_path: Path) -> Both:
    (tmp_path / "go.mod").write_text("module example.com/small\n\ngo 1.27\n")
    texts = {str(tmp_path / "shapes.go"): SHAPES, str(tmp_path / "uses.go"): USES}
    for path, text in texts.items():
        Path(path).write_bytes(text)
    return Both(str(tmp_path), texts)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_edits(small: Both, seed: int) -> None:
    rng = random.Random(seed)
    editor = Editor(small.texts, rng)
    small.analyze()
    done = []
    for _ in range(35):
        done += [Path(editor.edit()).name for _ in range(rng.choice((1, 1, 1, 2)))]
        try:
            small.analyze()
        except AssertionError as e:
            raise AssertionError(f"after {done}") from e


@pytest.mark.parametrize(
    ("old", "new", "at_most"),
    [
        (b"const limit = 4\n", b"const limit, more = 4, 5\n", 4),
        (b"func newSquare", b"func fresh(x int) *int {\n\treturn &x\n}\n\nfunc newSquare", 1),
        (b'\t"io"\n', b'\t"io"\n\t"strings"\n', 0),
        (b"const limit = 4\n", b"const limit = 4\n\ntype other struct{ x int }\n", 0),
        (b"const limit = 4\n", b"const limit = 4\n\nvar other = new(int)\n", 3),
        (b"\tlabel string\n", b"\tlabel string\n\tmore int\n", 3),
    ],
)
def test_costs_what_the_edit_costs(small: Both, old: bytes, new: bytes, at_most: int) -> None:
    functions = small.analyze().stats.functions
    path, text = next(iter(small.texts.items()))
    assert text.count(old) == 1
    small.texts[path] = text.replace(old, new)
    assert small.analyze().stats.analysed <= at_most < functions
    small.texts[path] = text
    assert small.analyze().stats.analysed <= at_most


def test_who_inlines_a_method_through_an_interface_hears_of_its_edits(tmp_path: Path) -> None:
    """Its text names the interface alone, and its body, once inlined, not even the method."""
    text = b"""package small

type node struct{ next *node }

type linker interface{ link(*node) }

func (x *node) link(p *node) {
	x.next = p
}

func known(p *node) {
	var x node
	var l linker = &x
	l.link(p)
}

func through(p *node) { pass(&node{}, p) }

func pass(l linker, p *node) { l.link(p) }
"""
    engines = both(tmp_path, text)
    (path,) = engines.texts
    for old, new in ((b"x.next = p\n", b"_ = p\n"), (b"_ = p\n", b"kept = p\n"), (b"kept = p\n", b"x.next = p\n")):
        engines.texts[path] = engines.texts[path].replace(old, new)
        if new.startswith(b"kept"):
            engines.texts[path] += b"\nvar kept *node\n"
        engines.analyze()


TWICE = b"""package small

type node struct{ next *node }

var sink *node

func all(at *node, f func(at, u *node) bool) bool {
	if at.next != nil {
		return at.each(f)
	}
	return f(at, at.next)
}

//go:noinline
func (at *node) each(f func(at, u *node) bool) bool {
	for ; at != nil && f(at, at.next); at = at.next {
	}
	return true
}

func second(at *node) bool {
	if at == nil {
		return true
	}
	return under(at, func(u *node) bool { return u != nil && first(u) })
}

func first(at *node) bool {
	if at == nil {
		return true
	}
	return under(at, func(u *node) bool { other := u; sink = other; return u != nil && second(u) })
}

func under(at *node, f func(*node) bool) bool {
	return all(at, func(_, u *node) bool {
		return f(u)
	})
}
"""


def test_a_literal_that_callers_inline_is_told_the_same_whichever_of_them_was_analysed_last(tmp_path: Path) -> None:
    """Its parameter leaks in each of its copies, by ways of their own."""
    engines = both(tmp_path, TWICE)
    (path,) = engines.texts
    for old, new in ((b"return u != nil && first(u)", b"_ = new(int); return first(u)"), (b"other := u; ", b"")):
        assert engines.texts[path].count(old) == 1
        engines.texts[path] = engines.texts[path].replace(old, new).replace(b"sink = other", b"sink = u")
        report = engines.analyze()
        (told,) = [f for f in report.files[path].findings if f.function == "under.func1"]
        assert len(told.steps) == 1, "the shortest way"

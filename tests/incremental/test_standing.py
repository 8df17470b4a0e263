"""Functions that are mutually recursive with an edited one are neither built nor inlined again, and nobody can tell."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from escapelens.incremental import redo
from incremental.test_edits import both
from incremental.test_keeping import units

# small can be inlined, as can hop where it is met before what it calls was judged; sized and named are functions that
# escape analysis rewrites; batches of literals.
GROUP = b"""package small

import "fmt"

type node struct {
	next *node
	data []byte
}

var sink *node

func first(n int, at *node) *node {
	if n == 0 {
		return hop(at)
	}
	return sized(n-1, &node{next: at})
}

func hop(at *node) *node { return small(at.next) }

func small(at *node) *node { return named(3, at) }

func sized(n int, at *node) *node {
	const most = 40
	size := most
	buf := make([]byte, size)
	at.data = append(at.data, buf...)
	plain := func(n int) int { return n + 1 }
	defer func() { sink = small(at) }()
	return second(plain(n), at, plain)
}

func named(n int, at *node) *node {
	name := "named"
	fmt.Println(name, n)
	if n > 2 {
		return first(n-1, at)
	}
	return second(n, at, func(n int) int { return n })
}

func second(n int, at *node, then func(int) int) *node {
	local := node{next: at}
	if then(n) > 4 {
		return hop(&local)
	}
	again := func(at *node) *node { return hop(at) }
	return again(at)
}

func caller() int {
	at := node{}
	return len(first(9, &at).data)
}
"""
KEPT_ALIVE = b"""package small

import (
	"syscall"
	"unsafe"
)

func even(at *int) uintptr {
	var n int
	return odd(at) + uintptr(n)
}

func odd(at *int) uintptr {
	if *at > 3 {
		return even(at)
	}
	r, _, _ := syscall.Syscall(1, uintptr(unsafe.Pointer(at)), 0, 0)
	return r
}
"""
EDITS = (
    (b"if n == 0 {\n\t\treturn hop(at)", b"if n == 0 {\n\t\tsink = at\n\t\treturn at"),
    (b"return small(at.next) }", b"return named(1, small(at)) }"),
    (b"return named(3, at) }", b"for range 9 {\n\t\tat = &node{next: at}\n\t}\n\treturn named(3, at) }"),
    (b"size := most", b"size := most + len(at.data)"),
    (b"sink = small(at) }()", b"_ = small(at) }()"),
    (b'name := "named"', b"name := [2]int{1, n}"),
    (b"return first(n-1, at)", b"return first(n-1, &node{})"),
    (b"return hop(&local)", b"return hop(local.next)"),
    (b"again := func(at *node) *node { return hop(at) }", b"again := func(at *node) *node { return local.next }"),
    (b"return again(at)", b"go again(at)\n\treturn nil"),
    (b"at := node{}\n", b"at := node{data: []byte{1}}\n"),
    (b"return second(plain(n), at, plain)", b"return at.next"),
)


@pytest.mark.parametrize("seed", range(8))
def test_any_edits_say_what_an_analysis_anew_says(tmp_path: Path, seed: int) -> None:
    engines = both(tmp_path, GROUP)
    (path,) = engines.texts
    rnd = random.Random(seed)
    for _ in range(12):
        old, new = rnd.choice(EDITS)
        text = engines.texts[path]
        if new in text:
            old, new = new, old
        assert old in text
        engines.texts[path] = text.replace(old, new)
        engines.analyze()


def test_what_stands_is_not_built_again(tmp_path: Path) -> None:
    engines = both(tmp_path, GROUP)
    (path,) = engines.texts
    before = units(engines)
    engines.texts[path] = GROUP.replace(b"\tlocal := node{", b"\t_ = &node{}\n\tlocal := node{")
    assert engines.analyze().stats.analysed > 1
    after = units(engines)
    assert [name for name in before if after[name].root is not before[name].root] == ["second"]


def test_what_was_changed_for_good_is_built_again(tmp_path: Path) -> None:
    engines = both(tmp_path, KEPT_ALIVE)
    (path,) = engines.texts
    before = units(engines)
    engines.texts[path] = KEPT_ALIVE.replace(b"\tvar n int\n", b"\tvar n int\n\t_ = &n\n")
    assert engines.analyze().stats.analysed == 2
    after = units(engines)
    assert {name for name in before if after[name].root is not before[name].root} == {"even", "odd"}


def test_equal_groups_are_not_taken_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines = both(tmp_path, GROUP)
    (path,) = engines.texts
    rewired: list[bool] = []
    run = redo._Reanalysis.run
    monkeypatch.setattr(redo._Reanalysis, "run", lambda self, todo: (run(self, todo), rewired.append(self.rewired)))
    for old, new in (
        (b"\tlocal := node{", b"\tsink = hop(at)\n\tlocal := node{"),  # one more call within the group
        (b"return again(at)", b"return first(n, again(at))"),  # first is met before
    ):
        engines.texts[path] = engines.texts[path].replace(old, new)
        engines.analyze()
    assert rewired == [False, False]
    engines.texts[path] = engines.texts[path].replace(
        b"\tat := node{}\n", b"\tat := node{}\n\tgo func() { _ = back(1) }()\n"
    )
    engines.texts[path] += b"\nfunc back(n int) int { return n + caller() }\n"
    engines.analyze()
    assert rewired[-1]

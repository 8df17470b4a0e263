"""Where a site is paid and how often: the parts of the ledger that the machine can't be asked for."""

from __future__ import annotations

import pytest

from ledger.ledgers import ledgers

TEXT = """package p

import (
	"errors"
	"log"
	"runtime"
	"testing"
)

type T struct{ a, b int }

var sink any

func param(t T, rare bool) {
	if rare {
		sink = &t
	}
}

func loop(n int) {
	for i := 0; i < n; i++ {
		x := T{i, i}
		sink = &x
	}
}

func afterError(n int) (*T, error) {
	if n < 0 {
		return nil, errors.New("negative")
	}
	return &T{n, n}, nil
}

func doubt(n int, work func() error) error {
	sink = &T{n, n}
	err := work()
	return err
}

func inSwitch(n int, work func() error) error {
	err := work()
	switch {
	case err != nil:
		sink = &T{n, n}
		return err
	}
	return nil
}

func afterReturn(n int) *T {
	if n < 0 {
		return nil
	}
	return &T{n, n}
}

func fatal(t T) {
	if t.a < 0 {
		sink = &T{}
		log.Fatal("negative")
	}
	if t.b < 0 {
		panic(t)
	}
}

func (t *T) String() string { return string([]byte{byte(t.a), byte(t.b)}) }

func inner() *T { return &T{1, 2} }

func inlined() { sink = inner() }

func pick(xs []int) *T {
	for _, x := range xs {
		if x > 3 {
			return &T{x, x}
		}
	}
	return nil
}

func picked(xs []int) *T { return pick(xs) }

func pickedInLoop(all [][]int) {
	for _, xs := range all {
		sink = pick(xs)
	}
}

func pickedLast(all [][]int) *T {
	for _, xs := range all {
		return pick(xs)
	}
	return nil
}

type test interface {
	testing.TB
	more()
}

var (
	t   *testing.T
	tb  testing.TB
	own test
	l   *log.Logger
)

func ends(n int) {
	switch n {
	case 1:
		sink = &T{}
		t.Fatal()
	case 2:
		sink = &T{}
		tb.Skip()
	case 3:
		sink = &T{}
		own.FailNow()
	case 4:
		sink = &T{}
		l.Fatalf("")
	case 5:
		sink = &T{}
		l.Panic()
	case 6:
		sink = &T{}
		runtime.Goexit()
	case 7:
		sink = &T{}
		own.more()
	}
}

func again(n int) {
retry:
	sink = &T{}
	n--
	if n > 0 {
		goto retry
	}
}
"""


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return dict(ledgers(tmp_path_factory.mktemp("structure"), TEXT))


def often(costs: dict[str, object], function: str) -> list[tuple[str, int, bool, str]]:
    """kind, loop depth, branch, cold of the sites that may allocate."""
    sites = costs[function].sites  # type: ignore[attr-defined]
    return [(s.kind, s.often.loop_depth, s.often.branch, s.often.cold) for s in sites if s.when.may]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("param", [("parameter", 0, False, "")]),
        ("loop", [("variable", 1, False, "")]),
        ("afterError", [("new", 0, True, "error"), ("new", 0, False, "")]),
        ("doubt", [("new", 0, False, "")]),
        ("inSwitch", [("new", 0, True, "error")]),
        ("afterReturn", [("new", 0, True, "")]),
        ("fatal", [("new", 0, True, "exit"), ("box", 0, True, "panic")]),
        ("(*T).String", [("conversion", 0, False, "String")]),
        ("inlined", [("new", 0, False, "")]),
        ("again", [("new", 1, False, "")]),
        ("pick", [("new", 0, True, "")]),
        ("picked", [("new", 0, True, "")]),
        ("pickedInLoop", [("new", 1, True, "")]),
        ("pickedLast", [("new", 0, True, "")]),
        ("ends", [("new", 0, True, why) for why in ("test", "test", "test", "exit", "panic", "goexit", "")]),
    ],
)
def test_how_often(costs: dict[str, object], function: str, expected: list[tuple[str, int, bool, str]]) -> None:
    assert often(costs, function) == expected


def test_a_parameter_is_paid_at_entry(costs: dict[str, object]) -> None:
    function = costs["param"]
    (site,) = [s for s in function.sites if s.when.may]  # type: ignore[attr-defined]
    assert site.paid_at == function.pos  # type: ignore[attr-defined]
    assert site.pos != site.paid_at


def test_an_inlined_site_names_its_function_and_stands_at_the_call(costs: dict[str, object]) -> None:
    (site,) = costs["inlined"].sites  # type: ignore[attr-defined]
    (own,) = costs["inner"].sites  # type: ignore[attr-defined]
    assert (site.callee, own.callee) == ("inner", "")
    assert site.pos != own.pos

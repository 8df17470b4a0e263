"""A variable that is returned by a pointer, where otherwise a pool gives one."""

from __future__ import annotations

from pathlib import Path

from findings.reading import all_of

POOL = "var pool = sync.Pool{}\n\n//go:noinline\nfunc f(n int) *[]int {"


def test_a_variable_may_stand_in_for_what_a_pool_gives(tmp_path: Path) -> None:
    made = " v := pool.Get(); if v == nil { y := make([]int, n); return &y }; x := v.(*[]int); return x }"
    told = [x.advice for x in all_of(tmp_path, POOL + made) if x.message.startswith("y is moved")]
    assert told == ["It is made only where the pool has none."]


def test_a_variable_where_a_pool_gives_others(tmp_path: Path) -> None:
    made = " v := pool.Get(); if v == nil { y := make([]int, n); return &y }; x := v.(*[]string); pool.Put(x);"
    made += " return nil }"
    told = [x.advice for x in all_of(tmp_path, POOL + made) if x.message.startswith("y is moved")]
    assert told and not told[0].startswith("It is made only")

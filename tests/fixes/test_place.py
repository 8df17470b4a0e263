"""What is looked at to find the fixes for one place does not grow with the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from escapelens.fixes import KINDS
from escapelens.syntax import nodes, walk

DECLARED = """package big

import (
	"context"
	"sync"
)

type key int

var limit = 3
var word key = 4
var pool = sync.Pool{New: func() any { b := make([]byte, 0, 64); return b }}

func pooled(n int) int {
	b := pool.Get().([]byte)
	defer pool.Put(b)
	b = append(b[:0], byte(n))
	return len(b) + limit
}

func with(ctx context.Context) context.Context { return context.WithValue(ctx, word, limit) }

func grow(xs []int) []int {
	var out []int
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}
"""


FILLER = """
func f{i}(p *int, xs []int) *int {{
	n := {i}
	if len(xs) > n {{
		return &xs[n]
	}}
	return p
}}
"""


def looked_at(folder: Path, functions: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Nodes of the syntax that each kind goes through at one place, in a package of so many other functions."""
    source = DECLARED + "".join(FILLER.format(i=i) for i in range(functions))
    path, key = folder / "big.go", str(folder)
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/big\n\ngo 1.27\n")
    path.write_text(source)
    engine = Engine(cache_dir=cache_dir())
    at = source.index("var out")
    engine.fixes(key, str(path), at, at)  # what is found out once a package
    children = walk.children
    found: Counter[str] = Counter()
    for kind in KINDS:

        def count(node: nodes.Node, kind: str = kind) -> Iterator[nodes.Node]:
            found[kind] += 1
            return children(node)

        with monkeypatch.context() as patch:
            patch.setattr(walk, "children", count)
            engine.fixes(key, str(path), at, at, frozenset({kind}))
    return dict(found)


def test_the_search_at_a_place_does_not_grow_with_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(tmp_path / "small", 2, monkeypatch) == looked_at(tmp_path / "large", 20, monkeypatch)

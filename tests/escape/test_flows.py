"""Explanations: the path is known at every level, the compiler's lines are rendered at -m=2."""

from __future__ import annotations

from escape.pipeline import analyse
from escapelens.escape.explain import render
from escapelens.remarks import ESCAPES_WHY, HEAP_NODE, LEAKS_WHY, MOVED_TO_HEAP

SOURCE = """package p

var global *int

func f(x *int) *int {
	y := 1
	p := &y
	global = x
	return p
}
"""


def test_m2_lines() -> None:
    result = analyse(SOURCE, m=2)
    shown = [(r.text, [s.text for s in r.flow]) for r in result.report if r.kind in (ESCAPES_WHY, LEAKS_WHY)]
    assert shown == [
        (
            "parameter x leaks to {heap} for f with derefs=0:",
            ["   flow: {heap} ← x:", "     from global = x (assign)"],
        ),
        (
            "y escapes to heap in f:",
            [
                "   flow: p ← &y:",
                "     from &y (address-of)",
                "     from p := &y (assign)",
                "   flow: ~r0 ← p:",
                "     from return p (return)",
            ],
        ),
    ]


def test_the_path_is_known_without_m2() -> None:
    result = analyse(SOURCE)
    assert all(r.level == 1 for r in result.report)
    moved = next(r for r in result.report if r.kind == MOVED_TO_HEAP)
    path = moved.about.path
    assert [f.derefs for f in path] == [-1, 0]
    assert path[0].src is moved.node and path[-1].dst is not HEAP_NODE
    lines = render(path, moved.pos, result.target.inl_tree, str)
    assert len(lines) == 5

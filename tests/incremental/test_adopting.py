"""What an edit leaves as it was in the graph of its batch is not solved again, and nobody can tell."""

from __future__ import annotations

import random
import re
from itertools import chain
from pathlib import Path

import pytest

from escapelens.cancel import Cancel, Cancelled
from escapelens.incremental.leads import Leads
from escapelens.incremental.unit import Unit
from escapelens.remarks import Escaping, Flow, Leaking
from incremental.test_edits import Both, both
from incremental.test_keeping import edit, units
from incremental.test_standing import EDITS
from incremental.test_standing import GROUP as OTHERS

# sent is converted without a copy, named boxes what is constant in effect, size is; walk passes what it is given on to
# the others, so that reasons of theirs lead through it; cut is inlined, and leads to none of them.
GROUP = b"""package small

import "fmt"

type node struct {
	next *node
	data []byte
}

var sink *node

func walk(n int, at *node) *node {
	if n < 2 {
		return at
	}
	local := node{next: at}
	return size(n-1, keep(cut(&local)))
}

func cut(at *node) *node { return at.next }

func keep(at *node) *node {
	if at.next != nil {
		return walk(0, &node{next: at})
	}
	return at
}

func size(n int, at *node) *node {
	most := 40
	buf := make([]byte, most)
	at.data = append(at.data, buf...)
	defer func() { sink = keep(at) }()
	return named(n, at)
}

func named(n int, at *node) *node {
	name := "named"
	fmt.Println(name, n)
	return sent(n, at)
}

func sent(n int, at *node) *node {
	if equal("text", []byte("text")) {
		return walk(n, at)
	}
	return nil
}

//go:noinline
func equal(text string, data []byte) bool { return text == string(data) }

func caller() int {
	at := node{}
	return len(walk(9, &at).data)
}
"""


@pytest.fixture
def group(tmp_path: Path) -> Both:
    return both(tmp_path, GROUP)


@pytest.mark.parametrize(
    ("old", "new", "built"),
    [
        (b"if n < 2 {", b"_ = 1\n\tif n < 2 {", ["walk"]),
        (b"if n < 2 {", b"if n < 3 || n > 20 {", ["walk"]),
        (b"if n < 2 {", b"more := n + 1\n\tif more < 2 {", ["walk"]),
        (b"\tlocal := node", b"\t// one more\n\n\tlocal := node", ["walk"]),
        (b"if at.next != nil {", b"if at.next != nil && at.data == nil {", ["walk", "keep", "size"]),
        (b"\tbuf := make", b"\t_ = most > 3\n\tbuf := make", ["size"]),
        (b'name := "named"', b'name := "other name"', ["named"]),
        (b"fmt.Println(name, n)", b"fmt.Println(name, n+n)", ["named"]),
        (b'equal("text", []byte("text"))', b'equal("", []byte("a text"))', ["sent"]),
        (b"cut(at *node) *node { return", b"cut(at *node) *node { _ = 1; return", ["walk", "cut"]),
        (b"data []byte) bool { return", b"data []byte) bool { _ = 1; return", ["equal"]),
    ],
)
def test_what_puts_the_same_into_the_graph_is_not_solved_again(
    group: Both, old: bytes, new: bytes, built: list[str]
) -> None:
    before = units(group)
    assert edit(group, old, new) == len(built)
    after = units(group)
    assert [name for name in before if after[name].root is not before[name].root] == built
    assert [name for name in before if after[name] is not before[name]] == built
    assert edit(group, new, old) == len(built), "taken over what was taken over"
    assert edit(group, old, new) == len(built)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"return at\n}\n\nfunc size", b"sink = at\n\treturn at\n}\n\nfunc size"),
        (b"local := node{next: at}", b"local := node{}"),
        (b"most := 40", b"most := 400000"),
        (b"most := 40", b"most := n"),
        (b'name := "named"', b"name := [2]int{n, n}"),
        (b"return walk(n, at)", b"return walk(n, &node{next: at})"),
        (b"cut(at *node) *node { return at.next", b"cut(at *node) *node { return at"),
        (b"cut(at *node) *node { return", b"cut(at *node) *node { sink = at; return"),
        (b"text == string(data)", b"text == string(append(data, 1))"),
        (b"text == string(data) }", b"data[0] = 1; return text == string(data) }"),
        (b"keep(cut(&local))", b"cut(keep(&local))"),
        (b"defer func() { sink", b"go func() { sink"),
        (b"return nil\n", b"return (at)\n"),
        (
            b"local := node{next: at}\n\treturn size(n-1, keep(cut(&local)))",
            b"l := node{next: at}\n\treturn size(n-1, keep(cut(&l)))",
        ),
    ],
)
def test_what_puts_something_else_into_it_is(group: Both, old: bytes, new: bytes) -> None:
    edit(group, old, new)
    edit(group, new, old)


def test_reasons_through_an_edited_function_move_with_it(group: Both) -> None:
    edit(group, b"\tif at.next != nil {", b"\t// a remark\n\n\tif n := 1; n > 0 && at.next != nil {")
    edit(group, b"if n := 1; n > 0 && at.next != nil {", b"if n := 12345; n > 0 && at.next != nil {")
    edit(group, b"return walk(0, &node{next: at})", b"return   walk(0, &node{next: at})")
    assert edit(group, b"if n < 2 {", b"if n < 22 {") == 1


@pytest.mark.parametrize("steps", [["walk", "keep", "walk"], ["keep", "size", "walk", "keep"], ["cut", "size", "cut"]])
def test_no_reason_leads_through_what_was_there_before_an_edit(group: Both, steps: list[str]) -> None:
    (state,), (path,) = group.warm._states.values(), group.texts
    gone: list[object] = []
    for name in steps:
        before = {fn: [*fn.dcl] for unit in units(group).values() for fn in unit.funcs}
        head = rb"\bfunc %s(.*\{)" % name.encode()
        group.texts[path] = re.sub(head, rb"func %s\1 _ = 1; " % name.encode(), group.texts[path])
        group.analyze()
        after = units(group).values()
        stay = {fn for unit in after for fn in unit.funcs}
        gone += [node for fn, nodes in before.items() if fn not in stay for node in nodes]
        assert gone
        assert state.analysis is not None
        leads = Leads(state.analysis.target.inl_tree)
        known = [unit for unit in after if unit.leads is not None]
        assert len(known) > 2
        for unit in known:
            assert _by_base(unit.leads or {}) == _by_base(leads.of(unit))
        assert not {*map(id, gone)} & {id(node) for unit in after for node in reasons(unit)}


def _by_base(leads: dict[int, list[Flow]]) -> dict[int, set[int]]:
    return {base: {*map(id, flows)} for base, flows in leads.items()}


def reasons(unit: Unit) -> list[object]:
    """Nodes that the reasons of a unit lead through."""
    found: list[object] = []
    for remark in unit.remarks[unit.solved_from :]:
        about, paths = remark.about, []
        if isinstance(about, Leaking):
            found += [about.to, *(to for to, _, _ in about.flows)]
            paths = [path for _, _, path in about.flows]
        elif isinstance(about, Escaping):
            paths = [about.path, *about.beside]
        for flow in chain(*paths):
            found += [flow.dst, flow.src]
            notes = flow.notes
            while notes is not None:
                where, _, notes = notes
                found.append(where)
    return found


def test_an_edit_after_one_that_was_taken_over_is_solved(group: Both) -> None:
    assert edit(group, b"\tif n < 2 {", b"\t_ = 1\n\tif n < 2 {") == 1
    assert edit(group, b"\treturn at\n}\n\nfunc size", b"\tsink = at\n\treturn at\n}\n\nfunc size") > 1
    assert edit(group, b"n < 2 {", b"n < 3 {") == 1


def test_what_the_next_edit_needs_is_made_before(group: Both) -> None:
    (state,) = group.warm._states.values()
    stopped = Cancel()
    stopped.set()
    with pytest.raises(Cancelled):
        group.warm.anticipate(group.key, stopped)
    group.warm.anticipate(group.key)
    before = {id(unit): unit.leads for unit in state.units.values() if unit.leads is not None}
    assert len(before) > 3
    assert edit(group, b"\tif n < 2 {", b"\t_ = 1\n\tif n < 2 {") == 1
    assert {*map(id, before.values())} == {id(unit.leads) for unit in state.units.values() if unit.leads is not None}
    assert edit(group, b"\treturn at\n}\n\nfunc size", b"\tsink = at\n\treturn at\n}\n\nfunc size") > 1
    group.warm.anticipate(group.key)
    assert all(state.units[key].leads is not None for keys in state.units.groups() for key in keys)


@pytest.mark.parametrize(("text", "seed"), [(text, seed) for text in (GROUP, OTHERS) for seed in range(3)])
def test_any_edits_say_what_an_analysis_anew_says(tmp_path: Path, text: bytes, seed: int) -> None:
    """Small ones, most of which leave the graph, among others that do not."""
    engines = both(tmp_path, text)
    (path,) = engines.texts
    rnd = random.Random(seed)
    opening = [line.endswith(b" {") and line.startswith((b"\t", b"func")) for line in text.split(b"\n")]
    lines = [n for n, opens in enumerate(opening) if opens]
    for _ in range(10):
        if rnd.random() < 0.5:
            engines.warm.anticipate(engines.key)
        known = engines.texts[path].split(b"\n")
        added = rnd.choice((b"_ = 1", b"// a remark", b"if 1 > 2 {\n\tprintln()\n}", b"var x int\nprintln(&x)"))
        at = rnd.choice(lines)
        if rnd.random() < 0.3:
            old, new = rnd.choice(EDITS)
            engines.texts[path] = engines.texts[path].replace(old, new)
        else:
            engines.texts[path] = b"\n".join([*known[: at + 1], added, *known[at + 1 :]])
        engines.analyze()

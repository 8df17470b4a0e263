"""Functions that are mutually recursive with an edited one keep their ledgers and drafts where these say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.incremental.instances import retrace
from escapelens.incremental.unit import Unit
from escapelens.source import CHUNKS
from incremental.test_edits import Both, both

GROUP = b"""package small

import "fmt"

type node struct {
	next *node
	text string
}

var sink any

func expr(n int, at *node) *node {
	if n == 0 {
		return at
	}
	return unary(n-1, &node{next: at})
}

func unary(n int, at *node) *node {
	fresh := node{text: fmt.Sprint(n)}
	for i := range n {
		defer func() { report(&fresh, i) }()
	}
	return operand(n, keep(at))
}

func operand(n int, at *node) *node {
	local := node{next: at}
	visit := func() *node { return expr(n, &local) }
	return visit()
}

func keep(at *node) *node {
	if at.next != nil {
		return expr(0, at.next)
	}
	return at
}

func report(at *node, n int) {
	if n > 3 {
		_ = expr(n, at)
	}
}
"""


@pytest.fixture
def group(tmp_path: Path) -> Both:
    return both(tmp_path, GROUP)


def units(both: Both) -> dict[str, Unit]:
    (state,) = both.warm._states.values()
    return {unit.root.sym: unit for unit in state.units.values()}


def edit(both: Both, old: bytes, new: bytes) -> int:
    """Both engines say the same of the edited text; how many functions were analysed."""
    (path,) = both.texts
    assert both.texts[path].count(old) == 1
    both.texts[path] = both.texts[path].replace(old, new)
    return both.analyze().stats.analysed


def test_what_says_the_same_is_kept(group: Both) -> None:
    before = units(group)
    edit(group, b"\tlocal := node{next: at}\n", b"\t_ = &node{}\n\tlocal := node{next: at}\n")
    after = units(group)
    assert after.keys() == before.keys()
    assert after["expr"] is before["expr"]  # inlined wherever it is called, it is in no batch with the others
    for name in ("unary", "report"):
        assert after[name] is not before[name]
        assert after[name].root is before[name].root
        assert after[name].costs is not None and after[name].costs is before[name].costs
    assert after["report"].drafts is before["report"].drafts
    assert after["operand"].costs is not before["operand"].costs


def test_a_flow_before_or_behind_the_edit_is_carried(group: Both) -> None:
    before = units(group)
    edit(group, b"\tif at.next != nil {", b"\tif n := at.next; n != nil {")
    edit(group, b"return expr(0, at.next)\n\t}\n", b"return expr(0, at.next)\n\t}\n\t// then\n\n")
    after = units(group)
    assert [name for name in before if after[name].drafts is not before[name].drafts] == ["keep"]
    elsewhere = [p for name in after for d in after[name].drafts or () for p, _ in getattr(d, "steps", ())]
    assert any(CHUNKS.at(start) is CHUNKS.at(after["keep"].root.pos) for start, _ in elsewhere)


def test_a_flow_through_edited_text_is_told_anew(group: Both) -> None:
    before = units(group)
    edit(group, b"\t\treturn expr(0, at.next)", b"\t\tat := at.next\n\t\treturn expr(0, at)")
    after = units(group)
    through = [name for name in before if after[name].drafts is not before[name].drafts]
    assert "keep" in through and len(through) > 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\treturn at\n}\n\nfunc report", b"\tsink = at\n\treturn at\n}\n\nfunc report"),
        (b"keep(at *node) *node {", b"keep(at *node) *node {\n\tat = &node{next: at}"),
        (b"\t\t_ = expr(n, at)\n", b"\t\tsink = expr(n, at)\n"),
        (b"n > 3", b"n > 4"),
        (b"return visit()", b"go visit()\n\treturn nil"),
        (b"operand(n, keep(at))", b"operand(n, at)"),
        (b"if n == 0 {\n\t\treturn at", b"if n == 0 {\n\t\treturn nil"),
    ],
)
def test_what_changes_for_others_is_said(group: Both, old: bytes, new: bytes) -> None:
    edit(group, old, new)
    edit(group, new, old)


def test_instances_are_not_sought_where_the_same_are_mentioned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "go.mod").write_text("module example.com/small\n\ngo 1.27\n")
    path = tmp_path / "keys.go"
    text = b"""package small

import "maps"

func keys(n int) []string {
	found := make(map[string]struct{ n int }, n)
	var all []string
	for key := range maps.Keys(found) {
		all = append(all, key)
	}
	return all
}
"""
    path.write_bytes(text)
    both = Both(str(tmp_path), {str(path): text})
    both.analyze()
    sought = []
    monkeypatch.setattr("escapelens.incremental.redo.retrace", lambda *of: sought.append(of) or retrace(*of))
    edit(both, b"\tvar all", b"\t_ = 1\n\tvar all")
    assert not sought
    edit(both, b"maps.Keys(found)", b"maps.Keys(map[string]int{})")
    assert sought

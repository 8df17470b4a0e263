"""Escape graphs as data and as pictures: what is on the way to the heap, what is folded, where things stand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from escapelens.cli import main
from escapelens.common import drawing
from escapelens.engine import Engine, Options
from escapelens.findings.flow_graph import FlowGraph

SOURCE = """\
package p

type rec struct {
	next *rec
	buf  []byte
}

var last *rec

func Chain(n int, name string) *rec {
	head := &rec{}
	tmp := make([]byte, 32)
	copy(tmp, name)
	at := head
	for i := range n {
		r := &rec{buf: []byte(name)}
		at.next = r
		at = r
		_ = i
	}
	other := rec{buf: tmp}
	last = &other
	unused := &rec{}
	_ = unused.buf
	return head
}

func Stays(n int) int {
	r := &rec{buf: make([]byte, 8)}
	return len(r.buf) + n
}

func (r *rec) Keep(x *int) { sink = x }

var sink *int

func Generic[T any](v T) *T { return &v }

var _ = Generic[int]

func Fresh() *rec { return &rec{} }

func Say(n int) { say("n", half(n)) }

func say(parts ...any) { said = parts }

//go:noinline
func half(n int) int { return n / 2 }

var said []any
"""
NAME = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(SOURCE)
    return tmp_path / "p.go"


def graph(path: Path, function: str) -> FlowGraph:
    engine = Engine(Options(strict=True))
    found = engine.graph(str(path.parent), str(path), function)
    assert isinstance(found, FlowGraph)
    return found


def flows(made: FlowGraph) -> set[str]:
    label = [n.label for n in made.nodes]
    return {
        f"{label[e.source]} {'&' if e.derefs < 0 else '*' * e.derefs}-> {label[e.target]}{' !' if e.path else ''}"
        for e in made.edges
    }


def test_the_way_to_the_heap(path: Path) -> None:
    made = graph(path, "Chain")
    assert flows(made) == {
        "r -> heap !",
        "other &-> heap !",
        "tmp -> other !",
        "make([]byte, 32) &-> tmp !",
        "&rec{...} &-> r !",
        "([]byte)(name) &-> &rec{...} !",
        "head -> the result !",
        "&rec{} &-> head !",
    }
    assert {n.label for n in made.nodes if n.escapes} == {
        "heap", "other", "make([]byte, 32)", "&rec{...}", "([]byte)(name)", "&rec{}",
    }  # fmt: skip
    assert made.folded >= 3
    spans = {n.label: n.span for n in made.nodes}
    span = spans["tmp"]
    assert span is not None and SOURCE.encode()[span.start : span.end] == b"tmp" and span.line == 12


@pytest.mark.parametrize("function", ["Chain", "rec.Keep", "Generic"])
def test_what_escapes_has_a_way(path: Path, function: str) -> None:
    made = graph(path, function)
    ways = {e.source for e in made.edges if e.path}
    assert {n.id for n in made.nodes if n.escapes and n.kind != "heap"} <= ways


def test_nothing_leads_to_the_heap(path: Path) -> None:
    made = graph(path, "Stays")
    assert made.nodes == made.edges == () and made.folded == 4
    assert "nothing leads to the heap" in drawing.svg(made)


def test_the_heap_is_there_if_something_leads_to_it(path: Path) -> None:
    assert flows(graph(path, "Fresh")) == {"&rec{} &-> the result !"}
    assert {n.label for n in graph(path, "Fresh").nodes} == {"&rec{}", "the result"}
    for function in ("Chain", "Say", "rec.Keep"):
        made = graph(path, function)
        assert {n.id for n in made.nodes} == {end for e in made.edges for end in (e.source, e.target)}


def test_words_are_those_of_the_source(path: Path) -> None:
    assert flows(graph(path, "Say")) == {
        "variadic arguments &-> parts in say !",
        "parts in say -> heap !",
        '"n" &-> variadic arguments !',
        "half(n) &-> variadic arguments !",
    }


def test_names_there_are(path: Path) -> None:
    found = Engine(Options(strict=True)).graph(str(path.parent), str(path), "Chian")
    assert isinstance(found, list) and {"Chain", "rec.Keep", "Stays", "Generic"} <= set(found)


def boxes(text: str) -> list[tuple[float, float, float, float]]:
    root = ElementTree.fromstring(text)
    found = []
    for rect in root.iter(f"{NAME}rect"):
        x, y, width, height = (float(rect.attrib[a]) for a in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
        assert x >= 0 and y >= 0
        assert x + width <= float(root.attrib["width"]) and y + height <= float(root.attrib["height"])
    return found


def many(count: int) -> str:
    """A function of so many variables that lead to the heap, by ways of different lengths."""
    lines = ["package p", "", "var sinks [9]*int", "", "func Many() {"]
    for i in range(count):
        before = f"v{i - 1 - i % 5}" if i % 6 and i > 4 else "new(int)"
        lines.append(f"\tv{i} := {before}")
        if i % 9 == 8:
            lines.append(f"\tsinks[{i // 9 % 9}] = v{i}")
    lines += [f"\tsinks[{i % 9}] = v{i}" for i in range(count) if i % 4 == 3]
    return "\n".join([*lines, f"\t_ = v{count - 1}", "}"]) + "\n"


def test_boxes_of_a_large_function_stand_apart(path: Path) -> None:
    path.write_text(many(110))
    made = graph(path, "Many")
    assert len(made.nodes) >= 55
    found = boxes(drawing.svg(made))
    for i, (x1, y1, x2, y2) in enumerate(found):
        for a1, b1, a2, b2 in found[i + 1 :]:
            assert x2 <= a1 or a2 <= x1 or y2 <= b1 or b2 <= y1


def test_edges_bend_between_columns(path: Path) -> None:
    """So they cross no box: in a column they go straight, in rows of their own."""
    path.write_text(many(110))
    text = drawing.svg(graph(path, "Many"))
    columns = [(x1, x2) for x1, _, x2, _ in boxes(text)]
    curves = 0
    for drawn in re.findall(r'class="edge[^"]*" d="M ([^"]+)"', text):
        at = 0.0
        for command, numbers in re.findall(r"(^|[CH]) ?([\d. ]+)", drawn):
            before, at = at, float(numbers.split()[0 if command != "C" else 4])
            if command == "C":
                curves += 1
                low, high = sorted((before, at))
                assert not [1 for x1, x2 in columns if x1 < high and low < x2], drawn
    assert curves > 50


def test_the_picture(path: Path) -> None:
    made = graph(path, "Chain")
    text = drawing.svg(made)
    assert len(boxes(text)) == len(made.nodes)
    links = [a.attrib["href"] for a in ElementTree.fromstring(text).iter(f"{NAME}a")]
    assert f"{path.as_uri()}#L12" in links and len(links) == len(made.nodes) - 1
    assert "prefers-color-scheme: dark" in text and drawing.svg(made) == text


def test_what_stands_above_a_small_picture_fits(path: Path) -> None:
    root = ElementTree.fromstring(drawing.svg(graph(path, "Stays")))
    above = [each for each in root.findall(f"{NAME}text") if each.text]
    assert len(above) == 2
    for each in above:
        assert float(each.attrib["x"]) + 7 * len(each.text or "") <= float(root.attrib["width"])


def test_the_command(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(path.parent)
    assert main.main(["graph", "p.go:(*rec).Keep", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["function"] == "(*rec).Keep" and said["nodes"][0] == {
        "id": 0, "kind": "heap", "label": "heap", "escapes": True,
    }  # fmt: skip
    assert main.main(["graph", "p.go:Chain", "--format", "dot", "-o", "out.dot"]) == 0
    assert re.search(r'n\d+ -> n\d+ \[label="&"', (path.parent / "out.dot").read_text())
    for place, complaint in [
        ("p.go:Chian", "there is no function Chian; did you mean Chain?"),
        ("p.go", "expected FILE:FUNC"),
        ("q.go:Chain", "q.go: no such file"),
    ]:
        assert main.main(["graph", place]) == 2
        assert complaint in capsys.readouterr().err

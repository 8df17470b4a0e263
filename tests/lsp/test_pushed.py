"""What is pushed after an edit is what would be pushed of the text if nothing had been pushed before."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escapelens.findings.anchors import Anchors
from escapelens.findings.found import Findings, Standing
from escapelens.findings.model import FileReport, Finding, Span, Step
from escapelens.lsp import positions, stdio, to_lsp, wire
from escapelens.lsp.positions import Shift, Text
from escapelens.lsp.told import Told
from escapelens.source import Placement
from incremental.edits import Editor
from incremental.test_edits import SHAPES, USES, engine

WORDS = "// größer, 数, 😀\n".encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_after_random_edits(tmp_path: Path, encoding: str, ends: bytes) -> None:
    (tmp_path / "go.mod").write_text("module example.com/small\n\ngo 1.27\n")
    plain = {str(tmp_path / "shapes.go"): SHAPES, str(tmp_path / "uses.go"): WORDS + USES}
    for path, text in plain.items():
        Path(path).write_bytes(text)
    editor, engine_, texts = Editor(plain, random.Random(7)), engine(), dict[str, Text]()
    told, kept = {path: Told() for path in plain}, 0
    for _ in range(25):
        editor.edit()
        for path, text in plain.items():
            texts[path] = Text(text.replace(b"\n", ends))
            engine_.set_overlay(path, texts[path].data)
        view = to_lsp.View(encoding, texts.__getitem__)
        for path, report in engine_.analyze(str(tmp_path)).files.items():
            before = {bytes(said.json) for said in told[path]._said.values()}
            pushed = told[path].bring_up(view, texts[path], report)
            none = Shift(texts[path].data, texts[path].data)
            anew = [wire.encode(d) for d in to_lsp.diagnostics(view, texts[path], report, none)]
            assert [bytes(each) for each in pushed] == anew
            kept += sum(bytes(each) in before for each in pushed)
    assert kept > 25


@given(
    st.lists(st.sampled_from(["a", "é", "😀", "\n", "\r\n", "\t"]), max_size=30).map("".join),
    st.sampled_from(["utf-8", "utf-16", "utf-32"]),
    st.data(),
)
def test_ends_of_a_span_by_its_line(source: str, encoding: str, data: st.DataObject) -> None:
    text = Text(source.encode())
    borders = [len(source[:i].encode()) for i in range(len(source) + 1)]
    start, end = sorted((data.draw(st.sampled_from(borders)), data.draw(st.sampled_from(borders))))
    line, begin = text.data.count(b"\n", 0, start) + 1, text.data.rfind(b"\n", 0, start) + 1
    span = Span("x.go", start, end, line, start - begin + 1)
    assert positions.ends_of(text, span, encoding) == positions.span_ends(text, start, end, encoding)


def test_a_step_into_std_stands_on_its_line() -> None:
    """Its bytes are counted in what the facts of std hold of the file."""
    text = Text(b"package sync\n\nfunc f() {\n\tg(x)\n}\n")
    step = Step(Span("once.go", 3, 4, 4, 4), "passed to a function")
    finding = Finding("boxed", Span("x.go", 0, 1, 1, 1), "it is boxed", "", "hint", "f", (step,))
    view = to_lsp.View("utf-16", {"once.go": text, "x.go": Text(b"x\n")}.__getitem__)
    (related,) = to_lsp.diagnostic(view, Text(b"x\n"), finding, "x.go").related_information or ()
    assert related.location.range == wire.Range(wire.Position(3, 3), wire.Position(3, 4))
    assert positions.ends_on_line(Text(b""), step.span, "utf-16") == (0, 0, 0, 0), "the file is gone"


def test_messages_are_read_one_by_one() -> None:
    stream = io.BytesIO(b'Content-Length: 2\r\n\r\n{}content-length: 3\r\nContent-Type: x\r\n\r\n"a"noise\r\n\r\n')
    assert [stdio._message(stream) for _ in range(3)] == [b"{}", b'"a"', b""]


def test_a_line_in_a_sentence_is_no_line_of_a_place() -> None:
    """What only moves has its lines put right in the JSON that was pushed."""
    where = [{100: Placement("x.go", offset, line, 1)} for offset, line in ((0, 1), (2, 3), (2, 3))]
    texts = [Text(b"a := b(c)\n"), Text(b"\n\na := b(c)\n"), Text(b"\n\na := b(c)\n")]
    spans = Span("x.go", 0, 1, 1, 1), Span("x.go", 5, 6, 1, 6)
    steps = (Step(spans[1], '100% of "line":5, and %d'),)
    place = Standing(spans[0], steps, Anchors((100,), tuple(where[0].values())))
    made = [Finding("boxed", spans[0], '{"line":7} %s', "", "hint", "f", steps, key='"line":9')]
    told, lines = Told(), []
    for stand, text in zip(where, texts, strict=True):
        view = to_lsp.View("utf-16", {"x.go": text}.__getitem__)
        report = FileReport("x.go", Findings([place], made, stand))
        (pushed,) = told.bring_up(view, text, report)
        (anew,) = to_lsp.diagnostics(view, text, report, Shift(text.data, text.data))
        assert bytes(pushed) == wire.encode(anew)
        lines.append(anew.range.start.line)
    assert lines == [0, 2, 2]


@pytest.mark.parametrize("body", [b'{"a":[1,"\\u00e9"]}', b'{"a":"\\ud800"}', b"[]", b"1"])
def test_messages_are_decoded_as_ever(body: bytes) -> None:
    assert wire.decode(body) == json.loads(body)
    with pytest.raises(json.JSONDecodeError):
        wire.decode(body + b"}")

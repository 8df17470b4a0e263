"""Conversions between bytes and positions keep their promises for any text."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from escapelens.lsp import positions
from escapelens.lsp.documents import Document, encode
from escapelens.lsp.positions import Shift, Text

PIECES = ["a", "é", "😀", "世", "\n", "\r\n", "\r", "\t", "\u2028", "\f", "\x85", "func f() {"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])
CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
WIDTHS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


@given(TEXTS, ENCODINGS, st.data())
def test_there_and_back(source: str, encoding: str, data: st.DataObject) -> None:
    text = Text(source.encode())
    index = data.draw(st.integers(0, len(source)))
    if source[index - 1 : index + 1] == "\r\n":
        index -= 1
    offset = len(source[:index].encode())
    at = positions.position(text, offset, encoding)
    assert positions.offset(text, at, encoding) == offset
    line = source[:index].replace("\r\n", "\n").replace("\r", "\n").rsplit("\n", 1)
    assert at.character == len(line[-1].encode(CODECS[encoding])) // WIDTHS[encoding]


@given(TEXTS, ENCODINGS, st.integers(-3, 200), st.integers(-3, 200))
def test_nothing_raises(source: str, encoding: str, a: int, b: int) -> None:
    text = Text(source.encode())
    offset = positions.offset(text, lsp.Position(max(a, 0), max(b, 0)), encoding)
    assert 0 <= offset <= len(text.data)
    text.data[:offset].decode()  # on a border of a character
    range_ = positions.span_range(text, a, b, encoding)
    assert (range_.start.line, range_.start.character) <= (range_.end.line, range_.end.character)
    if text.line_bytes(range_.start.line):
        assert range_.start != range_.end


@given(TEXTS, TEXTS, ENCODINGS, st.data())
def test_changes_rebuild_the_text(old: str, new: str, encoding: str, data: st.DataObject) -> None:
    document = Document("file:///x.go", "/x.go", 1, Text(encode(old)))
    borders = [i for i in range(len(old) + 1) if old[i - 1 : i + 1] != "\r\n" or i == 0]
    start, end = sorted((data.draw(st.sampled_from(borders)), data.draw(st.sampled_from(borders))))
    place = lsp.Range(
        *(positions.position(document.text, len(old[:i].encode()), encoding) for i in (start, end)),
    )
    document.change([lsp.TextDocumentContentChangePartial(place, new)], 2, encoding)
    assert document.text.data.decode() == old[:start] + new + old[end:]


@given(TEXTS, TEXTS, st.data())
def test_shift_keeps_the_words(old: str, new: str, data: st.DataObject) -> None:
    before, after = encode(old), encode(new)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(before)), st.integers(0, len(before)))))
    moved = Shift(before, after).span(start, end)
    if moved is not None:
        assert after[moved[0] : moved[1]] == before[start:end]


def test_shift_moves_what_is_behind_an_edit() -> None:
    shift = Shift(b"one two three", b"one 2222222 three")
    assert shift.span(0, 3) == (0, 3)
    assert shift.span(8, 13) == (12, 17)
    assert shift.span(4, 7) is None


@given(TEXTS, ENCODINGS, st.data())
def test_a_range_ends_where_its_ends_are(source: str, encoding: str, data: st.DataObject) -> None:
    text = Text(source.encode())
    first, last = sorted(data.draw(st.integers(0, len(source))) for _ in range(2))
    start, end = (len(source[:index].encode()) for index in (first, last))
    ends = positions.position(text, start, encoding), positions.position(text, end, encoding)
    assume(ends[0] != ends[1])
    assert positions.span_range(text, start, end, encoding) == lsp.Range(*ends)

"""Properties over many texts: spans nest, reuse changes nothing, no text makes the syntax layer raise."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.parse import parse_file
from syntax.trees import children

SAMPLES = [p.read_bytes() for p in sorted((Path(__file__).parent / "testdata").glob("*.go"))]
_TOKEN = re.compile(rb"\w+|\"[^\"\n]*\"|\s+|.", re.S)
_INSERTED = [b"{", b"}", b"(", b")", b"[", b'"', b"`", b"/*", b";", b"\nfunc ", b"\n", b"\x00", b"\xff", b".", b"new("]


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, bytes]:
    text = draw(st.sampled_from(SAMPLES))
    tokens = _TOKEN.findall(text)
    for _ in range(draw(st.integers(1, 4))):
        i = draw(st.integers(0, len(tokens) - 1))
        if draw(st.booleans()):
            del tokens[i : i + draw(st.integers(1, 6))]
        else:
            tokens.insert(i, draw(st.sampled_from(_INSERTED)))
        if not tokens:
            break
    return text, b"".join(tokens)


def summary(file: SyntaxFile) -> list[object]:
    return [
        (d.text, d.pragmas, d.kind, d.names, d.damaged, p.offset, p.line, p.column)
        for d, p in zip(file.decls, file.places, strict=True)
    ]


_CLEAN = [b"", b"// note\n", b"\n", b"//go:noinline\nfunc added() {}\n", b"var added = 1\n", b"\t_ = 1\n"]


@st.composite
def edited_lines(draw: st.DrawFn) -> list[bytes]:
    """Versions of a text, each with some lines exchanged for others: most of them are Go."""
    versions = [draw(st.sampled_from(SAMPLES))]
    for _ in range(draw(st.integers(1, 4))):
        lines = versions[-1].splitlines(keepends=True)
        at = draw(st.integers(0, len(lines)))
        lines[at : at + draw(st.integers(0, 2))] = [draw(st.sampled_from(_CLEAN))]
        versions.append(b"".join(lines))
    return versions


@settings(max_examples=60, deadline=None, derandomize=True)
@given(edited_lines())
def test_only_what_changed_is_parsed(versions: list[bytes]) -> None:
    old = parse_file("p.go", versions[0])
    for text in versions[1:]:
        fresh, old = parse_file("p.go", text), parse_file("p.go", text, old)
        assert summary(old) == summary(fresh)
        assert old.problems == fresh.problems
        assert [(x.offset, x.local) for x in old.linknames] == [(x.offset, x.local) for x in fresh.linknames]
        assert [len(d.lower()) for d in old.decls] == [len(d.lower()) for d in fresh.decls]


def assert_nested(file: SyntaxFile) -> None:
    for decl in file.decls:
        low, high = decl.chunk.base, decl.chunk.base + len(decl.text)
        stack = list(decl.lower())
        for n in stack:
            assert low <= n.start <= n.end <= high
        while stack:
            n = stack.pop()
            assert n.start <= n.pos <= n.end, n
            for c in children(n):
                assert n.start <= c.start and c.end <= n.end, (n, c)
                stack.append(c)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(edited())
def test_edits(texts: tuple[bytes, bytes]) -> None:
    before, after = texts
    old = parse_file("p.go", before)
    for d in old.decls:
        d.lower()
    fresh = parse_file("p.go", after)
    reused = parse_file("p.go", after, old)
    assert summary(reused) == summary(fresh)
    assert reused.problems == fresh.problems
    for d, p in zip(fresh.decls, fresh.places, strict=True):
        assert after[p.offset : p.offset + len(d.text)] == d.text
        assert after.count(b"\n", 0, p.offset) + 1 == p.line
    assert_nested(fresh)


def test_samples_are_clean_and_nested() -> None:
    for text in SAMPLES:
        file = parse_file("p.go", text)
        assert file.problems == []
        assert_nested(file)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    for d in parse_file("p.go", b"package p\n" + data).decls:
        d.lower()

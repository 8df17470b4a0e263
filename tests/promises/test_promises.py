"""Promises in the source: what keeps them, what breaks them, and by which path of calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine
from escapelens.findings.model import PROMISE, FileReport, Finding
from escapelens.fixes.context import apply_edits

HEAD = """\
package p

import (
	"errors"
	"fmt"
	"strconv"
)

var (
	_ = errors.New
	_ = fmt.Sprint
	_ = strconv.Itoa
)

"""
KEY = (
    "//escapelens:noalloc\nfunc Key(n int) string { return prefix(n) }\n\n"
    '//go:noinline\nfunc prefix(n int) string { return "k" + strconv.Itoa(n) }\n'
)


def analyse(engine: Engine, folder: Path, source: str) -> FileReport:
    engine.set_overlay(str(folder / "p.go"), (HEAD + source).encode())
    return engine.analyze(str(folder)).files[str(folder / "p.go")]


def broken(report: FileReport) -> list[Finding]:
    return [f for f in report.findings if f.code == PROMISE]


def test_the_path_of_calls(engine: Engine, tmp_path: Path) -> None:
    (finding,) = broken(analyse(engine, tmp_path, KEY))
    text = (HEAD + KEY).encode()
    assert finding.severity == "error" and finding.function == "Key"
    assert text[finding.span.start : finding.span.end] == b"//escapelens:noalloc"
    assert finding.message == (
        "promise broken: Key calls prefix, which allocates: a concatenation of strings; 3 more places like this"
    )
    assert [s.message for s in finding.steps] == ["Key calls prefix", "prefix allocates: a concatenation of strings"]
    assert [text[s.span.start : s.span.end] for s in finding.steps] == [b"prefix", b'"k" + strconv.Itoa(n)']


def test_the_path_goes_on_in_other_packages(engine: Engine, tmp_path: Path) -> None:
    source = "//escapelens:noalloc\nfunc Text(n int) string { return strconv.FormatInt(int64(n), 10) }\n"
    (finding,) = broken(analyse(engine, tmp_path, source))
    assert finding.steps[0].message == "Text calls strconv.FormatInt"
    assert finding.steps[-1].message.startswith("strconv.")


def test_an_edit_of_the_callee_keeps_the_promise(engine: Engine, tmp_path: Path) -> None:
    assert len(broken(analyse(engine, tmp_path, KEY))) == 1
    assert broken(analyse(engine, tmp_path, KEY.replace('"k" + strconv.Itoa(n)', '"k"'))) == []
    assert len(broken(analyse(engine, tmp_path, KEY))) == 1


def test_fixes_of_the_line_are_offered_at_the_promise(engine: Engine, tmp_path: Path) -> None:
    source = (
        "//escapelens:noalloc except growth\nfunc Key(n int) string { return prefix(n) }\n\n"
        '//go:noinline\nfunc prefix(n int) string { return fmt.Sprintf("%d", n) }\n'
    )
    path = str(tmp_path / "p.go")
    (finding,) = broken(analyse(engine, tmp_path, source))
    fixes = engine.fixes(str(tmp_path), path, finding.span.start, finding.span.end)
    assert {fix.kind for fix in fixes} == {"sprintf"}
    proven = engine.prove(str(tmp_path), fixes[0])
    assert proven is not None
    assert b"Sprintf" not in apply_edits((HEAD + source).encode(), proven.edits).partition(b"Key(")[2]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("//escapelens:noaloc\nfunc F() {}\n", "means nothing: write //escapelens:noalloc"),
        ("//escapelens:noalloc\nvar v = 1\n", "stands above a function"),
        ("func F() { //escapelens:noalloc\n}\n", "stands above a function"),
        ("//escapelens:noalloc except erors\nfunc F() {}\n", "did you mean errors?"),
        ("//escapelens:noalloc sometimes\nfunc F() {}\n", "promises nothing"),
        ("//escapelens:noescape\nfunc F(p *int) {}\n", "names no parameter"),
        ("//escapelens:noescape q\nfunc F(p *int) {}\n", "has no such parameter"),
        ("//escapelens:inline please\nfunc F() {}\n", "nothing follows"),
        ("//escapelens:noalloc\nfunc F[T any]() {}\n", "which is generic"),
    ],
)
def test_what_promises_nothing_is_told(engine: Engine, tmp_path: Path, source: str, said: str) -> None:
    report = analyse(engine, tmp_path, source)
    assert [said in notice.message for notice in report.notices] == [True] and broken(report) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("var g *int\n\n//escapelens:noescape p\nfunc F(p *int) { g = p }\n", "lets p escape"),
        ("//escapelens:noescape p\nfunc F(p *int) *int { return p }\n", "lets p escape"),
        ("//escapelens:noescape p\nfunc F(p *int) int { return *p }\n", ""),
        ("var g *int\n\n//escapelens:noescape p\nfunc F(p, q *int) int { g = q; return *p }\n", ""),
        ("//escapelens:inline\nfunc F(n int) int { return n + 1 }\n", ""),
        ("//escapelens:inline\nfunc F(n int) int { defer func() {}(); return n }\n", "can't be inlined"),
        ("//escapelens:noalloc\nfunc F(f func()) { f() }\n", "nobody knows"),
        ("//escapelens:noalloc\nfunc F(f func()) { undefined(f) }\n", ""),
        ("//escapelens:noalloc // in the loop of every frame\nfunc F() {}\n", ""),
        ("//escapelens:noalloc except errors, growth\nfunc F(b []byte) []byte { return append(b, 1) }\n", ""),
        (
            "//escapelens:noalloc\nfunc F(n int) *int { return G(n) }\n\n"
            "//go:noinline\nfunc G(n int) *int {\n\tif n == 0 {\n\t\treturn &n\n\t}\n\treturn F(n - 1)\n}\n",
            "allocates 8 bytes",
        ),
    ],
)
def test_kept_and_broken(engine: Engine, tmp_path: Path, source: str, said: str) -> None:
    report = analyse(engine, tmp_path, source)
    assert [said in f.message for f in broken(report)] == [True] * bool(said), report
    assert report.notices == ()


def cost(engine: Engine, folder: Path, source: str, at: str) -> str:
    analyse(engine, folder, source)
    found = engine.cost_at(str(folder), str(folder / "p.go"), (HEAD + source).index(at) + 1)
    return found.text if found is not None else ""


def test_costs_of_calls_and_functions(engine: Engine, tmp_path: Path) -> None:
    source = (
        "func Check(n int) error {\n\tif n < 0 {\n\t\treturn check(n)\n\t}\n\treturn nil\n}\n\n"
        '//go:noinline\nfunc check(n int) error { return errors.New("negative") }\n\n'
        "func Known(f func(), n int) int { f(); return int(int64(len(HEAD)) + small(n)) }\n\n"
        'const HEAD = "h"\n\nfunc small(n int) int64 { return int64(n) }\n'
    )
    said = "allocates 16 bytes on cold paths: errors.New in check (a new object)"
    assert cost(engine, tmp_path, source, "check(n)\n") == said
    assert cost(engine, tmp_path, source, "Check(n int)") == "no allocations of its own, 1 in callees, 1 of them cold"
    assert cost(engine, tmp_path, source, "f(); return").startswith("unknown: calls f")
    assert cost(engine, tmp_path, source, "small(n))") == "allocates nothing"
    assert cost(engine, tmp_path, source, "len(HEAD)") == "" and cost(engine, tmp_path, source, "int64(len") == ""
    assert cost(engine, tmp_path, source, "small(n int)") == "allocates nothing, in its callees neither"

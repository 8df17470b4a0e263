"""Errors that leave a statement as it is are found, too: the function that holds one is not taken for whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from agree.oracle import go
from escapelens.check.checker import checker_of
from escapelens.engine import Engine, Options

CYCLES = {
    "two": "var a = b\nvar b = a",
    "self": "var a = a",
    "address": "var x = &x",
    "constants": "const a = b\nconst b = a",
    "function": "var a int = f()\nfunc f() int { return a }",
    "functions": "var a int = f()\nfunc f() int { return g() }\nfunc g() int { return c + 1 }\nvar c int = a",
    "beside": "var a int = b\nvar b int = a\nvar c int = a\nvar d int = d",
    "none": "var a int = b\nvar b int = c\nvar c int = 1\nfunc f() int { return f() + a }",
}


def problems(folder: Path, text: str) -> list[str]:
    (folder / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (folder / "a.go").write_text(f"package p\n\n{text}\n")
    engine = Engine(Options(strict=True))
    report = engine.analyze(str(folder))
    told = {p.message for p in report.files[str(folder / "a.go")].problems}
    found = [p.msg for p in checker_of(engine._states_of(str(folder))[0][0].pkg).problems]
    assert told == {msg for msg in found if msg.startswith("initialization cycle")}
    return found


def test_initialization_cycles_are_told_where_the_compiler_tells_them(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    for name, text in CYCLES.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.go").write_text(f"package p\n\n{text}\n")
    lines = go(["build", "./..."], tmp_path).stderr.splitlines()
    theirs = {(line.split("/")[0], line.partition(": ")[2]) for line in lines if ": initialization cycle" in line}
    ours = set()
    for name, text in CYCLES.items():
        for message in problems(tmp_path / name, text):
            ours.add((name, message.split(": ")[0] if " for " in message else message))
    assert ours == theirs and len(ours) > len(CYCLES) - 2


@pytest.mark.parametrize(
    "text",
    [
        "func f() int { return }",
        "func f() { return 1 }",
        "func f() (int, int) { return 1 }",
        "func f(b bool) int { if b { return 1 } }",
        "func f() int { L: for { for { break L } } }",
        "func f(x any) int { switch x.(type) { case int: return 1 } }",
        "func f(c chan int) int { select { case <-c: return 1; case c <- 1: } }",
        "func f(p *int) { p }",
        "func f(p *int) { f }",
        "type T struct{ a, b int }\nfunc f() { _ = T{1} }",
        "const c = 1\nfunc f(s string) int { var x = c[0]; return len(s) }",
        "func f() {}\nfunc f() {}",
        "type T int\nfunc (T) f() {}\nfunc (T) f() {}",
    ],
)
def test_errors_that_leave_statements_whole_are_found(text: str, tmp_path: Path) -> None:
    assert problems(tmp_path, text)
    report = Engine(Options(strict=True)).analyze(str(tmp_path)).files[str(tmp_path / "a.go")]
    assert {a.text.partition(": ")[2] for a in report.answers} == {"code in error"}


@pytest.mark.parametrize(
    "text",
    [
        "func f() (x int) { return }",
        "func f() int { for {} }",
        "func f() int { L: for { for { break }; continue L } }",
        "func f() int { L: for { continue L } }",
        "func f(b bool) int { if b { return 1 } else { panic(2) } }",
        "func f(x any) int { switch x.(type) { case int: return 1; default: return 2 } }",
        "func f(c chan int) int { select { case <-c: return 1 } }",
        "func f(n int) int { switch { case n > 1: fallthrough; default: return 1 } }",
        "func f(n int) int { { return n }; ; }",
        "func f(n int) int { goto L; L: return n }",
        "func f() { func() {}(); (f()); <-make(chan int) }",
        "type T struct{ a, b int }\nfunc f() { _, _, _ = T{}, T{1, 2}, T{a: 1} }",
    ],
)
def test_what_compiles_is_not_in_error(text: str, tmp_path: Path) -> None:
    assert problems(tmp_path, text) == []

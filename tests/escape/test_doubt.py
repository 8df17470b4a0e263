"""What is given to a function in error may escape: nothing else is said of it, and of nothing else less than before."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine, Options
from escapelens.findings.model import FileReport

LARGE = "\tfor {\n" + "\t\tprintln(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)\n" * 12 + "\t\tbreak\n\t}\n"
PACKAGE = """\
package p

var keep *int

func f(p *int) {
	SIZE_HERE
	DAMAGE_HERE
}

func sound(p *int) { _ = *p }

func gives() {
	x, y := 1, 2
	f(&x)
	sound(&y)
	q, r := new(int), new(int)
	f(q)
	sound(r)
	keep = new(int)
LARGE
}

func passes(a, b *int) {
	f(a)
	sound(b)
LARGE
}

func above() {
	v, w := 1, 2
	passes(&v, &w)
LARGE
}

func literals() {
	f2(func() *int { u := 1; return &u })
LARGE
}

func f2(fn func() *int) {
	SIZE_HERE
	fn = = nil
}
""".replace("LARGE\n", LARGE)
DAMAGES = [
    "if *p > 0 keep = p }",
    "func( keep = p",
    "keep = nope(p)",
    "keep := = p ]",
    "sound(p, p)",
    "p",
    "keep, _ = p",
]


def analysed(folder: Path, text: str) -> FileReport:
    (folder / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    path = folder / "a.go"
    path.write_text(text)
    return Engine(Options(strict=True)).analyze(str(folder)).files[str(path)]


def said(report: FileReport, text: str) -> set[tuple[str, str, str]]:
    """(function, kind, word) of all answers."""
    data = text.encode()
    return {(a.function, a.kind, data[a.span.start : a.span.end].decode()) for a in report.answers}


@pytest.mark.parametrize("size", ["", LARGE], ids=["small", "large"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_code_in_error_is_given_may_escape(damage: str, size: str, tmp_path: Path) -> None:
    text = PACKAGE.replace("SIZE_HERE", size).replace("DAMAGE_HERE", damage)
    answers = said(analysed(tmp_path, text), text)
    may = {(function, word) for function, kind, word in answers if kind == "may escape"}
    not_ = {(function, word) for function, kind, word in answers if kind == "does not escape"}
    assert {("gives", "x"), ("passes", "a"), ("above", "v")} <= may
    assert ("gives", "new(int)") in may and ("gives", "new(int)") in not_  # q and r
    assert {("sound", "p"), ("passes", "b")} <= not_
    assert not {("gives", "y"), ("above", "w")} & may
    assert not {"f", "f2"} & {function for function, _ in not_}
    assert ("literals", "&u") not in not_ and any(function.startswith("literals") for function, _ in may)


def test_what_surely_escapes_stays_said_while_a_large_callee_is_damaged(tmp_path: Path) -> None:
    """It cannot be inlined whatever was lost, so what it keeps for sure is kept."""
    text = PACKAGE.replace("SIZE_HERE", LARGE + "\tkeep = p\n").replace("DAMAGE_HERE", "x := = p")
    found = {(f.function, f.message.split()[0], f.partial) for f in analysed(tmp_path, text).findings}
    assert {("gives", "x", ""), ("above", "v", "")} <= found


def test_callers_of_what_might_be_inlined_are_partial_and_not_inlined(tmp_path: Path) -> None:
    text = PACKAGE.replace("SIZE_HERE", "").replace("DAMAGE_HERE", "keep = nope(p)")
    text += "\nfunc little(p *int) { f(p) }\n\nfunc uses() *int { little(new(int)); return new(int) }\n"
    report = analysed(tmp_path, text)
    partial = {f.function: f.partial for f in report.findings if f.message.startswith("new(int)")}
    assert partial["gives"] == "not all is known of f, which it calls"
    assert partial["uses"] == "not all is known of little, which it calls"
    assert ("little", "cannot inline") in {(a.function, a.kind) for a in report.answers}


def test_no_promise_is_broken_by_code_in_error(tmp_path: Path) -> None:
    text = PACKAGE.replace("SIZE_HERE", "").replace("DAMAGE_HERE", "keep = nope(p)")
    text = text.replace("func f(", "//escapelens:inline\nfunc f(")
    text += "\n//escapelens:inline\nfunc little(p *int) { f(p) }\n"
    assert not [f for f in analysed(tmp_path, text).findings if f.code == "promise"]


@pytest.mark.parametrize("size", ["", LARGE], ids=["small", "large"])
def test_edits_that_damage_and_mend_end_as_analysed_anew(size: str, tmp_path: Path) -> None:
    whole = PACKAGE.replace("SIZE_HERE", size).replace("fn = = nil", "fn = nil")
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    path = tmp_path / "a.go"
    path.write_text(whole)
    edited = Engine(Options(strict=True))
    for damage in ("keep = p", *(x for d in DAMAGES for x in (d, "_ = p")), "keep = nope(p)", "keep = also(p)"):
        text = whole.replace("DAMAGE_HERE", damage)
        edited.set_overlay(str(path), text.encode())
        anew = Engine(Options(strict=True))
        anew.set_overlay(str(path), text.encode())
        reports = [engine.analyze(str(tmp_path)).files[str(path)] for engine in (edited, anew)]
        assert reports[0] == reports[1], damage

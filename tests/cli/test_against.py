"""`check --diff` and `check --baseline`: what is new, what is gone, and nothing that has only moved."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cli.repository import FILES, Repository
from cli.repository import repository as repository

LAST = "0 new allocations; {} as in {}"


def difference(repo: Repository, *arguments: str) -> dict[str, Any]:
    status, out = repo.check("--format=json", *arguments)
    found: dict[str, Any] = json.loads(out)["difference"]
    assert status == (1 if found["new"] or found["grown"] else 0)
    return found


def said(found: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    return [(a["function"], a["what"]) for a in found[kind]]


@pytest.fixture(params=["diff", "baseline"])
def against(request: pytest.FixtureRequest, repository: Repository) -> list[str]:
    """What the state of the first commit is compared by."""
    if request.param == "diff":
        return ["--diff", "main"]
    baseline = str(repository.folder.parent / "baseline.json")
    assert repository.check("--write-baseline", baseline)[0] == 0
    return ["--baseline", baseline]


def test_nothing_changed(repository: Repository, against: list[str]) -> None:
    status, out = repository.check(*against)
    assert status == 0 and out.startswith("0 new allocations; ")


def test_new_and_gone(repository: Repository, against: list[str]) -> None:
    repository.edit("a.go", "	total := 0\n", "	total := *leak(len(xs))\n")
    repository.edit("a.go", "func Sum", "func leak(n int) *int {\n	return &n\n}\n\nfunc Sum")
    repository.edit("sub/s.go", "return &x", "_ = x\n\treturn nil")
    found = difference(repository, *against)
    assert said(found, "new") == [("leak", "moved to heap: n")]
    assert said(found, "gone") == [("Old", "moved to heap: x")]


@pytest.mark.parametrize("code", ["s += string(rune(x))", "s = string(rune(x)) + s"])
def test_what_the_compiler_says_nothing_of(repository: Repository, code: str) -> None:
    """Strings that are joined in place of their variable are told in our words, and kept in a baseline as well."""
    text = (repository.folder / "a.go").read_text()
    repository.write(
        "a.go",
        text + f"\nfunc Join(xs []int) (s string) {{\n\tfor _, x := range xs {{\n\t\t{code}\n\t}}\n\treturn\n}}\n",
    )
    baseline = str(repository.folder.parent / "baseline.json")
    assert repository.check("--write-baseline", baseline)[0] == 0
    found = difference(repository, "--baseline", baseline)
    assert not found["new"] and not found["gone"]
    assert [a["function"] for a in difference(repository, "--diff", "main")["new"]].count("Join") >= 1


def test_moves_and_renames_are_nothing(repository: Repository, against: list[str]) -> None:
    repository.git("mv", "a.go", "b.go")
    repository.edit("b.go", "type point", "// A comment.\n\nvar before = 1\n\ntype point")
    repository.edit("b.go", "func New(x int) *point {\n\treturn &point{x: x}\n}\n\n", "")
    text = (repository.folder / "b.go").read_text()
    repository.write("b.go", text + "\nfunc New(x int) *point {\n\t// moved down\n\treturn &point{x: x}\n}\n")
    found = difference(repository, *against)
    assert not found["new"] and not found["gone"] and not found["grown"]


def test_another_of_the_same(repository: Repository, against: list[str]) -> None:
    repository.edit(
        "a.go", "\treturn &point{x: x}\n", "\tif x > 1 {\n\t\treturn &point{x: x}\n\t}\n\treturn &point{x: x}\n"
    )
    assert len(difference(repository, *against)["new"]) == 1


def test_what_costs_more(repository: Repository, against: list[str]) -> None:
    repository.edit("a.go", "x, y int", "x, y, z int")
    found = difference(repository, *against)
    assert not found["new"] and [(a["was"]["size"], a["size"]) for a in found["grown"]] == [(16, 24)]


def test_equal_lines_that_cost_otherwise(repository: Repository, against: list[str]) -> None:
    """Of two equal lines in one function the one in a loop comes first; a third line elsewhere changes."""
    line = "\treturn &point{x: x}\n"
    repository.edit("a.go", line, f"\tfor x > 1 {{\n\t\tkept = &point{{x: x}}\n\t}}\n\tkept = &point{{x: x}}\n{line}")
    repository.edit("a.go", "func New", "var kept *point\n\nfunc New")
    repository.commit()
    before = repository.folder.parent / "second.json"
    repository.check("--write-baseline", str(before))
    repository.edit("a.go", "total := 0", "total := 1 - 1")
    which = ["--diff", "HEAD"] if against[0] == "--diff" else ["--baseline", str(before)]
    found = difference(repository, *which)
    assert not found["new"] and not found["gone"] and not found["grown"]


def test_what_a_callee_no_longer_inlined_costs(repository: Repository, against: list[str]) -> None:
    """An allocation at a line that did not change is new all the same."""
    repository.edit("sub/s.go", "func One() int { return 1 }", "func Keep(p *int) {}")
    repository.edit("a.go", "\treturn total + sub.One()", "\tsub.Keep(&total)\n\treturn total")
    repository.commit()
    before = repository.folder.parent / "second.json"
    repository.check("--write-baseline", str(before))
    repository.edit("sub/s.go", "func Keep(p *int) {}", "var kept *int\n\nfunc Keep(p *int) { kept = p }")
    which = ["--diff", "HEAD"] if against[0] == "--diff" else ["--baseline", str(before)]
    assert ("Sum", "moved to heap: total") in said(difference(repository, *which), "new")


def test_files_that_come_and_go(repository: Repository, against: list[str]) -> None:
    (repository.folder / "sub" / "s.go").unlink()
    repository.write("sub/t.go", FILES["sub/s.go"].replace("Old", "Older"))
    repository.write("more/m.go", "package more\n\nfunc F() *int { return new(int) }\n")
    found = difference(repository, *against)
    assert said(found, "new") == [("F", "new(int) escapes to heap")] and not found["gone"]


def test_marks_and_severities_count(repository: Repository, against: list[str]) -> None:
    repository.edit(
        "a.go",
        "func Sum",
        "//escapelens:ignore returned it is kept\nfunc leak(n int) *int {\n	return &n\n}\n\nfunc Sum",
    )
    assert not difference(repository, *against)["new"]


def test_formats(repository: Repository) -> None:
    repository.edit("a.go", "func Sum", "func leak(n int) *int {\n	return &n\n}\n\nfunc Sum")
    repository.edit("sub/s.go", "return &x", "_ = x\n\treturn nil")
    _, text = repository.check("--diff", "main")
    assert text.splitlines()[0].startswith("a.go:11:11: n is") and "gone: sub" in text
    assert text.splitlines()[-1] == "1 new allocation, 1 gone; 1 as in main"
    _, gc = repository.check("--diff", "main", "--format=gc")
    assert gc == "# example.com/m\n./a.go:11:11: moved to heap: n\n"
    _, markdown = repository.check("--diff", "main", "--format=markdown")
    assert markdown.startswith("### Escape Lens: 1 new allocation, 1 gone; 1 as in main\n")
    assert "| **new** | `leak` | a.go:11 |" in markdown and "| gone | `Old` | sub/s.go:6 |" in markdown
    _, github = repository.check("--diff", "main", "--format=github")
    assert github.startswith("::notice file=a.go,line=11,col=11,title=Escape Lens%3A returned::n is moved")
    _, sarif = repository.check("--diff", "main", "--format=sarif")
    (result,) = json.loads(sarif)["runs"][0]["results"]
    assert result["baselineState"] == "new"


def test_where_a_branch_left(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.edit("a.go", "func Sum", "func leak(n int) *int {\n	return &n\n}\n\nfunc Sum")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("main.go", "package m\n\nfunc Late() *int { return new(int) }\n")
    repository.commit()
    repository.git("checkout", "-q", "topic")
    found = difference(repository, "--diff", "main...")
    assert said(found, "new") == [("leak", "moved to heap: n")] and not found["gone"]
    assert len(difference(repository, "--diff", "main")["gone"]) == 1


def test_before_the_first_commit(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "fresh")
    repository.git("branch", "-q", "-D", "main")
    assert len(difference(repository, "--diff", "HEAD")["new"]) == 2
    assert repository.check("--diff", "main")[0] == 2


def test_ignored_files_are_on_both_sides(repository: Repository) -> None:
    repository.write(".gitignore", "gen.go\n")
    repository.commit()
    repository.write("gen.go", "package m\n\nfunc Gen() *int { return new(int) }\n")
    assert not difference(repository, "--diff", "main")["new"]


@pytest.mark.parametrize("arguments", [["--diff", "nowhere"], ["--diff", "--help"], ["--baseline", "none.json"]])
def test_troubles(repository: Repository, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from escapelens.cli import main

    assert main.main(["check", "=".join(arguments), "./..."]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_baseline_reads_like_a_list(repository: Repository) -> None:
    path = repository.folder / "b.json"
    repository.check("--write-baseline", str(path))
    lines = path.read_text().splitlines()
    assert len(lines) == 4 and all("line" not in json.loads(line.rstrip(",")) for line in lines[1:-1])


def test_nothing_of_the_repository_is_run(repository: Repository, tmp_path: Path) -> None:
    """Whatever its configuration, hooks and attributes name."""
    trap, proof = repository.folder / "trap.sh", tmp_path / "proof"
    trap.write_text(f"#!/bin/sh\necho $0 $@ >> {proof}\nexit 1\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "core.editor", "gpg.program",
                 "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv", "alias.ls-files",
                 "alias.cat-file", "remote.origin.uploadpack", "core.gitProxy", "credential.helper"):  # fmt: skip
        repository.git("config", name, str(trap))
    repository.git("config", "protocol.allow", "always")
    repository.git("config", "remote.origin.url", f"ext::{trap}")
    repository.git("config", "remote.origin.promisor", "true")
    repository.git("config", "core.repositoryFormatVersion", "1")
    repository.git("config", "extensions.partialClone", "origin")
    repository.git("config", "core.hooksPath", str(repository.folder / ".hooks"))
    (repository.folder / ".hooks").mkdir()
    for hook in ("post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc"):
        (repository.folder / ".hooks" / hook).symlink_to(trap)
    (repository.folder / ".git" / "info" / "attributes").write_text("*.go filter=x diff=x\n")
    (repository.folder / "git").symlink_to(trap)
    repository.edit("a.go", "func Sum", "func leak(n int) *int {\n	return &n\n}\n\nfunc Sum")
    os.utime(repository.folder / "sub" / "s.go")
    before = {p: p.stat().st_mtime_ns for p in (repository.folder / ".git").rglob("*")}
    proof.unlink(missing_ok=True)
    path = os.environ["PATH"]
    try:
        os.environ["PATH"] = f"{repository.folder}{os.pathsep}.{os.pathsep}{path}"
        assert len(difference(repository, "--diff", "main")["new"]) == 1
    finally:
        os.environ["PATH"] = path
    assert not proof.exists()
    assert before == {p: p.stat().st_mtime_ns for p in (repository.folder / ".git").rglob("*")}
    # What a partial clone left out is not fetched.
    blob = repository.git("rev-parse", "main:a.go").strip()
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert repository.check("--diff", "main")[0] == 2
    assert not proof.exists()

"""What is offered and what is not: the programs under testdata, by kind of fix.

`KIND/refusals` is a program in which nothing may be offered. In `KIND/offers` the comment of a function or variable
says what is (`// offer: TITLE`). The program prints what its functions give, and lines `allocs NAME N`; after all
offers were made, one after the other, it must print the same, and every N must be smaller. Kinds that are not for bulk
are made by hand.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agree.toolchain import goroot
from escapelens.cli import main
from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from escapelens.fixes import KINDS
from escapelens.fixes.context import apply_edits
from escapelens.fixes.model import Fix

DATA = Path(__file__).with_name("testdata")
GO = Path(sys.executable).with_name("go")
OFFERS = sorted(DATA.glob("*/offers"))
BYTES_ONLY = ("grow",)  # kinds of which some offers change no more than the number of bytes: they are made by hand, too


def offered(engine: Engine, folder: Path) -> Iterator[Fix]:
    """Every fix in the folder's package that survives its judges."""
    return (proven for _, proven in proposed(engine, folder) if proven is not None)


def proposed(engine: Engine, folder: Path) -> Iterator[tuple[Fix, Fix | None]]:
    """Every candidate in the folder's package, and what its judges make of it."""
    key = str(folder)
    for path in engine.files_of(key):
        for fix in engine.fixes(key, path, 0, sys.maxsize):
            yield fix, engine.prove(key, fix)


def function_of(fix: Fix) -> str:
    """The declaration that the fix edits last."""
    text = Path(fix.edits[0].file).read_bytes()
    declared: bytes = re.findall(rb"^(?:var|func(?: \([^)]*\))?) (\w+)", text[: fix.edits[-1].end], re.M)[-1]
    return declared.decode()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(cache_dir=cache_dir())


def test_every_kind_has_its_programs() -> None:
    for kind in KINDS:
        assert (DATA / kind / "offers").is_dir() and (DATA / kind / "refusals").is_dir(), kind


@pytest.mark.parametrize("folder", sorted(DATA.glob("*/refusals")), ids=lambda p: p.parent.name)
def test_what_must_not_be_offered(engine: Engine, folder: Path) -> None:
    kind = folder.parent.name
    alone = kind if not KINDS[kind].BULK else ""
    found = [(function_of(fix), fix.title) for fix in offered(engine, folder) if not fix.changes or fix.kind == alone]
    assert found == []


@pytest.mark.parametrize("folder", OFFERS, ids=lambda p: p.parent.name)
def test_what_is_offered(engine: Engine, folder: Path) -> None:
    found, marked = [], []
    for fix in offered(engine, folder):
        if fix.kind != folder.parent.name:  # other kinds have programs of their own
            continue
        found.append((function_of(fix), fix.title + (f" ({fix.changes})" if fix.changes else "")))
        assert not (fix.changes and fix.preferred)
        assert len({(e.file, e.start) for e in fix.edits}) == len(fix.edits), fix.edits  # editors differ in their order
    for path in folder.glob("*.go"):
        for comment, declared in re.findall(
            r"((?:^//.*\n)+)(?:var|func(?: \([^)]*\))?) (\w+)", path.read_text(encoding="utf-8"), re.M
        ):
            marked += [(declared, title) for title in re.findall(r"^// offer: (.*)", comment, re.M)]
    assert sorted(found) == sorted(marked), refused(engine, folder)


@pytest.mark.parametrize("folder", OFFERS, ids=lambda p: p.parent.name)
def test_offers_behave_the_same_and_allocate_less(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(DATA / "go.mod", tmp_path)
    for path in folder.iterdir():
        shutil.copy(path, tmp_path)
    before = run(tmp_path)
    monkeypatch.chdir(tmp_path)
    if KINDS[folder.parent.name].BULK:
        assert main.main(["fix", "--write", "."]) == 0
    if not KINDS[folder.parent.name].BULK or folder.parent.name in BYTES_ONLY:
        by_hand(tmp_path, folder.parent.name)
    after = run(tmp_path)
    assert [line for line in before if not line.startswith("allocs ")] == [
        line for line in after if not line.startswith("allocs ")
    ]
    old, new = allocations(before), allocations(after)
    assert old.keys() == new.keys() and all(new[name] < old[name] for name in old), (old, new)
    gofmt = subprocess.run(
        [goroot() / "bin/gofmt", "-l", "."], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert gofmt.stdout == ""


def refused(engine: Engine, folder: Path) -> str:
    """The kind's candidates that got no further than to the judges."""
    tried = [fix for fix, proven in proposed(engine, folder) if proven is None and fix.kind == folder.parent.name]
    return f"proposed, but refused by the judges: {[(function_of(fix), fix.title) for fix in tried]}"


def by_hand(folder: Path, kind: str) -> None:
    """Make the offers of the kind one after the other."""
    while (
        fix := next((f for f in offered(Engine(cache_dir=cache_dir()), folder) if f.kind == kind), None)
    ) is not None:
        for file in {e.file for e in fix.edits}:
            text = apply_edits(Path(file).read_bytes(), [e for e in fix.edits if e.file == file])
            Path(file).write_bytes(text)


def run(folder: Path) -> list[str]:
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    vet = subprocess.run([GO, "vet", "."], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert vet.returncode == 0, vet.stderr
    ran = subprocess.run([GO, "run", "."], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return sorted(ran.stdout.splitlines())


def allocations(lines: list[str]) -> dict[str, float]:
    return {name: float(n) for line in lines if line.startswith("allocs ") for _, name, n in [line.split()]}


def test_all_at_once(engine: Engine) -> None:
    """What is made in bulk is what is offered one by one, and nothing that changes more than allocations."""
    folder = DATA / "preallocate/offers"
    (path,) = engine.files_of(str(folder))
    alone = [e for fix in offered(engine, folder) if not fix.changes for e in fix.edits]
    whole = engine.fix_all(str(folder), "all", path)
    assert whole is not None and sorted(whole.edits, key=lambda e: e.start) == sorted(alone, key=lambda e: e.start)
    assert engine.fix_all(str(folder), "all", path, frozenset({"pass_by_value"})) is None


def test_a_fix_is_proven_once(tmp_path: Path) -> None:
    """Until the text is another: then what was proven may not hold any more."""
    (tmp_path / "go.mod").write_text("module example.com/once\n\ngo 1.27\n")
    path = tmp_path / "p.go"
    path.write_text('package p\n\nimport "strings"\n\nfunc f(s string) int { return len(strings.Split(s, ",")) }\n')
    engine = Engine(cache_dir=cache_dir())
    ((fix, proven),) = proposed(engine, tmp_path)
    assert proven is not None and engine.prove(str(tmp_path), fix) is proven
    engine.set_overlay(str(path), path.read_bytes().replace(b"{ return", b"{ var a int; return"))  # it does not compile
    ((fix, proven),) = proposed(engine, tmp_path)
    assert proven is None


def test_generated_files_are_left_alone(engine: Engine, tmp_path: Path) -> None:
    """The same text is offered a fix once the mark is gone."""
    text = (DATA / "generated/generated.go").read_text(encoding="utf-8")
    assert list(offered(engine, DATA / "generated")) == []
    (tmp_path / "go.mod").write_text("module example.com/plain\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(text.removeprefix("// Code generated by hand. DO NOT EDIT.\n"), encoding="utf-8")
    assert [fix.kind for fix in offered(engine, tmp_path)] == ["preallocate"]


@pytest.mark.parametrize(
    "changed",
    [
        ("package plain\n", "package plain\n\n// Code generated by hand. DO NOT EDIT.\n"),
        ("package plain\n", "// Made by a script, do not edit.\n\npackage plain\n"),
        ("package plain\n", 'package plain\n\nimport (\n\t"C"\n)\n'),
    ],
)
def test_files_that_may_be_generated_are_left_alone(engine: Engine, tmp_path: Path, changed: tuple[str, str]) -> None:
    loop = "\tfor _, x := range xs {\n\t\tout = append(out, x)\n\t}\n\treturn out\n"
    text = "package plain\n\nfunc f(xs []int) []int {\n\tout := []int{}\n" + loop + "}\n"
    (tmp_path / "go.mod").write_text("module example.com/plain\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(text, encoding="utf-8")
    assert [fix.kind for fix in offered(engine, tmp_path)] == ["preallocate"]
    engine.set_overlay(str(tmp_path / "p.go"), text.replace(*changed).encode())
    assert list(offered(engine, tmp_path)) == []


def test_new_lines_end_as_the_others_do(engine: Engine, tmp_path: Path) -> None:
    shutil.copy(DATA / "go.mod", tmp_path)
    path = tmp_path / "p.go"
    path.write_bytes((DATA / "capture_copy/offers/offers.go").read_bytes().replace(b"\n", b"\r\n"))
    for fix in (fixes := list(offered(engine, tmp_path))):
        text = apply_edits(path.read_bytes(), list(fix.edits))
        assert text.count(b"\n") == text.count(b"\r\n") > path.read_bytes().count(b"\n"), fix.title
    assert [fix.kind for fix in fixes] == ["capture_copy", "capture_copy"]

"""Samples find the place that allocated them: inlined, generic, in literals, moved, and nowhere else."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from against.seeds import git
from escapelens.cli.profile import Profiled, profile
from escapelens.common import heap
from escapelens.common.settings import Settings
from escapelens.profiles.joined import Row
from escapelens.profiles.model import Frame, Location, Profile, Sample
from profiles.encode import zipped

ORDER = ("alloc_objects", "alloc_space", "inuse_objects", "inuse_space")
SOURCE = """package p

import "errors"

type T struct{ a, b int }

func New(a int) *T { return &T{a: a} }

func Fail() error { return errors.New("bad") }

func Make(n int) ([]*T, map[string]int) {
	m := map[string]int{}
	var out []*T
	for i := range n {
		out = append(out, New(i))
		m[string(rune('a'+i))] = i
	}
	return out, m
}

func Param(x int) *int {
	if x > 3 {
		return &x
	}
	return nil
}

func Closure(n int) func() *T {
	return func() *T {
		t := T{n, n}
		return &t
	}
}

type List[E any] struct{ head *node[E] }

type node[E any] struct {
	next  *node[E]
	value E
}

func (l *List[E]) Push(e E) {
	l.head = &node[E]{l.head, e}
}

func Use() *List[string] {
	l := &List[string]{}
	l.Push("x")
	return l
}
"""
GOROOT = "/usr/local/go/src"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "m" / "p"
    folder.mkdir(parents=True)
    (folder.parent / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (folder / "p.go").write_text(SOURCE)
    monkeypatch.chdir(folder.parent)
    return folder


def line(text: str, source: str = SOURCE) -> int:
    """The number of the line that holds a text."""
    return source[: source.index(text)].count("\n") + 1


def frame(module: Path, function: str, text: str, *, source: str = SOURCE, trimmed: bool = False) -> Frame:
    name = re.sub(r"\[.*\]", "", function).rpartition(".")[2]
    declared = {"func1": "return func() *T"}.get(name, f"{name}(")
    file = "example.com/m/p/p.go" if trimmed else str(module / "p.go")
    return Frame(f"example.com/m/p.{function}", file, line(text, source), line(declared, source))


def main(module: Path, at: int = 9) -> Location:
    return (Frame("main.main", str(module.parent / "cmd" / "main.go"), at, 5),)


def join(folder: Path, *stacks: tuple[tuple[Location, ...], int], made: int = 0) -> Profiled:
    samples = tuple(Sample(stack, (1, size or 16, 1, size or 16), size) for stack, size in stacks)
    path = folder.parent / "heap.pprof"
    path.write_bytes(zipped(Profile(ORDER, samples, made)))
    read = heap.read(str(path))
    return profile(read, Settings(), ["./p"], os.getcwd(), fixes=False)


def only(rows: list[Row]) -> Row:
    (row,) = rows
    return row


def said(row: Row) -> tuple[str, int]:
    assert row.spot.finding is not None
    return row.spot.finding.message.partition(" is ")[0], row.spot.line


@pytest.mark.parametrize("trimmed", [False, True])
def test_a_line_and_its_size(module: Path, trimmed: bool) -> None:
    new = frame(module, "New", "&T{a: a}", trimmed=trimmed)
    row = only(join(module, (((new,), main(module)), 16)).joined.findings)
    assert said(row) == ("&T{a: a}", line("&T{a: a}"))


def test_what_is_inlined_counts_where_it_is_written(module: Path) -> None:
    new, make = frame(module, "New", "&T{a: a}"), frame(module, "Make", "append(out, New(i))")
    joined = join(module, (((new, make), main(module)), 16)).joined
    row = only(joined.findings)
    assert said(row) == ("&T{a: a}", line("&T{a: a}"))
    assert [f.function for f in row.spot.calls] == ["Make"] and sum(joined.calls.values()) == joined.total


def test_inlined_from_another_package_counts_at_the_call(module: Path) -> None:
    new = Frame("errors.New", f"{GOROOT}/errors/errors.go", 65, 64)
    row = only(join(module, (((new, frame(module, "Fail", "errors.New")), main(module)), 16)).joined.findings)
    assert row.spot.line == line("errors.New(") and row.spot.finding is not None
    assert row.spot.finding.message.startswith("errors.New, inlined here,")


def test_several_on_a_line_are_told_apart(module: Path) -> None:
    make = frame(module, "Make", "m[string(rune")
    joined = join(module, (((make,),), 416), (((make,),), 4)).joined
    assert only(joined.named).spot.name == "map growth" and only(joined.named).space == 416
    assert said(only(joined.findings)) == ("string(rune('a'+i))", line("m[string(rune"))


def test_parameters_are_paid_for_at_entry(module: Path) -> None:
    row = only(join(module, (((frame(module, "Param", "func Param"),),), 16)).joined.findings)
    assert said(row) == ("x", line("func Param"))


def test_literals_and_generic_code(module: Path) -> None:
    literal = frame(module, "Closure.func1", "t := T{n, n}")
    push = frame(module, "(*List[...]).Push", "&node[E]")
    rows = join(module, (((literal,),), 16), (((push,),), 24)).joined.findings
    assert {(row.spot.line, row.space) for row in rows} == {(line("t := T{n, n}"), 16), (line("&node[E]"), 24)}


def test_what_cannot_be_is_not_joined(module: Path) -> None:
    wrong = frame(module, "New", "&T{a: a}")
    other = frame(module, "Make", "for i := range n")
    joined = join(module, (((wrong,),), 4096), (((other,),), 16)).joined
    assert joined.findings == [] and joined.named == []
    assert {row.spot.unknown for row in joined.unknown} == {"nothing here is known to allocate"}


def test_the_run_time_is_named(module: Path) -> None:
    malloc = Frame("runtime.mallocgc", f"{GOROOT}/runtime/malloc.go", 1131, 1067)
    malg = Frame("runtime.malg", f"{GOROOT}/runtime/proc.go", 5313, 5312)
    reflect = Frame("reflect.unsafe_New", f"{GOROOT}/runtime/malloc.go", 2200, 2190)
    new = Frame("reflect.New", f"{GOROOT}/reflect/value.go", 3205, 3200)
    odd = Frame("runtime.somethingNew", f"{GOROOT}/runtime/odd.go", 1, 1)
    call = frame(module, "Make", "m[string(rune")
    joined = join(module, (((malloc,), (malg,)), 480), (((reflect,), (new,), (call,)), 8), (((odd,),), 8)).joined
    assert {(row.spot.name, row.space) for row in joined.named} == {("goroutine", 480), ("value made by reflection", 8)}
    assert list(only([r for r in joined.named if r.space == 8]).via) == [(str(module / "p.go"), call.line)]
    assert only(joined.unknown).spot.unknown == "the run time"


def test_what_is_inlined_from_the_run_time_is_a_finding(module: Path) -> None:
    text = 'package p\n\nimport "runtime"\n\nvar F *runtime.Frames\n\nfunc Frames(pcs []uintptr) {\n'
    text += "\tF = runtime.CallersFrames(pcs)\n}\n"
    (module / "p.go").write_text(text)
    inlined = Frame("runtime.CallersFrames", f"{GOROOT}/runtime/symtab.go", 89, 87)
    call = frame(module, "Frames", "F = runtime", source=text)
    for stack in (
        (inlined, call),
        (call,),
    ):  # the writer of profiles leaves the run time out where it stands at the leaf
        row = only(join(module, ((stack,), 240)).joined.findings)
        assert said(row) == ("runtime.CallersFrames, inlined here, allocates a new runtime.Frames on the heap: it", 8)


def test_findings_without_samples_are_listed(module: Path) -> None:
    profiled = join(module, (((frame(module, "New", "&T{a: a}"),),), 16))
    assert "New" not in {f.function for f in profiled.quiet} and "Param" in {f.function for f in profiled.quiet}


MOVED = "package p\n\n// More text.\n//\n// And more.\n\n" + SOURCE.removeprefix("package p\n\n")


def test_functions_that_have_moved_are_found_by_name(module: Path) -> None:
    stack = (frame(module, "New", "&T{a: a}"), frame(module, "Make", "append(out, New(i))"))
    (module / "p.go").write_text(MOVED)
    row = only(join(module, ((stack, main(module)), 16)).joined.findings)
    assert said(row) == ("&T{a: a}", line("&T{a: a}", MOVED)) and row.spot.stale == "moved"


def test_files_of_which_no_older_text_is_known_are_named(module: Path) -> None:
    stack = ((frame(module, "New", "&T{a: a}"), main(module)[0]),)
    made = (module / "p.go").stat().st_mtime_ns
    assert join(module, (stack, 16), made=made).doubtful == ()
    assert join(module, (stack, 16), made=made - 1).doubtful == (str(module / "p.go"),)


def test_lines_that_have_moved_are_found_by_text(module: Path) -> None:
    append = frame(module, "Make", "append(out, New(i))")
    grown = frame(module, "Make", "m[string(rune")
    git(module.parent, "init", "-q", "-b", "main")
    git(module.parent, "add", ".")
    git(module.parent, "commit", "-q", "-m", "one")
    made = os.stat(module / "p.go").st_mtime_ns - 1
    edited = SOURCE.replace("\t\tout = append", "\t\tif i > 7 {\n\t\t\tcontinue\n\t\t}\n\t\tout = append")
    edited = edited.replace("m[string(rune('a'+i))] = i", "m[string(rune('b'+i))] = i")
    (module / "p.go").write_text(edited)
    joined = join(module, (((append,), main(module)), 64), (((grown,), main(module)), 4), made=made).joined
    row = only(joined.findings)
    assert said(row)[1] == line("append(out", edited) and row.spot.stale == "moved"
    assert only(joined.unknown).spot.unknown == "the line has changed since the profile was made"

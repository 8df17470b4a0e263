"""What a save costs hangs on the edit, not on the package: lines of ours that are run are counted, not time."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from escapelens.engine import Engine, Options

PER_FILE = 10
SMALL, LARGE = 30, 300
FUNCTION = """
func f{n}(count int, names []string) *item {{
	first := &item{{name: names[0]}}
	for i, name := range names {{
		first.next = &item{{name: name, next: first.next}}
		if i > count {{
			return f{other}(count-1, append(names, first.name))
		}}
	}}
	return first
}}
"""
TYPES = "package p\n\ntype item struct {\n\tname string\n\tnext *item\n}\n"
# Two functions that call each other, far from the edit.
PARTNERS = """\
package p

func even(n int) bool { return n == 0 || odd(n-1) }

func odd(n int) bool { return n != 0 && even(n-1) }
"""


def write(folder: Path, functions: int) -> Path:
    """A package of so many functions; the file that is edited."""
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (folder / "item.go").write_text(TYPES)
    (folder / "partners.go").write_text(PARTNERS)
    for at in range(0, functions, PER_FILE):
        bodies = [FUNCTION.format(n=n, other=n // 2) for n in range(at, at + PER_FILE)]
        (folder / f"f{at:04}.go").write_text("package p\n" + "".join(bodies))
    return folder / "f0010.go"


def lines_of_a_save(folder: Path, functions: int, edit: str) -> Counter[str]:
    """Lines of ours that are run by a save, by function of ours."""
    file = write(folder, functions)
    text = file.read_bytes()
    at = text.index(b"\tfirst := ")
    engine = Engine(Options(patient=False))
    engine.analyze(str(folder))
    counts: Counter[str] = Counter()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if "escapelens" not in frame.f_code.co_filename:
            return None
        if event == "line":
            counts[frame.f_code.co_qualname] += 1
        return trace

    for n in range(1, 4):
        counts.clear()
        engine.set_overlay(str(file), text[:at] + edit.encode() * n + text[at:])
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            report = engine.analyze(str(folder))
        finally:
            sys.settrace(before)
        assert report.stats.analysed < 20 and not report.partial
    return counts


@pytest.mark.parametrize(
    "edit", ["\t_ = 1\n", "\tfirst := &item{name: names[len(names)-1]}\n\t_ = first\n"], ids=["nothing", "escape"]
)
def test_the_same_edit_costs_the_same_in_a_package_ten_times_as_large(edit: str, tmp_path: Path) -> None:
    if "first" in edit:
        edit = "\t{\n" + edit + "\t}\n"
    small = lines_of_a_save(tmp_path / "small", SMALL, edit)
    large = lines_of_a_save(tmp_path / "large", LARGE, edit)
    more = Counter({name: n - small[name] for name, n in large.items() if n - small[name] > 100})
    assert large.total() < 1.05 * small.total(), more.most_common(8)


def test_saves_leave_next_to_nothing_behind(tmp_path: Path) -> None:
    file = write(tmp_path / "p", SMALL)
    text = file.read_bytes()
    at = text.index(b"\tfirst := ")
    engine = Engine(Options(patient=False))

    def memory(first: int, last: int) -> int:
        for n in range(first, last):
            engine.set_overlay(str(file), text[:at] + b"\t_ = %d\n" % n + text[at:])
            engine.analyze(str(tmp_path / "p"))
            engine.anticipate(str(tmp_path / "p"))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = memory(0, 40)
        more = memory(40, 240) - before
    finally:
        tracemalloc.stop()
    assert more < 200 * 3_000


def test_a_save_leaves_the_reports_of_other_files_alone(tmp_path: Path) -> None:
    """Also where one function, that of the package's variables, lies in all of them."""
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    texts = {name: f"package p\n\nfunc {name}() int {{ return 1 }}\n\nvar of{name} = new(int)\n" for name in "ab"}
    for name, text in texts.items():
        (tmp_path / f"{name}.go").write_text(text)
    edited, other = (str(tmp_path / f"{name}.go") for name in "ab")
    engine = Engine(Options(patient=False))
    before = engine.analyze(str(tmp_path))
    assert before.files[other].findings
    engine.set_overlay(edited, texts["a"].replace("return 1", "\n\treturn 1").encode())
    after = engine.analyze(str(tmp_path))
    assert after.files[other] is before.files[other]
    assert [f.span.line for f in after.files[edited].findings] == [6]


def test_answers_that_nobody_asked_for_stand_where_their_text_does(tmp_path: Path) -> None:
    text = "package p\n\nfunc first() int { return 1 }\n\nfunc second(p *int) int { return *p }\n"
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    file = tmp_path / "p.go"
    file.write_text(text)
    engine = Engine(Options(patient=False))
    engine.analyze(str(tmp_path))
    for _ in range(20):
        text = text.replace("return 1", "\n\treturn 1")
        engine.set_overlay(str(file), text.encode())
        report = engine.analyze(str(tmp_path)).files[str(file)]
    fresh = Engine(Options(patient=False))
    fresh.set_overlay(str(file), text.encode())
    assert report.answers == fresh.analyze(str(tmp_path)).files[str(file)].answers
    assert {(a.function, a.span.line) for a in report.answers} == {("first", 3), ("second", 25)}

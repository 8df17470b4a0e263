"""What two reports have in common, however the compiler numbers what it makes."""

from __future__ import annotations

from pathlib import Path

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine, Options
from escapelens.findings.versus import Allocation, allocations, versus


def paid(folder: Path, body: str) -> list[Allocation]:
    (folder / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    (folder / "p.go").write_text(f"package p\n\ntype label struct{{ name *string }}\n\n{body}\n", encoding="utf-8")
    engine = Engine(Options(keep=False), cache_dir())
    report = engine.analyze(engine.resolve(["."], str(folder))[0][0])
    assert not report.partial

    def lines(path: str) -> list[bytes]:
        return Path(path).read_bytes().split(b"\n")

    return list(allocations([report], lines, {}))


def test_numbers_of_what_the_compiler_makes_tell_nothing(tmp_path: Path) -> None:
    both = "func f(n string) (label, label) {{\n\t{first}\n\tb := label{{name: new(n + `.`)}}\n\treturn a, b\n}}"
    old = paid(tmp_path, both.format(first="var a label"))
    new = paid(tmp_path, both.format(first="a := label{name: new(n + `,`)}"))
    assert any("autotmp" in a.what for a in old)
    difference = versus([a for a in old if "autotmp" in a.what], [a for a in new if "autotmp" in a.what])
    assert (len(difference.new), len(difference.gone)) == (1, 0)

"""Escape analysis of a single package without the engine: source in, remarks out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.escape import escape
from escapelens.escape.graph import Batch
from escapelens.inline.interleaved import devirtualize_and_inline
from escapelens.ir.lowering.package import Builder
from escapelens.ir.passes import deadlocals, loopvar, staticinit
from escapelens.ir.target import Flags, Target
from escapelens.model.objects import Package
from escapelens.remarks import Remarks
from escapelens.source import Layout
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.parse import parse_file


@dataclass(slots=True)
class Result:
    target: Target
    report: Remarks
    layout: Layout
    batches: list[Batch]
    files: list[SyntaxFile]

    def lines(self, level: int = 1) -> list[tuple[str, int, str]]:
        """(file, line, text) of what -m prints."""
        found = []
        for r in self.report:
            at = self.layout.locate(r.pos)
            if r.level <= level and at is not None:
                found.append((at.file, at.line, r.text))
        return found

    def func(self, name: str) -> object:
        return next(f for f in self.target.funcs if f.sym == name)


def stub_importer(path: str) -> Package | None:
    """fmt and unsafe-like leaves are checked from small stand-ins, so that a test needs no GOROOT."""
    source = STUBS.get(path)
    return None if source is None else check(path, [parse_file(f"{path}/stub.go", source)])


STUBS = {
    "fmt": b"package fmt\n\nfunc Println(a ...any) (n int, err error) { return 0, nil }\n",
    "io": b"package io\n\ntype Reader interface{ Read(p []byte) (n int, err error) }\n",
    "sync": b"""package sync

type WaitGroup struct{ state [12]byte }

func (wg *WaitGroup) Add(n int) {}
func (wg *WaitGroup) Done()     {}
func (wg *WaitGroup) Wait()     {}
""",
}
TAGS = {"Println": [b"\x02"], "(*WaitGroup).Add": [b""], "(*WaitGroup).Done": [b""], "(*WaitGroup).Wait": [b""]}


def check(path: str, files: list[SyntaxFile]) -> Package:
    return check_package(path, files, Config(go_version="go1.27"), stub_importer)


def analyse(source: bytes | str, name: str = "p.go", path: str = "p", m: int = 1) -> Result:
    data = source.encode() if isinstance(source, str) else source
    files = [parse_file(name, data)]
    layout = Layout()
    for f in files:
        f.layout(layout)
    pkg = check(path, files)
    target = Target(pkg, Flags(no_inline=True, m=m))
    builder = Builder(target)
    builder.build_package()
    report = Remarks()
    devirtualize_and_inline(target, report)
    for fn in target.funcs:
        loopvar.for_capture(fn, pkg)
    staticinit.make_task(target)
    for fn in target.funcs:
        deadlocals.func(fn)
    batches = escape.funcs(target, target.funcs, report, lambda n: TAGS.get(n.sym) if n.func is None else None)
    return Result(target, report, layout, batches, files)


def package_file(folder: Path) -> Path:
    return next(folder.glob("*.go"))

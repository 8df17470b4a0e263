"""Escape analysis of a single package without the engine: source in, remarks out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.escape.graph import Batch
from escapelens.facts.known import Whole
from escapelens.facts.model import FuncFacts, PackageFacts
from escapelens.ir.target import Flags, Target
from escapelens.model.objects import Package
from escapelens.pipeline import run
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
    if source is None:
        return None
    pkg = check(path, [parse_file(f"{path}/stub.go", source)])
    funcs = {name: FuncFacts(leaks=tags) for name, tags in TAGS.items()}
    pkg.facts = Whole(PackageFacts(path, pkg.name, "go1.27", [], funcs))
    return pkg


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
TAGS = {"Println": [b"\x02"], "WaitGroup.Add": [b"", b""], "WaitGroup.Done": [b""], "WaitGroup.Wait": [b""]}


def check(path: str, files: list[SyntaxFile]) -> Package:
    return check_package(path, files, Config(go_version="go1.27"), stub_importer)


def analyse(source: bytes | str, name: str = "p.go", path: str = "p", m: int = 1) -> Result:
    data = source.encode() if isinstance(source, str) else source
    files = [parse_file(name, data)]
    layout = Layout()
    for f in files:
        f.layout(layout)
    pkg = check(path, files)
    analysis = run(pkg, Flags(no_inline=True, m=m))
    return Result(analysis.target, analysis.report, layout, analysis.batches, files)


def package_file(folder: Path) -> Path:
    return next(folder.glob("*.go"))

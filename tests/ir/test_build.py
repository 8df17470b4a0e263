"""The IR of every construct, against the compiler (1.27): cost and body of `can inline` lines show each node.

`testdata/X.txt` holds the lines of `go build -gcflags=-m=2` for `testdata/X.go` that speak of what can be inlined,
sorted by position and without the file's name; the module is `example.com/p`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.ir.inltree import POS_MASK
from escapelens.ir.target import Flags
from escapelens.model.universe import UNSAFE
from escapelens.pipeline import run
from escapelens.source import Layout
from escapelens.syntax.parse import parse_file

DATA = Path(__file__).parent / "testdata"


def judged(name: str) -> list[str]:
    layout = Layout()
    file = parse_file(name, (DATA / name).read_bytes())
    file.layout(layout)
    pkg = check_package(
        "example.com/p", [file], Config(go_version="go1.27"), lambda path: UNSAFE if path == "unsafe" else None
    )
    analysis = run(pkg, Flags(m=2))
    assert not pkg.checker.problems
    assert not analysis.target.broken
    lines = []
    for remark in analysis.report:
        if not remark.text.startswith(("can inline", "cannot inline", "imprecise")):
            continue
        at = layout.locate(analysis.target.inl_tree.outermost(remark.pos) & POS_MASK)
        text2 = remark.verbose
        assert at is not None
        lines.append((at.line, at.column, text2() if text2 is not None else remark.text))
    return [f"{line}:{column}: {text}" for line, column, text in sorted(lines)]


@pytest.mark.parametrize("name", ["ordinary", "generic", "generic_methods"])
def test_bodies_and_costs(name: str):
    want = (DATA / f"{name}.txt").read_text().splitlines()
    got = judged(f"{name}.go")
    missing = [line for line in want if line not in got]
    extra = [line for line in got if line not in want]
    assert (missing, extra) == ([], [])
    assert sorted(got) == sorted(want)

"""A package of one file without imports, through all passes."""

from __future__ import annotations

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.ir.inltree import POS_MASK
from escapelens.ir.target import Flags
from escapelens.pipeline import Analysis, run
from escapelens.source import Layout
from escapelens.syntax.parse import parse_file


def analyse(text: str) -> tuple[Analysis, list[str]]:
    """The analysis, and what it says at level 2 without flows: `line:column: text`, in order."""
    layout = Layout()
    file = parse_file("a.go", text.encode())
    file.layout(layout)
    pkg = check_package("p", [file], Config(go_version="go1.27"), lambda path: None)
    analysis = run(pkg, Flags(m=2))
    assert not pkg.checker.problems
    assert not analysis.target.broken
    lines = []
    for remark in analysis.report:
        at = layout.locate(analysis.target.inl_tree.outermost(remark.pos) & POS_MASK)
        text2 = remark.verbose
        where = f"{at.line}:{at.column}: " if at is not None else ""
        lines.append(where + (text2() if text2 is not None else remark.text))
    return analysis, lines

"""Findings of a piece of source, without the engine."""

from __future__ import annotations

from escape.pipeline import analyse
from escapelens.check.checker import checker_of
from escapelens.findings.collect import drafts
from escapelens.findings.model import FileReport
from escapelens.findings.placing import CALM, Placed, file_report, place
from escapelens.findings.severity import Rules
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.ledger import of
from escapelens.ledger.often import called_in_loops


def report(source: str, rules: Rules = CALM, *, generated: bool = False) -> FileReport:
    result = analyse(source)
    places = SyntaxIndex(d for f in result.files for d in f.lower_all())
    target = result.target
    costs = of(target.funcs, target)
    hot = {name.removeprefix(f"{target.pkg.path}.") for function in costs for name in called_in_loops(function.body)}
    found = drafts(result.report, costs, target.inl_tree, checker_of(target.pkg).config.sizes, places, target.pkg)
    placed = [place(found, result.layout).get("p.go", Placed())]
    return file_report("p.go", placed, rules=rules, hot=hot, generated=generated)

"""Findings of a piece of source, without the engine."""

from __future__ import annotations

from escape.pipeline import analyse
from escapelens.findings.collect import drafts
from escapelens.findings.model import FileReport, Severity
from escapelens.findings.placing import file_reports
from escapelens.findings.syntax_index import SyntaxIndex


def report(source: str, severity: dict[str, Severity] | None = None) -> FileReport:
    result = analyse(source)
    places = SyntaxIndex(d for f in result.files for d in f.lower_all())
    target = result.target
    found = drafts(result.report, target.inl_tree, result.batches[0].sizes, places, target.pkg)
    return file_reports(found, result.layout, [f.path for f in result.files], severity=severity)["p.go"]

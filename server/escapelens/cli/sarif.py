"""`--format=sarif`: SARIF 2.1.0, for code scanning services.

Counterpart: OASIS SARIF 2.1.0. Columns are UTF-16 code units, as the run declares; rules are the codes.
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import msgspec

from escapelens.cli.text import source_lines
from escapelens.common import about, words
from escapelens.findings.model import CODES, Finding, PackageReport, Problem, Severity, Span

_LEVELS: dict[Severity, str] = {"warning": "warning", "info": "note", "hint": "note", "off": "none"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(reports: list[PackageReport], cwd: str, complete: bool = True) -> str:
    """complete: whether everything that was named was analysed, and nothing only in part."""
    results: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for report in reports:
        notes += [{"level": "warning", "message": {"text": f"{report.import_path}: {why}"}} for why in report.partial]
        for path in sorted(report.files):
            file = report.files[path]
            results += [_result(f, cwd) for f in file.findings if f.severity != "off"]
            notes += [_note(problem, cwd) for problem in file.problems]
    run = {
        "tool": {
            "driver": {
                "name": "Escape Lens",
                "version": about.version(),
                "rules": [_rule(code) for code in CODES],
            }
        },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"SRCROOT": {"uri": PurePath(cwd).as_uri().rstrip("/") + "/"}},
        "invocations": [{"executionSuccessful": complete, "toolExecutionNotifications": notes}],
        "results": results,
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _rule(code: str) -> dict[str, Any]:
    page = about.code_page(code)
    return {"id": code, "help": {"text": page, "markdown": page}}


def _result(finding: Finding, cwd: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": CODES.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": words.sentence(finding)},
        "locations": [_location(finding.span, cwd)],
    }
    if finding.key:
        result["partialFingerprints"] = {"escapelens/v1": finding.key}
    steps = [
        {"location": {**_location(step.span, cwd), "message": {"text": step.message}}}
        for step in finding.steps
        if step.span.file
    ]
    if steps:
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def _note(problem: Problem, cwd: str) -> dict[str, Any]:
    return {"level": "note", "message": {"text": problem.message}, "locations": [_location(problem.span, cwd)]}


def _location(span: Span, cwd: str) -> dict[str, Any]:
    inside = os.path.commonpath([cwd, span.file]) == cwd if os.path.isabs(span.file) else False
    artifact = (
        {"uri": quote(PurePath(os.path.relpath(span.file, cwd)).as_posix()), "uriBaseId": "SRCROOT"}
        if inside
        else {"uri": PurePath(span.file).as_uri() if os.path.isabs(span.file) else quote(span.file)}
    )
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(span)}}


def _region(span: Span) -> dict[str, int]:
    lines = source_lines(span.file)
    first = lines[span.line - 1] if 0 < span.line <= len(lines) else b""
    start = span.column - 1
    line, rest = span.line, span.end - span.start
    region = {"startLine": span.line, "startColumn": _utf16(first[:start]) + 1}
    column, text = start, first
    while column + rest > len(text) and line < len(lines):
        rest -= len(text) - column + 1
        line, column = line + 1, 0
        text = lines[line - 1]
        if rest <= 0:
            break
    region["endLine"] = line
    region["endColumn"] = _utf16(text[: column + max(rest, 0)]) + 1
    return region


def _utf16(raw: bytes) -> int:
    return len(raw.decode("utf-8", "replace").encode("utf-16-le")) // 2

"""`--format=sarif`: SARIF 2.1.0, for code scanning services.

Counterpart: OASIS SARIF 2.1.0, and what GitHub's code scanning takes of it: rules have names, descriptions, help and
a default level, results a fingerprint that survives moving lines, and paths are relative to the repository's root.
Columns are UTF-16 code units, as the run declares; rules are the codes.
Property: no two results have the same fingerprint.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import PurePath
from urllib.parse import quote

import msgspec

from escapelens.cli.result import Result
from escapelens.cli.source import source_lines
from escapelens.common import about, words
from escapelens.common.language import Language
from escapelens.findings.model import CODES, MARK, PROMISE, Finding, Notice, Problem, Shown, Span

_LEVELS: dict[Shown, str] = {"error": "error", "warning": "warning", "info": "note", "hint": "note", "off": "none"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = (*CODES, PROMISE, MARK)
_USUAL = {
    "leaking-param": "none",
    "too-large": "warning",
    PROMISE: "error",
}  # else a note; each result has a level of its own


def render(result: Result) -> str:
    seen: Counter[str] = Counter()
    root = result.root
    results: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    for report in result.reports:
        notes += [{"level": "warning", "message": {"text": f"{report.import_path}: {why}"}} for why in report.partial]
        for path in sorted(report.files):
            file = report.files[path]
            speaking: list[Finding | Notice] = [f for f in file.findings if f.severity != "off"]
            for said in [*speaking, *file.notices]:
                results.append(_result(said, report.import_path, result.language, root, seen))
            notes += [_note(problem, root) for problem in file.problems]
    if result.difference is not None:
        for entry in results:
            entry["baselineState"] = "new"
    run = {
        "tool": {
            "driver": {
                "name": "Escape Lens",
                "version": about.version(),
                "rules": [_rule(code) for code in RULES],
            }
        },
        "automationDetails": {"id": f"{about.NAME}/"},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"SRCROOT": {"uri": PurePath(root).as_uri().rstrip("/") + "/"}},
        "invocations": [{"executionSuccessful": result.complete, "toolExecutionNotifications": notes}],
        "results": results,
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(document, enc_hook=str), indent=2).decode() + "\n"


def _rule(code: str) -> dict[str, object]:
    page = about.code_page(code)
    first = " ".join(page.partition("\n\n")[0].split())
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": first.partition(". ")[0].removesuffix(".") + "."},
        "fullDescription": {"text": first},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _USUAL.get(code, "note")},
        "properties": {"tags": ["performance"], "precision": "very-high", "problem.severity": "recommendation"},
    }


def _result(said: Finding | Notice, package: str, tongue: Language, root: str, seen: Counter[str]) -> dict[str, object]:
    code = said.code if isinstance(said, Finding) else MARK
    result: dict[str, object] = {
        "ruleId": code,
        "ruleIndex": RULES.index(code),
        "level": _LEVELS[said.severity] if isinstance(said, Finding) else "note",
        "message": {"text": tongue(words.sentence(said)) if isinstance(said, Finding) else said.message},
        "locations": [_location(said.span, root)],
        "partialFingerprints": {
            f"{about.NAME}/v1": _numbered(f"{package}:{_identity(said)}", seen),
            "primaryLocationLineHash": _numbered(_digest(_line(said.span).strip() + code.encode()), seen),
        },
    }
    if not isinstance(said, Finding):
        return result
    steps = [
        {"location": {**_location(step.span, root), "message": {"text": step.message}}}
        for step in said.steps
        if step.span.file
    ]
    if steps:
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def _identity(said: Finding | Notice) -> str:
    return (said.key or said.message) if isinstance(said, Finding) else f"{MARK}:{_digest(_line(said.span))}"


def _numbered(text: str, seen: Counter[str]) -> str:
    """The text, told apart from equal ones before it."""
    seen[text] += 1
    return f"{text}:{seen[text]}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _line(span: Span) -> bytes:
    return b"".join(source_lines(span.file)[span.line - 1 : span.line])


def _note(problem: Problem, root: str) -> dict[str, object]:
    return {"level": "note", "message": {"text": problem.message}, "locations": [_location(problem.span, root)]}


def _location(span: Span, root: str) -> dict[str, object]:
    inside = os.path.commonpath([root, span.file]) == root if os.path.isabs(span.file) else False
    artifact = (
        {"uri": quote(PurePath(os.path.relpath(span.file, root)).as_posix()), "uriBaseId": "SRCROOT"}
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

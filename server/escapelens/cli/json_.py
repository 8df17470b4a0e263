"""`--format=json`: everything the engine says, one document.

Offsets are bytes, lines and columns start at 1 and columns count bytes. `version` grows when a field changes meaning.
"""

from __future__ import annotations

import msgspec

from escapelens.cli.result import Result
from escapelens.findings.model import Findings, PackageReport
from escapelens.findings.versus import Allocation, Difference
from escapelens.record import fields

VERSION = 1
_SAID = {"say_answers": "answers"}


def render(result: Result) -> str:
    document: dict[str, object] = {"version": VERSION, "packages": [_package(report) for report in result.reports]}
    if result.difference is not None:
        document["difference"] = _difference(result.difference, result.against)
    return msgspec.json.format(msgspec.json.encode(document, enc_hook=values), indent=2).decode() + "\n"


def values(record: object) -> object:
    """A record as an object, a said text as the text, findings as a list of them."""
    if isinstance(record, str):
        return str(record)
    if isinstance(record, Findings):
        return list(record)
    names = (field.name for field in fields(record))
    return {said: getattr(record, said) for said in (_SAID.get(name, name) for name in names)}


def _difference(difference: Difference, against: str) -> dict[str, object]:
    return {
        "against": against,
        "new": [_allocation(a) for a in difference.new],
        "gone": [_allocation(a) for a in difference.gone],
        "grown": [_allocation(a) | {"was": _allocation(before)} for before, a in difference.grown],
        "kept": difference.kept,
    }


def _allocation(a: Allocation) -> dict[str, object]:
    said: dict[str, object] = {
        name: getattr(a, name) for name in ("package", "function", "code", "what", "text", "size")
    }
    said["inLoop"] = a.loop
    if a.finding is not None:
        said["span"] = a.finding.span
    return said


def _package(report: PackageReport) -> dict[str, object]:
    return {
        "importPath": report.import_path,
        "dir": report.dir,
        "partial": list(report.partial),
        "stats": report.stats,
        "files": [report.files[path] for path in sorted(report.files)],
    }

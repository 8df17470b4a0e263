"""`--format=json`: everything the engine says, one document.

Offsets are bytes, lines and columns start at 1 and columns count bytes. `version` grows when a field changes meaning.
"""

from __future__ import annotations

from typing import Any

import msgspec

from escapelens.findings.model import PackageReport
from escapelens.record import fields

VERSION = 1


def render(reports: list[PackageReport]) -> str:
    document = {"version": VERSION, "packages": [_package(report) for report in reports]}
    return msgspec.json.format(msgspec.json.encode(document, enc_hook=_values), indent=2).decode() + "\n"


def _values(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _package(report: PackageReport) -> dict[str, Any]:
    return {
        "importPath": report.import_path,
        "dir": report.dir,
        "partial": list(report.partial),
        "stats": report.stats,
        "files": [report.files[path] for path in sorted(report.files)],
    }

"""`--format=github`: workflow commands, which GitHub Actions shows as annotations of the lines of a pull request."""

from __future__ import annotations

from escapelens.cli.result import Result, verdict
from escapelens.common import words
from escapelens.say import counted, listed

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}


def render(result: Result) -> str:
    lines, tongue = [], result.language
    for f in result.findings():
        place = {
            "file": result.path(f.span.file),
            "line": str(f.span.line),
            "col": str(f.span.column),
            "title": f"Escape Lens: {f.code}",
        }
        values = ",".join(f"{name}={_property(value)}" for name, value in place.items())
        said = tongue(words.sentence(f)) + (f" ({facts})" if (facts := tongue(listed(words.facts(f)))) else "")
        lines.append(f"::{_COMMANDS[f.severity]} {values}::{_data(said)}")
    for report in result.reports:
        for path in sorted(report.files):
            for notice in report.files[path].notices:
                where = f"file={_property(result.path(path))},line={notice.span.line},title=Escape Lens: mark"
                lines.append(f"::notice {where}::{_data(notice.message)}")
    if result.difference is not None:
        lines.append(f"Escape Lens: {tongue(verdict(result.difference, result.against))}")
    else:
        found = counted(sum(1 for _ in result.findings()), "{n} finding", "{n:,} findings")
        lines.append(f"Escape Lens: {tongue(found)}")
    return "\n".join(lines) + "\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""`--format=golangci`: the JSON of golangci-lint (`--output.json.path`), for tools that read that.

Counterpart: golangci-lint's pkg/printers/json.go and pkg/result/issue.go.
"""

from __future__ import annotations

import msgspec

from escapelens.cli.result import Result
from escapelens.cli.source import source_lines
from escapelens.common import about, words


def render(result: Result) -> str:
    issues = [
        {
            "FromLinter": about.NAME,
            "Text": f"{f.code}: {result.language(words.sentence(f))}",
            "Severity": {"warning": "warning", "error": "error"}.get(f.severity, "info"),
            "SourceLines": [
                line.decode("utf-8", "replace") for line in source_lines(f.span.file)[f.span.line - 1 :][:1]
            ],
            "Pos": {
                "Filename": result.path(f.span.file),
                "Offset": f.span.start,
                "Line": f.span.line,
                "Column": f.span.column,
            },
            "ExpectNoLint": False,
            "ExpectedNoLintLinter": "",
        }
        for f in result.findings()
    ]
    document = {"Issues": issues, "Report": {"Linters": [{"Name": about.NAME, "Enabled": True}]}}
    return msgspec.json.encode(document).decode() + "\n"

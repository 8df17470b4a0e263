"""`--format=text`: findings for people, with the source line and carets; colour on a terminal only."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from escapelens.cli.gc import short_path
from escapelens.cli.result import Result, cost, verdict
from escapelens.cli.source import source_lines
from escapelens.common import words
from escapelens.common.language import Language
from escapelens.findings.model import MARK, Finding, Notice, PackageReport, Problem, Shown, Span
from escapelens.say import counted, listed, say

_STYLES: dict[Shown, str] = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "hint": "dim",
    "off": "dim",
}


def console(color: str = "auto") -> Console:
    """color: auto (on a terminal; NO_COLOR and FORCE_COLOR are heard), always, never."""
    terminal = {"always": True, "never": False}.get(color)
    return Console(highlight=False, soft_wrap=True, force_terminal=terminal)


def show(out: Console, report: PackageReport, cwd: str, tongue: Language) -> None:
    for path in sorted(report.files):
        file = report.files[path]
        entries: list[Finding | Problem | Notice] = [f for f in file.findings if f.severity != "off"]
        entries += file.problems + file.notices
        for entry in sorted(entries, key=lambda e: (e.span.start, e.span.end)):
            if isinstance(entry, Finding):
                _finding(out, entry, cwd, tongue)
            else:
                _problem(out, entry, MARK if isinstance(entry, Notice) else "partial", cwd)


def _finding(out: Console, finding: Finding, cwd: str, tongue: Language) -> None:
    style = _STYLES[finding.severity]
    head = _place(finding.span, cwd)
    head.append(tongue(words.sentence(finding)), "bold")
    head.append(f" [{finding.code}]", style)
    if facts := tongue(listed(words.facts(finding))):
        head.append(f" ({facts})", "dim")
    out.print(head)
    _excerpt(out, finding.span, style)
    for step in finding.steps:
        line = Text("    ")
        if step.span.file:
            line.append(f"{short_path(step.span.file, cwd)}:{step.span.line}:{step.span.column}: ", "dim")
        out.print(line.append(step.message))
    if finding.advice:
        out.print(Text("    ").append(f"{tongue(say('advice:'))} ", "green").append(finding.advice))


def _problem(out: Console, problem: Problem | Notice, code: str, cwd: str) -> None:
    out.print(_place(problem.span, cwd).append(problem.message).append(f" [{code}]", "magenta"))
    _excerpt(out, problem.span, "magenta")


def _place(span: Span, cwd: str) -> Text:
    return Text().append(f"{short_path(span.file, cwd)}:{span.line}:{span.column}: ", "dim")


def _excerpt(out: Console, span: Span, style: str) -> None:
    """The span's first line with carets under it, in terminal cells."""
    lines = source_lines(span.file)
    if not 0 < span.line <= len(lines):
        return
    raw = lines[span.line - 1]
    before = raw[: span.column - 1].decode("utf-8", "replace")
    inside = raw[span.column - 1 : span.column - 1 + span.end - span.start].decode("utf-8", "replace")
    pad = "".join("\t" if c == "\t" else " " * cell_len(c) for c in before)
    out.print(Text(f"    {raw.decode('utf-8', 'replace')}".expandtabs(4)))
    out.print(Text(f"    {pad}".expandtabs(4)).append("^" * max(cell_len(inside.expandtabs(4)), 1), style))


def summary(out: Console, result: Result) -> None:
    """The last lines: how many of what, or what is new and gone."""
    difference, tongue = result.difference, result.language
    if difference is not None:
        for a in difference.gone:
            place = _place(a.finding.span, result.cwd) if a.finding is not None else Text(f"{a.package}: ", "dim")
            what = f"{words.declared(a.function)}: {a.what}"
            line = Text(f"{tongue(say('gone:'))} ", "green").append(place).append(what)
            out.print(
                line.append(f" [{a.code}]", "dim").append(f" ({paid})" if (paid := tongue(cost(a))) else "", "dim")
            )
        out.print(Text(tongue(verdict(difference, result.against)), "bold"))
        return
    counts = Counter(finding.code for finding in result.findings())
    kinds = ", ".join(f"{code} {n}" for code, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    found = counted(counts.total(), "{n} finding", "{n:,} findings")
    packages = counted(len(result.reports), "{n} package", "{n:,} packages")
    said = tongue(say("{findings} in {packages}", findings=found, packages=packages))
    out.print(Text(said + (f": {kinds}" if kinds else ""), "bold"))

"""States of a package's variants to the report that front ends get, and to what fixes may look at."""

from __future__ import annotations

import os.path
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from escapelens.check.checker import checker_of
from escapelens.findings.model import FileReport, GcLine, PackageReport, Problem, Span, Stats
from escapelens.findings.severity import Rules, is_generated
from escapelens.incremental.line_directives import PrintedPlaces
from escapelens.incremental.package import PackageState
from escapelens.model.extent import ENDLESS
from escapelens.packages.package import PackageFiles
from escapelens.remarks import Remark
from escapelens.say import say
from escapelens.syntax.depth import TOO_DEEP

if TYPE_CHECKING:
    from escapelens.findings.placing import Placed
    from escapelens.incremental.unit import Key
    from escapelens.ir.nodes import Func

_UNKNOWN = "<unknown line number>"
_SAID = ("could not import", TOO_DEEP, ENDLESS)  # what the checker finds and nobody else would tell
MANY = 100  # syntax errors of a file that are told; the compiler stops after ten


def package_report(
    states: Sequence[PackageState],
    files: PackageFiles,
    rules: Rules,
    stats: Stats,
    *,
    verbose: bool = False,
    findings: bool = True,
) -> PackageReport:
    """Everything known of the package at this moment; findings: else only what the compiler says."""
    reports: dict[str, FileReport] = {}
    said = [(state.units.remarks(), _Places(state, files.dir)) for state in states]
    partial: list[str] = []
    for state in states:
        partial += [text for text in _missing_imports(state) if text not in partial]
        if not findings:
            reports.update((path, FileReport(path)) for path in state.parsed)
            continue
        problems = _problems(state)
        why = state.partial()
        placed = state.placed()
        for path in placed:
            report = _file_report(state, path, placed[path], rules, why, problems[path])
            reports[path] = _promises(state, path, report)
    for text in _trouble(states[0]) if states else ():
        if text not in partial:
            partial.append(text)
    for p in files.problems:
        text = f"{p.file}: {p.message}" if p.file else p.message
        if text not in partial:
            partial.append(text)

    def say_lines() -> tuple[GcLine, ...]:
        return tuple(line for remarks, places in said for line in gc_lines(remarks(), places, verbose))

    return PackageReport(files.import_path, files.dir, reports, say_lines, stats, tuple(partial))


def failed_report(files: PackageFiles, paths: Sequence[str], error: Exception) -> PackageReport:
    """Of a package that defeated the analysis as a whole."""
    why = say("this package could not be analysed ({why})", why=f"{type(error).__name__}: {error}")
    return PackageReport(files.import_path, files.dir, {path: FileReport(path) for path in paths}, partial=(why,))


def _file_report(
    state: PackageState,
    path: str,
    placed: Mapping[Key, Placed],
    rules: Rules,
    partial: Mapping[Func | None, str],
    problems: list[Problem],
) -> FileReport:
    """The file's report: the very last one as long as it says the same."""
    from escapelens.findings.marks import applied  # of no use where the compiler's lines alone are asked for
    from escapelens.findings.placing import file_report

    marks = state.marks(path)
    made_from = problems, partial, rules, state.hot, marks
    known = state.reports.get(path)
    if known is not None and known[0] == made_from:
        return known[1]
    report = file_report(
        path,
        placed.values(),
        rules=rules,
        hot=state.hot,
        partial=partial,
        problems=problems,
        generated=is_generated(state.parsed[path].data),
    )
    report = applied(report, marks, whole=not problems and not partial)
    if known is not None and known[1] == report:
        report = known[1]  # whoever has shown it need not show it again
    state.reports[path] = made_from, report
    return report


def _promises(state: PackageState, path: str, report: FileReport) -> FileReport:
    """The report with the promises of the file judged: they hang on more than the file."""
    marks = state.marks(path)
    if not any(mark.promise for mark in marks):
        return report
    from escapelens.findings.promises import Judge, with_promises

    calls = state.calls()
    missing = any(demand.wanted for demand in state.dependencies.demands.values())
    judge = Judge(lambda line: calls.declared_at(path, line), lambda: calls.routes, missing)
    return with_promises(report, marks, judge)


class _Places:
    """Where a state's positions are printed. folder: the package's; files of others are foreign."""

    def __init__(self, state: PackageState, folder: str) -> None:
        self._layout = state.layout
        self._printed = PrintedPlaces(state.parsed)
        self._folder = folder

    def line(self, pos: int, text: str, level: int) -> GcLine:
        at = self._layout.locate(pos) if pos else None
        if at is None:
            return GcLine("", 0, 0, text, level)
        return GcLine(*self._printed.printed(at), text, level, os.path.dirname(at.file) != self._folder)

    def place(self, pos: int) -> str:
        at = self._layout.locate(pos) if pos else None
        if at is None:
            return _UNKNOWN
        file, line, column = self._printed.printed(at)
        return f"{file}:{line}:{column}" if column else f"{file}:{line}"


def gc_lines(remarks: Sequence[Remark], places: _Places, verbose: bool) -> list[GcLine]:
    """The compiler's lines. verbose: as -m=2 prints them, flows included."""
    out = []
    for r in remarks:
        if r.level > (2 if verbose else 1):
            continue
        text = r.verbose() if verbose and r.verbose is not None else r.text
        if not verbose or not r.flow:
            out.append(places.line(r.pos, text, r.level))
            continue
        begin = "" if r.pos else f"{_UNKNOWN}: "  # flows and what heads them say so, verdicts do not
        out.append(places.line(r.pos, begin + text, r.level))
        for step in r.flow:
            where = "" if step.pos2 is None else f" at {places.place(step.pos2)}"
            out.append(places.line(step.pos, begin + step.text[1:] + where, r.level))
    return out


def _trouble(state: PackageState) -> list[str]:
    """What is wrong around the package: its go.mod, a cycle of imports."""
    files = state.files
    found = list(files.context.problems) if files.context is not None and not files.standard else []
    if state.cycle:
        found.append(say("import cycle: {cycle}", cycle=_cycle(state.cycle)))
    return found


def _cycle(paths: Sequence[str]) -> str:
    text = paths[0]
    for path in paths[1:]:
        text = say("{package} imports {imported}", package=text, imported=path)
    return text


def _missing_imports(state: PackageState) -> list[str]:
    """What could not be imported, with what to do about it; and that C is not analysed."""
    fakes = sorted(p.path for p in state.pkg.imports if p.fake)
    found = []
    for path in fakes:
        if path == "C":
            found.append(say("{imported}: functions that use C are analysed in part", imported='import "C"'))
            continue
        _, why = state.dependencies.loader.resolve(path, state.files)
        why = " ".join(why.split()).removeprefix(f"package {path}").removeprefix(": ").strip()
        lost = say("import {path} can't be resolved", path=path)
        found.append(say("{problem}: {why}", problem=lost, why=why) if why else lost)
    return found


def _problems(state: PackageState) -> dict[str, list[Problem]]:
    """Syntax errors, imports that lead nowhere and what is too much for us, at their places."""
    found: dict[str, list[Problem]] = {path: [] for path in state.parsed}
    for path, file in state.parsed.items():
        for start, end, message in file.problems[:MANY]:
            found[path].append(Problem(_file_span(path, file.data, start, end), message))
    for p in checker_of(state.pkg).problems:
        at = state.layout.locate(p.pos) if p.pos else None
        if at is None or at.file not in found or not p.msg.startswith(_SAID):
            continue
        data = state.parsed[at.file].data
        end = data.find(b"\n", at.offset)
        found[at.file].append(Problem(_file_span(at.file, data, at.offset, len(data) if end < 0 else end), p.msg))
    for problem in state.files.problems:
        path = state.files.path(problem.file) if problem.file else next(iter(found), "")
        if path in found:
            data = state.parsed[path].data
            end = data.find(b"\n")
            found[path].append(Problem(_file_span(path, data, 0, len(data) if end < 0 else end), problem.message))
    return found


def _file_span(path: str, data: bytes, start: int, end: int) -> Span:
    start = min(max(start, 0), max(len(data) - 1, 0))
    end = max(min(end, len(data)), start + 1)
    line = data.count(b"\n", 0, start) + 1
    return Span(path, start, end, line, start - (data.rfind(b"\n", 0, start) + 1) + 1)

"""States of a package's variants to the report that front ends get, and to what fixes may look at."""

from __future__ import annotations

import os.path
from collections.abc import Sequence

from escapelens.findings.model import FileReport, GcLine, PackageReport, Stats
from escapelens.findings.severity import Rules
from escapelens.incremental.line_directives import PrintedPlaces
from escapelens.incremental.package import PackageState
from escapelens.packages.package import PackageFiles
from escapelens.remarks import Remark
from escapelens.say import say

_UNKNOWN = "<unknown line number>"


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
        reports.update(state.reports.brought_up(state, rules))
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

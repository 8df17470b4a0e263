"""The reports of a variant's files, as they were last made, and made anew where they would say something else.

Property: a save costs the files that it concerns. Of the others nothing is looked at but whether they are the same, and
their reports stay the identical objects: whoever has shown one need not show it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.checker import checker_of
from escapelens.check.init_order import CYCLE
from escapelens.findings.model import FileReport, Finding, Problem, Span
from escapelens.findings.severity import Rules, is_generated
from escapelens.model.extent import ENDLESS
from escapelens.record import dataclass
from escapelens.syntax.depth import TOO_DEEP
from escapelens.syntax.file import SyntaxFile

if TYPE_CHECKING:
    from escapelens.findings.found import Found
    from escapelens.findings.joined import Account
    from escapelens.findings.marks import Mark
    from escapelens.findings.placing import Answers, Placed
    from escapelens.findings.spared import Spared
    from escapelens.incremental.package import PackageState
    from escapelens.incremental.unit import Key
    from escapelens.ir.nodes import Func

_Shared = tuple[Rules, frozenset[str], "Spared", "dict[Func | None, str]"]

_SAID = ("could not import", TOO_DEEP, ENDLESS, CYCLE)  # what the checker finds and nobody else would tell
MANY = 100  # syntax errors of a file that are told; the compiler stops after ten


@dataclass(slots=True, eq=False)
class _Known:
    """Of a file: its report, and what that was made from besides findings and what all files share."""

    file: SyntaxFile
    marks: tuple[Mark, ...]
    generated: bool
    problems: list[Problem]
    answers: list[Answers]
    shared: _Shared
    placed: dict[Key, Placed]  # by unit
    account: Account  # of what was found, without what marks say of it
    report: FileReport


class FileReports:
    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._shared: _Shared | None = None

    def brought_up(self, state: PackageState, rules: Rules) -> dict[str, FileReport]:
        """The reports of all files as they are now, in the order of the files."""
        concerned = state.placed()
        shared, problems = (rules, state.hot, state.spared, state.partial()), _problems(state)
        if self._shared is None or shared != self._shared:
            concerned, self._shared = set(state.parsed), shared
        known = self._known
        stale = [path for path, file in state.parsed.items() if path not in known or known[path].file is not file]
        stale += [p for p, k in known.items() if (k.problems or p in problems) and k.problems != problems.get(p, [])]
        for path in {path: None for path in (*stale, *concerned) if path in state.parsed}:
            known[path] = self._made(state, state.parsed[path], problems.get(path, []), known.get(path))
        if len(known) > len(state.parsed):
            self._known = known = {path: known[path] for path in state.parsed}
        found = {path: known[path].report for path in state.parsed}
        for path in [path for path in found if known[path].marks]:
            found[path] = _promises(state, path, known[path])
        return found

    def _made(self, state: PackageState, file: SyntaxFile, problems: list[Problem], known: _Known | None) -> _Known:
        from escapelens.findings.joined import account, joined  # not for those who want the compiler's lines alone
        from escapelens.findings.marks import applied, marks_of
        from escapelens.findings.placing import Later, findings_of

        assert self._shared is not None
        rules, hot, spared, partial = shared = self._shared
        if known is not None and known.file is file:
            marks, generated = known.marks, known.generated
        else:
            marks, generated = marks_of(file), is_generated(file.data)
        placed = dict(state.on_board(file.path))
        stand = state.layout.placements
        where = {base: stand[base] for each in placed.values() for base in each.bases if base in stand}
        answers = [p.answers for p in placed.values() if p.answers.drafts]
        if known is not None and known.file is file and list(map(id, answers)) == list(map(id, known.answers)):
            answered = known.report.say_answers
        else:
            answered = Later(answers, where)

        def make(order: list[Found]) -> list[Finding]:
            return findings_of(order, rules=rules, hot=hot, spared=spared, partial=partial, generated=generated)

        said = None
        if known is not None and (known.shared, known.generated) == (shared, generated) and _in_order(known.file, file):
            said = joined(known.account, known.placed, placed, make, where)
        if said is None:
            said = account(placed.values(), make, where)
        report = FileReport(file.path, said.findings, answered, tuple(problems))
        report = applied(report, marks, whole=not problems and not partial)
        if known is not None and known.file is file and known.report == report:
            report = known.report
        return _Known(file, marks, generated, problems, answers, shared, placed, said, report)


def _in_order(old: SyntaxFile, new: SyntaxFile) -> bool:
    """Whether the declarations that stayed come in the same order."""
    if old is new:
        return True
    before, now = ([d.chunk.base for d in file.decls] for file in (old, new))
    stayed, still = set(before), set(now)
    return [base for base in before if base in still] == [base for base in now if base in stayed]


def _promises(state: PackageState, path: str, known: _Known) -> FileReport:
    """The report with the promises of the file judged: they hang on more than the file."""
    if not any(mark.promise for mark in known.marks):
        return known.report
    from escapelens.findings.promises import Judge, with_promises

    calls = state.calls()
    missing = any(demand.wanted for demand in state.dependencies.demands.values())
    judge = Judge(lambda line: calls.declared_at(path, line), lambda: calls.routes, missing)
    return with_promises(known.report, known.marks, judge)


def _problems(state: PackageState) -> dict[str, list[Problem]]:
    """Syntax errors, imports that lead nowhere and what is too much for us, at their places, by file."""
    found: dict[str, list[Problem]] = {}
    for path, file in state.parsed.items():
        if file.problems:
            found[path] = [
                Problem(_file_span(path, file.data, s, e), message) for s, e, message in file.problems[:MANY]
            ]
    for p in checker_of(state.pkg).problems:
        at = state.layout.locate(p.pos) if p.pos else None
        if at is None or at.file not in state.parsed or not p.msg.startswith(_SAID):
            continue
        data = state.parsed[at.file].data
        end = data.find(b"\n", at.offset)
        span = _file_span(at.file, data, at.offset, len(data) if end < 0 else end)
        found.setdefault(at.file, []).append(Problem(span, p.msg))
    for problem in state.files.problems:
        path = state.files.path(problem.file) if problem.file else next(iter(state.parsed), "")
        if path in state.parsed:
            data = state.parsed[path].data
            end = data.find(b"\n")
            span = _file_span(path, data, 0, len(data) if end < 0 else end)
            found.setdefault(path, []).append(Problem(span, problem.message))
    return found


def _file_span(path: str, data: bytes, start: int, end: int) -> Span:
    start = min(max(start, 0), max(len(data) - 1, 0))
    end = max(min(end, len(data)), start + 1)
    line = data.count(b"\n", 0, start) + 1
    return Span(path, start, end, line, start - (data.rfind(b"\n", 0, start) + 1) + 1)

"""Promises in the source: what must stay so, across all calls, and is an error where it does not.

    //escapelens:noalloc                    a call of the function allocates nothing, in what it calls neither
    //escapelens:noalloc except errors      … but on paths to an error, a panic or the end of the program
    //escapelens:noalloc except growth      … but when a slice or map outgrows its room; also both, with a comma
    //escapelens:noescape NAME[,NAME…]      these parameters do not escape: the compiler says so
    //escapelens:inline                     the function can be inlined

What: marks.py reads them, `broken` judges those of a file. What nobody knows is no promise kept: a function value, a
method that any package may declare, code that is not Go. Code in error is not judged.

Property: a promise has one finding at most, at the comment, with the path of calls to the line that breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from escapelens.findings.marks import GROWTH_TOO, OURS, Mark
from escapelens.findings.model import PROMISE, FileReport, Finding, Notice, PackageReport, Span, Step
from escapelens.findings.routes import Routes, printed
from escapelens.inline.can_inline import CALLS_CODE_IN_ERROR, CODE_IN_ERROR
from escapelens.ir.nodes import PPARAM, Func
from escapelens.ledger.across import MANY
from escapelens.ledger.own import ALWAYS, COLD, COLD_UNKNOWN, GROWTH, UNKNOWN
from escapelens.record import dataclass, replace
from escapelens.regexp import regexp
from escapelens.say import say

_LEAKS = regexp(r"(?:leaking param(?: content)?|moved to heap): (\w+)")
_NOT_SAID = frozenset({CODE_IN_ERROR, CALLS_CODE_IN_ERROR})


@dataclass(frozen=True, slots=True)
class Judge:
    """functions: those declared at a line, each instance of a generic one. missing: facts of dependencies are still to
    be found, so that what is not known may be known soon."""

    functions: Callable[[int], Sequence[Func]]
    routes: Callable[[], Routes]
    missing: bool = False


def with_promises(report: FileReport, marks: Sequence[Mark], judge: Judge) -> FileReport:
    """The report with a finding for every promise of the file that is broken."""
    findings: list[Finding] = []
    notices: list[Notice] = []
    for mark in marks:
        if mark.promise and not mark.trouble:
            for said in _broken(report, mark, judge):
                (notices if isinstance(said, Notice) else findings).append(said)  # type: ignore[arg-type]
    if not findings and not notices:
        return report
    return replace(report, findings=(*report.findings, *findings), notices=(*report.notices, *notices))


def breaking(report: PackageReport, path: str, start: int, end: int) -> list[Span]:
    """Where the promises are broken, in this package, that stand at bytes start..end of the file."""
    known = report.files.get(path)
    broken = [f for f in known.findings if f.code == PROMISE] if known is not None else []
    here = [f for f in broken if f.span.start <= end and start <= f.span.end]
    return [spans[-1] for f in here if (spans := [s.span for s in f.steps if s.span.file in report.files])]


def _broken(report: FileReport, mark: Mark, judge: Judge) -> Iterator[Finding | Notice]:
    functions = judge.functions(mark.lines[0])
    if not functions:
        yield Notice(
            mark.span, say("nothing is known of this promise: no code here needs the function, which is generic")
        )
        return
    if mark.promise == "inline":
        yield from _not_inlined(report, mark, functions[0])
    elif mark.promise == "noescape":
        yield from _escapes(report, mark, functions[0])
    else:
        for fn in functions:
            found = _allocates(mark, fn, judge)
            if found is not None:
                yield found
                return


def _allocates(mark: Mark, fn: Func, judge: Judge) -> Finding | None:
    routes = judge.routes()
    counts = routes.counts(fn)
    allowed = {COLD, COLD_UNKNOWN} if "errors" in mark.codes else set()
    if GROWTH_TOO in mark.codes:
        allowed.add(GROWTH)
    for category in (ALWAYS, GROWTH, COLD, UNKNOWN, COLD_UNKNOWN):
        if not counts[category] or category in allowed:
            continue
        route = routes.of(fn, category)
        if route.kind in _NOT_SAID or (route.kind == "code that is not known" and judge.missing):
            continue
        called = route.functions if len(route.functions) < 5 else (*route.functions[:2], "…", *route.functions[-2:])
        said = route.end
        if called:
            said = say("calls {callees}, which {does}", callees=" → ".join(called), does=said)
        if route.callee:
            said = say("{does}, inlined from {callee}", does=said, callee=route.callee)
        return _finding(mark, fn, _others(said, counts[category]), route.steps, _ADVICE.get(category, ""))
    return None


def _others(said: str, count: int) -> str:
    if count >= MANY:
        return say("{does}; {n} or more places like this", does=said, n=MANY)
    if count == 2:
        return say("{does}; 1 more place like this", does=said)
    return say("{does}; {n} more places like this", does=said, n=count - 1) if count > 2 else said


_ADVICE = {
    COLD: say("The path ends in an error, a panic or an exit: `noalloc except errors` leaves such paths out."),
    GROWTH: say("`noalloc except growth` leaves out what allocates only when a slice or map outgrows its room."),
}


def _escapes(report: FileReport, mark: Mark, fn: Func) -> Iterator[Finding | Notice]:
    params = [n.sym for n in fn.dcl if n.class_ == PPARAM]
    for name in mark.codes:
        if name not in params:
            yield Notice(
                mark.span, say("this promises nothing of {name}: the function has no such parameter", name=name)
            )
    first, last = mark.lines
    for finding in report.findings:
        found = _LEAKS.match(finding.compiler)
        if found and found[1] in mark.codes and first <= finding.span.line <= last and finding.function == fn.sym:
            at = Step(finding.span, finding.message)
            yield _finding(
                mark,
                fn,
                say("lets {name} escape: {message}", name=found[1], message=finding.message),
                (at, *finding.steps),
                finding.advice,
            )
            return


def _not_inlined(report: FileReport, mark: Mark, fn: Func) -> Iterator[Finding]:
    for answer in report.answers:
        if answer.kind == "cannot inline" and answer.span.line == mark.lines[0]:
            why = answer.text.partition(": ")[2]
            if why not in _NOT_SAID:
                yield _finding(mark, fn, say("can't be inlined: {why}", why=why), (), "")
            return


def _finding(mark: Mark, fn: Func, what: str, steps: tuple[Step, ...], advice: str) -> Finding:
    name = printed(fn.nname, fn.pkg)
    return Finding(
        PROMISE,
        mark.span,
        say("promise broken: {function} {does}", function=name, does=what),
        "",
        "error",
        name,
        steps,
        advice,
        key=f"{name}:{PROMISE}:{mark.text.removeprefix(OURS)}",
    )

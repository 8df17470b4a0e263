"""Reports: what logs and errors are told is boxed, and rarely."""

from __future__ import annotations

import re

from escapelens.findings.case import Case
from escapelens.findings.names import called, inlined_callee, source_text, written_at
from escapelens.ir.inltree import INL_SHIFT
from escapelens.regexp import regexp
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unparen, walk

_OF_ERRORS = regexp(r"(error|fatal|panic|critical)", re.I)


def reported(c: Case) -> str:
    """Advice for what a log is told."""
    if found := _asked_before(c):
        return found
    if c.inlined and c.maybe:
        return say("It costs only where {callee} reports something.", callee=c.callee)
    call = c.where if c.where is not None and c.where.op in ("CALLFUNC", "CALLINTER", "CALLMETH") else None
    end = call if call is not None else c.where
    is_within = end is not None and bool(written_at(c, end) >> INL_SHIFT)
    name = c.callee if c.inlined else inlined_callee(c, end) if is_within else called(c, call) if call else ""
    if _OF_ERRORS.match(name.rpartition(".")[2]):
        return say("It costs only where an error is reported.")
    return say("Reports box their arguments; in hot code ask first whether the report is wanted.")


def _asked_before(c: Case) -> str:
    """Advice for what a log is told where that is asked first, `if log.Debug() { log.Debugf(…) }`, "" elsewhere."""
    places, logs = c.ctx.places, list[str]()
    for child, parent in places.ancestors(c.site) if c.site is not None else ():
        if isinstance(parent, S.FuncLit):
            break
        if isinstance(parent, S.CallExpr) and isinstance(parent.fun, S.SelectorExpr):
            logs.append(source_text(parent.fun.x))
        if isinstance(parent, S.IfStmt) and child is parent.then:
            asked = (n.fun for n in walk(parent.cond) if isinstance(n, S.CallExpr))
            if any(isinstance(fun, S.SelectorExpr) and source_text(fun.x) in logs for fun in asked) or _asks(
                parent.cond
            ):
                return say("It costs only where the report is wanted.")
    return ""


def _asks(cond: S.Expr | None) -> bool:
    """Does a condition ask for reports by name: `debug`, `s.verbose && n > 1`, `level.trace() > 0`, `!quiet`?"""
    cond = unparen(cond) if cond is not None else None
    if isinstance(cond, S.Operation) and cond.op == "&&":
        return _asks(cond.x) or _asks(cond.y)
    is_not = isinstance(cond, S.Operation) and cond.op == "!"
    if isinstance(cond, S.Operation) and (is_not or cond.op in (">", ">=", "!=")):
        cond = unparen(cond.x)
    if isinstance(cond, S.CallExpr):
        cond = cond.fun
    name = cond.sel.value if isinstance(cond, S.SelectorExpr) else cond.value if isinstance(cond, S.Name) else ""
    return (_SILENT if is_not else _WANTED).search(name) is not None


_WANTED = regexp(r"[dD]ebug|[vV]erbose|[tT]rac(e|ing)|[wW]arn|([lL]og|LOG)(s|ger|ging)?(?![a-z])")
_SILENT = regexp(r"[qQ]uiet|[sS]ilent")

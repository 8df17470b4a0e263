"""Reports: what logs and errors are told is boxed, and rarely."""

from __future__ import annotations

import re

from escapelens.findings.case import Case
from escapelens.findings.names import called, inlined_callee, source_text, written_at
from escapelens.ir.inltree import INL_SHIFT
from escapelens.regexp import regexp
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import walk

_OF_ERRORS = regexp(r"(error|fatal|panic|critical)", re.I)


def reported(c: Case) -> str:
    """Advice for what a log is told."""
    if found := _asked_before(c):
        return found
    if c.inlined and c.maybe:
        return say("It costs only where {callee} reports something.", callee=c.callee)
    call = c.where if c.where is not None and c.where.op in ("CALLFUNC", "CALLINTER", "CALLMETH") else None
    is_within = call is not None and bool(written_at(c, call) >> INL_SHIFT)
    name = c.callee if c.inlined else inlined_callee(c, call) if is_within else called(c, call) if call else ""
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
            if any(isinstance(fun, S.SelectorExpr) and source_text(fun.x) in logs for fun in asked):
                return say("It costs only where the report is wanted.")
    return ""

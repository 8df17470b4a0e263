"""leaking-param: what a caller passes here may have to be on the heap."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.names import called, is_named, variable
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, LEAKING_PARAM, Leaking, Why
from escapelens.say import say

CODE = "leaking-param"


def recognise(c: Case) -> bool:
    return c.remark.kind == LEAKING_PARAM


def message(c: Case) -> str:
    name = variable(c.node)
    about = c.remark.about
    assert isinstance(about, Leaking)
    value = say("what {name} points to", name=name) if about.derefs else name
    to = about.to
    if to == HEAP_NODE:
        return say("{value} leaks: callers' variables that it points to must be on the heap", value=value)
    return say(
        "{value} flows to {result}: it lives as long as the caller uses that result", value=value, result=_result(to)
    )


def _result(to: object) -> str:
    return say("the result {name}", name=getattr(to, "sym", "")) if is_named(to) else say("the result")


def advice(c: Case) -> str:
    about, name = c.remark.about, variable(c.node)
    if isinstance(about, Leaking) and about.to != HEAP_NODE:
        return say("No fix is known as long as {result} is made of {name}.", result=_result(about.to), name=name)
    if c.why in ASSIGNMENTS:
        return say(
            "Copy what is needed of {name} instead of keeping the pointer, so that callers may keep theirs on the"
            " stack.",
            name=name,
        )
    if c.why == Why.CALL_PARAMETER and c.where.op in ("CALLFUNC", "CALLINTER"):
        return say("No fix is known as long as {callee} is passed {name}.", callee=called(c, c.where), name=name)
    return ""

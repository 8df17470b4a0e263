"""leaking-param: what a caller passes here may have to be on the heap."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.names import is_named, variable
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, LEAKING_PARAM, Leaking

CODE = "leaking-param"


def recognise(c: Case) -> bool:
    return c.remark.kind == LEAKING_PARAM


def message(c: Case) -> str:
    name = variable(c.node)
    about = c.remark.about
    assert isinstance(about, Leaking)
    value = f"what {name} points to" if about.derefs else name
    to = about.to
    if to == HEAP_NODE:
        return f"{value} leaks: callers' variables that it points to must be on the heap"
    result = "the result" if not is_named(to) else f"the result {to.sym}"
    return f"{value} flows to {result}: it lives as long as the caller uses that result"


def advice(c: Case) -> str:
    about = c.remark.about
    if isinstance(about, Leaking) and about.to == HEAP_NODE and c.why in ASSIGNMENTS:
        return "Copy what is needed instead of keeping the pointer, so that callers may keep theirs on the stack."
    return ""

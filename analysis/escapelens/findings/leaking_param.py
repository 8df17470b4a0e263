"""leaking-param: what a caller passes here may have to be on the heap."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.model import Severity
from escapelens.remarks import LEAKING_PARAM

CODE = "leaking-param"
SEVERITY: Severity = "off"


def recognise(c: Case) -> bool:
    return c.remark.kind == LEAKING_PARAM


def message(c: Case) -> str:
    name = c.node.sym
    to = c.remark.data.get("to")
    level = c.remark.data.get("level", 0)
    value = f"what {name} points to" if level else name
    if to == "heap" or to is None:
        return f"{value} leaks: callers' variables that it points to must be on the heap"
    result = "the result" if to.sym.startswith("~") else f"the result {to.sym}"
    return f"{value} flows to {result}: it lives as long as the caller uses that result"


def advice(c: Case) -> str:
    if c.remark.data.get("to") == "heap" and c.why.startswith("assign"):
        return "Copy what is needed instead of keeping the pointer, so that callers may keep theirs on the stack."
    return ""

"""deferred: a call deferred in a loop uses it; its record is on the heap until the function returns."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import subject

CODE = "deferred"


def recognise(c: Case) -> bool:
    return c.launched == "DEFER"


def message(c: Case) -> str:
    if c.op == "CLOSURE":
        return "the deferred function literal is allocated on the heap: it is deferred in a loop"
    return f"{subject(c)}: it is used by a call deferred in a loop"


def advice(c: Case) -> str:
    return "Move the body of the loop into a function of its own: deferred once per call, nothing of it is on the heap."

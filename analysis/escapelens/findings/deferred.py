"""deferred: a call deferred in a loop uses it; its record is on the heap until the function returns."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import subject
from escapelens.say import say

CODE = "deferred"


def recognise(c: Case) -> bool:
    return c.launched == "DEFER"


def message(c: Case) -> str:
    if c.op == "CLOSURE":
        return say("the deferred function literal is allocated on the heap: it is deferred in a loop")
    return say("{subject}: it is used by a call deferred in a loop", subject=subject(c))


def advice(c: Case) -> str:
    return say(
        "Move the body of the loop into a function of its own: deferred once per call, nothing of it is on the heap."
    )

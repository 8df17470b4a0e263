"""goroutine: a goroutine uses it, and may run longer than the function that starts it."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import subject
from escapelens.remarks import Why

CODE = "goroutine"


def recognise(c: Case) -> bool:
    return c.launched == "GO"


def message(c: Case) -> str:
    if c.op == "CLOSURE":
        return "the function literal and what it captures are allocated on the heap: they are run by a goroutine"
    how = "captured by reference in" if c.has(Why.REFERENCE) else "used by"
    return f"{subject(c)}: it is {how} a goroutine, which may outlive the function"


def advice(c: Case) -> str:
    if c.is_variable:
        return (
            "What a goroutine uses is on the heap; passing it as an argument only moves the copy into the goroutine's"
            " closure. Fewer, longer-lived goroutines cost less."
        )
    return "One allocation per started goroutine; a pool of workers saves it."

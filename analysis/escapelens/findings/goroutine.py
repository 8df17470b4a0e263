"""goroutine: a goroutine uses it, and may run longer than the function that starts it."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import subject
from escapelens.findings.shared import cause_of, is_set_later, is_used_outside
from escapelens.remarks import Why
from escapelens.say import say

CODE = "goroutine"


def recognise(c: Case) -> bool:
    return c.launched == "GO"


def message(c: Case) -> str:
    if c.op == "CLOSURE":
        return say("the function literal and what it captures are allocated on the heap: they are run by a goroutine")
    if not c.has(Why.REFERENCE):
        return say("{subject}: it is used by a goroutine, which may outlive the function", subject=subject(c))
    cause = cause_of(c)
    if cause is None:
        return say(
            "{subject}: it is captured by reference in a goroutine, which may outlive the function", subject=subject(c)
        )
    return say(
        "{subject}: it is captured by reference, for {cause}, in a goroutine, which may outlive the function",
        subject=subject(c),
        cause=cause.words,
    )


def advice(c: Case) -> str:
    if not c.is_variable:
        return say(
            "Paid for each goroutine that is started; workers that are kept save it."
            if c.written_in_loop
            else "Paid for each goroutine that is started."
        )
    cause = cause_of(c) if c.has(Why.REFERENCE) else None
    shared = cause is not None and (is_used_outside if cause.inside else is_set_later)(c, cause.var)
    if cause is not None and cause.assigned and not shared:
        return say(
            "If only the goroutine needs {what} from then on, pass it as an argument: the closure holds its value, and"
            " it is no object of its own."
            if cause.inside
            else "If the goroutine needs only the value that {what} has when it starts, pass that as an argument: then"
            " it is no object of its own.",
            what=cause.var.sym,
        )
    return say(
        "What goroutines share is on the heap. Fewer goroutines that live longer cost less.",
    )

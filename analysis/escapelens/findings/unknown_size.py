"""unknown-size: make with a size that is not known at compile time; the stack takes it only while it is tiny."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import bytes_text, subject
from escapelens.model.under import under
from escapelens.remarks import NO_ESCAPE, Why
from escapelens.say import counted, say

CODE = "unknown-size"

FORCED = Why.NON_CONSTANT_SIZE  # up to Go 1.24
STACK_BUFFER = 32  # bytes of a make whose size is only known at run time (Go 1.25)


def recognise(c: Case) -> bool:
    if c.why == FORCED:
        return True
    if c.op != "MAKESLICE" or c.remark.kind != NO_ESCAPE:
        return False
    r = c.node.cap if c.node.cap is not None else c.node.len
    return r is not None and r.op != "LITERAL"


def _fits(c: Case) -> int | None:
    elem = getattr(under(c.node.typ), "elem", None)
    size = c.ctx.sizes.sizeof(elem) if elem is not None else 0
    return STACK_BUFFER // size if size > 0 else None


def message(c: Case) -> str:
    if c.why == FORCED:
        return say("{subject}: its size is only known at run time", subject=subject(c))
    what = c.what
    if c.inlined:
        what = say(
            "{callee}, inlined here, may make {what}: it" if c.maybe else "{callee}, inlined here, makes {what}: it",
            callee=c.callee,
            what=c.what,
        )
    fits, buffer = _fits(c), bytes_text(STACK_BUFFER)
    if not fits:
        return say(
            "{what} does not escape, but its size is only known at run time: an element is larger than the {buffer}"
            " that the"
            " stack has for it, so it is allocated on the heap",
            what=what,
            buffer=buffer,
        )
    return say(
        "{what} does not escape, but its size is only known at run time: on the stack {elements} ({buffer}), else it"
        " is allocated on the heap",
        what=what,
        elements=counted(fits, "{n} element fits", "up to {n} elements fit"),
        buffer=buffer,
    )


def advice(c: Case) -> str:
    if c.inlined:
        return say(
            "This call may cost it: {callee} makes it for itself; in hot code look for a form that fills what it is"
            " passed."
            if c.maybe
            else "This call costs it: {callee} makes it for itself; in hot code look for a form that fills what it is"
            " passed.",
            callee=c.callee,
        )
    return say(
        "If its length has a bound, give {what} that as a constant capacity (at most 64 KiB); else reuse one buffer.",
        what=c.what,
    )

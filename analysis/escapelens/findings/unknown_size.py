"""unknown-size: make with a size that is not known at compile time; the stack takes it only while it is tiny."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import bytes_text, subject
from escapelens.model.under import under
from escapelens.remarks import NO_ESCAPE, Why

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
    who = f"{c.callee}, inlined here, makes {c.what}: it" if c.inlined else c.what
    if c.why == FORCED:
        return f"{subject(c)}: its size is only known at run time"
    fits = _fits(c)
    up_to = f"up to {fits} elements fit" if fits else "nothing fits"
    return (
        f"{who} does not escape, but its size is only known at run time:"
        f" on the stack {up_to} ({bytes_text(STACK_BUFFER)}), else it is allocated on the heap"
    )


def advice(c: Case) -> str:
    return "Use a constant capacity that is large enough (at most 64 KiB), or reuse one buffer."

"""captured: a function literal that outlives the frame holds on to it."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.names import function_of, is_named
from escapelens.findings.phrases import subject, tail
from escapelens.remarks import Why

CODE = "captured"


def recognise(c: Case) -> bool:
    return c.op == "CLOSURE" or c.has(Why.CAPTURED)


def message(c: Case) -> str:
    if c.op == "CLOSURE":
        names = [v.sym for v in c.node.func.closure_vars if is_named(v)]
        what = f", which captures {', '.join(names[:4])}{', …' if len(names) > 4 else ''}," if names else ""
        return f"the function literal{what} is allocated on the heap: it {tail(c)}"
    how = "by reference " if c.has(Why.REFERENCE) else ""
    return f"{subject(c)}: it is captured {how}by a function literal that outlives {function_of(c)}"


def advice(c: Case) -> str:
    if c.op == "CLOSURE":
        return "A literal that captures nothing needs no allocation; pass what it needs as parameters where you can."
    if c.has(Why.REFERENCE):
        return (
            "A variable of at most 128 bytes that is assigned once and never addressed is captured by value;"
            " assign to a copy inside the literal instead."
        )
    return ""

"""append-growth: append makes a larger backing array when the capacity is used up."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.words import tail
from escapelens.report import NO_ESCAPE

CODE = "append-growth"
SEVERITY = "hint"


def recognise(c: Case) -> bool:
    return c.op == "APPEND" and (c.remark.kind != NO_ESCAPE or c.in_loop)


def message(c: Case) -> str:
    args = c.node.args
    name = c.text(args[0]) if args else "the slice"
    who = f"{c.callee}, inlined here, appends to {name} and" if c.inlined else f"append to {name}"
    often = " again and again in this loop" if c.in_loop else ""
    if c.remark.kind == NO_ESCAPE:
        return f"{who} allocates when it outgrows its capacity{often}; only a small first array is on the stack"
    return f"{who} allocates a larger array on the heap when it outgrows its capacity{often}: the slice {tail(c)}"


def advice(c: Case) -> str:
    if c.in_loop:
        return "Make the slice with the final capacity first, if that is known; for up to 4 elements it wins nothing."
    return ""

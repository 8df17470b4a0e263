"""outlives-scope: something that lives longer keeps it: a package variable, a variable further out, a callee."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.names import called, is_named
from escapelens.findings.phrases import it, subject, tail
from escapelens.remarks import Why

CODE = "outlives-scope"


def recognise(c: Case) -> bool:
    return True  # what no other scenario explains better


def message(c: Case) -> str:
    return f"{subject(c)}: {it(c)} {tail(c)}"


def advice(c: Case) -> str:
    if c.global_name:
        return "Store a copy of the value instead of a pointer, if nobody needs to share it."
    if c.why == Why.CALL_PARAMETER and c.where.op == "PANIC":
        return "What is handed to panic is on the heap; it costs only when it panics."
    if c.why == Why.CALL_PARAMETER:
        name = called(c, c.where)
        return f"{name} keeps what it is passed; a callee that does not keep it would let {c.what} stay on the stack."
    sink = c.sink
    if sink is not None and getattr(sink, "op", "") == "NAME" and is_named(sink):
        return f"Declare {sink.sym} where it is used, or copy the value instead of pointing to it."
    return ""

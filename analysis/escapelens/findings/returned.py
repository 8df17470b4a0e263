"""returned: a pointer to a local, or an allocation, leaves the function as its result."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import it, subject

CODE = "returned"


def recognise(c: Case) -> bool:
    return c.to_result


def message(c: Case) -> str:
    return f"{subject(c)}: {it(c)} is returned"


def advice(c: Case) -> str:
    size = c.size
    if c.is_variable or c.op in ("PTRLIT", "NEW"):
        if size is not None and size > 128:
            return f"At {size} bytes a copy is no clear win; if this is hot, let the caller pass the variable to fill."
        return "If callers can do with a copy, return the value; else let them pass in the variable to fill."
    if c.op in ("MAKESLICE", "SLICELIT", "BYTES2STR", "STR2BYTES", "ADDSTR"):
        return "Let the caller pass a buffer to append to, if it can reuse one."
    return ""

"""returned: a pointer to a local, or an allocation, leaves the function as its result."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import it, subject
from escapelens.model.predicates import is_interface
from escapelens.model.types import Named, Pointer
from escapelens.remarks import HEAP_NODE

CODE = "returned"


def recognise(c: Case) -> bool:
    return c.to_result


def message(c: Case) -> str:
    return f"{subject(c)}: {it(c)} is returned"


def advice(c: Case) -> str:
    size = c.size
    if c.inlined:
        return f"Unavoidable here: {c.callee} returns something new; keep one and reuse it where that is possible."
    if c.is_variable or c.op in ("PTRLIT", "NEW"):
        if is_interface(c.sink.typ) if c.sink is not None and c.sink is not HEAP_NODE else False:
            return "Unavoidable here: the result is an interface, which holds a pointer to it."
        if _has_pointer_methods(c):
            return f"Unavoidable here: callers call methods on the address of {c.what}; in hot code reuse one."
        if size is not None and size > 128:
            return f"At {size} bytes a copy is no clear win; if this is hot, let the caller pass the variable to fill."
        return f"If callers can do with a copy, return the value of {c.what}; else let them pass what is to be filled."
    if c.op in ("MAKESLICE", "SLICELIT", "BYTES2STR", "STR2BYTES", "ADDSTR"):
        return f"If the caller can reuse a buffer, let it pass one to append to instead of making {c.what} here."
    return f"Unavoidable here: {c.what} is the result itself."


def _has_pointer_methods(c: Case) -> bool:
    """Does its type have methods that need an address?"""
    t = c.node.typ
    if not c.is_variable and isinstance(t, Pointer):
        t = t.elem
    return isinstance(t, Named) and any(m.has_ptr_recv for m in t.orig.methods)

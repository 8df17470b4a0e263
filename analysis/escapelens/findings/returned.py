"""returned: a pointer to a local, or an allocation, leaves the function as its result."""

from __future__ import annotations

from typing import Any

from escapelens.findings.case import Case
from escapelens.findings.names import STRINGS
from escapelens.findings.phrases import it, subject
from escapelens.model.predicates import is_interface
from escapelens.model.types import Named, Pointer
from escapelens.remarks import HEAP_NODE
from escapelens.say import say

CODE = "returned"

COPIED = 128  # bytes up to which a copy is cheaper than an allocation


def recognise(c: Case) -> bool:
    return c.to_result


def message(c: Case) -> str:
    return say("{subject}: {it} is returned", subject=subject(c), it=it(c))


def advice(c: Case) -> str:
    size = c.size
    if c.inlined and c.op in STRINGS:
        return say("Unavoidable here: {callee} makes a new string at each call.", callee=c.callee)
    if c.inlined:
        return say(
            "Unavoidable here: {callee} returns something new; keep one and reuse it where that is possible.",
            callee=c.callee,
        )
    if c.points:
        if is_interface(c.sink.typ) if c.sink is not None and c.sink is not HEAP_NODE else False:
            return say("Unavoidable here: the result is an interface, which holds a pointer to it.")
        if _has_pointer_methods(c):
            return say(
                "Unavoidable here: {type} has methods that need a pointer to it; in hot code reuse one.",
                type=c.type_text(_value_type(c)) or say("the type"),
            )
        if size is not None and size > COPIED:
            return say(
                "At {n} bytes a copy is no clear win; if this is hot, let the caller pass the variable to fill.", n=size
            )
        return say(
            "If callers can do with a copy, and no interface asks for a pointer, let the result be the value ({type});"
            " else let them pass what is to be filled.",
            type=c.type_text(_value_type(c)) or c.what,
        )
    if c.op in ("MAKESLICE", "SLICELIT", "BYTES2STR", "STR2BYTES", "ADDSTR"):
        return say("If the caller can reuse a buffer, let it pass one to append to, in place of {what}.", what=c.what)
    return say("Unavoidable here: {what} is the result itself.", what=c.what)


def _has_pointer_methods(c: Case) -> bool:
    """Does its type have methods that need an address?"""
    t = _value_type(c)
    return isinstance(t, Named) and any(m.has_ptr_recv for m in t.orig.methods)


def _value_type(c: Case) -> Any:
    """The type of what is pointed to."""
    t = c.node.typ
    return t.elem if not c.is_variable and isinstance(t, Pointer) else t

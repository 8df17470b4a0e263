"""Phrases: what escapes, and how it got out of reach. No scenario knows another's words; they share these."""

from __future__ import annotations

from typing import Any

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.names import called, variable
from escapelens.ir.nodes import ESC_HEAP
from escapelens.model.types import Array, Pointer
from escapelens.model.under import under
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why


def subject(c: Case) -> str:
    """What happens to what: "x is moved to the heap"."""
    if c.inlined:
        return f"{c.callee}, inlined here, allocates {c.what} on the heap"
    if c.is_variable:
        return f"{c.what} is moved to the heap"
    return f"{c.what} is allocated on the heap"


def it(c: Case) -> str:
    return "a pointer to it" if c.is_variable else "it"


def bytes_text(n: int) -> str:
    if n >= 1 << 20 and n % (1 << 20) == 0:
        return f"{n >> 20} MiB"
    if n >= 1 << 10 and n % (1 << 10) == 0:
        return f"{n >> 10} KiB"
    return f"{n:,} bytes" if n != 1 else "1 byte"


def tail(c: Case) -> str:
    """How the path ends, as a verb phrase: "is returned"."""
    why, where = c.why, c.where
    if c.launched == "GO":
        return "is used by a goroutine"
    if c.launched == "DEFER":
        return "is used by a call deferred in a loop"
    if c.to_result:
        return "is returned"
    if why == Why.SEND:
        return "is sent on a channel"
    if why == Why.CALL_PARAMETER:
        return call_tail(c, where)
    if why in (Why.MAP_KEY, Why.MAP_VALUE, Why.MAP_PUT):
        return "is stored in a map"
    if why == Why.APPENDED:
        return "is appended to a slice"
    if why == Why.COPIED:
        return "is copied to another slice"
    if why in ASSIGNMENTS:
        return assign_tail(c, where)
    if why == Why.SPILL and c.op == "CLOSURE":
        return "outlives the call"
    sink = c.sink
    if sink is not None and sink is not HEAP_NODE:
        if sink.op == "NAME":
            return kept_in(c, sink)
        return f"is part of {c.text(sink)}, which is on the heap"
    return "outlives the function"


def call_tail(c: Case, call: Any) -> str:
    op = call.op
    if op == "PANIC":
        return "is handed to panic"
    if op == "APPEND":
        return "is appended to a slice"
    if op in ("CALLFUNC", "CALLINTER", "CALLMETH"):
        name = called(c, call)
        if is_static_call(call):
            return f"is passed to {name}, which lets it escape"
        return f"is passed to {name}, a call that is only resolved at run time"
    return "is passed on"


def assign_tail(c: Case, stmt: Any) -> str:
    name = c.global_name
    if name:
        return f"is stored in the package variable {name}"
    sink = c.sink
    if sink is not None and sink is not HEAP_NODE and sink.op == "NAME":
        return kept_in(c, sink)
    return f"is stored in {target_text(c, stmt)}"


def kept_in(c: Case, sink: Any) -> str:
    """A variable that outlives it: on the heap itself, or declared further out."""
    if sink.esc == ESC_HEAP:
        where = "on the heap"
    elif sink.curfn is not c.remark.func:
        where = "declared outside of the function literal"
    else:
        where = "declared outside of the loop"
    return f"is kept in {variable(sink)}, which is {where}"


def target_text(c: Case, stmt: Any) -> str:
    """The left-hand side of an assignment that stores into memory, in words."""
    targets = stmt.lhs if hasattr(stmt, "lhs") else [stmt.x]
    for t in targets:
        while t is not None and t.op in ("DOT", "PAREN"):
            t = t.x
        if t is None:
            continue
        if t.op == "INDEXMAP":
            return f"the map {c.text(t.x)}"
        if t.op == "INDEX":
            x = under(t.x.typ) if t.x.typ is not None else None
            return f"an element of {c.text(t.x)}" if not isinstance(x, Array) else f"the array {c.text(t.x)}"
        if t.op in ("DOTPTR", "DEREF"):
            return f"what {c.text(t.x)} points to"
    return "memory that outlives it"


def is_pointer(t: Any) -> bool:
    return t is not None and isinstance(under(t), Pointer)

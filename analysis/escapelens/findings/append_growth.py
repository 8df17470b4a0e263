"""append-growth: append makes a larger backing array when the capacity is used up."""

from __future__ import annotations

from typing import Any

from escapelens.findings.case import Case
from escapelens.findings.phrases import tail
from escapelens.remarks import NO_ESCAPE
from escapelens.say import say

CODE = "append-growth"


def recognise(c: Case) -> bool:
    return c.op == "APPEND" and (c.remark.kind != NO_ESCAPE or c.in_loop) and not has_room(c)


def has_room(c: Case) -> bool:
    """Was the slice made with a capacity of its own? Then we trust that it was chosen well."""
    x = c.node.args[0] if c.node.args else None
    if x is None or x.op != "NAME":
        return False
    defn = x.canonical.defn
    if defn is None or defn.op not in ("AS", "AS2"):
        return False
    pairs = [(defn.x, defn.y)] if defn.op == "AS" else list(zip(defn.lhs, defn.rhs, strict=False))
    return any(lhs is x.canonical and rhs is not None and _has_capacity(rhs) for lhs, rhs in pairs)


def _has_capacity(n: Any) -> bool:
    return bool(n.op == "MAKESLICE" and n.cap is not None)


def message(c: Case) -> str:
    args = c.node.args
    name = c.text(args[0]) if args else say("the slice")
    if c.inlined:
        who = say("append in {callee}, inlined here,", callee=c.callee)
    else:
        who = say("append to {name}", name=name)
    if c.remark.kind == NO_ESCAPE:
        return say(
            "{append} allocates when it outgrows its capacity again and again in this loop; only a small first array"
            " is on"
            " the stack"
            if _again(c)
            else "{append} allocates when it outgrows its capacity; only a small first array is on the stack",
            append=who,
        )
    return say(
        "{append} allocates a larger array on the heap when it outgrows its capacity again and again in this loop: the"
        " slice {tail}"
        if _again(c)
        else "{append} allocates a larger array on the heap when it outgrows its capacity: the slice {tail}",
        append=who,
        tail=tail(c),
    )


def _again(c: Case) -> bool:
    """Does it grow in the course of the loop, from a beginning in this function?"""
    return c.in_loop and c.cost is not None and not c.cost.modest


def advice(c: Case) -> str:
    if c.inlined:
        return say(
            "Unavoidable here: {callee} appends; what it appends to grows by doubling, so rarely.", callee=c.callee
        )
    name = c.text(c.node.args[0]) if c.node.args else say("the slice")
    if c.node.args and c.node.args[0].op != "NAME":
        return say("Unavoidable here: {name} is kept, so it grows by doubling, and rarely.", name=name)
    if not c.in_loop:
        return say(
            "Unavoidable here: it grows by doubling, so rarely. Where {name} is made, give it the capacity it will"
            " need.",
            name=name,
        )
    if c.cost is not None and c.cost.modest:
        return say(
            "Unavoidable here unless somebody can tell how many elements {name} will get: then make it with that"
            " capacity.",
            name=name,
        )
    typ = c.type_text(c.node.typ)
    if not typ:
        return say(
            "Make {name} with the final capacity before the loop; for up to 4 elements it wins nothing.", name=name
        )
    return say(
        "Make {name} with the final capacity before the loop, `make({type}, 0, n)`; for up to 4 elements it wins"
        " nothing.",
        name=name,
        type=typ,
    )

"""append-growth: append makes a larger backing array when the capacity is used up."""

from __future__ import annotations

from typing import Any

from escapelens.findings.case import Case
from escapelens.findings.phrases import tail
from escapelens.remarks import NO_ESCAPE

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

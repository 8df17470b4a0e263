"""The reason chain: one clickable step for each thing that happens to the value on its way out.

Counterpart: the `from X (why) at POS` lines of -m=2, in words.
"""

from __future__ import annotations

from typing import Any

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.names import called, inlined_callee, is_named
from escapelens.findings.phrases import target_text
from escapelens.findings.syntax_index import Place, place_of, token_at
from escapelens.ir.inltree import INL_SHIFT
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why

DraftStep = tuple[Place, str]

_WORDS = {
    Why.ADDRESS_OF: "its address is taken",
    Why.DOT: "through a field: {where}",
    Why.DOT_OF_POINTER: "read through a pointer: {where}",
    Why.INDIRECTION: "read through a pointer: {where}",
    Why.ARRAY_INDEX: "an element of the array: {where}",
    Why.SLICE: "sliced: {where}",
    Why.INTERFACE_CONVERTED: "converted to an interface",
    Why.ARRAY_ELEMENT: "made an element of {where}",
    Why.STRUCT_ELEMENT: "made a field of {where}",
    Why.SLICE_ELEMENT: "made an element of {where}",
    Why.MAP_KEY: "made a key of {where}; keys of maps are on the heap",
    Why.MAP_VALUE: "made a value of {where}; values of maps are on the heap",
    Why.MAP_PUT: "made a key of a map; keys of maps are on the heap",
    Why.CAPTURED: "captured by a function literal",
    Why.REFERENCE: "captured by reference, for it is assigned to again or its address is taken",
    Why.RANGE: "its elements are taken by range",
    Why.RANGE_DEREF: "its elements are taken by range",
    Why.SWITCH_CASE: "taken by a case of a type switch",
    Why.SEND: "sent on a channel",
    Why.APPENDED: "its elements are appended to another slice",
    Why.APPENDEE: "its elements are copied when append grows it",
    Why.COPIED: "its elements are copied to another slice",
    Why.SLICE_TO_ARRAY: "converted to an array",
    Why.CALLEE_OPERAND: "called, and the result is used",
    Why.UINTPTR_ESCAPES: "handed to a system call as a number",
    Why.TOO_LARGE: "too large for the stack",
    Why.NON_CONSTANT_SIZE: "its size is only known at run time",
    Why.ZERO_SIZED_ELEMENT: "its elements have no size",
}

_ASSERTIONS = frozenset({"DOTTYPE", "DOTTYPE2", "DYNAMICDOTTYPE", "DYNAMICDOTTYPE2"})


def chain(c: Case) -> list[DraftStep]:
    """The steps of a case, in the order of the flow."""
    steps: list[DraftStep] = []
    for f in c.path:
        n = f.notes
        while n is not None:
            where, why, n = n
            if where.pos >> INL_SHIFT:
                text = f"goes through {inlined_callee(c, where)}, which is inlined here"
            else:
                text = words(c, f.dst, where, why)
            place = place_at(c, where) if text else None
            if place is not None and (not steps or steps[-1] != (place, text)):
                steps.append((place, text))
    return steps


def words(c: Case, dst: Any, where: Any, why: Why) -> str:
    """One step in words; "" for one that says nothing."""
    if why == Why.SPILL:
        return ""
    if why == Why.RETURN:
        return "returned"
    if why in ASSIGNMENTS:
        return assigned(c, dst, where)
    if why == Why.CALL_PARAMETER:
        return passed(c, where)
    if why == Why.DOT and where.op in _ASSERTIONS:
        return f"taken out of the interface: {c.text(where)}"
    text: str = _WORDS.get(why, why.value)
    return text.format(where=c.text(where)) if "{" in text else text


def assigned(c: Case, dst: Any, where: Any) -> str:
    if dst is None:
        return "assigned"
    if dst is not HEAP_NODE:
        if dst.op == "NAME":
            return f"assigned to {dst.sym}" if is_named(dst) else "handed on"
        return "assigned"
    name = _global(c, where)
    return f"stored in the package variable {name}" if name else f"stored in {target_text(c, where)}"


def _global(c: Case, where: Any) -> str:
    return c.global_name if where is c.where else ""


def passed(c: Case, call: Any) -> str:
    op = call.op
    if op == "PANIC":
        return "handed to panic"
    if op == "APPEND":
        return "appended: the backing array may be on the heap"
    if op in ("CALLFUNC", "CALLMETH", "CALLINTER"):
        name = called(c, call)
        if is_static_call(call):
            return f"passed to {name}"
        return f"passed to {name}, which is only known at run time, so anything may happen to it"
    return "passed on"


def place_at(c: Case, node: Any) -> Place | None:
    pos = c.ctx.inl_tree.outermost(node.pos)
    if not pos:
        return None
    site = c.ctx.places.node(pos)
    return place_of(site) if site is not None else token_at(pos)

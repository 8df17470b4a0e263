"""The reason chain: one clickable step for each thing that happens to the value on its way out.

Counterpart: the `from X (why) at POS` lines of -m=2, in words.
"""

from __future__ import annotations

from typing import Any

from escapelens.escape.explain import HEAP_NODE
from escapelens.findings.case import Case, is_static_call
from escapelens.findings.phrases import callee_text, target_text
from escapelens.findings.syntax_index import Place, place_of, token_at

DraftStep = tuple[Place, str]

_WORDS = {
    "address-of": "its address is taken",
    "dot": "through a field: {where}",
    "dot of pointer": "read through a pointer: {where}",
    "indirection": "read through a pointer: {where}",
    "fixed-array-index-of": "an element of the array: {where}",
    "slice": "sliced: {where}",
    "interface-converted": "converted to an interface",
    "array literal element": "made an element of {where}",
    "struct literal element": "made a field of {where}",
    "slice-literal-element": "made an element of {where}",
    "map literal key": "made a key of {where}; keys of maps are on the heap",
    "map literal value": "made a value of {where}; values of maps are on the heap",
    "key of map put": "made a key of a map; keys of maps are on the heap",
    "captured by a closure": "captured by a function literal",
    "reference": "captured by reference, for it is assigned to again or its address is taken",
    "range": "its elements are taken by range",
    "range-deref": "its elements are taken by range",
    "switch case": "taken by a case of a type switch",
    "send": "sent on a channel",
    "appended slice...": "its elements are appended to another slice",
    "appendee slice": "its elements are copied when append grows it",
    "copied slice": "its elements are copied to another slice",
    "slice-to-array": "converted to an array",
    "callee operand": "called, and the result is used",
    "//go:uintptrescapes": "handed to a system call as a number",
    "too large for stack": "too large for the stack",
    "too aligned for stack": "aligned more strictly than the stack is",
    "non-constant size": "its size is only known at run time",
    "zero-sized element": "its elements have no size",
}

_ASSERTIONS = frozenset({"DOTTYPE", "DOTTYPE2", "DYNAMICDOTTYPE", "DYNAMICDOTTYPE2"})


def chain(c: Case) -> list[DraftStep]:
    """The steps of a case, in the order of the flow."""
    steps: list[DraftStep] = []
    for f in c.path:
        n = f.notes
        while n is not None:
            where, why, n = n
            text = words(c, f.dst, where, why)
            place = place_at(c, where) if text else None
            if place is not None and (not steps or steps[-1] != (place, text)):
                steps.append((place, text))
    return steps


def words(c: Case, dst: Any, where: Any, why: str) -> str:
    """One step in words; "" for one that says nothing."""
    if why == "spill":
        return ""
    if why == "return":
        return "returned"
    if why.startswith("assign"):
        return assigned(c, dst, where)
    if why == "call parameter":
        return passed(c, where)
    if why == "dot" and where.op in _ASSERTIONS:
        return f"taken out of the interface: {c.text(where)}"
    text = _WORDS.get(why, why)
    return text.format(where=c.text(where)) if "{" in text else text


def assigned(c: Case, dst: Any, where: Any) -> str:
    if dst is None:
        return "assigned"
    if dst is not HEAP_NODE:
        if dst.op == "NAME":
            return f"assigned to {dst.sym}" if not dst.sym.startswith(("~", ".")) else "handed on"
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
        name = callee_text(c, call)
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

"""What else lets a case escape, beside the call that its way ends at: a return, a goroutine, a store, other calls.

Counterpart: the edges of `escape/call.go: callCommon`, `escape/stmt.go`; a finding tells one way of several.
Property: what is told is one of the compiler's ways, which looks at no order. Of what function literals and fields hold
nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.escape.leaks import HEAP, get
from escapelens.escape.tags import leaks_of
from escapelens.findings.case import Case, is_static_call, notes_of
from escapelens.findings.names import called, inlined_callee
from escapelens.findings.phrases import made
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PEXTERN, AnyNode
from escapelens.ir.scc import root_of
from escapelens.ir.visit import visit_func_and_closures, visit_list
from escapelens.model.types import Pointer, Slice
from escapelens.model.under import under
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why
from escapelens.say import listed, say

_NAMED = 3  # calls in one sentence
_SAME = ASSIGNMENTS | {Why.SPILL, Why.ADDRESS_OF, Why.INTERFACE_CONVERTED, Why.SLICE}
_PARTS = frozenset({"SLICE", "SLICE3", "SLICEARR", "SLICE3ARR", "CONVNOP", "CONVIFACE"})
_MEMORY = frozenset({"DEREF", "DOTPTR", "INDEXMAP"})


def not_alone(c: Case) -> str:
    """Advice that says what lets a case escape, too, beside the end of its way; "" if nothing does."""
    fn = c.remark.func
    held = _Held(c)
    if fn is None or not held.names:
        return ""
    nodes: list[AnyNode] = []
    visit_func_and_closures(root_of(fn), nodes.append)
    held.follow(nodes)
    own: list[AnyNode] = []
    visit_list(fn.body, own.append)
    returned = (x for n in own if n.op == "RETURN" for x in n.results)
    stored = (value for n in nodes if n is not c.where for value in _stored(n))
    if any(held.by(x) for x in (*returned, *stored)):
        return say("No fix is known as long as {what} is returned or stored elsewhere, too.", what=made(c))
    if any(n.op == "GO" and held.captured(getattr(n.call, "fun", None)) for n in nodes):
        return say("No fix is known as long as a goroutine uses {what}, too.", what=made(c))
    calls = (n for n in nodes if n is not c.where and n.op in ("CALLFUNC", "CALLINTER") and _keeps(n, held))
    names = dict.fromkeys(_name(c, n) for n in calls)
    names.pop(_name(c, c.where), None)
    others = list(names)
    if len(others) > 1:
        return say("It is not this call alone that costs it: so do {callees}.", callees=listed(others[:_NAMED]))
    return say("It is not this call alone that costs it: so does {callee}.", callee=others[0]) if others else ""


class _Held:
    """names: variables that hold a case, or a pointer to it, at one time or another; var: itself, if it is one."""

    def __init__(self, c: Case) -> None:
        self.var: AnyNode = c.node.canonical if c.is_variable and c.op == "NAME" else None
        self.names: set[AnyNode] = set() if self.var is None else {self.var}
        for flow in c.path:
            to = flow.dst
            is_name = to is not None and to is not HEAP_NODE and to.op == "NAME" and to.class_ != PEXTERN
            if not is_name or flow.derefs > 0 or any(why not in _SAME for _, why in notes_of([flow])):
                break
            self.names.add(to.canonical)

    def follow(self, nodes: list[AnyNode]) -> None:
        """Add the variables that others are assigned to, those of inlined functions included."""
        assigned = [
            (to, value) for n in nodes for to, value in _assigned(n) if to.op == "NAME" and to.class_ != PEXTERN
        ]
        size = 0
        while size != len(self.names):
            size = len(self.names)
            self.names.update(to.canonical for to, value in assigned if self.by(value))

    def by(self, value: AnyNode) -> bool:
        """Is it a pointer to the case, or the case where that is one: what a variable holds, perhaps converted?"""
        if value.op == "ADDR":
            return self.var is not None and value.x.op == "NAME" and value.x.canonical is self.var
        if value.op == "CONVIFACE" and not _is_pointer(value.x):
            return False
        if value.op in _PARTS:
            return self.by(value.x)
        return value.op == "NAME" and value.canonical is not self.var and value.canonical in self.names

    def captured(self, literal: AnyNode) -> bool:
        is_literal = literal is not None and literal.op == "CLOSURE"
        return is_literal and any(v.canonical in self.names for v in literal.func.closure_vars)


def _is_pointer(value: AnyNode) -> bool:
    return value.typ is not None and isinstance(under(value.typ), Pointer)


def _assigned(n: AnyNode) -> Iterator[tuple[AnyNode, AnyNode]]:
    if n.op == "AS" and n.x is not None and n.y is not None:
        yield n.x, n.y
    elif n.op == "AS2":
        yield from zip(n.lhs, n.rhs, strict=False)


def _stored(n: AnyNode) -> Iterator[AnyNode]:
    """What is stored in a package variable, through a pointer, in a map, an element of a slice, or sent."""
    if n.op == "SEND":
        yield n.value
    for to, value in _assigned(n):
        is_element = to.op == "INDEX" and to.x.typ is not None and isinstance(under(to.x.typ), Slice)
        if to.op in _MEMORY or is_element or (to.op == "NAME" and to.class_ == PEXTERN):
            yield value


def _keeps(call: AnyNode, held: _Held) -> bool:
    """Does a call let what it is passed escape? Of those that are solved with this one nobody knows yet."""
    if call.op == "CALLINTER":
        return any(held.by(arg) for arg in call.args)
    fun = call.fun
    name = fun.func_name if fun.op == "METHEXPR" else fun if fun.op == "NAME" else None
    leaks = leaks_of(name) if is_static_call(call) and name is not None else None
    return leaks is not None and any(
        held.by(value) and 0 <= get(tag, HEAP) <= depth
        for arg, tag in zip(call.args, leaks, strict=False)
        for value, depth in _values(arg)
    )


def _values(arg: AnyNode) -> Iterator[tuple[AnyNode, int]]:
    """What is passed, and how deep in the argument: an element of the slice of variadic ones is behind a pointer."""
    if arg.op == "SLICELIT" and arg.implicit:
        yield from ((x, 1) for x in arg.list_)
    else:
        yield arg, 0


def _name(c: Case, call: AnyNode) -> str:
    return inlined_callee(c, call) if call.pos >> INL_SHIFT else called(c, call)

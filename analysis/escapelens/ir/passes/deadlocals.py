"""Assignments to variables that nobody reads.

What: an assignment of a name, literal, nil or function literal to a local or parameter that is used nowhere is replaced
by `_ = 0`. What is found late to be used is visited then.

Counterpart: `deadlocals/deadlocals.go`.
Property: literals that capture are looked at with the function around them; uses in literals keep a variable alive.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.ir.nodes import PAUTO, PPARAM, AnyNode, BasicLit, Func, Name, Node
from escapelens.ir.scc import captures
from escapelens.ir.visit import PUSH
from escapelens.model.types import INT
from escapelens.model.universe import TYP

_NO_EFFECTS = frozenset({"NAME", "LITERAL", "NIL", "CLOSURE"})
_HIDDEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("CONV", "CONVNOP", "CONVIFACE"), ("type_word", "src_rtype", "elem_rtype")),
    **dict.fromkeys(("DOTTYPE", "DOTTYPE2"), ("itab",)),
    "RANGE": ("key_type_word", "value_type_word"),
}


def func(fn: Func) -> None:
    """deadlocals.go: Funcs, for one of them."""
    if captures(fn):
        return
    v = _Visitor()
    v.nodes(fn.body)
    zero = BasicLit(0, 0, TYP[INT])
    blank = Name(0, "_", None, 0)
    for name, assigns in v.defs.items():
        if not assigns:
            continue
        for holder, lhs, rhs, i in assigns:
            if i < 0:
                setattr(holder, lhs, blank)
                setattr(holder, rhs, zero)
            else:
                holder.lhs[i] = blank
                holder.rhs[i] = zero
        name.defn = None


def _has_effects(n: Node | None) -> bool:
    return n is not None and (bool(n.init) or n.op not in _NO_EFFECTS)


def _is_local(n: Name, blank_is_not_use: bool) -> bool:
    if n.sym == "_":
        return blank_is_not_use
    return n.class_ == PAUTO or n.class_ == PPARAM


class _Visitor:
    __slots__ = ("defs",)

    def __init__(self) -> None:
        # Assignments that can go if the name is not used; None once it is.
        self.defs: dict[Name, list[tuple[AnyNode, str, str, int]] | None] = {}

    def nodes(self, nodes: Iterable[Node]) -> None:
        for n in nodes:
            self.node(n)

    def node(self, n: AnyNode) -> None:
        if n is None:
            return
        stack = [n]
        while stack:
            n = stack.pop()
            op = n.op
            if op == "NAME":
                self._use(n)
            elif op == "DCL":
                pass
            elif op == "AS":
                self._assign(n, "x", "y", -1, False)
            elif op == "AS2":
                discards = any(not (x.op == "NAME" and x.sym == "_") for x in n.lhs)
                for i in range(min(len(n.lhs), len(n.rhs))):
                    self._assign(n, "lhs", "rhs", i, discards)
            elif op == "CLOSURE":
                stack += reversed([*n.init, *n.func.closure_vars, *n.func.body])
            else:
                for field in reversed(_HIDDEN.get(op, ())):
                    x = getattr(n, field, None)
                    if x is not None:
                        stack.append(x)
                PUSH[n.__class__](n, stack)

    def _use(self, n: Name) -> None:
        n = n.canonical
        if _is_local(n, False):
            late = self.defs.get(n)
            self.defs[n] = None
            if late:
                for holder, _, rhs, i in late:
                    self.node(getattr(holder, rhs) if i < 0 else holder.rhs[i])

    def _assign(self, n: AnyNode, lhs: str, rhs: str, i: int, blank_is_not_use: bool) -> None:
        left, right = (n.x, n.y) if i < 0 else (n.lhs[i], n.rhs[i])
        if left.__class__ is not Name:
            self.node(left)
            self.node(right)
            return
        name = left.canonical
        if _is_local(name, blank_is_not_use) and not name.rtti and not _has_effects(right):
            known = self.defs.get(name, ())
            if known is not None:
                self.defs[name] = [*known, (n, lhs, rhs, i)]
                return
        self.node(right)

"""Positions of inlined nodes: which call brought a node here.

What: an inlined node's `pos` carries the index of its inlined call above the virtual position of the callee's source:
`(index + 1) << INL_SHIFT | pos`. The tree gives for each index the position of the call (possibly inlined itself) and
the callee's name. Calls belong to the function that they were inlined into, and are forgotten with its body.

Property: no index is given twice, so that a position of a body that is gone means nothing rather than something else.

Counterpart: `cmd/internal/obj/inl.go` (InlTree), `inl.go: updatePos`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.record import dataclass

if TYPE_CHECKING:
    from escapelens.ir.nodes import Func
    from escapelens.model.objects import Package

INL_SHIFT = 44
POS_MASK = (1 << INL_SHIFT) - 1


@dataclass(frozen=True, slots=True)
class InlinedCall:
    parent: int  # index of the call around it, -1 if none
    pos: int  # position of the call; carries the parent's index
    name: str  # callee, as printed
    func_pos: int = 0  # position of the callee's declaration
    pkg: Package | None = None  # callee's package


class InlTree:
    """nodes: by index."""

    __slots__ = ("_next", "_within", "nodes")

    def __init__(self) -> None:
        self.nodes: dict[int, InlinedCall] = {}
        self._within: dict[Func, list[int]] = {}  # the indices by the function of the source, or instance, around
        self._next = 0

    def add(self, within: Func, pos: int, name: str, func_pos: int = 0, pkg: Package | None = None) -> int:
        """Another call, inlined into `within` or into a literal there: its index."""
        index = self._next
        self._next += 1
        self.nodes[index] = InlinedCall(inl_index(pos), pos, name, func_pos, pkg)
        self._within.setdefault(within, []).append(index)
        return index

    def take_back(self, within: Func) -> None:
        """The call added last, into `within`, was none."""
        del self.nodes[self._within[within].pop()]
        self._next -= 1

    def forget(self, within: Func) -> None:
        """The body of `within` is gone, and all that was known of the nodes in it."""
        for index in self._within.pop(within, ()):
            del self.nodes[index]

    def outermost(self, pos: int) -> int:
        """Position in the function that is compiled: of the outermost inlined call around pos, or pos itself."""
        while pos >> INL_SHIFT:
            pos = self.nodes[(pos >> INL_SHIFT) - 1].pos
        return pos

    def stack(self, pos: int) -> list[InlinedCall]:
        """Inlined calls around pos, innermost first."""
        calls = []
        while pos >> INL_SHIFT:
            call = self.nodes[(pos >> INL_SHIFT) - 1]
            calls.append(call)
            pos = call.pos
        return calls


def inl_index(pos: int) -> int:
    """Index of the inlined call that brought pos here, -1 for a position of the function itself."""
    return (pos >> INL_SHIFT) - 1


def with_inl_index(pos: int, index: int) -> int:
    return (index + 1) << INL_SHIFT | (pos & POS_MASK)

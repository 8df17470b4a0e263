"""Variables moved to the heap: one object each, but for small ones without pointers, which are put together.

What: the compiler gathers what it declares in straight-line code into objects of up to 16 bytes. The first of a group
pays; the others cost nothing.

Counterpart: `ssagen/ssa.go: newHeapaddr, flushPendingHeapAllocations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir.nodes import PPARAM, AnyNode
from escapelens.ledger.model import Item, Site, Size, When
from escapelens.record import replace

if TYPE_CHECKING:
    from escapelens.ledger.walk import Walk

_TOGETHER = 16  # bytes of a shared object (maxAggregatedHeapAllocation)


class Group:
    """The variables that share an object so far: the index of the first in the block, their sizes and alignments."""

    __slots__ = ("at", "first", "members")

    def __init__(self) -> None:
        self.at = -1
        self.first = ""
        self.members: list[tuple[int, int]] = []


def variable(w: Walk, n: AnyNode, paid_at: int) -> None:
    """n lives on the heap; it is paid for here."""
    sizes = w.sizes
    size, pointers = sizes.sizeof(n.typ), sizes.has_pointers(n.typ)
    if n.class_ == PPARAM and not n.sym.strip("_"):
        return  # nameless: nothing refers to it
    when = When("always") if size else When("never", why="no bytes")
    kind = "parameter" if n.class_ == PPARAM else "variable"
    site = Site(
        kind,  # type: ignore[arg-type]
        w.tree.outermost(n.pos),
        w.tree.outermost(paid_at),
        n.sym,
        Size(size, pointers=pointers),
        when,
        callees=w.callees(n),
        cause="moved to heap",
    )
    group = w.group
    if pointers or size >= _TOGETHER or size == 0:
        w.put(site)
        return
    align = sizes.alignof(n.typ)
    if sum(s for s, _ in group.members) + size > _TOGETHER:
        end_group(group, w.out)
    if not group.members:
        group.at, group.first = len(w.out), n.sym
        w.put(site)
    else:
        w.put(replace(site, when=When("never", why=f"in one object with {group.first}")))
    group.members.append((size, align))


def end_group(group: Group, out: list[Item]) -> None:
    """No more join: the first pays for all."""
    if len(group.members) > 1:
        first = out[group.at]
        assert isinstance(first, Site)
        align = max(a for _, a in group.members)
        total = sum(s for s, _ in group.members)
        out[group.at] = replace(first, size=Size(-(-total // align) * align))
    group.members.clear()

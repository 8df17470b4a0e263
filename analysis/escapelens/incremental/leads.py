"""Which declarations the reasons of escape analysis lead through: `Unit.leads`.

Why: an edit that leaves the graph as it was gives an edited function new nodes, which the reasons of others have to
lead through from now on (adopting.py). These are tens of thousands of flows in a big group of mutually recursive
functions, of which an edit touches a few.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.cancel import NEVER, Cancel
from escapelens.incremental.unit import Unit
from escapelens.ir.inltree import InlTree
from escapelens.remarks import Escaping, Flow, Leaking, Node
from escapelens.source import CHUNKS


class Leads:
    """For one look at the units of a package: what they share is looked at once, and must not move meanwhile."""

    def __init__(self, tree: InlTree) -> None:
        self._tree = tree
        self._base: dict[int, int] = {}  # by position
        self._stands: dict[int, int] = {}  # declarations of nodes, by id
        self._flows: dict[int, set[int]] = {}  # declarations, by id: units share flows

    def look_through(self, units: Iterable[Unit], cancel: Cancel = NEVER) -> None:
        """Note the flows of units of which that was not done yet. Raises Cancelled between two."""
        for unit in units:
            if unit.leads is None:
                unit.leads = self.of(unit)
                cancel.check()

    def of(self, unit: Unit) -> dict[int, list[Flow]]:
        """The flows of a unit's reasons by the declarations, by base, that they lead through."""
        flows: dict[int, Flow] = {}
        shared: dict[int, list[tuple[Node, int, list[Flow]]]] = {}  # by the remarks of a parameter
        for remark in unit.remarks[unit.solved_from :]:
            about = remark.about
            if isinstance(about, Escaping):
                for path in (about.path, *about.beside):
                    flows.update(zip(map(id, path), path, strict=True))
            elif isinstance(about, Leaking):
                shared[id(about.flows)] = about.flows
        for each in shared.values():
            for _, _, path in each:
                flows.update(zip(map(id, path), path, strict=True))
        found: dict[int, list[Flow]] = {}
        for at, flow in flows.items():
            bases = self._flows.get(at)
            if bases is None:
                bases = self._flows[at] = self.through(flow)
            for base in bases:
                found.setdefault(base, []).append(flow)
        return found

    def through(self, flow: Flow) -> set[int]:
        """The declarations that a flow leads through, by base."""
        stands, dst, src, notes = self._stands, flow.dst, flow.src, flow.notes
        found = {stands.get(id(dst)) or self._stand(dst), stands.get(id(src)) or self._stand(src)}
        while notes is not None:
            where, _, notes = notes
            found.add(stands.get(id(where)) or self._stand(where))
        return found

    def _stand(self, node: Node) -> int:
        """The declaration that a node stands in, by base, an inlined one where the call stands; 0 for nowhere."""
        pos = getattr(node, "pos", 0)
        base = self._base.get(pos)
        if base is None:
            base = self._base[pos] = CHUNKS.base(self._tree.outermost(pos))
        self._stands[id(node)] = base
        return base

    def bases(self, nodes: Iterable[Node]) -> set[int]:
        """The declarations that nodes stand in, by base."""
        return {*map(self._stand, nodes)}

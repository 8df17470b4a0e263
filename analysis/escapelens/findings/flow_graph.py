"""The escape graph of one function, as plain data for a picture: what flows where, and what that does to it.

What: nodes are the heap, results, parameters, variables and what allocates; an edge says that the value of its source
flows to its target, with dereferences (-1: its address does). What has no name and only hands on is stepped over. Of
what leads neither to the heap nor to a result only the number is told; heap and results are there if something leads to
them.

An edge is on the path if by it something comes to the heap: its address flows to the heap, to what is on the heap, or
to a result.

Counterpart: the graph of `escape/graph.go`; the paths are those of `escape/solve.go: walkOne`.
Property: contracting a temporary changes no sum of dereferences along a path.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from escapelens.escape.graph import ESCAPES, Batch, Location
from escapelens.findings.model import Span
from escapelens.findings.names import function, head_text, is_named, is_plain, variable
from escapelens.findings.placing import span_at
from escapelens.findings.syntax_index import SyntaxIndex, token_at
from escapelens.ir.fmt import Printer
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import PPARAM, PPARAMOUT, AnyNode, Func
from escapelens.ir.scc import root_of
from escapelens.ir.target import Target
from escapelens.ledger.text import shorten
from escapelens.record import dataclass
from escapelens.remarks import HEAP_NODE, Note
from escapelens.say import say
from escapelens.source import Layout
from escapelens.syntax import nodes as S

Kind = Literal["heap", "result", "parameter", "variable", "allocation", "temporary"]


@dataclass(frozen=True, slots=True)
class FlowNode:
    """escapes: it lives on the heap. span: of its first token; None for the heap and what stands nowhere."""

    id: int
    kind: Kind
    label: str
    escapes: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """derefs: -1 for an address, n for a load through n pointers. why: in the compiler's words. path: see above."""

    source: int
    target: int
    derefs: int
    why: str = ""
    path: bool = False


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """folded: locations that lead nowhere."""

    function: str
    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]
    folded: int = 0


_Edge = tuple[Location, Location, int, "Note | None"]  # source, target, derefs, notes


def flow_graph(fn: Func, batch: Batch, layout: Layout, places: SyntaxIndex) -> FlowGraph:
    """The graph of fn and its literals."""
    locs = [loc for loc in batch.all_locs if loc.curfn is not None and root_of(loc.curfn) is fn]
    edges = _contracted(_edges(batch, locs), locs)
    roots = [batch.heap_loc, *(loc for loc in locs if loc.result_index and loc.curfn is fn)]
    kept = _leading_to(roots, edges)
    ends = {loc for e in edges for loc in e[:2] if e[0] in kept and e[1] in kept}
    shown = [loc for loc in (batch.heap_loc, *locs) if loc in ends]
    numbers = {loc: i for i, loc in enumerate(shown)}
    path = _path(shown, [e for e in edges if e[0] in kept and e[1] in kept])
    words = _Words(batch.target, places)
    nodes = [_node(numbers[loc], loc, batch, layout, words, fn) for loc in shown]
    made = [
        FlowEdge(numbers[e[0]], numbers[e[1]], e[2], _why(e[3]), _key(e) in path)
        for e in edges
        if e[0] in kept and e[1] in kept
    ]
    folded = sum(1 for loc in locs if loc not in kept and loc.n is not None)
    unique = {(e.source, e.target, e.derefs): e for e in made}
    return FlowGraph(trim_inline_hash(fn.sym), tuple(nodes), tuple(unique.values()), folded)


def _edges(batch: Batch, locs: list[Location]) -> list[_Edge]:
    """Flows into the heap and into these locations; those by which something escaped at once are no edges there."""
    found: list[_Edge] = []
    mine = set(locs)
    for target in (batch.heap_loc, *locs):
        for source, derefs, notes in target.edges:
            if source in mine:
                found.append((source, target, derefs, notes))
    for loc in locs:
        if loc.attrs & ESCAPES and loc.why and loc.why[0].dst is HEAP_NODE and loc.why[0].derefs < 0:
            found.append((loc, batch.heap_loc, -1, loc.why[0].notes))
    return found


def _contracted(edges: list[_Edge], locs: list[Location]) -> list[_Edge]:
    """Without what has no name and is not allocated, if its own address goes nowhere."""
    for loc in locs:
        if loc.n is not None and (loc.n.op != "NAME" or is_named(loc.n) or loc.result_index or loc.attrs & ESCAPES):
            continue
        into = [e for e in edges if e[1] is loc and e[0] is not loc]
        out = [e for e in edges if e[0] is loc and e[1] is not loc]
        if any(e[2] < 0 for e in out) or len(into) * len(out) > len(into) + len(out) + 2:
            continue
        through = [(a[0], b[1], a[2] + b[2], b[3] or a[3]) for a in into for b in out if a[0] is not b[1]]
        edges = [e for e in edges if e[0] is not loc and e[1] is not loc] + through
    return edges


def _leading_to(roots: Iterable[Location], edges: list[_Edge]) -> set[Location]:
    into: dict[Location, list[Location]] = {}
    for source, target, _, _ in edges:
        into.setdefault(target, []).append(source)
    work = list(roots)
    seen = set(work)
    while work:
        for source in into.get(work.pop(), ()):
            if source not in seen:
                seen.add(source)
                work.append(source)
    return seen


def _path(locs: list[Location], edges: list[_Edge]) -> set[tuple[int, int, int]]:
    """The edges by which addresses reach the heap, or what is on it (solve.go: walkOne)."""
    into: dict[Location, list[_Edge]] = {}
    for e in edges:
        into.setdefault(e[1], []).append(e)
    found: set[tuple[int, int, int]] = set()
    for root in locs:
        if not (root.attrs & ESCAPES or root.result_index):
            continue
        least: dict[Location, int] = {root: 0}
        taken: dict[Location, _Edge] = {}
        work = [root]
        while work:
            at = work.pop(0)
            for e in into.get(at, ()):
                derefs = max(least[at], 0) + e[2]
                if e[0] is not root and derefs < least.get(e[0], 1 << 30):
                    least[e[0]] = derefs
                    taken[e[0]] = e
                    work.append(e[0])
        for loc in [loc for loc, derefs in least.items() if derefs < 0 and loc.attrs & ESCAPES]:
            at = loc
            while at in taken and _key(taken[at]) not in found:
                found.add(_key(taken[at]))
                at = taken[at][1]
    return found


def _key(e: _Edge) -> tuple[int, int, int]:
    return id(e[0]), id(e[1]), e[2]


def _why(notes: Note | None) -> str:
    return str(notes[1].value) if notes is not None else ""


def _node(number: int, loc: Location, batch: Batch, layout: Layout, words: _Words, fn: Func) -> FlowNode:
    n: AnyNode = loc.n
    if loc is batch.heap_loc:
        return FlowNode(number, "heap", "heap", True)
    if n is None:
        return FlowNode(number, "temporary", "…", bool(loc.attrs & ESCAPES))
    kind: Kind = "allocation"
    if n.op == "NAME":
        own = loc.curfn is fn
        kind = "parameter" if n.class_ == PPARAM and own else "result" if n.class_ == PPARAMOUT and own else "variable"
    place = token_at(batch.target.inl_tree.outermost(n.pos)) if n.pos else None
    span = span_at(layout, place) if place is not None else None
    return FlowNode(number, kind, words.of(n), bool(loc.attrs & ESCAPES), span)


class _Words:
    """What stands in a node: the source's own words; of what is not written here, the function that was inlined."""

    def __init__(self, target: Target, places: SyntaxIndex) -> None:
        self._tree = target.inl_tree
        self._places = places
        self._printer = Printer(target.pkg)

    def of(self, n: AnyNode) -> str:
        inlined = self._tree.stack(n.pos)
        if n.op == "NAME":
            name = str(variable(n))
            return say("{what} in {caller}", what=name, caller=function(inlined[0].name)) if inlined else name
        text = shorten(self._printer.node(n))
        if is_plain(text):
            return text
        if n.op == "SLICELIT":
            return say("variadic arguments")
        if inlined:
            return say("a value of {callee}", callee=function(inlined[0].name))
        written = self._places.node(n.pos, (S.CallExpr,))
        return head_text(written) if written is not None else say("a value")

"""Why something escapes: paths through the graph, kept as data, written as the compiler's `flow:` lines on demand.

What: a path is a list of Flows from the location that escapes towards the root. A Flow names nodes, not locations, so
keeping one keeps no graph alive. Paths are taken at the moment the compiler would print them, because later walks
change what the graph remembers.

Counterpart: `escape/solve.go: explainPath, explainFlow, explainLoc`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.ir import ops as O
from escapelens.remarks import ESCAPES_WHY, HEAP_NODE, LEAKS_WHY, Flow, FlowStep, Node, Note

if TYPE_CHECKING:
    from escapelens.escape.graph import Batch, Location
    from escapelens.ir.inltree import InlTree
    from escapelens.remarks import Remarks

TRUNCATED = "warning: truncated explanation due to assignment cycle; see golang.org/issue/35518"


def loc_string(node: Node, text_of: Callable[[Node], str]) -> str:
    """The location as explanations name it (explainLoc)."""
    if node is HEAP_NODE:
        return "{heap}"
    if node is None:
        return "{temp}"
    text: str = text_of(node)
    return text if node.op == O.ONAME else "{storage for " + text + "}"


def render(
    path: list[Flow], pos: int, inl_tree: InlTree, text_of: Callable[[Node], str], arrow: str = "←"
) -> list[FlowStep]:
    """The lines below a header at pos; `pos2` of a note is the place it names. text_of: the printer of nodes."""
    steps = []
    for f in path:
        if f.truncated:
            steps.append(FlowStep("   " + TRUNCATED, pos))
            continue
        ops = "&" if f.derefs < 0 else "*" * f.derefs
        steps.append(FlowStep(f"   flow: {loc_string(f.dst, text_of)} {arrow} {ops}{loc_string(f.src, text_of)}:", pos))
        n = f.notes
        while n is not None:
            where, why, n = n
            steps.append(FlowStep(f"     from {text_of(where)} ({why.value})", pos, inl_tree.outermost(where.pos)))
    return steps


def path_of(b: Batch, root: Location, src: Location) -> list[Flow]:
    """How src flows to the root of the current walk (explainPath)."""
    path = []
    visited = set()
    while True:
        if id(src) in visited:
            path.append(Flow(None, None, 0, None, True))
            break
        visited.add(id(src))
        dst, edge = src.dst, src.dst_edge
        if dst is None or edge is None:
            break
        path.append(Flow(b.node_of(dst), b.node_of(src), edge[1], edge[2]))
        if dst is root:
            break
        src = dst
    return path


def explain_immediate(b: Batch, dst: Location, src: Location, derefs: int, notes: Note | None) -> None:
    """src's address is put where everything escapes while the graph is still being built."""
    if src.n is None:
        return
    say_escapes(b, src, [Flow(b.node_of(dst), src.n, derefs, notes)])


def say_escapes(b: Batch, loc: Location, path: list[Flow]) -> None:
    """The `X escapes to heap in F:` header."""
    if loc.why is None:
        loc.why = path
    if not b.flows:
        return
    n = loc.n
    assert n is not None
    tree = b.target.inl_tree
    pos = tree.outermost(n.pos)
    name = loc.curfn.sym if loc.curfn is not None else "<nil>"
    report: Remarks = b.report
    inside = f" in {name}" if b.release.names_function_in_flows else ""
    remark = report.say(ESCAPES_WHY, pos, f"{b.text(n)} escapes to heap{inside}:", level=2, func=loc.curfn, node=n)
    remark.flow = render(path, pos, tree, b.text, "←" if b.release.names_function_in_flows else "=")


def say_leaks(b: Batch, root: Location, loc: Location, derefs: int, path: list[Flow]) -> None:
    """The `parameter p leaks to ...` header."""
    if loc.leak_flows is None:
        loc.leak_flows = []
    # Which variable of another function it is matters to nobody, and that function may be built again.
    to: Node = b.node_of(root) if root.curfn is loc.curfn else HEAP_NODE
    loc.leak_flows.append((to, derefs, path))
    if not b.flows:
        return
    n = loc.n
    assert n is not None
    tree = b.target.inl_tree
    pos = tree.outermost(n.pos)
    name = loc.curfn.sym if loc.curfn is not None else "<nil>"
    where = loc_string(b.node_of(root), b.text)
    inside = f" for {name}" if b.release.names_function_in_flows else ""
    text = f"parameter {b.text(n)} leaks to {where}{inside} with derefs={derefs}:"
    remark = b.report.say(LEAKS_WHY, pos, text, level=2, func=loc.curfn, node=n)
    remark.flow = render(path, pos, tree, b.text, "←" if b.release.names_function_in_flows else "=")

"""Escape graphs drawn: as SVG with igraph's layered layout, as DOT for Graphviz, as JSON.

What: what flows comes from the left, the heap and the results stand at the right. The way to the heap is thick and
coloured; nodes link to the source. Colours follow the reader's light or dark scheme.

igraph is of use to this alone and comes with the extra `graph`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from pathlib import PurePath

import msgspec

from escapelens.findings.flow_graph import FlowEdge, FlowGraph, FlowNode

MISSING = "drawing needs igraph: pip install 'escapelens[graph]', or ask for --format dot or json"
_CHARACTER, _HEIGHT, _ROW, _GAP, _PAD, _MARGIN = 7.3, 26, 44, 44, 9, 16
_MOST = 28  # characters of a label

_LIGHT = (
    "--paper:#fff;--ink:#1f2328;--faint:#57606a;--box:#f4f6f8;--line:#8a94a0;--edge:#98a2ad;"
    "--hot:#c4320a;--hotbox:#ffe9e1;--cool:#3b74b8;--coolbox:#e6f0fb"
)
_DARK = (
    "--paper:#1b1f24;--ink:#dde3ea;--faint:#9aa5b1;--box:#262c33;--line:#6b7680;--edge:#66717d;"
    "--hot:#ff7b54;--hotbox:#4a2318;--cool:#6aa3e6;--coolbox:#1d2f45"
)
# Where a page says its scheme by a class, as VS Code's views do, that counts before the reader's own.
_STYLE = (
    f"""\
svg {{ {_LIGHT} }} @media (prefers-color-scheme: dark) {{ svg {{ {_DARK} }} }}
.vscode-light svg, .vscode-high-contrast-light svg {{ {_LIGHT} }}
.vscode-dark svg, .vscode-high-contrast svg {{ {_DARK} }}
"""
    + """\
svg { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--paper) }
rect { fill: var(--box); stroke: var(--line) } text { fill: var(--ink) }
.small { font-size: 10px; fill: var(--faint) } .label { font-size: 11px; fill: var(--faint) }
.edge { fill: none; stroke: var(--edge); stroke-width: 1.2 } .head { fill: var(--edge) }
.path { stroke: var(--hot); stroke-width: 2.4 } .head.on { fill: var(--hot) }
.label.on { fill: var(--hot); font-weight: 600 }
.parameter rect, .result rect { fill: var(--coolbox); stroke: var(--cool) } .allocation rect { rx: 12 }
.escapes rect { fill: var(--hotbox); stroke: var(--hot) } .heap rect { fill: var(--hot); stroke: var(--hot) }
.heap text { fill: var(--paper); font-weight: 700 } a:hover rect { stroke-width: 2.4 }"""
)

Link = Callable[[FlowNode], str]


def file_link(node: FlowNode) -> str:
    """Where a node leads: the file and its line; "" for one that stands nowhere."""
    if node.span is None:
        return ""
    path = PurePath(node.span.file)
    return f"{path.as_uri()}#L{node.span.line}" if path.is_absolute() else ""


def svg(graph: FlowGraph, link: Link = file_link) -> str:
    """Raises ImportError without igraph."""
    places, bends, (width, height) = _layout(graph)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(_title(graph))}">',
        f"<style>{_STYLE}</style>",
        f'<text x="{_MARGIN}" y="20">{escape(_title(graph))}</text>',
        f'<text x="{_MARGIN}" y="36" class="small">{escape(_legend(graph))}</text>',
    ]
    for edge, points in sorted(zip(graph.edges, bends, strict=True), key=lambda pair: pair[0].path):
        out += _edge(edge, points)
    for node in graph.nodes:
        out.append(_node(node, *places[node.id], link(node)))
    out.append("</svg>")
    return "\n".join(out) + "\n"


def _title(graph: FlowGraph) -> str:
    return f"Escape graph of {graph.function}"


def _legend(graph: FlowGraph) -> str:
    if not graph.nodes:
        return "nothing leads to the heap or to a result"
    folded = f" · {graph.folded} more lead nowhere" if graph.folded else ""
    return f"& address, * load · red: what is on the heap, and the way there{folded}"


def _label(node: FlowNode) -> str:
    return node.label if len(node.label) <= _MOST else node.label[: _MOST - 1] + "…"


def _width(node: FlowNode) -> float:
    return max(len(_label(node)) * _CHARACTER + 18, 30)


_Point = tuple[float, float]


def _layout(graph: FlowGraph) -> tuple[list[_Point], list[list[_Point]], _Point]:
    """Centres of the nodes, the ways of the edges from source to target, and the size of all."""
    import igraph

    count = len(graph.nodes)
    text = _CHARACTER * max(len(_title(graph)), len(_legend(graph)))
    if not count:
        return [], [], (text + 2 * _MARGIN, 60)
    ends = [(e.source, e.target) for e in graph.edges if e.source != e.target]
    first = igraph.Graph(count, ends, directed=True).layout_sugiyama()
    layers = [round(first[i][1]) for i in range(count)]
    # Edges over several layers go through a row of their own in each.
    chains: dict[tuple[int, int], list[int]] = {}
    pieces: list[tuple[int, int]] = []
    for a, b in dict.fromkeys(ends):
        step = 1 if layers[b] >= layers[a] else -1
        between = range(layers[a] + step, layers[b], step) if layers[a] != layers[b] else range(0)
        chain = [a]
        for layer in between:
            layers.append(layer)
            chain.append(len(layers) - 1)
        chain.append(b)
        chains[a, b] = chain
        pieces += [(x, y) if step > 0 else (y, x) for x, y in pairwise(chain)]
    whole = igraph.Graph(len(layers), pieces, directed=True).layout_sugiyama(layers=layers)
    top = min(whole[i][0] for i in range(len(layers)))
    rows = [_MARGIN + 44 + (whole[i][0] - top) * _ROW for i in range(len(layers))]
    columns = _columns(graph, layers, rows, pieces)
    places = [((columns[layers[i]][0] + columns[layers[i]][1]) / 2, rows[i]) for i in range(count)]
    ways = [_way(e, graph, places, chains, columns, layers, rows) for e in graph.edges]
    right = max(x + _width(graph.nodes[i]) / 2 for i, (x, _) in enumerate(places))
    return places, ways, (max(right, _MARGIN + text) + _MARGIN, max(rows) + _HEIGHT + _MARGIN)


def _columns(
    graph: FlowGraph, layers: Sequence[int], rows: Sequence[float], pieces: Sequence[tuple[int, int]]
) -> list[tuple[float, float]]:
    """The sides of each layer, as wide as its widest node; edges that climb far have more room before the next."""
    found: list[tuple[float, float]] = []
    x = float(_MARGIN)
    for layer in range(max(layers) + 1):
        wide = max([_width(n) for n in graph.nodes if layers[n.id] == layer], default=10.0)
        found.append((x, x + wide + 2 * _PAD))
        climbs = [abs(rows[a] - rows[b]) for a, b in pieces if min(layers[a], layers[b]) == layer]
        x += wide + 2 * _PAD + min(max(_GAP, max(climbs, default=0) / 5), 4 * _GAP)
    return found


def _way(
    edge: FlowEdge,
    graph: FlowGraph,
    places: Sequence[_Point],
    chains: dict[tuple[int, int], list[int]],
    columns: Sequence[tuple[float, float]],
    layers: Sequence[int],
    rows: Sequence[float],
) -> list[_Point]:
    """Straight through columns, so that no node is crossed; every second piece bends between two of them."""
    x, y = places[edge.source]
    if edge.source == edge.target:
        return [(x, y)]
    chain = chains[edge.source, edge.target]
    tx, ty = places[edge.target]
    side = 1 if layers[chain[0]] <= layers[chain[1]] else -1
    start = (x + side * _width(graph.nodes[edge.source]) / 2, y)
    end = (tx - side * (_width(graph.nodes[edge.target]) / 2 + 6), ty)
    way = [start]
    for i in chain:
        way += [(side_x, rows[i]) for side_x in columns[layers[i]][::side]]
    return [start, *way[2:-1], end]


def _edge(edge: FlowEdge, points: list[_Point]) -> list[str]:
    on = " on" if edge.path else ""
    (x, y), (tx, ty) = points[0], points[-1]
    if edge.source == edge.target:
        curve = f"M {x:.1f} {y - 13:.1f} c 14 -18 -28 -18 -14 0"
        return [f'<path class="edge{" path" if edge.path else ""}" d="{curve}"/>']
    curve = f"M {x:.1f} {y:.1f}"
    for px, py in points[1:]:
        half = (px - x) / 2
        curve += f" H {px:.1f}" if y == py else f" C {x + half:.1f} {y:.1f} {px - half:.1f} {py:.1f} {px:.1f} {py:.1f}"
        x, y = px, py
    side = 6 if points[-1][0] >= points[-2][0] else -6
    head = f"{tx + side:.1f},{ty:.1f} {tx - side / 2:.1f},{ty - 4:.1f} {tx - side / 2:.1f},{ty + 4:.1f}"
    out = [
        f'<path class="edge{" path" if edge.path else ""}" d="{curve}"><title>{escape(_flow(edge))}</title></path>',
        f'<polygon class="head{on}" points="{head}"/>',
    ]
    if mark := _mark(edge.derefs):
        mx, my = (points[1][0] + points[2][0]) / 2, (points[1][1] + points[2][1]) / 2
        out.append(f'<text class="label{on}" x="{mx:.1f}" y="{my - 4:.1f}" text-anchor="middle">{escape(mark)}</text>')
    return out


def _mark(derefs: int) -> str:
    return "&" if derefs < 0 else "*" * derefs


def _flow(edge: FlowEdge) -> str:
    return " ".join(filter(None, [_mark(edge.derefs), edge.why]))


def _node(node: FlowNode, x: float, y: float, link: str) -> str:
    width = _width(node)
    kinds = f"{node.kind} escapes" if node.escapes and node.kind != "heap" else node.kind
    where = f"{PurePath(node.span.file).name}:{node.span.line}" if node.span is not None else node.kind
    box = (
        f'<g class="{kinds}"><title>{escape(f"{node.label} ({node.kind}, {where})")}</title>'
        f'<rect x="{x - width / 2:.1f}" y="{y - _HEIGHT / 2:.1f}" width="{width:.1f}" height="{_HEIGHT}" rx="4"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{escape(_label(node))}</text></g>'
    )
    return f'<a href="{escape(link)}">{box}</a>' if link else box


def dot(graph: FlowGraph) -> str:
    lines = [f"digraph {_quoted(graph.function)} {{", "\trankdir=LR;", "\tnode [shape=box, fontname=monospace];"]
    for n in graph.nodes:
        more = ', color="#c4320a"' if n.escapes else ""
        link = f", URL={_quoted(file_link(n))}" if file_link(n) else ""
        lines.append(f"\tn{n.id} [label={_quoted(n.label)}{more}{link}];")
    for e in graph.edges:
        more = ', color="#c4320a", penwidth=2' if e.path else ""
        lines.append(
            f"\tn{e.source} -> n{e.target} [label={_quoted(_mark(e.derefs))}, tooltip={_quoted(e.why)}{more}];"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def json(graph: FlowGraph) -> str:
    nodes = [
        {"id": n.id, "kind": n.kind, "label": n.label, "escapes": n.escapes}
        | ({"file": n.span.file, "line": n.span.line, "column": n.span.column} if n.span is not None else {})
        for n in graph.nodes
    ]
    edges = [
        {"source": e.source, "target": e.target, "derefs": e.derefs, "why": e.why, "path": e.path} for e in graph.edges
    ]
    said = {"function": graph.function, "nodes": nodes, "edges": edges, "folded": graph.folded}
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n"


def drawn(graph: FlowGraph, form: str) -> str:
    """form: svg, dot, json. Raises ImportError for svg without igraph."""
    return {"svg": svg, "dot": dot, "json": json}[form](graph)

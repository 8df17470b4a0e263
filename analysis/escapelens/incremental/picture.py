"""A function of a package, found by name, and its escape graph."""

from __future__ import annotations

from escapelens.findings.flow_graph import FlowGraph, flow_graph
from escapelens.incremental.package import PackageState
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import Func
from escapelens.model.known import func_key


def functions_of(state: PackageState, path: str) -> dict[str, Func]:
    """The functions written in a file, as "F" or "T.M"; of a generic one an instance."""
    found: dict[str, Func] = {}
    for unit in state.units.values():
        at = state.layout.locate(unit.root.pos)
        if at is not None and at.file == path:
            name = trim_inline_hash(unit.root.sym).partition("[")[0]
            found.setdefault(name.replace("(*", "").replace(")", ""), unit.root)
    return found


def graph_of(state: PackageState, fn: Func) -> FlowGraph:
    assert state.analysis is not None
    batch = next((b for b in state.analysis.batches if fn in b.fns), None)
    if batch is None:
        return FlowGraph(fn.sym, (), ())
    return flow_graph(fn, batch, state.layout, state.syntax_places())


def function_at(state: PackageState, path: str, line: int) -> str:
    """The name of the function declared at a line or around it, "" if there is none."""
    file = state.parsed[path]
    for decl, place in zip(file.decls, file.places, strict=True):
        if decl.kind == "func" and place.line <= line <= place.line + decl.text.count(b"\n"):
            return func_key(decl.header.recv, decl.names[0]) if decl.names else ""
    return ""

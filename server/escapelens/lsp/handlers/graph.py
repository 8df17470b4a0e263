"""`escapelens.graph`: the escape graph of the function at a place, drawn for a view beside the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from escapelens.common import drawing
from escapelens.engine import Engine
from escapelens.findings.flow_graph import FlowGraph
from escapelens.lsp.documents import to_path

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

GRAPH = "escapelens.graph"


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.command(GRAPH)
    async def drawn(*args: Any) -> dict[str, str]:  # Any: as the client sends them
        """Arguments: the document's URI and a line, from 0. Answer: the function and its picture as SVG, or why there
        is none as `trouble`."""
        path, line = to_path(str(args[0])) if args else None, int(args[1]) if len(args) > 1 else 0
        state = await session.settled(path) if path is not None else None
        if state is None:
            return {"trouble": "nothing is known of this file"}
        found = await session.ask(lambda engine: _graph(engine, state.key, state.path, line + 1))
        if found is None:
            return {"trouble": "there is no function here"}
        try:
            return {"function": found.function, "svg": drawing.svg(found)}
        except ImportError:
            return {"trouble": drawing.MISSING}

    def _graph(engine: Engine, key: str, path: str, line: int) -> FlowGraph | None:
        function = engine.function_at(key, path, line)
        found = engine.graph(key, path, function) if function else None
        return found if isinstance(found, FlowGraph) else None

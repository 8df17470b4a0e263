"""`escapelens/stats`: what the last analysis did. For benchmarks and the curious."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from escapelens.findings.model import Stats
from escapelens.lsp.documents import to_path

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

METHOD = "escapelens/stats"


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.feature(METHOD)
    async def stats(params: Any) -> dict[str, object]:  # Any: to what takes an object pygls passes the server
        """Parameters: nothing (the last analysis), {"uri": …} or {"textDocument": {"uri": …}}."""
        path = to_path(uri) if (uri := _uri(params)) else None
        state = await session.settled(path) if path is not None else None
        last: Stats = session.stats.get(state.key, Stats()) if state is not None else session.last_stats
        return {
            "functions": last.functions,
            "analysed": last.analysed,
            "reused": last.reused,
            "seconds": last.seconds,
        }


def _uri(params: object) -> str | None:
    """The URI in the parameters, whether they came as a dictionary or as an object."""
    if isinstance(params, dict):
        inner = params.get("textDocument", params)
        uri = inner.get("uri") if isinstance(inner, dict) else None
    else:
        inner = getattr(params, "textDocument", params)
        uri = getattr(inner, "uri", None)
    return uri if isinstance(uri, str) else None

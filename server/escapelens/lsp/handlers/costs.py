"""`escapelens.costs`: what a function allocates, in the order of what is paid; a lens above it opens the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from escapelens.common import words
from escapelens.findings.model import Finding
from escapelens.lsp import to_lsp
from escapelens.say import say

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

COSTS = "escapelens.costs"
_ORDER = ("loop", "hot", "once", "cold", "never")


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.command(COSTS)
    def costs(uri: str, function: str, *args: Any) -> list[dict[str, object]]:  # Any: as the client sends them
        """Each with its place as an LSP location, code, message and cost; told in a message to a client that does not
        say that it shows them (`showsCosts`)."""
        known = server.placed(uri)
        if known is None:
            return []
        state, _, _ = known
        found = [f for f in state.report.findings if f.function == function and f.code != "leaking-param"]
        found = [f for f in found if f.often != "never" and not f.part_of]
        found.sort(key=lambda f: (_ORDER.index(f.often), -(f.size or 0), f.span.start))
        if not server.abilities.shows_costs:
            lines = [f"{f.span.line}: {session.language(f.message)} ({_cost(f)})" for f in found]
            text = "\n".join(lines) or session.language(say("{function} allocates nothing itself.", function=function))
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, text))
        return [_entry(f) for f in found]

    def _entry(finding: Finding) -> dict[str, object]:
        return {
            "location": to_lsp.plain(to_lsp.location(server.view(), finding.span)),
            "code": finding.code,
            "message": session.language(finding.message),
            "cost": _cost(finding),
        }

    def _cost(finding: Finding) -> str:
        size = [f for f in words.facts(finding)[:1] if finding.size is not None]
        return " · ".join(map(session.language, [*size, words.paid(finding)]))

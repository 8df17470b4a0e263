"""`escapelens.hottest`: the findings that a heap profile pays for most, those with a proven fix first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from escapelens.common import heap, words
from escapelens.engine import Engine
from escapelens.findings.model import Finding
from escapelens.lsp import to_lsp
from escapelens.lsp.front import FileState
from escapelens.lsp.profiled import hottest

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

HOTTEST = "escapelens.hottest"
MANY = 20  # findings that are listed, and for which fixes are looked for


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.command(HOTTEST)
    async def listed(*args: Any) -> list[dict[str, object]]:  # Any: as the client sends them
        """Each with its place as an LSP location, code, message, share (0 to 1) and the titles of its fixes."""
        states = {state.path: state for state in session.files.values() if session.reported(state.path)}
        found = hottest(f for state in states.values() for f in state.report.findings)[:MANY]
        titles = await session.ask(lambda engine: [_titles(engine, states[f.span.file], f) for f in found])
        entries = [_entry(finding, fixes) for finding, fixes in zip(found, titles, strict=True)]
        return sorted(entries, key=lambda entry: not entry["fixes"])

    def _titles(engine: Engine, state: FileState, finding: Finding) -> list[str]:
        return [session.language(fix.label) for fix in heap.fixes_of(engine, state.key, finding)]

    def _entry(finding: Finding, fixes: list[str]) -> dict[str, object]:
        assert finding.measured is not None
        return {
            "location": to_lsp.plain(to_lsp.location(server.view(), finding.span)),
            "code": finding.code,
            "function": finding.function,
            "message": session.language(finding.message),
            "share": finding.measured.share,
            "profile": session.language(words.profiled(finding.measured)),
            "fixes": fixes,
        }

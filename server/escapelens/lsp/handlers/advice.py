"""`escapelens.advice`: opens a page about a finding that no edit can mend, with what helps there.

The code action that asks for it stands in the menu where the finding has advice and no fix is offered; only for clients
that can show a document (`window/showDocument`). The page is a Markdown file in the cache folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from escapelens.common import advised
from escapelens.common.cache import cache_dir
from escapelens.findings.model import Finding
from escapelens.lsp.front import FileState
from escapelens.say import say

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

ADVICE = "escapelens.advice"


def commands(
    server: EscapeLensServer, state: FileState, start: int, end: int, mended: Collection[str]
) -> Iterator[tuple[Finding, lsp.Command]]:
    """For findings that touch bytes start..end, have advice and are not among the keys that a fix mends."""
    if not server.abilities.show_document:
        return
    for finding in state.report.findings:
        near = finding.span.file == state.path and finding.span.start <= end and start <= finding.span.end
        if near and finding.key not in mended and not finding.ignored and not advised.helpless(finding):
            title = server.session.language(say("Show what helps here: {code}", code=finding.code))
            yield finding, lsp.Command(title, ADVICE, arguments=[{"path": state.path, "key": finding.key}])


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.command(ADVICE)
    async def advice(*args: Any) -> None:  # Any: as the client sends them
        asked = args[0] if args and isinstance(args[0], dict) else {}
        path = str(asked.get("path", ""))
        document, state = session.documents.get(path), session.files.get(path)
        findings = state.report.findings if state is not None else ()
        finding = next((f for f in findings if f.key == asked.get("key")), None)
        if document is None or finding is None:
            return
        page = _kept(advised.page(finding, document.text.data.decode(errors="replace"), session.language))
        await server.window_show_document_async(lsp.ShowDocumentParams(uri=page.as_uri(), take_focus=True))


def _kept(text: str) -> Path:
    """The page as a file, the same for the same text."""
    folder = Path(cache_dir()) / "advice"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.md"
    path.write_text(text, encoding="utf-8")
    return path

"""pygls' protocol with our own document store in place of its workspace's.

Why: pygls splits lines as Python's `splitlines` does (form feeds, U+2028 …), which shifts every edit below such a
character, and drops the user's handler when an edit does not fit. `documents.py` does both as the protocol says.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from lsprotocol import types as lsp
from pygls.protocol import LanguageServerProtocol, lsp_method


class Protocol(LanguageServerProtocol):
    """Hands document events to the server's handlers and keeps no copy of its own."""

    exit_seen = False

    def _hand_on(self, method: str, params: Any) -> Generator[Any, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_CLOSE, params)

    @property
    def ended_well(self) -> bool:
        """True if the client asked for a shutdown before it went away."""
        return bool(self._shutdown)

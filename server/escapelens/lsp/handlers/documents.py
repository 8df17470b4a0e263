"""Open, change, save, close: text goes to the session, which decides what is analysed when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from escapelens.lsp.documents import Document, encode, to_path
from escapelens.lsp.positions import Text

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        path = to_path(item.uri)
        if path is not None and path.endswith(".go"):
            session.open(Document(item.uri, path, item.version, Text(encode(item.text))))

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        document = server.document(params.text_document.uri)
        if document is not None:
            document.change(params.content_changes, params.text_document.version, session.encoding)
            session.changed(document)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE, lsp.SaveOptions(include_text=False))
    async def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        document = server.document(params.text_document.uri)
        if document is not None:
            session.saved(document)
        elif (path := to_path(params.text_document.uri)) is not None:
            session.on_disk([path])

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        document = server.document(params.text_document.uri)
        if document is not None:
            server.pulled.discard(document.uri)
            session.close(document)

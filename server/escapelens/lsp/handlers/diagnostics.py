"""Pull diagnostics, for clients that prefer to ask. Pushing is the session's `publish`.

A client that announced pulling and does pull a document is no longer pushed to for it: it would show everything twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from escapelens.common.settings import Settings

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

OPTIONS = lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="escapelens")


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, OPTIONS)
    async def pull(params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        document = server.document(params.text_document.uri)
        if document is None:
            return lsp.RelatedFullDocumentDiagnosticReport(items=[])
        if server.abilities.pulls and document.uri not in server.pulled:
            server.pulled.add(document.uri)
            server.publish(document.uri, None, document.version)
        state = await session.settled(document.path)
        if state is None:
            return lsp.RelatedFullDocumentDiagnosticReport(items=[])
        result_id = f"{state.serial}.{int(session.shown)}.{hash_of(session.settings)}"
        if params.previous_result_id == result_id:
            return lsp.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
        return lsp.RelatedFullDocumentDiagnosticReport(items=server.diagnostics_of(state), result_id=result_id)


def hash_of(settings: Settings) -> str:
    """Stable text that differs when what is shown differs."""
    shown = ",".join(f"{code}={value}" for code, value in sorted(settings.severity.items()))
    return f"{settings.preset}:{shown}+{settings.include}-{settings.exclude}"

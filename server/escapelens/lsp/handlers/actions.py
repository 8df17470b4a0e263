"""Code actions: quick fixes that re-analysis has proven.

The engine names candidates for a range; they are proven here, as many as fit into a short time, so that the menu shows
no fix that does not work. What is left over is offered unproven and proven when the client resolves it. A client that
cannot resolve gets everything proven. Nothing is read from `context.diagnostics`: some editors leave it empty.
"""

from __future__ import annotations

import itertools
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from escapelens.engine import Engine
from escapelens.fixes.model import Fix
from escapelens.lsp import from_lsp, to_lsp
from escapelens.lsp.documents import to_uri
from escapelens.lsp.front import FileState

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

PROVE_SECONDS = 0.4  # spent on proofs before the menu opens
KEPT_OFFERS = 256


@dataclass(slots=True, eq=False)
class Offer:
    """A fix in a menu: what it was computed on, and its proof once there is one."""

    path: str
    version: int
    key: str
    fix: Fix
    proven: Fix | None = None


class ContentModified(JsonRpcException):
    """The document changed since the menu was opened."""

    CODE = lsp.LSPErrorCodes.ContentModified.value
    MESSAGE = "the document has changed"


def register(server: EscapeLensServer) -> None:
    session = server.session
    offers: OrderedDict[int, Offer] = OrderedDict()
    ids = itertools.count(1)

    def candidates(engine: Engine, state: FileState, fresh: bool, start: int, end: int) -> list[tuple[Fix, Fix | None]]:
        """On the worker: fixes for the range, each with its proof if there was time for one."""
        if not fresh:
            engine.analyze(state.key)
        deadline = time.monotonic() + PROVE_SECONDS
        found: list[tuple[Fix, Fix | None]] = []
        for fix in engine.fixes(state.key, state.path, start, end):
            if server.abilities.resolve_edit and time.monotonic() > deadline:
                found.append((fix, None))
            elif (proven := engine.prove(state.key, fix)) is not None and proven.edits:
                found.append((fix, proven))
        return found

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix], resolve_provider=True),
    )
    async def code_actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.document(params.text_document.uri)
        if document is None or not from_lsp.wants(list(params.context.only or []), lsp.CodeActionKind.QuickFix.value):
            return []
        state = await session.settled(document.path)
        if state is None:
            return []
        version, text = document.version, document.text
        start, end = from_lsp.byte_range(text, params.range, session.encoding)
        fresh = state.version == version
        found = await session.ask(lambda engine: candidates(engine, state, fresh, start, end))
        if document.version != version:
            return []
        shown = {
            d.data["key"]: d for d in server.diagnostics_of(state) if isinstance(d.data, dict) and d.data.get("key")
        }
        actions = []
        for fix, proven in found:
            best = proven or fix
            offer = Offer(state.path, version, state.key, fix, proven)
            action = lsp.CodeAction(
                title=best.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[shown[key] for key in best.removes if key in shown] or None,
                is_preferred=best.preferred or None,
            )
            if server.abilities.resolve_edit:
                number = next(ids)
                offers[number] = offer
                action.data = {"offer": number}
            elif proven is not None:
                action.edit = workspace_edit(proven)
            actions.append(action)
        while len(offers) > KEPT_OFFERS:
            offers.popitem(last=False)
        return actions

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolve(action: lsp.CodeAction) -> lsp.CodeAction:
        data: Any = action.data
        offer = offers.get(data.get("offer", 0)) if isinstance(data, dict) else None
        if offer is None:
            return action
        document = session.documents.get(offer.path)
        if document is None or document.version != offer.version:
            raise ContentModified(message=ContentModified.MESSAGE)
        if offer.proven is None:
            offer.proven = await session.ask(lambda engine: engine.prove(offer.key, offer.fix))
            if document.version != offer.version:
                raise ContentModified(message=ContentModified.MESSAGE)
        if offer.proven is None:
            server.window_show_message(
                lsp.ShowMessageParams(lsp.MessageType.Info, f"“{action.title}” would not remove an allocation here.")
            )
            return action
        action.edit = workspace_edit(offer.proven)
        return action

    def workspace_edit(fix: Fix) -> lsp.WorkspaceEdit:
        by_path = to_lsp.text_edits(server.view(), fix.edits)
        if not server.abilities.document_changes:
            return lsp.WorkspaceEdit(changes={uri_of(path): edits for path, edits in by_path.items()})
        return lsp.WorkspaceEdit(
            document_changes=[
                lsp.TextDocumentEdit(
                    lsp.OptionalVersionedTextDocumentIdentifier(uri_of(path), version_of(path)), list(edits)
                )
                for path, edits in by_path.items()
            ]
        )

    def uri_of(path: str) -> str:
        document = session.documents.get(path)
        return document.uri if document is not None else to_uri(path)

    def version_of(path: str) -> int | None:
        document = session.documents.get(path)
        return document.version if document is not None else None

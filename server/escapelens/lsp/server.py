"""The server: pygls, the session behind it, and the connection's side of publishing.

Counterpart: `escapelens serve`. The engine is made by a factory, on the worker thread, when it is first needed.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import NoReturn

import msgspec
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from escapelens.common import about
from escapelens.common.cache import cache_dir
from escapelens.common.settings import Settings
from escapelens.engine import Engine, Options
from escapelens.lsp import stdio, tcp, to_lsp, wire
from escapelens.lsp.documents import Document, read, to_path
from escapelens.lsp.from_lsp import Abilities
from escapelens.lsp.front import Drawn, FileState, Front
from escapelens.lsp.handlers import (
    actions,
    advice,
    costs,
    diagnostics,
    documents,
    graph,
    hints,
    hot,
    hover,
    lifecycle,
    stats,
)
from escapelens.lsp.positions import Shift, Text
from escapelens.lsp.protocol import Protocol
from escapelens.lsp.session import EngineFactory, Session

log = logging.getLogger(__name__)

STATUS = "escapelens/status"


def make_engine(options: Options) -> Engine:
    return Engine(options, cache_dir())


class EscapeLensServer(LanguageServer, Front):
    """pygls' server as the session's front: publishing, status, progress, trouble."""

    protocol: Protocol

    def __init__(self, engine_factory: EngineFactory) -> None:
        super().__init__(
            about.NAME,
            about.version(),
            text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
            max_workers=2,
        )
        self.session = Session(engine_factory, self)
        self.protocol.before_end = self.session.end
        self.abilities = Abilities()
        self.first_settings = Settings()
        self.pulled: set[str] = set()  # URIs the client pulls: pushing too would show every finding twice
        self.told: set[str] = set()
        self.client_process: int | None = None
        self.watching: asyncio.Future[None] | None = None  # keeps the task from being collected
        self.drawn = Drawn()  # what the client was last asked to draw

    # -- the session's front ---------------------------------------------------------------------------------------

    def publish(self, uri: str, state: FileState | None, version: int | None) -> None:
        found: list[msgspec.Raw] = []
        if state is not None and uri not in self.pulled and self._shows(state):
            text, shift = self.session.shift(state)
            view = self.view(state.path, text)
            if shift.is_none:
                found = state.told.bring_up(view, text, state.report)
            else:
                found = [msgspec.Raw(wire.encode(d)) for d in to_lsp.diagnostics(view, text, state.report, shift)]
        self.protocol.push(wire.Push(wire.PushParams(uri, found, version)))

    def diagnostics_of(self, state: FileState) -> list[lsp.Diagnostic]:
        """The file's diagnostics on its newest text; none while findings are toggled off."""
        if not self._shows(state):
            return []
        text, shift = self.session.shift(state)
        return wire.as_lsp(to_lsp.diagnostics(self.view(state.path, text), text, state.report, shift))

    def _shows(self, state: FileState) -> bool:
        return self.session.shown and self.session.reported(state.path)

    def status(self, state: str, findings: int) -> None:
        self.protocol.notify(STATUS, {"state": state, "findings": findings})

    def refresh(self) -> None:
        if self.abilities.refresh_diagnostics and self.pulled:
            self.workspace_diagnostic_refresh(None)
        wanted = self.session.drawn()
        if self.abilities.refresh_hints and (wanted.hints or self.drawn.hints):
            self.workspace_inlay_hint_refresh(None)
        if self.abilities.refresh_lenses and (wanted.lenses or self.drawn.lenses):
            self.workspace_code_lens_refresh(None)
        self.drawn = wanted

    def say(self, message: str) -> None:
        self.log_line(message)

    def trouble(self, message: str) -> None:
        """Tell the user once, the log always."""
        message = self.session.language(message)
        self.log_line(message, lsp.MessageType.Error)
        if message not in self.told:
            self.told.add(message)
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"Escape Lens: {message}"))

    def log_line(self, message: str, kind: lsp.MessageType = lsp.MessageType.Info) -> None:
        self.window_log_message(lsp.LogMessageParams(kind, message))

    def begin(self, title: str) -> object | None:
        if not self.abilities.progress:
            return None
        token = f"escapelens-{uuid.uuid4()}"
        self.work_done_progress.create(token)
        self.work_done_progress.begin(
            token, lsp.WorkDoneProgressBegin(title=f"Escape Lens: {self.session.language(title)}", percentage=0)
        )
        return token

    def step(self, token: object, message: str, percentage: int) -> None:
        report = lsp.WorkDoneProgressReport(message=message, percentage=percentage)
        self.work_done_progress.report(str(token), report)

    def end(self, token: object) -> None:
        self.work_done_progress.end(str(token), lsp.WorkDoneProgressEnd())
        self.work_done_progress.tokens.pop(str(token), None)  # pygls keeps them

    def report_server_error(self, error: Exception, source: object) -> None:
        """Errors of handlers go to the log; a pop-up for each would punish the user for our mistake."""
        log.error("%s: %s", getattr(source, "__name__", source), error)
        self.log_line(f"{type(error).__name__}: {error}", lsp.MessageType.Error)

    # -- what handlers share ---------------------------------------------------------------------------------------

    def document(self, uri: str) -> Document | None:
        path = to_path(uri)
        return self.session.documents.get(path) if path is not None else None

    def view(self, path: str = "", text: Text | None = None) -> to_lsp.View:
        """The client's view; `text` spares looking up the text of `path`."""
        texts: dict[str, Text] = {path: text} if text is not None else {}

        def text_of(name: str) -> Text:
            if name not in texts:
                document, state = self.session.documents.get(name), self.session.files.get(name)
                if document is not None:
                    texts[name] = document.text
                elif state is not None and state.version is None and state.text.data:
                    texts[name] = state.text  # what was analysed
                else:
                    texts[name] = Text(read(name))
            return texts[name]

        def analysed(name: str) -> bool:
            document, state = self.session.documents.get(name), self.session.files.get(name)
            return document is None or (state is not None and state.text is document.text)

        return to_lsp.View(
            self.session.encoding,
            text_of,
            analysed,
            markdown=self.abilities.markdown,
            language=self.session.language,
            diagnosed=self.session.shown and self.abilities.diagnostics_in_hover,
        )

    def placed(self, uri: str) -> tuple[FileState, Text, Shift] | None:
        """What is known of an open document, its newest text, and the way of spans into that text."""
        document = self.document(uri)
        state = self.session.files.get(document.path) if document is not None else None
        if state is None:
            return None
        return state, *self.session.shift(state)


def create_server(engine_factory: EngineFactory = make_engine) -> EscapeLensServer:
    """A server with all its handlers, not yet started."""
    server = EscapeLensServer(engine_factory)
    for part in (lifecycle, documents, diagnostics, hover, actions, advice, costs, hints, hot, graph, stats):
        part.register(server)
    return server


def run(server: EscapeLensServer, address: tuple[str, int] | None = None) -> NoReturn:
    """Serve until the client leaves, then end the process; its status is 0 after a shutdown, else 1. Raises OSError."""
    try:
        if address is not None:
            tcp.serve(server, *address)
        else:
            stdio.serve(server)
    except (KeyboardInterrupt, SystemExit):
        pass
    except OSError:
        server.session.end()
        raise
    server.protocol.leave()

"""A pytest-lsp client that remembers what the server told it, and waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pytest_lsp import LanguageClient

ROOT = Path(__file__).resolve().parents[2]
FAKE = [sys.executable, str(Path(__file__).with_name("fake.py"))]
REAL = [sys.executable, "-m", "escapelens.cli.main", "serve", "--stdio"]

FULL = lsp.ClientCapabilities(
    general=lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind.Utf16]),
    text_document=lsp.TextDocumentClientCapabilities(
        publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(related_information=True, version_support=True),
        hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown, lsp.MarkupKind.PlainText]),
        code_action=lsp.CodeActionClientCapabilities(
            data_support=True, resolve_support=lsp.ClientCodeActionResolveOptions(properties=["edit"])
        ),
    ),
    workspace=lsp.WorkspaceClientCapabilities(
        workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True),
        did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    ),
    window=lsp.WindowClientCapabilities(work_done_progress=True),
)


class Client(LanguageClient):
    def __init__(self) -> None:
        super().__init__()
        self.published: list[lsp.PublishDiagnosticsParams] = []
        self.registered: list[lsp.Registration] = []
        self.statuses: list[Any] = []
        self.progress: list[str] = []
        self.versions: dict[str, int] = {}

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: lsp.PublishDiagnosticsParams) -> None:
            self.published.append(params)

        @self.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def register(params: lsp.RegistrationParams) -> None:
            self.registered += params.registrations

        @self.feature("escapelens/status")
        def status(params: Any) -> None:
            self.statuses.append(params)

        @self.feature(lsp.WINDOW_WORK_DONE_PROGRESS_CREATE)
        def create(params: lsp.WorkDoneProgressCreateParams) -> None:
            pass

        @self.feature(lsp.PROGRESS)
        def progress(params: lsp.ProgressParams) -> None:
            value = params.value
            self.progress.append(value["kind"] if isinstance(value, dict) else value.kind)

        @self.feature(lsp.WINDOW_SHOW_MESSAGE)
        def message(params: lsp.ShowMessageParams) -> None:
            self.messages.append(params)

        @self.feature(lsp.WINDOW_LOG_MESSAGE)
        def log(params: lsp.LogMessageParams) -> None:
            self.log_messages.append(params)

        @self.feature(lsp.WORKSPACE_CONFIGURATION)
        def configuration(params: lsp.ConfigurationParams) -> list[Any]:
            return [self.get_configuration(section=item.section) for item in params.items]

    async def launch(self, command: list[str]) -> None:
        paths = [str(ROOT / "server"), str(ROOT / "analysis")]
        await self.start_io(command[0], *command[1:], env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)})

    async def stop(self) -> None:
        """End the session, also where a test has failed and the server was not told."""
        if self._server is not None and self._server.returncode is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.wait(), 10)
            if self._server.returncode is None:
                self._server.kill()
        await super().stop()

    async def begin(
        self, folder: Path, capabilities: lsp.ClientCapabilities = FULL, options: Any = None
    ) -> lsp.InitializeResult:
        return await self.initialize_session(
            lsp.InitializeParams(
                capabilities=capabilities,
                initialization_options=options,
                workspace_folders=[lsp.WorkspaceFolder(uri_of(folder), folder.name)],
            )
        )

    def open(self, path: Path, text: str | None = None) -> str:
        uri = uri_of(path)
        self.versions[uri] = 1
        source = path.read_text() if text is None else text
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, "go", 1, source)))
        return uri

    def change(self, uri: str, text: str, range_: lsp.Range | None = None) -> int:
        self.versions[uri] += 1
        change: lsp.TextDocumentContentChangeEvent = lsp.TextDocumentContentChangeWholeDocument(text)
        if range_ is not None:
            change = lsp.TextDocumentContentChangePartial(range_, text)
        identifier = lsp.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [change]))
        return self.versions[uri]

    def save(self, uri: str) -> None:
        self.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(uri)))

    async def until(self, condition: Callable[[], Any], seconds: float = 10) -> Any:
        """The first true value of the condition."""
        for _ in range(int(seconds * 100)):
            if value := condition():
                return value
            await asyncio.sleep(0.01)
        raise TimeoutError

    async def diagnostics_of(self, uri: str, version: int, seconds: float = 10) -> list[lsp.Diagnostic]:
        """What was pushed for that version of the document."""
        found = await self.until(lambda: [p for p in self.published if p.uri == uri and p.version == version], seconds)
        return list(found[-1].diagnostics)


def uri_of(path: Path) -> str:
    return str(uris.from_fs_path(str(path)))


def at(line: int, character: int) -> lsp.Position:
    return lsp.Position(line, character)


def between(line: int, start: int, end: int) -> lsp.Range:
    return lsp.Range(lsp.Position(line, start), lsp.Position(line, end))

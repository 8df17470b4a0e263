"""Initialize, settings, workspace folders, commands, shutdown."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from escapelens.common import about, settings
from escapelens.lsp import from_lsp
from escapelens.lsp.documents import to_path, to_uri

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

WATCHED = ("**/*.go", "**/*.s", "**/go.mod", "**/go.work", "**/vendor/modules.txt")
TOGGLE, RESTART = "escapelens.toggle", "escapelens.reanalyse"


def register(server: EscapeLensServer) -> None:
    session = server.session

    def take(raw: object) -> None:
        """Settings from the client over those it began with, and complaints about what is wrong."""
        new, complaints = settings.parse(raw, server.first_settings)
        for complaint in complaints:
            server.trouble(complaint)
        session.configure(new)

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.abilities = from_lsp.abilities(params.capabilities, params.initialization_options)
        if params.process_id is not None and _lives(params.process_id):  # else it counts processes otherwise than we
            server.client_process = params.process_id
        session.encoding = str(getattr(server.workspace.position_encoding, "value", server.workspace.position_encoding))
        session.locale = params.locale
        folders = [folder.uri for folder in params.workspace_folders or []]
        if not folders and params.root_uri:
            folders = [params.root_uri]
        session.folders = [path for path in map(to_path, folders) if path]
        take(params.initialization_options)
        server.first_settings = session.settings
        if session.settings.diagnostics == "push":
            # The capabilities that pygls announces are those of the registered features.
            server.protocol.fm.features.pop(lsp.TEXT_DOCUMENT_DIAGNOSTIC, None)

    async def watch_client(process: int) -> None:
        """End with the client, though somebody else may hold the pipes."""
        while _lives(process):
            await asyncio.sleep(1)
        server.protocol.leave()

    @server.feature(lsp.INITIALIZED)
    async def initialized(params: lsp.InitializedParams) -> None:
        if server.client_process is not None:
            server.watching = asyncio.ensure_future(watch_client(server.client_process))
        python = ".".join(map(str, sys.version_info[:3]))
        server.say(f"{about.NAME} {about.version()}, Python {python} in {sys.prefix}")
        wanted = []
        if server.abilities.watch_files:
            watchers = [lsp.FileSystemWatcher(pattern) for pattern in WATCHED]
            wanted.append(
                lsp.Registration(
                    "escapelens-files",
                    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                    lsp.DidChangeWatchedFilesRegistrationOptions(watchers),
                )
            )
        if server.abilities.register_configuration:
            wanted.append(
                lsp.Registration(
                    "escapelens-settings",
                    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION,
                    lsp.DidChangeConfigurationRegistrationOptions("escapelens"),
                )
            )
        if wanted:
            await server.client_register_capability_async(lsp.RegistrationParams(wanted))
        await pull_settings()

    async def pull_settings() -> None:
        if not server.abilities.configuration:
            return
        items = [lsp.ConfigurationItem(section="escapelens")]
        answer = await server.workspace_configuration_async(lsp.ConfigurationParams(items))
        if answer and isinstance(answer[0], dict) and answer[0]:
            take(answer[0])

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: lsp.DidChangeConfigurationParams) -> None:
        if isinstance(params.settings, dict) and params.settings:
            take(params.settings)
        else:
            await pull_settings()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        gone = {to_path(folder.uri) for folder in params.event.removed}
        new = [to_path(folder.uri) for folder in params.event.added]
        session.folders = [f for f in session.folders if f not in gone] + [f for f in new if f]
        for path in list(session.files):
            if path not in session.documents and not session.in_workspace(path):
                session.forget(path, to_uri(path))

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(params: lsp.DidChangeWatchedFilesParams) -> None:
        session.on_disk([path for path in (to_path(change.uri) for change in params.changes) if path])

    @server.command(TOGGLE)
    def toggle(*args: Any) -> bool:  # Any: as the client sends them
        session.shown = not session.shown
        session.republish()
        return session.shown

    @server.command(RESTART)
    def reanalyse(*args: Any) -> None:  # Any: as the client sends them
        for path in list(session.documents):
            session.analyse(path)

    @server.feature(lsp.SHUTDOWN)
    def shutdown(params: Any) -> None:  # Any: to what takes an object pygls passes the server
        session.end()

    @server.feature(lsp.EXIT)
    def leave(params: Any) -> None:  # Any: to what takes an object pygls passes the server
        server.protocol.leave()


def _lives(process: int) -> bool:
    """Whether there is such a process; where that can not be asked without harm, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True

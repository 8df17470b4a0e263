"""`escapelens demo DIR`: the examples as an editor shows them, through a real session of the language server.

For every Go file below DIR the file is opened in a server of its own process; what the server publishes is printed
inline, under the lines it speaks of. Exit status: 0 if every scenario was shown at least once, else 1.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from escapelens.common import about, isolation
from escapelens.findings.model import CODES

PATIENCE = 120.0  # seconds for the answer about one file, the first of which may prepare a cold cache
_STYLES = {1: "bold red", 2: "bold yellow", 3: "cyan", 4: "dim"}


def run(folder: str) -> int:
    root = Path(folder).resolve()
    modules = {path.parent for path in root.glob("*/**/go.mod")}  # others, which show something else
    files = sorted(path for path in root.rglob("*.go") if modules.isdisjoint(path.parents))
    if not files:
        print(f"{about.NAME}: {folder}: no Go files", file=sys.stderr)
        return 2
    shown = asyncio.run(_session(root, files))
    missing = [code for code in CODES if code not in shown]
    out = Console(highlight=False, soft_wrap=True)
    counts = ", ".join(f"{code} {shown[code]}" for code in CODES if code in shown)
    out.print(Text(f"\n{sum(shown.values())} findings of {len(shown)} kinds: {counts}", "bold"))
    if missing:
        out.print(Text(f"not shown: {', '.join(missing)}", "bold red"))
    return 1 if missing else 0


async def _session(root: Path, files: list[Path]) -> dict[str, int]:
    """Open every file, print it, and count findings by code."""
    client = LanguageClient("escapelens-demo", about.version())
    published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()

    listen: dict[str, Callable[[Any], None]] = {  # Any: the parameters of each
        lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: lambda params: published.put_nowait(params),
        lsp.WINDOW_SHOW_MESSAGE: lambda params: print(params.message, file=sys.stderr),
        lsp.WINDOW_LOG_MESSAGE: lambda params: None,
        "escapelens/status": lambda params: None,
    }
    for method, action in listen.items():
        client.feature(method)(action)
    await client.start_io(*isolation.command("serve", "--stdio"), cwd=isolation.NEUTRAL)
    await client.initialize_async(
        lsp.InitializeParams(
            capabilities=lsp.ClientCapabilities(
                general=lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind.Utf32])
            ),
            workspace_folders=[lsp.WorkspaceFolder(root.as_uri(), root.name)],
            # Scenarios that are off as a squiggle by default are part of the tour.
            initialization_options={"severity": {"leaking-param": "hint", "runtime-alloc": "info"}},
        )
    )
    client.initialized(lsp.InitializedParams())
    shown: dict[str, int] = {}
    for path in files:
        source = path.read_text(encoding="utf-8")
        client.text_document_did_open(
            lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(path.as_uri(), "go", 1, source))
        )
        found = await asyncio.wait_for(_published(published, path.as_uri()), PATIENCE)
        _print(path.relative_to(root).as_posix(), source, found)
        for diagnostic in found:
            if diagnostic.code in CODES:
                shown[str(diagnostic.code)] = shown.get(str(diagnostic.code), 0) + 1
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return shown


async def _published(queue: asyncio.Queue[lsp.PublishDiagnosticsParams], uri: str) -> list[lsp.Diagnostic]:
    while True:
        params = await queue.get()
        if params.uri == uri and params.version == 1:
            return list(params.diagnostics)


def _print(name: str, source: str, found: list[lsp.Diagnostic]) -> None:
    out = Console(highlight=False, soft_wrap=True)
    out.print(Text(f"\n── {name} ", "bold blue"))
    for number, line in enumerate(source.splitlines()):
        out.print(Text(f"{number + 1:4} │ ", "dim").append(line.expandtabs(4), "none"))
        for diagnostic in found:
            start, end = diagnostic.range.start, diagnostic.range.end
            if start.line != number:
                continue
            stop = end.character if end.line == number else len(line)
            pad = cell_len(line[: start.character].expandtabs(4))
            width = max(cell_len(line[:stop].expandtabs(4)) - pad, 1)
            style = _STYLES.get(int(diagnostic.severity or 2), "")
            text = Text("     │ ", "dim").append(" " * pad).append("^" * width, style)
            out.print(text.append(f" {diagnostic.message} [{diagnostic.code}]", style))
            for step in diagnostic.related_information or ():
                place = step.location.range.start
                out.print(Text("     │ ", "dim").append(f"{' ' * pad}  {place.line + 1}: {step.message}", "dim"))

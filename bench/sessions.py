"""Real sessions of Escape Lens and of gopls, one after the other: what an editor waits for.

What: both servers are spoken to in the same bytes. "First" runs from the start of the process to the first complete
diagnostics of the file that is opened, ours with nothing cached but std; gopls tells what the compiler says once its
command for that was called, which is part of it. "Save" is an edit inside one function that moves what stands below it,
from didSave to the diagnostics that say so: the median of functions spread over the file, and the worst. "Hover" is
asked for right after such a save. "Memory" is the resident set at the end.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import places

from lsp.raw import Raw

PATIENCE = 900.0
PAUSE = 0.5  # seconds without a message after which a server has nothing more to say
SAVES = 9
ENOUGH = 30.0  # seconds of saves after which there are no more
CAPABLE = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "hover": {"contentFormat": ["markdown"]},
    }
}


@dataclass(frozen=True, slots=True)
class Server:
    """source: of the diagnostics that count; command: what has gopls ask the compiler."""

    name: str
    argv: list[str]
    source: str
    command: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    """Seconds, and megabytes."""

    first: float = 0.0
    saves: list[float] = field(default_factory=list)
    added: list[float] = field(default_factory=list)
    hovers: list[float] = field(default_factory=list)
    memory: float = 0.0

    def line(self, what: str, server: Server) -> str:
        cells = [f"{of(each):.3f}" if each else "" for of, each in self._columns()]
        return f"| {what} | {server.name} | {self.first:.2f} | {' | '.join(cells)} | {self.memory:.0f} |"

    def _columns(self) -> list[tuple[Callable[[list[float]], float], list[float]]]:
        return [(statistics.median, self.saves), (max, self.saves), (statistics.median, self.hovers)]


def ours() -> Server:
    return Server("Escape Lens", [str(places.escapelens()), "serve"], "escapelens")


def gopls() -> Server:
    options = {"expandWorkspaceToModule": False}
    return Server("gopls", [str(places.gopls()), "serve"], "optimizer details", "gopls.gc_details", options)


def run(server: Server, place: places.Place, *, adding: bool = False, cache: Path | None = None) -> Figures:
    env = places.environment(
        PYTHONPATH="",
        GOROOT=places.goroot(),
        GOPLSCACHE=places.HERE / "gopls-cache",
        ESCAPELENS_CACHE=cache or places.HERE / "cache",
    )
    with tempfile.TemporaryDirectory() as tmp, Raw(Path(tmp), server.argv, **env) as raw:
        session = Session(server, place, raw)
        try:
            session.begin()
            started = time.perf_counter()
            while len(session.figures.saves) < SAVES and time.perf_counter() - started < ENOUGH:
                session.save()
                if adding:
                    session.save(add=True)
            session.save(hover=True)
        finally:
            session.end()
        return session.figures


class Session:
    """A server that has a file of the place open."""

    def __init__(self, server: Server, place: places.Place, raw: Raw) -> None:
        self.server, self.place, self.raw = server, place, raw
        self.figures = Figures()
        self.version, self.uri = 1, place.file.as_uri()
        self.original = self.text = place.text()
        self.last = 0  # line of the last diagnostic
        self.bodies: list[int] = []  # lines: the first of each function that is edited, in turn

    def begin(self) -> None:
        started = time.perf_counter()
        self.raw.begin(self.place.root, os.getpid(), capabilities=CAPABLE, initializationOptions=self.server.options)
        self.raw.open(self.place.file)
        if self.server.command:
            self.raw.ask(
                "workspace/executeCommand", {"command": self.server.command, "arguments": [self.uri]}, PATIENCE
            )
        self.last = self._diagnosed(lambda last: True)
        self.figures.first = time.perf_counter() - started
        self.raw.quiet(PAUSE)
        before = enumerate(self.text.split("\n")[: self.last])
        heads = [n for n, line in before if re.match(r"func .*\{$", line)]
        count = min(SAVES, len(heads))
        self.bodies = [heads[-1 - (len(heads) - 1) * i // max(count - 1, 1)] + 1 for i in range(count)]

    def save(self, *, add: bool = False, hover: bool = False) -> None:
        """Edit a function, or add one, and save; wait for the diagnostics, or only for a hover."""
        lines = self.text.split("\n")
        first = next(n for n, line in enumerate(lines) if line.startswith("func "))
        body = self.bodies[len(self.figures.saves) % len(self.bodies)]
        at = first if add else body
        new = [f"func added{self.version}() *int {{ return new(int) }}", ""] if add else ["\t_ = 1"]
        text = "\n".join([*lines[:at], *new, *lines[at:]])
        self.bodies = [n + len(new) if n > at else n for n in self.bodies]
        self.last += len(new)
        self._change(text)
        started = time.perf_counter()
        self.raw.send("textDocument/didSave", {"textDocument": {"uri": self.uri}})
        if hover:
            position = {"line": body + 1, "character": 2}
            self.raw.ask("textDocument/hover", {"textDocument": {"uri": self.uri}, "position": position}, PATIENCE)
        else:
            self._diagnosed(lambda last: last >= self.last)
        kind = self.figures.hovers if hover else self.figures.added if add else self.figures.saves
        kind.append(time.perf_counter() - started)
        self.raw.quiet(PAUSE)

    def replace(self, text: str) -> None:
        """Have the file say something else, and save it; wait for the diagnostics."""
        self._change(text)
        self.raw.send("textDocument/didSave", {"textDocument": {"uri": self.uri}})
        self._diagnosed(lambda last: True)

    def reopen(self) -> None:
        """Close the file and open it again; wait for the diagnostics."""
        self.raw.send("textDocument/didClose", {"textDocument": {"uri": self.uri}})
        self.raw.open(self.place.file)
        self.version = 1
        self._diagnosed(lambda last: True)

    def megabytes(self) -> float:
        """The server's resident set."""
        shown = subprocess.run(["ps", "-o", "rss=", "-p", str(self.raw.process.pid)], capture_output=True, text=True)
        return int(shown.stdout or 0) / 1024

    def end(self) -> None:
        self.figures.memory = self.megabytes()
        self._write(self.original)

    def _change(self, text: str) -> None:
        self.text = text
        self.version += 1
        self._write(text)
        document = {"uri": self.uri, "version": self.version}
        self.raw.send("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def _write(self, text: str) -> None:
        """As a new file: the old one may have other names."""
        self.place.file.unlink()
        self.place.file.write_text(text)

    def _diagnosed(self, enough: Callable[[int], bool]) -> int:
        """The last line of the next complete diagnostics of this version, if that is enough."""
        last = -1

        def wanted(message: dict[str, Any]) -> bool:
            nonlocal last
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            params = message["params"]
            if params["uri"] != self.uri or params.get("version", self.version) != self.version:
                return False
            found = [d for d in params["diagnostics"] if d.get("source") == self.server.source]
            if any(d.get("code") == "partial" or "(partial" in d["message"] for d in found):
                return False
            last = max((d["range"]["start"]["line"] for d in found), default=-1)
            return bool(found) and enough(last)

        self.raw.message(wanted, PATIENCE)
        return last

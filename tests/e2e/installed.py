"""The wheel on a machine without Go: a venv of its own, an empty cache, one file, the server's first answer.

What: `install` makes the venv, with nothing in it but the wheel and what it requires; `first_answer` starts
`escapelens serve` there with neither go nor GOROOT nor a cache, opens a file, and waits for its diagnostics.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0

SOURCE = """\
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

type counter struct {
	mu   sync.Mutex
	hits map[string]int
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits[r.URL.Path]++
	data, err := json.Marshal(c.hits)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, string(data), ctx.Err())
}

func main() {
	c := &counter{hits: map[string]int{}}
	fmt.Println(http.ListenAndServe("localhost:8080", c))
}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """seconds: from the start of the process to the first diagnostics; state: as told in `escapelens/status`."""

    seconds: float
    diagnostics: list[lsp.Diagnostic]
    state: str

    def complaint(self) -> str:
        """What is wrong with it; "" if it is whole."""
        partial = [d.message for d in self.diagnostics if d.code == "partial" or "(partial" in d.message]
        if partial or self.state != "idle":
            return f"partial: state {self.state!r}, {partial}"
        codes = {d.code for d in self.diagnostics}
        wanted = {"boxed", "outlives-scope", "stored"}
        return f"expected {sorted(wanted)} among {sorted(map(str, codes))}" if not wanted <= codes else ""


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout, with facts of at least this machine's platform."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    return next(folder.glob("escapelens-*.whl"))


def install(wheel: Path, venv: Path) -> Path:
    """The python of a fresh venv that holds the wheel."""
    shutil.rmtree(venv, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return python


def first_answer(python: Path) -> Answer:
    with tempfile.TemporaryDirectory() as tmp:
        return asyncio.run(_session(python, Path(tmp)))


async def _session(python: Path, tmp: Path) -> Answer:
    home = tmp / "home"
    home.mkdir()
    (tmp / "module").mkdir()
    file = tmp / "module" / "main.go"
    file.write_text(SOURCE)
    (file.parent / "go.mod").write_text("module example.com/hits\n\ngo 1.27\n")
    path = [d for d in os.environ.get("PATH", "").split(os.pathsep) if d and not (Path(d) / "go").exists()]
    client = LanguageClient("escapelens-installed", "1")
    published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()
    states: asyncio.Queue[str] = asyncio.Queue()
    client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: published.put_nowait(params))
    client.feature(lsp.WINDOW_SHOW_MESSAGE)(lambda params: print(params.message, file=sys.stderr))
    client.feature(lsp.WINDOW_LOG_MESSAGE)(lambda params: None)
    client.feature("escapelens/status")(lambda params: states.put_nowait(_state(params)))

    started = time.perf_counter()
    await client.start_io(
        str(python.with_name("escapelens")),
        "serve",
        env={"PATH": os.pathsep.join(path), "HOME": str(home), "LANG": "C.UTF-8"},
    )
    await client.initialize_async(
        lsp.InitializeParams(
            capabilities=lsp.ClientCapabilities(),
            workspace_folders=[lsp.WorkspaceFolder(file.parent.as_uri(), "module")],
        )
    )
    client.initialized(lsp.InitializedParams())
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(file.as_uri(), "go", 1, file.read_text()))
    )
    diagnostics = list((await asyncio.wait_for(published.get(), PATIENCE)).diagnostics)
    seconds = time.perf_counter() - started
    while (state := await asyncio.wait_for(states.get(), PATIENCE)) in ("starting", "analysing"):
        pass
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return Answer(seconds, diagnostics, state)


def _state(params: Any) -> str:
    return str(params["state"] if isinstance(params, dict) else params.state)

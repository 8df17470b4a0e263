"""Escape Lens installed as a stranger would: clean environments, an empty cache, one file, the server's first answer.

What: `with_pip`, `with_pipx` and `with_uv` install a clean clone, an archive of sources or a wheel; `first_answer`
starts `escapelens serve` there with neither go nor GOROOT nor a cache, opens a file, and waits for its diagnostics.
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
RELEASES = range(11, 15)  # of Python 3

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


def clone(folder: Path) -> Path:
    """A clean clone: what is committed, nothing that was built."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


def pythons() -> list[Path]:
    """An interpreter of each release that the project supports and this machine has; that of this process first."""
    found = {sys.version_info[:2]: Path(sys.executable)}
    roots = [Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
    roots += sorted((Path.home() / ".pyenv" / "versions").glob("*/bin"))
    for minor in RELEASES:
        for root in roots:
            command = [str(root / f"python3.{minor}"), "-c", "pass"]
            if (3, minor) in found or not (root / f"python3.{minor}").is_file():
                continue
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                found[3, minor] = root / f"python3.{minor}"
    return list(found.values())


def with_pip(source: Path, folder: Path, python: Path) -> Path:
    """The command after `pip install SOURCE` into an empty environment, in a build of pip's own."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([str(python), "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    subprocess.run([*pip, "install", "--quiet", "--disable-pip-version-check", str(source)], check=True)
    return folder / "bin" / "escapelens"


def with_pipx(source: Path, folder: Path, python: Path) -> Path:
    env = {"PIPX_HOME": str(folder), "PIPX_BIN_DIR": str(folder / "bin"), "PIPX_MAN_DIR": str(folder / "man")}
    return _with_tool("pipx", ["install"], env, source, folder, python)


def with_uv(source: Path, folder: Path, python: Path) -> Path:
    env = {"UV_TOOL_DIR": str(folder), "UV_TOOL_BIN_DIR": str(folder / "bin"), "UV_CACHE_DIR": str(folder / "cache")}
    return _with_tool("uv", ["tool", "install", "--quiet"], env, source, folder, python)


def _with_tool(name: str, command: list[str], env: dict[str, str], source: Path, folder: Path, python: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    tool = folder.with_name(f"{folder.name}-tool")
    if not (tool / "bin" / name).is_file():
        subprocess.run([sys.executable, "-m", "venv", str(tool)], check=True)
        subprocess.run([str(tool / "bin" / "python"), "-m", "pip", "install", "--quiet", name], check=True)
    install = [str(tool / "bin" / name), *command, "--python", str(python), str(source)]
    subprocess.run(install, env={**os.environ, **env}, check=True)
    return folder / "bin" / "escapelens"


def sdist(source: Path, folder: Path) -> Path:
    """The source distribution, made as any front end makes it, and unpacked where there is no repository."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tool = folder.with_name(f"{folder.name}-tool")
    if not (tool / "bin" / "pyproject-build").is_file():
        subprocess.run([sys.executable, "-m", "venv", str(tool)], check=True)
        subprocess.run([str(tool / "bin" / "python"), "-m", "pip", "install", "--quiet", "build"], check=True)
    build = [str(tool / "bin" / "pyproject-build"), "--sdist", "--outdir", str(folder), str(source)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("escapelens-*.tar.gz")
    return archive


def build_wheel(folder: Path, source: Path) -> Path:
    """The wheel of a checkout or an archive of sources, with facts of at least this machine's platform."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    subprocess.run(command, check=True, env=_without_go())
    return next(folder.glob("escapelens-*.whl"))


def _without_go() -> dict[str, str]:
    """This environment on a machine that has no Go."""
    path = [d for d in os.environ.get("PATH", "").split(os.pathsep) if d and not (Path(d) / "go").exists()]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GO")}
    return {**kept, "PATH": os.pathsep.join(path)}


def first_answer(command: Path) -> Answer:
    with tempfile.TemporaryDirectory() as tmp:
        return asyncio.run(_session(command, Path(tmp)))


async def _session(command: Path, tmp: Path) -> Answer:
    home = tmp / "home"
    home.mkdir()
    (tmp / "module").mkdir()
    file = tmp / "module" / "main.go"
    file.write_text(SOURCE)
    (file.parent / "go.mod").write_text("module example.com/hits\n\ngo 1.27\n")
    client = LanguageClient("escapelens-installed", "1")
    published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()
    states: asyncio.Queue[str] = asyncio.Queue()
    client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: published.put_nowait(params))
    client.feature(lsp.WINDOW_SHOW_MESSAGE)(lambda params: print(params.message, file=sys.stderr))
    client.feature(lsp.WINDOW_LOG_MESSAGE)(lambda params: None)
    client.feature("escapelens/status")(lambda params: states.put_nowait(_state(params)))

    started = time.perf_counter()
    await client.start_io(
        str(command),
        "serve",
        env={"PATH": _without_go()["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
    )
    await client.initialize_async(
        lsp.InitializeParams(
            capabilities=lsp.ClientCapabilities(),
            initialization_options={"preset": "all"},
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

"""A folder whose files would run as part of us, if what is opened were imported, run or obeyed."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from escapelens.cli import main
from escapelens.lsp.tcp import is_loopback
from lsp.client import ROOT, Client

ESCAPELENS = Path(sys.executable).with_name("escapelens")
MODULES = (
    "argparse msgspec sitecustomize usercustomize json re runpy tree_sitter tree_sitter_go pygls lsprotocol"
    " platformdirs rich multiprocessing concurrent asyncio go"
)
MAIN = (
    'package main\n\nimport "example.com/m/dep"\n\nfunc main() { use() }\n\nfunc use() {\n\tx := 1\n\tdep.Keep(&x)\n}\n'
)
SETTINGS = """\
path = "./evil"
python = "./evil"
[server]
path = "./evil"
python = "./evil"
"""


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """Where the folder's code leaves its name when it is run."""
    (tmp_path / "ran").mkdir()
    return tmp_path / "ran"


@pytest.fixture
def folder(tmp_path: Path, ran: Path) -> Path:
    """A module of two packages amid Python code that leaves marks."""
    folder = tmp_path / "opened"
    for name in ("dep", "escapelens/cli", ".vscode", "venv/bin"):
        (folder / name).mkdir(parents=True)
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (folder / "main.go").write_text(MAIN)
    (folder / "dep" / "dep.go").write_text("package dep\n\nvar kept *int\n\nfunc Keep(p *int) { kept = p }\n")
    for name in [*MODULES.split(), "escapelens/__init__", "escapelens/cli/__init__", "escapelens/cli/main"]:
        mark = ran / name.replace("/", ".")
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    for name in ("evil", "go", "escapelens.exe", "venv/bin/python"):
        (folder / name).write_text(f"#!/bin/sh\ntouch {ran}/program\n")
        (folder / name).chmod(0o755)
    settings = {"escapelens.server.path": "./evil", "escapelens.server.python": "venv/bin/python"}
    (folder / ".vscode" / "settings.json").write_text(json.dumps(settings))
    return folder


def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "ESCAPELENS_CACHE": str(tmp_path / "cache"), "VIRTUAL_ENV": str(tmp_path / "opened" / "venv")}


@pytest.mark.asyncio
async def test_server_builds_facts_and_runs_nothing_of_the_folder(folder: Path, ran: Path, tmp_path: Path) -> None:
    before = snapshot(folder)
    client = Client()
    await client.start_io(str(ESCAPELENS), "serve", cwd=folder, env=environment(tmp_path))
    await client.begin(folder, options={"server": {"path": "./evil", "python": "venv/bin/python"}})
    uri = client.open(folder / "main.go")
    await client.until(lambda: "package variable dep.kept" in text(client, uri), 60)
    await client.until(lambda: list((tmp_path / "cache").rglob("*.facts")), 60)
    await client.shutdown_session()
    await client.stop()
    assert sorted(path.name for path in ran.iterdir()) == []
    assert snapshot(folder) == before


def text(client: Client, uri: str) -> str:
    """What was published last for the document, with its steps."""
    found = [params.diagnostics for params in client.published if params.uri == uri]
    return " ".join(d.message for d in found[-1]) if found else ""


@pytest.mark.parametrize(
    "command",
    [["check", "--format=gc", "-m", "./..."], ["explain", "main.go:8"], ["fix", "."], ["facts", "build", "."]],
    ids=lambda command: command[0],
)
def test_commands_run_nothing_of_the_folder(folder: Path, ran: Path, tmp_path: Path, command: list[str]) -> None:
    before = snapshot(folder)
    run = subprocess.run([str(ESCAPELENS), *command], cwd=folder, env=environment(tmp_path), capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    assert sorted(path.name for path in ran.iterdir()) == []
    assert snapshot(folder) == before


def test_settings_of_the_folder_name_no_program(folder: Path, ran: Path, tmp_path: Path) -> None:
    (folder / "escapelens.toml").write_text(SETTINGS)
    subprocess.run([str(ESCAPELENS), "check", "."], cwd=folder, env=environment(tmp_path), capture_output=True)
    assert sorted(path.name for path in ran.iterdir()) == []


def test_started_as_a_module_it_leaves_the_folder_it_is_in(folder: Path, ran: Path, tmp_path: Path) -> None:
    """What Python itself imports before our first line, and a package of our name, are out of our hands there."""
    for name in ("escapelens/cli/main", "escapelens/cli/__init__", "escapelens/__init__", "runpy", "sitecustomize"):
        (folder / f"{name}.py").unlink()
    (folder / "escapelens" / "cli").rmdir()
    path = os.pathsep.join(str(ROOT / part) for part in ("server", "analysis"))
    command = [sys.executable, "-m", "escapelens.cli.main", "check", "."]
    env = {**environment(tmp_path), "PYTHONPATH": path}
    run = subprocess.run(command, cwd=folder, env=env, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    assert sorted(path.name for path in ran.iterdir()) == []


SPAWN = """\
import sys
sys.path[:] = {path!r}
import json, multiprocessing, concurrent.futures.process, asyncio, platformdirs
from escapelens.facts.spec import Spec
from escapelens.workers import pool
from escapelens.packages.config import BuildConfig
from escapelens.packages.environment import goroot
from escapelens.releases.known import CURRENT
if __name__ == "__main__":
    sys.platform = "darwin"  # where workers are spawned
    spec = Spec(BuildConfig(goroot=goroot(CURRENT)), {store!r}, cwd={folder!r})
    print(pool.build_all(spec, ["./dep"], 2).keys())
"""


def test_spawned_workers_run_nothing_of_the_folder(folder: Path, ran: Path, tmp_path: Path) -> None:
    script = tmp_path / "spawn.py"
    path = [str(ROOT / "server"), str(ROOT / "analysis"), *(entry for entry in sys.path if os.path.isabs(entry))]
    script.write_text(SPAWN.format(path=path, store=str(tmp_path / "store"), folder=str(folder)))
    run = subprocess.run([sys.executable, str(script)], cwd=folder, env=environment(tmp_path), capture_output=True)
    assert run.returncode == 0 and b"example.com/m/dep" in run.stdout, run.stderr.decode()
    assert list((tmp_path / "store").rglob("*.facts"))
    assert sorted(path.name for path in ran.iterdir()) == []


@pytest.mark.parametrize("address", ["0.0.0.0:0", ":::0", "[::]:0", "192.0.2.1:0"])
def test_other_addresses_than_loopback_are_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["serve", "--tcp", address]) == 2
    assert "--allow-remote" in capsys.readouterr().err


def test_loopback() -> None:
    assert is_loopback("localhost") and is_loopback("127.0.0.1") and is_loopback("127.8.8.8") and is_loopback("::1")
    assert not is_loopback("no.such.name.invalid")


@pytest.mark.asyncio
async def test_a_second_client_is_refused_and_the_first_is_served_on(folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        str(ESCAPELENS), "serve", "--tcp", f"127.0.0.1:{port}", env=environment(tmp_path)
    )
    first = await connect(port)
    assert "result" in await ask(*first, {"id": 1, "method": "initialize", "params": {"capabilities": {}}})
    second = await connect(port)
    answer = await ask(*second, {"id": 7, "method": "initialize", "params": {"capabilities": {}}})
    assert answer["id"] == 7 and "another client" in answer["error"]["message"]
    assert await asyncio.wait_for(second[0].read(), 10) == b""
    assert (await ask(*first, {"id": 2, "method": "shutdown"}))["id"] == 2
    send(first[1], {"method": "exit"})
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _ in range(1000):
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
    raise TimeoutError


def send(writer: asyncio.StreamWriter, message: dict[str, object]) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: dict[str, object]
) -> dict[str, object]:
    send(writer, message)
    length = 0
    while (line := await asyncio.wait_for(reader.readline(), 10)).strip():
        name, _, value = line.decode().partition(":")
        length = int(value) if name == "Content-Length" else length
    return dict(json.loads(await reader.readexactly(length)))

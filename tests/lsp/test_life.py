"""A server answers while it works, takes nonsense calmly, and is gone when it should be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from lsp.raw import GROW, Raw, big

SOON = 2  # seconds; one would do where others leave us the machine
HERE = {"line": 5, "character": 9}  # `append`


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A file whose analysis takes seconds."""
    folder = tmp_path / "big"
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/big\n\ngo 1.22\n")
    (folder / "big.go").write_text(big(500))
    return folder / "big.go"


def with_dependencies(tmp_path: Path) -> Path:
    """A file that hangs on more of its imports than the server has the patience to look at."""
    folder, names = tmp_path / "main", [f"d{i}" for i in range(40)]
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "big.go").write_text(big(150).replace("package big", f"package {name}").replace("f0(", "F0("))
    (folder / "go.mod").write_text("module example.com/main\n\ngo 1.22\n")
    imports = "".join(f'import "example.com/main/{name}"\n' for name in names)
    uses = "".join(f"\tprintln(*{name}.F0(&x, nil))\n" for name in names)
    (folder / "main.go").write_text(f"package main\n\n{imports}\nfunc main() {{\n\tx := 1\n{uses}}}\n")
    return folder / "main.go"


def hover(server: Raw, uri: str) -> tuple[float, dict[str, Any]]:
    started = time.monotonic()
    answer = server.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": HERE})
    return time.monotonic() - started, answer


def published(message: dict[str, Any]) -> bool:
    return bool(message.get("method") == "textDocument/publishDiagnostics" and message["params"]["diagnostics"])


def building(server: Raw) -> bool:
    return any("facts build" in line for line in server.left())


def until(condition: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, condition
        time.sleep(0.02)


def test_hover_does_not_wait_for_the_first_analysis(tmp_path: Path, package: Path) -> None:
    with Raw(tmp_path) as server:
        server.begin(package.parent)
        uri = server.open(package)
        took = []
        for _ in range(5):
            seconds, answer = hover(server, uri)
            assert answer["result"] is None
            took.append(seconds)
        assert not any(map(published, server.got))
        assert min(took) < 0.1, took  # the least: others may keep the machine busy
        server.message(published, 60)
        assert "append" in str(hover(server, uri)[1]["result"])


def test_actions_right_after_a_save_wait_for_the_analysis(tmp_path: Path, package: Path) -> None:
    with Raw(tmp_path) as server:
        server.begin(package.parent)
        uri = server.open(package)
        end = {"line": 1, "character": 0}
        change = {"range": {"start": end, "end": end}, "text": "// more\n"}
        server.send("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]})
        server.send("textDocument/didSave", {"textDocument": {"uri": uri}})
        where = {"start": {"line": 4, "character": 0}, "end": {"line": 6, "character": 20}}
        params = {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": []}}
        actions = server.ask("textDocument/codeAction", params, 60)["result"]
        assert any(action["title"].startswith("Preallocate") for action in actions)


def test_a_closed_file_is_not_analysed_to_the_end(tmp_path: Path, package: Path) -> None:
    small = tmp_path / "small" / "small.go"
    small.parent.mkdir()
    small.write_text(GROW)
    with Raw(tmp_path) as server:
        server.begin(small.parent)
        uri = server.open(package)
        hover(server, uri)
        started = time.monotonic()
        server.send("textDocument/didClose", {"textDocument": {"uri": uri}})
        server.open(small)
        server.message(lambda m: published(m) and m["params"]["uri"] == small.as_uri())
        closed = time.monotonic() - started
        started = time.monotonic()
        server.open(package)
        server.message(lambda m: published(m) and m["params"]["uri"] == uri, 60)
        assert closed < (time.monotonic() - started) / 2


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {}),
        ("textDocument/hover", None),
        ("textDocument/hover", {"textDocument": {"uri": 7}, "position": {"line": "x"}}),
        ("textDocument/codeAction", {"textDocument": {"uri": "file:///x.go"}, "range": 3}),
        ("workspace/executeCommand", []),
    ],
)
def test_invalid_params_get_an_error(tmp_path: Path, method: str, params: Any) -> None:
    with Raw(tmp_path) as server:
        server.begin(tmp_path)
        assert server.ask(method, params, 10)["error"]["code"] == -32602
        assert "result" in server.ask("shutdown")


@pytest.mark.parametrize("asked", [True, False])
def test_exit_during_an_analysis(tmp_path: Path, package: Path, asked: bool) -> None:
    with Raw(tmp_path) as server:
        server.begin(package.parent)
        hover(server, server.open(package))
        started = time.monotonic()
        if asked:
            server.ask("shutdown")
        server.send("exit")
        server.process.wait(10)
        assert time.monotonic() - started < SOON
        assert server.process.returncode == (0 if asked else 1)
        assert not any(map(published, server.got))


def test_nothing_is_left_of_servers_that_end_while_facts_are_built(tmp_path: Path) -> None:
    """One is told to, one is killed."""
    main = with_dependencies(tmp_path)
    folders = tmp_path / "told", tmp_path / "killed"
    for folder in folders:
        folder.mkdir()
    hasty = {"ESCAPELENS_PATIENCE": "0.01"}
    with Raw(folders[0], **hasty) as told, Raw(folders[1], **hasty) as killed:
        for server in (told, killed):
            server.begin(main.parent)
            server.open(main)
        until(lambda: building(told) and building(killed), 60)
        killed.process.kill()
        told.send("exit")
        assert told.ends_in() < SOON
        for server in (told, killed):
            until(lambda server=server: not server.left())  # soon: it may have to begin before it can end


def test_the_server_ends_when_its_client_vanishes(tmp_path: Path, package: Path) -> None:
    with Raw(tmp_path) as server:
        server.begin(package.parent)
        hover(server, server.open(package))
        server.vanish()
        assert server.ends_in() < 3
        assert not server.left()
        assert server.errors.stat().st_size < 20_000


def test_a_client_that_hears_nothing_ends_the_server(tmp_path: Path, package: Path) -> None:
    with Raw(tmp_path) as server:
        server.begin(package.parent)
        server.deafen()
        server.open(package)
        assert server.ends_in() < 10
        assert server.errors.stat().st_size < 20_000


def test_the_server_ends_with_its_client(tmp_path: Path) -> None:
    """Though somebody else holds the pipes."""
    client = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with Raw(tmp_path) as server:
        server.begin(tmp_path, process=client.pid)
        client.kill()
        client.wait()
        assert server.ends_in() < 5


def test_a_cache_that_can_not_be_written_is_said_once(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    (folder / "q").mkdir(parents=True)
    (folder / "go.mod").write_text("module example.com/p\n\ngo 1.22\n")
    (folder / "q" / "q.go").write_text("package q\n\nvar sink *int\n\nfunc Keep(p *int) { sink = p }\n")
    file = folder / "p.go"
    file.write_text('package p\n\nimport "example.com/p/q"\n\nfunc f() {\n\tx := 1\n\tq.Keep(&x)\n}\n')
    (tmp_path / "file").write_text("")
    with Raw(tmp_path, ESCAPELENS_CACHE=str(tmp_path / "file" / "cache")) as server:
        server.begin(folder)
        uri = server.open(file)
        server.message(published)
        for _ in range(2):
            server.send("textDocument/didSave", {"textDocument": {"uri": uri}})
            server.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        told = [m["params"]["message"] for m in server.got if m.get("method") == "window/showMessage"]
        assert len(told) == 1 and str(tmp_path / "file" / "cache") in told[0]


def test_a_message_that_a_signal_interrupts_is_written_whole(tmp_path: Path, package: Path) -> None:
    package.write_text(big(200))
    with Raw(tmp_path, PYTHONUNBUFFERED="1") as server:
        server.begin(package.parent)
        time.sleep(0.2)
        server.look_away()
        server.open(package)
        until(lambda: server.unread() >= 1 << 15)
        time.sleep(0.2)
        for each in (signal.SIGSTOP, signal.SIGCONT):
            os.kill(server.process.pid, each)
        server.look_back()
        message = server.message(published, 60)
        assert len(message["params"]["diagnostics"]) > 100


def test_a_save_does_not_wait_for_what_is_made_for_the_next(tmp_path: Path) -> None:
    file = tmp_path / "fake.go"
    file.write_text("package fake\n\nfunc f() { esc_returned() } // later!\n")
    with Raw(tmp_path, [sys.executable, "-m", "lsp.fake"], PYTHONPATH=os.pathsep.join(sys.path)) as server:
        server.begin(tmp_path)
        uri = server.open(file)
        server.message(published)
        for _ in range(3):
            time.sleep(0.2)
            server.send("textDocument/didSave", {"textDocument": {"uri": uri}})
            server.message(published, SOON)
        assert hover(server, uri)[0] < SOON


A_GO = """package two

func A() {
	for range 3 {
		x := 1
		keep(&x)
		kept = fresh()
	}
}
"""
Z_GO = """package two

var kept *int

func keep(p *int) {
	kept = p
}

func fresh() *int {
	return new(int)
}

func Loop() {
	for range 3 {
		kept = new(int)
	}
}
"""


def test_a_save_tells_of_the_saved_file_first_and_of_others_only_what_is_new(tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    saved, other = folder / "z.go", folder / "a.go"
    for path, text in ((folder / "go.mod", "module example.com/two\n\ngo 1.22\n"), (other, A_GO), (saved, Z_GO)):
        path.write_text(text)
    with Raw(tmp_path) as server:
        server.begin(folder)
        uri = server.open(saved)
        server.message(published, 60)

        def told(version: int, text: str) -> list[str]:
            server.quiet(0.5)
            document = {"uri": uri, "version": version}
            server.send("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
            saved.write_text(text)
            seen = len(server.got)
            server.send("textDocument/didSave", {"textDocument": {"uri": uri}})
            server.message(published, 60)
            server.quiet(0.5)
            news = [m["params"] for m in server.got[seen:] if m.get("method") == "textDocument/publishDiagnostics"]
            return [params["uri"] for params in news]

        assert told(2, moved := Z_GO.replace("var kept", "\n\nvar kept")) == [uri]
        assert told(3, moved.replace("kept = p", "_ = p")) == [uri, other.as_uri()]

"""Where no edit helps, the menu offers a page about the finding, with the user's own names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from lsp.raw import Raw

SOURCE = """package main

var kept *int

func Tally(steps int) *int {
	total := steps
	total++
	return &total
}

func main() { kept = Tally(3) }
"""
SHOWS = {"window": {"showDocument": {"support": True}}}


def menu(server: Raw, folder: Path, capabilities: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    (folder / "go.mod").write_text("module example.com/tally\n\ngo 1.22\n")
    (folder / "main.go").write_text(SOURCE)
    server.begin(folder, capabilities=capabilities)
    uri = server.open(folder / "main.go")
    where = {"start": {"line": 5, "character": 1}, "end": {"line": 5, "character": 1}}
    params = {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": []}}
    found = server.ask("textDocument/codeAction", params, 60)["result"]
    return uri, [action for action in found if action.get("command")]


def test_the_page_has_the_names_of_the_code(tmp_path: Path) -> None:
    with Raw(tmp_path) as server:
        _, (action,) = menu(server, tmp_path, SHOWS)
        assert action["title"] == "Show what helps here: returned"
        server.send("workspace/executeCommand", action["command"], id=99)
        asked = server.message(lambda m: m.get("method") == "window/showDocument")
        page = Path(url2pathname(urlsplit(asked["params"]["uri"]).path)).read_text(encoding="utf-8")
    assert "\ttotal := steps\n" in page and "main.go:6, Tally" in page
    assert "return the value: `func Tally() int`" in page and "total := 3 // moved to heap: total" in page
    assert "Counter" not in page


def test_not_for_clients_that_show_no_document(tmp_path: Path) -> None:
    with Raw(tmp_path) as server:
        assert menu(server, tmp_path, {})[1] == []


@pytest.mark.parametrize("asked", [[], [3], [{"path": "/nowhere", "key": "x"}]])
def test_a_finding_that_is_gone_opens_nothing(tmp_path: Path, asked: list[Any]) -> None:
    with Raw(tmp_path) as server:
        server.begin(tmp_path)
        answer = server.ask("workspace/executeCommand", {"command": "escapelens.advice", "arguments": asked})
        assert answer.get("result") is None and "error" not in answer

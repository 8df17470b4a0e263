"""The menu of code actions does not wait for proofs that take the whole package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp.raw import Raw, big

LAZY = {
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        }
    }
}
LOCAL = """
func local(xs []int) []int {
	type pair struct{ a, b int }
	var out []int
	for _, x := range xs {
		p := pair{x, x}
		out = append(out, p.a+p.b)
	}
	return out
}
"""


class Session:
    """A big package, open in a server."""

    def __init__(self, server: Raw, folder: Path) -> None:
        self.server = server
        self.text = big(250) + LOCAL
        (folder / "go.mod").write_text("module example.com/big\n\ngo 1.22\n")
        (folder / "big.go").write_text(self.text)
        server.begin(folder, capabilities=LAZY)
        self.uri = server.open(folder / "big.go")
        server.message(lambda m: bool("publishDiagnostics" in m.get("method", "") and m["params"]["diagnostics"]), 60)

    def menu(self, function: str) -> list[dict[str, Any]]:
        """What the menu has at the loop of the function."""
        line = self.text[: self.text.index(f"func {function}(")].count("\n")
        where = {"start": {"line": line, "character": 0}, "end": {"line": line + 6, "character": 0}}
        params = {"textDocument": {"uri": self.uri}, "range": where, "context": {"diagnostics": []}}
        answer = self.server.ask("textDocument/codeAction", params, 60)
        return list(answer["result"])


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("menu")
    with Raw(folder) as server:
        yield Session(server, folder)


def test_a_menu_shows_what_is_gained(session: Session) -> None:
    actions = session.menu("grow")
    assert actions[0]["title"].startswith("Preallocate") and " allocation" in actions[0]["title"], actions


def test_a_proof_that_takes_the_whole_package_is_made_on_demand(session: Session) -> None:
    """An edit of a function that declares types has the whole package analysed anew: until then no gain is known."""
    actions = session.menu("local")
    assert actions[0]["title"].endswith("make([]int, 0, len(xs))"), actions
    assert "edit" not in actions[0]
    resolved = session.server.ask("codeAction/resolve", actions[0], 60)["result"]
    (change,) = resolved["edit"]["changes"][session.uri]
    assert "len(xs)" in change["newText"]

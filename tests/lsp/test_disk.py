"""What a real server shows after files have changed on disk is what it would say had it just begun."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types as lsp

from escapelens.engine import Engine, Options
from findings.test_moved import MUTUAL
from incremental.disk import GO_MODS, GO_WORKS, MODULES_TXT, Workspace
from lsp.client import FULL, REAL, Client, uri_of


@pytest_asyncio.fixture
async def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    monkeypatch.setenv("ESCAPELENS_CACHE", str(tmp_path / "cache"))
    client = Client()
    await client.launch(REAL)
    yield client
    await client.shutdown_session()
    await client.stop()


def shown(client: Client, path: str) -> list[tuple[int, object]]:
    """Line and code of what stands in the file now."""
    found = [p for p in client.published if p.uri == uri_of(Path(path))]
    return sorted((d.range.start.line, d.code) for d in found[-1].diagnostics) if found else []


def expected(path: str) -> list[tuple[int, object]]:
    file = Engine(Options(tests=True)).analyze(str(Path(path).parent)).files[path]
    found = [(f.span.line - 1, f.code) for f in file.findings if f.severity != "off"]
    return sorted([*found, *((p.span.line - 1, None) for p in file.problems)])


def dependency(ws: Workspace) -> None:
    ws.put("ws/b", "f.go", 1, True)


def dependency_back(ws: Workspace) -> None:
    ws.put("ws/b", "f.go", 4, True)


def replaced(ws: Workspace) -> None:
    ws.put("out", "f.go", 1, False)


def another_target(ws: Workspace) -> None:
    ws.write("ws/go.mod", GO_MODS[2])


def first_target(ws: Workspace) -> None:
    ws.write("ws/go.mod", GO_MODS[0])


def vendored(ws: Workspace) -> None:
    ws.put("ws/vendor/example.com/out/deep", "f.go", 2, False)
    ws.write("ws/vendor/modules.txt", MODULES_TXT)


def not_vendored(ws: Workspace) -> None:
    ws.remove("ws/vendor")


def workspace(ws: Workspace) -> None:
    ws.write("go.work", GO_WORKS[0])
    ws.write("ws/go.mod", GO_MODS[3])
    ws.put("out/deep", "f.go", 2, False)


def other_branch(ws: Workspace) -> None:
    """As git does it: files go, come and differ, in several packages."""
    ws.remove("ws/b/g.go")
    ws.remove("ws/b/c")
    ws.put("ws/b", "f.go", 1, False)
    ws.put("ws/a", "g.go", 6, False)
    ws.put("ws/a", "g_test.go", 1, False)
    ws.put("ws/a", "x_test.go", 4, True)


# Each takes away or brings a finding.
CHANGES = (
    dependency, dependency_back, replaced, another_target, first_target, vendored, not_vendored, workspace, other_branch
)  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("told", [True, False])
async def test_changes_while_an_importer_is_open(client: Client, tmp_path: Path, told: bool) -> None:
    ws = Workspace(tmp_path.resolve())
    path = ws.path("ws/a/f.go")
    await client.begin(Path(ws.path("ws")), FULL, {"tests": True})
    client.open(Path(path))
    before = expected(path)
    await client.until(lambda: client.published and shown(client, path) == before, 30)
    for change in CHANGES:
        change(ws)
        if told:
            event = lsp.FileEvent(uri_of(Path(ws.path("ws/go.mod"))), lsp.FileChangeType.Changed)
            client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
        after = expected(path)
        assert after != before, change
        await client.until(lambda after=after: shown(client, path) == after, 30)
        before = after


@pytest.mark.asyncio
async def test_a_new_file_is_opened(client: Client, tmp_path: Path) -> None:
    ws = Workspace(tmp_path.resolve())
    old, new = ws.path("ws/a/f.go"), ws.path("ws/a/new.go")
    await client.begin(Path(ws.path("ws")))
    client.open(Path(old))
    await client.until(lambda: shown(client, old) == expected(old), 30)
    ws.write("ws/a/new.go", "package a\n\nvar here = useF\n\nfunc kept() *int {\n\tx := 1\n\treturn &x\n}\n")
    client.open(Path(new))
    assert expected(new) == [(5, "returned")]
    await client.until(lambda: shown(client, new) == expected(new), 30)


@pytest.mark.asyncio
async def test_steps_stand_where_the_text_on_disk_has_them(client: Client, tmp_path: Path) -> None:
    """Those that lead into a file that is not open, and of which a line has changed."""
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    opened, other = tmp_path / "b.go", tmp_path / "a.go"
    opened.write_text(MUTUAL["b.go"])
    other.write_text(MUTUAL["a.go"])
    await client.begin(tmp_path)
    uri = client.open(opened)
    await client.diagnostics_of(uri, 1)
    count = len(client.published)
    other.write_text(MUTUAL["a.go"].replace("sink = p", "if n > -1000 { sink = p }"))
    client.workspace_did_change_watched_files(
        lsp.DidChangeWatchedFilesParams([lsp.FileEvent(uri_of(other), lsp.FileChangeType.Changed)])
    )
    await client.until(lambda: any(p.uri == uri for p in client.published[count:]), 30)
    version = client.change(uri, MUTUAL["b.go"] + "\n")
    client.save(uri)
    await client.diagnostics_of(uri, version)
    for pushed in [p for p in client.published[count:] if p.uri == uri]:
        (found,) = (d for d in pushed.diagnostics if d.code == "outlives-scope")
        steps = [r.location.range for r in found.related_information or () if r.location.uri == uri_of(other)]
        assert [(s.start.line, s.start.character, s.end.character) for s in steps] == [(8, 23, 24), (8, 16, 24)]

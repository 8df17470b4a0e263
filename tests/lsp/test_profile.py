"""A heap profile in a session: shares and severities by it, lenses, the hottest, and lines that move under the hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types as lsp

from escapelens.profiles.model import Frame, Profile, Sample
from lsp.client import FULL, Client
from lsp.test_disk import client
from profiles.encode import zipped
from profiles.test_joining import ORDER, SOURCE, frame, line, main, module

__all__ = ["client", "module"]


@pytest.fixture
def source(module: Path) -> Path:
    """A module with a profile beside it, which is newer than its file."""
    new, made = frame(module, "New", "&T{a: a}"), frame(module, "Make", "append(out, New(i))")
    error = Frame("errors.New", "/usr/local/go/src/errors/errors.go", 65, 64)
    samples = (
        Sample(((new,), main(module)), (59, 944, 6, 96), 16),
        Sample(((made,), main(module)), (1, 32, 1, 32), 32),
        Sample(((error, frame(module, "Fail", "errors.New")), main(module)), (1, 16, 1, 16), 16),
        Sample((main(module),), (1, 8, 1, 8), 8),
    )
    (module.parent / "heap.pprof").write_bytes(zipped(Profile(ORDER, samples)))
    return module / "p.go"


@pytest_asyncio.fixture
async def uri(client: Client, source: Path) -> str:
    await client.begin(source.parents[1], FULL, {"profile": "heap.pprof"})
    return client.open(source)


def by_line(found: list[lsp.Diagnostic]) -> dict[tuple[int, object], lsp.Diagnostic]:
    return {(d.range.start.line + 1, d.code): d for d in found}


@pytest.mark.asyncio
async def test_findings_show_their_share(client: Client, uri: str) -> None:
    found = by_line(await client.diagnostics_of(uri, 1, 60))
    new = found[line("&T{a: a}"), "returned"]
    assert new.severity == lsp.DiagnosticSeverity.Warning
    assert new.message == "&T{a: a} is allocated on the heap: it is returned — 94.4 % of the bytes allocated"
    assert found[line("append(out"), "append-growth"].severity == lsp.DiagnosticSeverity.Information
    quiet = found[line("t := T{n, n}"), "returned"]
    assert quiet.severity == lsp.DiagnosticSeverity.Hint and "%" not in quiet.message
    place = lsp.HoverParams(lsp.TextDocumentIdentifier(uri), new.range.start)
    hover = await client.text_document_hover_async(place)
    assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
    assert "**Profile:** 94.4 % of the bytes allocated: 944 bytes in 59 objects" in hover.contents.value


@pytest.mark.asyncio
async def test_a_lens_for_each_function_that_was_sampled(client: Client, uri: str) -> None:
    await client.diagnostics_of(uri, 1, 60)
    found = await client.text_document_code_lens_async(lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri)))
    lenses = {lens.range.start.line + 1: lens.command.title for lens in found or () if lens.command}
    assert lenses == {
        line("func New"): "94.4 % of the bytes allocated",
        line("func Fail"): "1.6 % of the bytes allocated",
        line("func Make"): "3.2 % of the bytes allocated",
    }


async def hottest(client: Client) -> list[dict[str, Any]]:
    found = await client.workspace_execute_command_async(lsp.ExecuteCommandParams("escapelens.hottest"))
    assert isinstance(found, list)
    return found


@pytest.mark.asyncio
async def test_the_hottest_are_listed_with_fixes_first(client: Client, uri: str) -> None:
    await client.diagnostics_of(uri, 1, 60)
    first, second, third = await hottest(client)
    assert first["function"] == "Fail" and first["fixes"][0].startswith("Make the error once")
    assert (second["code"], second["fixes"], round(second["share"], 3)) == ("returned", [], 0.944)
    assert third["code"] == "append-growth"
    assert second["location"] == {
        "uri": uri,
        "range": {"start": {"line": 6, "character": 28}, "end": {"line": 6, "character": 30}},
    }


@pytest.mark.asyncio
async def test_shares_move_with_their_lines(client: Client, uri: str) -> None:
    await client.diagnostics_of(uri, 1, 60)
    edited = SOURCE.replace("\tfor i := range n {\n", "\tfor i := range n {\n\t\tif i > 100 {\n\t\t\tbreak\n\t\t}\n")
    edited = edited.replace("type T struct", "// T is one.\ntype T struct").replace(
        "return &T{a: a}", "return &T{b: a}"
    )
    client.change(uri, edited)
    client.save(uri)
    found = by_line(await client.diagnostics_of(uri, 2, 60))
    assert found[line("append(out", edited), "append-growth"].message.endswith(" — 3.2 % of the bytes allocated")
    assert "%" not in found[line("&T{b: a}", edited), "returned"].message  # the line has changed


@pytest.mark.asyncio
async def test_the_setting_comes_and_goes(client: Client, source: Path) -> None:
    await client.begin(source.parents[1])
    uri = client.open(source)
    plain = await client.diagnostics_of(uri, 1, 60)
    assert not any("%" in d.message for d in plain)

    async def told(profile: str) -> list[lsp.Diagnostic]:
        client.published.clear()
        settings = {"escapelens": {"profile": profile}}
        client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings))
        await client.until(lambda: [p for p in client.published if p.uri == uri and any_share(p) == bool(profile)], 60)
        return list([p for p in client.published if p.uri == uri][-1].diagnostics)

    assert len([d for d in await told("heap.pprof") if "%" in d.message]) == 3
    assert await told("") == plain
    (source.parents[1] / "bad.pprof").write_bytes(b"\x1f\x8b\x08")
    settings = {"escapelens": {"profile": "bad.pprof"}}
    client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings))
    await client.until(lambda: client.messages, 60)
    path = os.path.join(source.parents[1], "bad.pprof")
    assert [m.message for m in client.messages] == [f"Escape Lens: escapelens.profile: {path}: it is cut off"]


def any_share(params: lsp.PublishDiagnosticsParams) -> bool:
    return any("%" in d.message for d in params.diagnostics)


@pytest.mark.asyncio
async def test_nothing_is_hot_without_a_profile(client: Client, source: Path) -> None:
    await client.begin(source.parents[1])
    await client.diagnostics_of(client.open(source), 1, 60)
    assert await hottest(client) == []

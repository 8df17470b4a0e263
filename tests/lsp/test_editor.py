"""What an editor's extension relies on: hovers beside diagnostics, hints that vanish, a log that tells."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from lsprotocol import types as lsp

from lsp.client import FULL, Client, at
from lsp.test_protocol import client, hover_params, source

__all__ = ["client", "source"]  # fixtures

EVERYTHING = lsp.Range(at(0, 0), at(99, 0))


@pytest.mark.asyncio
@pytest.mark.parametrize("severity", ["info", "off"])
async def test_hover_leaves_out_what_stands_above_it(client: Client, source: Path, severity: str) -> None:
    """A finding without a diagnostic is told whole."""
    await client.begin(source.parent, options={"diagnosticsInHover": True, "severity": {"returned": severity}})
    uri = client.open(source)
    diagnostics = await client.diagnostics_of(uri, 1)
    hover = await client.text_document_hover_async(hover_params(uri, 3, 16))
    assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
    said = hover.contents.value
    assert "24 bytes" in said and "Do not." in said and "`moved to heap: returned`" in said
    assert bool(diagnostics) == (severity == "info")
    assert ("returned escapes" in said) == (severity == "off") == ("main.go:1:1" in said)


@pytest.mark.asyncio
async def test_hover_says_what_a_call_costs(client: Client, source: Path) -> None:
    source.write_text("package p\n\nfunc f() { cost() }\n")
    await client.begin(source.parent)
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    hover = await client.text_document_hover_async(hover_params(uri, 2, 11))
    assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
    assert hover.contents.value == "Allocates a \\*test\\*."
    assert hover.range == lsp.Range(at(2, 11), at(2, 15))


@pytest.mark.asyncio
async def test_the_graph_of_the_function_at_the_cursor(client: Client, source: Path) -> None:
    source.write_text("package p\n\nfunc f() {}\n")
    await client.begin(source.parent)
    uri = client.open(source)

    async def drawn(*arguments: object) -> dict[str, str]:
        params = lsp.ExecuteCommandParams("escapelens.graph", list(arguments))
        answer = await client.workspace_execute_command_async(params)
        return dict(answer)  # type: ignore[call-overload]

    found = await drawn(uri, 2)
    assert found["function"] == "f" and ">&lt;x&gt;</text>" in found["svg"]
    assert await drawn(uri, 0) == {"trouble": "there is no function here"}
    assert await drawn(f"{uri}.none", 0) == {"trouble": "nothing is known of this file"}


@pytest.mark.asyncio
@pytest.mark.parametrize("how", ["settings", "toggle"])
async def test_hints_and_lenses_vanish_when_switched_off(client: Client, source: Path, how: str) -> None:
    asked: list[str] = []
    client.feature(lsp.WORKSPACE_INLAY_HINT_REFRESH)(lambda params: asked.append("hints"))
    client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)(lambda params: asked.append("lenses"))
    assert FULL.workspace is not None
    able = attrs.evolve(
        FULL.workspace,
        inlay_hint=lsp.InlayHintWorkspaceClientCapabilities(refresh_support=True),
        code_lens=lsp.CodeLensWorkspaceClientCapabilities(refresh_support=True),
    )
    await client.begin(
        source.parent, attrs.evolve(FULL, workspace=able), options={"inlayHints": True, "codeLens": True}
    )
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    hints = lsp.InlayHintParams(lsp.TextDocumentIdentifier(uri), EVERYTHING)
    lenses = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
    assert await client.text_document_inlay_hint_async(hints) and await client.text_document_code_lens_async(lenses)
    await client.until(lambda: {"hints", "lenses"} <= set(asked))
    asked.clear()
    if how == "toggle":
        await client.workspace_execute_command_async(lsp.ExecuteCommandParams("escapelens.toggle"))
    else:
        off = {"escapelens": {"inlayHints": False, "codeLens": False}}
        client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(off))
    await client.until(lambda: {"hints", "lenses"} <= set(asked))
    assert not await client.text_document_inlay_hint_async(hints)
    assert not await client.text_document_code_lens_async(lenses)


@pytest.mark.asyncio
async def test_the_log_tells_version_target_std_times_and_reasons(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source, "package p // broken!\n")
    await client.diagnostics_of(uri, 1)
    await client.until(lambda: any("partial: broken" in line.message for line in client.log_messages))
    first, about, run = (line.message for line in client.log_messages)
    assert first.startswith("escapelens ") and "Python 3." in first
    assert about == "Go 1.27 for this/machine, standard library of a fake"
    assert run.startswith("example.com/fake: 10 of 10 functions analysed in 0.") and run.endswith("partial: broken")
    client.save(uri)
    await client.until(lambda: len(client.log_messages) > 3)
    assert client.log_messages[3].message.startswith("example.com/fake: 1 of 10 functions")

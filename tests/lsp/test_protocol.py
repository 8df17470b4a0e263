"""The server over stdio, with a fake engine behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_asyncio
from lsprotocol import types as lsp

from lsp.client import FAKE, FULL, Client, at, between, uri_of

SOURCE = "package p\n\nfunc f() {\n\té := 1 // 😀 esc_returned\n\tleak_x()\n}\n"


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    made = Client()
    await made.launch(FAKE)
    yield made
    if made._server is not None and made._server.returncode is None:
        await made.shutdown_session()
    await made.stop()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "main.go"
    path.write_text(SOURCE)
    return path


def hover_params(uri: str, line: int, character: int) -> lsp.HoverParams:
    return lsp.HoverParams(lsp.TextDocumentIdentifier(uri), at(line, character))


def action_params(uri: str, range_: lsp.Range, only: list[Any] | None = None) -> lsp.CodeActionParams:
    return lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), range_, lsp.CodeActionContext([], only))


@pytest.mark.asyncio
async def test_capabilities_and_clean_exit(client: Client, tmp_path: Path) -> None:
    result = await client.begin(tmp_path)
    caps = result.capabilities
    assert result.server_info is not None and result.server_info.name == "escapelens"
    assert caps.position_encoding == "utf-16"
    assert caps.hover_provider and caps.inlay_hint_provider and caps.code_lens_provider and caps.diagnostic_provider
    assert isinstance(caps.code_action_provider, lsp.CodeActionOptions) and caps.code_action_provider.resolve_provider
    assert isinstance(caps.text_document_sync, lsp.TextDocumentSyncOptions) and caps.text_document_sync.save
    await client.until(lambda: client.registered)
    await client.shutdown_session()
    assert client._server is not None and client._server.returncode == 0


@pytest.mark.asyncio
async def test_exit_without_shutdown_is_an_error(client: Client, tmp_path: Path) -> None:
    await client.begin(tmp_path)
    client.exit(None)
    assert client._server is not None
    assert await asyncio.wait_for(client._server.wait(), 5) == 1


@pytest.mark.asyncio
async def test_diagnostic_on_open(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source)
    (found,) = await client.diagnostics_of(uri, 1)
    assert found.source == "escapelens" and found.code == "returned"
    assert found.range == between(3, 14, 26)
    assert found.severity == lsp.DiagnosticSeverity.Warning
    assert found.code_description is not None and found.code_description.href.endswith("docs/codes.md#returned")
    assert found.related_information is not None
    assert found.related_information[0].location == lsp.Location(uri, between(0, 0, 7))
    assert not found.tags
    await client.until(lambda: len(client.statuses) >= 2)
    assert client.statuses[-1].state == "idle" and client.statuses[-1].findings == 1


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 17), ("utf-16", 14), ("utf-32", 13)])
@pytest.mark.asyncio
async def test_position_encodings(client: Client, source: Path, encoding: str, column: int) -> None:
    general = lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind(encoding)])
    result = await client.begin(source.parent, attrs.evolve(FULL, general=general))
    assert result.capabilities.position_encoding == encoding
    uri = client.open(source)
    (found,) = await client.diagnostics_of(uri, 1)
    assert found.range == between(3, column, column + 12)
    hover = await client.text_document_hover_async(hover_params(uri, 3, column + 2))
    assert hover is not None and hover.range == found.range
    client.change(uri, "X", between(3, column, column + 12))
    client.change(uri, "esc_sent", between(3, column, column + 1))
    client.save(uri)
    (found,) = await client.diagnostics_of(uri, 3)
    assert found.range == between(3, column, column + 8) and found.code == "sent"


@pytest.mark.asyncio
async def test_run_on_save(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    client.change(uri, "package p\n")
    await asyncio.sleep(0.6)
    assert all(p.version == 1 for p in client.published)
    client.save(uri)
    assert await client.diagnostics_of(uri, 2) == []


@pytest.mark.asyncio
async def test_run_on_type(client: Client, source: Path) -> None:
    await client.begin(source.parent, options={"escapelens": {"run": "onType"}})
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    for i in range(5):
        client.change(uri, f"package p // {i}\nvar esc_sent int\n")
    assert len(await client.diagnostics_of(uri, 6)) == 1
    assert {p.version for p in client.published} == {1, 6}


@pytest.mark.asyncio
async def test_old_answers_are_never_published(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source, "package p // sleep300 esc_sent\n")
    await asyncio.sleep(0.1)
    client.change(uri, "package p // esc_stored esc_boxed\n")
    assert len(await client.diagnostics_of(uri, 2)) == 2
    assert [p.version for p in client.published] == [2]


@pytest.mark.asyncio
async def test_hover_follows_unsaved_edits(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    client.change(uri, "// one\n// two\n", between(1, 0, 0))
    hover = await client.text_document_hover_async(hover_params(uri, 5, 16))
    assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
    text = hover.contents.value
    assert hover.contents.kind == lsp.MarkupKind.Markdown and hover.range == between(5, 14, 26)
    assert "returned escapes" in text and "24 bytes" in text and "in a loop" in text and "Do not." in text
    assert "main.go:1:1" in text and "`moved to heap: returned`" in text and r"\*test\*" in text
    name = await client.text_document_hover_async(hover_params(uri, 4, 5))
    assert name is not None and "can inline f" in str(name.contents) and "cost 7" in str(name.contents)
    assert await client.text_document_hover_async(hover_params(uri, 0, 0)) is None


@pytest.mark.asyncio
async def test_plaintext_hover(client: Client, source: Path) -> None:
    plain = lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.PlainText])
    assert FULL.text_document is not None
    await client.begin(source.parent, attrs.evolve(FULL, text_document=attrs.evolve(FULL.text_document, hover=plain)))
    uri = client.open(source)
    hover = await client.text_document_hover_async(hover_params(uri, 3, 16))
    assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
    assert hover.contents.kind == lsp.MarkupKind.PlainText
    assert "**" not in hover.contents.value and "`" not in hover.contents.value and "\\" not in hover.contents.value


@pytest.mark.asyncio
async def test_code_action_is_resolved_lazily(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source)
    (action,) = await client.text_document_code_action_async(action_params(uri, between(3, 15, 15))) or []
    assert isinstance(action, lsp.CodeAction) and action.kind == lsp.CodeActionKind.QuickFix
    assert action.edit is None and action.diagnostics and action.diagnostics[0].code == "returned"
    resolved = await client.code_action_resolve_async(action)
    assert resolved.edit is not None and resolved.edit.document_changes
    change = resolved.edit.document_changes[0]
    assert isinstance(change, lsp.TextDocumentEdit) and change.text_document.version == 1
    assert change.edits[0].range == between(3, 14, 18)
    client.change(uri, "package p\n")
    with pytest.raises(Exception, match="changed"):
        await client.code_action_resolve_async(action)


@pytest.mark.asyncio
async def test_code_action_without_resolve(client: Client, source: Path) -> None:
    await client.begin(source.parent, lsp.ClientCapabilities())
    uri = client.open(source, SOURCE + "// esc_sent_stuck\n")
    actions = await client.text_document_code_action_async(action_params(uri, lsp.Range(at(0, 0), at(99, 0)))) or []
    assert [a.title for a in actions] == ["Replace esc_returned"]
    assert isinstance(actions[0], lsp.CodeAction) and actions[0].edit is not None
    assert actions[0].edit.changes is not None and list(actions[0].edit.changes) == [uri]
    assert actions[0].edit.changes[uri][0].new_text == "ok_"
    none = await client.text_document_code_action_async(
        action_params(uri, between(3, 15, 15), [lsp.CodeActionKind.Refactor])
    )
    assert not none


@pytest.mark.asyncio
async def test_fix_all(client: Client, source: Path) -> None:
    """All of a kind where there are several; all that are safe in bulk only for who asks for source actions."""
    await client.begin(source.parent)
    uri = client.open(source, SOURCE + "// esc_sent\n")
    await client.diagnostics_of(uri, 1)
    actions = await client.text_document_code_action_async(action_params(uri, between(3, 15, 15))) or []
    titles = [a.title for a in actions]
    assert titles[1:] == ["Fix all in this file: pass by value", "Fix all in this package: pass by value"]
    (every,) = (
        await client.text_document_code_action_async(action_params(uri, between(0, 0, 0), ["source.fixAll"])) or []
    )
    assert isinstance(every, lsp.CodeAction) and every.kind == "source.fixAll.escapelens"
    for action in (actions[1], every):
        assert isinstance(action, lsp.CodeAction) and action.edit is None
        edit = (await client.code_action_resolve_async(action)).edit
        assert edit is not None and edit.document_changes is not None
        change = edit.document_changes[0]
        assert isinstance(change, lsp.TextDocumentEdit) and len(change.edits) == 2


@pytest.mark.asyncio
async def test_code_action_on_unsaved_text(client: Client, source: Path) -> None:
    await client.begin(source.parent, lsp.ClientCapabilities())
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    client.change(uri, "package p // esc_boxed\n")
    (action,) = await client.text_document_code_action_async(action_params(uri, between(0, 14, 14))) or []
    assert isinstance(action, lsp.CodeAction) and action.edit is not None and action.edit.changes is not None
    assert action.edit.changes[uri][0].range == between(0, 13, 17)


@pytest.mark.asyncio
async def test_pull(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source)
    params = lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(uri))
    full = await client.text_document_diagnostic_async(params)
    assert isinstance(full, lsp.RelatedFullDocumentDiagnosticReport) and len(full.items) == 1 and full.result_id
    again = await client.text_document_diagnostic_async(attrs.evolve(params, previous_result_id=full.result_id))
    assert isinstance(again, lsp.RelatedUnchangedDocumentDiagnosticReport)
    assert len(await client.diagnostics_of(uri, 1)) == 1


@pytest.mark.asyncio
async def test_a_pulling_client_is_not_pushed_to(client: Client, source: Path) -> None:
    assert FULL.text_document is not None
    pulling = attrs.evolve(FULL.text_document, diagnostic=lsp.DiagnosticClientCapabilities())
    await client.begin(source.parent, attrs.evolve(FULL, text_document=pulling))
    uri = client.open(source)
    params = lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(uri))
    assert len((await client.text_document_diagnostic_async(params)).items) == 1
    client.save(uri)
    await client.until(lambda: len(client.statuses) >= 4)
    assert not [p for p in client.published if p.uri == uri][-1].diagnostics


@pytest.mark.asyncio
async def test_push_only(client: Client, source: Path) -> None:
    result = await client.begin(source.parent, options={"diagnostics": "push"})
    assert result.capabilities.diagnostic_provider is None
    uri = client.open(source)
    assert len(await client.diagnostics_of(uri, 1)) == 1


@pytest.mark.asyncio
async def test_severity_settings(client: Client, source: Path) -> None:
    await client.begin(source.parent, options={"severity": {"returned": "hint", "nonsense": "hint"}})
    assert any("nonsense" in m.message for m in client.messages)
    uri = client.open(source)
    (found,) = await client.diagnostics_of(uri, 1)
    assert found.severity == lsp.DiagnosticSeverity.Hint
    client.workspace_did_change_configuration(
        lsp.DidChangeConfigurationParams({"escapelens": {"severity": {"returned": "off"}}})
    )
    await client.until(lambda: not client.published[-1].diagnostics)


@pytest.mark.asyncio
async def test_pulled_configuration(client: Client, source: Path) -> None:
    client.set_configuration({"escapelens": {"codeLens": True, "inlayHints": True}})
    assert FULL.workspace is not None
    await client.begin(source.parent, attrs.evolve(FULL, workspace=attrs.evolve(FULL.workspace, configuration=True)))
    await asyncio.sleep(0.2)
    uri = client.open(source)
    document = lsp.TextDocumentIdentifier(uri)
    (lens,) = await client.text_document_code_lens_async(lsp.CodeLensParams(document)) or []
    assert lens.command is not None and lens.command.title == "1 escape · can inline (cost 7)"
    everything = lsp.Range(at(0, 0), at(99, 0))
    hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(document, everything)) or []
    assert [(h.label, h.position) for h in hints] == [
        ("→ heap (24 bytes · in a loop)", at(3, 26)),
        ("leaks", at(4, 9)),  # behind the call
    ]


@pytest.mark.asyncio
async def test_hints_and_lenses_are_off(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    document = lsp.TextDocumentIdentifier(client.open(source))
    assert not await client.text_document_code_lens_async(lsp.CodeLensParams(document))
    everything = lsp.Range(at(0, 0), at(99, 0))
    assert not await client.text_document_inlay_hint_async(lsp.InlayHintParams(document, everything))


@pytest.mark.asyncio
async def test_problems_are_one_information(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source, "package p // broken!\n")
    (found,) = await client.diagnostics_of(uri, 1)
    assert found.code == "partial" and found.severity == lsp.DiagnosticSeverity.Information
    await client.until(lambda: client.statuses and client.statuses[-1].state == "partial")


@pytest.mark.asyncio
async def test_a_crash_is_told_and_survived(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source, "package p // crash!\n")
    await client.until(lambda: client.messages)
    client.change(uri, SOURCE)
    client.save(uri)
    assert len(await client.diagnostics_of(uri, 2)) == 1


@pytest.mark.asyncio
async def test_other_files_and_the_disk(client: Client, source: Path) -> None:
    other = source.with_name("other.go")
    other.write_text("package p // esc_boxed\n")
    await client.begin(source.parent)
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    await client.until(lambda: [p for p in client.published if p.uri == uri_of(other) and p.diagnostics])
    other.write_text("package p\n")
    change = lsp.FileEvent(uri_of(other), lsp.FileChangeType.Changed)
    client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([change]))
    await client.until(lambda: not [p for p in client.published if p.uri == uri_of(other)][-1].diagnostics)


@pytest.mark.asyncio
async def test_close(client: Client, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    await client.begin(folder)
    uri = client.open(source)
    assert len(await client.diagnostics_of(uri, 1)) == 1
    client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
    await client.until(lambda: not client.published[-1].diagnostics)


@pytest.mark.asyncio
async def test_close_in_the_workspace_shows_the_disk(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source, "package p\n")
    assert await client.diagnostics_of(uri, 1) == []
    client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
    await client.until(lambda: len(client.published[-1].diagnostics) == 1)


@pytest.mark.asyncio
async def test_stats(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    client.change(uri, SOURCE + "//\n")
    client.save(uri)
    answer = await client.protocol.send_request_async("escapelens/stats", {"textDocument": {"uri": uri}})
    assert (answer.functions, answer.analysed, answer.reused) == (10, 1, 9)
    assert (await client.protocol.send_request_async("escapelens/stats", None)).functions == 10


@pytest.mark.asyncio
async def test_toggle(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    await client.workspace_execute_command_async(lsp.ExecuteCommandParams("escapelens.toggle"))
    assert not client.published[-1].diagnostics
    await client.workspace_execute_command_async(lsp.ExecuteCommandParams("escapelens.toggle"))
    assert len(client.published[-1].diagnostics) == 1


@pytest.mark.asyncio
async def test_progress_for_long_work(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    uri = client.open(source, "package p // sleep1500\n")
    await client.diagnostics_of(uri, 1)
    await client.until(lambda: client.progress == ["begin", "end"])


@pytest.mark.asyncio
async def test_shutdown_while_working(client: Client, source: Path) -> None:
    await client.begin(source.parent)
    client.open(source, "package p // sleep900\n")
    await asyncio.sleep(0.1)
    await asyncio.wait_for(client.shutdown_session(), 5)
    assert client._server is not None and client._server.returncode == 0

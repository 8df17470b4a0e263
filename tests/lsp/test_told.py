"""How things are told: in the client's language, the advice first; hints behind arguments; lenses that open costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from escapelens.common import words
from escapelens.common.language import ENGLISH
from escapelens.findings.model import Answer, Finding, Span, Step
from escapelens.lsp.handlers.hints import behind
from escapelens.say import say
from lsp.client import FULL, Client, uri_of
from lsp.test_protocol import client, hover_params, source

__all__ = ["client", "source"]  # fixtures

SPAN = Span("a.go", 0, 1, 1, 1)


@pytest.mark.parametrize(
    "line",
    [
        "\tsink = append»(sink, f(a, b)[1])| // far",
        "\tKeep(&é»|, other)",
        "func Keep(p» *int|) {",
        "\tx» := T{a: 1, b: []int{2}}|",
        "\tf(string(b)»+\",)\"|, 1)",
        "\treturn &T»{|",
        "\tif err := Do»(x)|; err != nil {",
        "\ts» := `raw (|",
    ],
)  # fmt: skip
def test_hints_stand_at_the_end_of_argument_or_line(line: str) -> None:
    text = (line + "\n)`\n").encode()
    offset, wanted = text.index("»".encode()), text.replace("»".encode(), b"").index(b"|")
    assert behind(text.replace("»".encode(), b"").replace(b"|", b""), offset) == wanted


def test_advice_is_above_the_fold() -> None:
    steps = (Step(SPAN, "its address is taken"),)
    finding = Finding("returned", SPAN, "x escapes", "moved to heap: x", "hint", "f", steps, "Return it.", 8)
    said = words.explanation(finding, ENGLISH, markdown=False, fixes=["Return x"])
    parts = ["x escapes", "Return it.", "Return x", "8 bytes · paid once per call at most", "its address", "Compiler:"]
    assert [part for part in sorted(parts, key=said.index)] == parts


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (Answer("can inline", SPAN, "can inline f", "f", say("inlinable, {n} of {budget}", n=15, budget=80)),
         "can inline f — inlinable, 15 of 80"),
        (Answer("cannot inline", SPAN, "cannot inline f: …", "f", say("not inlinable: {n} over budget", n=12)),
         "cannot inline f: … — not inlinable: 12 over budget"),
    ],
)  # fmt: skip
def test_inlining_is_told_beside_its_budget(answer: Answer, line: str) -> None:
    assert words.answer_line(answer, ENGLISH, False) == line


@pytest.mark.asyncio
@pytest.mark.parametrize(("locale", "said"), [("zh-CN", "编译器："), ("de", "Compiler:"), (None, "Compiler:")])
async def test_the_client_chooses_the_language(client: Client, source: Path, locale: str | None, said: str) -> None:
    await client.initialize_session(
        lsp.InitializeParams(
            capabilities=FULL,
            locale=locale,
            workspace_folders=[lsp.WorkspaceFolder(uri_of(source.parent), source.parent.name)],
        )
    )
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    hover = await client.text_document_hover_async(hover_params(uri, 3, 16))
    assert hover is not None and isinstance(hover.contents, lsp.MarkupContent)
    assert said in hover.contents.value


@pytest.mark.asyncio
@pytest.mark.parametrize("shows", [False, True])
async def test_a_lens_opens_what_the_function_costs(client: Client, source: Path, shows: bool) -> None:
    await client.begin(source.parent, options={"codeLens": True, "showsCosts": shows})
    uri = client.open(source)
    await client.diagnostics_of(uri, 1)
    lenses = await client.text_document_code_lens_async(lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri)))
    commands = [lens.command for lens in lenses or () if lens.command and "no escapes" not in lens.command.title]
    command = commands[0]
    costs = await client.workspace_execute_command_async(lsp.ExecuteCommandParams(command.command, command.arguments))
    assert isinstance(costs, list) and costs
    assert bool(client.messages) == (not shows)

"""Diagnostics as they are sent are lsprotocol's, word for word."""

from __future__ import annotations

import json
import os
from typing import get_type_hints

import msgspec
import pytest
from lsprotocol import types as lsp
from lsprotocol.converters import get_converter

from escapelens.lsp import wire
from escapelens.lsp.stdio import PIPE, widen

AT = wire.Range(wire.Position(1, 2), wire.Position(3, 4))
RELATED = wire.RelatedInformation(wire.Location("file:///a%20b.go", AT), "then")
FULL = wire.Diagnostic(
    AT, "é", 3, "boxed", wire.CodeDescription("file:///codes#boxed"), "x", [RELATED], [1], {"key": "f:boxed:1"}
)
BARE = wire.Diagnostic(AT, "m", 4, "partial", wire.CodeDescription("file:///codes#partial"), "x")


@pytest.mark.parametrize("diagnostic", [FULL, BARE])
def test_the_same_as_lsprotocol_sends(diagnostic: wire.Diagnostic) -> None:
    sent = json.loads(msgspec.json.encode(diagnostic))
    converter = get_converter()
    assert converter.unstructure(converter.structure(sent, lsp.Diagnostic)) == sent


@pytest.mark.parametrize("uri", ["file:///a.go", "file:///\udcff.go"])
def test_a_push_is_lsprotocol_s_notification(uri: str) -> None:
    push = wire.Push(wire.PushParams(uri, [msgspec.Raw(wire.encode(d)) for d in (FULL, BARE)], 3))
    sent = json.loads(wire.encode(push))
    assert [d["message"] for d in sent["params"]["diagnostics"]] == ["é", "m"]
    converter = get_converter()
    assert converter.unstructure(converter.structure(sent, lsp.PublishDiagnosticsNotification)) == sent
    assert sent["params"]["uri"] == uri


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (wire.Diagnostic, lsp.Diagnostic),
        (wire.RelatedInformation, lsp.DiagnosticRelatedInformation),
        (wire.Location, lsp.Location),
        (wire.Range, lsp.Range),
        (wire.Position, lsp.Position),
        (wire.CodeDescription, lsp.CodeDescription),
    ],
)
def test_fields_have_the_names_of_lsprotocol(ours: type, theirs: type) -> None:
    assert set(get_type_hints(ours)) <= set(get_type_hints(theirs))


def test_a_pipe_takes_the_diagnostics_of_a_big_file() -> None:
    reader, writer = os.pipe()
    widen(writer)
    os.set_blocking(writer, False)
    assert os.write(writer, bytes(PIPE)) == PIPE
    os.close(writer)
    widen(reader)
    os.close(reader)

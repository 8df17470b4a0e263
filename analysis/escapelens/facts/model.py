"""The shape of facts on disk.

Encoded as MessagePack arrays by msgspec; the field order is the format. Change anything here or in what the analysis
concludes: raise `ANALYSIS_VERSION`, which every key contains.
"""

from __future__ import annotations

import msgspec

ANALYSIS_VERSION = "2"


class FuncFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """What is known of one function.

    inl_cost: cost in nodes if it can be inlined, else -1. leaks: one tag per receiver and parameter, in order, eight
    bytes each (escape/leaks.py; b"" for a parameter without pointers). can_delay_results: ir.Inline.
    """

    inl_cost: int = -1
    leaks: list[bytes] = []
    can_delay_results: bool = False


class DeclFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """One top-level declaration: its text (trimmed) and the header that lets it stay unparsed.

    kind: "func" | "const" | "var" | "type"; names: what it declares; line, column: of its first byte in the original
    file, 1-based; line breaks inside the text are those of the original.
    """

    kind: str
    names: list[str]
    text: bytes
    line: int
    column: int
    recv: str = ""
    ptr_recv: bool = False
    generic: bool = False
    pragma: list[str] = []


class FileFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """One source file: imports as (local name or "", path as written)."""

    name: str
    imports: list[tuple[str, str]]
    decls: list[DeclFacts]
    go_version: str = ""


class PackageFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """A package. imports: import path as written -> package path it resolves to. funcs: by func_key.

    dir: where the sources were. partial: reasons why its facts may say less than the compiler knows. inlined_imports:
    link names of the functions of other packages that were inlined in it, whose bodies it therefore exports.
    """

    path: str
    name: str
    go_version: str
    dir: str
    files: list[FileFacts]
    funcs: dict[str, FuncFacts]
    imports: dict[str, str] = {}
    partial: list[str] = []
    inlined_imports: list[str] = []


def func_key(recv_base: str, name: str) -> str:
    """The name of a function or method within its package: "F", "T.M" (pointer receivers included)."""
    return f"{recv_base}.{name}" if recv_base else name


encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(PackageFacts)


def decode(data: bytes) -> PackageFacts:
    """Raises msgspec.MsgspecError if data is not facts of this version."""
    return _decoder.decode(data)

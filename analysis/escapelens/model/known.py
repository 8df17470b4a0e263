"""What is known of imported functions and packages without their source: what facts/ tells the layers below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class KnownFunc(Protocol):
    """inl_cost: cost in nodes if it can be inlined, else -1. leaks: one tag per receiver and parameter, as in
    escape/leaks.py. can_delay_results: see ir.nodes.Inline."""

    inl_cost: int
    leaks: list[bytes]
    can_delay_results: bool


class KnownPackage(Protocol):
    """funcs: by func_key. inlined_imports: link names of functions of other packages whose bodies it exports."""

    inlined_imports: list[str]

    @property
    def funcs(self) -> Mapping[str, KnownFunc]: ...


def func_key(recv_base: str, name: str) -> str:
    """The name of a function or method within its package: "F", "T.M" (pointer receivers included)."""
    return f"{recv_base}.{name}" if recv_base else name

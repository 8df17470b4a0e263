"""Small readings of nodes that several modules share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.model.under import under

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode
    from escapelens.model.types import AnyType

_PEEK = 60  # characters of an expression in words


def shorten(text: str) -> str:
    return text if len(text) <= _PEEK else text[: _PEEK - 1] + "…"


def int_of(n: AnyNode) -> int | None:
    """The value of an integer constant, None of anything else."""
    if n is not None and n.op == "LITERAL" and isinstance(n.val, int) and not isinstance(n.val, bool):
        return int(n.val)
    return None


def elem_of(t: AnyType) -> AnyType:
    """The element type of a slice or pointer."""
    u: AnyType = under(t)
    return u.elem


def length(text: Callable[[AnyNode], str], n: AnyNode) -> str:
    """len(n) in words, of what a conversion converts where it makes no difference."""
    while n.op in ("STR2BYTES", "STR2BYTESTMP", "BYTES2STR", "CONVNOP", "PAREN"):
        n = n.x
    return f"len({shorten(text(n))})"

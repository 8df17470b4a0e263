"""What is known of imported functions and packages without their source: what facts/ tells the layers below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from escapelens.model.objects import Func


class KnownFunc(Protocol):
    """inl_cost: cost in nodes if it can be inlined, else -1. leaks: one tag per receiver and parameter, as in
    escape/leaks.py. can_delay_results: see ir.nodes.Inline. costs: what a call allocates, as facts/costs.py writes it;
    None if nobody knows."""

    inl_cost: int
    leaks: list[bytes]
    can_delay_results: bool
    costs: list[int | str] | None


class KnownPackage(Protocol):
    """Asked by the inliner for costs and by escape analysis for leak tags, both by way of `Func.facts`, and by the
    builder for the bodies that a package has inlined. whole: nothing is analysed to answer."""

    @property
    def whole(self) -> bool: ...

    def func(self, obj: Func) -> KnownFunc | None:
        """What is known of a function that the package declares."""

    def exports(self, link: str) -> bool:
        """Whether its export data hold the body of another package's function of that link name (facts/reexport.py)."""


def func_key(recv_base: str, name: str) -> str:
    """The name of a function or method within its package: "F", "T.M" (pointer receivers included)."""
    return f"{recv_base}.{name}" if recv_base else name

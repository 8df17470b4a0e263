"""What the walks over the functions of one target share."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

from escapelens.check.checker import checker_of
from escapelens.ir.fmt import Printer
from escapelens.ir.nodes import Func, Node
from escapelens.ir.target import Target
from escapelens.ledger import sites as _sites  # noqa: F401  (fills the dispatch table)
from escapelens.ledger.model import Block
from escapelens.ledger.text import shorten
from escapelens.ledger.walk import Walk
from escapelens.releases.release import Release

Walked: TypeAlias = "tuple[Walk, Block]"
"""A walk over a function, and the block that it has made of it."""


class Reading:
    def __init__(self, target: Target) -> None:
        self._target = target
        self._printer = Printer(target.pkg)
        self._sizes = checker_of(target.pkg).config.sizes
        self._intrinsics = _intrinsics(target.flags.release, target.flags.goarch)

    def walk(self, fn: Func, *, words: bool = True) -> Walk:
        """A walk over the function as escape analysis left it, not yet begun. words: its entries are named."""
        target, printer = self._target, self._printer if words else _SILENT
        return Walk(fn, target.inl_tree, self._sizes, target.flags.release, printer, self._intrinsics)

    def text(self, n: Node) -> str:
        return shorten(self._printer.node(n))


class _Silent(Printer):
    """Names nothing, which takes no time."""

    def node(self, n: object) -> str:
        return ""


_SILENT = _Silent(None)


@cache
def _intrinsics(release: Release, goarch: str) -> frozenset[str]:
    return frozenset(f"{pkg}.{name}" for pkg, names in release.intrinsics_of(goarch).items() for name in names)

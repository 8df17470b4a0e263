"""Which version of the language a module is written in: what a fix may use."""

from __future__ import annotations

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext


def language(ctx: FixContext) -> str:
    """The module's language version, as the predicates of `releases/known.py` take it."""
    return checker_of(ctx.pkg).config.go_version

"""Which version of the language a module is written in: what a fix may use."""

from __future__ import annotations

import re

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext


def since(ctx: FixContext, minor: int) -> bool:
    """Whether the module's language has what Go 1.minor brought."""
    version = re.match(r"go1\.(\d+)", checker_of(ctx.pkg).config.go_version)
    return version is None or int(version.group(1)) >= minor

"""What a finding costs, in the few values that severities, hover and hints need of the ledger's site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.model import Often
from escapelens.record import dataclass

if TYPE_CHECKING:
    from escapelens.ledger import Site

_RANK: dict[Often, int] = {"never": 0, "cold": 1, "once": 2, "hot": 3, "loop": 4}


@dataclass(frozen=True, slots=True)
class Cost:
    """often: as far as the function itself tells, so never "hot" but for goroutines. cold: why it is rarely paid.
    site: the ledger's, None if it knows none. bytes: of the heap each time, None if they hang on something. modest:
    nothing to be done here: it is written in a function that is inlined, or nobody knows how much room a slice needs.
    maybe: that function comes by on some of its ways only.
    """

    often: Often
    cold: str = ""
    site: Site | None = None
    bytes: int | None = None
    modest: bool = False
    maybe: bool = False

    @property
    def on_branch(self) -> bool:
        """Is it paid by some calls of the function only?"""
        return self.site is not None and self.site.often.branch

    @property
    def rank(self) -> tuple[int, int]:
        return _RANK[self.often], self.bytes or 0

"""The declarations that places lie in, and how far these have moved.

What: text that an edit above it moves stays where it was in its declaration. So a place is kept as it stood when it was
told, with where its declaration stood then; where it stands in another snapshot follows from where that does there.

Property: a place of an imported package moves with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from escapelens.findings.model import Span
from escapelens.source import Placement

Where = Mapping[int, Placement]
"""Where the declarations of a package stand, by the base of their chunks."""

FOREIGN = 0  # the base of what is no declaration of the package
ABROAD = Placement("", 0, 0, 0)  # where that stands


class Anchors(Struct, frozen=True, gc=False):
    """Declarations, and where they stood when it was told what lies in them."""

    bases: tuple[int, ...]
    stood: tuple[Placement, ...]

    def now(self, where: Where) -> tuple[Placement, ...]:
        """Where they stand; the very same if none of them has moved."""
        found = tuple([where.get(base, old) for base, old in zip(self.bases, self.stood, strict=True)])
        return self.stood if found == self.stood else found


def carried(span: Span, old: Placement, new: Placement) -> Span:
    """Where a span is once its declaration has moved from one place to another; the very same if it has not."""
    if old == new:
        return span
    start, end = span.start + new.offset - old.offset, span.end + new.offset - old.offset
    column = span.column + new.column - old.column if span.line == old.line else span.column
    return Span(new.file, start, end, span.line + new.line - old.line, column)

"""A quick fix: edits that the judges let pass, and what they gain."""

from __future__ import annotations

from escapelens.ledger.weigh import Bounds
from escapelens.record import dataclass
from escapelens.say import say


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace bytes start..end of the file (as it is in the snapshot) by new_text."""

    file: str
    start: int
    end: int
    new_text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """kind: module of the fix ("pass_by_value"); title: what the menu shows; edits: non-overlapping, sorted per file.

    removes: keys of the findings that are gone after it. gain: what it saves, in words, once it is proven.
    covers: keys of findings whose allocations the kind has counted away, though the finding may stay.
    makes: allocations that the edit writes, as the compiler names them ("make([]T, 0, n)", the name of a variable).
    calls: what calls that come or go allocate, by the function's full name, where the kind can say.
    inner: full names of functions that only this package calls: what they allocate counts where they are called.
    reused: of what the edit makes, that which a pool hands out again and again.
    changes: what of the behaviour it changes, in words, "" for nothing; such a fix is never preferred nor made in bulk.
    """

    kind: str
    title: str
    edits: tuple[Edit, ...] = ()
    removes: tuple[str, ...] = ()
    preferred: bool = False
    gain: str = ""
    changes: str = ""
    covers: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    calls: tuple[tuple[str, Bounds], ...] = ()
    inner: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Title with the gain, and what else changes."""
        label = say("{title} ({changes})", title=self.title, changes=self.changes) if self.changes else self.title
        return say("{title}: {gain}", title=label, gain=self.gain) if self.gain else label

"""A quick fix: edits that re-analysis has proven to remove an allocation."""

from __future__ import annotations

from dataclasses import dataclass


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

    removes: keys of the findings that are gone after it. Edits are empty in a candidate that is not proven yet.
    """

    kind: str
    title: str
    edits: tuple[Edit, ...]
    removes: tuple[str, ...] = ()
    preferred: bool = False

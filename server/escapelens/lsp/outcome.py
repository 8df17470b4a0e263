"""What comes of one analysis, on its way from the worker thread to the event loop."""

from __future__ import annotations

from dataclasses import dataclass, field

from escapelens.findings.model import PackageReport
from escapelens.lsp.positions import Text


@dataclass(slots=True, eq=False)
class Outcome:
    """Result of one analysis: versions and texts are those of the open documents when it started."""

    key: str | None
    report: PackageReport | None
    seen: dict[str, tuple[int, Text]]
    disk: dict[str, Text] = field(default_factory=dict)  # of files that are not open
    notes: tuple[str, ...] = ()  # settings that are not honoured
    missing: str = ""  # facts of imported packages that would make the report complete (`MissingFacts.told`)
    about: str = ""  # release, target, and where the standard library comes from

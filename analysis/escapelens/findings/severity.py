"""How a finding is shown, by what it costs.

What: an allocation on a path that is taken again and again (in a loop, in a function that the package calls from a
loop, in the body of a goroutine) is worth a squiggle; once per call it is worth a hint; on rare paths (errors, panics,
logs, init, tests, generated code) it is for the hover only; what allocates nothing at run time is never shown.
A preset shifts these levels, a setting for a code replaces them.

Property: what the ledger finds in a loop is never off, unless its code is switched off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from escapelens.findings.model import Often, Severity
from escapelens.record import dataclass, field
from escapelens.regexp import regexp

Preset = Literal["calm", "all", "hot"]

LARGE = 1024  # bytes each round of a loop that are worth a warning
HUGE = 64 << 10  # bytes that the stack would not take: worth a squiggle even once per call

_GENERATED = regexp(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_PACKAGE = regexp(rb"^package\b", re.MULTILINE)

_LEVELS: dict[Preset, dict[Often, Severity]] = {
    "calm": {"cold": "off", "once": "hint", "hot": "info", "loop": "info"},
    "all": {"cold": "hint", "once": "info", "hot": "info", "loop": "warning"},
    "hot": {"cold": "off", "once": "off", "hot": "info", "loop": "info"},
}


@dataclass(frozen=True, slots=True)
class Rules:
    """preset: the levels; codes: what is asked for instead, by code."""

    preset: Preset = "calm"
    codes: Mapping[str, Severity] = field(default_factory=dict)

    def of(self, code: str, often: Often, size: int | None, *, cold: bool = False, modest: bool = False) -> Severity:
        """Severity of a finding that stands for itself. cold: rarely done, though in a loop; modest: see `Cost`."""
        if often == "never":
            return "off"
        asked = self.codes.get(code)
        if asked is not None:
            return asked
        level = _LEVELS[self.preset]
        if code == "leaking-param":
            return level["cold"]
        much = size or 0
        if often == "loop" and not cold and not modest:
            return "warning" if much >= LARGE else level["loop"]
        if often in ("loop", "hot") and (cold or modest):
            return "hint"
        if often == "once" and much >= HUGE and not modest:
            return "info"
        return level[often]


def is_generated(text: bytes) -> bool:
    """Does the file say, before its package clause, that it is generated (go/ast: IsGenerated)?"""
    package = _PACKAGE.search(text)
    return _GENERATED.search(text, 0, package.start() if package is not None else len(text)) is not None

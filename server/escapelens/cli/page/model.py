"""What a page tells."""

from __future__ import annotations

from escapelens.cli.result import Result
from escapelens.common.heap import Heap
from escapelens.findings.model import Finding
from escapelens.profiles.joined import Joined
from escapelens.record import dataclass

_COST = {"loop": 4, "hot": 3, "once": 2, "cold": 1, "never": 0}


@dataclass(frozen=True, slots=True)
class Page:
    """title: of what; about: release and target; result: all reports, and the difference to a
    baseline if there is one; heap, joined: a profile, and how it was joined."""

    title: str
    about: str
    result: Result
    heap: Heap | None = None
    joined: Joined | None = None


def speaks(f: Finding) -> bool:
    """Whether the page lists a finding: it is shown, or a profile has samples of it."""
    return f.severity != "off" or (f.measured is not None and f.measured.share > 0)


def allocates(f: Finding) -> bool:
    """Whether the page counts a finding: something is allocated, and another finding does not speak for it."""
    return f.code != "leaking-param" and f.often != "never" and not f.part_of and not f.ignored


def weight(f: Finding) -> tuple[float, int, int]:
    """The more it costs, the larger: its share of the profile, how often it is paid, its bytes."""
    return f.measured.share if f.measured is not None else 0.0, _COST[f.often], f.size or 0

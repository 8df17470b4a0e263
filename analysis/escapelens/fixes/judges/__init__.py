"""The judges: what must hold of the edited copy before a fix is shown.

    compiles/     the compiler would take the functions that were edited, and those that use what was
    allocates.py  some path pays less, none pays more

That the program behaves the same is for each kind to say, by its conditions.
"""

from __future__ import annotations

from escapelens.fixes.judges.allocates import Seen, gain
from escapelens.fixes.model import Fix


def judge(fix: Fix, before: Seen, after: Seen) -> Fix | None:
    """The fix with what it gains, None if a judge refuses."""
    return gain(fix, before, after)

"""The judges: what must hold of the edited copy before a fix is shown.

    compiled.py   the compiler would take what was edited, and what uses it (compiles/ knows how)
    allocates.py  some path pays less, none pays more

That the program behaves the same is for each kind to say, by its conditions.
"""

from __future__ import annotations

from escapelens.fixes.judges.allocates import Seen, gain
from escapelens.fixes.judges.compiled import compiled
from escapelens.fixes.model import Fix


def judge(fix: Fix, before: Seen, after: Seen) -> Fix | None:
    """The fix with what it gains, None if a judge refuses."""
    return gain(fix, before, after) if compiled(fix, after.contexts) else None

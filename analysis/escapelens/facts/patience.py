"""How much of what a package reaches of its imports may be analysed before an answer in part is better.

What counts is the time spent on dependencies alone: a large package takes its time anyway, and to leave its imports
out of account would have it analysed twice. The clock is the front end's; the analysis has none.
"""

from __future__ import annotations

import math
from collections.abc import Callable


class Patience:
    """`with patience:` stands around each look at a dependency; looks nest."""

    def __init__(self, seconds: float = math.inf, clock: Callable[[], float] = lambda: 0.0) -> None:
        """seconds, as clock tells them; without end if not given, none at all if 0."""
        self._left = seconds
        self._clock = clock
        self._since = 0.0
        self._depth = 0

    def __enter__(self) -> None:
        if not self._depth:
            self._since = self._clock()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._left -= self._clock() - self._since

    def is_left(self) -> bool:
        spent = self._clock() - self._since if self._depth else 0.0
        return spent < self._left

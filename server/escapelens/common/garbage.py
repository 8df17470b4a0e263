"""When Python looks for garbage in cycles: never while a package is analysed, but between two, and when nobody waits.

Why: an analysis makes millions of objects that live as long as its answer and next to no garbage in cycles; looking
through them again and again took a third of the time. What a first analysis has made is set aside (`gc.freeze`), and so
is, now and then, what was looked through: a look costs little more than what is new. All is looked through when a fifth
more is set aside than was in use.

Property: garbage in cycles is bounded by a fraction of what is in use, plus BUSY times YOUNG objects.
"""

from __future__ import annotations

import gc

YOUNG = 50_000  # new objects that are worth a look
BUSY = 2  # times as many are worth one even if somebody may be about to ask for something
OLD = 3  # times as many that were looked through, and stay, are set aside
MANY = 1_000_000  # so many new ones are a package just analysed: they are in use


def hold() -> None:
    """From now on garbage is looked for by `sweep` alone."""
    gc.disable()


class Sweeper:
    def __init__(self) -> None:
        self._limit = 0
        self._aside = 0  # objects that are set aside; to count them takes as long as to look through many
        self._stayed = 0  # objects that were looked through and are not set aside

    def due(self, times: int = 1) -> bool:
        """Whether there are so many times YOUNG new objects, and garbage is looked for here (`hold`)."""
        return gc.get_count()[0] >= times * YOUNG and not gc.isenabled()

    def sweep(self, times: int = 1) -> None:
        """Look for garbage if that is due."""
        if not self.due(times):
            return
        new = gc.get_count()[0]
        fresh = not self._limit or new >= MANY
        full = not fresh and self._aside > self._limit
        if full:
            gc.unfreeze()
        if not fresh:
            self._stayed += new - gc.collect()
        if fresh or full or self._stayed > OLD * YOUNG:
            gc.freeze()
            self._aside = gc.get_freeze_count()
            self._stayed = 0
        if fresh or full:
            self._limit = self._aside * 6 // 5

"""Looking again and again at what is on disk: clients watch the folders they have opened at most, and some nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

PAUSE = 1.0  # seconds between two looks
SHARE = 50  # looking takes one part in so many of the time at most


class Watch:
    """For the event loop's thread. look: one look, which does not fail; busy: whether this is no time for one."""

    def __init__(self, look: Callable[[], Awaitable[None]], busy: Callable[[], bool]) -> None:
        self._look, self._busy = look, busy
        self._task: asyncio.Future[None] | None = None
        self._looking: asyncio.Future[None] | None = None

    def begin(self) -> None:
        if self._task is None:
            self._task = asyncio.ensure_future(self._again_and_again())

    def now(self) -> None:
        """Look at once."""
        self._looking = asyncio.ensure_future(self._look())

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _again_and_again(self) -> None:
        pause = PAUSE
        while True:
            await asyncio.sleep(pause)
            if self._busy() or (self._looking is not None and not self._looking.done()):
                continue
            started = time.perf_counter()
            await self._look()
            pause = max(PAUSE, SHARE * (time.perf_counter() - started))

"""Files that are not open and of which something new is to be said: they come a moment after those that are open.

Why: an edit moves the steps of findings in them, too, and a client that takes these in shows what is looked at later.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)

TAKEN_IN = 0.02  # seconds in which a client takes in what is said of the files that are open


class Untold:
    """For the event loop's thread. tell: of a file, as it is then; told: nothing is left."""

    def __init__(self, tell: Callable[[str], None], told: Callable[[], None]) -> None:
        self._tell, self._told = tell, told
        self._paths: dict[str, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, paths: Iterable[str]) -> None:
        self._paths.update(dict.fromkeys(paths))
        if self._paths and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TAKEN_IN, self._fire)

    @property
    def busy(self) -> bool:
        return self._timer is not None

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _fire(self) -> None:
        paths, self._paths, self._timer = self._paths, {}, None
        for path in paths:
            try:
                self._tell(path)
            except Exception:
                log.exception("findings of %s could not be published", path)
        self._told()

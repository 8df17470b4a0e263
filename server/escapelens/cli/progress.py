"""How far a command has come: a line on a terminal, from its third second on, that makes way for what is printed."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

AFTER = 2.0  # seconds in which nothing is said


class Progress:
    """`with Progress(total, quiet) as progress`: `at` names what is worked at, `clear` makes way."""

    def __init__(self, total: int, quiet: bool = False) -> None:
        self._total = total
        self._text = ""
        self._shown = False
        self._lock = threading.Lock()
        self._begin = time.monotonic() + AFTER
        self._timer: threading.Timer | None = None
        if sys.stderr.isatty() and not quiet:
            self._timer = threading.Timer(AFTER, self._show)  # whatever takes longer may be a single package
            self._timer.daemon = True

    def __enter__(self) -> Progress:
        if self._timer is not None:
            self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self.clear()

    def at(self, done: int, what: str) -> None:
        """`done` of all are; now it is `what`."""
        self._text = f"[{done + 1}/{self._total}] {what}" if self._total > 1 else what
        if self._timer is not None and time.monotonic() >= self._begin:
            self._show()

    def clear(self) -> None:
        with self._lock:
            if self._shown:
                sys.stderr.write("\r\x1b[2K")
                sys.stderr.flush()
                self._shown = False

    def _show(self) -> None:
        with self._lock:
            if self._text:
                sys.stderr.write(f"\r\x1b[2K{self._text[:200]}")
                sys.stderr.flush()
                self._shown = True

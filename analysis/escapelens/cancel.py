"""Giving up an analysis that nobody waits for any more.

What: whoever asks for an analysis may hand it a Cancel, to be set from another thread; the passes look at it between
two functions, where nothing shared is half done.
Counterpart: context.Context of Go's tools.
Property: Cancelled leaves nothing behind but a package that has to be analysed from the beginning.
"""

from __future__ import annotations


class Cancelled(BaseException):
    """No Exception: what survives faults of the analysis must not survive this."""


class Cancel:
    """One-way switch."""

    __slots__ = ("_set",)

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """From any thread."""
        self._set = True

    def check(self) -> None:
        """Raises Cancelled once it is set."""
        if self._set:
            raise Cancelled


NEVER = Cancel()

"""Lines of a profile in the files as they are now.

What: a profile tells where functions began when it was made. Texts of that time that are offered (of a revision, of
when the profile was loaded) are believed if they have the functions there (`agrees`); their lines are found again by
text.
Without such a text, a function is taken to have moved as a whole.

Property: a line whose text was changed or taken away is found nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from escapelens.findings.versus import Lines, Texts
from escapelens.profiles.model import Frame
from escapelens.profiles.names import split
from escapelens.regexp import regexp

_LITERAL = regexp(r"\.func\d|\.gowrap\d|\.deferwrap\d|-range\d|^(init|glob\.)\b")


def agrees(lines: Sequence[bytes], frames: Iterable[Frame]) -> bool:
    """Do the functions of the frames, all of one file, begin where a text has them?"""
    return all(_begins(lines, frame) for frame in frames)


def _begins(lines: Sequence[bytes], frame: Frame) -> bool:
    _, function = split(frame.function)
    if not frame.start or _LITERAL.search(function):
        return True
    line = lines[frame.start - 1] if frame.start <= len(lines) else b""
    name = function.rpartition(".")[2].removesuffix("-fm")
    return re.search(rb"\b%s\b" % re.escape(name.encode()), line) is not None


class Moved:
    """Where lines are now. earlier: texts when the profile was made, of those files that have changed since."""

    def __init__(self, earlier: Mapping[str, Sequence[bytes]], now: Texts) -> None:
        self._earlier = earlier
        self._lines = Lines(lambda path: earlier[path], now)

    def knows(self, path: str) -> bool:
        return path in self._earlier

    def line(self, path: str, line: int) -> int | None:
        """None: it is not there any more."""
        return self._lines.now(path, line)

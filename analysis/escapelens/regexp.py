"""Regular expressions that are compiled when they are first used.

Why: compiling one takes Python up to a millisecond, and a command uses few of those that the modules which it imports
declare. All together they were a tenth of the time that a command needs before it does anything.

Property: what `regexp` gives answers as the compiled expression does, and once it was used, as fast.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regexp(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As re.compile."""
    return cast("re.Pattern[AnyStr]", _Regexp(text, flags))


class _Regexp:
    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:  # Any: as for every __getattr__
        """Asked for what is not there yet: a method of the compiled one, which is ours from now on."""
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)
        return found

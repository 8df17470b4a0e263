"""Memory over a long day: a real session in which a file is saved 2,000 times, closed and opened after every tenth.

What: 40 functions spread over the file get a line, or lose it, in turn; each save is answered before the next. The
resident set is read at the marks.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import places
import sessions

from lsp.raw import Raw

MARKS = (200, 500, 1_000, 2_000)
FUNCTIONS = 40
CLOSED_AFTER = 10  # saves


def run(place: places.Place, cache: Path) -> str:
    """A row: megabytes at each of MARKS."""
    server = sessions.ours()
    env = places.environment(PYTHONPATH="", GOROOT=places.goroot(), ESCAPELENS_CACHE=cache)
    with tempfile.TemporaryDirectory() as tmp, Raw(Path(tmp), server.argv, **env) as raw:
        session = sessions.Session(server, place, raw)
        try:
            session.begin()
            megabytes = [f"{each:.0f}" for each in _saved(session)]
        finally:
            session.end()
    return f"| {place.name} | {' | '.join(megabytes)} |"


def _saved(session: sessions.Session) -> list[float]:
    lines = session.original.split("\n")
    heads = [n for n, line in enumerate(lines[: session.last]) if re.match(r"func .*\{$", line)]
    heads = sorted({heads[i * len(heads) // FUNCTIONS] for i in range(FUNCTIONS)})
    longer: set[int] = set()
    found = []
    for done in range(1, MARKS[-1] + 1):
        longer ^= {heads[done % len(heads)]}
        session.replace("\n".join(line + "\n\t_ = 1" if n in longer else line for n, line in enumerate(lines)))
        if done % CLOSED_AFTER == 0:
            session.reopen()
        if done in MARKS:
            found.append(session.megabytes())
    return found

"""Several fixes at once: "fix all of this kind", and all that are safe to be made unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from escapelens.fixes import in_bulk
from escapelens.fixes.model import Edit, Fix
from escapelens.record import replace


def compatible(candidates: Iterable[Fix], prove: Callable[[Fix], Fix | None]) -> list[Fix]:
    """Those of the candidates that may be made in bulk, survive their judges and touch nothing twice."""
    made: list[Fix] = []
    taken: set[Edit] = set()
    for fix in candidates:
        if in_bulk(fix) and not any(_clash(e, other) for e in fix.edits for other in taken):
            if (proven := prove(fix)) is not None and proven.edits:
                made.append(proven)
                taken.update(proven.edits)
    return made


def together(made: list[Fix], title: str) -> Fix:
    """One fix that makes all of them; for the judges to see as a whole."""
    edits = {e for fix in made for e in fix.edits}
    return replace(
        made[0],
        title=title,
        edits=tuple(sorted(edits, key=lambda e: (e.file, e.start, e.end))),
        removes=tuple(dict.fromkeys(key for fix in made for key in fix.removes)),
        covers=tuple(dict.fromkeys(key for fix in made for key in fix.covers)),
        makes=tuple(dict.fromkeys(text for fix in made for text in fix.makes)),
        calls=tuple(dict.fromkeys(call for fix in made for call in fix.calls)),
        inner=tuple(dict.fromkeys(name for fix in made for name in fix.inner)),
        reused=tuple(dict.fromkeys(text for fix in made for text in fix.reused)),
        preferred=False,
    )


def _clash(a: Edit, b: Edit) -> bool:
    """Whether two edits touch the same bytes; equal ones (an import that both need) do not clash."""
    return a != b and a.file == b.file and a.start <= b.end and b.start <= a.end

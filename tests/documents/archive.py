"""The txtar format: a comment, then files under `-- name --` lines.

Counterpart: golang.org/x/tools/txtar. Property: `Archive.text` of what `parse` read is what was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARK = re.compile(r"^-- (.+) --$", re.M)


@dataclass(slots=True)
class Section:
    """name: what stands between the dashes; text: the lines below it."""

    name: str
    text: str


@dataclass(slots=True)
class Archive:
    comment: str
    sections: list[Section] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.comment + "".join(f"-- {s.name} --\n{s.text}" for s in self.sections)


def parse(text: str) -> Archive:
    marks = list(_MARK.finditer(text))
    archive = Archive(text[: marks[0].start()] if marks else text)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following is not None else len(text)
        archive.sections.append(Section(mark[1], text[mark.end() + 1 : end]))
    return archive

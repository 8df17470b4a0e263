"""Places as the compiler writes them: where `//line` directives say that generated code comes from.

What: editors show the file that is there; lines in the compiler's words name what the directives name.
Counterpart: `syntax/pos.go` (RelFilename, RelLine, RelCol), `cmd/internal/src/xpos.go`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from escapelens.source import FilePosition
from escapelens.syntax.file import SyntaxFile

_LAST_COLUMN = 254  # the compiler's positions hold no greater column


class PrintedPlaces:
    """Of one package's files."""

    def __init__(self, files: Mapping[str, SyntaxFile]) -> None:
        self._files = files

    def printed(self, at: FilePosition) -> tuple[str, int, int]:
        """(file, line, column) of a place; column 0: unknown."""
        column = at.column if at.column <= _LAST_COLUMN else 0
        file = self._files.get(at.file)
        directives = file.line_directives if file is not None else []
        i = bisect_right(directives, at.offset, key=lambda d: d.offset) - 1
        if file is None or i < 0:
            return at.file, at.line, column
        d = directives[i]
        below = file.data.count(b"\n", d.offset, at.offset)
        if not d.column:
            column = 0
        elif not below:
            column = d.column + at.offset - d.offset
        return d.file, d.line + below, column if column <= _LAST_COLUMN else 0

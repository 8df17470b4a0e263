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
        said = [file for file in files.values() if file.line_directives]
        self._files = {f.path: (f.data, f.line_directives, [d.offset for d in f.line_directives]) for f in said}

    def printed(self, at: FilePosition) -> tuple[str, int, int]:
        """(file, line, column) of a place; column 0: unknown."""
        column = at.column if at.column <= _LAST_COLUMN else 0
        known = self._files.get(at.file)
        if known is None:
            return at.file, at.line, column
        data, directives, offsets = known
        i = bisect_right(offsets, at.offset) - 1
        if i < 0:
            return at.file, at.line, column
        d = directives[i]
        below = data.count(b"\n", d.offset, at.offset)
        if not d.column:
            column = 0
        elif not below:
            column = d.column + at.offset - d.offset
        return d.file, d.line + below, column if column <= _LAST_COLUMN else 0

"""Which files are spoken of: `include` and `exclude`, lists of patterns as in a .gitignore file.

Property: what is left out is analysed all the same, for others hang on it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence


class Scope:
    """Patterns are relative to the first of the folders that holds a file."""

    def __init__(self, folders: Sequence[str], include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self._folders = folders
        self._include = self._exclude = None
        if include or exclude:
            from pathspec import GitIgnoreSpec  # most have no such settings

            self._include = GitIgnoreSpec.from_lines(include) if include else None
            self._exclude = GitIgnoreSpec.from_lines(exclude) if exclude else None

    def has(self, path: str) -> bool:
        if self._include is None and self._exclude is None:
            return True
        name = next((os.path.relpath(path, f) for f in self._folders if path.startswith(os.path.join(f, ""))), path)
        name = name.replace(os.sep, "/").lstrip("/")
        if self._include is not None and not self._include.match_file(name):
            return False
        return self._exclude is None or not self._exclude.match_file(name)

"""Reading files and folders, open editors first.

What: FileSystem answers from overlays (unsaved editor contents, or fixtures) before the disk.
Why: the only place of the analysis that touches the disk besides the fact store.
Counterpart: cmd/go/internal/fsys.
Property: an instance with its overlays is immutable; `with_overlays` makes the next one.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping

Identity = tuple[object, ...]


class FileSystem:
    """Paths are absolute and normalised (`os.path.normpath`)."""

    __slots__ = ("_added", "overlays")

    def __init__(self, overlays: Mapping[str, bytes] | None = None) -> None:
        self.overlays: dict[str, bytes] = {os.path.normpath(p): data for p, data in (overlays or {}).items()}
        added: dict[str, dict[str, bool]] = {}  # folder -> entries from overlays, name -> is a folder
        for path in self.overlays:
            directory, name = os.path.split(path)
            added.setdefault(directory, {})[name] = False
            while True:
                parent, name = os.path.split(directory)
                if parent == directory or name in added.get(parent, ()):
                    break
                added.setdefault(parent, {})[name] = True
                directory = parent
        self._added = added

    def with_overlays(self, overlays: Mapping[str, bytes]) -> FileSystem:
        return FileSystem(overlays)

    def read(self, path: str) -> bytes:
        """Raises OSError."""
        data = self.overlays.get(path)
        if data is not None:
            return data
        with open(path, "rb") as f:
            return f.read()

    def identity(self, path: str) -> Identity | None:
        """Changes whenever the content may have; None if there is no such file."""
        data = self.overlays.get(path)
        if data is not None:
            return ("overlay", hashlib.blake2b(data, digest_size=16).digest())
        try:
            s = os.stat(path)
        except (OSError, ValueError):
            return None
        return (s.st_mtime_ns, s.st_size, s.st_ino)

    def is_file(self, path: str) -> bool:
        if path in self.overlays:
            return True
        try:
            return stat.S_ISREG(os.stat(path).st_mode)
        except (OSError, ValueError):
            return False

    def is_dir(self, path: str) -> bool:
        if path in self._added:
            return True
        try:
            return stat.S_ISDIR(os.stat(path).st_mode)
        except (OSError, ValueError):
            return False

    def entries(self, directory: str) -> list[tuple[str, bool, bool]]:
        """Sorted (name, is a folder, is a symbolic link); empty if unreadable. Links to folders are no folders here."""
        found: dict[str, tuple[bool, bool]] = {}
        try:
            with os.scandir(directory) as it:
                for e in it:
                    found[e.name] = (e.is_dir(follow_symlinks=False), e.is_symlink())
        except (OSError, ValueError):
            pass
        for name, is_dir in self._added.get(directory, {}).items():
            found.setdefault(name, (is_dir, False))
        return sorted((name, d, link) for name, (d, link) in found.items())

    def file_names(self, directory: str) -> list[str]:
        """Sorted names of the files in a folder; links to folders are left out."""
        out = []
        for name, is_dir, link in self.entries(directory):
            if is_dir or (link and self.is_dir(os.path.join(directory, name))):
                continue
            out.append(name)
        return out

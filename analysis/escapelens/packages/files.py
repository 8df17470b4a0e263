"""Reading files and folders, open editors first.

What: FileSystem answers from overlays (unsaved editor contents, or fixtures) before the disk. What the disk says about
a path is asked once and kept (`Disk`): a loader over a FileSystem sees one state of the files, and `Disk.changed` tells
whether that still is the present one, by questions about metadata only.
Only regular files of bounded size are read, so a pipe or a device that is named `x.go` is a problem and no trap.
Why: the only place of the analysis that touches the disk besides the fact store.
Counterpart: cmd/go/internal/fsys.
Property: an instance with its overlays is immutable; `with_overlays` makes the next one.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping

from escapelens.digest import blake2b_128, sha256

Identity = tuple[object, ...]
Entry = tuple[str, bool, bool]

MAX_BYTES = 16 << 20
# Neither wait for somebody to write into a pipe, nor translate line ends.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

STAT, LIST = "stat", "list"
Question = tuple[str, str]
"""What was asked (STAT or LIST), and of which path."""


class Disk:
    """What the disk said when it was first asked.

    torn: whether a file was found to be another when it was read than when its digest was taken.
    """

    __slots__ = ("_digests", "_lists", "_stats", "torn")

    def __init__(self, before: Disk | None = None) -> None:
        """before: an earlier state, for the digests of files that are still the same."""
        self._stats: dict[str, Identity | None] = {}
        self._lists: dict[str, list[Entry]] = {}
        self._digests: dict[str, tuple[Identity, bytes]] = before._digests if before is not None else {}
        self.torn = False

    def stat(self, path: str) -> Identity | None:
        """("file", …), ("folder",) or ("other",); None if there is nothing."""
        try:
            return self._stats[path]
        except KeyError:
            found = self._stats[path] = _stat(path)
            return found

    def entries(self, directory: str) -> list[Entry]:
        found = self._lists.get(directory)
        if found is None:
            found = self._lists[directory] = _entries(directory)
        return found

    def digest(self, path: str) -> bytes:
        """SHA-256 of the content. Raises OSError."""
        identity = self.stat(path)
        known = self._digests.get(path)
        if known is not None and known[0] == identity:
            return known[1]
        digest = sha256(read_file(path)).digest()
        if identity is not None:
            self._digests[path] = identity, digest
        return digest

    def read(self, path: str) -> bytes:
        """The content as it is now. Raises OSError."""
        data = read_file(path)
        known = self._digests.get(path)
        if known is not None and known[0] == self._stats.get(path) and sha256(data).digest() != known[1]:
            self.torn = True
        return data

    def changed(self, questions: Iterable[Question]) -> bool:
        """Whether the disk would say something else today. What it was not asked does not count."""
        stats, lists = self._stats, self._lists
        for what, path in questions:
            if what == STAT:
                if path in stats and stats[path] != _stat(path):
                    return True
            elif path in lists:
                known, now = lists[path], _entries(path)
                if known != now and _relevant(known) != _relevant(now):
                    return True
        return False


def read_file(path: str) -> bytes:
    """The content of a regular file. Raises OSError, also where there is too much of it or it is something else.

    A link may lead anywhere, but to a file of the same kind only: nobody's /etc/passwd is Go.
    """
    if os.path.islink(path) and os.path.splitext(os.path.realpath(path))[1] != os.path.splitext(path)[1]:
        raise OSError(errno.EINVAL, "a link to a file of another kind", path)
    fd = os.open(path, os.O_RDONLY | _AT_ONCE)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        with open(fd, "rb", closefd=False) as f:
            data = f.read(MAX_BYTES + 1) if status.st_size <= MAX_BYTES else b""
    finally:
        os.close(fd)
    if max(len(data), status.st_size) > MAX_BYTES:
        raise _too_large(path)
    return data


def _too_large(path: str) -> OSError:
    return OSError(errno.EFBIG, f"larger than {MAX_BYTES >> 20} MB", path)


def _stat(path: str) -> Identity | None:
    try:
        s = os.stat(path)
    except (OSError, ValueError):
        return None
    if stat.S_ISREG(s.st_mode):
        return ("file", s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino)
    return ("folder",) if stat.S_ISDIR(s.st_mode) else ("other",)


def _entries(directory: str) -> list[Entry]:
    try:
        with os.scandir(directory) as it:
            return sorted((e.name, e.is_dir(follow_symlinks=False), e.is_symlink()) for e in it)
    except (OSError, ValueError):
        return []


def _relevant(entries: list[Entry]) -> list[Entry]:
    """Those that can make a package: editors put all kinds of other files beside them."""
    return [e for e in entries if (e[1] or e[2] or is_relevant(e[0])) and not e[0].startswith((".", "_"))]


def is_relevant(name: str) -> bool:
    return name.endswith((".go", ".s")) or name in ("go.mod", "go.work", "default.pgo")


class FileSystem:
    """Paths are absolute and normalised (`os.path.normpath`)."""

    __slots__ = ("_added", "_identities", "asked", "disk", "overlays")

    def __init__(self, overlays: Mapping[str, bytes] | None = None, disk: Disk | None = None) -> None:
        self._identities: dict[str, tuple[bytes, Identity]] = {}  # of overlays, by path
        self.overlays: dict[str, bytes] = {os.path.normpath(p): data for p, data in (overlays or {}).items()}
        self.disk = disk or Disk()
        self.asked: set[Question] | None = None  # of the disk or of overlays, where somebody wants to know
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
        """The same state of the disk under other overlays."""
        new = FileSystem(overlays, self.disk)
        new._identities = self._identities
        return new

    def later(self, overlays: Mapping[str, bytes]) -> FileSystem:
        """The disk as it is from now on, under overlays."""
        return FileSystem(overlays, Disk(self.disk))

    def recording(self) -> FileSystem:
        """The same files, but `asked` tells what was asked about them."""
        new = object.__new__(FileSystem)
        new.overlays, new.disk, new._added, new.asked = self.overlays, self.disk, self._added, set()
        new._identities = self._identities
        return new

    def read(self, path: str) -> bytes:
        """Raises OSError."""
        if self.asked is not None:
            self.identity(path)
        data = self.overlays.get(path)
        if data is None:
            return self.disk.read(path)
        if len(data) > MAX_BYTES:
            raise _too_large(path)
        return data

    def saved(self, path: str) -> bool:
        """Whether the disk has the text that counts, now."""
        data = self.overlays.get(path)
        if data is None:
            return True
        try:
            return read_file(path) == data
        except OSError:
            return False

    def digest(self, path: str) -> bytes:
        """SHA-256 of the content. Raises OSError."""
        data = self.overlays.get(path)
        return self.disk.digest(path) if data is None else sha256(data).digest()

    def identity(self, path: str) -> Identity | None:
        """Changes whenever the content may have; None if there is no such file."""
        if self.asked is not None:
            self.asked.add((STAT, path))
        data = self.overlays.get(path)
        if data is None:
            return self.disk.stat(path)
        known = self._identities.get(path)
        if known is None or known[0] is not data:
            known = self._identities[path] = data, ("overlay", blake2b_128(data).digest())
        return known[1]

    def is_file(self, path: str) -> bool:
        if self.asked is not None:
            self.asked.add((STAT, path))
        if path in self.overlays:
            return True
        found = self.disk.stat(path)
        return found is not None and found[0] == "file"

    def is_dir(self, path: str) -> bool:
        if self.asked is not None:
            self.asked.add((STAT, path))
        if path in self._added:
            return True
        found = self.disk.stat(path)
        return found is not None and found[0] == "folder"

    def entries(self, directory: str) -> list[Entry]:
        """Sorted (name, is a folder, is a symbolic link); empty if unreadable. Links to folders are no folders here."""
        if self.asked is not None:
            self.asked.add((LIST, directory))
        found = self.disk.entries(directory)
        added = self._added.get(directory)
        if not added:
            return found
        names = {name: (is_dir, link) for name, is_dir, link in found}
        for name, is_dir in added.items():
            names.setdefault(name, (is_dir, False))
        return sorted((name, d, link) for name, (d, link) in names.items())

    def file_names(self, directory: str) -> list[str]:
        """Sorted names of the files in a folder; links to folders are left out."""
        out = []
        for name, is_dir, link in self.entries(directory):
            if is_dir or (link and self.is_dir(os.path.join(directory, name))):
                continue
            out.append(name)
        return out

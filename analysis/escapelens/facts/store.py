"""The store of facts: one file per key under the user's cache folder.

Property kept: a reader sees a whole entry or none. An entry is written to a temporary file and renamed into place, and
carries a digest of its payload; whatever is short, foreign or damaged counts as absent and is removed. Several
processes may read and write at once; two that write the same key write the same bytes.
"""

from __future__ import annotations

import contextlib
import os

from escapelens.digest import sha256
from escapelens.record import dataclass

MAGIC = b"escapelens-facts\n"
_DIGEST_SIZE = 32
DEFAULT_LIMIT = 1 << 30  # bytes


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """entries: number of entries; size: their bytes; limit: bytes kept at most."""

    path: str
    entries: int
    size: int
    limit: int


class FactStore:
    """Facts by key (a hex digest). No method raises for the state of the disk."""

    def __init__(self, root: str | os.PathLike[str], limit: int = DEFAULT_LIMIT) -> None:
        self.root = os.fspath(root)
        self.limit = limit
        self._written = 0

    def _path(self, key: str) -> str:
        return os.path.join(self.root, key[:2], f"{key}.facts")

    def get(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            with open(path, "rb", buffering=0) as file:
                data = file.read()
        except OSError:
            return None
        head = len(MAGIC) + _DIGEST_SIZE
        payload = data[head:]
        if not data.startswith(MAGIC) or sha256(payload).digest() != data[len(MAGIC) : head]:
            with contextlib.suppress(OSError):
                os.unlink(path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # recently used
        return payload

    def trouble(self) -> str:
        """Why nothing can be kept here; "" if it can."""
        path = os.path.join(self.root, f".{os.getpid()}.tmp")
        try:
            os.makedirs(self.root, exist_ok=True)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
            os.unlink(path)
            return ""
        except OSError as error:
            return error.strerror or str(error)

    def put(self, key: str, payload: bytes) -> bool:
        """Store payload under key; False if the disk does not let us (the caller keeps its own copy)."""
        try:
            write_whole(self._path(key), MAGIC + sha256(payload).digest() + payload)
        except OSError:
            return False
        self._written += len(payload)
        if self._written > self.limit // 20:
            self._written = 0
            self.evict()
        return True

    def entries(self) -> list[tuple[float, int, str]]:
        """(time of last use, size, path) of each entry, and of leftovers of killed writers."""
        found = []
        for sub in _inside(self.root):
            for path in _inside(sub) if len(os.path.basename(sub)) == 2 else ():
                with contextlib.suppress(OSError):
                    st = os.stat(path)
                    found.append((st.st_mtime, st.st_size, path))
        return found

    def evict(self) -> None:
        """Remove the least recently used entries until the store is within its limit."""
        entries = sorted(self.entries())
        total = sum(size for _, size, _ in entries)
        for _, size, path in entries:
            if total <= self.limit:
                break
            with contextlib.suppress(OSError):
                os.unlink(path)
            total -= size

    def info(self) -> StoreInfo:
        entries = self.entries()
        return StoreInfo(self.root, len(entries), sum(size for _, size, _ in entries), self.limit)

    def clear(self) -> int:
        """Remove every entry; the number removed."""
        removed = 0
        for _, _, path in self.entries():
            with contextlib.suppress(OSError):
                os.unlink(path)
                removed += 1
        return removed


def _inside(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in os.listdir(folder)]
    except OSError:
        return []


def write_whole(path: str, data: bytes, mode: int = 0o600) -> None:
    """Write a file in one step, and its folder if there is none. Raises OSError; nothing of it is left then."""
    import tempfile  # most commands find all that they need

    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    fd, tmp = tempfile.mkstemp(dir=folder, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(fd, "wb") as f:
            f.write(data)
        if mode != 0o600:  # as which it was made
            os.chmod(tmp, mode)
        os.replace(tmp, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(tmp)
        raise

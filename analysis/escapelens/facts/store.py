"""The store of facts: one file per key under the user's cache folder.

Property kept: a reader sees a whole entry or none. An entry is written to a temporary file and renamed into place, and
carries a digest of its payload; whatever is short, foreign or damaged counts as absent and is removed. Several
processes may read and write at once; two that write the same key write the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

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
        self.root = Path(root)
        self.limit = limit
        self._written = 0

    def _path(self, key: str) -> Path:
        return self.root / key[:2] / f"{key}.facts"

    def get(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        head = len(MAGIC) + _DIGEST_SIZE
        payload = data[head:]
        if not data.startswith(MAGIC) or hashlib.sha256(payload).digest() != data[len(MAGIC) : head]:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # recently used
        return payload

    def trouble(self) -> str:
        """Why nothing can be kept here; "" if it can."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root):
                return ""
        except OSError as error:
            return error.strerror or str(error)

    def put(self, key: str, payload: bytes) -> bool:
        """Store payload under key; False if the disk does not let us (the caller keeps its own copy)."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fd, tmp = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
            try:
                with os.fdopen(fd, "wb") as f:
                    f.write(MAGIC + hashlib.sha256(payload).digest() + payload)
                os.replace(tmp, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(tmp)
                raise
        except OSError:
            return False
        self._written += len(payload)
        if self._written > self.limit // 20:
            self._written = 0
            self.evict()
        return True

    def entries(self) -> list[tuple[float, int, Path]]:
        """(time of last use, size, path) of each entry, and of leftovers of killed writers."""
        found = []
        for sub in self.root.glob("??"):
            for path in sub.iterdir() if sub.is_dir() else ():
                with contextlib.suppress(OSError):
                    st = path.stat()
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
                path.unlink()
            total -= size

    def info(self) -> StoreInfo:
        entries = self.entries()
        return StoreInfo(str(self.root), len(entries), sum(size for _, size, _ in entries), self.limit)

    def clear(self) -> int:
        """Remove every entry; the number removed."""
        removed = 0
        for _, _, path in self.entries():
            with contextlib.suppress(OSError):
                path.unlink()
                removed += 1
        return removed

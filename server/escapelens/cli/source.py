"""Lines of source files, for excerpts and comparisons."""

from __future__ import annotations

import os
from functools import lru_cache

from escapelens.packages.files import read_file


def source_lines(path: str) -> tuple[bytes, ...]:
    """Without their ends, as the file is now; none if it cannot be read."""
    try:
        status = os.stat(path)
        return _lines(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return ()


@lru_cache(maxsize=1024)
def _lines(path: str, _changed: int, _size: int) -> tuple[bytes, ...]:
    return tuple(line.rstrip(b"\r") for line in read_file(path).split(b"\n"))

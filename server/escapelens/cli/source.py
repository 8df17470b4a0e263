"""Lines of source files, for excerpts and comparisons."""

from __future__ import annotations

from functools import lru_cache

from escapelens.packages.files import read_file


@lru_cache(maxsize=1024)
def source_lines(path: str) -> tuple[bytes, ...]:
    """Without their ends; none if the file cannot be read."""
    try:
        return tuple(line.rstrip(b"\r") for line in read_file(path).split(b"\n"))
    except OSError:
        return ()

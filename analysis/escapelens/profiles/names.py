"""Names of functions as the linker writes them, and ours.

Counterpart: `cmd/internal/objabi.PathToPrefix` (dots behind the last slash of a path are `%2e`).
"""

from __future__ import annotations

from functools import lru_cache

from escapelens.regexp import regexp

_ESCAPED = regexp(r"%([0-9a-f]{2})")


@lru_cache(maxsize=65536)
def split(linker: str) -> tuple[str, str]:
    """Import path of the package that was compiled, and the function in it without type arguments."""
    name = without_arguments(linker)
    head, slash, tail = name.rpartition("/")
    package, _, function = tail.partition(".")
    return unescape(head + slash + package), function


def unescape(path: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), path)


@lru_cache(maxsize=65536)
def without_arguments(name: str) -> str:
    """Without what stands in brackets: a profile writes `F[...]`, the ledger each shape."""
    if "[" not in name:
        return name
    kept, depth = [], 0
    for c in name:
        depth += c == "["
        if not depth:
            kept.append(c)
        depth -= c == "]"
    return "".join(kept)

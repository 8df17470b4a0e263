"""Module versions: order, and escaping in the module cache.

Counterpart: golang.org/x/mod/semver (Compare), golang.org/x/mod/module (EscapePath), internal/gover for Go versions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from escapelens.regexp import regexp

_SEMVER = regexp(
    r"v(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?)?)?", re.A
)
_GO = regexp(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(alpha|beta|rc)(\d+))?", re.A)
_UPPER = regexp(r"[A-Z]")

Key = tuple[Any, ...]  # Any: numbers, texts and what is nested in them, of which only like are compared with like


def valid(version: str) -> bool:
    return _SEMVER.fullmatch(version) is not None


@lru_cache(maxsize=4096)
def key(version: str) -> Key:
    """Sorts as semver.Compare does; an invalid version is less than any valid one."""
    m = _SEMVER.fullmatch(version)
    if m is None:
        return (0,)
    numbers = tuple(int(g or 0) for g in m.groups()[:3])
    pre = m.group(4)
    if pre is None:
        return (1, *numbers, 1)
    parts = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in pre.split("."))
    return (1, *numbers, 0, parts)


@lru_cache(maxsize=256)
def go_key(version: str) -> Key:
    """Sorts Go versions as gover.Compare does ("1.21" < "1.21rc1" < "1.21.0", "1.9" < "1.10")."""
    m = _GO.fullmatch(version.removeprefix("go"))
    if m is None:
        return (-1,)
    major, minor, patch, kind, pre = m.groups()
    if kind is not None:
        return (int(major), int(minor or 0), 0, kind, int(pre))
    if patch is None:
        # the bare language version stands before its release candidates from 1.21 on
        language = (int(major), int(minor or 0))
        return (*language, 0, "") if language >= (1, 21) else (*language, 0, "~", 0)
    return (int(major), int(minor), int(patch), "~", 0)


def escape(text: str) -> str:
    """An upper-case letter is written `!` and its lower case in the module cache."""
    return _UPPER.sub(lambda m: "!" + m.group().lower(), text)

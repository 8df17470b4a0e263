"""Answers that were found before, in files named by a digest of all that the answer hangs on.

A full run takes hours; one that was interrupted goes on where it was.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agree.publish import ROOT
from agree.toolchain import pinned
from fixes.wild.corpora import FOLDER, Place

PROPOSING = ("kinds", "effects", "rewrite.py", "align.py", "oneline.py", "imports.py", "bulk.py")


def known(what: str, hangs_on: object, find: Callable[[], Any]) -> Any:
    """The answer (JSON) as it was kept, or as it is found now."""
    path = _file(what, hangs_on)
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    answer = find()
    keep(what, hangs_on, answer)
    return answer


def has(what: str, hangs_on: object) -> bool:
    return _file(what, hangs_on).exists()


def keep(what: str, hangs_on: object, answer: Any) -> None:
    path = _file(what, hangs_on)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(answer), encoding="utf-8")
    part.rename(path)


def _file(what: str, hangs_on: object) -> Path:
    digest = hashlib.sha256(repr((what, pinned().version, hangs_on)).encode()).hexdigest()[:24]
    return FOLDER / "answers" / what / digest[:2] / f"{digest}.json"


@functools.cache
def judges() -> str:
    """Digest of the code that a proof hangs on: all of the analysis but what proposes candidates."""
    h = hashlib.sha256()
    for path in sorted((ROOT / "analysis" / "escapelens").rglob("*.py")):
        if not any(part in PROPOSING for part in path.parts):
            h.update(path.name.encode() + b"\0" + path.read_bytes())
    return h.hexdigest()


@functools.lru_cache(maxsize=64)
def texts(place: Place) -> str:
    """Digest of the package's files and of the versions it is built with."""
    h = hashlib.sha256(place.package.encode())
    names = sorted(p for p in place.dir.iterdir() if p.is_file())
    for path in [*names, *(p for p in (place.cwd / "go.mod", place.cwd / "go.sum") if p.exists())]:
        h.update(Path(path).name.encode() + b"\0" + path.read_bytes())
    return h.hexdigest()

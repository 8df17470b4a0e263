"""Heap profiles from files: read, minus a base, of one kind of samples; and what helps against what they show."""

from __future__ import annotations

import os
import stat

from escapelens.engine import Engine
from escapelens.findings.model import Finding
from escapelens.fixes.model import Fix
from escapelens.profiles.bench import is_text
from escapelens.profiles.decode import decode
from escapelens.profiles.model import KINDS, Malformed, Profile
from escapelens.record import dataclass

LARGEST = 128 << 20  # bytes of a file


@dataclass(frozen=True, slots=True)
class Heap:
    """A profile and what is asked of it. made: when, in nanoseconds since 1970: as it says itself, or its file does."""

    path: str
    profile: Profile
    kind: str
    made: int

    @property
    def total(self) -> int:
        index = self.profile.index(self.kind)
        return sum(sample.values[index] for sample in self.profile.samples)


def read(path: str, kind: str = KINDS[0], base: str = "") -> Heap:
    """Raises Malformed, whose line names the file."""
    profile, earlier = _read(path), _read(base) if base else None
    made = profile.time or os.stat(path).st_mtime_ns
    try:
        if earlier is not None:
            profile = profile.minus(earlier)
        profile.index(kind)
        for name in KINDS[:2] if kind in KINDS[:2] else KINDS[2:]:
            profile.index(name)
    except Malformed as error:
        raise Malformed(f"{path}: {error}") from error
    return Heap(path, profile, kind, made)


def fixes_of(engine: Engine, key: str, finding: Finding) -> list[Fix]:
    """Proven fixes that do away with what a finding speaks of."""
    span = finding.span
    candidates = engine.fixes(key, span.file, span.start, span.end)
    proven = [fix for candidate in candidates if (fix := engine.prove(key, candidate)) is not None]
    return [fix for fix in proven if finding.key in (*fix.removes, *fix.covers)]


def load(path: str) -> bytes:
    """A file's bytes. Raises Malformed."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Malformed(f"{path}: it is no file")
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Malformed(f"{path}: {error.strerror}") from error
    if len(data) > LARGEST:
        raise Malformed(f"{path}: it has more than {LARGEST >> 20} MiB")
    return data


def _read(path: str) -> Profile:
    data = load(path)
    try:
        if is_text(data):
            raise Malformed("the output of a benchmark, no profile; name it with --bench")
        return decode(data)
    except Malformed as error:
        raise Malformed(f"{path}: {error}") from error

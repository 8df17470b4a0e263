"""It allocates less: findings that say so are gone, and none that says "allocated" is new."""

from __future__ import annotations

from collections import Counter

from escapelens.findings.model import Finding, PackageReport
from escapelens.fixes.model import Fix
from escapelens.record import replace

_Identity = tuple[str, str, str]


def gain(fix: Fix, before: PackageReport, after: PackageReport) -> Fix | None:
    """The fix with the findings it removes; None if nothing is gained, or if more is new than what the fix makes."""
    old, new = _allocations(before), _allocations(after)
    covered = [f for f in _findings(before) if f.key in fix.covers]
    gone = (old - new) | Counter(_identity(f) for f in covered)
    made = {_squeezed(text) for text in fix.makes}
    fresh = [k for k in new - old if not any(_squeezed(k[2]).startswith((m, f"movedtoheap:{m}")) for m in made)]
    if not gone or fresh:
        return None
    keys = {_identity(f): f.key for f in _findings(before)}
    return replace(fix, removes=tuple(dict.fromkeys([*(f.key for f in covered), *(keys[k] for k in gone)])))


def _squeezed(text: str) -> str:
    """Without spaces: the compiler sets its own."""
    return "".join(text.split())


def _findings(report: PackageReport) -> list[Finding]:
    return [f for file in report.files.values() for f in file.findings]


def _identity(f: Finding) -> _Identity:
    return f.function, f.code, f.compiler.split("\n")[0]


def _allocations(report: PackageReport) -> Counter[_Identity]:
    """Findings that say that something is allocated, without their places: an edit moves those."""
    return Counter(_identity(f) for f in _findings(report) if f.code != "leaking-param")

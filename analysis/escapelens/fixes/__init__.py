"""Quick fixes: one module per fix. A module proposes edits; the engine proves them by re-analysing the edited copy."""

from __future__ import annotations

import re
from collections import Counter

from escapelens.findings.model import Finding, PackageReport
from escapelens.fixes import pass_by_value, preallocate
from escapelens.fixes.context import FixContext
from escapelens.fixes.model import Fix

_MODULES = (preallocate, pass_by_value)


def propose(ctx: FixContext, path: str, start: int, end: int) -> list[Fix]:
    """Candidates that touch bytes start..end of the file, in a stable order, each once."""
    found: dict[tuple[object, ...], Fix] = {}
    for module in _MODULES:
        for fix in module.candidates(ctx, path, start, end):
            if not any(generated(ctx.texts[edit.file]) for edit in fix.edits):
                found.setdefault(fix.edits, fix)
    return list(found.values())


def generated(text: bytes) -> bool:
    """Whether a line before the package clause says that the file is generated (go/ast: IsGenerated)."""
    head = re.split(rb"^package\b", text, maxsplit=1, flags=re.MULTILINE)[0]
    return re.search(rb"^// Code generated .* DO NOT EDIT\.\r?$", head, re.MULTILINE) is not None


def wins(fix: Fix, before: PackageReport, after: PackageReport) -> tuple[str, ...]:
    """Keys of the findings that are gone; empty if nothing is gained or something new allocates in its place.

    Preallocating makes one allocation of known place instead of growth: the `make` it writes may be new.
    """
    old, new = _allocations(before), _allocations(after)
    gone = old - new
    fresh = new - old
    if fix.kind == preallocate.KIND:
        gone = Counter({k: n for k, n in gone.items() if k[1] == "append-growth" or k[1] == "runtime-alloc"})
        fresh = Counter({k: n for k, n in fresh.items() if "make(" not in k[2]})
    if not gone or fresh:
        return ()
    keys = {_identity(f): f.key for f in _findings(before)}
    return tuple(keys[k] for k in gone)


def _findings(report: PackageReport) -> list[Finding]:
    return [f for file in report.files.values() for f in file.findings]


def _identity(f: Finding) -> tuple[str, str, str]:
    return f.function, f.code, f.compiler.split("\n")[0]


def _allocations(report: PackageReport) -> Counter[tuple[str, str, str]]:
    """Findings that say that something is allocated, without their places: an edit moves those."""
    return Counter(_identity(f) for f in _findings(report) if f.code != "leaking-param")

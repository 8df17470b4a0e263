"""It allocates less: by the ledgers of the package's functions, some path pays less and none pays more.

What a call allocates the ledger does not follow; it is for the kind to say (`Fix.calls`): a call that is new must be
known, and one that is gone counts only if it is. Findings do not count: what escapes need not be allocated.

Property: an allocation that is new is covered by one that is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from escapelens.findings.model import Finding, PackageReport
from escapelens.fixes.context import FixContext
from escapelens.fixes.model import Fix
from escapelens.ledger import compare
from escapelens.ledger.model import FunctionCosts
from escapelens.ledger.weigh import Bounds
from escapelens.record import dataclass, replace

_Identity = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a package before or after the edit: what is said of it, and what its functions pay.

    contexts: its typed syntax, for each variant that was analysed.
    """

    report: PackageReport
    costs: Sequence[FunctionCosts]
    contexts: tuple[FixContext, ...] = ()


def gain(fix: Fix, before: Seen, after: Seen) -> Fix | None:
    """The fix with what it gains, in words, and the findings that are gone; None without gain, or if more is new."""
    old, new = _allocations(before.report), _allocations(after.report)
    covered = [f for f in _findings(before.report) if f.key in fix.covers]
    gone = (old - new) | Counter(_identity(f) for f in covered)
    won = compare.gain(before.costs, after.costs, _known(fix), fix.inner, fix.reused)
    if won is None:
        return None
    keys = {_identity(f): f.key for f in _findings(before.report)}
    removes = tuple(dict.fromkeys([*(f.key for f in covered), *(keys[k] for k in gone)]))
    return replace(fix, removes=removes, gain=won.text)


def _known(fix: Fix) -> Callable[[str], Bounds | None]:
    """What calls allocate; instances of a generic function all the same."""
    known = {"go.runtime.panicrangestate": Bounds(0, 0), **dict(fix.calls)}  # it does not come back
    return lambda name: known.get(_plain(name))


def _plain(name: str) -> str:
    """A function's name without type arguments: "slices.SortFunc", "p.(*Tree).walk"."""
    out, deep = [], 0
    for c in name:
        deep += c == "["
        if not deep:
            out.append(c)
        deep -= c == "]"
    return "".join(out)


def _findings(report: PackageReport) -> list[Finding]:
    return [f for file in report.files.values() for f in file.findings]


def _identity(f: Finding) -> _Identity:
    return f.function, f.code, f.compiler.split("\n")[0]


def _allocations(report: PackageReport) -> Counter[_Identity]:
    """Findings that say that something is allocated, without their places: an edit moves those."""
    return Counter(_identity(f) for f in _findings(report) if f.code != "leaking-param")

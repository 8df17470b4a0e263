"""What a check has found, as the formats get it, and how they speak of a comparison."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from escapelens.common.language import ENGLISH, Language
from escapelens.findings.model import Finding, PackageReport
from escapelens.record import dataclass
from escapelens.say import counted, listed, say

if TYPE_CHECKING:
    from escapelens.findings.versus import Allocation, Difference


@dataclass(frozen=True, slots=True)
class Result:
    """reports: what is spoken of, in order; with a difference what is new or has grown. root: the folder that paths are
    written relative to where others read them, the repository's. complete: everything named was analysed, nothing in
    part. against: what the difference is to. language: that of the reports, and of what is said of them."""

    reports: list[PackageReport]
    cwd: str
    root: str
    complete: bool = True
    difference: Difference | None = None
    against: str = ""
    language: Language = ENGLISH

    def findings(self) -> Iterator[Finding]:
        """Those that are shown, package by package, in the order of the files."""
        for report in self.reports:
            for path in sorted(report.files):
                yield from (f for f in report.files[path].findings if f.severity != "off")

    def path(self, path: str) -> str:
        """Relative to the root, with slashes; as it is if it lies elsewhere."""
        inside = os.path.isabs(path) and path.startswith(os.path.join(self.root, ""))
        return os.path.relpath(path, self.root).replace(os.sep, "/") if inside else path


def verdict(difference: Difference, against: str) -> str:
    """ "2 new allocations, 1 gone, 1 costs more; 120 as in main"."""
    said = [counted(len(difference.new), "{n} new allocation", "{n:,} new allocations")]
    if difference.gone:
        said.append(say("{n:,} gone", n=len(difference.gone)))
    if difference.grown:
        said.append(counted(len(difference.grown), "{n} costs more", "{n:,} cost more"))
    return say("{changes}; {n:,} as in {base}", changes=listed(said), n=difference.kept, base=against)


def cost(a: Allocation) -> str:
    """How big and how often, in a few words."""
    said = []
    if a.size is not None:
        said.append(counted(a.size, "{n} byte", "{n:,} bytes"))
    if a.loop:
        said.append(say("in a loop"))
    return listed(said)

"""What of a report is spoken of: `include` and `exclude`, `--only`, `--severity`, `--fail-on`."""

from __future__ import annotations

from escapelens.cli.options import Trouble
from escapelens.common.scope import Scope
from escapelens.findings.model import CODES, MARK, FileReport, Finding, PackageReport
from escapelens.packages.configure import nearest
from escapelens.record import dataclass, replace

ANY, PARTIAL, ASSERTED = "any", "partial", "asserted"
LEVELS = ("off", "hint", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Chosen:
    """files: those spoken of; only: codes, () for all; least: of LEVELS."""

    files: Scope
    only: frozenset[str] = frozenset()
    least: str = "off"

    def of(self, report: PackageReport) -> PackageReport:
        """The report with what was chosen of it. The compiler's lines stay as they are."""
        return replace(report, files={p: self._file(f) for p, f in report.files.items() if self.files.has(p)})

    def _file(self, file: FileReport) -> FileReport:
        if not self.only and self.least == "off":
            return file
        findings = tuple(f for f in file.findings if self._wants(f))
        return replace(file, findings=findings, notices=() if self.only and MARK not in self.only else file.notices)

    def _wants(self, finding: Finding) -> bool:
        if self.only and not {finding.code, ANY} & self.only:
            return False
        return LEVELS.index(finding.severity) >= LEVELS.index(self.least)


def matches(report: PackageReport, wanted: frozenset[str]) -> bool:
    """Whether the report holds what --fail-on names: a code matches though it is not shown, `any` what is shown."""
    if PARTIAL in wanted and report.partial:
        return True
    if any(f.severity == "error" for r in report.files.values() for f in r.findings):
        return True  # a promise is broken, which nobody has to ask for
    return any(
        (f.code in wanted and not f.ignored)
        or (ANY in wanted and f.severity != "off")
        or (f.partial and PARTIAL in wanted)
        or (f.asserted and ASSERTED in wanted and f.severity != "off")
        for r in report.files.values()
        for f in r.findings
    ) or (MARK in wanted and any(r.notices for r in report.files.values()))


def codes(option: str, raw: str, more: tuple[str, ...] = ()) -> frozenset[str]:
    """The codes that an option names, or ANY for `any` and `all`; more: other words it knows."""
    names = [name for name in raw.replace(",", " ").split() if name]
    if {"any", "all"} & set(names):
        return frozenset({ANY}) | ({*more} & set(names))
    for name in names:
        if name not in (*CODES, *more):
            known = (*CODES, *more)
            raise Trouble(f"{option}: no such code: {name}{nearest(name, known)}; there are {', '.join(known)}")
    return frozenset(names)

"""A profile laid over findings: who has which share.

What: `laid_over` sums samples up by where they belong; `measured` gives the findings of a report their shares, and
severities that follow them. A finding without samples and samples without a finding are told apart.

Property: the shares of findings, of named run-time allocations and of what is unknown make up the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from escapelens.findings.model import FileReport, Finding, Measured, PackageReport, Severity
from escapelens.profiles.joining import Joiner, Spot, frames_of
from escapelens.profiles.model import Profile, Sample
from escapelens.record import dataclass, field, replace

WARNING, INFO = 0.05, 0.005  # shares from which a finding is worth them

Ident = tuple[str, int, str, str]


@dataclass(slots=True, eq=False)
class Row:
    """What was allocated at one spot. value: of the kind asked for; objects, space: of the same samples; via: values by
    the user's own lines that led there; benchmarks: objects by the benchmarks that ran."""

    spot: Spot
    value: int = 0
    objects: int = 0
    space: int = 0
    via: Counter[tuple[str, int]] = field(default_factory=Counter)
    benchmarks: Counter[str] = field(default_factory=Counter)

    @property
    def sort_key(self) -> tuple[object, ...]:
        return -self.value, -self.space, self.spot.path, self.spot.line, self.spot.name, self.spot.unknown


@dataclass(slots=True, eq=False)
class Joined:
    """kind: of the samples; total: of all values. findings, named, unknown: rows, the largest first; calls: values of
    findings by bodies inlined from them, by identity; benchmarks: objects allocated in each."""

    kind: str
    total: int
    findings: list[Row]
    named: list[Row]
    unknown: list[Row]
    calls: Mapping[Ident, int]
    benchmarks: Mapping[str, int]

    def share(self, value: int) -> float:
        return value / self.total if self.total else 0.0

    def sum(self, rows: Iterable[Row]) -> int:
        return sum(row.value for row in rows)


def laid_over(profile: Profile, kind: str, joiner: Joiner, total: int = 0) -> Joined:
    """total: of which these samples are a part, 0: of themselves. Raises Malformed if there are no such samples."""
    index = profile.index(kind)
    family = kind.partition("_")[0]
    objects, space = profile.index(f"{family}_objects"), profile.index(f"{family}_space")
    rows: dict[tuple[object, ...], Row] = {}
    calls: Counter[Ident] = Counter()
    benchmarks: Counter[str] = Counter()
    for sample, spot in joiner.join(profile):
        ident = (spot.path, spot.line, spot.name, spot.unknown, spot.finding and identity(spot.finding))
        row = rows.setdefault(ident, Row(spot))
        row.value += sample.values[index]
        row.objects += sample.values[objects]
        row.space += sample.values[space]
        for finding in spot.calls:
            calls[identity(finding)] += sample.values[index]
        benchmark = _benchmark(sample)
        if benchmark:
            row.benchmarks[benchmark] += sample.values[objects]
            benchmarks[benchmark] += sample.values[objects]
        own = joiner.caller(sample)
        if own is not None:
            row.via[own] += sample.values[index]
    shown = sorted((row for row in rows.values() if row.value > 0), key=lambda row: row.sort_key)
    return Joined(
        kind,
        total or sum(row.value for row in shown),
        [row for row in shown if row.spot.finding is not None],
        [row for row in shown if row.spot.finding is None and row.spot.name],
        [row for row in shown if not row.spot.joined],
        calls,
        benchmarks,
    )


def _benchmark(sample: Sample) -> str:
    """The benchmark function that a sample was taken in."""
    stack = frames_of(sample)
    for frame in stack.chain + stack.below:
        name = frame.function.rpartition("/")[2].partition(".")[2].partition(".")[0]
        if name.startswith("Benchmark"):
            return name
    return ""


def identity(finding: Finding) -> Ident:
    return finding.span.file, finding.span.start, finding.code, finding.key


def measured(report: PackageReport, joined: Joined, asked: Mapping[str, Severity]) -> PackageReport:
    """The report with each finding's share, and severities by it. asked: severities chosen by code, which stand."""
    rows: dict[Ident, Row] = {}
    for row in joined.findings:
        assert row.spot.finding is not None
        ident = identity(row.spot.finding)
        known = rows.setdefault(ident, Row(row.spot))
        known.value += row.value
        known.objects += row.objects
        known.space += row.space

    def finding(f: Finding) -> Finding:
        ident = identity(f)
        row = rows.get(ident) or Row(Spot(f.span.file, f.span.line, f.function))
        share, calls = joined.share(row.value), joined.share(joined.calls.get(ident, 0))
        said = Measured(joined.kind, share, row.space, row.objects, calls, bool(row.spot.stale))
        severity = f.severity if f.ignored or f.code in asked else _severity(f, share)
        return replace(f, measured=said, severity=severity)

    files: dict[str, FileReport] = {
        path: replace(file, findings=tuple(map(finding, file.findings))) for path, file in report.files.items()
    }
    return replace(report, files=files)


def _severity(f: Finding, share: float) -> Severity:
    if share >= WARNING:
        return "warning"
    if share >= INFO:
        return "info"
    if share > 0:
        return "hint"
    return "off" if f.severity == "off" or f.part_of else "hint"

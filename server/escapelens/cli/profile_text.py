"""`escapelens profile --format=text`: tables for people, findings with fixes first."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from escapelens.cli.gc import short_path
from escapelens.cli.profile import Profiled
from escapelens.cli.text import console
from escapelens.common import words
from escapelens.findings.model import Finding
from escapelens.profiles.bench import Benchmark
from escapelens.profiles.joined import Row, identity
from escapelens.profiles.joining import plain
from escapelens.say import counted

SHOWN = 0.001  # shares below are left out, unless everything is asked for
_STYLES = ((0.05, "bold yellow"), (0.005, "bold cyan"), (0.0, "dim"))


def show(profiled: Profiled, color: str, *, everything: bool) -> None:
    _Page(console(color), profiled, everything).show()


class _Page:
    def __init__(self, out: Console, profiled: Profiled, everything: bool) -> None:
        self.out = out
        self.profiled = profiled
        self.joined = profiled.joined
        self.least = 0.0 if everything else SHOWN

    def show(self) -> None:
        joined = self.joined
        fixes = self.profiled.fixes
        self._head()
        fixable = [row for row in joined.findings if row.spot.finding and identity(row.spot.finding) in fixes]
        rest = [row for row in joined.findings if row not in fixable]
        self._section("Findings with a fix", fixable)
        self._section("Findings" if not fixable else "Other findings", rest)
        self._section("Allocations of the run time", joined.named)
        self._section("Without a place", joined.unknown)
        self._benchmarks()
        self._foot()

    def _head(self) -> None:
        joined, heap = self.joined, self.profiled.heap
        total = sum(row.space for row in joined.findings + joined.named + joined.unknown)
        objects = sum(row.objects for row in joined.findings + joined.named + joined.unknown)
        line = Text(f"{heap.path}: ", "bold")
        line.append(f"{joined.kind}: {words.amount(total)} in {counted(objects, '{n} object', '{n:,} objects')}: ")
        parts = (("findings", joined.findings), ("run time", joined.named), ("unknown", joined.unknown))
        line.append(", ".join(f"{words.percent(joined.share(joined.sum(rows)))} {what}" for what, rows in parts))
        self.out.print(line)

    def _section(self, title: str, rows: Iterable[Row]) -> None:
        shown = [row for row in rows if self.joined.share(row.value) >= self.least]
        if not shown:
            return
        self.out.print()
        self.out.print(Text(title, "bold"))
        for row in shown:
            self._row(row)

    def _row(self, row: Row) -> None:
        share = self.joined.share(row.value)
        spot, finding = row.spot, row.spot.finding
        style = next(style for least, style in _STYLES if share >= least)
        line = Text(f"{words.percent(share):>8}", style)
        line.append(f"  {words.amount(row.space):>9}  {row.objects:>11,}  ", "dim")
        cwd = self.profiled.result.cwd
        at = finding.span if finding is not None else None
        place = f"{at.line}:{at.column}" if at is not None else str(spot.line)
        line.append(f"{short_path(spot.path, cwd)}:{place}: ", "dim")
        if finding is not None:
            line.append(self.profiled.result.language(finding.message)).append(f" [{finding.code}]", "dim")
        elif spot.name:
            line.append(f"{spot.name} in {plain(spot.function)}")
        else:
            line.append(f"{plain(spot.function)}: {spot.unknown}", "magenta")
        if spot.stale == "moved":
            line.append(" (moved since)", "magenta")
        self.out.print(line)
        for said in self._more(row, finding):
            self.out.print(Text(" " * 34).append(said))

    def _more(self, row: Row, finding: Finding | None) -> Iterable[Text]:
        cwd = self.profiled.result.cwd
        own = row.via.most_common(1)
        if own and own[0][0] != (row.spot.path, row.spot.line):
            (path, line), value = own[0]
            part = "" if value == row.value else f", {words.percent(value / row.value)} of it"
            yield Text(f"for {short_path(path, cwd)}:{line}{part}", "dim")
        for name, allocations in self._each_run(row):
            yield Text(f"{allocations:,.2f} of {self._allocs(name):,.0f} allocs/op in {name}", "dim")
        for title in self.profiled.fixes.get(identity(finding), ()) if finding is not None else ():
            yield Text("fix: ", "green").append(title)

    def _each_run(self, row: Row) -> Iterable[tuple[str, float]]:
        """What a finding allocates each time that a benchmark runs its loop, by what all of it allocates."""
        for name, objects in sorted(row.benchmarks.items(), key=lambda x: (-x[1], x[0]))[:3]:
            allocs = self._allocs(name)
            if allocs:
                yield name, allocs * objects / max(self.joined.benchmarks[name], 1)

    def _allocs(self, function: str) -> float:
        """Allocations of each run of the only benchmark of this name."""
        found = [b.allocs for b in self.profiled.benchmarks if b.function == function and b.allocs is not None]
        return found[0] if len(found) == 1 else 0.0

    def _benchmarks(self) -> None:
        if not self.profiled.benchmarks:
            return
        self.out.print()
        self.out.print(Text("Benchmarks", "bold"))
        for b in self.profiled.benchmarks:
            self.out.print(Text(f"  {b.name}: ").append(_costs(b), "dim"))

    def _foot(self) -> None:
        self.out.print()
        quiet = len(self.profiled.quiet)
        said = [f"{counted(quiet, '{n} finding', '{n:,} findings')} without samples"] if quiet else []
        stale = [row for row in self.joined.findings + self.joined.named + self.joined.unknown if row.spot.stale]
        if stale:
            share = words.percent(self.joined.share(self.joined.sum(stale)))
            said.append(f"{share} of the samples are of code that has moved or changed since the profile was made")
        for path in self.profiled.doubtful:
            name = short_path(path, self.profiled.result.cwd)
            said.append(f"{name} is newer than the profile, and git has no text of that time: its lines may be others")
        for line in said:
            self.out.print(Text(line, "dim"))


def _costs(b: Benchmark) -> str:
    said = [f"{b.ns:,.0f} ns/op"]
    if b.bytes is not None:
        said.append(f"{b.bytes:,.0f} B/op")
    if b.allocs is not None:
        said.append(f"{b.allocs:,.0f} allocs/op")
    return ", ".join(said)

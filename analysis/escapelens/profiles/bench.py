"""What `go test -bench . -benchmem` prints, as values.

Counterpart: `testing/benchmark.go: BenchmarkResult.String, MemString`; golang.org/design/14313-benchmark-format.
"""

from __future__ import annotations

import re

from escapelens.profiles.model import Malformed
from escapelens.record import dataclass
from escapelens.regexp import regexp

_LINE = regexp(r"^(Benchmark\S*?)(?:-\d+)?\s+(\d+)\s+(\S.*)$")
_LONGEST = 64 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Of one benchmark or sub-benchmark (`BenchmarkX/small`), the means of its lines. allocs, bytes: each op, None
    without -benchmem."""

    name: str
    runs: int
    ns: float
    bytes: float | None
    allocs: float | None

    @property
    def function(self) -> str:
        return self.name.partition("/")[0]


def read_benchmarks(text: bytes) -> list[Benchmark]:
    """In the order in which they were run first. Raises Malformed if there is none."""
    if len(text) > _LONGEST:
        raise Malformed(f"it has more than {_LONGEST >> 20} MiB")
    found: dict[str, list[tuple[int, dict[str, float]]]] = {}
    for line in text.decode("utf-8", "replace").splitlines():
        match = _LINE.match(line.strip())
        if match is not None and (said := _measures(match[3])):
            found.setdefault(match[1], []).append((int(match[2][:18]), said))
    if not found:
        raise Malformed("no benchmark's line in it; it is what `go test -bench . -benchmem` prints")
    return [_mean(name, lines) for name, lines in found.items()]


def is_text(data: bytes) -> bool:
    """Is it the output of `go test`, rather than a profile?"""
    return re.search(rb"^Benchmark\S*\s+\d+\s", data, re.MULTILINE) is not None


def _measures(rest: str) -> dict[str, float]:
    """Values by unit: "12.5 ns/op 16 B/op"."""
    words = rest.split()
    found = {}
    for value, unit in zip(words[::2], words[1::2], strict=False):
        try:
            found[unit] = float(value)
        except ValueError:
            return {}
    return found


def _mean(name: str, lines: list[tuple[int, dict[str, float]]]) -> Benchmark:
    def mean(unit: str) -> float | None:
        values = [said[unit] for _, said in lines if unit in said]
        return sum(values) / len(values) if values else None

    return Benchmark(name, sum(runs for runs, _ in lines), mean("ns/op") or 0.0, mean("B/op"), mean("allocs/op"))

"""Figures by kind, for docs/fixes.md and the README."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from agree.publish import ROOT, replace_block
from fixes.wild.corpora import Place
from fixes.wild.offers import Offer
from fixes.wild.oracle import Verdict

FILES = (ROOT / "docs" / "fixes.md", ROOT / "README.md")


@dataclass(frozen=True, slots=True)
class Asked:
    place: Place
    offer: Offer
    verdict: Verdict


@dataclass(slots=True)
class Row:
    """Offers of a kind; of these, those with good news."""

    offers: int = 0
    good: dict[str, int] = field(default_factory=dict)
    tested: int = 0
    fewer: int = 0
    measured: int = 0

    def add(self, asked: Asked) -> None:
        wrong = asked.verdict.wrong(asked.offer)
        self.offers += 1
        for question in ("compiles", "vet", "gofmt", "claimed"):
            self.good[question] = self.good.get(question, 0) + (question not in wrong and "compiles" not in wrong)
        self.tested += asked.verdict.tests != "-"
        self.good["tests"] = self.good.get("tests", 0) + (not asked.verdict.tests)
        self.measured += bool(asked.verdict.benchmarks)
        self.fewer += asked.verdict.fewer and "benchmarks" not in wrong

    def cells(self) -> list[str]:
        good = self.good
        counts = [str(good.get(question, 0)) for question in ("compiles", "vet", "gofmt", "claimed")]
        tests, bench = f"{good.get('tests', 0)} of {self.tested}", f"{self.fewer} of {self.measured}"
        return [str(self.offers), *counts, tests, bench]


def table(asked: Iterable[Asked], packages: dict[str, tuple[int, int]]) -> str:
    """Markdown. packages: how many were gone through, and how many there are, by corpus."""
    rows: dict[str, Row] = {}
    whole = Row()
    for a in asked:
        rows.setdefault(a.offer.kind, Row()).add(a)
        whole.add(a)
    out = [
        "| kind | offers | compile | vet | gofmt | `-m` as said | tests green | benchmarks with fewer allocations |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind, row in sorted(rows.items(), key=lambda pair: (-pair[1].offers, pair[0])):
        out.append(f"| {kind.replace('_', '-')} | {' | '.join(row.cells())} |")
    out.append(f"| all | {' | '.join(whole.cells())} |")
    said = ", ".join(f"{name} ({n} of {all_})" for name, (n, all_) in packages.items())
    return "\n".join(out) + f"\n\nPackages gone through: {said}.\n"


def write(text: str, files: Iterable[Path] = FILES) -> None:
    for path in files:
        path.write_text(replace_block(path.read_text(encoding="utf-8"), "fixes", text), encoding="utf-8")

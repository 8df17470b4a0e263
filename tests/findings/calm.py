"""How calm it is: squiggles per 1,000 lines of whole packages, and what a loop allocates without being shown.

    python -m findings.calm [--preset calm|all|hot] [PATTERN…]

Patterns are those of `go build`, the standard library's packages included. Without any, the packages that the bars are
set for: exit status 1 if one of them is above its bar, or anything that a loop allocates is off.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine, Options
from escapelens.findings.severity import Rules
from escapelens.packages.files import read_file

BARS = {"net/http": 8.0, "encoding/json": 15.0, "go/parser": 15.0}
MODULES = 8.0  # what is named on the command line


def count(patterns: list[str], rules: Rules | None = None) -> Iterator[tuple[str, int, int, int]]:
    """Of each package: import path, lines, squiggles (information and warnings), findings in loops that are off."""
    engine = Engine(Options(rules=rules or Rules(), keep=True), cache_dir())
    keys, errors = engine.resolve(patterns, os.getcwd())
    if errors:
        raise SystemExit("\n".join(errors))
    for key in keys:
        report = engine.analyze(key)
        found = [f for file in report.files.values() for f in file.findings]
        shown = {f.key for f in found if f.severity != "off"}
        silent = [f for f in found if f.often == "loop" and f.key not in shown and f.part_of not in shown]
        lines = sum(read_file(path).count(b"\n") for path in report.files)
        yield report.import_path, lines, sum(f.severity in ("info", "warning") for f in found), len(silent)


def main() -> int:
    parser = argparse.ArgumentParser(prog="findings.calm", description=__doc__.partition("\n")[0])
    parser.add_argument("patterns", nargs="*", default=list(BARS))
    parser.add_argument("--preset", choices=["calm", "all", "hot"], default="calm")
    args = parser.parse_args()
    failed = False
    for name, lines, squiggles, silent in count(args.patterns, Rules(args.preset)):
        rate = 1000 * squiggles / max(lines, 1)
        bar = BARS.get(name, MODULES)
        failed = failed or rate > bar or silent > 0
        print(f"{name}: {rate:.1f} squiggles per 1,000 lines (bar {bar:g}), {silent} in loops are off; {lines} lines")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

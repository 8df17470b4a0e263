"""Findings drawn at random, to be read: is each true, and is its advice of use?

    python -m findings.sample [--count 100] [--seed 1] [--each 5] PATTERN…

Patterns are those of `go build`; `--each` findings of each package at most. What is off is left out, unless `--off`.
"""

from __future__ import annotations

import argparse
import os
import random
import sys

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine, Options
from escapelens.findings.model import Finding
from escapelens.packages.files import read_file


def sample(patterns: list[str], count: int, each: int, seed: int, off: bool) -> list[Finding]:
    engine = Engine(Options(keep=True), cache_dir())
    keys, errors = engine.resolve(patterns, os.getcwd())
    if errors:
        raise SystemExit("\n".join(errors))
    draw = random.Random(seed)
    draw.shuffle(keys)
    found: list[Finding] = []
    for key in keys:
        if len(found) >= count:
            break
        report = engine.analyze(key)
        some = [f for file in report.files.values() for f in file.findings if off or f.severity != "off"]
        found += draw.sample(some, min(each, len(some)))
        engine.forget(key)
    return found[:count]


def main() -> int:
    parser = argparse.ArgumentParser(prog="findings.sample", description=__doc__.partition("\n")[0])
    parser.add_argument("patterns", nargs="*", default=["std"])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--off", action="store_true")
    args = parser.parse_args()
    for i, f in enumerate(sample(args.patterns, args.count, args.each, args.seed, args.off), 1):
        line = read_file(f.span.file).split(b"\n")[f.span.line - 1].decode("utf-8", "replace").strip()
        print(f"{i}. {f.span.file}:{f.span.line} {f.function} [{f.code} {f.severity} {f.often} {f.cold}]")
        print(f"    {line}\n    {f.message}")
        for step in f.steps:
            print(f"      - {step.message}")
        print(f"    => {f.advice}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

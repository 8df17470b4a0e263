"""Findings drawn at random, to be read: is each true, and is its advice of use?

    python -m findings.sample [--count 50] [--seed 1] [--each 2] [--source 4] [--modules] [PATTERN…]

prints as many findings with the lines of source around them. Patterns are those of `go build`, `std` without any;
`--modules`: the packages of the ten modules that agreement is measured on, and what they import, instead. `--each`
findings of each package at most. What is off is left out, unless `--off`.
"""

from __future__ import annotations

import argparse
import os
import random
import sys

from agree.corpora import MODULES, Row, packages
from agree.toolchain import pinned
from escapelens.common.cache import cache_dir
from escapelens.engine import Engine, Options
from escapelens.findings.model import Finding, Span
from escapelens.packages.files import read_file

_MODULES = Row("", (".",), "", module=MODULES)


def sample(patterns: list[str], cwd: str, count: int, each: int, seed: int, off: bool) -> list[Finding]:
    engine = Engine(Options(keep=True), cache_dir())
    keys, errors = engine.resolve(patterns, cwd)
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


def around(f: Finding, lines: int) -> str:
    """The lines around a finding, its own marked."""
    text = read_file(f.span.file).decode("utf-8", "replace").split("\n")
    shown = range(max(f.span.line - lines, 1), min(f.span.line + lines, len(text)) + 1)
    return "\n".join(f"    {n:>5}{'>' if n == f.span.line else ' '} {text[n - 1].expandtabs(4)}" for n in shown)


def place(span: Span, here: str) -> str:
    """The line of a step, and the file that it is in if that is another one."""
    return str(span.line) if span.file == here else f"{os.path.basename(span.file)}:{span.line}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="findings.sample", description=__doc__.partition("\n")[0])
    parser.add_argument("patterns", nargs="*", default=["std"])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", type=int, default=4, help="lines of source before and after")
    parser.add_argument("--modules", action="store_true", help="packages of modules, in place of patterns")
    parser.add_argument("--off", action="store_true")
    args = parser.parse_args()
    patterns, cwd = args.patterns, os.getcwd()
    if args.modules:
        cwd = str(MODULES)
        patterns = sorted(packages(_MODULES, MODULES, pinned()))
    for i, f in enumerate(sample(patterns, cwd, args.count, args.each, args.seed, args.off), 1):
        cold = f" {f.cold}" if f.cold else ""
        print(f"{i}. {f.span.file}:{f.span.line} {f.function} [{f.code} {f.severity} {f.often}{cold}]")
        print(around(f, args.source))
        print(f"    {f.message}")
        for step in f.steps:
            print(f"      - {place(step.span, f.span.file)}: {step.message}")
        print(f"    => {f.advice}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make agree`: agreement with the pinned compiler, by kind of message and by package.

Scores the lines whose file belongs to the package analysed, as sets of (file, line, column, message).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from agree import oracle
from agree.ours import Request, analyse
from agree.publish import write
from agree.reasons import Reasons, compare_reasons
from agree.score import ESCAPE_KINDS, INLINE_KINDS, KINDS, Comparison, Tally, classes, compare


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="agree", description=__doc__)
    parser.add_argument("patterns", nargs="*", default=["std"], help="packages (default: std)")
    parser.add_argument("--flags", action="append", help="gcflags, repeatable (default: -m -l, -m, -m=2)")
    parser.add_argument("--sample", type=int, default=0, help="only N packages, drawn with --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--module", help="directory of the module to resolve the patterns in")
    parser.add_argument("--fail-below", type=float, default=0.0, help="exit 1 if an F1 is lower")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--write", action="store_true", help="write the figures into README.md and docs/agreement.md")
    parser.add_argument("--diff", action="store_true", help="print every line that differs")
    args = parser.parse_args(argv)

    with tempfile.TemporaryDirectory() as tmp:
        cwd = Path(args.module) if args.module else oracle.scratch_module(Path(tmp))
        dirs = oracle.list_packages(args.patterns, cwd)
        names = sorted(n for n in dirs if n != "unsafe")
        if args.sample:
            names = sorted(random.Random(args.seed).sample(names, min(args.sample, len(names))))
        if not names:
            print("no packages match", file=sys.stderr)
            return 2
        failed = False
        runs: dict[str, list[Comparison]] = {}
        for flags in args.flags or (["-m -l", "-m"] if args.sample else ["-m -l", "-m", "-m=2"]):
            patterns = names if args.sample or args.module else args.patterns
            theirs = oracle.compile_lines(patterns, flags, cwd, dirs)
            requests = [Request(n, str(dirs[n]), str(cwd), flags) for n in names]
            comparisons = run(requests, theirs, args.jobs)
            failed |= report(flags, comparisons, args)
            runs[flags] = comparisons
        if args.json:
            args.json.write_text(json.dumps({flags: as_json(c) for flags, c in runs.items()}, indent=1))
        if args.write:
            write(
                (oracle.goroot() / "VERSION").read_text().split()[0].removeprefix("go"), " ".join(args.patterns), runs
            )
    return 1 if failed else 0


def run(requests: list[Request], theirs: dict[str, list[oracle.Line]], jobs: int) -> list[Comparison]:
    comparisons = []
    with ProcessPoolExecutor(jobs) as pool:
        for response in pool.map(analyse, requests):
            ours, want = list(response.lines), theirs.get(response.package, [])
            c = compare(response.package, ours, want)
            if "-m=2" in response.flags.split():
                c.reasons = compare_reasons(ours, want)
            c.seconds, c.error = response.seconds, response.error
            comparisons.append(c)
    return comparisons


def report(flags: str, comparisons: list[Comparison], args: argparse.Namespace) -> bool:
    """Print the tables of one run; True if it is below what was asked for."""
    print(f"\n== go build -gcflags='{flags}', {len(comparisons)} packages")
    print(f"{'kind':<20}{'same':>9}{'missing':>9}{'extra':>9}{'F1':>9}")
    for kind in KINDS:
        row(kind, sum_of(comparisons, (kind,)))
    escape, inline = sum_of(comparisons, ESCAPE_KINDS), sum_of(comparisons, INLINE_KINDS)
    row("escape kinds", escape)
    row("inline kinds", inline)
    row("all kinds", sum_of(comparisons, KINDS))
    reasons = reasons_of(comparisons)
    if reasons is not None:
        for name, share in (
            ("inlining decisions", reasons.decisions),
            ("costs and reasons", reasons.details),
            ("chains of flow", reasons.chains),
        ):
            print(f"{name:<20}{share.same:>9} of {share.all} the same ({share.value:.4%}), {share.extra} extra")
        print(f"heap verdicts without a chain at their place: {reasons.unexplained}")
    worst = sorted((c for c in comparisons if c.total(KINDS).f1 < 1), key=lambda c: -(len(c.missing) + len(c.extra)))
    print("\npackages with most differing lines:")
    for c in worst[:20]:
        t = c.total(KINDS)
        counts = f"{t.same:>7} same {t.missing:>6} missing {t.extra:>6} extra"
        print(f"  {c.package:<44}{counts}  {t.f1:.4f}  {c.seconds:.1f} s")
    print("\nclasses of difference (- missing, + extra):")
    for key, n, example in classes(comparisons):
        print(f"  {n:>6} {key:<24} {example}")
    errors = [c for c in comparisons if c.error]
    for c in errors:
        print(f"\nERROR {c.package}: {c.error}")
    if args.diff:
        for c in comparisons:
            for sign, lines in (("-", c.missing), ("+", c.extra)):
                for line in lines:
                    print(f"{sign} {c.package}/{line.file}:{line.line}:{line.column}: {line.text}")
    low = [t.f1 for t in (escape, inline) if t.same + t.missing + t.extra and t.f1 < args.fail_below]
    if low:
        print(f"\nF1 {min(low):.4f} is below {args.fail_below}")
    return bool(errors or low)


def sum_of(comparisons: list[Comparison], kinds: tuple[str, ...]) -> Tally:
    total = Tally()
    for c in comparisons:
        total.add(c.total(kinds))
    return total


def reasons_of(comparisons: list[Comparison]) -> Reasons | None:
    """What -m=2 adds, over all packages; None at other flags."""
    found = [c.reasons for c in comparisons if c.reasons is not None]
    if not found:
        return None
    total = Reasons()
    for r in found:
        total.add(r)
    return total


def row(name: str, t: Tally) -> None:
    print(f"{name:<20}{t.same:>9}{t.missing:>9}{t.extra:>9}{t.f1:>9.4f}")


def as_json(comparisons: list[Comparison]) -> list[dict[str, object]]:
    return [
        {
            "package": c.package,
            "seconds": round(c.seconds, 3),
            "error": c.error,
            "kinds": {k: [t.same, t.missing, t.extra] for k, t in c.tallies.items()},
        }
        for c in comparisons
    ]


if __name__ == "__main__":
    sys.exit(main())

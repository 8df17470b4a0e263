"""`escapelens report PATTERN… -o report.html`: all that is known of packages, as a page to share.

Exit status: 0 written, 2 usage, or nothing could be analysed.
"""

from __future__ import annotations

import argparse
import os
import sys

from escapelens.cli.against import against_baseline
from escapelens.cli.check import concluded
from escapelens.cli.options import make_engine, read_settings, resolve, root_of, scope
from escapelens.cli.page import render
from escapelens.cli.page.model import Page
from escapelens.cli.profile import profile
from escapelens.cli.progress import Progress
from escapelens.cli.result import Result
from escapelens.cli.source import source_lines
from escapelens.common import heap
from escapelens.common.garbage import Sweeper
from escapelens.common.language import language, translated
from escapelens.common.settings import Settings
from escapelens.findings.model import PackageReport
from escapelens.findings.versus import allocations
from escapelens.profiles.joined import Joined
from escapelens.profiles.model import Malformed
from escapelens.record import replace

NOTHING = 2


def run(args: argparse.Namespace) -> int:
    return concluded(args.output, lambda: _run(args), Malformed)


def _run(args: argparse.Namespace) -> int:
    cwd = os.getcwd()
    settings = read_settings(args, cwd)
    patterns = args.patterns or ["."]
    about, joined, read = "", None, None
    if args.profile:
        read = heap.read(args.profile, args.sample)
        profiled = profile(read, settings, patterns, cwd, fixes=False)
        plain, reports, joined, about = profiled.plain, profiled.reports, profiled.joined, profiled.about
    else:
        plain, about = _analysed(settings, patterns, cwd)
        reports = plain
    if not any(report.files for report in reports):
        return NOTHING
    result = Result(reports, cwd, root_of(cwd) or cwd)
    if args.baseline:
        difference = against_baseline(args.baseline, [*allocations(plain, source_lines, settings.severity)])
        result = replace(result, difference=difference, against=os.path.basename(args.baseline))
    sys.stdout.write(page_of(settings, result, about, read, joined))
    return 0


def page_of(settings: Settings, result: Result, about: str, read: heap.Heap | None, joined: Joined | None) -> str:
    tongue = language(settings.locale)
    shown = replace(result, reports=[translated(report, tongue) for report in result.reports], language=tongue)
    return render(Page(_title(result), about.partition(", ")[0], shown, read, joined))


def _analysed(settings: Settings, patterns: list[str], cwd: str) -> tuple[list[PackageReport], str]:
    engine = make_engine(settings, keep=True)
    keys, _ = resolve(engine, patterns, cwd)
    files = scope(settings, cwd)
    reports = []
    sweeper = Sweeper()
    with Progress(len(keys)) as progress:
        for done, key in enumerate(keys):
            progress.at(done, os.path.basename(key))
            report = engine.analyze(key)
            reports.append(replace(report, files={p: f for p, f in report.files.items() if files.has(p)}))
            sweeper.sweep()
    return reports, engine.about


def _title(result: Result) -> str:
    """What the packages have in common: the module's path, mostly."""
    paths = [report.import_path for report in result.reports]
    common = os.path.commonpath(paths) if paths and not any(path.startswith("/") for path in paths) else ""
    return common or os.path.basename(result.cwd)

"""`escapelens check`: analyse packages, print, and say by the exit status what was found."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from escapelens.cli.chosen import ASSERTED, PARTIAL, Chosen, codes, matches
from escapelens.cli.options import Trouble, complain, make_engine, read_settings, resolve, root_of, scope
from escapelens.cli.progress import Progress
from escapelens.common.garbage import Sweeper
from escapelens.common.language import Language, language, translated
from escapelens.engine import Engine
from escapelens.findings.model import MARK, PROMISE, PackageReport
from escapelens.record import replace

if TYPE_CHECKING:
    from escapelens.cli.result import Result

OK, MATCHED, NOTHING = 0, 1, 2
MODULES = {"json": "json_"}  # a format is a module of its name, imported when it is asked for


def run(args: argparse.Namespace) -> int:
    return concluded(args.output, lambda: _run(args))


def concluded(path: str, command: Callable[[], int], *troubles: type[Exception]) -> int:
    """`written`, with trouble as a complaint. troubles: exceptions besides Trouble that tell the user of it."""
    told: tuple[type[Exception], ...] = (Trouble, *troubles)
    try:
        return written(path, command)
    except told as trouble:
        complain(str(trouble))
        return NOTHING


def written(path: str, command: Callable[[], int]) -> int:
    """What a command prints goes to a file, if there is one; its exit status. Raises Trouble."""
    if not path:
        return command()
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = command()
    return status if status == NOTHING else _write(path, said.getvalue(), status)


def _write(path: str, text: str, status: int) -> int:
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Trouble(f"--output {path}: {error.strerror}") from error
    return status


def _run(args: argparse.Namespace) -> int:
    cwd = os.getcwd()
    wanted = codes("--fail-on", args.fail_on, (PARTIAL, ASSERTED, PROMISE, MARK))
    settings = read_settings(args, cwd)
    tongue = language(settings.locale)
    compared = bool(args.baseline or args.diff or args.write_baseline)
    chosen = Chosen(scope(settings, cwd), codes("--only", args.only, (PROMISE, MARK)), args.severity)

    make = partial(
        make_engine,
        settings,
        no_inline=args.no_inline,
        no_optimize=args.no_optimize,
        level=args.level,
        foreign=args.foreign,
        keep=not args.fresh,
        lines=args.format == "gc" and not wanted and not compared,
    )
    if args.watch:
        if compared or args.output or args.format != "text":
            raise Trouble("--watch prints text, and compares nothing")
        from escapelens.cli import watch

        return watch.run(args, make(live=True), chosen, cwd, lambda: True, tongue)
    engine = make()
    patterns = args.patterns or ["."]
    keys, complete = resolve(engine, patterns, cwd)
    past = None
    if args.diff:
        from escapelens.cli.against import Past

        past = Past(cwd, args.diff)
    show = None if compared else _streaming(args, cwd, keys, tongue)
    reports: dict[str, PackageReport] = {}
    sweeper = Sweeper()
    analysed = False
    with Progress(len(keys), args.quiet) as progress:
        for key, report in _reports(engine, make, keys, patterns, args, progress):
            progress.clear()
            _complain(report, args)
            analysed = analysed or bool(report.files)
            reports[key] = report = chosen.of(report)
            if show is not None:
                show(report)
            if len(reports) < len(keys):
                sweeper.sweep()
    if not analysed and past is None:
        return NOTHING
    from escapelens.cli.result import Result

    result = Result([*reports.values()], cwd, _root(cwd), complete and analysed and not _partial(reports))
    if compared:
        from escapelens.cli import against
        from escapelens.cli.source import source_lines
        from escapelens.findings.versus import allocations

        found = [*allocations(reports.values(), source_lines, settings.severity)]
        if args.write_baseline:
            written = against.write_baseline(args.write_baseline, found)
            if not args.quiet:
                complain(f"{args.write_baseline}: {written:,} allocations")
            return OK
        if past is not None:
            difference = past.difference(engine, make, patterns, cwd, reports, chosen.of, settings.severity)
        else:
            difference = against.against_baseline(args.baseline, found)
        new = against.only_new(result.reports, difference)
        result = Result(new, cwd, result.root, result.complete, difference, args.diff or args.baseline)
        show = _streaming(args, cwd, keys, tongue)
        if show is not None:
            for report in new:
                show(report)
    _finish(args, replace(result, reports=[translated(r, tongue) for r in result.reports], language=tongue))
    if result.difference is not None and not wanted:
        broken = any(matches(report, frozenset()) for report in result.reports)
        return MATCHED if result.difference.more or broken else OK
    return MATCHED if any(matches(report, wanted) for report in result.reports) else OK


def _reports(
    engine: Engine,
    make: Callable[[], Engine],
    keys: list[str],
    patterns: list[str],
    args: argparse.Namespace,
    progress: Progress,
) -> Iterator[tuple[str, PackageReport]]:
    """Of each package in turn; in several processes if that is asked for."""
    made: Iterator[PackageReport] = map(engine.analyze, keys)
    jobs = args.jobs or os.cpu_count() or 1
    if jobs > 1 and len(keys) > 1:
        from escapelens.cli import jobs as processes

        made = processes.reports(engine, make, keys, patterns, os.getcwd(), jobs)
    for done, key in enumerate(keys):
        progress.at(done, os.path.basename(key))
        started = time.perf_counter()
        report = next(made)
        if args.stats:
            seconds = time.perf_counter() - started
            complain(f"{report.import_path}: {report.stats.functions} functions in {seconds:.3f} s")
        yield key, report


def _complain(report: PackageReport, args: argparse.Namespace) -> None:
    for reason in () if args.quiet else report.partial:
        complain(f"{report.import_path}: partial: {reason}")


def _partial(reports: dict[str, PackageReport]) -> bool:
    return any(report.partial for report in reports.values())


def _root(cwd: str) -> str:
    """What paths are relative to where others read them: the repository's root."""
    return root_of(cwd) or cwd


def _streaming(
    args: argparse.Namespace, cwd: str, keys: list[str], tongue: Language
) -> Callable[[PackageReport], None] | None:
    """Formats that are printed package by package."""
    if args.format == "gc":
        from escapelens.cli import gc

        level = args.level or 1
        folders = None if args.foreign else {os.path.dirname(key) if key.endswith(".go") else key for key in keys}
        return lambda report: gc.show(report, level, cwd, folders)
    if args.format == "text":
        from escapelens.cli import text

        out = text.console(args.color)
        return lambda report: text.show(out, translated(report, tongue), cwd, tongue)
    return None


def _finish(args: argparse.Namespace, result: Result) -> None:
    """What comes behind the packages, or everything."""
    if args.format == "text":
        from escapelens.cli import text

        if not args.quiet:
            text.summary(text.console(args.color), result)
    elif args.format != "gc":
        module = importlib.import_module(f"escapelens.cli.{MODULES.get(args.format, args.format)}")
        sys.stdout.write(module.render(result))
    sys.stdout.flush()

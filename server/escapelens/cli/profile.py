"""`escapelens profile HEAP.pprof [PACKAGE…]`: which findings a heap profile pays for.

Exit status: 0 joined, 2 usage, or a file is no heap profile, or nothing could be analysed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterable, Mapping
from functools import partial

from escapelens.cli.check import MODULES, concluded
from escapelens.cli.options import Trouble, make_engine, read_settings, resolve, root_of, scope
from escapelens.cli.progress import Progress
from escapelens.cli.result import Result
from escapelens.cli.survey import Survey
from escapelens.common import heap
from escapelens.common.garbage import Sweeper
from escapelens.common.language import language, translated
from escapelens.common.settings import Settings
from escapelens.findings.model import Finding, PackageReport
from escapelens.profiles.bench import Benchmark, read_benchmarks
from escapelens.profiles.joined import Ident, Joined, identity, laid_over, measured
from escapelens.profiles.model import Malformed
from escapelens.profiles.places import Places
from escapelens.record import dataclass, replace

NOTHING = 2
HOTTEST = 20  # findings for which fixes are looked for


@dataclass(frozen=True, slots=True)
class Profiled:
    """A profile joined to the packages at hand.

    settings, about: what was analysed, and as what. plain: reports on the user's own packages; reports: the same with
    shares, and with what others make of their generic code; result: those findings in them that have samples.
    benchmarks: as printed, with allocations each run. fixes: titles of those that are proven, by finding. quiet:
    findings without samples. doubtful: files that are newer than the profile, of which no older text is known."""

    settings: Settings
    about: str
    heap: heap.Heap
    plain: list[PackageReport]
    reports: list[PackageReport]
    joined: Joined
    result: Result
    benchmarks: tuple[Benchmark, ...]
    fixes: Mapping[Ident, tuple[str, ...]]
    quiet: tuple[Finding, ...]
    doubtful: tuple[str, ...]


def run(args: argparse.Namespace) -> int:
    return concluded(args.output, lambda: _run(args), Malformed)


def _run(args: argparse.Namespace) -> int:
    cwd = os.getcwd()
    read = heap.read(args.profile, args.sample, args.base or "")
    benchmarks: tuple[Benchmark, ...] = ()
    if args.bench:
        text = heap.load(args.bench)
        try:
            benchmarks = tuple(read_benchmarks(text))
        except Malformed as error:
            raise Malformed(f"{args.bench}: {error}") from error
    settings = read_settings(args, cwd)
    profiled = profile(read, settings, args.patterns, cwd, benchmarks, fixes=not args.no_fixes)
    module = importlib.import_module(f"escapelens.cli.{_FORMATS.get(args.format, args.format)}")
    if args.format == "sarif":
        sys.stdout.write(module.render(profiled.result))
    elif args.format == "text":
        module.show(profiled, args.color, everything=args.all)
    else:
        sys.stdout.write(module.render(profiled))
    sys.stdout.flush()
    return 0


_FORMATS = {**MODULES, "text": "profile_text", "json": "profile_json", "html": "profile_html"}


def profile(
    read: heap.Heap,
    settings: Settings,
    patterns: list[str],
    cwd: str,
    benchmarks: tuple[Benchmark, ...] = (),
    *,
    fixes: bool = True,
) -> Profiled:
    """Join a profile to the packages of the patterns, of the whole module without any. Raises Trouble."""
    engine = make_engine(settings)
    keys, _ = resolve(engine, patterns, cwd) if patterns else (engine.resolve(["./..."], cwd)[0], True)
    if patterns and not keys:
        raise Trouble("nothing could be analysed")
    tester = partial(make_engine, settings_with_tests(settings))
    survey = Survey(read, engine, tester, keys, cwd)
    wanted = survey.wanted() + [key for key in keys if patterns and key not in survey.keys.values()]
    if not wanted and not survey.keys and read.total:
        raise Trouble(f"{read.path}: none of its packages is known here")
    places: dict[str, Places] = {}
    reports: dict[str, PackageReport] = {}
    sweeper = Sweeper()
    with Progress(len(wanted)) as progress:
        for done, key in enumerate(wanted):
            progress.at(done, os.path.basename(key))
            analyser = survey.engine_of(key)
            reports[key] = analyser.analyze(key)
            places[key] = analyser.places(key)
            sweeper.sweep()
    joined = laid_over(read.profile, read.kind, survey.joiner(places))
    chosen = scope(settings, cwd)
    mine = {key: reports[key] for key in wanted if key in survey.own}
    merged = with_generic(mine, places.values())
    own = [measured(report, joined, settings.severity) for report in merged.values()]
    own = [replace(r, files={p: f for p, f in r.files.items() if chosen.has(p)}) for r in own]
    sampled = [f for r in own for file in r.files.values() for f in file.findings]
    quiet = tuple(f for f in sampled if f.measured is not None and not f.measured.share and _pays(f))
    tongue = language(settings.locale)
    shown = [translated(_only_sampled(report), tongue) for report in own]
    result = Result(shown, cwd, root_of(cwd) or cwd, language=tongue)
    found = _fixes(survey, joined) if fixes else {}
    return Profiled(
        settings,
        engine.about,
        read,
        [*mine.values()],
        own,
        joined,
        result,
        benchmarks,
        found,
        quiet,
        (*survey.doubtful,),
    )


def with_generic(reports: dict[str, PackageReport], places: Iterable[Places]) -> dict[str, PackageReport]:
    """The reports with what is said of their generic code where other packages instantiate it."""
    merged = {key: dict(report.files) for key, report in reports.items()}
    for path, said in (entry for known in places for entry in known.generic.items()):
        for files in merged.values():
            if path in files:
                known_here = {(f.span, f.code) for f in files[path].findings}
                more = tuple(f for f in said.findings if (f.span, f.code) not in known_here)
                files[path] = replace(files[path], findings=(*files[path].findings, *more))
    return {key: replace(report, files=merged[key]) for key, report in reports.items()}


def settings_with_tests(settings: Settings) -> Settings:
    import msgspec

    return msgspec.structs.replace(settings, tests=True)


def _pays(f: Finding) -> bool:
    return f.code != "leaking-param" and f.often != "never" and not f.ignored and not f.part_of


def _only_sampled(report: PackageReport) -> PackageReport:
    """The report with the findings that the profile has samples of."""
    files = {
        path: replace(
            file, findings=tuple(f for f in file.findings if f.measured is not None and f.measured.share), notices=()
        )
        for path, file in report.files.items()
    }
    return replace(report, files=files)


def _fixes(survey: Survey, joined: Joined) -> dict[Ident, tuple[str, ...]]:
    """Proven fixes of the hottest findings in the user's packages."""
    found: dict[Ident, tuple[str, ...]] = {}
    hottest = [row.spot.finding for row in joined.findings if row.spot.finding is not None]
    folders = {os.path.normpath(key): key for key in survey.keys.values() if key in survey.own}
    for finding in [f for f in hottest if os.path.dirname(f.span.file) in folders][:HOTTEST]:
        key = folders[os.path.dirname(finding.span.file)]
        titles = tuple(fix.label for fix in heap.fixes_of(survey.engine_of(key), key, finding))
        if titles:
            found[identity(finding)] = titles
    return found

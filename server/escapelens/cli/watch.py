"""`check --watch`: what changed is checked again, until somebody ends it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from escapelens.cli import text
from escapelens.cli.chosen import Chosen
from escapelens.cli.options import complain
from escapelens.cli.result import Result
from escapelens.common.language import ENGLISH, Language, translated
from escapelens.engine import Engine
from escapelens.findings.model import PackageReport

PAUSE = 0.5  # seconds between two looks at the disk, which ask for metadata only


def run(
    args: argparse.Namespace,
    engine: Engine,
    chosen: Chosen,
    cwd: str,
    go_on: Callable[[], bool],
    tongue: Language = ENGLISH,
) -> int:
    """Print packages as they change, with the total behind them. go_on: asked before each look."""
    out = text.console(args.color)
    reports: dict[str, PackageReport] = {}
    told: list[str] = []
    while go_on():
        keys, errors = engine.resolve(args.patterns or ["."], cwd)
        if errors != told:
            told = errors
            for error in errors:
                complain(error)
        gone = [key for key in reports if key not in keys]
        for key in gone:
            del reports[key]
            engine.forget(key)
        changed = False
        for key in keys:
            known = reports.get(key)
            if known is None or engine.outdated(key):
                reports[key] = report = chosen.of(engine.analyze(key))
                if known is None or known.files != report.files:
                    text.show(out, translated(report, tongue), cwd, tongue)
                    changed = True
        if changed or gone:
            text.summary(out, Result([reports[key] for key in keys], cwd, cwd, language=tongue))
        time.sleep(PAUSE)
    return 0

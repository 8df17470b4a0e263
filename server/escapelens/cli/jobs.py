"""`check --jobs N`: packages analysed in several processes, and given in order.

Property: what is given is what one process would give; a worker that dies loses its packages, which are analysed here.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from escapelens.engine import Engine
from escapelens.findings import kept
from escapelens.findings.model import PackageReport
from escapelens.workers.pool import begin_worker, context

_engine: Engine | None = None


def reports(
    engine: Engine, make: Callable[[], Engine], keys: list[str], patterns: list[str], cwd: str, jobs: int
) -> Iterator[PackageReport]:
    """Of each package in turn. make: an engine like this one, for a worker."""
    with ProcessPoolExecutor(min(jobs, len(keys)), context(), _start, (make, patterns, cwd)) as pool:
        try:
            waiting: deque[Future[bytes]] = deque(pool.submit(_analyse, key) for key in keys)
        except BrokenProcessPool:
            waiting = deque()
        for key in keys:
            report = _result(waiting.popleft()) if waiting else None
            yield report if report is not None else engine.analyze(key)


def _result(future: Future[bytes]) -> PackageReport | None:
    try:
        return kept.load(future.result())
    except (BrokenProcessPool, OSError):
        return None


def _start(make: Callable[[], Engine], patterns: list[str], cwd: str) -> None:
    global _engine
    begin_worker()
    os.chdir(cwd)
    _engine = make()
    _engine.resolve(patterns, cwd)  # packages of the module cache are known by how they were named


def _analyse(key: str) -> bytes:
    assert _engine is not None
    return kept.dump(_engine.analyze(key))

"""Facts of many packages at once, in worker processes.

What: `build_all` analyses packages as a whole, each as soon as those it imports are done: what ships. `find_missing`
finds what was wanted of some packages and not known, those first that were asked first.

Property: workers share nothing but the store. A worker that dies loses the package it was at; the others go on, and
whoever asks for that package later builds it. Workers end when the process that started them does, however it ends.
"""

from __future__ import annotations

import heapq
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext

from escapelens.check.checker import checker_of
from escapelens.common import garbage
from escapelens.facts.demand import Wanted
from escapelens.facts.dependencies import Dependencies
from escapelens.facts.known import key_of
from escapelens.facts.spec import MissingFacts, Spec
from escapelens.packages.package import PackageFiles

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""done, total, the package just finished."""


_dependencies: Dependencies | None = None


def begin_worker() -> None:
    """In a worker that begins: it ends when whoever started it does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.setrecursionlimit(20_000)


def _start(spec: Spec) -> None:
    global _dependencies
    begin_worker()
    garbage.hold()
    _dependencies = spec.dependencies()


def _end_with_parent() -> None:
    """A worker waits for work for ever when whoever would give it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _build(cwd: str, path: str) -> str:
    """Build the facts of the package that path means at cwd, in this worker; "" or why not."""
    assert _dependencies is not None
    files, why = _dependencies.loader.resolve(path, cwd)
    if files is None:
        return why
    key = _dependencies.key(files)
    if _dependencies.stored(key) is None:
        _dependencies.build(files)
    return ""


def _find(cwd: str, path: str, wanted: Wanted) -> None:
    """Find what is wanted of the package that path means at cwd, in this worker."""
    assert _dependencies is not None
    files, _ = _dependencies.loader.resolve(path, cwd)
    package = _dependencies.package(files) if files is not None else None
    if package is None or package.facts is None:
        return
    for obj in checker_of(package).method_decls():
        if key_of(obj) in wanted.funcs:
            package.facts.func(obj)
    for link in wanted.links:
        package.facts.exports(link)
    _dependencies.save()


def find_missing(missing: MissingFacts, jobs: int, progress: Progress | None = None) -> None:
    """Find the facts that an analysis lacks; from any thread."""
    spec = missing.spec
    with _pool(spec, jobs) as pool:
        tasks = {pool.submit(_find, spec.cwd, path, wanted): path for path, wanted in missing.wanted.values()}
        for done, task in enumerate(as_completed(tasks), 1):
            _complain(tasks[task], task)
            if progress is not None:
                progress(done, len(tasks), tasks[task])


def _pool(spec: Spec, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, context(), _start, (spec,))


def _complain(path: str, task: Future[None] | Future[str]) -> None:
    trouble = task.exception()
    if trouble is not None:
        log.warning("no facts of %s: %s: %s", path, type(trouble).__name__, trouble)


def build_all(spec: Spec, patterns: list[str], jobs: int, progress: Progress | None = None) -> dict[str, str]:
    """Facts of the packages matched and of all they import. Returns package path -> key in the store."""
    sys.setrecursionlimit(20_000)
    dependencies = spec.dependencies()
    roots, _ = dependencies.loader.expand(patterns, spec.cwd)
    order: dict[str, PackageFiles] = {}
    for root in roots:
        if root.import_path == "unsafe" or not (root.go_files or root.cgo_files):
            continue
        for files in dependencies.order(root):
            order.setdefault(f"{files.import_path}\n{files.dir}", files)
    keys = {at: dependencies.key(files) for at, files in order.items()}
    run(spec, dependencies, order, jobs, progress)
    return {order[at].import_path: key for at, key in keys.items()}


def run(
    spec: Spec, dependencies: Dependencies, order: dict[str, PackageFiles], jobs: int, progress: Progress | None
) -> None:
    """Build what the store lacks. order: packages after those they import."""
    waiting: dict[str, set[str]] = {}
    importers: dict[str, list[str]] = {}
    weight: dict[str, int] = {}
    for at, files in order.items():
        deps = {d for path in files.imports() if (d := _name(dependencies, path, files)) in order and d != at}
        waiting[at] = deps
        for d in deps:
            importers.setdefault(d, []).append(at)
        weight[at] = sum(len(dependencies.read(files.path(name))) for name in files.files())
    for at in reversed(list(order)):  # the longest chain of work behind a package decides when it is its turn
        weight[at] += max((weight[i] for i in importers.get(at, ())), default=0)
    ready = [(-weight[at], at) for at, deps in waiting.items() if not deps]
    heapq.heapify(ready)
    total, done = len(order), 0
    with _pool(spec, jobs) as pool:
        running: dict[Future[str], str] = {}
        try:
            while ready or running:
                while ready and len(running) < jobs:
                    _, at = heapq.heappop(ready)
                    running[pool.submit(_build, spec.cwd, order[at].import_path)] = at
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    at = running.pop(future)
                    _complain(order[at].import_path, future)
                    done += 1
                    if progress is not None:
                        progress(done, total, order[at].import_path)
                    for i in importers.get(at, ()):
                        waiting[i].discard(at)
                        if not waiting[i]:
                            heapq.heappush(ready, (-weight[i], i))
        except BrokenProcessPool:
            return


def context() -> BaseContext:
    """How workers are started. A spawned one is `python -c`: it must not import from the folder it happens to be in."""
    os.environ["PYTHONSAFEPATH"] = "1"
    return multiprocessing.get_context("fork" if sys.platform.startswith("linux") else "spawn")


def _name(dependencies: Dependencies, path: str, files: PackageFiles) -> str:
    found, _ = dependencies.loader.resolve(path, files) if path != "unsafe" else (None, "")
    return "" if found is None else f"{found.import_path}\n{found.dir}"

"""Facts of many packages at once, in worker processes: each package as soon as those it imports are done.

Property: workers share nothing but the store. A worker that dies loses the package it was at; the others go on, and
whoever asks for that package later builds it. Workers end when the process that started them does, however it ends.
"""

from __future__ import annotations

import gc
import heapq
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from escapelens.facts.shipped import ShippedStd
from escapelens.facts.store import FactStore
from escapelens.facts.world import Missing, World
from escapelens.ir.target import Flags
from escapelens.packages.config import BuildConfig
from escapelens.packages.load import Loader
from escapelens.packages.package import PackageFiles

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""done, total, the package just finished."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a worker needs to see the same world."""

    goroot: str
    store: str
    goos: str = "linux"
    goarch: str = "amd64"
    release: tuple[int, int] = (1, 27)
    tags: tuple[str, ...] = ()
    cgo: bool = False
    gomodcache: str = ""
    shipped: bool = False  # std comes from the shipped facts
    cwd: str = ""  # folder whose module decides what import paths mean

    def world(self) -> World:
        config = BuildConfig(
            goos=self.goos,
            goarch=self.goarch,
            tags=self.tags,
            cgo=self.cgo,
            release=self.release,
            goroot=self.goroot or None,
            gomodcache=self.gomodcache,
        )
        flags = Flags(goos=self.goos, goarch=self.goarch, release=self.release, m=1)
        shipped = ShippedStd(f"{self.release[0]}.{self.release[1]}", self.goos, self.goarch) if self.shipped else None
        return World(Loader(config), flags, FactStore(self.store), shipped, Missing.BUILD)


_world: World | None = None


def _start(spec: Spec) -> None:
    global _world
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.setrecursionlimit(20_000)
    gc.disable()  # few cycles, short life
    _world = spec.world()


def _end_with_parent() -> None:
    """A worker waits for work for ever when whoever would give it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _build(cwd: str, path: str) -> str:
    """Build the facts of the package that path means at cwd, in this worker; "" or why not."""
    assert _world is not None
    files, why = _world.loader.resolve(path, cwd)
    if files is None:
        return why
    key = _world.key(files)
    if _world.stored(key) is None:
        _world.build(files)
    return ""


class Job:
    """Facts that a world lacks, to be built by `run` from any thread."""

    def __init__(self, spec: Spec, wanted: list[str]) -> None:
        """wanted: package paths as spec.cwd sees them."""
        self.spec = spec
        self.wanted = wanted

    def run(self, jobs: int, progress: Progress | None = None) -> None:
        world = self.spec.world()
        order: dict[str, PackageFiles] = {}
        for path in self.wanted:
            root, _ = world.loader.resolve(path, self.spec.cwd)
            if root is not None:
                for files in world.order(root):
                    order.setdefault(f"{files.import_path}\n{files.dir}", files)
        order = {at: files for at, files in order.items() if world.stored(world.key(files)) is None}
        run(self.spec, world, order, jobs, progress)


def build_all(spec: Spec, patterns: list[str], jobs: int, progress: Progress | None = None) -> dict[str, str]:
    """Facts of the packages matched and of all they import. Returns package path -> key in the store."""
    sys.setrecursionlimit(20_000)
    world = spec.world()
    roots, _ = world.loader.expand(patterns, spec.cwd)
    order: dict[str, PackageFiles] = {}
    for root in roots:
        if root.import_path == "unsafe" or not (root.go_files or root.cgo_files):
            continue
        for files in world.order(root):
            order.setdefault(f"{files.import_path}\n{files.dir}", files)
    keys = {at: world.key(files) for at, files in order.items()}
    run(spec, world, order, jobs, progress)
    return {order[at].import_path: key for at, key in keys.items()}


def run(spec: Spec, world: World, order: dict[str, PackageFiles], jobs: int, progress: Progress | None) -> None:
    """Build what the store lacks. order: packages after those they import."""
    waiting: dict[str, set[str]] = {}
    importers: dict[str, list[str]] = {}
    weight: dict[str, int] = {}
    for at, files in order.items():
        deps = {d for path in files.imports() if (d := _name(world, path, files)) in order and d != at}
        waiting[at] = deps
        for d in deps:
            importers.setdefault(d, []).append(at)
        weight[at] = sum(len(world.read(files.path(name))) for name in files.files())
    for at in reversed(list(order)):  # the longest chain of work behind a package decides when it is its turn
        weight[at] += max((weight[i] for i in importers.get(at, ())), default=0)
    ready = [(-weight[at], at) for at, deps in waiting.items() if not deps]
    heapq.heapify(ready)
    total, done = len(order), 0
    context = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else "spawn")
    with ProcessPoolExecutor(jobs, context, _start, (spec,)) as pool:
        running: dict[Future[str], str] = {}
        try:
            while ready or running:
                while ready and len(running) < jobs:
                    _, at = heapq.heappop(ready)
                    running[pool.submit(_build, spec.cwd, order[at].import_path)] = at
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    at = running.pop(future)
                    if (trouble := future.exception()) is not None:
                        log.warning("no facts of %s: %s: %s", order[at].import_path, type(trouble).__name__, trouble)
                    done += 1
                    if progress is not None:
                        progress(done, total, order[at].import_path)
                    for i in importers.get(at, ()):
                        waiting[i].discard(at)
                        if not waiting[i]:
                            heapq.heappush(ready, (-weight[i], i))
        except BrokenProcessPool:
            return


def _name(world: World, path: str, files: PackageFiles) -> str:
    found, _ = world.loader.resolve(path, files) if path != "unsafe" else (None, "")
    return "" if found is None else f"{found.import_path}\n{found.dir}"

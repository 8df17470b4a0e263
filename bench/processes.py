"""Whole processes, as a user waits for them: `escapelens check --format=gc -m` beside `go build -gcflags=-m`.

What: pairs that alternate, ours and theirs one after the other, so that what else the machine does weighs on both; the
ratio is the median of the pairs' ratios. Nothing is answered from kept reports, but where a row says so, and go
compiles anew: a prefix for -trimpath that is different each time changes nothing but the key of its cache.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import places

from agree import oracle

CHECKED = ("strconv", "encoding/json", "go/parser", "net/http")


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of each pair; theirs: none where there is nothing to compare with."""

    what: str
    ours: list[float]
    theirs: list[float]

    @property
    def ratio(self) -> float | None:
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True)) if self.theirs else None

    def line(self) -> str:
        theirs = f"{statistics.median(self.theirs):.2f}" if self.theirs else ""
        ratio = f"{self.ratio:.2f}" if self.ratio is not None else ""
        return f"| {self.what} | {statistics.median(self.ours):.2f} | {theirs} | {ratio} |"


def seconds(command: list[str], cwd: Path, env: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, errors="replace", check=False)
    took = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return took


def pairs(what: str, number: int, ours: Callable[[], float], theirs: Callable[[], float]) -> Row:
    both = [(ours(), theirs()) for _ in range(number)]
    return Row(what, [a for a, _ in both], [b for _, b in both])


def check(pattern: str, cwd: Path, *, cache: Path | None = None, kept: bool = False) -> float:
    env = places.environment(ESCAPELENS_CACHE=cache or places.HERE / "cache", GOROOT=places.goroot())
    command = [str(places.escapelens()), "check", "--format=gc", "-m"]
    return seconds([*command, *([] if kept else ["--fresh"]), pattern], cwd, env)


def build(pattern: str, cwd: Path, *, cache: Path | None = None) -> float:
    env = places.environment(GOROOT=places.goroot(), **({"GOCACHE": cache} if cache else {}))
    flags = f"-gcflags=-m -trimpath=/nowhere{time.monotonic_ns()}"
    return seconds([str(places.goroot() / "bin/go"), "build", "-o", os.devnull, flags, pattern], cwd, env)


def warm(number: int) -> list[Row]:
    """Facts, and what go has compiled of imports, are there."""
    cwd = oracle.scratch_module(places.HERE / "scratch")

    def python() -> float:
        return seconds([str(places.escapelens().with_name("python")), "-c", "pass"], cwd, {})

    def row(package: str) -> Row:
        check(package, cwd)
        build(package, cwd)
        return pairs(f"`check {package}`", number, lambda: check(package, cwd), lambda: build(package, cwd))

    rows = [pairs("`check unicode/utf16`, of Python's start", number, lambda: check("unicode/utf16", cwd), python)]
    rows += [row(package) for package in CHECKED]
    mean = statistics.geometric_mean([row.ratio or 0 for row in rows[1:]])
    print(f"geometric mean of {', '.join(CHECKED)}: {mean:.2f}", flush=True)
    return rows


def large(number: int) -> list[Row]:
    """The same for modules, and a second time."""
    gin, nats = places.gin(), places.nats()
    rows = []
    for place in (gin, nats):
        check(".", place.folder)
        build(".", place.folder)
        each = lambda p=place: check(".", p.folder), lambda p=place: build(".", p.folder)
        rows.append(pairs(f"`check .` in {place.name}", number if place is gin else 1, *each))
    check("./...", gin.root, kept=True)
    again = [check("./...", gin.root, kept=True) for _ in range(number)]
    return [*rows, Row("`check ./...` in gin a second time", again, [])]


def cold(number: int) -> list[Row]:
    """Nothing is cached but std."""
    cwd = oracle.scratch_module(places.HERE / "scratch")
    std = places.HERE / "gocache-std"
    if not std.exists():
        env = places.environment(GOROOT=places.goroot(), GOCACHE=std)
        seconds([str(places.goroot() / "bin/go"), "build", "std"], cwd, env)
    rows = []
    for place in (places.tiny(), places.gin()):

        def ours(folder: Path = place.folder) -> float:
            return check(".", folder, cache=empty("cold"))

        def theirs(folder: Path = place.folder) -> float:
            cache = empty("gocache")
            shutil.copytree(std, cache)
            return build(".", folder, cache=cache)

        rows.append(pairs(f"`check .`: {place.name}; only std cached", number, ours, theirs))
    return rows


def empty(name: str) -> Path:
    """A cache that nothing is in."""
    folder = places.HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    return folder

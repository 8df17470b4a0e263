"""`make bench`: what users wait for, beside `go build` and gopls in the same run on the same machine.

Parts (`--only check,editor`; without it check, cold, editor and growth):
  check      whole processes: `escapelens check --format=gc -m --fresh` against `go build -gcflags=-m`, imports warm
  large      the same for gin and nats-server; `check ./...` of gin a second time
  cold       the same with nothing cached but std
  editor     sessions of Escape Lens and gopls: first diagnostics, save, hover during analysis, memory
  growth     sessions with packages of 250 to 8,000 functions: what an edit costs
  steady     a session of 2,000 saves, the file closed and opened in between: memory
  installed  without Go or a cache: from the server's start to the first diagnostics of a file that imports net/http,
             against `go build -gcflags=-m` of that file with an empty build cache
  facts      facts of all of std from source, against `go build -a std`
  std        `check` of every package of std: median and worst (a quarter of an hour)
Ours is what a wheel of this checkout installs. Tables go into README.md with --write, each with the commit and the
machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "server"), str(ROOT / "analysis")]

import places  # noqa: E402
import processes  # noqa: E402
import sessions  # noqa: E402
import steady  # noqa: E402
from processes import Row  # noqa: E402

from agree import oracle  # noqa: E402
from agree.publish import replace_block  # noqa: E402
from e2e import installed  # noqa: E402

SIZES = (250, 1_000, 2_000, 8_000)
HEAD = "| what | ours, s | go, s | ratio |\n|---|---|---|---|"


def editor(_: int) -> list[str]:
    lines = [
        "| opened | server | first diagnostics, s | save, s | worst save, s | hover, s | memory, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for place in (places.tiny(), places.gin(), places.net_http(), places.nats()):
        for server in (sessions.ours(), sessions.gopls()):
            figures = sessions.run(server, place, cache=processes.empty("session"))
            lines.append(figures.line(place.name, server))
            print(lines[-1], flush=True)
    return lines


def growth(_: int) -> list[str]:
    lines = ["| functions | edit one, s | add one, s | first diagnostics, s | MB |", "|---|---|---|---|---|"]
    for size in SIZES:
        figures = sessions.run(sessions.ours(), places.made_up(size), adding=True)
        saves = [f"{statistics.median(each):.3f}" for each in (figures.saves, figures.added)]
        lines.append(f"| {size:,} | {' | '.join(saves)} | {figures.first:.2f} | {figures.memory:.0f} |")
        print(lines[-1], flush=True)
    return lines


def memory(_: int) -> list[str]:
    lines = [
        f"| MB after … saves | {' | '.join(f'{n:,}' for n in steady.MARKS)} |",
        f"|---{'|---' * len(steady.MARKS)}|",
    ]
    for place in (places.net_http(), places.nats()):
        lines.append(steady.run(place, processes.empty("session")))
        print(lines[-1], flush=True)
    return lines


def first(_: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        tmp, command = Path(folder), places.escapelens()
        installed.first_answer(command)  # its files come from memory from now on, as Go's do
        answer = installed.first_answer(command)
        if complaint := answer.complaint():
            raise SystemExit(f"first answer: {complaint}")
        module = tmp / "first"
        module.mkdir()
        (module / "go.mod").write_text("module example.com/hits\n\ngo 1.27\n")
        (module / "main.go").write_text(installed.SOURCE)
        theirs = processes.build(".", module, cache=tmp / "gocache")
        return [Row("first diagnostics of a new installation", [answer.seconds], [theirs])]


def facts(_: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        cwd = oracle.scratch_module(tmp / "scratch")
        started = time.perf_counter()
        oracle.go(["build", "-a", "std"], cwd)
        theirs = time.perf_counter() - started
        command = [sys.executable, "-m", "escapelens.workers.ship", "--only", "host", "--out", str(tmp / "cache")]
        path = os.pathsep.join(sys.path[:3])
        return [Row("facts of std", [processes.seconds(command, cwd, os.environ | {"PYTHONPATH": path})], [theirs])]


def std(_: int) -> list[Row]:
    """Every package of std once, those with the highest ratios twice more: of each the best of all."""
    cwd = oracle.scratch_module(places.HERE / "scratch")
    rows: dict[str, Row] = {}

    def ratio(name: str) -> float:
        return min(rows[name].ours) / min(rows[name].theirs)

    def measure(name: str) -> None:
        row = rows.setdefault(name, Row(name, [], []))
        row.ours.append(processes.check(name, cwd))
        row.theirs.append(processes.build(name, cwd))

    for name in oracle.list_packages(["std"], cwd):
        if name != "unsafe":
            processes.build(name, cwd)
            measure(name)
    for name in sorted(rows, key=ratio, reverse=True)[:10] * 2:
        measure(name)
    ranked = sorted(rows, key=ratio, reverse=True)
    for name in ranked[:10]:
        print(rows[name].line())
    print(f"median of {len(ranked)} packages: {statistics.median(map(ratio, rows)):.2f}")
    return [Row(f"worst of {len(ranked)} packages of std: {ranked[0]}", rows[ranked[0]].ours, rows[ranked[0]].theirs)]


PARTS: dict[str, Callable[[int], list[Row] | list[str]]] = {
    "check": processes.warm,
    "large": processes.large,
    "cold": lambda _: processes.cold(1),
    "editor": editor,
    "growth": growth,
    "steady": memory,
    "installed": first,
    "facts": facts,
    "std": std,
}
USUAL = ("check", "cold", "editor", "growth")


def machine() -> str:
    """The machine, and what ran on it."""
    model = platform.processor() or platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    go = oracle.pinned().version
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}, Go {go}, gopls {places.GOPLS}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(USUAL), metavar="PART,…")
    parser.add_argument("--pairs", type=int, default=5, help="of processes, ours and theirs in turn")
    parser.add_argument("--write", action="store_true", help="write the tables into README.md")
    args = parser.parse_args()
    places.HERE.mkdir(parents=True, exist_ok=True)
    for part in args.only.split(","):
        if part not in PARTS:
            parser.error(f"no such part: {part}; there are {', '.join(PARTS)}")
        started = time.perf_counter()
        found = PARTS[part](args.pairs)
        lines = [line if isinstance(line, str) else line.line() for line in found]
        table = "\n".join(lines if isinstance(found[0], str) else [HEAD, *lines])
        print(f"{part}: {time.perf_counter() - started:.0f} s\n{table}\n", flush=True)
        if args.write:
            readme = ROOT / "README.md"
            block = f"{machine()}.\n\n{table}\n"
            readme.write_text(replace_block(readme.read_text(), f"speed-{part}", block))
    return 0


if __name__ == "__main__":
    sys.exit(main())

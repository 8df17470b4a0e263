"""`escapelens compare`: our lines beside those of the Go compiler that is at hand, for one's own packages.

What: `go build -gcflags=-m` is run, this once because somebody asked for it, and what it prints of the files of each
package is compared with what we say, as sets of (file, line, column, message). What differs is printed, every line.
Property: of the opened folder go builds only what was named and what that imports. It runs none of its tests,
generators or results, no other toolchain (GOTOOLCHAIN=local) and no git (-buildvcs=false).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Iterable, Mapping

import msgspec

from escapelens.cli.gc import short_path
from escapelens.cli.options import Trouble, complain, make_engine, read_settings, resolve, root_of
from escapelens.cli.programs import program
from escapelens.cli.progress import Progress
from escapelens.common.settings import Settings
from escapelens.findings.model import PackageReport
from escapelens.packages import environment
from escapelens.regexp import regexp

Line = tuple[str, int, int, str]
"""Path, line, column (0: none), message."""

_LINE = regexp(r"^(?P<file>[^\s:][^:]*(?::[^\d:][^:]*)?):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<text>.*)$")
_SAYS = regexp(
    r"^(moved to heap: |leaking param|can inline |inlining call to |devirtualizing |zero-copy |ignoring self-)"
    r"|(escapes to heap|does not escape|will be kept alive)$"
)


def run(args: argparse.Namespace) -> int:
    cwd = os.getcwd()
    try:
        return _compare(args, cwd)
    except Trouble as trouble:
        complain(str(trouble))
        return 2


def _compare(args: argparse.Namespace, cwd: str) -> int:
    settings = read_settings(args, cwd)
    go = program("go", root_of(cwd) or cwd, "compare")
    version, goroot = _asked(go, cwd, "env", "GOVERSION", "GOROOT").split("\n")[:2]
    release = environment.release(goroot)
    if release is None:
        raise Trouble(f"{go} is {version}, which is not imitated")
    if release.name != settings.go_version:
        settings = msgspec.structs.replace(settings, go_version=release.name, goroot=goroot)
    engine = make_engine(msgspec.structs.replace(settings, tests=False), keep=True)
    keys, _ = resolve(engine, args.patterns or ["."], cwd)
    ours: dict[str, PackageReport] = {}
    with Progress(len(keys) + 1) as progress:
        started = time.perf_counter()
        for done, key in enumerate(keys):
            progress.at(done, os.path.basename(key))
            report = engine.analyze(key)
            if report.files:
                ours[report.import_path] = report
        middle = time.perf_counter()
        progress.at(len(keys), "go build -gcflags=-m")
        theirs, failed = _theirs(go, args.patterns or ["."], settings, cwd)
        ended = time.perf_counter()
    same = missing = extra = 0
    for path, report in ours.items():
        if path in failed or path not in theirs:
            said = failed.get(path, "")
            if said or any(not line.foreign for line in report.gc_lines):
                print(f"{path}: not compared, go build says: {said or 'nothing of it'}")
                continue
        mine = {(x.file, x.line, x.column, x.text) for x in report.gc_lines if not x.foreign and x.file}
        compiler = {line for line in theirs.get(path, ()) if os.path.dirname(line[0]) == report.dir}
        both = mine & compiler
        same, missing, extra = same + len(both), missing + len(compiler - both), extra + len(mine - both)
        print(f"{path}: {len(both):,} of {len(compiler):,} lines")
        for line, sign in sorted([*((x, "-") for x in compiler - both), *((x, "+") for x in mine - both)]):
            print(f"  {sign} {_place(line, cwd)}: {line[3]}")
    if not same + missing + extra:
        raise Trouble("there is nothing to compare")
    share = 100 * same / (same + missing + extra)
    print(
        f"{share:.4g} % the same: {same:,} lines; {missing:,} are the compiler's alone (-), {extra:,} ours alone (+). "
        f"{version}, {ended - middle:.2f} s; escapelens, {middle - started:.2f} s"
    )
    return 1 if missing or extra else 0


def _theirs(
    go: str, patterns: list[str], settings: Settings, cwd: str
) -> tuple[Mapping[str, Iterable[Line]], Mapping[str, str]]:
    """The compiler's lines by package, and what is wrong with packages that it could not build."""
    tags = [f"-tags={','.join(settings.build_tags)}"] if settings.build_tags else []
    target = {"GOOS": settings.goos, "GOARCH": settings.goarch}
    env = {**os.environ, **{k: v for k, v in target.items() if v}, "GOTOOLCHAIN": "local"}
    command = [go, "build", "-o", os.devnull, "-buildvcs=false", "-pgo=off", "-gcflags=-m", *tags, "--", *patterns]
    built = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, errors="replace", check=False)
    lines: dict[str, list[Line]] = {}
    failed: dict[str, str] = {}
    path = ""
    for raw in built.stderr.splitlines():
        if raw.startswith("# "):
            path = raw[2:].split(" ")[0]
            lines.setdefault(path, [])
            continue
        match = _LINE.match(raw)
        if match is None or (built.returncode and not _SAYS.search(match["text"])):
            if built.returncode:
                failed.setdefault(path, raw)
        else:
            file = os.path.normpath(os.path.join(cwd, match["file"]))
            lines.setdefault(path, []).append((file, int(match["line"]), int(match["column"] or 0), match["text"]))
    if built.returncode and not lines:
        raise Trouble(f"go build: {(built.stderr.strip().splitlines() or ['failed'])[0]}")
    return lines, failed


def _asked(go: str, cwd: str, *arguments: str) -> str:
    env = {**os.environ, "GOTOOLCHAIN": "local"}
    asked = subprocess.run([go, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if asked.returncode:
        raise Trouble(f"go {' '.join(arguments)}: {(asked.stderr.strip().splitlines() or ['failed'])[0]}")
    return asked.stdout


def _place(line: Line, cwd: str) -> str:
    path = short_path(line[0], cwd)
    return f"{path}:{line[1]}:{line[2]}" if line[2] else f"{path}:{line[1]}"

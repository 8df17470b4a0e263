"""`make bench`: speed as ratios against the real compiler, measured in the same run on the same machine.

Rows (each a ratio; lower is better for us):
  types      checking net/http from source with warm facts, against `go build -gcflags=-m net/http` with warm
             dependencies
  analysis   `escapelens check --format=gc -m PKG` with warm facts, against `go build -gcflags=-m PKG`, per package
  save       re-analysis after an edit inside one function of net/http, against the same go build
  first      the wheel alone in a venv, without Go or a cache: from the server's start to the first diagnostics of a
             file that imports net/http, against `go build -gcflags=-m` of that file with an empty build cache
  facts      facts of all of std from source, against `go build -a std`        (only with --facts: minutes)
  all        `analysis` for every package of std: median and worst             (only with --all: a quarter of an hour)
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "server"), str(ROOT / "analysis")]

from agree import oracle  # noqa: E402
from agree.publish import replace_block  # noqa: E402
from e2e import installed  # noqa: E402

PACKAGES = ("strconv", "strings", "encoding/json", "go/parser", "regexp", "net/url", "text/template", "net/http")


def go_build(package: str, cwd: Path, flags: str = "-m") -> float:
    """Seconds that `go build -gcflags=FLAGS PACKAGE` takes with warm dependencies: the package itself is rebuilt.

    A flag that changes nothing but the cache key (a fresh -trimpath prefix) makes go compile, not replay.
    """
    oracle.go(["build", f"-gcflags={flags}", package], cwd)
    started = time.perf_counter()
    unique = f"{flags} -trimpath=/nowhere{time.monotonic_ns()}"
    result = oracle.go(["build", f"-gcflags={unique}", package], cwd)
    seconds = time.perf_counter() - started
    if result.returncode:
        raise SystemExit(f"go build {package} failed:\n{result.stderr[-2000:]}")
    return seconds


def ours(code: str, *args: str) -> dict[str, float]:
    """Run `code` in a fresh interpreter; it prints one JSON object of seconds."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path[:3]), "ESCAPELENS_CACHE": str(ROOT / ".cache")}
    out = subprocess.run([sys.executable, "-c", code, *args], env=env, capture_output=True, text=True, check=False)
    if out.returncode:
        raise SystemExit(out.stderr[-3000:])
    return dict(json.loads(out.stdout.splitlines()[-1]))


ANALYSE = """
import json, sys, time
from escapelens.cli.options import make_engine
from escapelens.common.settings import Settings
from agree.oracle import goroot
package, cwd, edit = sys.argv[1:4]
t0 = time.perf_counter()
engine = make_engine(Settings(goroot=str(goroot())))
keys, errors = engine.resolve([package], cwd)
assert not errors, errors
t1 = time.perf_counter()
engine.analyze(keys[0])
t2 = time.perf_counter()
result = {"analysis": t2 - t1}
if edit:
    path = engine.files_of(keys[0])[int(edit)]
    text = open(path, "rb").read()
    at = text.rindex(b"\\n}\\n", 0, text.rindex(b"\\nfunc "))
    engine.set_overlay(path, text[:at] + b"\\n\\t_ = 1\\n" + text[at:])
    t3 = time.perf_counter()
    engine.analyze(keys[0])
    result["save"] = time.perf_counter() - t3
    s = engine.stats(keys[0])
    result |= {"functions": s.functions, "analysed": s.analysed}
print(json.dumps(result))
"""

CHECK = """
import json, sys, time
from escapelens.cli.options import make_engine
from escapelens.common.settings import Settings
from agree.oracle import goroot
engine = make_engine(Settings(goroot=str(goroot())))
keys, errors = engine.resolve(sys.argv[1:2], sys.argv[2])
assert not errors, errors
started = time.perf_counter()
engine.check_types(keys[0])
print(json.dumps({"types": time.perf_counter() - started}))
"""


Row = tuple[str, float, float]
"""What, our seconds, Go's seconds."""


def measure(package: str, cwd: Path, edit: str = "") -> tuple[dict[str, float], float]:
    """Ours and Go's seconds, one after the other."""
    theirs = go_build(package, cwd)
    return ours(ANALYSE, package, str(cwd), edit), theirs


def chosen(cwd: Path) -> list[Row]:
    rows: list[Row] = []
    for package in PACKAGES:
        ours(ANALYSE, package, str(cwd), "")  # facts of its dependencies become warm
        mine, theirs = measure(package, cwd, "0" if package == "net/http" else "")
        rows.append((f"analysis {package}", mine["analysis"], theirs))
        if package == "net/http":
            rows.append(("types net/http", ours(CHECK, package, str(cwd))["types"], theirs))
            rows.append(("save net/http", mine["save"], theirs))
    return rows


def first(tmp: Path) -> Row:
    command = installed.with_pip(installed.build_wheel(tmp / "wheel", ROOT), tmp / "venv", Path(sys.executable))
    installed.first_answer(command)  # its files come from memory from now on, as Go's do
    answer = installed.first_answer(command)
    if complaint := answer.complaint():
        raise SystemExit(f"first answer: {complaint}")
    module = tmp / "first"
    module.mkdir()
    (module / "go.mod").write_text("module example.com/hits\n\ngo 1.27\n")
    (module / "main.go").write_text(installed.SOURCE)
    started = time.perf_counter()
    built = oracle.go(["build", "-gcflags=-m", "-o", os.devnull, "."], module, {"GOCACHE": str(tmp / "gocache")})
    seconds = time.perf_counter() - started
    if built.returncode:
        raise SystemExit(f"go build failed:\n{built.stderr[-2000:]}")
    return "first diagnostics", answer.seconds, seconds


def facts(cwd: Path, tmp: Path) -> Row:
    started = time.perf_counter()
    oracle.go(["build", "-a", "std"], cwd)
    theirs = time.perf_counter() - started
    cache = tmp / "cache"
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "escapelens.workers.ship", "--only", "host", "--out", str(cache)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path[:3])},
        check=True,
    )
    seconds = time.perf_counter() - started
    shutil.rmtree(cache, ignore_errors=True)
    return "facts std", seconds, theirs


def everything(cwd: Path) -> list[Row]:
    """Every package of std once, those with the highest ratios twice more: of each the best of both."""
    rows: dict[str, Row] = {}

    def ratio(name: str) -> float:
        return rows[name][1] / rows[name][2]

    build = [sys.executable, "-m", "escapelens.cli.main", "facts", "build", "std"]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path[:3]), "ESCAPELENS_CACHE": str(ROOT / ".cache")}
    subprocess.run(build, env=env, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    names = [n for n in oracle.list_packages(["std"], cwd) if n != "unsafe"]
    for package in names:
        mine, theirs = measure(package, cwd)
        rows[package] = package, mine["analysis"], theirs
    for package in sorted(rows, key=ratio, reverse=True)[:10] * 2:
        mine, theirs = measure(package, cwd)
        _, before, build_before = rows[package]
        rows[package] = package, min(before, mine["analysis"]), min(build_before, theirs)
    ranked = sorted(rows, key=ratio, reverse=True)
    for name in ranked[:10]:
        print(f"{name:<28}{rows[name][1]:>10.3f}{rows[name][2]:>10.3f}{ratio(name):>8.2f}")
    print(f"median of {len(ranked)} packages: {statistics.median(map(ratio, rows)):.2f}, worst: {ratio(ranked[0]):.2f}")
    worst = rows[ranked[0]]
    return [(f"analysis of all {len(rows)} std packages, worst: {worst[0]}", *worst[1:])]


def _write(rows: list[Row]) -> None:
    table = ["| what | ours, s | go, s | ratio |", "|---|---|---|---|"]
    table += [f"| {name} | {mine:.3f} | {theirs:.3f} | {mine / theirs:.2f} |" for name, mine, theirs in rows]
    readme = ROOT / "README.md"
    readme.write_text(replace_block(readme.read_text(), "speed", "\n".join(table) + "\n"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", action="store_true", help="also build the facts of all of std, and std itself")
    parser.add_argument("--all", action="store_true", help="also every package of std")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        cwd = oracle.scratch_module(tmp / "scratch")
        rows = [*chosen(cwd), first(tmp)]
        if args.facts:
            rows.append(facts(cwd, tmp))
        if args.all:
            rows += everything(cwd)
    print(f"{'what':<60}{'ours, s':>10}{'go, s':>10}{'ratio':>8}")
    for name, mine_s, theirs_s in rows:
        print(f"{name:<60}{mine_s:>10.3f}{theirs_s:>10.3f}{mine_s / theirs_s:>8.2f}")
    if args.write:
        _write(rows)
    if args.json:
        args.json.write_text(json.dumps([{"what": n, "ours": m, "go": t} for n, m, t in rows], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

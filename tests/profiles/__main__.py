"""`python -m profiles`: benchmarks of real modules, profiled and joined beside the five programs of ours.

--write puts rows into the table of docs/profiles.md; words choose modules by their path. Exit status 1 if less than
97 % of the bytes of one have a place, or anything is joined to a wrong line.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agree.corpora import MODULES
from agree.toolchain import pinned
from escapelens.packages import environment
from profiles.programs import (
    ENOUGH,
    EXAMPLES,
    PROGRAMS,
    ROOT,
    TESTED,
    Score,
    compiled,
    joined,
    run_benchmarks,
    run_program,
    score,
)

DOC = ROOT / "docs" / "profiles.md"
BEGIN, END = "<!-- profiles:begin -->", "<!-- profiles:end -->"
HEAD = ("| what | sampled | findings | run time | unknown | wrong lines |", "|---|---|---|---|---|---|")
RATE = "-memprofilerate=4096"  # bytes for each sample
# Module, package, benchmarks, rounds.
WANTED = (
    ("std", "encoding/json", "Marshal|Unmarshal|Encode|Decode", "5x"),
    ("github.com/gin-gonic/gin", ".", ".", "2000x"),
    ("go.uber.org/zap", ".", ".", "2000x"),
    ("github.com/prometheus/client_golang", "./prometheus", ".", "2000x"),
    ("std", "go/parser", ".", "20x"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="profiles", description=__doc__)
    parser.add_argument("modules", nargs="*", help="those whose path contains such a word; default: all")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rows: dict[str, str] = {}
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for figures in _scores(args.modules, Path(folder).resolve()):
            good = good and figures.joined >= ENOUGH and not figures.wrong
            row = f"| {figures.name} | {figures.bytes / 1e6:,.1f} MB | {figures.findings:.2%} | {figures.runtime:.2%} "
            rows[figures.name] = f"{row}| {figures.unknown:.2%} | {len(figures.wrong)} |"
            print(rows[figures.name], *figures.wrong, sep="\n    ", flush=True)
            if args.write:
                _write(rows)
    return 0 if good else 1


def _write(rows: dict[str, str]) -> None:
    """Put rows into the document's table, in place of those of the same name."""
    head, _, rest = DOC.read_text().partition(BEGIN)
    table, _, tail = rest.partition(END)
    known = {line.split("|")[1].strip(): line for line in table.splitlines() if line.startswith("|")}
    lines = [
        *HEAD,
        *({name: line for name, line in known.items() if line not in HEAD and name != "what"} | rows).values(),
    ]
    DOC.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + tail)


def _scores(words: list[str], into: Path) -> Iterator[Score]:
    if not words or "examples" in words:
        said = compiled(EXAMPLES, imports=True)
        for name in PROGRAMS:
            yield score(f"examples/profiles/{name}", joined(run_program(name, into), EXAMPLES), said)
        flags = ("-trimpath", "-bench=.", "-benchtime=100x", "-memprofilerate=1")
        path, _ = run_benchmarks(f"./{TESTED}", EXAMPLES, into, *flags)
        yield score(f"examples/profiles/{TESTED}, benchmarks", joined(path, EXAMPLES), said)
    for module, package, benchmarks, rounds in WANTED:
        if words and not any(word in f"{module}/{package}" for word in words):
            continue
        if module == "std":
            cwd, name = pinned().goroot / "src", package
        else:
            cwd, version = _copied(module, into)
            name = f"{module}@{version}" if package == "." else f"{module}@{version} {package}"
        path, _ = run_benchmarks(package, cwd, into, f"-bench={benchmarks}", f"-benchtime={rounds}", RATE)
        yield score(f"{name}, benchmarks", joined(path, cwd, [package]), compiled(cwd, package, imports=True))


def _copied(module: str, into: Path) -> tuple[Path, str]:
    """A writable copy of a module as the agreement tables have it, and its version."""
    found = re.search(rf"^\t{re.escape(module)} (\S+)", (MODULES / "go.mod").read_text(), re.M)
    assert found is not None, module
    source = Path(environment.module_cache()) / f"{module}@{found[1]}"
    target = into / source.name.partition("@")[0]
    shutil.copytree(source, target)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return target, found[1]


if __name__ == "__main__":
    sys.exit(main())

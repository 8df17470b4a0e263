"""Mutants of real packages: tokens and subtrees lost, doubled, exchanged, brought in; texts cut off.

`python -m broken.mutants --count 1000 [--seed N] [--corpus std|cmd|modules]` analyses mutants in this process, each
anew, as an edit of the sound package, and back again, and prints those that raise, take more than ten seconds, differ
between edit and anew, or leave the package in another state than before; then the peak of memory.
Property: mutant `seed:number` is always the same for the same sources.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import re
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agree.oracle import go, goroot
from escapelens.common.stack import run_deep
from escapelens.engine import Engine, Options
from escapelens.syntax import kinds

TOKEN = re.compile(
    rb'//[^\n]*|/\*.*?\*/|[A-Za-z_]\w*|\d[\w.]*|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[<>&]{2}=?|\|\||<-|\+\+|--|[-+*/%&|^:=!<>]='
    rb"|\.\.\.|\n|[^\s\w]",
    re.S,
)
WORDS = (
    b"break case chan const continue default defer else fallthrough for func go goto if import interface map package"
    b" range return select struct switch type var nil true iota any len append make new panic recover unsafe comparable"
    b" _ ( ) [ ] { } , ; . : := = == <- -> & && * ~ | + - ... 0 1 -1 1.5 'a' \"s\" `r` [T] [int] T[T] x.y <-chan"
).split(b" ")
BLOCK = 20  # mutants of one package in a row: it is analysed once for them
MAX_BYTES = 15_000  # of a package's files: what takes long is not more broken
SECONDS = 10.0
STUCK = 120.0  # seconds after which a mutant that does not end is given up, with the stack


@dataclass(frozen=True, slots=True)
class Mutant:
    package: Path
    file: Path
    text: bytes


def packages(corpus: str) -> list[Path]:
    """Folders of the corpus that hold a package of moderate size, sorted."""
    root = goroot() / "src"
    if corpus == "modules":
        root = Path(go(["env", "GOMODCACHE"], root).stdout.strip())
    elif corpus == "cmd":
        root = root / "cmd"
    found = []
    for folder, below, names in os.walk(root):
        below[:] = sorted(b for b in below if b not in ("testdata", "cache") and (corpus != "std" or b != "cmd"))
        files = sources(Path(folder), names)
        if files and 200 < sum(f.stat().st_size for f in files) <= MAX_BYTES:
            found.append(Path(folder))
    return found


def sources(folder: Path, names: list[str] | None = None) -> list[Path]:
    names = os.listdir(folder) if names is None else names
    return [folder / n for n in sorted(names) if n.endswith(".go") and not n.endswith("_test.go")]


def mutants(corpus: list[Path], seed: int, numbers: range) -> Iterator[tuple[int, Mutant]]:
    for number in numbers:
        folder = random.Random(f"{seed}:{number // BLOCK}").choice(corpus)
        rnd = random.Random(f"{seed}:{number}")
        file = rnd.choice(sources(folder))
        yield number, Mutant(folder, file, mutate(file.read_bytes(), rnd))


def mutate(data: bytes, rnd: random.Random) -> bytes:
    for _ in range(rnd.choice((1, 1, 1, 2, 3, 6))):
        data = rnd.choice((_tokens, _tokens, _tokens, _trees, _trees, _lines, _cut))(data, rnd)
    return data


def _tokens(data: bytes, rnd: random.Random) -> bytes:
    """A few tokens in a row lost, doubled, exchanged with others, or replaced."""
    at = [m.span() for m in TOKEN.finditer(data)]
    if not at:
        return data
    first = rnd.randrange(len(at))
    start, end = at[first][0], at[min(first + rnd.choice((0, 0, 0, 1, 2, 5)), len(at) - 1)][1]
    a, b = at[rnd.randrange(len(at))]
    other = rnd.choice((data[a:b], rnd.choice(WORDS)))
    new = rnd.choice((b"", data[start:end] * 2, other, other + b" " + data[start:end], data[start:end] + b" " + other))
    return data[:start] + new + data[end:]


def _trees(data: bytes, rnd: random.Random) -> bytes:
    """A piece of syntax put in the place of another, or the two exchanged."""
    nodes: list[Any] = []
    stack = [kinds.PARSER.parse(data).root_node]
    while stack:
        n = stack.pop()
        nodes += [n] if n.is_named and n.end_byte > n.start_byte else []
        stack += n.children
    if len(nodes) < 2:
        return data
    one = rnd.choice(nodes)
    same = [n for n in nodes if n.kind_id == one.kind_id]
    two = rnd.choice(same if rnd.random() < 0.6 else nodes)
    a, b = sorted((one.byte_range, two.byte_range))
    if a[1] <= b[0] and rnd.random() < 0.5:
        return data[: a[0]] + data[b[0] : b[1]] + data[a[1] : b[0]] + data[a[0] : a[1]] + data[b[1] :]
    text = data[b[0] : b[1]]
    return data[: a[0]] + text + data[a[1] :]


def _lines(data: bytes, rnd: random.Random) -> bytes:
    lines = data.split(b"\n")
    i, j = sorted((rnd.randrange(len(lines)), rnd.randrange(len(lines))))
    match rnd.randrange(3):
        case 0:
            del lines[i : min(j, i + 5)]
        case 1:
            lines[j:j] = lines[i : i + 5]
        case _:
            lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


def _cut(data: bytes, rnd: random.Random) -> bytes:
    at = rnd.randrange(len(data) + 1)
    return data[:at] if rnd.random() < 0.7 else data[at:]


class Runner:
    """Two engines that see mutants, one as edits of a sound package; packages that they import are declared only."""

    def __init__(self, cache: str, *, edits_only: bool = False) -> None:
        """edits_only: analyse each mutant once, as an edit of the one before."""
        self.edits_only = edits_only
        options = Options(goroot=str(goroot()), patient=False, strict=True)
        self.editing, self.anew = Engine(options, cache), Engine(options, cache)
        self.sound: dict[Path, list[str]] = {}

    def wrong(self, mutant: Mutant) -> str:
        """What goes wrong with the mutant, "" if nothing does."""
        key, path = str(mutant.package), str(mutant.file)
        if self.edits_only:
            return self.edit(key, path, mutant.text)
        sound = self.sound.get(mutant.package)
        if sound is None:
            self.sound = {mutant.package: (sound := lines(self.editing, key))}
        try:
            self.anew.set_overlay(path, mutant.text)
            started = time.thread_time()
            anew = lines(self.anew, key)
            took = time.thread_time() - started
            self.editing.set_overlay(path, mutant.text)
            edited = lines(self.editing, key)
            self.editing.set_overlay(path, None)
            back = lines(self.editing, key)
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            self.editing.set_overlay(path, None)
            self.editing.forget(key)
            self.sound.clear()
            return f"{type(error).__name__}: {error} ({os.path.basename(at.filename)}:{at.lineno})"
        finally:
            self.anew.set_overlay(path, None)
            self.anew.forget(key)
        if took > SECONDS:
            return f"took {took:.1f} s"
        if edited != anew:
            return f"edited differs: {sorted(set(edited) ^ set(anew))[:3]}"
        return "" if back == sound else "repaired text differs"

    def edit(self, key: str, path: str, text: bytes) -> str:
        started = time.thread_time()
        try:
            self.editing.set_overlay(path, text)
            self.editing.analyze(key)
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            self.editing.forget(key)
            return f"{type(error).__name__}: {error} ({os.path.basename(at.filename)}:{at.lineno})"
        finally:
            took = time.thread_time() - started
            self.editing.set_overlay(path, None)
        return f"took {took:.1f} s" if took > SECONDS else ""


def lines(engine: Engine, key: str) -> list[str]:
    return sorted(f"{g.file}:{g.line}:{g.column}: {g.text}" for g in engine.analyze(key).gc_lines)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", choices=("std", "cmd", "modules"), default="std")
    parser.add_argument("--edits-only", action="store_true", help="analyse each once, as an edit of the one before")
    parser.add_argument("--save", type=Path, help="a folder for the texts of those that fail")
    args = parser.parse_args(arguments)
    failed = 0
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as cache:
        runner = Runner(cache, edits_only=args.edits_only)
        for number, mutant in mutants(packages(args.corpus), args.seed, range(args.first, args.first + args.count)):
            faulthandler.dump_traceback_later(STUCK, exit=True)
            wrong = runner.wrong(mutant)
            if wrong:
                failed += 1
                print(f"{number} {mutant.file}: {wrong}", flush=True)
                if args.save:
                    (args.save / f"{args.seed}-{number}.go").write_bytes(mutant.text)
    faulthandler.cancel_dump_traceback_later()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{args.count} mutants, {failed} failed, {time.perf_counter() - started:.0f} s, at most {peak} MB")
    return 1 if failed or peak > 1024 else 0


if __name__ == "__main__":
    sys.exit(run_deep(lambda: main(sys.argv[1:])))

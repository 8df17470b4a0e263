"""Programs of ours and of others that are profiled by the pinned Go, and joined.

What: the five of examples/profiles, of which four write a profile of every allocation and one is profiled by `go test`
with -trimpath; benchmarks of modules and of std. A profile is held against two things that know nothing of us: what
`go tool pprof -raw` reads of it, and the lines on which the compiler says that something is allocated.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from agree.toolchain import pinned
from escapelens.cli.profile import Profiled, profile
from escapelens.common import heap
from escapelens.common.settings import Settings
from escapelens.profiles.joining import frames_of
from escapelens.profiles.model import Profile

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "profiles"
PROGRAMS = ("words", "pipeline", "tree/cmd", "report")
TESTED = "codec"
ENOUGH = 0.97  # of the sampled bytes, joined

_SAMPLE = re.compile(r"^((?:\s+-?\d+)+):((?: \d+)*)\s*$")
_PLACE = re.compile(r"^\s+(\d+): 0x\w+ (?:M=\d+ )?(.*)$")
_SAID = re.compile(r"^(\S+\.go):(\d+):\d+: (.*)$")
_FRAME = re.compile(r"^(?:M=\d+ )?(\S.*?) (\S+):(\d+):\d+ s=(\d+)")


@dataclass(frozen=True, slots=True)
class Said:
    """What the compiler says of packages and their tests, or of all that is built for them: file, line, text."""

    folders: set[str]
    lines: set[tuple[str, int, str]]

    def covers(self, path: str) -> bool:
        return os.path.dirname(path) in self.folders


@dataclass(frozen=True, slots=True)
class Score:
    """joined: the share of bytes that have a place; wrong: joined lines that are not those of a sample, or on which the
    compiler says nothing of the kind."""

    name: str
    bytes: int
    findings: float
    runtime: float
    unknown: float
    wrong: list[str]

    @property
    def joined(self) -> float:
        return self.findings + self.runtime


def environment() -> dict[str, str]:
    return {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "GOWORK": "off"}


def go(*arguments: str, cwd: Path) -> str:
    """What the pinned Go prints. Raises CalledProcessError."""
    command = [str(pinned().goroot / "bin" / "go"), *arguments]
    run = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=True)
    return run.stdout


def run_program(name: str, into: Path) -> Path:
    """The profile of one of the four programs that write it themselves."""
    path = into / f"{name.replace('/', '-')}.pprof"
    go("run", f"./{name}", str(path), cwd=EXAMPLES)
    return path


def run_benchmarks(package: str, cwd: Path, into: Path, *flags: str) -> tuple[Path, Path]:
    """Profile and output of a package's benchmarks."""
    path = into / f"{package.replace('/', '-').strip('.-')}.pprof"
    test = ("test", "-run", "^$", "-benchmem", "-memprofile", str(path), "-o", f"{path}.test")
    path.with_suffix(".txt").write_text(go(*test, *flags, package, cwd=cwd))
    return path, path.with_suffix(".txt")


def joined(path: Path, cwd: Path, patterns: list[str] | None = None, kind: str = "alloc_space") -> Profiled:
    before = os.getcwd()
    os.chdir(cwd)
    try:
        return profile(heap.read(str(path), kind), Settings(), patterns or [], str(cwd), fixes=False)
    finally:
        os.chdir(before)


def score(name: str, profiled: Profiled, said: Said) -> Score:
    result = profiled.joined
    lines = lines_of(profiled.heap.profile)
    wrong = []
    for row in result.findings + result.named:
        spot = row.spot
        where = f"{spot.path}:{spot.line}"
        if (os.path.basename(spot.path), spot.line) not in lines:
            wrong.append(f"{where}: no sample is of this line")
        finding = spot.finding
        if finding is None or finding.span.file.startswith("$"):
            continue
        if finding.span.file != spot.path:
            wrong.append(f"{where}: the finding is in {finding.span.file}")
        texts = finding.compiler.splitlines()
        if said.covers(spot.path) and texts and not any((spot.path, spot.line, text) in said.lines for text in texts):
            wrong.append(f"{where}: the compiler does not say this there: {finding.compiler}")
    space = sum(row.space for row in result.findings + result.named + result.unknown)
    shares = [result.share(result.sum(rows)) for rows in (result.findings, result.named, result.unknown)]
    return Score(name, space, *shares, wrong)


def lines_of(read: Profile) -> set[tuple[str, int]]:
    """Base names and lines of all frames in which something was allocated: those of the run time, and inlined ones."""
    found = set()
    for sample in read.samples:
        stack = frames_of(sample)
        found |= {(os.path.basename(f.file), f.line) for f in stack.above + stack.chain}
    return found


def compiled(cwd: Path, package: str = "./...", *, imports: bool = False) -> Said:
    """imports: also of all that is built with them, which takes minutes where Go's build cache does not have it."""
    form = "{{if not .ForTest}}{{.ImportPath}} {{.Dir}}{{end}}"
    listed = go("list", *(["-deps", "-test"] if imports else []), "-f", form, package, cwd=cwd).splitlines()
    folders = dict(line.split(" ", 1) for line in listed if line and not line.split(" ")[0].endswith(".test"))
    folders.pop("unsafe", None)
    lines = _said(cwd, folders, "test", "-run", "^$", "-gcflags=-m", "-exec", "true", package)
    if imports:
        lines |= _said(cwd, folders, "build", "-gcflags=-m", *folders)  # what is named is heard of
    return Said({os.path.normpath(folder) for folder in folders.values()}, lines)


def _said(cwd: Path, folders: dict[str, str], *arguments: str) -> set[tuple[str, int, str]]:
    """Go's build cache remembers lines with the paths of whoever asked first, perhaps another copy of std."""
    command = [str(pinned().goroot / "bin" / "go"), *arguments]
    run = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=True)
    found = set()
    folder = ""
    for line in (run.stdout + run.stderr).splitlines():
        if line.startswith("# "):
            folder = folders.get(line.split()[1], "")
        elif match := _SAID.match(line):
            path = os.path.normpath(cwd / match[1])
            if folder and Path(path).parent.name == Path(folder).name:
                path = os.path.join(folder, os.path.basename(path))
            found.add((path, int(match[2]), match[3]))
    return found


def raw(path: Path) -> Counter[tuple[tuple[str, str, int, int], ...]]:
    """Bytes allocated by stack, leaf first, as `go tool pprof -raw` reads them: function, file, line, start."""
    samples: list[tuple[int, list[int]]] = []
    places: dict[int, list[tuple[str, str, int, int]]] = {}
    at: list[tuple[str, str, int, int]] = []
    for line in go("tool", "pprof", "-raw", str(path), cwd=EXAMPLES).partition("Mappings")[0].splitlines():
        if match := _SAMPLE.match(line):
            samples.append((int(match[1].split()[1]), [int(i) for i in match[2].split()]))
            continue
        if match := _PLACE.match(line):
            at = places[int(match[1])] = []
            line = match[2]
        if found := _FRAME.match(line.strip()):
            at.append((found[1], found[2], int(found[3]), int(found[4])))
    read: Counter[tuple[tuple[str, str, int, int], ...]] = Counter()
    for value, idents in samples:
        read[tuple(frame for i in idents for frame in places[i])] += value
    return read


def stacks(read: Profile) -> Counter[tuple[tuple[str, str, int, int], ...]]:
    """The same, as we read them."""
    index = read.index("alloc_space")
    found: Counter[tuple[tuple[str, str, int, int], ...]] = Counter()
    for sample in read.samples:
        frames = tuple((f.function, f.file, f.line, f.start) for location in sample.stack for f in location)
        found[frames] += sample.values[index]
    return found

"""A module with allocations planted in it: an older state that has some, a newer one that has others instead.

Planted are single lines that allocate for certain, at the head of functions that cannot be inlined, so that nothing
else changes by them: then what a comparison has to show is known, line by line. Besides, in the newer state, one file
has another name and another has a comment more at its head.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from escapelens.engine import Engine

KINDS = (
    "seedInt = new(int)",
    "seedAny = seedText",
    "seedSlice = make([]int, 3)",
    "seedStruct = &seed{1}",
    "for i := 0; i < 3; i++ { seedInt = new(int) }",
    "{ n := 1; seedInt = &n }",
)
VARIABLES = """
type seed struct{ a int }

var (
	seedInt    *int
	seedAny    any
	seedText   = "text"
	seedSlice  []int
	seedStruct *seed
)
"""
_FUNCTION = re.compile(rb"^func (?:\([^)\[]*\) )?(\w+)\(.*\{\r?$")


@dataclass(frozen=True, order=True)
class Spot:
    """A function that something can be planted in: file, relative to the module, and the line it begins."""

    file: str
    line: int


@dataclass
class Planted:
    """A module in both states; expected: lines of source that are new, and gone, with their files."""

    folder: Path
    older: dict[str, bytes] = field(default_factory=dict)
    newer: dict[str, bytes] = field(default_factory=dict)
    new: list[tuple[str, str]] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    renamed: tuple[str, str] = ("", "")

    def write(self, texts: dict[str, bytes]) -> None:
        for name, text in texts.items():
            (self.folder / name).write_bytes(text)


def spots(engine: Engine, folder: Path, patterns: list[str]) -> list[Spot]:
    """Functions of the module that are analysed and not inlined anywhere; none of generic types, which may never be."""
    keys, _ = engine.resolve(patterns, str(folder))
    found = []
    for key in keys:
        report = engine.analyze(key)
        for path, file in sorted(report.files.items()):
            inlined = {a.span.line for a in file.answers if a.kind == "can inline"}
            for number, line in enumerate(Path(path).read_bytes().split(b"\n"), 1):
                match = _FUNCTION.match(line)
                if match is not None and number not in inlined and match[1] != b"_":
                    found.append(Spot(str(Path(path).relative_to(folder)), number))
    return found


def plant(folder: Path, found: list[Spot], seed: int, count: int) -> Planted:
    """`count` edits at random: half of them take a planted line out, half put one in."""
    chosen = random.Random(seed).sample(sorted(found), count)
    planted = Planted(folder)
    lines = {spot.file: (folder / spot.file).read_bytes().split(b"\n") for spot in chosen}
    for name in lines:
        package = re.search(rb"^package (\w+)", (folder / name).read_bytes(), re.M)
        assert package is not None
        variables = b"package " + package[1] + b"\n" + VARIABLES.encode()
        (folder / Path(name).parent / "zz_seeds.go").write_bytes(variables)
    for state, texts, expected in ((0, planted.older, planted.gone), (1, planted.newer, planted.new)):
        for name, text in lines.items():
            out = list(text)
            for i, spot in sorted(enumerate(chosen), key=lambda pair: -pair[1].line):
                if spot.file == name and i % 2 == state:
                    line = f"{KINDS[i // 2 % len(KINDS)]} // {i}"
                    out.insert(spot.line, b"\t" + line.encode())
                    expected.append((name, line))
            texts[name] = b"\n".join(out)
    first, *others = lines
    planted.renamed = first, str(Path(first).with_name("zz_renamed.go"))
    for name in others[:1]:
        planted.newer[name] = b"// A comment.\n\n" + planted.newer[name]
    return planted


def copy_of(source: Path, target: Path, requirements: str) -> None:
    """A writable copy of a module, in a git repository, that takes its dependencies where others have brought them."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*_test.go", "testdata", "vendor"))
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    head = re.search(r"^module \S+", (target / "go.mod").read_text(), re.M)
    assert head is not None
    (target / "go.mod").write_text(f"{head[0]}\n\n{requirements}")
    git(target, "init", "-q", "-b", "main")


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

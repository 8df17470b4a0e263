"""Which code `make fixes` goes through: a row each, and the packages in it.

What: `std` and `cmd/go` are those of the toolchain. A module is copied from the module cache, where the go command
brings it, to a folder of its own that may be written to: it is the main module there, so that its tests can be run.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from agree import oracle
from agree.toolchain import CACHE

FOLDER = CACHE / "fixes"
MODULES = (
    "github.com/spf13/cobra@v1.10.2", "github.com/gin-gonic/gin@v1.12.0", "github.com/samber/lo@v1.53.0",
    "go.uber.org/zap@v1.28.0", "github.com/prometheus/client_golang@v1.25.0", "google.golang.org/protobuf@v1.36.12",
    "github.com/klauspost/compress@v1.20.3", "github.com/jackc/pgx/v5@v5.12.0", "golang.org/x/tools@v0.52.0",
    "k8s.io/apimachinery@v0.37.2", "github.com/yuin/goldmark@v1.7.13", "github.com/go-git/go-git/v5@v5.16.2",
)  # fmt: skip
CORPORA = ("std", "cmd/go", *MODULES)


@dataclass(frozen=True, slots=True)
class Place:
    """A package: import path, folder, and the folder of the module that it is built from."""

    corpus: str
    package: str
    dir: Path
    cwd: Path


def places(corpus: str) -> list[Place]:
    """The packages of a corpus (of `CORPORA`, any module as path@version, or the folder of one), sorted."""
    if "@" in corpus or Path(corpus).is_dir():
        cwd = _module(corpus) if "@" in corpus else Path(corpus).resolve()
        found = oracle.list_packages(["./..."], cwd)
    else:
        cwd = oracle.scratch_module(FOLDER / "scratch")
        found = oracle.list_packages([corpus if corpus == "std" else f"{corpus}/..."], cwd)
    return [
        Place(corpus, path, found[path], cwd)
        for path in sorted(found)
        if path != "unsafe" and not path.startswith("vendor/")
    ]


def _module(corpus: str) -> Path:
    """A copy of the module. Raises RuntimeError if the go command can't bring it."""
    copy = FOLDER / "modules" / corpus.replace("/", "_")
    if not copy.exists():
        scratch = oracle.scratch_module(FOLDER / "scratch")
        found = json.loads(oracle.go(["mod", "download", "-json", corpus], scratch).stdout or "{}")
        if "Dir" not in found:
            raise RuntimeError(f"{corpus}: {found.get('Error', 'not found')}")
        half = copy.with_name(copy.name + ".part")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(found["Dir"], half, copy_function=shutil.copyfile)  # what the cache holds is read-only
        for folder in (half, *(p for p in half.rglob("*") if p.is_dir())):
            folder.chmod(0o755)
        oracle.go(["mod", "tidy", "-e"], half)  # requirements of tests, too
        half.rename(copy)
    return copy

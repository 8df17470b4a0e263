"""The go command's settings: the environment over the user's `go env -w` file over GOROOT/go.env; GOFLAGS taken apart.

Counterpart: cmd/go/internal/cfg (EnvFile, initEnvCache, Getenv), cmd/go/internal/base/goflags.go.
Property: nothing raises for what the files hold; a line that is no setting is left out, as the go command does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from escapelens.record import dataclass, field
from escapelens.regexp import regexp

_LINE = regexp(r"^(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)$")

# Flags of `go build` and `go test` that change neither which files are compiled nor what the compiler says of them.
_HARMLESS_NAMES = """
a asmflags buildmode buildvcs C debug-actiongraph debug-runtime-trace debug-trace exec fuzz gccgoflags installsuffix
json ldflags linkshared modcacherw n o p pkgdir trimpath v work x count bench benchmem benchtime cpu failfast parallel
run short shuffle skip timeout vet e f
"""
_HARMLESS = frozenset(_HARMLESS_NAMES.split())


@dataclass(frozen=True, slots=True)
class GoFlags:
    """tags, mod: as in GOFLAGS ("" where they are not). refused: flags in it that would change answers, as written."""

    tags: tuple[str, ...] = ()
    mod: str = ""
    gcflags: str = ""
    refused: tuple[str, ...] = field(default=())


def settings(env: Mapping[str, str] | None = None, goroot: str = "") -> dict[str, str]:
    """Name -> value of everything that is set. An empty variable counts as not set, as for the go command."""
    env = os.environ if env is None else env
    found: dict[str, str] = {}
    for path in (os.path.join(goroot, "go.env") if goroot else "", _user_file(env)):
        found |= _read(path) if path else {}
    return found | {name: value for name, value in env.items() if value}


def _user_file(env: Mapping[str, str]) -> str:
    """Path of the file that `go env -w` writes; "" if there is none. cfg.go: EnvFile."""
    named = env.get("GOENV", "")
    if named:
        return "" if named == "off" else named
    home = env.get("HOME") or os.path.expanduser("~")
    if sys.platform == "win32":
        folder = env.get("APPDATA", "")
    elif sys.platform == "darwin":
        folder = os.path.join(home, "Library", "Application Support")
    else:
        folder = env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    return os.path.join(folder, "go", "env") if folder else ""


def _read(path: str) -> dict[str, str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(1 << 20).splitlines()
    except OSError:
        return {}
    matches = (_LINE.match(line) for line in lines)
    return {m["name"]: m["value"] for m in matches if m is not None}


def goflags(value: str) -> GoFlags:
    """GOFLAGS taken apart. A flag that is set twice counts as it was set last."""
    if not value:
        return GoFlags()
    import shlex  # most have none

    try:
        words = shlex.split(value)
    except ValueError:
        return GoFlags(refused=(value.strip(),))
    tags: tuple[str, ...] = ()
    mod = gcflags = ""
    refused = []
    for word in words:
        name, _, said = word.lstrip("-").partition("=")
        if name == "tags":
            tags = tuple(tag for tag in said.replace(",", " ").split() if tag)
        elif name == "mod":
            mod = said
        elif name == "gcflags":
            gcflags = said
        elif said == "false" or name in _HARMLESS:
            continue
        else:
            refused.append(word)
    return GoFlags(tags, mod, gcflags, tuple(refused))

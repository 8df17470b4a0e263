"""What the full tables measure: code, flags and versions of Go, a row each.

What: `std` and `cmd` are those of the toolchain. `modules` are ten modules and all that they import, as required by
`modules/go.mod` and brought by the go command from the module proxy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agree import oracle
from agree.toolchain import Toolchain

MODULES = Path(__file__).parent / "modules"
OLDER = ("1.26.6", "1.25.5", "1.24.11")


@dataclass(frozen=True, slots=True)
class Row:
    """go: a version of Go, "" for the pinned one; module: where the patterns are resolved, None: nowhere special;
    target: GOOS/GOARCH, "" for the machine's; foreign: all that the compiler prints, not only the lines of a package's
    own files."""

    corpus: str
    patterns: tuple[str, ...]
    flags: str
    go: str = ""
    module: Path | None = None
    target: str = ""
    foreign: bool = False


ROWS = (
    Row("std", ("std",), "-m -l"),
    Row("std", ("std",), "-m"),
    Row("std", ("std",), "-m=2"),
    Row("std, whole output", ("std",), "-m", foreign=True),
    Row("std, whole output", ("std",), "-m=2", foreign=True),
    Row("cmd/compile, cmd/go", ("cmd/compile/...", "cmd/go/..."), "-m"),
    Row("ten modules with dependencies", (".",), "-m", module=MODULES),
    *(Row("std", ("std",), "-m", target=target) for target in ("darwin/arm64", "windows/amd64", "linux/386")),
    *(Row("std", ("std",), flags, go) for go in OLDER for flags in ("-m -l", "-m")),
)


def packages(row: Row, cwd: Path, tools: Toolchain) -> dict[str, Path]:
    """Import path -> directory of what a row measures: of modules, what they need to be built."""
    if row.module is None:
        return oracle.list_packages(list(row.patterns), cwd, tools)
    return oracle.list_packages(["-deps", *row.patterns], cwd, tools, standard=False)

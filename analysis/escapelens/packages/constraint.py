"""Does a file belong to the build: its name's suffixes and its `//go:build` line.

Counterpart: go/build/build.go (goodOSArchFile, parseFileHeader, shouldBuild, matchTag), internal/syslist.
Property: a malformed constraint excludes the file and says why; it never raises past `should_build`.
"""

from __future__ import annotations

from escapelens.packages.config import BuildConfig
from escapelens.syntax.constraint import (
    And,
    Constraint,
    ConstraintError,
    Not,
    Or,
    Tag,
    evaluate,
    is_go_build,
    parse_line,
)

# fmt: off
KNOWN_OS = frozenset((
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
))
UNIX_OS = frozenset((
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux", "netbsd", "openbsd",
    "solaris",
))
KNOWN_ARCH = frozenset((
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le",
    "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
    "wasm",
))
# fmt: on

_IMPLIED = {("android", "linux"), ("illumos", "solaris"), ("ios", "darwin")}


def match_tag(config: BuildConfig, name: str) -> bool:
    if name == "cgo" and config.cgo:
        return True
    if name in (config.goos, config.goarch, "gc") or (config.goos, name) in _IMPLIED:
        return True
    if name == "unix" and config.goos in UNIX_OS:
        return True
    if name == "boringcrypto":
        name = "goexperiment.boringcrypto"
    return name in config.all_tags


def good_os_arch_file(config: BuildConfig, name: str) -> bool:
    """`name_GOOS_GOARCH_test.go` and shorter forms."""
    name = name.partition(".")[0]
    i = name.find("_")
    if i < 0:
        return True
    parts = name[i:].split("_")
    if parts[-1] == "test":
        parts.pop()
    n = len(parts)
    if n >= 2 and parts[-2] in KNOWN_OS and parts[-1] in KNOWN_ARCH:
        return match_tag(config, parts[-1]) and match_tag(config, parts[-2])
    if n >= 1 and (parts[-1] in KNOWN_OS or parts[-1] in KNOWN_ARCH):
        return match_tag(config, parts[-1])
    return True


def find_constraint(text: bytes) -> tuple[str, list[str]]:
    """The `//go:build` line before the package clause ("" if none), and the old `// +build` lines.

    Raises ConstraintError if there are several `//go:build` lines.
    """
    if b"//go:build" not in text and b"+build" not in text:
        return "", []
    end = 0
    ended = False
    in_comment = False
    go_build = ""
    offset = 0
    for raw in text.splitlines(keepends=True):
        offset += len(raw)
        line = raw.strip()
        if not line and not ended:
            end = offset
            continue
        if not line.startswith(b"//"):
            ended = True
        if not in_comment and line.startswith(b"//go:build"):
            decoded = line.decode("utf-8", "replace")
            if is_go_build(decoded):
                if go_build:
                    raise ConstraintError("multiple //go:build comments")
                go_build = decoded
        done = False
        while line:
            if in_comment:
                i = line.find(b"*/")
                if i < 0:
                    break
                in_comment = False
                line = line[i + 2 :].strip()
            elif line.startswith(b"//"):
                break
            elif line.startswith(b"/*"):
                in_comment = True
                line = line[2:].strip()
            else:
                done = True
                break
        if done:
            break
    old = [
        line.strip().decode("utf-8", "replace")
        for line in text[:end].splitlines()
        if line.strip().startswith(b"//") and b"+build" in line
    ]
    return go_build, [line for line in old if _is_plus_build(line)]


def should_build(config: BuildConfig, go_build: str, plus_build: list[str]) -> bool:
    """Raises ConstraintError for a malformed `//go:build` line."""
    if go_build:
        return evaluate(parse_line(go_build), lambda tag: match_tag(config, tag))
    return all(evaluate(_plus_build(line), lambda tag: match_tag(config, tag)) for line in plus_build)


def _is_plus_build(line: str) -> bool:
    rest = line[2:].lstrip(" \t")
    return rest.startswith("+build") and (len(rest) == 6 or rest[6] in " \t")


def _plus_build(line: str) -> Constraint:
    """Words are alternatives, their comma-separated terms must all hold. constraint/expr.go: parsePlusBuildExpr."""
    x: Constraint | None = None
    for word in line[2:].strip()[len("+build") :].split():
        y: Constraint | None = None
        for term in word.split(","):
            name = term[1:] if term.startswith("!") else term
            z: Constraint = Tag(name if name and not name.startswith("!") else "ignore")
            if term.startswith("!") and name and not name.startswith("!"):
                z = Not(z)
            y = z if y is None else And(y, z)
        assert y is not None
        x = y if x is None else Or(x, y)
    return x if x is not None else Tag("ignore")

"""From what is asked for and the go command's settings to a build configuration, or a clear word why there is none.

What: `configure` honours GOOS, GOARCH, GOFLAGS (-tags, -mod), GOWORK, GOEXPERIMENT, the architecture's level (GOAMD64
and its kin), CGO_ENABLED, GOPATH and GOMODCACHE as the go command does. What it cannot honour it names.
Counterpart: cmd/go/internal/cfg, internal/buildcfg (cfg.go, exp.go), go/build (defaultContext).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from escapelens.packages import environment, goenv
from escapelens.packages.config import BuildConfig
from escapelens.record import dataclass
from escapelens.regexp import regexp
from escapelens.releases.known import CURRENT, IMITATED, find
from escapelens.releases.release import Release

ARCHITECTURES = ("386", "amd64", "arm64")

# `go tool dist list` of Go 1.27, architectures that are imitated first
_PORTS: dict[str, str] = {
    "aix": "ppc64",
    "android": "386 amd64 arm arm64",
    "darwin": "amd64 arm64",
    "dragonfly": "amd64",
    "freebsd": "386 amd64 arm arm64",
    "illumos": "amd64",
    "ios": "amd64 arm64",
    "js": "wasm",
    "linux": "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
    "netbsd": "386 amd64 arm arm64",
    "openbsd": "386 amd64 arm arm64 ppc64 riscv64",
    "plan9": "386 amd64 arm",
    "solaris": "amd64",
    "wasip1": "wasm",
    "windows": "386 amd64 arm64",
}

# internal/goexperiment/flags.go of the releases that are imitated
_EXPERIMENT_NAMES = """
aliastypeparams arenas boringcrypto cacheprog cgocheck2 coverageredesign dwarf5 fieldtrack goroutineleakprofile
greenteagc heapminimum512kib jsonv2 loopvar mapsplitgroup newinliner preemptibleloops randomizedheapbase64 regabiargs
regabiwrappers runtimefreegc runtimesecret simd sizespecializedmalloc spinbitmutex staticlockranking swissmap
synchashtriemap synctest
"""
_EXPERIMENTS = frozenset(_EXPERIMENT_NAMES.split())
_STEERING = frozenset({"loopvar", "newinliner", "simd"})  # they change the compiler itself, not only which files count

_ARM64 = regexp(r"v(?P<major>[89])\.(?P<minor>[0-9])(?:,(?:lse|crypto))*")
_AMD64 = regexp(r"v(?P<level>[1-4])")


class Unsupported(ValueError):
    """What is asked for cannot be imitated; one line in words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a front end asks for; "", () and None: as the go command's settings say. release: as in `1.27`."""

    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()
    cgo: bool | None = None
    release: str = CURRENT.name


@dataclass(frozen=True, slots=True)
class Configured:
    """config: without GOROOT, which the engine chooses. notes: settings that are not honoured, a line each."""

    config: BuildConfig
    notes: tuple[str, ...]
    default_std: bool  # whether std is compiled from the files of a default build


def configure(wanted: Wanted, env: Mapping[str, str] | None = None) -> Configured:
    """Raises Unsupported."""
    said = goenv.settings(env)
    goos, goarch = environment.target(said)
    goos, goarch = wanted.goos or goos, wanted.goarch or goarch
    _check_port(goos, goarch)
    release = parse_release(wanted.release)
    flags = goenv.goflags(said.get("GOFLAGS", ""))
    if flags.mod not in ("", "mod", "readonly", "vendor"):
        raise Unsupported(f"GOFLAGS: -mod={flags.mod} is not one of mod, readonly, vendor")
    on = release.default_experiments(goos, goarch)
    chosen = _experiments(said.get("GOEXPERIMENT", ""), on)
    explicit = said.get("CGO_ENABLED", "")
    std_cgo = wanted.cgo if wanted.cgo is not None else explicit == "1"
    config = BuildConfig(
        goos=goos,
        goarch=goarch,
        tags=wanted.tags or flags.tags,
        cgo=_cgo(said, goos, goarch) if wanted.cgo is None else wanted.cgo,
        std_cgo=std_cgo,
        release=release,
        gopath=environment.gopath(said),
        gomodcache=environment.module_cache(said),
        gowork=said.get("GOWORK", ""),
        mod=flags.mod,
        experiments=chosen,
        level=_level(said, goarch),
    )
    steering = sorted(_STEERING & (set(chosen) - set(on)))
    notes = [f"GOEXPERIMENT={name} is not honoured" for name in steering]
    notes += [f"{word} in GOFLAGS is not honoured" for word in flags.refused]
    if flags.gcflags:
        notes.append(f"-gcflags={flags.gcflags} in GOFLAGS is not honoured")
    if said.get("GO111MODULE") == "off":
        notes.append("GO111MODULE=off is not honoured: packages are those of modules")
    if said.get("GOFIPS140", "off") != "off":
        notes.append(f"GOFIPS140={said['GOFIPS140']} is not honoured")
    return Configured(config, tuple(notes), set(chosen) == set(on) and not std_cgo)


def parse_release(text: str) -> Release:
    """The release that `1.27`, `go1.27.3` or `1.27rc1` names. Raises Unsupported."""
    found = find(text.strip())
    if found not in IMITATED:
        known = ", ".join(release.name for release in IMITATED)
        raise Unsupported(f"Go release {text!r} is not supported; there are {known}")
    return found


def _check_port(goos: str, goarch: str) -> None:
    if goos not in _PORTS:
        raise Unsupported(f"GOOS {goos!r} is not known{nearest(goos, _PORTS)}")
    if goarch not in ARCHITECTURES:
        known = {arch for ports in _PORTS.values() for arch in ports.split()}
        what = "not supported" if goarch in known else "not known"
        raise Unsupported(f"GOARCH {goarch!r} is {what}; there are {', '.join(ARCHITECTURES)}")
    if goarch not in _PORTS[goos].split():
        raise Unsupported(f"{goos}/{goarch} is not a target of Go")


def nearest(word: str, words: Iterable[str]) -> str:
    """`; did you mean X?`, or nothing if no word is near."""
    import difflib  # for mistakes only

    close = difflib.get_close_matches(word, list(words), 1)
    return f"; did you mean {close[0]}?" if close else ""


def _experiments(text: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """exp.go: ParseGOEXPERIMENT. The register ABI is always on where it is supported."""
    fixed = tuple(name for name in default if name.startswith("regabi"))
    on = dict.fromkeys(default)
    for word in filter(None, text.split(",")):
        if word == "none":
            on.clear()
            continue
        name = word.removeprefix("no")
        if name not in _EXPERIMENTS and name != "regabi":
            raise Unsupported(f"unknown GOEXPERIMENT {name}{nearest(name, _EXPERIMENTS)}")
        if name == word:
            on[name] = None
        else:
            on.pop(name, None)
    on.pop("regabi", None)
    return tuple(dict.fromkeys((*fixed, *(name for name in on if not name.startswith("regabi")))))


def _level(said: Mapping[str, str], goarch: str) -> tuple[str, ...]:
    """Build tags of the architecture's level. cfg.go: gogoarchTags."""
    if goarch == "386":
        level = said.get("GO386", "sse2")
        if level not in ("sse2", "softfloat"):
            raise Unsupported(f"GO386={level} is not one of sse2, softfloat")
        return (f"386.{level}",)
    if goarch == "amd64":
        found = _AMD64.fullmatch(said.get("GOAMD64", "v1"))
        if found is None:
            raise Unsupported(f"GOAMD64={said['GOAMD64']} is not one of v1, v2, v3, v4")
        return tuple(f"amd64.v{n}" for n in range(1, int(found["level"]) + 1))
    found = _ARM64.fullmatch(said.get("GOARM64", "v8.0"))
    if found is None or (found["major"] == "9" and int(found["minor"]) > 5):
        raise Unsupported(f"GOARM64={said['GOARM64']} is not one of v8.0 to v8.9, v9.0 to v9.5")
    minor = int(found["minor"])
    if found["major"] == "8":
        return tuple(f"arm64.v8.{n}" for n in range(minor + 1))
    # v9.0 holds what v8.5 does
    return (*(f"arm64.v9.{n}" for n in range(minor + 1)), *(f"arm64.v8.{n}" for n in range(min(minor + 5, 9) + 1)))


def _cgo(said: Mapping[str, str], goos: str, goarch: str) -> bool:
    """go/build/build.go: defaultContext; cmd/go/internal/cfg: SetGOROOT, DefaultCC."""
    explicit = said.get("CGO_ENABLED", "")
    if explicit:
        return explicit == "1"
    if (goos, goarch) != environment.target({}):
        return False
    import shutil  # cross-compiling, or told, one needs none of it

    compiler = said.get("CC", "").split()
    names = compiler[:1] or (["clang" if goos in ("darwin", "freebsd", "openbsd") else "gcc"])
    return any(shutil.which(name, path=said.get("PATH")) for name in names)

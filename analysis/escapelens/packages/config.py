"""The build configuration packages are loaded for.

What: GOOS, GOARCH, tags and where Go's trees lie, as plain values; the front ends fill them from settings
and environment.
Counterpart: go/build (Context), internal/buildcfg (gogoarchTags, ParseGOEXPERIMENT).
Property: nothing here reads the environment or the disk; equal configurations are equal values.
"""

from __future__ import annotations

import os.path
from dataclasses import dataclass, field

_REGABI = {"amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x"}
_NO_DWARF5 = {"darwin", "ios", "aix"}
_XCHG8 = {"386", "amd64", "arm", "arm64", "ppc64", "ppc64le"}

# Tags of the least architecture level, which is the default one
_ARCH_TAGS = {
    "386": ("386.sse2",),
    "amd64": ("amd64.v1",),
    "arm": ("arm.5", "arm.6", "arm.7"),
    "arm64": ("arm64.v8.0",),
    "mips": ("mips.hardfloat",),
    "mipsle": ("mipsle.hardfloat",),
    "mips64": ("mips64.hardfloat",),
    "mips64le": ("mips64le.hardfloat",),
    "ppc64": ("ppc64.power8",),
    "ppc64le": ("ppc64le.power8",),
    "riscv64": ("riscv64.rva20u64",),
    "wasm": ("wasm.satconv", "wasm.signext"),
}


# Experiments on by default, on every platform, in a release and those before it that are not named
_EXPERIMENTS = {
    (1, 24): ("coverageredesign", "aliastypeparams", "swissmap", "synchashtriemap"),
    (1, 25): ("aliastypeparams", "swissmap", "synchashtriemap"),
    (1, 26): ("randomizedheapbase64", "greenteagc"),
    (1, 27): ("randomizedheapbase64", "greenteagc", "jsonv2", "sizespecializedmalloc"),
}


def experiments(goos: str, goarch: str, release: tuple[int, int]) -> tuple[str, ...]:
    """The experiments on by default. buildcfg/exp.go: ParseGOEXPERIMENT."""
    out = []
    if goarch in _REGABI:
        out += ["regabiwrappers", "regabiargs"]
    if release <= (1, 24) and goarch in _XCHG8:
        out.append("spinbitmutex")
    if release >= (1, 25) and goos not in _NO_DWARF5:
        out.append("dwarf5")
    known = min((r for r in _EXPERIMENTS if r >= release), default=max(_EXPERIMENTS))
    return (*out, *_EXPERIMENTS[known])


@dataclass(frozen=True, slots=True)
class BuildConfig:
    goos: str = "linux"
    goarch: str = "amd64"
    tags: tuple[str, ...] = ()
    cgo: bool = False
    release: tuple[int, int] = (1, 27)
    goroot: str | None = None
    gomodcache: str = ""
    gopath: str = ""
    gowork: str = ""  # "": look for go.work in the parent folders; "off"; or the path of a go.work
    mod: str = ""  # "": vendor if the main module says so; "mod", "readonly", "vendor"
    experiments: tuple[str, ...] | None = None  # None: those on by default
    _all_tags: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        on = experiments(self.goos, self.goarch, self.release) if self.experiments is None else self.experiments
        tags = {*self.tags, *_ARCH_TAGS.get(self.goarch, ())}
        tags.update(f"goexperiment.{name}" for name in on)
        tags.update(f"go1.{minor}" for minor in range(1, self.release[1] + 1))
        object.__setattr__(self, "_all_tags", frozenset(tags))

    @property
    def all_tags(self) -> frozenset[str]:
        """Tags besides GOOS, GOARCH and the special ones."""
        return self._all_tags

    @property
    def module_cache(self) -> str:
        if self.gomodcache:
            return self.gomodcache
        first = self.gopath.split(os.pathsep)[0]
        return os.path.join(first, "pkg", "mod") if first else ""

    @property
    def goroot_src(self) -> str:
        return os.path.join(self.goroot, "src") if self.goroot else ""

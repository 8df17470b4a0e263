"""The build configuration packages are loaded for.

What: GOOS, GOARCH, tags and where Go's trees lie, as plain values; the front ends fill them from settings
and environment.
Counterpart: go/build (Context), internal/buildcfg (gogoarchTags).
Property: nothing here reads the environment or the disk; equal configurations are equal values.
"""

from __future__ import annotations

import os.path

from escapelens.record import dataclass, field, replace
from escapelens.releases.known import CURRENT
from escapelens.releases.release import Release

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


@dataclass(frozen=True, slots=True)
class BuildConfig:
    goos: str = "linux"
    goarch: str = "amd64"
    tags: tuple[str, ...] = ()
    cgo: bool = False
    release: Release = CURRENT
    goroot: str | None = None
    gomodcache: str = ""
    gopath: str = ""
    gowork: str = ""  # "": look for go.work in the parent folders; "off"; or the path of a go.work
    mod: str = ""  # "": vendor if the main module says so; "mod", "readonly", "vendor"
    experiments: tuple[str, ...] | None = None  # None: those on by default
    level: tuple[str, ...] = ()  # tags of the architecture's level ("amd64.v1"); (): the least
    std_cgo: bool = False  # whether cgo also counts for the standard library, whose facts ship without it
    _all_tags: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        on = self.experiments
        if on is None:
            on = self.release.default_experiments(self.goos, self.goarch)
        tags = {*self.tags, *(self.level or _ARCH_TAGS.get(self.goarch, ()))}
        tags.update(f"goexperiment.{name}" for name in on)
        tags.update(self.release.tags())
        object.__setattr__(self, "_all_tags", frozenset(tags))

    @property
    def all_tags(self) -> frozenset[str]:
        """Tags besides GOOS, GOARCH and the special ones."""
        return self._all_tags

    @property
    def std(self) -> BuildConfig:
        """The configuration of packages of GOROOT."""
        return self if self.cgo == self.std_cgo else replace(self, cgo=self.std_cgo)

    @property
    def module_cache(self) -> str:
        if self.gomodcache:
            return self.gomodcache
        first = self.gopath.split(os.pathsep)[0]
        return os.path.join(first, "pkg", "mod") if first else ""

    @property
    def goroot_src(self) -> str:
        return os.path.join(self.goroot, "src") if self.goroot else ""

"""What a process that builds facts must know to see the same packages as the one that needs them."""

from __future__ import annotations

from dataclasses import dataclass

from escapelens.facts.dependencies import Dependencies, Missing
from escapelens.facts.shipped import ShippedStd
from escapelens.facts.store import FactStore
from escapelens.ir.target import Flags
from escapelens.packages.config import BuildConfig
from escapelens.packages.load import Loader
from escapelens.releases.known import CURRENT
from escapelens.releases.release import Release


@dataclass(frozen=True, slots=True)
class Spec:
    """Plain values, so that it can be sent to another process."""

    goroot: str
    store: str
    goos: str = "linux"
    goarch: str = "amd64"
    release: Release = CURRENT
    tags: tuple[str, ...] = ()
    cgo: bool = False
    gomodcache: str = ""
    shipped: bool = False  # std comes from the shipped facts
    cwd: str = ""  # folder whose module decides what import paths mean

    def dependencies(self) -> Dependencies:
        config = BuildConfig(
            goos=self.goos,
            goarch=self.goarch,
            tags=self.tags,
            cgo=self.cgo,
            release=self.release,
            goroot=self.goroot or None,
            gomodcache=self.gomodcache,
        )
        flags = Flags(goos=self.goos, goarch=self.goarch, release=self.release, m=1)
        shipped = ShippedStd(self.release, self.goos, self.goarch) if self.shipped else None
        return Dependencies(Loader(config), flags, FactStore(self.store), shipped, Missing.BUILD)


@dataclass(frozen=True, slots=True)
class MissingFacts:
    """Facts that an analysis lacks. wanted: package paths as spec.cwd sees them, by the keys of the facts."""

    spec: Spec
    wanted: dict[str, str]

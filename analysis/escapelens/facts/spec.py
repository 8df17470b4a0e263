"""What a process that builds facts must know to see the same packages as the one that needs them."""

from __future__ import annotations

import json

from escapelens.facts.demand import Wanted
from escapelens.facts.dependencies import Dependencies
from escapelens.facts.shipped import ShippedStd
from escapelens.facts.store import FactStore
from escapelens.ir.target import Flags
from escapelens.packages.config import BuildConfig
from escapelens.packages.load import Loader
from escapelens.record import dataclass


@dataclass(frozen=True, slots=True)
class Spec:
    """Plain values, so that it can be sent to another process."""

    config: BuildConfig
    store: str
    shipped: bool = False  # std comes from the shipped facts
    cwd: str = ""  # folder whose module decides what import paths mean

    def dependencies(self) -> Dependencies:
        c = self.config
        flags = Flags(goos=c.goos, goarch=c.goarch, release=c.release, m=1, strict=False)
        shipped = ShippedStd(c.release, c.goos, c.goarch) if self.shipped else None
        return Dependencies(Loader(c), flags, FactStore(self.store), shipped)


@dataclass(frozen=True, slots=True)
class MissingFacts:
    """Facts that an analysis lacks. wanted: package paths as spec.cwd sees them and what is wanted of each, by the keys
    of the packages' facts."""

    spec: Spec
    wanted: dict[str, tuple[str, Wanted]]

    def told(self) -> str:
        """What is wanted, on one line."""
        plain = {key: (path, list(wanted.funcs), list(wanted.links)) for key, (path, wanted) in self.wanted.items()}
        return json.dumps(plain)


def heard(told: str) -> dict[str, tuple[str, Wanted]]:
    """What is wanted, as `MissingFacts.told` says it. Raises ValueError."""
    return {
        key: (path, Wanted(dict.fromkeys(funcs), dict.fromkeys(links)))
        for key, (path, funcs, links) in json.loads(told).items()
    }

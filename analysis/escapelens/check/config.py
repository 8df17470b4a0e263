"""What a type check depends on besides the source.

Counterpart: `types2/api.go: Config`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.model.sizes import Sizes
from escapelens.record import dataclass, field
from escapelens.releases.known import CURRENT
from escapelens.releases.release import Release

if TYPE_CHECKING:
    from escapelens.model.objects import Package

# Gives the package of an import path as written in the importing package; None if there is none.
Importer = Callable[[str], "Package | None"]


@dataclass(slots=True, eq=False)
class Config:
    goarch: str = "amd64"
    go_version: str = ""  # language version of the package, "go1.27"; "" is the newest
    release: Release = CURRENT  # of the compiler that is imitated
    strict: bool = True  # let mistakes of ours through; else they end the declaration in which they happen
    sizes: Sizes = field(init=False)

    def __post_init__(self) -> None:
        self.sizes = Sizes(self.goarch, self.release)

"""The ledgers of a package at one moment, each made when it is asked for.

What: a proof compares what functions pay before and after an edit. Only those that the edit made stale can differ, and
which these are is known afterwards. So the units are held as they are before it, for their ledgers to be made then; of
those whose code stands, but is solved again, before that is done (`Units.held`).

Property: a unit that both moments share has the same ledger in both, so `differing` leaves out nothing that differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from escapelens.incremental.unit import Key, Unit, costs_of
from escapelens.ir.target import Target
from escapelens.record import dataclass

if TYPE_CHECKING:
    from escapelens.ledger import FunctionCosts


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Units of one variant of a package, and the target that their code is for."""

    units: dict[Key, Unit]
    target: Target

    def all(self) -> list[FunctionCosts]:
        return [costs for unit in self.units.values() for costs in costs_of(unit, self.target)]

    def without(self, other: Ledgers) -> list[FunctionCosts]:
        """Those of units that the other does not have, or has another of."""
        return [
            costs
            for key, unit in self.units.items()
            if other.units.get(key) is not unit
            for costs in costs_of(unit, self.target)
        ]


def differing(before: Sequence[Ledgers], after: Sequence[Ledgers]) -> tuple[list[FunctionCosts], list[FunctionCosts]]:
    """Ledgers of the functions that may differ, before and after, of the same variants."""
    pairs = list(zip(before, after, strict=True))
    return [c for old, new in pairs for c in old.without(new)], [c for old, new in pairs for c in new.without(old)]

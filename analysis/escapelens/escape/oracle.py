"""The ReassignOracles that the batches of a package share.

Counterpart: `escape/escape.go: reassignOracle`.
"""

from __future__ import annotations

from escapelens.escape.graph import Batch
from escapelens.ir.nodes import Func
from escapelens.ir.static_value import Oracles, ReassignOracle

ORACLES = "reassign oracles"  # key of Target.scratch


def reassign_oracle(b: Batch, fn: Func) -> ReassignOracle:
    """The oracle of fn; see Oracles."""
    oracles: Oracles | None = b.target.scratch.get(ORACLES)
    if oracles is None:
        oracles = b.target.scratch[ORACLES] = Oracles()
    return oracles.of(fn)

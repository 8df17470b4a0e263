"""The ledger says of every snippet what the machine measures. Other releases: `make ledger`."""

from __future__ import annotations

from agree.toolchain import pinned
from ledger.snippets import differing


def test_the_ledger_agrees_with_the_machine() -> None:
    rows, differences = differing(pinned())
    assert differences == []
    assert len({row.function for row in rows}) >= 150

"""The table of what package runtime provides: each entry is a function that std declares without a body."""

from __future__ import annotations

import re

import pytest

from agree.oracle import goroot
from escapelens.ledger.bodiless import ALLOCATES, FREE


@pytest.mark.parametrize("name", sorted(ALLOCATES | FREE))
def test_entries_have_no_body(name: str) -> None:
    package, _, function = name.rpartition(".")
    folder = goroot() / "src" / package
    declared = re.compile(rf"^func {function}\(.*", re.M)
    lines = [found[0] for path in folder.glob("*.go") for found in [declared.search(path.read_text())] if found]
    assert lines, f"{package} declares no {function}"
    if package not in ("runtime", "internal/bytealg"):
        assert any("{" not in line.partition("//")[0] for line in lines)


def test_nothing_is_in_both() -> None:
    assert not ALLOCATES & FREE

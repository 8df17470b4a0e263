"""The language version of a file: what its `//go:build` line implies, if that is go1.21 or more."""

from __future__ import annotations

import pytest

from escapelens.check.resolver import file_version
from escapelens.syntax.parse import parse_file


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("", "go1.22"),
        ("//go:build linux", "go1.22"),
        ("//go:build go1.18", "go1.21"),
        ("//go:build go1", "go1.21"),
        ("//go:build go1.21", "go1.21"),
        ("//go:build go1.25 && linux", "go1.25"),
        ("//go:build go1.25 || go1.23", "go1.23"),
        ("//go:build !go1.25", "go1.22"),
    ],
)
def test_file_version(line: str, version: str) -> None:
    assert file_version(parse_file("d.go", f"{line}\n\npackage m\n".encode()), "go1.22") == version

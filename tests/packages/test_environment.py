"""What is built for when nobody says so: the environment's target, else the machine's."""

from __future__ import annotations

import os
import platform
import sys

import pytest

from escapelens.packages.environment import target


def test_the_environment_wins() -> None:
    assert target({"GOOS": "js", "GOARCH": "wasm"}) == ("js", "wasm")


@pytest.mark.parametrize(
    ("system", "machine", "expected"),
    [
        ("linux", "x86_64", ("linux", "amd64")),
        ("linux", "aarch64", ("linux", "arm64")),
        ("darwin", "arm64", ("darwin", "arm64")),
        ("win32", "AMD64", ("windows", "amd64")),
        ("freebsd14", "amd64", ("freebsd", "amd64")),
        ("linux", "riscv64", ("linux", "riscv64")),
    ],
)
def test_machines(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, expected: tuple[str, str]) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    if system == "win32":
        monkeypatch.delattr(os, "uname")
    else:
        monkeypatch.setattr(os, "uname", lambda: os.uname_result((system, "", "", "", machine)))
    assert target({}) == expected

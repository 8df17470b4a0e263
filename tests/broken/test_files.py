"""What is no file of Go is said to be none, and the files beside it are analysed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from broken.extremes import FINE, analyse, survived
from escapelens.packages.files import MAX_BYTES


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def other_kind(path: Path) -> None:
    target = path.with_name("secrets.txt")
    target.write_text("secret")
    path.symlink_to(target)


def nowhere(path: Path) -> None:
    path.symlink_to("gone.go")


def itself(path: Path) -> None:
    path.symlink_to(path)


def huge(path: Path) -> None:
    with path.open("wb") as f:
        f.truncate(MAX_BYTES + 1)


@pytest.mark.parametrize("make", [pipe, device, other_kind, nowhere, itself, huge])
def test_what_is_no_file_of_go(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.go")
    report = analyse(tmp_path, "package p\n\n" + FINE)
    assert survived(report) == ""
    assert any(why.startswith("a.go: cannot read: ") for why in report.partial), report.partial
    assert "secret" not in str(report)


def test_a_link_to_go_elsewhere_is_followed(tmp_path: Path) -> None:
    package = tmp_path / "p"
    package.mkdir()
    (tmp_path / "elsewhere.go").write_text("package p\n\nfunc other() *int { z := 1; return &z }\n")
    (package / "a.go").symlink_to(tmp_path / "elsewhere.go")
    assert "moved to heap: z" in [line.text for line in analyse(package, "package p\n\n" + FINE).gc_lines]


def test_a_file_that_grows_past_the_limit_in_an_editor(tmp_path: Path) -> None:
    from escapelens.engine import Engine, Options

    assert analyse(tmp_path, "package p\n\n" + FINE).partial == ()
    engine = Engine(Options())
    engine.set_overlay(str(tmp_path / "a.go"), b"package p\n" + b" " * MAX_BYTES)
    report = engine.analyze(str(tmp_path))
    assert survived(report) == ""
    assert "a.go: cannot read: larger than 16 MB" in report.partial


def test_a_go_mod_without_end(tmp_path: Path) -> None:
    report = analyse(tmp_path, "package p\n\n" + FINE, "module m\n\ngo 1.27\n" + "require (\n" * 20_000)
    assert survived(report) == ""
    assert 0 < len(report.partial) <= 12

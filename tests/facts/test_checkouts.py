"""Facts are of a package, not of the folder it lies in: two checkouts of one module share them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "tests" / "inline" / "testdata"


def check(folder: Path, cache: Path) -> str:
    env = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'server'}{os.pathsep}{ROOT / 'analysis'}",
        "ESCAPELENS_CACHE": str(cache),
    }
    command = [sys.executable, "-m", "escapelens.cli.main", "check", "--format=gc", "-m", "-m", "./..."]
    run = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def entries(cache: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (cache / "facts").rglob("*.facts")}


def test_second_checkout_reports_its_own_files(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there" / "deeper"
    for folder in (here, there):
        shutil.copytree(MODULE, folder)
    shared = tmp_path / "cache"
    first = check(here, shared)
    made = entries(shared)
    assert made, "the module's packages import each other: some facts must have been kept"
    second = check(there, shared)
    assert entries(shared) == made
    assert "lib/lib.go" in first
    assert second == first


def test_equal_keys_hold_equal_bytes(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there" / "deeper"
    for folder in (here, there):
        shutil.copytree(MODULE, folder)
        check(folder, tmp_path / "caches" / folder.name)
    made = entries(tmp_path / "caches" / "here")
    assert made
    assert made == entries(tmp_path / "caches" / "deeper")

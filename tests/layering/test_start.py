"""What a command imports before it does anything: only what it needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# Slow to import, and of use to some commands or formats only.
HEAVY = {
    "escapelens.fixes",
    "escapelens.ledger",
    "escapelens.findings.placing",
    "escapelens.facts.demand",
    "escapelens.incremental.redo",
    "difflib",
    "hashlib",
    "importlib.resources",
    "json",
    "pathlib",
    "tempfile",
    "zipfile",
    "traceback",
    "rich",
    "dataclasses",
    "email",
    "importlib.metadata",
    "tomllib",
    "asyncio",
    "pygls",
    "multiprocessing",
}


@pytest.mark.parametrize(
    ("modules", "allowed"),
    [
        (("escapelens.cli.main",), ()),
        (("escapelens.cli.main", "escapelens.cli.check", "escapelens.cli.gc"), ()),
        (("escapelens.cli.check", "escapelens.cli.text"), ("dataclasses", "rich", "json", "pathlib")),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_command_imports_what_it_needs(modules: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert HEAVY & set(run.stdout.split()) <= set(allowed)

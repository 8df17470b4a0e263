"""The GitHub Action's steps, run as the runner does."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def steps(inputs: dict[str, str], folder: Path, env: dict[str, str], log: Path) -> int:
    """Run the steps of action.yml in a folder; the status of the first that fails, else 0. log: the last's output."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    values = {name: str(i["default"]) for name, i in action["inputs"].items()} | inputs

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: values[m[1]], text)

    for step in action["runs"]["steps"]:
        conditions = re.findall(r"inputs\.([\w-]+) ([=!]=) '(\w*)'", step.get("if", ""))
        if not all((values[name] == value) == (how == "==") for name, how, value in conditions):
            continue
        own = {name: filled(value) for name, value in step.get("env", {}).items()}
        where = folder / filled(step.get("working-directory", "."))
        assert "${{" not in step["run"], "inputs reach scripts by their environment only"
        command = ["bash", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            command, cwd=where, env={**os.environ, **env, **own}, capture_output=True, text=True, check=False
        )
        log.write_text(done.stdout + done.stderr, encoding="utf-8")
        if done.returncode:
            return done.returncode
    return 0

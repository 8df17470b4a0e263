"""What the examples of docs/codes.md cost on a machine, beside what is written instead.

    python -m findings.costs [--write]

Measured is by testing.Benchmark under the pinned release of Go: allocations, bytes and nanoseconds of a call; `--write`
puts the table into docs/codes.md. The programs are examples/ and testdata/costs/main.go.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import go

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "codes.md"
PROGRAM = Path(__file__).parent / "testdata" / "costs" / "main.go"
BEGIN, END = "<!-- costs:begin -->", "<!-- costs:end -->"
HEAD = "| code | a call of the example | instead | time |\n|---|---|---|---|\n"


@dataclass(frozen=True)
class Paid:
    allocations: int
    size: int
    ns: int

    @property
    def words(self) -> str:
        if not self.allocations:
            return "nothing"
        return f"{self.allocations} allocation{'s' if self.allocations > 1 else ''}, {self.size:,} bytes"


def measure() -> dict[str, tuple[Paid, Paid]]:
    """By code: what the example pays, and what is paid instead."""
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "GOWORK": "off", "CGO_ENABLED": "0"}
    with tempfile.TemporaryDirectory() as folder:
        module = "module costs\n\ngo 1.27\n\nrequire example.com/escapes v0.0.0\n"
        module += f"\nreplace example.com/escapes => {ROOT}/examples\n"
        Path(folder, "go.mod").write_text(module, encoding="utf-8")
        Path(folder, "main.go").write_bytes(PROGRAM.read_bytes())
        command = [os.path.join(os.path.dirname(go.__file__), "bin", "go"), "run", "."]
        run = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr)
    rows = [line.split() for line in run.stdout.splitlines()]
    return {row[0]: (Paid(*map(int, row[1:4])), Paid(*map(int, row[4:7]))) for row in rows}


def row(code: str, before: Paid, after: Paid) -> str:
    return f"| [`{code}`](#{code}) | {before.words} | {after.words} | {before.ns:,} ns, {after.ns:,} ns |"


def main() -> int:
    table = HEAD + "\n".join(row(code, *paid) for code, paid in measure().items()) + "\n"
    print(table, end="")
    if "--write" in sys.argv[1:]:
        head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n{table}{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m ledger`: the table of snippets under every release measured, and what differs.

--write puts the figures into docs/ledger.md. Exit status 1 if a run differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from agree.corpora import OLDER
from agree.toolchain import install, pinned
from ledger.snippets import differing

DOC = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"
BEGIN, END = "<!-- snippets:begin -->", "<!-- snippets:end -->"


def main(args: list[str]) -> int:
    table = ["| Go | functions | runs | exact |", "|---|---|---|---|"]
    wrong = 0
    for tools in [pinned(), *(install(v) for v in OLDER if v.startswith(("1.26", "1.25")))]:
        rows, differences = differing(tools)
        print(f"Go {tools.version}: {len(rows) - len(differences)} of {len(rows)} runs exact")
        print("".join(f"  {line}\n" for line in differences), end="")
        functions = len({row.function for row in rows})
        table.append(f"| {tools.version} | {functions} | {len(rows)} | {len(rows) - len(differences)} |")
        wrong += len(differences)
    if "--write" in args:
        text = DOC.read_text()
        head, _, rest = text.partition(BEGIN)
        DOC.write_text(head + BEGIN + "\n" + "\n".join(table) + "\n" + END + rest.partition(END)[2])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

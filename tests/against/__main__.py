"""`python -m against`: 20 seeded edits in each of five modules, compared by a baseline and by a revision.

Exit status 1 if one of them is not shown, or anything else is.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from against.play import play
from against.seeds import copy_of
from agree.corpora import MODULES
from escapelens.packages import environment

WANTED = (
    ("github.com/spf13/cobra", ["./..."]),
    ("go.uber.org/zap", ["./..."]),
    ("github.com/gin-gonic/gin", ["."]),
    ("github.com/samber/lo", ["./..."]),
    ("github.com/prometheus/client_golang", ["./prometheus/..."]),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="against", description=__doc__)
    parser.add_argument("modules", nargs="*", help="those whose path contains such a word; default: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20, help="edits in each module")
    args = parser.parse_args()
    listed = (MODULES / "go.mod").read_text()
    wrong = 0
    for path, patterns in WANTED:
        if args.modules and not any(word in path for word in args.modules):
            continue
        found = re.search(rf"^\t{re.escape(path)} (\S+)", listed, re.M)
        assert found is not None, path
        source = Path(environment.module_cache()) / f"{path}@{found[1]}"
        requirements = re.sub(rf"^(module|\t{re.escape(path)}) .*\n", "", listed, flags=re.M)
        with tempfile.TemporaryDirectory() as folder:
            copy_of(source, Path(folder, "m").resolve(), requirements)
            for outcome in play(Path(folder, "m").resolve(), patterns, args.seed, args.count):
                wrong += len(outcome.missing) + len(outcome.extra)
                shown = outcome.shown - len(outcome.missing)
                print(
                    f"{path} {outcome.how}: {shown} of {outcome.shown} shown, {len(outcome.extra)} besides; "
                    f"{outcome.seconds:.2f} s, a warm check {outcome.warm:.2f} s",
                    flush=True,
                )
                for line in (*outcome.missing, *outcome.extra):
                    print(f"    {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Python processes that import nothing from the folder they are run in, nor from one that is opened.

Why: `python -m`, `python -c` and empty entries of PYTHONPATH put the current folder on the import path, before the
standard library; an editor starts us in the folder that it shows, where anybody may have written an `argparse.py`.

Property: what we start imports what this process would, from absolute folders, and is run in a neutral folder.
"""

from __future__ import annotations

import os
import sys

NEUTRAL = sys.prefix
"""A folder to run processes in: it is always there, and not the place where others write."""

_ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
_MAIN = "import sys; sys.path[:] = sys.argv.pop(1).splitlines(); from escapelens.cli.main import entry; entry()"


def command(*arguments: str) -> list[str]:
    """The command that runs `escapelens` as this process would, in isolated mode: PYTHON* variables, the user's
    folder of packages and the current folder decide nothing; our import path is handed over."""
    path = "\n".join(os.path.abspath(entry) for entry in sys.path if entry)
    return [sys.executable, "-I", "-c", _MAIN, path, *arguments]


def leave_current_folder() -> None:
    """Take the current folder off this process's import path, unless it is the folder we were imported from."""
    try:
        here = os.getcwd()
    except OSError:
        return
    if here == _ROOT:
        return
    if not sys.flags.safe_path and sys.path[:1] in ([""], [here]):
        del sys.path[0]
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if len(named) > 1 and here not in named and not {"", os.curdir}.isdisjoint(named):
        sys.path[:] = [entry for entry in sys.path if entry not in ("", here)]

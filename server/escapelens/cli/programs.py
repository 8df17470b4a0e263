"""Programs of the user's that a command is told to use: git, go.

Property: what is run lies in an absolute folder of PATH that is not in the opened folder.
"""

from __future__ import annotations

import os
import shutil

from escapelens.cli.options import Trouble


def program(name: str, outside: str, why: str) -> str:
    """The path of a program that is not in the folder `outside`. Raises Trouble, which says why it is needed."""
    root = os.path.realpath(outside)
    folders = [f for f in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(f)]
    elsewhere = [f for f in folders if not os.path.join(os.path.realpath(f), "").startswith(os.path.join(root, ""))]
    found = shutil.which(name, path=os.pathsep.join(elsewhere)) if elsewhere else None
    if found is None:
        raise Trouble(f"{why} needs {name}, and none is on PATH")
    return found

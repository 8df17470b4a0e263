"""The table of promises: what `check` says of them beside what the machine counts.

What: `table/` is a program whose functions promise to allocate nothing, some in vain; it runs each under
`testing.AllocsPerRun`.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from agree.oracle import go, go_env
from escapelens.engine import Engine, Options
from escapelens.findings.model import PROMISE, Finding

FOLDER = Path(__file__).parent / "table"
_FUNCTION = re.compile(r"^func (\w+)")
_END = re.compile(r"^(?:}|func .* })(?: // (\w+))?$")


def promised() -> dict[str, str]:
    """The functions with a promise, and what their comment says why no run shows it broken."""
    found = {}
    name = ""
    waiting = False
    for file in ("kept.go", "broken.go"):
        for line in (FOLDER / file).read_text().splitlines():
            if line.startswith("//escapelens:noalloc"):
                waiting = True
            elif waiting and (begins := _FUNCTION.match(line)):
                waiting, name = False, begins[1]
            if name and (ends := _END.match(line)):
                found[name] = ends[1] or ""
                name = ""
    return found


def judged() -> dict[str, Finding]:
    """The promises that are broken, by function."""
    engine = Engine(Options(strict=True))
    (key,), errors = engine.resolve(["."], str(FOLDER))
    assert errors == []
    report = engine.analyze(key)
    assert report.partial == () and not any(file.notices for file in report.files.values())
    return {f.function: f for file in report.files.values() for f in file.findings if f.code == PROMISE}


def measured() -> dict[str, int]:
    """Allocations of one run of each function. Raises RuntimeError if the program can't be built."""
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "table")
        built = go(["build", "-o", program, "."], FOLDER)
        if built.returncode:
            raise RuntimeError(built.stderr)
        out = subprocess.run([program], capture_output=True, text=True, check=True, env=go_env()).stdout
    return {name: int(count) for name, count in (line.split("\t") for line in out.splitlines())}

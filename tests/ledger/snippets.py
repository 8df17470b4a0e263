"""The table of snippets: what the machine measured beside what the ledger says.

What: `snippets/` is a package of small functions and runs of them; `measured` builds a program of it with a toolchain
and reads what it prints, `reckoned` evaluates the ledger of each function under the run's conditions.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agree.oracle import go, go_env
from agree.toolchain import Toolchain
from escapelens.engine import Engine, Options
from escapelens.ledger import FunctionCosts
from escapelens.ledger.evaluate import evaluate
from escapelens.ledger.heap import TINY, Cost

_BRACKETS = re.compile(r"\[.*?\]")
_FUNC = re.compile(r"^func (?:\((\w+ [^)]*)\) )?(\w+)", re.M)
SNIPPETS = Path(__file__).parent / "snippets"
CACHE = str(Path(__file__).resolve().parents[2] / ".cache")


@dataclass(frozen=True, slots=True)
class Row:
    """One run: the function, its conditions, and what a call allocated."""

    file: str
    function: str
    given: str
    cost: Cost


class _Given(dict[str, int]):
    """Conditions as the table writes them; `*` stands for every other quantity."""

    def __init__(self, text: str) -> None:
        super().__init__()
        for part in filter(None, text.split("; ")):
            key, _, value = part.rpartition("=")
            self[key] = int(value)

    def __missing__(self, key: str) -> int:
        if "*" in self:
            return self["*"]
        raise KeyError(key)


def measured(tools: Toolchain) -> list[Row]:
    """What the runs allocate under a toolchain. Raises RuntimeError if the program can't be built."""
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "snippets")
        built = go(["build", "-o", program, "./measure"], SNIPPETS, tools=tools)
        if built.returncode:
            raise RuntimeError(built.stderr)
        out = subprocess.run([program], capture_output=True, text=True, check=True, env=go_env(tools)).stdout
    files = _files()
    rows = []
    for line in out.splitlines():
        name, given, allocs, size = line.split("\t")
        rows.append(Row(files[name], name, given, Cost(int(allocs), int(size))))
    return rows


def _files() -> dict[str, str]:
    """The file of each function and method, by its name without type parameters."""
    found = {}
    for path in sorted(SNIPPETS.glob("*.go")):
        for recv, name in _FUNC.findall(path.read_text()):
            star = "*" if "*" in recv else ""
            method = f"({star}{_BRACKETS.sub('', recv.split('*')[-1].split()[-1])}).{name}" if recv else name
            found[method] = path.name
    return found


def ledgers(tools: Toolchain) -> dict[str, FunctionCosts]:
    """The ledgers of the snippets, by function, for the toolchain's release."""
    engine = Engine(Options(goroot=str(tools.goroot), go_version=tools.release), CACHE)
    (key,), errors = engine.resolve(["."], str(SNIPPETS))
    assert errors == []
    found = {costs.function: costs for costs in engine.costs(key)}
    # Of a generic function the table uses one instance; its body is that of the shape.
    shapes = {_BRACKETS.sub("", name): costs for name, costs in found.items() if "go.shape." in name}
    return found | shapes


def reckoned(rows: Iterable[Row], costs: dict[str, FunctionCosts]) -> list[Cost | str]:
    """What the ledger says of each run; a string tells why it can't."""
    out: list[Cost | str] = []
    for row in rows:
        try:
            out.append(evaluate(costs[row.function], _Given(row.given)))
        except (KeyError, IndexError) as missing:
            out.append(f"no number for {missing}")
    return out


def agrees(row: Row, said: Cost | str, costs: dict[str, FunctionCosts]) -> bool:
    """The same objects and the same bytes; small objects that share blocks may take up to a block each."""
    if isinstance(said, str) or row.cost.objects != said.objects:
        return False
    sites = costs[row.function].sites
    if any(site.when.how == "reuse" for site in sites):
        return True  # now and then the run time's pools are filled
    tiny = any(site.when.may and not site.size.pointers for site in sites)
    slack = TINY * said.objects if tiny else 0
    return said.bytes == row.cost.bytes or abs(row.cost.bytes - said.bytes) < slack


def differing(tools: Toolchain) -> tuple[list[Row], list[str]]:
    """All runs, and a line for each where ledger and machine differ."""
    rows = measured(tools)
    costs = ledgers(tools)
    lines = []
    for row, said in zip(rows, reckoned(rows, costs), strict=True):
        if not agrees(row, said, costs):
            lines.append(f"{row.file}: {row.function} [{row.given}]: {row.cost}, the ledger says {said}")
    return rows, lines

"""The architecture's rules, checked: who may import whom, what the analysis may touch, what must not exist."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from escapelens.facts.model import SOURCES

ROOT = Path(__file__).resolve().parents[2]
ANALYSIS = ROOT / "analysis" / "escapelens"
SERVER = ROOT / "server" / "escapelens"

# Lowest first: a module may import its own layer and those before it.
LAYERS = (
    "compiled",
    "record",
    "regexp",
    "digest",
    "say",
    "cancel",
    "releases",
    "source",
    "model",
    "generics",
    "syntax",
    "packages",
    "check",
    "remarks",
    "ir",
    "inline",
    "escape",
    "pipeline",
    "ledger",
    "facts",
    "findings",
    "profiles",
    "fixes",
    "incremental",
    "host",
    "engine",
)
FORBIDDEN_IN_ANALYSIS = (
    "pygls",
    "lsprotocol",
    "asyncio",
    "subprocess",
    "time",
    "datetime",
    "socket",
    "escapelens.lsp",
    "escapelens.cli",
)


# The front ends, lowest first: each may import what stands before it and the analysis.
SERVER_LAYERS = ("common", "workers", "lsp", "cli")
# The checker's modules call each other as Go nests; elsewhere at most three files may need each other.
ONE_UNIT = "check"
UNIT_FILES = 23  # of ONE_UNIT in its circle: may fall, not grow
CIRCLE_FILES = 3


def modules(root: Path) -> list[Path]:
    return sorted(p for p in root.rglob("*.py"))


def name_of(path: Path) -> str:
    root = ANALYSIS if path.is_relative_to(ANALYSIS) else SERVER
    return ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path, *, at_run_time: bool = False) -> Iterator[tuple[str, int]]:
    """Everything imported: at the top, in functions and, unless at_run_time, for types only."""
    tree = ast.parse(path.read_text())
    guarded: set[ast.AST] = set()
    if at_run_time:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                guarded.update(n for child in node.body for n in ast.walk(child))
    for node in ast.walk(tree):
        if node in guarded:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


@pytest.mark.parametrize("path", modules(ANALYSIS), ids=lambda p: str(p.relative_to(ANALYSIS)))
def test_imports_point_down(path: Path) -> None:
    layer = name_of(path).split(".")[1]
    assert layer in LAYERS, f"{layer} is not a layer: name it in LAYERS and in docs/architecture.md"
    rank = LAYERS.index(layer)
    for name, line in imports(path):
        for bad in FORBIDDEN_IN_ANALYSIS:
            assert name != bad and not name.startswith(bad + "."), f"{path}:{line} imports {name}"
        if name.startswith("escapelens."):
            target = name.split(".")[1]
            assert target in LAYERS and LAYERS.index(target) <= rank, f"{path}:{line}: {layer} imports {target}"


def test_front_ends_share_from_below() -> None:
    for path in modules(SERVER):
        layer = name_of(path).split(".")[1]
        assert layer in SERVER_LAYERS, f"{layer} is not a layer of the server: name it in SERVER_LAYERS"
        for name, line in imports(path):
            target = name.split(".")[1] if name.startswith("escapelens.") else ""
            if target in SERVER_LAYERS:
                up = SERVER_LAYERS.index(target) > SERVER_LAYERS.index(layer)
                assert not up, f"{path}:{line}: {layer} imports {target}"


def circles() -> list[list[str]]:
    """Groups of modules that need each other at run time, imports in functions included."""
    paths = {name_of(path): path for root in (ANALYSIS, SERVER) for path in modules(root)}
    needs: dict[str, set[str]] = {
        name: {target for target, _ in imports(path, at_run_time=True) if target in paths and target != name}
        for name, path in paths.items()
    }
    for name, found in needs.items():  # what is in a package does not need the package to be whole
        found -= {target for target in found if name.startswith(target + ".")}
    reach = {name: {name} for name in needs}
    for name, found in reach.items():
        work = [name]
        while work:
            for target in needs[work.pop()] - found:
                found.add(target)
                work.append(target)
    groups = {frozenset(b for b in reach[a] if a in reach[b]) for a in reach}
    return sorted((sorted(group) for group in groups if len(group) > 1), key=len)


def test_circles_stay_small() -> None:
    found = circles()
    unit = [group for group in found if all(name.split(".")[1] == ONE_UNIT for name in group)]
    others = [group for group in found if group not in unit]
    assert [group for group in others if len(group) > CIRCLE_FILES] == []
    assert len(unit[-1]) <= UNIT_FILES, f"{ONE_UNIT}: {unit[-1]}"


def test_files_stay_short() -> None:
    long = [
        str(p.relative_to(ROOT))
        for root in (ANALYSIS, SERVER)
        for p in modules(root)
        if p.name != "nodes.py" and len(p.read_text().splitlines()) > 500
    ]
    assert long == []


def test_facts_know_what_they_come_from() -> None:
    """A change in any layer up to facts makes the facts of before unreadable."""
    assert [name.removesuffix(".py") for name in SOURCES] == list(LAYERS[: LAYERS.index("facts") + 1])
    assert [name for name in SOURCES if not (ANALYSIS / name).exists()] == []


def test_namespace_package_has_no_init() -> None:
    assert not (ANALYSIS / "__init__.py").exists()
    assert not (SERVER / "__init__.py").exists()


def test_every_module_says_what_it_is() -> None:
    bare = [
        str(p.relative_to(ROOT))
        for root in (ANALYSIS, SERVER)
        for p in modules(root)
        if not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert bare == []

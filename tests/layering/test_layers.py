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
    "record",
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
    "facts",
    "ledger",
    "findings",
    "fixes",
    "incremental",
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


def modules(root: Path) -> list[Path]:
    return sorted(p for p in root.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(ANALYSIS).parts[0].removesuffix(".py")


def imports(path: Path, *, with_type_checking: bool) -> Iterator[tuple[str, int]]:
    tree = ast.parse(path.read_text())
    guarded: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            guarded.update(n for child in node.body for n in ast.walk(child))
    for node in ast.walk(tree):
        if node in guarded and not with_type_checking:
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
    layer = layer_of(path)
    assert layer in LAYERS, f"{layer} is not a layer: name it in LAYERS and in docs/architecture.md"
    rank = LAYERS.index(layer)
    if layer == "model":
        rank = LAYERS.index("generics")  # instances are made when they are looked at
    for name, line in imports(path, with_type_checking=False):
        for bad in FORBIDDEN_IN_ANALYSIS:
            assert name != bad and not name.startswith(bad + "."), f"{path}:{line} imports {name}"
        if name.startswith("escapelens."):
            target = name.split(".")[1]
            assert target in LAYERS and LAYERS.index(target) <= rank, f"{path}:{line}: {layer} imports {target}"


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

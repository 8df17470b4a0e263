"""The table of templates: all that is said to people, read from the source, and its translations.

    python -m findings.table [LANGUAGE]

prints it for reading: English and, of a language, what is said instead.
"""

from __future__ import annotations

import ast
import string
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "server" / "escapelens" / "common" / "languages").glob("*.toml"))
# What makes a text of a template, and which of its arguments are templates.
_MAKERS = {"say": (0,), "template": (0,), "counted": (1, 2)}


@dataclass(frozen=True)
class Use:
    """A template where it is written; parts: what it is filled with, None if that is done elsewhere."""

    where: str
    text: str
    parts: frozenset[str] | None


def uses() -> Iterator[Use]:
    """Every template of the source, in the order of the files."""
    for root in ("analysis", "server"):
        for path in sorted((ROOT / root).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _uses(node, f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")


def _uses(call: ast.Call, where: str) -> Iterator[Use]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    parts = None
    if name == "say" and all(keyword.arg is not None for keyword in call.keywords):
        parts = frozenset(keyword.arg or "" for keyword in call.keywords)
    elif name == "counted":
        parts = frozenset({"n"})
    for i in _MAKERS.get(name, ()):
        for text in _literals(call.args[i]):
            yield Use(where, text, parts)


def _literals(node: ast.expr) -> Iterator[str]:
    """The literals that an expression may be."""
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, ast.Name | ast.Subscript):  # in say.py, or of what `template` has marked
        raise TypeError(f"line {node.lineno}: a template is a literal, not {ast.unparse(node)}")


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def catalogue(path: Path) -> dict[str, str]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def main() -> int:
    said = {path.stem: catalogue(path) for path in CATALOGUES if path.stem in sys.argv[1:]}
    for text in dict.fromkeys(use.text for use in uses()):
        print(text)
        for table in said.values():
            print(f"    {table.get(text, '')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

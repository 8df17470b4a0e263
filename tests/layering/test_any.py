"""`Any` stands only where a comment says why: at an alias, which has one place, or at a line that has no better type.

The comment is at the end of the line or right above it, and names Any: `# Any: scratch of the running pass`.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for root in ("analysis", "server") for path in (ROOT / root / "escapelens").rglob("*.py"))


def lines_with_any(tree: ast.AST, offset: int = 0) -> Iterator[int]:
    for node in ast.walk(tree):
        if "Any" in (getattr(node, "id", ""), getattr(node, "attr", "")):
            yield node.lineno + offset
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isprintable():
            yield from _quoted(node.value, node.lineno)


def _quoted(text: str, line: int) -> Iterator[int]:
    """A type in quotes is one, too; any other string that happens to be an expression names no Any."""
    if "Any" in text:
        try:
            yield from lines_with_any(ast.parse(text, mode="eval"), line - 1)
        except SyntaxError:
            return


def unexplained(source: str) -> list[int]:
    """The lines that use Any without a reason."""
    comments = {
        token.start[0]: (token.string, token.line.lstrip().startswith("#"))
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }

    def said(line: int) -> bool:
        """Whether the comment of the line, or those right above it, name Any."""
        if "Any" in comments.get(line, ("", False))[0]:
            return True
        line -= 1
        while line in comments and comments[line][1]:
            if "Any" in comments[line][0]:
                return True
            line -= 1
        return False

    return sorted({line for line in lines_with_any(ast.parse(source)) if not said(line)})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_any_has_a_reason(path: Path) -> None:
    assert unexplained(path.read_text()) == []


def test_what_counts_as_a_reason() -> None:
    source = """from typing import Any
import typing
# Any: its fields follow from what it is.
Node = Any
def f(n: Any) -> None: ...
def g(n: "list[Any]") -> None: ...
def h(
    n: typing.Any,  # Any: of another layer
    m: Any,  # a node
) -> str:
    return "Any time."
"""
    assert unexplained(source) == [5, 6, 9]

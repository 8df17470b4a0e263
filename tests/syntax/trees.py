"""Helpers of the syntax tests: a compact rendering of nodes with the compiler's positions, and a walk over children."""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.record import fields
from escapelens.source import Layout
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.nodes import Node
from escapelens.syntax.parse import parse_file


def parse(text: str) -> SyntaxFile:
    return parse_file("p.go", text.encode())


def children(n: Node) -> Iterator[Node]:
    for f in fields(type(n)):
        if not f.init or f.name in ("pos", "start", "end"):
            continue
        value = getattr(n, f.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list):
            yield from (x for x in value if isinstance(x, Node))


def walk(n: Node) -> Iterator[Node]:
    stack = [n]
    while stack:
        n = stack.pop()
        yield n
        stack += reversed(list(children(n)))


def layout_of(file: SyntaxFile) -> Layout:
    layout = Layout()
    file.layout(layout)
    return layout


def positions(text: str, kind: str) -> list[str]:
    """line:column of every node of a class, in walking order."""
    file = parse(text)
    layout = layout_of(file)
    out = []
    for d in file.decls:
        for decl in d.lower():
            for n in walk(decl):
                if type(n).__name__ == kind:
                    at = layout.locate(n.pos)
                    out.append(f"{at.line}:{at.column}" if at else "?")
    return out


def body(statements: str) -> str:
    return f"package p\nfunc f() {{\n{statements}\n}}\n"

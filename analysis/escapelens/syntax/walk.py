"""Walking a syntax tree: children in source order, without knowing every class."""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.record import fields
from escapelens.syntax.nodes import AnySyntax, Expr, ListExpr, Node, ParenExpr

# Fields that are not children: positions, annotations of the type checker, links across the tree.
_NOT_CHILDREN = {"pos", "start", "end", "mode", "typ", "val", "obj", "targs", "selection", "target", "group", "pragma"}
_FIELDS: dict[type[Node], tuple[str, ...]] = {}


def _fields(cls: type[Node]) -> tuple[str, ...]:
    found = _FIELDS.get(cls)
    if found is None:
        found = _FIELDS[cls] = tuple(f.name for f in fields(cls) if f.name not in _NOT_CHILDREN)
    return found


def children(node: Node) -> Iterator[Node]:
    """Direct children. Fields declared together share a type node: it is a child of each."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Node):
                    yield item


def walk(node: Node) -> Iterator[Node]:
    """node and everything below it, parents first."""
    stack = [node]
    while stack:
        n = stack.pop()
        yield n
        stack.extend(reversed(list(children(n))))


# Expressions are Any here: whoever unwraps one looks at its class next.


def unparen(e: AnySyntax) -> AnySyntax:
    """The expression within parentheses (syntax.Unparen)."""
    while e.__class__ is ParenExpr:
        e = e.x
    return e


def unpack_list(e: AnySyntax | None) -> list[Expr]:
    """The elements of a list expression, [e] for another, [] for None (syntax.UnpackListExpr)."""
    if e is None:
        return []
    return e.elem_list if e.__class__ is ListExpr else [e]

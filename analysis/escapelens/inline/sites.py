"""The calls of a function, in the order in which they are tried.

What: a call site is a place in the IR (a list and an index, or a node and a field) that holds a call. Sites are
numbered children before parents; those in an expanded body follow at the end.

Why not a wrapper node, as in the compiler: nothing has to be unwrapped afterwards. The price is that whoever moves
nodes to another list says so (`moved`); expansions keep the argument list itself, so that is rare.

Counterpart: `interleaved.go: inlClosureState.mark`, ParenExpr.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from escapelens.compiled import Function, compiled
from escapelens.ir.nodes import AnyNode, BasicLit, CallExpr, Ident, Name, NilExpr, Node, TailCallStmt, TypeNode
from escapelens.ir.visit import LIST_FIELDS, Table

_LEAVES = frozenset({Name, BasicLit, NilExpr, TypeNode, Ident})
Container = Any  # Any: a list or a node
Key = Any  # Any: an index into the list, or the name of a field
_Place = tuple[AnyNode, Container, Key]


class CallSites:
    """places: [container, key] of each site. A site that will never be expanded is dropped by `drop`."""

    __slots__ = ("containers", "keys")

    def __init__(self) -> None:
        self.containers: list[Container] = []
        self.keys: list[Key] = []

    def __len__(self) -> int:
        return len(self.keys)

    def get(self, i: int) -> AnyNode | None:
        """The node at site i; None if the site has been dropped."""
        container = self.containers[i]
        if container is None:
            return None
        key = self.keys[i]
        return container[key] if key.__class__ is int else getattr(container, key)

    def put(self, i: int, n: Node) -> None:
        container, key = self.containers[i], self.keys[i]
        if key.__class__ is int:
            container[key] = n
        else:
            setattr(container, key, n)

    def drop(self, i: int) -> None:
        self.containers[i] = None

    def moved(self, old: list[Node], new: list[Node], offset: int | None = None) -> None:
        """The elements of old are about to be appended to new (or to stand `offset` further on)."""
        if offset is None:
            offset = len(new)
        for i, container in enumerate(self.containers):
            if container is old:
                self.containers[i] = new
                self.keys[i] += offset

    def mark(self, lists: Iterable[list[Node]]) -> None:
        """Append the call sites in the given statement lists."""
        found: list[_Place] = []
        stack: list[_Place] = []
        for nodes in lists:
            for i, n in enumerate(nodes):
                if n.__class__ not in _LEAVES:
                    stack.append((n, nodes, i))
        pop = stack.pop
        push = _PUSH
        # Last child first: reversed, the order is children before parents, first child first.
        while stack:
            place = pop()
            n = place[0]
            cls = n.__class__
            if cls is CallExpr:
                op = n.op
                if op == "CALLFUNC" or op == "CALLINTER":
                    found.append(place)
            elif cls is TailCallStmt:
                n.call.no_inline = True
                push[CallExpr](n.call, stack)
                continue
            push[cls](n, stack)
        for _, container, key in reversed(found):
            self.containers.append(container)
            self.keys.append(key)


def _make_push(cls: type[Node]) -> Function:
    """A function that pushes the places of a node's children: of the node and a stack of places."""
    lines = ["def push(n, stack, LEAVES):", " if n.init:"]
    add = "  stack += [(x, {0}, i) for i, x in enumerate({0}) if x.__class__ not in LEAVES]"
    lines += ["  y = n.init", add.format("y")]
    for i, f in enumerate(cls.FIELDS):
        if f in LIST_FIELDS:
            lines += [f" y = n._{i}", " if y:", add.format("y").replace("LEAVES]", "LEAVES and x is not None]")]
        else:
            lines += [f" x = n._{i}", f" if x is not None and x.__class__ not in LEAVES: stack.append((x, n, '_{i}'))"]
    return compiled("\n".join(lines), cls.FIELDS, defaults=(_LEAVES,))


_PUSH = Table(_make_push)

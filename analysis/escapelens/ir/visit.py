"""Walking, editing and copying IR.

What: the traversals of `ir/visit.go` and `ir/copy.go`. Children come in the order of node_gen.go: `init` first, then
the class's `FIELDS`. Hidden fields (run-time type words) and closure bodies are not children.

How: for every node class a getter, an editor and the like are compiled from `FIELDS` the first time a node of the class
is met; walks keep their own stack, so deep expressions cost no Python frames.

Property: `visit` looks at a node's children after the callback has seen the node, as the compiler does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from escapelens.ir.nodes import AnyNode, ClosureExpr, Func, Node

N = TypeVar("N", bound=Node)

# FIELDS that hold a list of nodes; all others hold a node or None.
LIST_FIELDS = frozenset(
    {"list_", "args", "body", "return_vars", "lhs", "rhs", "results", "cases", "rtypes", "else_"},
)
# Lists aligned with another one, where an entry may be missing.
_GAPPY_FIELDS = frozenset({"rtypes"})

_LEAVES_OF_DEEP_COPY = frozenset({"NAME", "NONAME", "LITERAL", "NIL", "TYPE"})


# What is compiled for a class of nodes. Any: each table has a signature of its own.
Compiled = Callable[..., Any]


def _compile(name: str, lines: list[str]) -> Compiled:
    namespace: dict[str, Compiled] = {}
    exec("\n".join(lines), namespace)
    return namespace[name]


def _make_children(cls: type[Node]) -> Callable[[AnyNode], list[Node]]:
    lines = ["def children(n):", " out = [*n.init]"]
    for f in cls.FIELDS:
        if f in _GAPPY_FIELDS:
            lines.append(f" out += [x for x in n.{f} if x is not None]")
        elif f in LIST_FIELDS:
            lines.append(f" out += n.{f}")
        else:
            lines += [f" x = n.{f}", " if x is not None: out.append(x)"]
    lines.append(" return out")
    return _compile("children", lines)


def _make_push(cls: type[Node]) -> Callable[[AnyNode, list[AnyNode]], None]:
    lines = ["def push(n, stack):"]
    for f in ("init", *cls.FIELDS)[::-1]:
        if f in _GAPPY_FIELDS:
            lines.append(f" stack += [x for x in reversed(n.{f}) if x is not None]")
        elif f == "init" or f in LIST_FIELDS:
            lines += [f" x = n.{f}", " if x: stack += x[::-1]"]
        else:
            lines += [f" x = n.{f}", " if x is not None: stack.append(x)"]
    return _compile("push", lines)


def _make_edit(cls: type[Node]) -> Callable[[AnyNode, Callable[[AnyNode], AnyNode]], None]:
    lines = ["def edit(n, fn):", " if n.init: n.init = [fn(x) for x in n.init]"]
    for f in cls.FIELDS:
        if f in _GAPPY_FIELDS:
            lines.append(f" n.{f}[:] = [None if x is None else fn(x) for x in n.{f}]")
        elif f in LIST_FIELDS:
            lines += [f" x = n.{f}", " if x: x[:] = [fn(y) for y in x]"]
        else:
            lines += [f" x = n.{f}", f" if x is not None: n.{f} = fn(x)"]
    return _compile("edit", lines)


def _slots(cls: type) -> list[str]:
    names: list[str] = []
    for base in reversed(cls.__mro__):
        slots = base.__dict__.get("__slots__", ())
        names += [slots] if isinstance(slots, str) else list(slots)
    return names


def _make_copy(cls: type[Node]) -> Callable[[AnyNode], AnyNode]:
    lists = {"init", *(f for f in cls.FIELDS if f in LIST_FIELDS)}
    lines = ["def copy(n, new=object.__new__):", " c = new(n.__class__)"]
    lines += [f" c.{s} = n.{s}[:]" if s in lists else f" c.{s} = n.{s}" for s in _slots(cls)]
    lines.append(" return c")
    return _compile("copy", lines)


class _Table(dict[type, Compiled]):
    """Functions by class, made on first use."""

    def __init__(self, make: Callable[[type[Node]], Compiled]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, cls: type) -> Compiled:
        fn = self[cls] = self.make(cls)
        return fn


CHILDREN = _Table(_make_children)
PUSH = _Table(_make_push)
"""Puts a node's children on a stack, the first one on top."""
_EDIT = _Table(_make_edit)
_COPY = _Table(_make_copy)


def children(n: Node) -> list[Node]:
    """The children of n, a fresh list."""
    return CHILDREN[n.__class__](n)  # type: ignore[no-any-return]


def visit(n: Node | None, fn: Callable[[AnyNode], object]) -> None:
    """Call fn on n and all below it, parents first (visit.go: Visit)."""
    if n is None:
        return
    push = PUSH
    stack = [n]
    pop = stack.pop
    while stack:
        x = pop()
        fn(x)
        push[x.__class__](x, stack)


def visit_list(nodes: Iterable[Node], fn: Callable[[AnyNode], object]) -> None:
    for n in nodes:
        visit(n, fn)


def visit_func_and_closures(fn: Func, f: Callable[[AnyNode], object]) -> None:
    """Call f on the nodes of fn's body and of the closures in it (visit.go: VisitFuncAndClosures)."""

    def with_closures(n: Node) -> None:
        f(n)
        if n.__class__ is ClosureExpr:
            visit_func_and_closures(n.func, f)

    visit_list(fn.body, with_closures)


def any_(n: Node | None, pred: Callable[[AnyNode], object]) -> bool:
    """Whether pred holds for n or anything below it; parents first, stops at the first (visit.go: Any)."""
    if n is None:
        return False
    push = PUSH
    stack = [n]
    pop = stack.pop
    while stack:
        x = pop()
        if pred(x):
            return True
        push[x.__class__](x, stack)
    return False


def edit_children(n: Node | None, fn: Callable[[AnyNode], AnyNode]) -> None:
    """Replace each child by fn(child), in place (visit.go: EditChildren). Lists keep their identity, but init."""
    if n is not None:
        _EDIT[n.__class__](n, fn)


def copy(n: N) -> N:
    """A shallow copy: same children, own lists (copy.go: Copy)."""
    return _COPY[n.__class__](n)  # type: ignore[no-any-return]


def deep_copy(n: N, pos: int = 0, leaf: Callable[[Node], Node | None] | None = None) -> N:
    """A copy down to names, literals and types, which are shared (copy.go: DeepCopy).

    pos: position given to the copies, unless 0. leaf: asked for every node first; what it returns is taken as it is.
    """
    return _deep_copy(pos, leaf, n)  # type: ignore[no-any-return]


def _deep_copy(pos: int, leaf: Callable[[Node], Node | None] | None, x: AnyNode) -> AnyNode:
    if leaf is not None:
        y = leaf(x)
        if y is not None:
            return y
    if x.op in _LEAVES_OF_DEEP_COPY:
        return x
    x = copy(x)
    if pos:
        x.pos = pos
    edit_children(x, partial(_deep_copy, pos, leaf))
    return x

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
from typing import TypeVar

from escapelens.compiled import Function, compiled
from escapelens.ir.nodes import AnyNode, ClosureExpr, Func, Node

N = TypeVar("N", bound=Node)

# FIELDS that hold a list of nodes; all others hold a node or None.
LIST_FIELDS = frozenset(
    {"list_", "args", "body", "return_vars", "lhs", "rhs", "results", "cases", "rtypes", "else_"},
)
# Lists aligned with another one, where an entry may be missing.
_GAPPY_FIELDS = frozenset({"rtypes"})

_LEAVES_OF_DEEP_COPY = frozenset({"NAME", "NONAME", "LITERAL", "NIL", "TYPE"})


def _make_children(cls: type[Node]) -> Function:
    lines = ["def children(n):", " out = [*n.init]"]
    for i, f in enumerate(cls.FIELDS):
        if f in _GAPPY_FIELDS:
            lines.append(f" out += [x for x in n._{i} if x is not None]")
        elif f in LIST_FIELDS:
            lines.append(f" out += n._{i}")
        else:
            lines += [f" x = n._{i}", " if x is not None: out.append(x)"]
    lines.append(" return out")
    return compiled("\n".join(lines), cls.FIELDS)


def _make_push(cls: type[Node]) -> Function:
    lines = ["def push(n, stack):"]
    names = ("init", *cls.FIELDS)
    for i, f in reversed([*enumerate(names)]):
        if f in _GAPPY_FIELDS:
            lines.append(f" stack += [x for x in reversed(n._{i}) if x is not None]")
        elif f == "init" or f in LIST_FIELDS:
            lines += [f" x = n._{i}", " if x: stack += x[::-1]"]
        else:
            lines += [f" x = n._{i}", " if x is not None: stack.append(x)"]
    return compiled("\n".join(lines), names)


def _make_edit(cls: type[Node]) -> Function:
    lines = ["def edit(n, fn):", " if n.init: n.init = [fn(x) for x in n.init]"]
    for i, f in enumerate(cls.FIELDS):
        if f in _GAPPY_FIELDS:
            lines.append(f" n._{i}[:] = [None if x is None else fn(x) for x in n._{i}]")
        elif f in LIST_FIELDS:
            lines += [f" x = n._{i}", " if x: x[:] = [fn(y) for y in x]"]
        else:
            lines += [f" x = n._{i}", f" if x is not None: n._{i} = fn(x)"]
    return compiled("\n".join(lines), cls.FIELDS)


def slots(cls: type) -> list[str]:
    """Names of all that an instance holds, inherited ones first."""
    names: list[str] = []
    for base in reversed(cls.__mro__):
        own = base.__dict__.get("__slots__", ())
        names += [own] if isinstance(own, str) else own
    return names


def _make_copy(cls: type[Node]) -> Function:
    lists = {"init", *(f for f in cls.FIELDS if f in LIST_FIELDS)}
    names = slots(cls)
    lines = ["def copy(n, new):", " c = new(n.__class__)"]
    lines += [f" c._{i} = n._{i}[:]" if s in lists else f" c._{i} = n._{i}" for i, s in enumerate(names)]
    lines.append(" return c")
    return compiled("\n".join(lines), names, defaults=(object.__new__,))


class Table(dict[type, Function]):
    """Functions by class, made on first use."""

    def __init__(self, make: Callable[[type[Node]], Function]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, cls: type) -> Function:
        fn = self[cls] = self.make(cls)
        return fn


CHILDREN = Table(_make_children)
PUSH = Table(_make_push)
"""Puts a node's children on a stack, the first one on top."""
_EDIT = Table(_make_edit)
_COPY = Table(_make_copy)


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

"""Between which numbers an integer lies, as far as the text shows it.

What: constants, lengths of arrays, what is masked, shifted or divided, what a loop counts, and what a condition around,
or one that returned before, says of a variable that is assigned once.

Property: a value is never outside of the interval told of it; where a sum may not fit its type, the type's own is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from escapelens.inline.expand import INLINED
from escapelens.ir.nodes import PAUTO, PPARAM, AnyNode, Node
from escapelens.ir.static_value import definition
from escapelens.ir.visit import any_
from escapelens.model.types import IS_INTEGER, IS_UNSIGNED, AnyType, Array, Basic, Pointer
from escapelens.model.under import under

if TYPE_CHECKING:
    from escapelens.ir.nodes import Func
    from escapelens.ir.static_value import ReassignOracle
    from escapelens.model.sizes import Sizes

Interval: TypeAlias = "tuple[int, int]"
"""The least and the largest."""

_DEPTH = 20  # operands of operands
_OTHER_WAY = {"LT": "GT", "LE": "GE", "GT": "LT", "GE": "LE", "EQ": "EQ", "NE": "NE"}
_NEGATED = {"LT": "GE", "LE": "GT", "GT": "LE", "GE": "LT", "EQ": "NE", "NE": "EQ"}


class Intervals:
    """What is known where a walk over a function stands."""

    def __init__(self, fn: Func, sizes: Sizes, oracle: Callable[[], ReassignOracle]) -> None:
        self._fn = fn
        self._sizes = sizes
        self._oracle = oracle
        self._known: list[tuple[Node, Interval]] = []  # variables, by conditions that hold here
        self._empty: list[Node] = []  # variables that are nil here, or a text without bytes
        self._counting: list[AnyNode] = []  # loops around
        self._has_jumps: bool | None = None

    @contextmanager
    def where(self, cond: AnyNode | None, holds: bool = True) -> Iterator[None]:
        """Within it a condition holds, or does not."""
        before, empty = len(self._known), len(self._empty)
        if cond is not None:
            self._known += _said(cond, holds)
            self._empty += _emptied(cond, holds)
        yield
        del self._known[before:], self._empty[empty:]

    @contextmanager
    def among(self, tag: AnyNode | None, values: list[Node]) -> Iterator[None]:
        """Within it a variable has one of these values."""
        numbers = [v.val for v in values if v.op == "LITERAL" and isinstance(v.val, int)]  # type: ignore[attr-defined]
        before = len(self._known)
        if tag is not None and tag.op == "NAME" and values and len(numbers) == len(values):
            self._known.append((tag.canonical, (min(numbers), max(numbers))))
        yield
        del self._known[before:]

    @contextmanager
    def counting(self, loop: AnyNode) -> Iterator[None]:
        """Within it a body of a for statement is run."""
        self._counting.append(loop)
        yield
        self._counting.pop()

    def is_empty(self, n: AnyNode) -> bool:
        """Is a variable nil here, or a text without bytes?"""
        return n.op == "NAME" and n.canonical in self._empty and self._is_fixed(n.canonical) and not self._jumps()

    def _is_fixed(self, var: AnyNode) -> bool:
        """Is it a variable of the function that is assigned once?"""
        is_own = var.class_ in (PAUTO, PPARAM) and not var.addrtaken and var.curfn is self._fn
        return is_own and not self._oracle().reassigned(var)

    def of(self, n: AnyNode, depth: int = 0) -> Interval | None:
        """None for what is no integer."""
        if n.op == "LITERAL":
            return (n.val, n.val) if isinstance(n.val, int) and not isinstance(n.val, bool) else None
        whole = self._of_type(n.typ)
        if whole is None or depth > _DEPTH:
            return whole
        handler = _OF.get(n.op)
        found = handler(self, n, depth + 1) if handler is not None else None
        return found if found is not None and whole[0] <= found[0] and found[1] <= whole[1] else whole

    def _of_type(self, t: AnyType) -> Interval | None:
        basic = under(t) if t is not None else None
        if not isinstance(basic, Basic) or not basic.info & IS_INTEGER:
            return None
        bits = 8 * self._sizes.sizeof(t)
        return (0, (1 << bits) - 1) if basic.info & IS_UNSIGNED else (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)

    def of_name(self, n: AnyNode, depth: int) -> Interval | None:
        var = n.canonical
        if var.class_ not in (PAUTO, PPARAM) or var.addrtaken or var.curfn is not self._fn:
            return None
        if self._oracle().reassigned(var):
            return self._counted(var)
        low, high = self._defined(var, depth) or self._of_type(n.typ) or (0, -1)
        for name, (least, most) in self._known:
            if name is var and not self._jumps():
                low, high = max(low, least), min(high, most)
        return (low, high) if low <= high else None

    def _jumps(self) -> bool:
        """Does the function jump to labels of its own, so that a statement may be met without those before it?"""
        if self._has_jumps is None:
            self._has_jumps = any_(self._fn, lambda n: n.op == "GOTO" and not n.label.startswith(INLINED))
        return self._has_jumps

    def _defined(self, var: AnyNode, depth: int) -> Interval | None:
        defn = var.defn
        if var.class_ != PAUTO or defn is None:
            return None
        if defn.op == "RANGE":
            return self._ranged(defn, var, depth)
        value = definition(var)
        return self.of(value, depth) if value is not None else None

    def _ranged(self, loop: AnyNode, var: AnyNode, depth: int) -> Interval | None:
        """The key of a loop over an array, or a number."""
        if loop.key is None or loop.key.op != "NAME" or loop.key.canonical is not var:
            return None
        over = under(loop.x.typ)
        if isinstance(over, Pointer):
            over = under(over.elem)
        if isinstance(over, Array):
            return (0, over.len - 1) if over.len > 0 else None
        most = self.of(loop.x, depth)
        return (0, most[1] - 1) if most is not None and most[1] > 0 else None

    def _counted(self, var: AnyNode) -> Interval | None:
        """What a loop around counts up to a constant, and nothing else changes."""
        for loop in reversed(self._counting):
            post, begun = loop.post, definition(var)
            said = dict(_said(loop.cond, True)) if loop.cond is not None else {}
            counts = post is not None and post.op == "ASOP" and post.as_op == "ADD" and post.x.op == "NAME"
            if not counts or post.x.canonical is not var or var not in said:
                continue
            step = post.y
            first = begun.val if begun is not None and begun.op == "LITERAL" else None
            if step.op != "LITERAL" or not isinstance(step.val, int) or step.val <= 0 or not isinstance(first, int):
                return None
            if any_(self._fn, lambda n, post=post: n is not post and _assigns(n, var)):  # type: ignore[misc]
                return None
            return first, said[var][1]
        return None


def _assigns(n: AnyNode, var: AnyNode) -> bool:
    """Does it assign to a variable, other than to begin with, or ask for its address?"""
    if n is var.defn:
        return False
    if n.op in ("AS", "ASOP"):
        targets: Sequence[AnyNode] = [n.x]
    elif n.op == "RANGE":
        targets = [n.key, n.value]
    elif n.op == "CLOSURE":
        return any(v.canonical is var for v in n.func.closure_vars)
    else:
        targets = getattr(n, "lhs", None) or ()
    return any(x is not None and x.op == "NAME" and x.canonical is var for x in targets)


def _parts(cond: AnyNode, holds: bool) -> Iterator[tuple[AnyNode, bool]]:
    """The conditions that hold, or do not, wherever cond does, or does not."""
    op = cond.op
    if op == "PAREN":
        yield from _parts(cond.x, holds)
    elif op == "NOT":
        yield from _parts(cond.x, not holds)
    elif op == ("ANDAND" if holds else "OROR"):
        yield from _parts(cond.x, holds)
        yield from _parts(cond.y, holds)
    else:
        yield cond, holds


def _said(cond: AnyNode, holds: bool) -> Iterator[tuple[Node, Interval]]:
    """What a condition that holds, or does not, says of variables."""
    for part, is_so in _parts(cond, holds):
        if part.op not in _NEGATED:
            continue
        x, y, op = part.x, part.y, part.op if is_so else _NEGATED[part.op]
        if x.op == "LITERAL":
            x, y, op = y, x, _OTHER_WAY[op]
        if x.op != "NAME" or y.op != "LITERAL" or not isinstance(y.val, int) or isinstance(y.val, bool):
            continue
        n, far = y.val, 1 << 64
        within = {"LT": (-far, n - 1), "LE": (-far, n), "GT": (n + 1, far), "GE": (n, far), "EQ": (n, n)}
        if op in within:
            yield x.canonical, within[op]


def _emptied(cond: AnyNode, holds: bool) -> Iterator[Node]:
    """The variables that are nil, or texts without bytes, where a condition holds, or does not."""
    for part, is_so in _parts(cond, holds):
        if part.op != ("EQ" if is_so else "NE"):
            continue
        x, y = (part.y, part.x) if part.x.op in ("NIL", "LITERAL") else (part.x, part.y)
        if x.op == "NAME" and (y.op == "NIL" or (y.op == "LITERAL" and y.val in ("", b""))):
            yield x.canonical


def _same(k: Intervals, n: AnyNode, depth: int) -> Interval | None:
    return k.of(n.x, depth)  # if it does not fit, the type's own is told


def _inlined(k: Intervals, n: AnyNode, depth: int) -> Interval | None:
    return k.of(n.return_vars[0], depth) if len(n.return_vars) == 1 else None


def _length(k: Intervals, n: AnyNode, depth: int) -> Interval | None:
    return 0, (1 << 63) - 1


def _and(k: Intervals, n: AnyNode, depth: int) -> Interval | None:
    sides = [s for s in (k.of(n.x, depth), k.of(n.y, depth)) if s is not None and s[0] >= 0]
    return (0, min(s[1] for s in sides)) if sides else None


def _both(n: Callable[[Interval, Interval], Interval | None]) -> Callable[[Intervals, AnyNode, int], Interval | None]:
    def of(k: Intervals, at: AnyNode, depth: int) -> Interval | None:
        x, y = k.of(at.x, depth), k.of(at.y, depth)
        return n(x, y) if x is not None and y is not None else None

    return of


def _shifted(x: Interval, y: Interval) -> Interval | None:
    return (x[0] >> y[1], x[1] >> y[0]) if x[0] >= 0 and y[0] >= 0 and y[1] < 64 else None


def _divided(x: Interval, y: Interval) -> Interval | None:
    return (x[0] // y[1], x[1] // y[0]) if x[0] >= 0 and y[0] > 0 else None


def _rest(x: Interval, y: Interval) -> Interval | None:
    return (0, min(x[1], y[1] - 1)) if x[0] >= 0 and y[0] > 0 else None


def _product(x: Interval, y: Interval) -> Interval:
    ends = [a * b for a in x for b in y]
    return min(ends), max(ends)


_OF: dict[str, Callable[[Intervals, AnyNode, int], Interval | None]] = {
    "NAME": Intervals.of_name,
    "PAREN": _same,
    "CONV": _same,
    "CONVNOP": _same,
    "INLCALL": _inlined,
    "LEN": _length,
    "CAP": _length,
    "AND": _and,
    "ADD": _both(lambda x, y: (x[0] + y[0], x[1] + y[1])),
    "SUB": _both(lambda x, y: (x[0] - y[1], x[1] - y[0])),
    "MUL": _both(_product),
    "RSH": _both(_shifted),
    "DIV": _both(_divided),
    "MOD": _both(_rest),
}

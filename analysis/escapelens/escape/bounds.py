"""Indices that cannot be out of range: the compiler says so when it drops the check, long after escape analysis.

What: an index into an array, or into a constant string, whose form or type keeps it small enough (`a[i&3]`, `a[i%4]`,
`a[b]` with a byte and 256 elements). Noted while expressions are walked anyway, said when all functions are done, for
the compiler's back end runs last.

Counterpart: `walk/expr.go: walkIndex, bounded`; `gc/compile.go: enqueueFunc` for the order of functions.
"""

from __future__ import annotations

from escapelens.escape.graph import Escape
from escapelens.ir import ops as O
from escapelens.ir.nodes import AnyNode, Func, IndexExpr, Node
from escapelens.ir.scc import captures
from escapelens.ir.target import Target
from escapelens.model.sizes import Sizes
from escapelens.model.types import IS_INTEGER, IS_UNSIGNED, Basic
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.remarks import BOUNDS, Remarks

COPIED = "copied"  # Node.opt of an index expression whose index is put into a temporary first: appended elements
_PENDING = "bounds checks elided"


@dataclass(slots=True, eq=False)
class _Noted:
    """pos: in the function that is compiled; by the time that it is said, fn's body may be gone."""

    fn: Func
    n: AnyNode
    pos: int


def note_index(e: Escape, n: IndexExpr, length: int) -> None:
    """n is an index expression with `length` elements to choose from."""
    if n.index.op == O.OLITERAL or n.bounded:
        return
    sizes = e.batch.sizes
    if fits_type(n.index, length, sizes) if n.opt is COPIED else bounded(n.index, length, sizes):
        target = e.batch.target
        target.scratch.setdefault(_PENDING, []).append(_Noted(e.curfn, n, target.inl_tree.outermost(n.pos)))


def take_bounds(target: Target) -> list[_Noted]:
    """What was noted, in no order, and is no longer to be said."""
    noted: list[_Noted] = target.scratch.pop(_PENDING, [])
    return noted


def report_bounds(target: Target, report: Remarks) -> None:
    """Say what was noted, by function in the order in which they are compiled."""
    pending = take_bounds(target)
    if not pending:
        return
    rank = {fn: i for i, fn in enumerate(target.funcs)}
    for noted in sorted(pending, key=lambda noted: rank.get(_compiled_with(noted.fn), len(rank))):
        report.say(BOUNDS, noted.pos, "index bounds check elided", func=noted.fn, node=noted.n)


def _compiled_with(fn: Func) -> Func:
    """A literal that captures is compiled with the function around it."""
    while captures(fn) and fn.closure_parent is not None:
        fn = fn.closure_parent
    return fn


def _small(n: AnyNode) -> int | None:
    """The value of an integer literal of at most 32 bits."""
    if n.op == O.OLITERAL and n.val.__class__ is int and -(1 << 31) <= n.val < 1 << 31:
        return int(n.val)
    return None


def bounded(n: AnyNode, length: int, sizes: Sizes) -> bool:
    """Is 0 <= n < length for sure?"""
    t = under(n.typ) if n.typ is not None else None
    if not isinstance(t, Basic) or not t.info & IS_INTEGER:
        return False
    unsigned = t.info & IS_UNSIGNED
    bits = 8 * sizes.sizeof(t)
    op = n.op
    if op in (O.OAND, O.OANDNOT):
        v = _small(n.x)
        if v is None:
            v = _small(n.y)
            if v is not None and op == O.OANDNOT:
                v = ~v & ((1 << bits) - 1) if unsigned else ~v
        if v is not None and 0 <= v < length:
            return True
    elif unsigned and op in (O.OMOD, O.ODIV, O.ORSH):
        v = _small(n.y)
        if v is not None and op == O.OMOD and 0 <= v <= length:
            return True
        if v is not None and op == O.ODIV:
            while bits > 0 and v >= 2:
                bits -= 1
                v >>= 1
        if v is not None and op == O.ORSH:
            if v > bits:
                return length > 0
            bits -= v
    return bool(unsigned) and bits <= 62 and 1 << bits <= length


def fits_type(n: Node, length: int, sizes: Sizes) -> bool:
    """Is every value of n's type an index?"""
    t = under(n.typ) if n.typ is not None else None
    if not isinstance(t, Basic) or not t.info & IS_INTEGER or not t.info & IS_UNSIGNED:
        return False
    bits = 8 * sizes.sizeof(t)
    return bits <= 62 and 1 << bits <= length

"""Sizes and boxed values that are constant in effect become literals, so that they need not be on the heap.

Counterpart: `escape/escape.go: rewriteWithLiterals`; `ir/const.go: ValidTypeForConst`.
"""

from __future__ import annotations

from escapelens.escape.graph import Batch
from escapelens.escape.oracle import reassign_oracle
from escapelens.escape.temps import temp_at
from escapelens.ir import ops as O
from escapelens.ir.nodes import NOTHING, PAUTO, AnyNode, AssignStmt, BasicLit, Decl, Func, Node
from escapelens.model.predicates import is_interface
from escapelens.model.types import INT, IS_BOOLEAN, IS_COMPLEX, IS_FLOAT, IS_INTEGER, IS_STRING, AnyType, Basic
from escapelens.model.under import under
from escapelens.model.universe import TYP

_KINDS = IS_BOOLEAN | IS_INTEGER | IS_FLOAT | IS_COMPLEX | IS_STRING
_OPAQUE = frozenset({O.OCONVNOP, O.OINLCALL, O.OPAREN, O.ONAME})


def rewrite_with_literals(b: Batch, n: Node, fn: Func | None) -> None:
    if fn is not None and (found := literal_in(b, n, fn)) is not None:
        field, literal = found
        operand = getattr(n, field)
        _assign_temp(n.pos, fn, operand, n)
        setattr(n, field, literal)
        fn.replaced = [*(fn.replaced or ()), (n, field, operand)]


def restore(fn: Func) -> None:
    """Have the function as it was before its operands were replaced, so that it can be analysed once more."""
    for n, field, operand in reversed(fn.replaced or ()):
        setattr(n, field, operand)
        fn.dcl.remove(n.init[-1].x)  # type: ignore[attr-defined]
        del n.init[-2:]  # type: ignore[attr-defined]
        n.init = n.init or NOTHING
    fn.replaced = None


def literal_in(b: Batch, n: AnyNode, fn: Func) -> tuple[str, BasicLit] | None:
    """The operand of n that is constant in effect, by its field, and the literal that it becomes."""
    if not b.release.reads_constants:
        return None
    if n.op == O.OMAKESLICE:
        return _size(b, n, fn)
    return _boxed(b, n, fn) if n.op == O.OCONVIFACE else None


def _may_be_static(n: AnyNode) -> bool:
    """Cheap filter: can the static value of n be anything but n?"""
    op = n.op
    if op not in _OPAQUE:
        return False
    if op == O.ONAME:
        name = n.canonical
        return name.class_ == PAUTO and name.defn is not None
    return True


def _assign_temp(pos: int, fn: Func, n: Node, before: Node) -> None:
    """Keep what evaluating n does, before another node: assign it to a temporary nobody reads."""
    tmp = temp_at(pos, fn, n.typ)
    before.run_before(Decl(pos, tmp), AssignStmt(pos, tmp, n))


def _size(b: Batch, n: AnyNode, fn: Func) -> tuple[str, BasicLit] | None:
    field = "cap" if n.cap is not None else "len"
    r = getattr(n, field)
    if r is None or r.op == O.OLITERAL or not (r.op == O.OLEN or _may_be_static(r)):
        return None
    oracle = reassign_oracle(b, fn)
    s = oracle.static_value(r)
    if s.op == O.OLITERAL:
        if isinstance(s.val, int) and not isinstance(s.val, bool) and s.val >= 0:
            return field, BasicLit(n.pos, s.val, r.typ)
    elif s.op == O.OLEN and b.release.reads_literal_lengths:
        x = oracle.static_value(s.x)
        if x.op == O.OSLICELIT:
            return field, BasicLit(n.pos, x.len, TYP[INT])
    return None


def _boxed(b: Batch, n: AnyNode, fn: Func) -> tuple[str, BasicLit] | None:
    x = n.x
    if x.op == O.OLITERAL or x.typ is None or not _may_be_static(x) or is_interface(x.typ):
        return None
    v = reassign_oracle(b, fn).static_value(x)
    if v is not None and v.op == O.OLITERAL and _same_kind(x.typ, v.typ):
        return "x", BasicLit(n.pos, v.val, x.typ)
    return None


def _same_kind(t: AnyType, u: AnyType) -> bool:
    """May a constant of type u be one of type t? Kinds of values as in the compiler: those of their types."""
    t, u = under(t), under(u)
    return isinstance(t, Basic) and isinstance(u, Basic) and t.info & u.info & _KINDS != 0

"""Sizes and boxed values that are constant in effect become literals, so that they need not be on the heap.

Counterpart: `escape/escape.go: rewriteWithLiterals`; `ir/const.go: ValidTypeForConst`.
"""

from __future__ import annotations

from escapelens.escape.graph import Batch
from escapelens.escape.oracle import reassign_oracle
from escapelens.escape.temps import temp_at
from escapelens.ir import ops as O
from escapelens.ir.nodes import PAUTO, AnyNode, AssignStmt, BasicLit, Decl, Func, Node
from escapelens.model.predicates import is_interface
from escapelens.model.types import INT, IS_BOOLEAN, IS_COMPLEX, IS_FLOAT, IS_INTEGER, IS_STRING, AnyType, Basic
from escapelens.model.under import under
from escapelens.model.universe import TYP

_KINDS = IS_BOOLEAN | IS_INTEGER | IS_FLOAT | IS_COMPLEX | IS_STRING
_OPAQUE = frozenset({O.OCONVNOP, O.OINLCALL, O.OPAREN, O.ONAME})


def rewrite_with_literals(b: Batch, n: Node, fn: Func | None) -> None:
    if fn is None or not b.release.reads_constants:
        return
    if n.op == O.OMAKESLICE:
        _make_slice(b, n, fn)
    elif n.op == O.OCONVIFACE:
        _conv_iface(b, n, fn)


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
    fn.rewritten = True
    tmp = temp_at(pos, fn, n.typ)
    before.run_before(Decl(pos, tmp), AssignStmt(pos, tmp, n))


def _make_slice(b: Batch, n: AnyNode, fn: Func) -> None:
    field = "cap" if n.cap is not None else "len"
    r = getattr(n, field)
    if r is None or r.op == O.OLITERAL or not (r.op == O.OLEN or _may_be_static(r)):
        return
    oracle = reassign_oracle(b, fn)
    s = oracle.static_value(r)
    if s.op == O.OLITERAL:
        if isinstance(s.val, int) and not isinstance(s.val, bool) and s.val >= 0:
            _assign_temp(n.pos, fn, r, n)
            setattr(n, field, BasicLit(n.pos, s.val, r.typ))
    elif s.op == O.OLEN and b.release.reads_literal_lengths:
        x = oracle.static_value(s.x)
        if x.op == O.OSLICELIT:
            _assign_temp(n.pos, fn, r, n)
            setattr(n, field, BasicLit(n.pos, x.len, TYP[INT]))


def _conv_iface(b: Batch, n: AnyNode, fn: Func) -> None:
    x = n.x
    if x.op == O.OLITERAL or x.typ is None or not _may_be_static(x) or is_interface(x.typ):
        return
    v = reassign_oracle(b, fn).static_value(x)
    if v is not None and v.op == O.OLITERAL and _same_kind(x.typ, v.typ):
        _assign_temp(n.pos, fn, x, n)
        n.x = BasicLit(n.pos, v.val, x.typ)


def _same_kind(t: AnyType, u: AnyType) -> bool:
    """May a constant of type u be one of type t? Kinds of values as in the compiler: those of their types."""
    t, u = under(t), under(u)
    return isinstance(t, Basic) and isinstance(u, Basic) and t.info & u.info & _KINDS != 0

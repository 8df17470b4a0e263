"""Expressions: one handler per operator, each saying where operands flow and what is allocated.

Counterpart: `escape/expr.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.escape.assign import assign_heap
from escapelens.escape.bounds import note_index
from escapelens.escape.graph import (
    Escape,
    Hole,
    Location,
    addr_of,
    deref,
    dot_type,
    flow,
    new_loc,
    note,
    old_loc,
    spill,
    tee_hole,
)
from escapelens.escape.tags import tag_hole
from escapelens.escape.verdicts import say_hidden
from escapelens.escape.walk import EXPR, discard, expr, unsafe_value, walk_func
from escapelens.ir import ops as O
from escapelens.ir.nodes import PEXTERN, PFUNC, AnyNode, Name, Node
from escapelens.model.predicates import is_interface
from escapelens.model.types import UINTPTR, UNSAFE_POINTER, AnyType, Array, Basic, Signature
from escapelens.model.under import under
from escapelens.remarks import Why

if TYPE_CHECKING:
    from escapelens.ir import nodes as N


def _nothing(e: Escape, k: Hole, n: Node) -> None:
    pass


def _name(e: Escape, k: Hole, n: Name) -> None:
    class_ = n.class_
    if class_ in (PFUNC, PEXTERN):
        return
    if k[0] is e.blank and not k[3]:
        return
    loc = n.opt
    if n.closure_var or loc.__class__ is not Location:
        loc = old_loc(e.batch, n)
    flow(e.batch, k, loc)


def _discard_x(e: Escape, k: Hole, n: N.UnaryExpr) -> None:
    discard(e, n.x)


def _discard_xy(e: Escape, k: Hole, n: AnyNode) -> None:
    # A long chain of binary operators leans to the left; walk down it without recursion.
    rights = []
    while True:
        rights.append(n.y)
        n = n.x
        if n.init or EXPR.get(n.op) is not _discard_xy:
            break
    discard(e, n)
    while rights:
        discard(e, rights.pop())


def _addr(e: Escape, k: Hole, n: N.AddrExpr) -> None:
    expr(e, addr_of(k, n, Why.ADDRESS_OF), n.x)


def _deref(e: Escape, k: Hole, n: N.StarExpr) -> None:
    expr(e, deref(k, n, Why.INDIRECTION), n.x)


def _dot(e: Escape, k: Hole, n: N.SelectorExpr) -> None:
    expr(e, note(k, n, Why.DOT), n.x)


def _dot_ptr(e: Escape, k: Hole, n: N.SelectorExpr) -> None:
    expr(e, deref(k, n, Why.DOT_OF_POINTER), n.x)


def _dot_type(e: Escape, k: Hole, n: N.DynamicTypeAssertExpr | N.TypeAssertExpr) -> None:
    expr(e, dot_type(e, k, n.typ, n, Why.DOT), n.x)


def _index(e: Escape, k: Hole, n: AnyNode) -> None:
    t = under(n.x.typ)
    if isinstance(t, Array):
        note_index(e, n, t.len)
        expr(e, note(k, n, Why.ARRAY_INDEX), n.x)
    else:
        if n.x.op == O.OLITERAL and n.x.val.__class__ is bytes:  # else code in error
            note_index(e, n, len(n.x.val))
        expr(e, deref(k, n, Why.DOT_OF_POINTER), n.x)
    discard(e, n.index)


def _index_map(e: Escape, k: Hole, n: N.IndexExpr) -> None:
    discard(e, n.x)
    discard(e, n.index)


def _slice(e: Escape, k: Hole, n: N.SliceExpr) -> None:
    expr(e, note(k, n, Why.SLICE), n.x)
    discard(e, n.low)
    discard(e, n.high)
    discard(e, n.max)


def _basic_kind(t: AnyType) -> int:
    t = under(t) if t is not None else None
    return t.kind if t.__class__ is Basic else -1


def _conv(e: Escape, k: Hole, n: N.ConvExpr) -> None:
    if _basic_kind(n.typ) == UNSAFE_POINTER and _basic_kind(n.x.typ) == UINTPTR:
        unsafe_value(e, k, n.x)
    else:
        expr(e, k, n.x)


def _conv_iface(e: Escape, k: Hole, n: N.ConvExpr) -> None:
    t = n.x.typ
    if t is not None and not is_interface(t) and not e.batch.sizes.is_direct_iface(t):
        k = spill(e, k, n)
    expr(e, note(k, n, Why.INTERFACE_CONVERTED), n.x)


def _make_face(e: Escape, k: Hole, n: AnyNode) -> None:
    expr(e, k, n.y)


def _through(e: Escape, k: Hole, n: AnyNode) -> None:
    expr(e, k, n.x)


def _slice_to_array(e: Escape, k: Hole, n: AnyNode) -> None:
    expr(e, deref(k, n, Why.SLICE_TO_ARRAY), n.x)


def _new(e: Escape, k: Hole, n: N.UnaryExpr) -> None:
    spill(e, k, n)


def _make_slice(e: Escape, k: Hole, n: N.MakeExpr) -> None:
    spill(e, k, n)
    discard(e, n.len)
    discard(e, n.cap)


def _make_chan(e: Escape, k: Hole, n: AnyNode) -> None:
    say_hidden(e, n)
    discard(e, n.len)


def _make_map(e: Escape, k: Hole, n: N.MakeExpr) -> None:
    spill(e, k, n)
    discard(e, n.len)


def _method_value(e: Escape, k: Hole, n: AnyNode) -> None:
    """x.M as a value: the receiver goes into the closure and, some day, into M; M's results go anywhere."""
    closure_k = spill(e, k, n)
    sig = under(n.typ) if n.typ is not None else None
    n_results = len(sig.results.vars) if isinstance(sig, Signature) else 0
    param_k = tag_hole(e, [e.batch.heap_hole] * n_results, n.func_name, 0)
    expr(e, tee_hole(e, [param_k, closure_k]), n.x)


def _ptr_lit(e: Escape, k: Hole, n: N.AddrExpr) -> None:
    expr(e, spill(e, k, n), n.x)


def _array_lit(e: Escape, k: Hole, n: AnyNode) -> None:
    k = note(k, n, Why.ARRAY_ELEMENT)
    for elt in n.list_:
        expr(e, k, elt.value if elt.op == O.OKEY else elt)


def _slice_lit(e: Escape, k: Hole, n: AnyNode) -> None:
    k = note(spill(e, k, n), n, Why.SLICE_ELEMENT)
    for elt in n.list_:
        expr(e, k, elt.value if elt.op == O.OKEY else elt)


def _struct_lit(e: Escape, k: Hole, n: AnyNode) -> None:
    k = note(k, n, Why.STRUCT_ELEMENT)
    for elt in n.list_:
        expr(e, k, elt.value)


def _map_lit(e: Escape, k: Hole, n: AnyNode) -> None:
    spill(e, k, n)
    for elt in n.list_:
        assign_heap(e, elt.key, Why.MAP_KEY, n)
        assign_heap(e, elt.value, Why.MAP_VALUE, n)


def _closure(e: Escape, k: Hole, n: N.ClosureExpr) -> None:
    k = spill(e, k, n)
    b = e.batch
    b.closures.append((k, n))
    fn = n.func
    if not fn.closure_vars:
        return  # a function of its own
    for cv in fn.closure_vars:
        loc = old_loc(b, cv)
        if not loc.captured:
            loc.captured = True
            # Assignments in straight-line code before the first capture do not matter.
            if loc.loop_depth == e.loop_depth:
                loc.reassigned = False
    inner = None
    for v in fn.dcl:
        if v.opt.__class__ is not Location:
            if inner is None:
                inner = Escape(b, fn)
            new_loc(inner, v, True)
    walk_func(b, fn)


def _string_conv(e: Escape, k: Hole, n: N.ConvExpr) -> None:
    spill(e, k, n)
    discard(e, n.x)


def _zero_copy(e: Escape, k: Hole, n: N.ConvExpr) -> None:
    """The last time that it was looked at, it needed no copy: that is found out anew."""
    n.op = O.OSTR2BYTES
    _string_conv(e, k, n)


def _add_string(e: Escape, k: Hole, n: N.AddStringExpr) -> None:
    spill(e, k, n)
    for x in n.list_:
        discard(e, x)


EXPR.update(
    dict.fromkeys(
        (O.OLITERAL, O.ONIL, O.OGETG, O.OGETCALLERSP, O.OTYPE, O.OMETHEXPR, O.OLINKSYMOFFSET, O.ODYNAMICTYPE), _nothing
    )
)
EXPR[O.ONAME] = _name
EXPR.update(dict.fromkeys((O.OPLUS, O.ONEG, O.OBITNOT, O.ONOT, O.ORECV), _discard_x))
EXPR.update(
    dict.fromkeys(
        (
            O.OADD,
            O.OSUB,
            O.OOR,
            O.OXOR,
            O.OMUL,
            O.ODIV,
            O.OMOD,
            O.OLSH,
            O.ORSH,
            O.OAND,
            O.OANDNOT,
            O.OEQ,
            O.ONE,
            O.OLT,
            O.OLE,
            O.OGT,
            O.OGE,
        ),
        _discard_xy,
    )
)
EXPR.update(dict.fromkeys((O.OANDAND, O.OOROR), _discard_xy))
EXPR[O.OADDR] = _addr
EXPR[O.ODEREF] = _deref
EXPR.update(dict.fromkeys((O.ODOT, O.ODOTMETH, O.ODOTINTER), _dot))
EXPR[O.ODOTPTR] = _dot_ptr
EXPR.update(dict.fromkeys((O.ODOTTYPE, O.ODOTTYPE2, O.ODYNAMICDOTTYPE, O.ODYNAMICDOTTYPE2), _dot_type))
EXPR[O.OINDEX] = _index
EXPR[O.OINDEXMAP] = _index_map
EXPR.update(dict.fromkeys((O.OSLICE, O.OSLICEARR, O.OSLICE3, O.OSLICE3ARR, O.OSLICESTR), _slice))
EXPR.update(dict.fromkeys((O.OCONV, O.OCONVNOP), _conv))
EXPR[O.OCONVIFACE] = _conv_iface
EXPR[O.OMAKEFACE] = _make_face
EXPR.update(dict.fromkeys((O.OITAB, O.OIDATA, O.OSPTR, O.OSLICE2ARRPTR, O.OPAREN), _through))
EXPR[O.OSLICE2ARR] = _slice_to_array
EXPR[O.ONEW] = _new
EXPR[O.OMAKESLICE] = _make_slice
EXPR[O.OMAKECHAN] = _make_chan
EXPR[O.OMAKEMAP] = _make_map
EXPR[O.OMETHVALUE] = _method_value
EXPR[O.OPTRLIT] = _ptr_lit
EXPR[O.OARRAYLIT] = _array_lit
EXPR[O.OSLICELIT] = _slice_lit
EXPR[O.OSTRUCTLIT] = _struct_lit
EXPR[O.OMAPLIT] = _map_lit
EXPR[O.OCLOSURE] = _closure
EXPR.update(dict.fromkeys((O.ORUNES2STR, O.OBYTES2STR, O.OSTR2RUNES, O.OSTR2BYTES, O.ORUNESTR), _string_conv))
EXPR[O.OSTR2BYTESTMP] = _zero_copy
EXPR[O.OADDSTR] = _add_string

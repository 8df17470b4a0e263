"""Questions about nodes: is an assignment a no-op, must an allocation be on the heap whatever flows.

Counterpart: `escape/utils.go`; `ir/expr.go: SameSafeExpr, IsReflectHeaderDataField, IsZero`.
"""

from __future__ import annotations

from escapelens.ir import ops as O
from escapelens.ir.nodes import PPARAM, PPARAMOUT, AnyNode
from escapelens.model.identity import identical
from escapelens.model.sizes import Sizes
from escapelens.model.types import STRING, UINTPTR, Basic, Named, Pointer, Type
from escapelens.model.under import under
from escapelens.releases.release import Release
from escapelens.remarks import Why

MAX_IMPLICIT_STACK_VAR_SIZE = 64 * 1024  # new, &T{}, make, closures (ir.MaxImplicitStackVarSize)

_ARITHMETIC = frozenset({O.OADD, O.OSUB, O.OOR, O.OXOR, O.OMUL, O.OLSH, O.ORSH, O.OAND, O.OANDNOT, O.ODIV, O.OMOD})
_UNARY = frozenset({O.ONOT, O.OBITNOT, O.OPLUS, O.ONEG})
_HARMLESS_UNARY = _UNARY | {O.OLEN, O.OCAP}
_SLICES = frozenset({O.OSLICE, O.OSLICE3, O.OSLICESTR})
_ARRAY_SLICES = frozenset({O.OSLICEARR, O.OSLICE3ARR})


def is_slice_self_assign(dst: AnyNode, src: AnyNode) -> bool:
    """b.buf = b.buf[n:m] (or through *b): stores no pointer into b that was not there."""
    if dst.op != O.ODOTPTR and dst.op != O.ODEREF:
        return False
    name = dst.x
    if name.op != O.ONAME:
        return False
    if src.op in _ARRAY_SLICES:
        # A sliced array, not a pointer to one, would put a pointer to b into b.
        if src.x.op == O.OADDR:
            return False
    elif src.op not in _SLICES:
        return False
    base = src.x
    return (base.op == O.ODEREF or base.op == O.ODOTPTR) and base.x is name


def is_self_assign(dst: AnyNode, src: AnyNode) -> bool:
    """Does the assignment only move what the object holds already (val.x = val.y, val.a[i] = val.a[j])?"""
    if is_slice_self_assign(dst, src):
        return True
    op = dst.op
    if op != src.op:
        return False
    if op in (O.ODOT, O.ODOTPTR):
        return same_safe_expr(dst.x, src.x)
    if op == O.OINDEX:
        if may_affect_memory(dst.index) or may_affect_memory(src.index):
            return False
        return same_safe_expr(dst.x, src.x)
    return False


def may_affect_memory(n: AnyNode) -> bool:
    """May evaluating n write memory, or do anything we do not understand?"""
    op = n.op
    if op in (O.ONAME, O.OLITERAL, O.ONIL):
        return False
    if op in _ARITHMETIC:
        return may_affect_memory(n.x) or may_affect_memory(n.y)
    if op == O.OINDEX:
        return may_affect_memory(n.x) or may_affect_memory(n.index)
    if op in _HARMLESS_UNARY or op in (O.OCONVNOP, O.OCONV, O.ODOT, O.ODOTPTR, O.ODEREF):
        return may_affect_memory(n.x)
    return True


def same_safe_expr(l: AnyNode, r: AnyNode) -> bool:  # noqa: E741
    """Are l and r the same expression, free of side effects?"""
    while l.op == O.OCONVNOP:
        l = l.x  # noqa: E741
    while r.op == O.OCONVNOP:
        r = r.x
    op = l.op
    if op != r.op:
        return False
    if op == O.ONAME:
        return l is r
    if op == O.ONIL:
        return True
    if l.typ is None or r.typ is None or not identical(l.typ, r.typ):
        return False
    if op in (O.ODOT, O.ODOTPTR):
        return l.sel == r.sel and same_safe_expr(l.x, r.x)
    if op == O.ODEREF or op in _UNARY:
        return same_safe_expr(l.x, r.x)
    if op == O.OCONV:
        t = under(l.typ)
        return isinstance(t, Basic) and t.name != "string" and same_safe_expr(l.x, r.x)
    if op in (O.OINDEX, O.OINDEXMAP):
        return same_safe_expr(l.x, r.x) and same_safe_expr(l.index, r.index)
    if op in _ARITHMETIC:
        return same_safe_expr(l.x, r.x) and same_safe_expr(l.y, r.y)
    if op == O.OLITERAL:
        return bool(l.val == r.val)
    return False


def is_uintptr(t: Type | None) -> bool:
    t = under(t) if t is not None else None
    return isinstance(t, Basic) and t.kind == UINTPTR


def is_string(t: Type | None) -> bool:
    t = under(t) if t is not None else None
    return isinstance(t, Basic) and t.kind == STRING


def is_reflect_header_data_field(n: AnyNode) -> bool:
    """Is n the Data field of a reflect.SliceHeader or StringHeader, a uintptr that holds a pointer?"""
    if (n.op != O.ODOT and n.op != O.ODOTPTR) or n.sel != "Data":
        return False
    if not (isinstance(n.typ, Basic) and n.typ.kind == UINTPTR):
        return False
    t = n.x.typ
    if n.op == O.ODOTPTR:
        p = under(t)
        if not isinstance(p, Pointer):
            return False
        t = p.elem
    if not isinstance(t, Named):
        return False
    obj = t.obj
    return obj.pkg is not None and obj.pkg.path == "reflect" and obj.name in ("SliceHeader", "StringHeader")


def is_zero(n: AnyNode) -> bool:
    """Is n the zero value, by its looks?"""
    op = n.op
    if op == O.ONIL:
        return True
    if op == O.OLITERAL:
        return not n.val
    if op == O.OARRAYLIT:
        return all(is_zero(x.value if x.op == O.OKEY else x) for x in n.list_)
    if op == O.OSTRUCTLIT:
        return all(is_zero(x.value) for x in n.list_)
    return False


def closure_size(n: AnyNode, sizes: Sizes) -> int:
    """Bytes of the record of a function literal or method value: the function's address, then what it captures, each
    aligned (`typecheck/func.go: ClosureType, MethodValueType`)."""
    by_value = [n.x.typ] if n.op == O.OMETHVALUE else [v.typ if v.by_val else None for v in n.func.closure_vars]
    word = size = sizes.word_size
    for t in by_value:
        align = word if t is None else sizes.alignof(t)
        size = -(-size // align) * align + (word if t is None else sizes.sizeof(t))
    return -(-size // word) * word


def heap_alloc_reason(n: AnyNode, sizes: Sizes, release: Release) -> Why | None:
    """Why n must be on the heap whatever flows."""
    if n is None or n.typ is None:
        return None
    op = n.op
    if op == O.ONAME and (n.class_ == PPARAM or n.class_ == PPARAMOUT):
        return None
    if sizes.sizeof(n.typ) > release.max_stack_var_size:
        return Why.TOO_LARGE
    if op in (O.ONEW, O.OPTRLIT):
        t = under(n.typ)
        if isinstance(t, Pointer) and sizes.sizeof(t.elem) > MAX_IMPLICIT_STACK_VAR_SIZE:
            return Why.TOO_LARGE
    elif op == O.OCLOSURE:
        if len(n.func.closure_vars) > 500 and closure_size(n, sizes) > MAX_IMPLICIT_STACK_VAR_SIZE:
            return Why.TOO_LARGE
    elif op == O.OMETHVALUE:
        if n.x.typ is not None and 8 + sizes.sizeof(n.x.typ) > MAX_IMPLICIT_STACK_VAR_SIZE:
            return Why.TOO_LARGE
    elif op == O.OMAKESLICE:
        r = n.cap if n.cap is not None else n.len
        elem = getattr(under(n.typ), "elem", None)
        size = sizes.sizeof(elem) if elem is not None else 1
        constant = r is not None and r.op == O.OLITERAL and isinstance(r.val, int) and -(1 << 31) <= r.val < 1 << 31
        if release.has_variable_make:
            if size == 0:
                return Why.ZERO_SIZED_ELEMENT
        elif not constant:
            return Why.NON_CONSTANT_SIZE
        # Since then a size that is no constant gets a small buffer on the stack, tried at run time.
        if constant and size and r.val > MAX_IMPLICIT_STACK_VAR_SIZE // size:
            return Why.TOO_LARGE
    return None

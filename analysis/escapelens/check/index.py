"""Index and slice expressions.

Counterpart: `types2/index.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.convert_untyped import convert_untyped
from escapelens.check.expr import assignment, expr, expr_or_type, generic_expr, non_generic
from escapelens.check.expr_lists import use
from escapelens.check.operand import (
    CONSTANT,
    EXPRESSION,
    MAP_INDEX,
    STATEMENT,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from escapelens.model import constants, types
from escapelens.model.constants import represent
from escapelens.model.identity import identical
from escapelens.model.predicates import all_integer, is_string, is_type_param
from escapelens.model.typeset import typeset_pairs
from escapelens.model.under import under
from escapelens.model.universe import INVALID_TYPE, TYP, UNIVERSE_BYTE
from escapelens.syntax.nodes import Expr, IndexExpr, ListExpr, SliceExpr

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

_BYTES = types.Slice(UNIVERSE_BYTE)


def index_or_inst(check: Checker, T: types.Signature | None, x: Operand, e: IndexExpr, hint: types.Type | None) -> int:
    """expr.go: exprInternal, IndexExpr."""
    if index_expr(check, x, e):
        from escapelens.check.arguments import func_inst

        func_inst(check, T, e.pos, x, e, True)
    return EXPRESSION if x.mode else STATEMENT


def index_expr(check: Checker, x: Operand, e: IndexExpr) -> bool:
    """Check x[index]; True if it instantiates a function, which the caller must do (index.go: indexExpr)."""
    expr_or_type(check, x, e.x, True)
    mode = x.mode
    if not mode:
        use(check, [e.index])
        return False
    if mode == TYPEXPR:
        from escapelens.check.typexpr import var_type

        x.typ = var_type(check, e)
        x.mode = 0 if x.typ is INVALID_TYPE else TYPEXPR
        return False
    xt = x.typ
    c = xt.__class__
    if c is types.Signature and xt.tparams:
        if mode == VALUE:
            return True
        non_generic(check, None, x)
        return False
    u: types.AnyType = xt if c is types.Slice or c is types.Map else under(xt)
    c = u.__class__
    length = -1
    if c is types.Slice:
        x.mode = VARIABLE
        x.typ = u.elem
    elif c is types.Map:
        _map_index(check, x, e, u.key, u.elem)
        return False
    elif c is types.Basic and u.info & types.IS_STRING:
        if mode == CONSTANT and x.val is not None:
            length = len(x.val)
        x.mode = VALUE
        x.typ = UNIVERSE_BYTE
    elif c is types.Array:
        length = u.len
        if mode != VARIABLE:
            x.mode = VALUE
        x.typ = u.elem
    elif c is types.Pointer and under(u.elem).__class__ is types.Array:
        array: types.AnyType = under(u.elem)
        length = array.len
        x.mode = VARIABLE
        x.typ = array.elem
    elif c is types.Interface and is_type_param(xt):
        found = _type_param_elem(x)
        if found is None:
            return _not_indexable(check, x, e)
        key, elem, mode, length = found
        if key is not None:
            _map_index(check, x, e, key, elem)
            return False
        x.mode = mode
        x.typ = elem
    else:
        return _not_indexable(check, x, e)
    index(check, single_index(e), length)
    return False


def _not_indexable(check: Checker, x: Operand, e: IndexExpr) -> bool:
    check.error(e.pos, "cannot index")
    use(check, [e.index])
    x.mode = 0
    return False


def _map_index(check: Checker, x: Operand, e: IndexExpr, key_type: types.Type, elem: types.Type) -> None:
    key = Operand()
    generic_expr(check, key, single_index(e))
    assignment(check, key, key_type)
    x.mode = MAP_INDEX
    x.typ = elem
    x.expr = e


def _type_param_elem(x: Operand) -> tuple[types.Type | None, types.Type, int, int] | None:
    """Key type (of maps), element type, mode and length common to the type set of x; None if there is none."""
    key: types.Type | None = None
    elem: types.Type | None = None
    mode = VARIABLE
    length = -1
    for _, u in typeset_pairs(x.typ):
        t: types.AnyType = u
        n = -1
        k: types.Type | None = None
        if u.__class__ is types.Basic and is_string(t):
            e: types.Type = UNIVERSE_BYTE
            mode = VALUE
        elif u.__class__ is types.Array:
            n, e = t.len, t.elem
            if x.mode != VARIABLE:
                mode = VALUE
        elif u.__class__ is types.Pointer and under(t.elem).__class__ is types.Array:
            array: types.AnyType = under(t.elem)
            n, e = array.len, array.elem
        elif u.__class__ is types.Slice:
            e = t.elem
        elif u.__class__ is types.Map:
            k, e = t.key, t.elem
        else:
            return None
        if elem is None:
            key, elem, length = k, e, n
            continue
        if (key is None) != (k is None) or (key is not None and k is not None and not identical(key, k)):
            return None
        if not identical(elem, e):
            return None
        if 0 <= n < length:
            length = n
    return None if elem is None else (key, elem, mode, length)


def slice_expr(check: Checker, T: types.Signature | None, x: Operand, e: SliceExpr, hint: types.Type | None) -> int:
    """index.go: sliceExpr."""
    expr(check, None, x, e.x)
    if not x.mode:
        use(check, [i for i in e.index if i is not None])
        return STATEMENT
    cu = _sliced_type(x.typ)
    c = cu.__class__
    u: types.AnyType = cu
    length = -1
    if c is types.Slice:
        pass
    elif c is types.Basic and u.info & types.IS_STRING:
        if x.mode == CONSTANT and x.val is not None:
            length = len(x.val)
        if x.typ.__class__ is types.Basic and x.typ.info & types.IS_UNTYPED:
            x.typ = TYP[types.STRING]
    elif c is types.Array:
        length = u.len
        x.typ = types.Slice(u.elem)
    elif c is types.Pointer and under(u.elem).__class__ is types.Array:
        array: types.AnyType = under(u.elem)
        length = array.len
        x.typ = types.Slice(array.elem)
    else:
        check.error(e.pos, "cannot slice")
        use(check, [i for i in e.index if i is not None])
        x.mode = 0
        return STATEMENT
    x.mode = VALUE
    for i in e.index:
        if i is not None:
            index(check, i, length + 1 if length >= 0 else -1)
    return EXPRESSION


def _sliced_type(typ: types.Type) -> types.Type | None:
    """The common underlying type of typ's type set, where strings count as byte slices; None if there is none."""
    if not is_type_param(typ):
        return under(typ)
    cu: types.Type | None = None
    has_string = False
    for _, u in typeset_pairs(typ):
        if u is None:
            return None
        if is_string(u):
            u = _BYTES
            has_string = True
        if cu is None:
            cu = u
        elif not identical(cu, u):
            return None
    return TYP[types.STRING] if has_string else cu


def single_index(e: IndexExpr) -> Expr:
    """The index of e, the first if there are several (index.go: singleIndex)."""
    i = e.index
    return i.elem_list[0] if i.__class__ is ListExpr and i.elem_list else i


def index(check: Checker, e: Expr, max: int) -> tuple[types.Type, int]:
    """Check an index that must be below max (if that is not negative).

    Its type (INVALID_TYPE if it is none) and value (-1 if it is not constant) (index.go: index).
    """
    x = Operand()
    expr(check, None, x, e)
    if not is_valid_index(check, x, False):
        return INVALID_TYPE, -1
    if x.mode != CONSTANT:
        return x.typ, -1
    v = x.val
    if v is None or (0 <= max <= v):
        check.error(e.pos, "index out of bounds")
        return INVALID_TYPE, -1
    return x.typ, v


def is_valid_index(check: Checker, x: Operand, allow_negative: bool) -> bool:
    """Convert x if it is untyped; whether it can be an index or length (index.go: isValidIndex)."""
    if not x.mode:
        return False
    typ = x.typ
    if typ.__class__ is types.Basic and typ.info & types.IS_UNTYPED:
        convert_untyped(check, x, TYP[types.INT])
        if not x.mode:
            return False
    if not all_integer(x.typ):
        check.error(x.expr.pos, "index must be integer")
        return False
    if x.mode == CONSTANT:
        if not allow_negative and constants.sign(x.val) < 0:
            check.error(x.expr.pos, "index must not be negative")
            return False
        ok, x.val = represent(x.val, TYP[types.INT], check.config.sizes.word_size)
        if not ok:
            check.error(x.expr.pos, "index overflows int")
            return False
    return True

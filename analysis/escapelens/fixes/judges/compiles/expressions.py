"""Expressions: operands, selectors, indexes, conversions, literals of functions.

Types are known; asked is what the checker does not: assignability, addressability, comparison, directions of channels.

Counterpart: `types2/expr.go`, `index.go`, `selector` of call.go, `conversions.go`.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.check.index import single_index
from escapelens.check.operand import BUILTIN, CONSTANT, TYPEXPR, VARIABLE, Operand, assignable_to
from escapelens.fixes.effects.body import pointer_receiver
from escapelens.fixes.judges.compiles.types import check_instance, check_type, is_type, may_hold
from escapelens.fixes.judges.compiles.verdict import Verdict, is_nil
from escapelens.model import constants
from escapelens.model.core import common_under
from escapelens.model.identity import identical
from escapelens.model.objects import Func
from escapelens.model.predicates import (
    all_boolean,
    all_integer,
    all_ordered,
    has_nil,
    is_string,
    is_type_param,
    is_valid,
)
from escapelens.model.selection import METHOD_EXPR, METHOD_VAL
from escapelens.model.types import SEND_ONLY, Array, Chan, Interface, Map, Pointer, Signature, Type
from escapelens.model.typeset import comparable_type
from escapelens.model.under import under
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list, unparen

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def value(v: Verdict, e: nodes.Expr) -> None:
    """e stands where a single value must."""
    expression(v, e)
    if not is_nil(e):
        v.single(e)


def expression(v: Verdict, e: nodes.Expr | None) -> None:
    """e and what it is made of; it may be a call without, or with several, results."""
    if e is None:
        return
    check = CHECKS.get(e.__class__)
    if check is None:
        v.bad(e, "not an expression")
    else:
        check(v, e)


def _name(v: Verdict, e: nodes.Name) -> None:
    if e.value == "_" or e.mode == 0 or e.mode == TYPEXPR:
        v.bad(e, "not a value")
    elif isinstance(e.obj, Func):
        check_instance(v, e, e.obj.typ)
        if e.obj.name == "init" and e.obj.pkg is not None and e.obj.parent is e.obj.pkg.scope:
            v.bad(e, "init can't be named")


def _basic_lit(v: Verdict, e: nodes.BasicLit) -> None:
    if e.bad:
        v.bad(e, "malformed literal")


def _paren(v: Verdict, e: nodes.ParenExpr) -> None:
    expression(v, e.x)


def _selector(v: Verdict, e: nodes.SelectorExpr) -> None:
    s = e.selection
    if e.mode == 0 or e.mode == TYPEXPR:
        v.bad(e, "not a value")
    elif s is None:
        obj = e.sel.obj
        if obj is None or not obj.exported:
            v.bad(e, "not exported")
        elif isinstance(obj, Func):
            check_instance(v, e.sel, obj.typ)
    elif s.kind == METHOD_EXPR:
        check_type(v, e.x)
        if isinstance(s.obj, Func) and pointer_receiver(s.obj) and not _pointer(s.recv) and not s.indirect:
            if not isinstance(under(s.recv), Interface):
                v.bad(e, "method has a pointer receiver")
    else:
        value(v, e.x)
        if s.kind == METHOD_VAL and isinstance(s.obj, Func) and _declared_on_pointer(s.obj):
            check_instance(v, e.sel, s.obj.typ)
            if not _pointer(s.recv) and not s.indirect and not v.addressable(e.x):
                v.bad(e, "method has a pointer receiver, the operand no address")


def _declared_on_pointer(method: Func) -> bool:
    recv = getattr(method.typ, "recv", None)
    return recv is not None and isinstance(under(recv.typ), Pointer)


def _pointer(t: Type) -> bool:
    return isinstance(under(t), Pointer)


def _index(v: Verdict, e: nodes.IndexExpr) -> None:
    t = e.x.typ
    if is_type(e.x) or (isinstance(t, Signature) and _instantiates(e)):
        if is_type(e.x):
            v.bad(e, "not a value")
        else:
            expression(v, e.x)
            for arg in unpack_list(e.index):
                check_type(v, arg)
        return
    value(v, e.x)
    i = single_index(e)
    value(v, i)
    if isinstance(e.index, nodes.ListExpr):
        v.bad(e, "several indexes")
    u = common_under(t) if t is not None and is_type_param(t) else t and under(t)
    if isinstance(u, Map):
        v.assign(i, u.key)
    elif u is not None:
        _int_index(v, i, _length(u, e.x))


def _instantiates(e: nodes.IndexExpr) -> bool:
    x = unparen(e.x)
    name = x.sel if isinstance(x, nodes.SelectorExpr) else x
    return isinstance(name, nodes.Name) and name.targs is not None


def _length(u: Type, x: nodes.Expr) -> int | None:
    if isinstance(u, Pointer):
        u = under(u.elem)
    if isinstance(u, Array):
        return u.len
    return len(x.val) if is_string(u) and isinstance(x.val, bytes) else None


def _int_index(v: Verdict, i: nodes.Expr, length: int | None) -> None:
    if i.typ is None or not (all_integer(i.typ) or (i.mode == CONSTANT and constants.to_int(i.val) is not None)):
        v.bad(i, "index must be an integer")
    elif i.mode == CONSTANT:
        n = constants.to_int(i.val)
        if n is None or n < 0 or (length is not None and n >= length):
            v.bad(i, "index out of bounds")


def _slice(v: Verdict, e: nodes.SliceExpr) -> None:
    value(v, e.x)
    u = under(e.x.typ) if e.x.typ is not None else None
    if isinstance(u, Array) and not v.addressable(e.x):
        v.bad(e, "slice of an array without address")
    if e.full and (e.index[1] is None or e.index[2] is None or (u is not None and is_string(u))):
        v.bad(e, "bad slice expression with three indexes")
    known = []
    length = _length(u, e.x) if u is not None else None
    for i in e.index:
        if i is not None:
            value(v, i)
            _int_index(v, i, None if length is None else length + 1)
            if i.mode == CONSTANT and (n := constants.to_int(i.val)) is not None:
                known.append(n)
    if known != sorted(known):
        v.bad(e, "slice indexes out of order")


def _assert(v: Verdict, e: nodes.AssertExpr) -> None:
    value(v, e.x)
    check_type(v, e.type)
    t = e.type.typ
    if e.x.typ is None or not isinstance(under(e.x.typ), Interface) or is_type_param(e.x.typ):
        v.bad(e, "not an interface")
    elif t is None or not may_hold(e.x.typ, t):
        v.bad(e, "impossible type assertion")


def _operation(v: Verdict, e: nodes.Operation) -> None:
    if e.y is not None:
        _binary(v, e)
        return
    if e.op == "&":
        x = unparen(e.x)
        value(v, e.x)
        if not isinstance(x, nodes.CompositeLit) and not v.addressable(x):
            v.bad(e, "operand has no address")
        return
    value(v, e.x)
    if e.op == "*":
        if is_nil(e.x):
            v.bad(e, "indirection of nil")
    elif e.op == "<-":
        c = common_under(e.x.typ) if e.x.typ is not None else None
        if not isinstance(c, Chan) or c.dir == SEND_ONLY:
            v.bad(e, "can't receive from it")
    elif e.op not in ("+", "-", "!", "^"):
        v.bad(e, "unknown operator")


def _binary(v: Verdict, e: nodes.Operation) -> None:
    chain: list[nodes.Operation] = []
    left: nodes.Expr = e
    while isinstance(left, nodes.Operation) and left.y is not None:
        chain.append(left)
        left = left.x
    value(v, left)
    for op in reversed(chain):
        assert op.y is not None
        value(v, op.y)
        operands(v, op, op.op, op.x, op.y)
        if op.mode == 0:
            v.bad(op, "no value")


def operands(v: Verdict, at: nodes.Node, op: str, x: nodes.Expr, y: nodes.Expr) -> None:
    """x op y."""
    xt, yt = x.typ, y.typ
    if xt is None or yt is None or not x.mode or not y.mode:
        v.bad(at, "operand without a type")
    elif op in COMPARISONS:
        comparison(v, at, op, x, y)
        if isinstance(at, nodes.Operation) and (at.typ is None or not all_boolean(at.typ)):
            v.bad(at, "a comparison is boolean")  # the checker gives it the type that it is converted to
    elif op in ("<<", ">>"):
        if not (all_integer(yt) or (y.mode == CONSTANT and constants.to_int(y.val) is not None)):
            v.bad(at, "shift count must be an integer")
        if not (all_integer(xt) or (x.mode == CONSTANT and constants.to_int(x.val) is not None)):
            v.bad(at, "shifted operand must be an integer")
    else:
        if not identical(xt, yt) and not (x.mode == CONSTANT and y.mode == CONSTANT):
            v.bad(at, "mismatched types")
        if is_nil(x) or is_nil(y):
            v.bad(at, "operator not defined on nil")
        if op in ("/", "%") and y.mode == CONSTANT and (all_integer(xt) or x.mode == CONSTANT):
            if y.val.__class__ is bytes:
                v.bad(at, "operator not defined on strings")
            elif y.val is None or constants.sign(y.val) == 0:
                v.bad(at, "division by zero")


def comparison(v: Verdict, at: nodes.Node, op: str, x: nodes.Expr, y: nodes.Expr) -> None:
    """x op y for == and its like (expr.go: comparison)."""
    xt, yt = x.typ, y.typ
    assert xt is not None and yt is not None
    if is_nil(x) or is_nil(y):
        other = yt if is_nil(x) else xt
        if op not in ("==", "!=") or (is_nil(x) and is_nil(y)) or not has_nil(other):
            v.bad(at, "can't be compared with nil")
        return
    if not assignable_to(v.check, Operand(x.mode, x, xt, x.val), yt) and not assignable_to(
        v.check, Operand(y.mode, y, yt, y.val), xt
    ):
        v.bad(at, "mismatched types")
    elif op not in ("==", "!="):
        if not all_ordered(xt) or not all_ordered(yt):
            v.bad(at, "operands are not ordered")
    elif not comparable_type(xt) or not comparable_type(yt):
        v.bad(at, "operands can't be compared")


def assigned_to(v: Verdict, e: nodes.Expr) -> Type | None:
    """The type of the left side of an assignment, None for the blank identifier or in error."""
    x = unparen(e)
    if isinstance(x, nodes.Name) and x.value == "_":
        return None
    value(v, e)
    if x.mode != VARIABLE and not (isinstance(x, nodes.IndexExpr) and _map(x.x.typ)):
        v.bad(e, "can't be assigned to")
    t = e.typ
    return t if t is not None and is_valid(t) else None


def _map(t: Type | None) -> bool:
    return t is not None and isinstance(common_under(t), Map)


def is_conversion(e: nodes.CallExpr) -> bool:
    return is_type(e.fun)


def is_builtin(e: nodes.CallExpr) -> bool:
    return bool(unparen(e.fun).mode == BUILTIN)


# By class of node; calls, composite and function literals enter themselves (calls.py, literals.py, statements.py).
CHECKS: dict[type, Callable[[Verdict, nodes.AnySyntax], None]] = {
    nodes.Name: _name,
    nodes.BasicLit: _basic_lit,
    nodes.ParenExpr: _paren,
    nodes.SelectorExpr: _selector,
    nodes.IndexExpr: _index,
    nodes.SliceExpr: _slice,
    nodes.AssertExpr: _assert,
    nodes.Operation: _operation,
}

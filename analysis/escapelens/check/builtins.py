"""Calls of the built-in functions and those of package unsafe.

What: `builtin(check, x, call, name)` leaves the result of the call in x and writes to the called identifier the
signature that the function has in this call. There is one function for each built-in, found in BUILTINS.

Counterpart: `types2/builtins.go`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.check.arguments import arguments
from escapelens.check.builtin_model import Args, Builtin, make_sig, record_builtin_type
from escapelens.check.builtins_unsafe import UNSAFE_BUILTINS
from escapelens.check.convert_untyped import convert_untyped, update_expr_type
from escapelens.check.expr import assignment, exclude, expr_or_type
from escapelens.check.expr_lists import expr_list, use
from escapelens.check.index import index
from escapelens.check.operand import (
    BUILTIN,
    CONSTANT,
    EXPRESSION,
    NO_VALUE,
    STATEMENT,
    TYPEXPR,
    VALUE,
    Operand,
)
from escapelens.check.operations import match_types
from escapelens.check.typexpr import var_type
from escapelens.model import constants
from escapelens.model.constants import Value, binary_op
from escapelens.model.core import common_under
from escapelens.model.identity import identical
from escapelens.model.predicates import all_ordered, is_numeric, is_string, is_untyped
from escapelens.model.types import (
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    IS_STRING,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    AnyType,
    Array,
    Basic,
    Chan,
    Map,
    Pointer,
    Slice,
    Type,
    TypeParam,
)
from escapelens.model.typeset import typeset_pairs, under_is
from escapelens.model.under import unalias, under
from escapelens.model.universe import EMPTY_INTERFACE, INVALID_TYPE, TYP, UNIVERSE_BYTE
from escapelens.syntax.nodes import CallExpr

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

_COMPLEX_OF = {FLOAT32: COMPLEX64, FLOAT64: COMPLEX128, UNTYPED_FLOAT: UNTYPED_COMPLEX}
_FLOAT_OF = {c: f for f, c in _COMPLEX_OF.items()}


def builtin(check: Checker, x: Operand, call: CallExpr, name: str) -> bool:
    """Check a call of a built-in; False if it is in error, x is undefined then (builtins.go: builtin)."""
    b = BUILTINS[name]
    arg_list = call.arg_list
    if call.has_dots and name != "append":
        check.error(call.pos, "invalid use of ... with built-in")
        use(check, arg_list)
        return False
    if name == "len" or name == "cap":
        # constant only if the operand contains no call
        env = check.env
        saved = env.has_call_or_recv
        env.has_call_or_recv = False
        ok = _evaluate(check, x, call, b)
        env.has_call_or_recv = saved
        return ok
    return _evaluate(check, x, call, b)


def _evaluate(check: Checker, x: Operand, call: CallExpr, b: Builtin) -> bool:
    args: Args = []
    n = len(call.arg_list)
    if not b.special:
        args = expr_list(check, call.arg_list)
        n = len(args)
        for a in args:
            if not a.mode:
                return False
        if n:
            x.assign(args[0])
            args[0] = x
    if n < b.n_args or (n > b.n_args and not b.variadic):
        check.error(call.pos, "wrong number of arguments")
        if b.special:
            use(check, call.arg_list)
        return False
    return b.check(check, x, call, args)


def _slice_elem(check: Checker, x: Operand) -> Type | None:
    """Element type of a slice, common to a type set (builtins.go: sliceElem)."""
    elem: Type | None = None
    for _, u in typeset_pairs(x.typ):
        if u.__class__ is not Slice or (elem is not None and not identical(elem, u.elem)):
            check.error(x.expr.pos, "argument must be a slice")
            return None
        elem = u.elem
    return elem


def _append(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    elem = _slice_elem(check, x)
    if elem is None:
        return False
    typ = x.typ
    if len(args) == 2 and call.has_dots and _is_byte(elem) and _bytes_or_string(args[1].typ) == "string":
        sig = make_sig(typ, typ, args[1].typ)
        sig.variadic = True
    else:
        sig = make_sig(typ, typ, Slice(elem))
        sig.variadic = True
        arguments(check, call, sig, [], args, [])
    record_builtin_type(call, sig)
    x.mode = VALUE
    x.typ = typ
    return True


def _is_byte(t: Type) -> bool:
    return identical(t, UNIVERSE_BYTE)


def _bytes_or_string(typ: Type) -> str:
    """What the types of the type set are: "string" if some are strings and the others []byte, "bytes" or ""."""
    has_string = False
    for _, u in typeset_pairs(typ):
        if u.__class__ is Slice and _is_byte(u.elem):
            continue
        if u is None or not is_string(u):
            return ""
        has_string = True
    return "string" if has_string else "bytes"


def array_ptr_deref(typ: Type) -> Type:
    """The array if typ is a pointer to one, else typ (builtins.go: arrayPtrDeref)."""
    p = unalias(typ)
    if p.__class__ is Pointer:
        a = under(p.elem)
        if a.__class__ is Array:
            return a
    return typ


def _length(check: Checker, x: Operand, call: CallExpr, args: Args, is_len: bool) -> bool:
    typ = x.typ
    t: AnyType = array_ptr_deref(under(typ))
    c = t.__class__
    mode = VALUE
    val = None
    if c is Slice or c is Chan or (c is Map and is_len):
        pass
    elif c is Basic and is_len and t.info & IS_STRING:
        if x.mode == CONSTANT:
            mode = CONSTANT
            val = len(x.val) if x.val is not None else None
    elif c is Array:
        if not check.env.has_call_or_recv:
            mode = CONSTANT
            val = t.len if t.len >= 0 else None
    elif unalias(typ).__class__ is not TypeParam or not under_is(typ, lambda u: _has_length(u, is_len)):
        check.error(x.expr.pos, "invalid argument for len or cap")
        return False
    if mode != CONSTANT:
        record_builtin_type(call, make_sig(TYP[INT], typ))
    x.mode = mode
    x.typ = TYP[INT]
    x.val = val
    return True


def _has_length(u: Type | None, is_len: bool) -> bool:
    if u is None:
        return False
    t: AnyType = array_ptr_deref(u)
    c = t.__class__
    return c is Array or c is Slice or c is Chan or (is_len and (c is Map or (c is Basic and t.info & IS_STRING != 0)))


def _len(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _length(check, x, call, args, True)


def _cap(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _length(check, x, call, args, False)


def _no_value(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    """clear, close."""
    record_builtin_type(call, make_sig(None, x.typ))
    x.mode = NO_VALUE
    return True


def _apply(table: dict[int, int], typ: Type) -> Type | None:
    u = under(typ)
    kind = table.get(u.kind) if u.__class__ is Basic else None
    return None if kind is None else TYP[kind]


def _complex(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    y = args[1]
    x_untyped, y_untyped = is_untyped(x.typ), is_untyped(y.typ)
    if x_untyped and y_untyped:
        if x.mode == CONSTANT and y.mode == CONSTANT:
            for a in (x, y):
                if is_numeric(a.typ) and constants.sign(constants.imag(a.val)) == 0:
                    a.typ = TYP[UNTYPED_FLOAT]
        else:
            convert_untyped(check, x, TYP[FLOAT64])
            convert_untyped(check, y, TYP[FLOAT64])
    elif x_untyped:
        convert_untyped(check, x, y.typ)
    elif y_untyped:
        convert_untyped(check, y, x.typ)
    if not x.mode or not y.mode:
        return False
    res = _apply(_COMPLEX_OF, x.typ)
    if res is None or not identical(x.typ, y.typ):
        check.error(call.pos, "arguments of complex must be of the same floating-point type")
        return False
    if x.mode == CONSTANT and y.mode == CONSTANT:
        re, im = constants.to_float(x.val), constants.to_float(y.val)
        x.val = None if re is None or im is None else binary_op(re, "+", constants.Complex(0, im))
    else:
        x.mode = VALUE
        record_builtin_type(call, make_sig(res, x.typ, x.typ))
    x.typ = res
    return True


def _part(check: Checker, x: Operand, call: CallExpr, part: Callable[[Value], Value]) -> bool:
    if is_untyped(x.typ):
        if x.mode == CONSTANT:
            if is_numeric(x.typ):
                x.typ = TYP[UNTYPED_COMPLEX]
        else:
            convert_untyped(check, x, TYP[COMPLEX128])
            if not x.mode:
                return False
    res = _apply(_FLOAT_OF, x.typ)
    if res is None:
        check.error(call.pos, "argument must be complex")
        return False
    if x.mode == CONSTANT:
        x.val = part(x.val)
    else:
        x.mode = VALUE
        record_builtin_type(call, make_sig(res, x.typ))
    x.typ = res
    return True


def _real(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _part(check, x, call, constants.real)


def _imag(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _part(check, x, call, constants.imag)


def _copy(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    if _slice_elem(check, x) is None:
        return False
    y = args[1]
    record_builtin_type(call, make_sig(TYP[INT], x.typ, y.typ))
    x.mode = VALUE
    x.typ = TYP[INT]
    return True


def _delete(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    map_type = x.typ
    u = common_under(map_type)
    if u.__class__ is not Map:
        for _, u in typeset_pairs(map_type):  # maps with identical keys
            if u.__class__ is not Map:
                check.error(call.pos, "argument of delete must be a map")
                return False
    key: Type = u.key  # type: ignore[union-attr]
    x.assign(args[1])
    assignment(check, x, key)
    if not x.mode:
        return False
    record_builtin_type(call, make_sig(None, map_type, key))
    x.mode = NO_VALUE
    return True


def _make(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    rest = call.arg_list[1:]
    T = var_type(check, call.arg_list[0])
    u = common_under(T) if T is not INVALID_TYPE else None
    c = u.__class__
    if c is not Slice and c is not Map and c is not Chan:
        if T is not INVALID_TYPE:
            check.error(call.pos, "cannot make")
        use(check, rest)
        return False
    types = [T]
    for arg in rest:
        types.append(index(check, arg, -1)[0])
    x.mode = VALUE
    x.typ = T
    record_builtin_type(call, make_sig(T, *types))
    return True


def _min_max(check: Checker, x: Operand, call: CallExpr, args: Args, op: str) -> bool:
    exprs = [a.expr for a in args]
    for i, a in enumerate(args):
        if not all_ordered(a.typ):
            check.error(a.expr.pos, "operand cannot be ordered")
            return False
        if i == 0:
            continue
        match_types(check, x, a)
        if not x.mode or not identical(x.typ, a.typ):
            check.error(call.pos, "mismatched types")
            return False
        if x.mode == CONSTANT and a.mode == CONSTANT:
            if constants.compare(a.val, op, x.val):
                x.assign(a)
        else:
            x.mode = VALUE
    if x.mode != CONSTANT:
        x.mode = VALUE
        assignment(check, x, EMPTY_INTERFACE)  # a value must not be untyped
        if not x.mode:
            return False
    for e in exprs:
        update_expr_type(check, e, x.typ, True)
    if x.mode != CONSTANT:
        record_builtin_type(call, make_sig(x.typ, *[x.typ] * len(args)))
    return True


def _max(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _min_max(check, x, call, args, ">")


def _min(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _min_max(check, x, call, args, "<")


def _new(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    expr_or_type(check, x, call.arg_list[0], False)
    exclude(check, x, BUILTIN)
    if not x.mode:
        return False
    if x.mode != TYPEXPR and is_untyped(x.typ):
        assignment(check, x, None)
        if not x.mode:
            return False
    T = x.typ
    x.mode = VALUE
    x.typ = Pointer(T)
    record_builtin_type(call, make_sig(x.typ, T))
    return True


def _panic(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, EMPTY_INTERFACE)
    if not x.mode:
        return False
    x.mode = NO_VALUE
    record_builtin_type(call, make_sig(None, EMPTY_INTERFACE))
    return True


def _print(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    for a in args:
        assignment(check, a, None)
        if not a.mode:
            return False
    sig = make_sig(None, *[a.typ for a in args])
    x.mode = NO_VALUE
    record_builtin_type(call, sig)
    return True


def _recover(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    x.mode = VALUE
    x.typ = EMPTY_INTERFACE
    record_builtin_type(call, make_sig(x.typ))
    return True


BUILTINS: dict[str, Builtin] = {
    "append": Builtin(_append, 1, True, EXPRESSION),
    "cap": Builtin(_cap, 1, False, EXPRESSION),
    "clear": Builtin(_no_value, 1, False, STATEMENT),
    "close": Builtin(_no_value, 1, False, STATEMENT),
    "complex": Builtin(_complex, 2, False, EXPRESSION),
    "copy": Builtin(_copy, 2, False, STATEMENT),
    "delete": Builtin(_delete, 2, False, STATEMENT),
    "imag": Builtin(_imag, 1, False, EXPRESSION),
    "len": Builtin(_len, 1, False, EXPRESSION),
    "make": Builtin(_make, 1, True, EXPRESSION, special=True),
    "max": Builtin(_max, 1, True, EXPRESSION),
    "min": Builtin(_min, 1, True, EXPRESSION),
    "new": Builtin(_new, 1, False, EXPRESSION, special=True),
    "panic": Builtin(_panic, 1, False, STATEMENT),
    "print": Builtin(_print, 0, True, STATEMENT),
    "println": Builtin(_print, 0, True, STATEMENT),
    "real": Builtin(_real, 1, False, EXPRESSION),
    "recover": Builtin(_recover, 0, False, STATEMENT),
    **UNSAFE_BUILTINS,
}

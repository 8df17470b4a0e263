"""Calls of the built-in functions and those of package unsafe.

What: `builtin(check, x, call, name)` leaves the result of the call in x and writes to the called identifier the
signature that the function has in this call. There is one function for each built-in, found in BUILTINS.

Counterpart: `types2/builtins.go`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from escapelens.syntax.nodes import CallExpr, Expr, ParenExpr, SelectorExpr
from escapelens.types import constants
from escapelens.types.arguments import arguments
from escapelens.types.constants import binary_op
from escapelens.types.convert_untyped import convert_untyped, update_expr_type
from escapelens.types.expr import assignment, exclude, expr, expr_or_type, match_types, record, record_type_and_value
from escapelens.types.index import index, is_valid_index
from escapelens.types.lookup import lookup_field_or_method
from escapelens.types.objects import PARAM_VAR, RESULT_VAR, Var
from escapelens.types.operand import (
    BUILTIN,
    CONSTANT,
    EXPRESSION,
    NO_VALUE,
    STATEMENT,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from escapelens.types.predicates import all_ordered, default_type, identical, is_numeric, is_string, is_untyped
from escapelens.types.selection import FIELD_VAL, Selection
from escapelens.types.types import (
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    IS_STRING,
    STRING,
    UINTPTR,
    UNSAFE_POINTER,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    Array,
    Basic,
    Chan,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
)
from escapelens.types.typexpr import var_type
from escapelens.types.under import common_under, typeset_pairs, unalias, under, under_is
from escapelens.types.universe import EMPTY_INTERFACE, EMPTY_TUPLE, INVALID_TYPE, TYP, UNIVERSE_BYTE
from escapelens.types.uses import expr_list, unparen, use

if TYPE_CHECKING:
    from escapelens.types.check import Checker

_BYTES = Slice(UNIVERSE_BYTE)
_BYTE_POINTER = Pointer(UNIVERSE_BYTE)
_COMPLEX_OF = {FLOAT32: COMPLEX64, FLOAT64: COMPLEX128, UNTYPED_FLOAT: UNTYPED_COMPLEX}
_FLOAT_OF = {c: f for f, c in _COMPLEX_OF.items()}

Args = list[Operand]
Check = Callable[["Checker", Operand, CallExpr, Args], bool]


@dataclass(frozen=True, slots=True)
class Builtin:
    """check: f(check, x, call, args); n_args at least (exactly, unless variadic); special: args are not evaluated."""

    check: Check
    n_args: int
    variadic: bool
    kind: int
    special: bool = False


def make_sig(res: Type | None, *args: Type) -> Signature:
    """A signature of these parameter and result types, by default those of untyped ones (builtins.go: makeSig)."""
    params = Tuple([Var(0, None, "", default_type(t), PARAM_VAR) for t in args]) if args else EMPTY_TUPLE
    results = Tuple([Var(0, None, "", res, RESULT_VAR)]) if res is not None else EMPTY_TUPLE
    return Signature(None, params, results, False)


def _record(call: CallExpr, sig: Signature) -> None:
    """recording.go: recordBuiltinType."""
    f: Expr = call.fun
    while True:
        record_type_and_value(f, BUILTIN, sig)
        if f.__class__ is not ParenExpr:
            return
        f = f.x


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
    _record(call, sig)
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
    t: Any = array_ptr_deref(under(typ))
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
        _record(call, make_sig(TYP[INT], typ))
    x.mode = mode
    x.typ = TYP[INT]
    x.val = val
    return True


def _has_length(u: Type | None, is_len: bool) -> bool:
    if u is None:
        return False
    t: Any = array_ptr_deref(u)
    c = t.__class__
    return c is Array or c is Slice or c is Chan or (is_len and (c is Map or (c is Basic and t.info & IS_STRING != 0)))


def _len(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _length(check, x, call, args, True)


def _cap(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    return _length(check, x, call, args, False)


def _no_value(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    """clear, close."""
    _record(call, make_sig(None, x.typ))
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
        _record(call, make_sig(res, x.typ, x.typ))
    x.typ = res
    return True


def _part(check: Checker, x: Operand, call: CallExpr, part: Callable[[Any], Any]) -> bool:
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
        _record(call, make_sig(res, x.typ))
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
    _record(call, make_sig(TYP[INT], x.typ, y.typ))
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
    _record(call, make_sig(None, map_type, key))
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
    _record(call, make_sig(T, *types))
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
        _record(call, make_sig(x.typ, *[x.typ] * len(args)))
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
    _record(call, make_sig(x.typ, T))
    return True


def _panic(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, EMPTY_INTERFACE)
    if not x.mode:
        return False
    x.mode = NO_VALUE
    _record(call, make_sig(None, EMPTY_INTERFACE))
    return True


def _print(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    for a in args:
        assignment(check, a, None)
        if not a.mode:
            return False
    sig = make_sig(None, *[a.typ for a in args])
    x.mode = NO_VALUE
    _record(call, sig)
    return True


def _recover(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    x.mode = VALUE
    x.typ = EMPTY_INTERFACE
    _record(call, make_sig(x.typ))
    return True


# ---------------------------------------------------------------------------------------------------------------------
# Package unsafe


def _add(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, TYP[UNSAFE_POINTER])
    if not x.mode or not is_valid_index(check, args[1], True):
        return False
    x.mode = VALUE
    x.typ = TYP[UNSAFE_POINTER]
    _record(call, make_sig(x.typ, x.typ, args[1].typ))
    return True


def has_var_size(t: Type, seen: set[Type] | None = None) -> bool:
    """Whether the size of t depends on type parameters (builtins.go: hasVarSize)."""
    t = unalias(t)
    c = t.__class__
    if c is Named:
        if seen is None:
            seen = set()
        elif t in seen:
            return True
        seen.add(t)
        res = has_var_size(under(t), seen)
        seen.discard(t)
        return res
    if c is Array:
        return has_var_size(t.elem, seen)  # type: ignore[attr-defined]
    if c is Struct:
        return any(has_var_size(f.typ, seen) for f in t.fields)  # type: ignore[attr-defined]
    return c is TypeParam


def _size_result(check: Checker, x: Operand, call: CallExpr, arg: Type, open_: bool, size: Callable[[], int]) -> bool:
    """A uintptr: the constant size(), or a value if it is open until instantiation."""
    if open_:
        x.mode = VALUE
        _record(call, make_sig(TYP[UINTPTR], arg))
    else:
        x.val = size()
        if x.val < 0:
            check.error(call.pos, "type too large")
            return False
        x.mode = CONSTANT
    x.typ = TYP[UINTPTR]
    return True


def _alignof(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, None)
    typ = x.typ
    return bool(x.mode) and _size_result(
        check, x, call, typ, has_var_size(typ), lambda: check.config.sizes.alignof(typ)
    )


def _sizeof(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, None)
    typ = x.typ
    return bool(x.mode) and _size_result(check, x, call, typ, has_var_size(typ), lambda: check.config.sizes.sizeof(typ))


def _offsetof(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    sel = unparen(call.arg_list[0])
    if sel.__class__ is not SelectorExpr:
        check.error(call.pos, "argument of Offsetof must be a selector")
        use(check, call.arg_list)
        return False
    selx: SelectorExpr = sel
    expr(check, None, x, selx.x)
    if not x.mode:
        return False
    base = x.typ
    u = under(base)
    if u.__class__ is Pointer and under(u.elem).__class__ is Struct:
        base = u.elem
    obj, path, indirect = lookup_field_or_method(base, False, check.pkg, selx.sel.value)
    if obj.__class__ is not Var or indirect:
        check.error(call.pos, "invalid argument of Offsetof")
        return False
    typ: Type = obj.typ
    selx.sel.obj = obj
    selx.selection = Selection(FIELD_VAL, base, obj, path, False)
    record(check, Operand(VARIABLE if x.mode == VARIABLE else VALUE, selx, typ))
    return _size_result(
        check, x, call, typ, has_var_size(base), lambda: check.config.sizes.offsetof(base, path)
    )


def _unsafe_slice(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    ptr = common_under(x.typ)
    if ptr.__class__ is not Pointer or not is_valid_index(check, args[1], False):
        check.error(call.pos, "invalid argument of unsafe.Slice")
        return False
    x.mode = VALUE
    x.typ = Slice(ptr.elem)
    _record(call, make_sig(x.typ, ptr, args[1].typ))
    return True


def _slice_data(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    slice_ = common_under(x.typ)
    if slice_.__class__ is not Slice:
        check.error(call.pos, "invalid argument of unsafe.SliceData")
        return False
    x.mode = VALUE
    x.typ = Pointer(slice_.elem)
    _record(call, make_sig(x.typ, slice_))
    return True


def _unsafe_string(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, _BYTE_POINTER)
    if not x.mode or not is_valid_index(check, args[1], False):
        return False
    x.mode = VALUE
    x.typ = TYP[STRING]
    _record(call, make_sig(x.typ, _BYTE_POINTER, args[1].typ))
    return True


def _string_data(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, TYP[STRING])
    if not x.mode:
        return False
    x.mode = VALUE
    x.typ = _BYTE_POINTER
    _record(call, make_sig(x.typ, TYP[STRING]))
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
    "Add": Builtin(_add, 2, False, EXPRESSION),
    "Alignof": Builtin(_alignof, 1, False, EXPRESSION),
    "Offsetof": Builtin(_offsetof, 1, False, EXPRESSION, special=True),
    "Sizeof": Builtin(_sizeof, 1, False, EXPRESSION),
    "Slice": Builtin(_unsafe_slice, 2, False, EXPRESSION),
    "SliceData": Builtin(_slice_data, 1, False, EXPRESSION),
    "String": Builtin(_unsafe_string, 2, False, EXPRESSION),
    "StringData": Builtin(_string_data, 1, False, EXPRESSION),
}

"""Calls of the functions of package unsafe.

Counterpart: `types2/builtins.go`, _Add and following.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.check.builtin_model import Args, Builtin, make_sig, record_builtin_type
from escapelens.check.expr import assignment, expr, record
from escapelens.check.expr_lists import use
from escapelens.check.index import is_valid_index
from escapelens.check.operand import (
    CONSTANT,
    EXPRESSION,
    VALUE,
    VARIABLE,
    Operand,
)
from escapelens.model import types
from escapelens.model.core import common_under
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Var
from escapelens.model.selection import FIELD_VAL, Selection
from escapelens.model.under import unalias, under
from escapelens.model.universe import TYP, UNIVERSE_BYTE
from escapelens.syntax.nodes import CallExpr, SelectorExpr
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

_BYTE_POINTER = types.Pointer(UNIVERSE_BYTE)


def _add(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, TYP[types.UNSAFE_POINTER])
    if not x.mode or not is_valid_index(check, args[1], True):
        return False
    x.mode = VALUE
    x.typ = TYP[types.UNSAFE_POINTER]
    record_builtin_type(call, make_sig(x.typ, x.typ, args[1].typ))
    return True


def has_var_size(t: types.Type, seen: set[types.Type] | None = None) -> bool:
    """Whether the size of t depends on type parameters (builtins.go: hasVarSize)."""
    t = unalias(t)
    c = t.__class__
    if c is types.Named:
        if seen is None:
            seen = set()
        elif t in seen:
            return True
        seen.add(t)
        res = has_var_size(under(t), seen)
        seen.discard(t)
        return res
    if c is types.Array:
        return has_var_size(t.elem, seen)  # type: ignore[attr-defined]
    if c is types.Struct:
        return any(has_var_size(f.typ, seen) for f in t.fields)  # type: ignore[attr-defined]
    return c is types.TypeParam


def _size_result(
    check: Checker, x: Operand, call: CallExpr, arg: types.Type, open_: bool, size: Callable[[], int]
) -> bool:
    """A uintptr: the constant size(), or a value if it is open until instantiation."""
    if open_:
        x.mode = VALUE
        record_builtin_type(call, make_sig(TYP[types.UINTPTR], arg))
    else:
        x.val = size()
        if x.val < 0:
            check.error(call.pos, "type too large")
            return False
        x.mode = CONSTANT
    x.typ = TYP[types.UINTPTR]
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
    if u.__class__ is types.Pointer and under(u.elem).__class__ is types.Struct:
        base = u.elem
    obj, path, indirect = lookup_field_or_method(base, False, check.pkg, selx.sel.value)
    if obj.__class__ is not Var or indirect:
        check.error(call.pos, "invalid argument of Offsetof")
        return False
    typ: types.Type = obj.typ
    selx.sel.obj = obj
    selx.selection = Selection(FIELD_VAL, base, obj, path, False)
    record(check, Operand(VARIABLE if x.mode == VARIABLE else VALUE, selx, typ))
    return _size_result(check, x, call, typ, has_var_size(base), lambda: check.config.sizes.offsetof(base, path))


def _unsafe_slice(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    ptr = common_under(x.typ)
    if ptr.__class__ is not types.Pointer or not is_valid_index(check, args[1], False):
        check.error(call.pos, "invalid argument of unsafe.Slice")
        return False
    x.mode = VALUE
    x.typ = types.Slice(ptr.elem)
    record_builtin_type(call, make_sig(x.typ, ptr, args[1].typ))
    return True


def _slice_data(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    slice_ = common_under(x.typ)
    if slice_.__class__ is not types.Slice:
        check.error(call.pos, "invalid argument of unsafe.SliceData")
        return False
    x.mode = VALUE
    x.typ = types.Pointer(slice_.elem)
    record_builtin_type(call, make_sig(x.typ, slice_))
    return True


def _unsafe_string(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, _BYTE_POINTER)
    if not x.mode or not is_valid_index(check, args[1], False):
        return False
    x.mode = VALUE
    x.typ = TYP[types.STRING]
    record_builtin_type(call, make_sig(x.typ, _BYTE_POINTER, args[1].typ))
    return True


def _string_data(check: Checker, x: Operand, call: CallExpr, args: Args) -> bool:
    assignment(check, x, TYP[types.STRING])
    if not x.mode:
        return False
    x.mode = VALUE
    x.typ = _BYTE_POINTER
    record_builtin_type(call, make_sig(x.typ, TYP[types.STRING]))
    return True


UNSAFE_BUILTINS: dict[str, Builtin] = {
    "Add": Builtin(_add, 2, False, EXPRESSION),
    "Alignof": Builtin(_alignof, 1, False, EXPRESSION),
    "Offsetof": Builtin(_offsetof, 1, False, EXPRESSION, special=True),
    "Sizeof": Builtin(_sizeof, 1, False, EXPRESSION),
    "Slice": Builtin(_unsafe_slice, 2, False, EXPRESSION),
    "SliceData": Builtin(_slice_data, 1, False, EXPRESSION),
    "String": Builtin(_unsafe_string, 2, False, EXPRESSION),
    "StringData": Builtin(_string_data, 1, False, EXPRESSION),
}

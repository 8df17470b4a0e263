"""Calls: arguments, built-in functions, conversions.

Counterpart: `types2/call.go: arguments`, `builtins.go`, `conversions.go`.
"""

from __future__ import annotations

from escapelens.check.builtins import BUILTINS
from escapelens.check.operand import CONSTANT, Operand, assignable_to
from escapelens.fixes.effects.body import builtin_name
from escapelens.fixes.judges.compiles.expressions import CHECKS, expression, is_builtin, is_conversion, value
from escapelens.fixes.judges.compiles.types import check_type, is_type
from escapelens.fixes.judges.compiles.verdict import Verdict, is_nil
from escapelens.model import constants, types
from escapelens.model.constants import represent
from escapelens.model.core import common_under
from escapelens.model.identity import identical, identical_ignore_tags
from escapelens.model.predicates import (
    all_integer,
    has_nil,
    is_basic,
    is_const_type,
    is_integer,
    is_string,
    is_type_param,
)
from escapelens.model.typeset import typeset_pairs
from escapelens.model.under import under
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen


def call(v: Verdict, e: nodes.CallExpr) -> None:
    if e.mode == 0:
        v.bad(e, "no value")
    if is_conversion(e):
        check_type(v, e.fun)
        if len(e.arg_list) != 1 or e.has_dots:
            v.bad(e, "a conversion takes one argument")
        else:
            value(v, e.arg_list[0])
            _conversion(v, e, e.arg_list[0], e.fun.typ)
        return
    if is_builtin(e):
        _builtin(v, e)
        return
    expression(v, e.fun)
    sig = e.fun.typ
    if not isinstance(sig, types.Signature):
        sig = common_under(sig) if sig is not None else None
    if not isinstance(sig, types.Signature) or sig.tparams:
        v.bad(e, "no function, or one without type arguments")
        return
    _arguments(v, e, sig, e.arg_list)


def _arguments(v: Verdict, e: nodes.CallExpr, sig: types.Signature, args: list[nodes.Expr]) -> None:
    params = [p.typ for p in sig.params.vars]
    if len(args) == 1 and isinstance(args[0].typ, types.Tuple) and isinstance(unparen(args[0]), nodes.CallExpr):
        expression(v, args[0])
        given: list[tuple[nodes.Expr, constants.Value]] = [(args[0], var.typ) for var in args[0].typ.vars]
        if e.has_dots:
            v.bad(e, "... with several values")
    else:
        for a in args:
            value(v, a)
        given = [(a, None) for a in args]
    if e.has_dots and not sig.variadic:
        v.bad(e, "... with a function that is not variadic")
        return
    if sig.variadic and not e.has_dots:
        last = params.pop()
        elem = last.elem if isinstance(last, types.Slice) else None
        if len(given) < len(params) or elem is None:
            v.bad(e, "not enough arguments")
            return
        params += [elem] * (len(given) - len(params))
    if len(given) != len(params):
        v.bad(e, "wrong number of arguments")
        return
    for (a, t), to in zip(given, params, strict=True):
        if t is None:
            v.assign(a, to)
        else:
            v.fits(a, a.mode, t, None, to)


def _builtin(v: Verdict, e: nodes.CallExpr) -> None:
    name = builtin_name(e)
    args = list(e.arg_list)
    known = BUILTINS.get(name)
    if known is None or len(args) < known.n_args or (len(args) > known.n_args and not known.variadic):
        v.bad(e, "unknown built-in, or wrong number of arguments")
        return
    if name in ("make", "new") and args and is_type(args[0]):
        check_type(v, args[0])
        for a in args[1:]:
            value(v, a)
        if name == "make":
            _make(v, e, args)
        elif len(args) != 1:
            v.bad(e, "new takes one argument")
        return
    if name in ("Offsetof", "Add", "Slice", "SliceData", "String", "StringData", "Alignof", "Sizeof"):
        for a in args:
            value(v, a)
        _unsafe(v, e, name, args)
        return
    if e.has_dots and name != "append":
        v.bad(e, "invalid use of ...")
    if len(args) == 1 and isinstance(args[0].typ, types.Tuple):
        v.bad(e, "several values as arguments of a built-in")  # legal, and never written
        return
    for a in args:
        value(v, a)
    first = args[0].typ if args else None
    if any(is_nil(a) for a in args) and name not in ("append", "panic"):
        v.bad(e, "nil as argument of a built-in")
        return
    match name:
        case "append":
            _append(v, e, args)
        case "copy":
            _copy(v, e, args)
        case "delete":
            m = common_under(first) if first is not None else None
            if not isinstance(m, types.Map):
                v.bad(e, "delete wants a map")
            else:
                v.assign(args[1], m.key)
        case "clear":
            if first is None or not all(isinstance(u, types.Map | types.Slice) for _, u in typeset_pairs(first)):
                v.bad(e, "clear wants a map or slice")
        case "close":
            if first is None or not all(
                isinstance(u, types.Chan) and u.dir != types.RECV_ONLY for _, u in typeset_pairs(first)
            ):
                v.bad(e, "close wants a channel that can be sent to")
        case "min" | "max":
            for a in args[1:]:
                if a.typ is None or first is None or not identical(a.typ, first):
                    if not (a.mode == CONSTANT and args[0].mode == CONSTANT):
                        v.bad(a, "mismatched types")
        case "panic" | "print" | "println":
            if name == "panic" and not is_nil(args[0]):
                v.single(args[0])
        case "len" | "cap" | "complex" | "real" | "imag" | "recover" | "new":
            pass
        case _:
            v.bad(e, "unknown built-in")


def _append(v: Verdict, e: nodes.CallExpr, args: list[nodes.Expr]) -> None:
    s = common_under(args[0].typ) if args and args[0].typ is not None else None
    if not isinstance(s, types.Slice):
        v.bad(e, "append wants a slice")
        return
    if not e.has_dots:
        for a in args[1:]:
            v.assign(a, s.elem)
        return
    if len(args) != 2:
        v.bad(e, "wrong number of arguments")
        return
    t = args[1].typ
    if isinstance(el := under(s.elem), types.Basic) and el.info and _byte(s.elem) and t is not None:
        if all(u is not None and is_string(u) for _, u in typeset_pairs(t)):
            return
    v.assign(args[1], types.Slice(s.elem))


def _byte(t: types.Type) -> bool:
    from escapelens.model.universe import UNIVERSE_BYTE

    return identical(under(t), UNIVERSE_BYTE)


def _copy(v: Verdict, e: nodes.CallExpr, args: list[nodes.Expr]) -> None:
    if len(args) != 2:
        v.bad(e, "copy takes two arguments")
        return
    dst, src = (common_under(a.typ) if a.typ is not None else None for a in args)
    if not isinstance(dst, types.Slice):
        v.bad(e, "copy wants a slice")
    elif isinstance(src, types.Slice):
        if not identical(dst.elem, src.elem):
            v.bad(e, "copy of other elements")
    elif src is None or not is_string(src) or not _byte(dst.elem):
        v.bad(e, "copy wants slices of equal elements")


def _make(v: Verdict, e: nodes.CallExpr, args: list[nodes.Expr]) -> None:
    u = common_under(args[0].typ) if args[0].typ is not None else None
    most = 3 if isinstance(u, types.Slice) else 2
    least = 2 if isinstance(u, types.Slice) else 1
    if not isinstance(u, types.Slice | types.Map | types.Chan) or not least <= len(args) <= most:
        v.bad(e, "wrong number of arguments")
    sizes = []
    for a in args[1:]:
        n = constants.to_int(a.val) if a.mode == CONSTANT else None
        if a.typ is None or not (all_integer(a.typ) or n is not None):
            v.bad(a, "size must be an integer")
        if n is not None:
            sizes.append(n)
            if n < 0:
                v.bad(a, "size must not be negative")
    if len(sizes) == 2 and sizes[0] > sizes[1]:
        v.bad(e, "length larger than capacity")


def _unsafe(v: Verdict, e: nodes.CallExpr, name: str, args: list[nodes.Expr]) -> None:
    if len(args) != (2 if name in ("Add", "Slice", "String") else 1) or e.has_dots:
        v.bad(e, "wrong number of arguments")
        return
    first = args[0].typ
    u = under(first) if first is not None else None
    ok = True
    if name == "Add":
        ok = isinstance(u, types.Basic) and u.kind == types.UNSAFE_POINTER
    elif name == "Slice":
        ok = isinstance(u, types.Pointer)
    elif name == "String":
        ok = isinstance(u, types.Pointer) and _byte(u.elem)
    elif name == "SliceData":
        ok = isinstance(u, types.Slice)
    elif name == "StringData":
        ok = u is not None and is_string(u)
    if not ok or (len(args) == 2 and (args[1].typ is None or not is_integer(args[1].typ))):
        v.bad(e, "wrong type of argument")


def _conversion(v: Verdict, e: nodes.CallExpr, x: nodes.Expr, to: types.Type | None) -> None:
    if to is None or x.typ is None:
        v.bad(e, "conversion without types")
    elif is_nil(x):
        if not has_nil(to):
            v.bad(e, "nil is no value of the type")
    elif x.mode == CONSTANT and is_const_type(to):
        u: types.AnyType = under(to)
        fits = represent(x.val, u, v.check.config.sizes.word_size)[0]
        if not fits and not (is_integer(x.typ) and is_string(u)):
            v.bad(e, "constant does not fit")
    elif not _convertible(v, Operand(x.mode, x, x.typ, x.val), to):
        v.bad(e, "can't be converted")


def _convertible(v: Verdict, x: Operand, T: types.Type) -> bool:
    """conversions.go: convertibleTo."""
    V: types.Type = x.typ
    if assignable_to(v.check, x, T):
        return True
    if is_type_param(V) or is_type_param(T):
        sources = [t for t, _ in typeset_pairs(V)] if is_type_param(V) else [V]
        targets = [t for t, _ in typeset_pairs(T)] if is_type_param(T) else [T]
        return all(
            s is not None and t is not None and _convertible(v, Operand(x.mode, x.expr, s, x.val), t)
            for s in sources
            for t in targets
        )
    Vu, Tu = under(V), under(T)
    if identical_ignore_tags(Vu, Tu):
        return True
    if isinstance(V, types.Pointer) and isinstance(T, types.Pointer):
        if identical_ignore_tags(under(V.elem), under(T.elem)) and not is_type_param(V.elem) | is_type_param(T.elem):
            return True
    if is_basic(Vu, types.IS_INTEGER | types.IS_FLOAT) and is_basic(Tu, types.IS_INTEGER | types.IS_FLOAT):
        return True
    if is_basic(Vu, types.IS_COMPLEX) and is_basic(Tu, types.IS_COMPLEX):
        return True
    if is_string(Tu) and (is_integer(Vu) or _bytes_or_runes(Vu)):
        return True
    if is_string(Vu) and _bytes_or_runes(Tu):
        return True
    if _unsafe_pointer(Tu) and (isinstance(Vu, types.Pointer) or _uintptr(Vu)):
        return True
    if _unsafe_pointer(Vu) and (isinstance(Tu, types.Pointer) or _uintptr(Tu)):
        return True
    if isinstance(Vu, types.Slice):
        array = under(Tu.elem) if isinstance(Tu, types.Pointer) else Tu
        return isinstance(array, types.Array) and identical(Vu.elem, array.elem)
    return False


def _bytes_or_runes(u: types.Type) -> bool:
    from escapelens.model.universe import UNIVERSE_RUNE

    return isinstance(u, types.Slice) and (_byte(u.elem) or identical(under(u.elem), UNIVERSE_RUNE))


def _unsafe_pointer(u: types.Type) -> bool:
    return isinstance(u, types.Basic) and u.kind == types.UNSAFE_POINTER


def _uintptr(u: types.Type) -> bool:
    return isinstance(u, types.Basic) and u.kind == types.UINTPTR


CHECKS[nodes.CallExpr] = call

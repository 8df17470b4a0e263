"""Identifiers and type expressions.

Counterpart: `types2/typexpr.go`. Checks that only serve messages (map keys, constraint interfaces as variable types,
validity of type arguments) are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.operand import BUILTIN, CONSTANT, NIL_VALUE, TYPEXPR, VALUE, VARIABLE, Operand
from escapelens.generics.instantiate import instantiate
from escapelens.model.objects import Builtin, Const, Func, Nil, TypeName, Var
from escapelens.model.predicates import is_generic, is_integer, is_untyped, is_valid
from escapelens.model.types import (
    RECV_ONLY,
    SEND_ONLY,
    SEND_RECV,
    Alias,
    AnyType,
    Array,
    Chan,
    Map,
    Named,
    Pointer,
    Slice,
    Type,
)
from escapelens.model.universe import INVALID_TYPE, UNIVERSE_IOTA
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from escapelens.check.checker import Checker
    from escapelens.syntax.nodes import AnySyntax


def ident(check: Checker, x: Operand, e: nodes.Name, want_type: bool) -> None:
    """What identifier e denotes (typexpr.go: ident)."""
    x.mode = 0
    x.expr = e
    obj = check.lookup(e.value)
    if obj is None:
        check.error(e.pos, f"undefined: {e.value}" if e.value != "_" else "cannot use _ as value or type")
        return
    e.obj = obj
    c = obj.__class__
    if want_type and c is not TypeName:
        check.error(e.pos, f"{e.value} is not a type")
        return
    pkg = obj.pkg
    if pkg is check.pkg and obj.parent is pkg.scope:
        check.env.uses[obj.name] = None
    typ = obj._typ or obj.typ
    if c is Var:
        check.add_decl_dep(obj)
        if typ is INVALID_TYPE:
            return
        x.mode = VARIABLE
    elif c is TypeName:
        x.mode = TYPEXPR
    elif c is Func:
        check.add_decl_dep(obj)
        if typ is INVALID_TYPE:
            return
        x.mode = VALUE
    elif c is Const:
        check.add_decl_dep(obj)
        if typ is INVALID_TYPE:
            return
        if obj is UNIVERSE_IOTA:
            if check.env.iota is None:
                check.error(e.pos, "cannot use iota outside constant declaration")
                return
            x.val = check.env.iota
        else:
            x.val = obj.val  # type: ignore[attr-defined]
        x.mode = CONSTANT
    elif c is Builtin:
        x.id = obj.name
        x.mode = BUILTIN
    elif c is Nil:
        x.mode = NIL_VALUE
    else:
        check.error(e.pos, f"use of package {e.value} without selector")
        return
    x.typ = typ


def typ(check: Checker, e: nodes.Expr) -> Type:
    """The type e denotes; INVALID_TYPE if it is none or a generic type without arguments."""
    return defined_type(check, e, None)


def var_type(check: Checker, e: nodes.Expr) -> Type:
    return defined_type(check, e, None)


def defined_type(check: Checker, e: nodes.Expr, def_: TypeName | None) -> Type:
    """Like typ; e is the right side of the declaration of def_ (typexpr.go: declaredType)."""
    t = _type_internal(check, e, def_)
    if (t.__class__ is Named or t.__class__ is Alias) and is_generic(t):
        check.error(e.pos, "cannot use generic type without instantiation")
        t = INVALID_TYPE
    e.mode = TYPEXPR
    e.typ = t
    return t


def generic_type(check: Checker, e: nodes.Expr) -> Type:
    """The generic type e denotes; INVALID_TYPE if it is not generic."""
    t = _type_internal(check, e, None)
    if t is not INVALID_TYPE and not is_generic(t):
        check.error(e.pos, "not a generic type")
        t = INVALID_TYPE
    e.mode = TYPEXPR
    e.typ = t
    return t


def _type_internal(check: Checker, e: nodes.Expr, def_: TypeName | None) -> Type:
    f = _TYPES.get(e.__class__)
    if f is None:
        from escapelens.check.expr_lists import use

        check.error(e.pos, "not a type")
        use(check, [e])
        return INVALID_TYPE
    return f(check, e, def_)


def _name(check: Checker, e: nodes.Name, def_: TypeName | None) -> Type:
    x = Operand()
    ident(check, x, e, True)
    return x.typ if x.mode == TYPEXPR else INVALID_TYPE


def _selector(check: Checker, e: nodes.SelectorExpr, def_: TypeName | None) -> Type:
    from escapelens.check.selector import selector

    x = Operand()
    selector(check, None, x, e, None, True)
    if x.mode == TYPEXPR:
        return x.typ  # type: ignore[no-any-return]
    if x.mode:
        check.error(e.pos, "not a type")
    return INVALID_TYPE


def _index(check: Checker, e: nodes.IndexExpr, def_: TypeName | None) -> Type:
    return instantiated_type(check, e.x, unpack_list(e.index))


def _paren(check: Checker, e: nodes.ParenExpr, def_: TypeName | None) -> Type:
    return defined_type(check, e.x, def_)


def _array(check: Checker, e: nodes.ArrayType, def_: TypeName | None) -> Type:
    if e.len is not None:
        n = array_length(check, e.len)
    else:
        check.error(e.pos, "invalid use of [...] array (outside a composite literal)")
        n = -1
    elem = var_type(check, e.elem)
    return Array(elem, n) if n >= 0 else INVALID_TYPE


def _slice(check: Checker, e: nodes.SliceType, def_: TypeName | None) -> Type:
    return Slice(var_type(check, e.elem))


def _dots(check: Checker, e: nodes.DotsType, def_: TypeName | None) -> Type:
    check.error(e.pos, "invalid use of ...")
    var_type(check, e.elem)
    return INVALID_TYPE


def _struct(check: Checker, e: nodes.StructType, def_: TypeName | None) -> Type:
    from escapelens.check.struct import struct_type

    return struct_type(check, e)


def _operation(check: Checker, e: nodes.Operation, def_: TypeName | None) -> Type:
    if e.op == "*" and e.y is None:
        elem = var_type(check, e.x)
        return Pointer(elem) if is_valid(elem) else INVALID_TYPE
    from escapelens.check.expr_lists import use

    check.error(e.pos, "not a type")
    use(check, [e])
    return INVALID_TYPE


def _func(check: Checker, e: nodes.FuncType, def_: TypeName | None) -> Type:
    from escapelens.check.signature import func_type

    return func_type(check, None, [], e)


def _interface(check: Checker, e: nodes.InterfaceType, def_: TypeName | None) -> Type:
    from escapelens.check.interface import interface_type

    return interface_type(check, e, def_)


def _map(check: Checker, e: nodes.MapType, def_: TypeName | None) -> Type:
    key = var_type(check, e.key)
    return Map(key, var_type(check, e.value))


_DIRS = {0: SEND_RECV, nodes.SEND_ONLY: SEND_ONLY, nodes.RECV_ONLY: RECV_ONLY}


def _chan(check: Checker, e: nodes.ChanType, def_: TypeName | None) -> Type:
    return Chan(_DIRS[e.dir], var_type(check, e.elem))


def _bad(check: Checker, e: nodes.Expr, def_: TypeName | None) -> Type:
    return INVALID_TYPE


_TYPES: dict[type, Callable[[Checker, AnySyntax, TypeName | None], Type]] = {
    nodes.Name: _name,
    nodes.SelectorExpr: _selector,
    nodes.IndexExpr: _index,
    nodes.ParenExpr: _paren,
    nodes.ArrayType: _array,
    nodes.SliceType: _slice,
    nodes.DotsType: _dots,
    nodes.StructType: _struct,
    nodes.Operation: _operation,
    nodes.FuncType: _func,
    nodes.InterfaceType: _interface,
    nodes.MapType: _map,
    nodes.ChanType: _chan,
    nodes.BadExpr: _bad,
}


def instantiated_type(check: Checker, x: nodes.Expr, xlist: list[nodes.Expr]) -> Type:
    """x[xlist] (typexpr.go: instantiatedType)."""
    gtyp: AnyType = generic_type(check, x)
    targs = type_list(check, xlist)
    if gtyp is INVALID_TYPE or targs is None:
        return INVALID_TYPE
    if len(targs) != len(gtyp.tparams):
        check.error(x.pos, "wrong number of type arguments")
        return INVALID_TYPE
    inst = instantiate(gtyp, targs)
    name = instantiated_name(x)
    if name is not None:
        name.targs = targs
    return inst  # type: ignore[no-any-return]


def instantiated_name(e: nodes.AnySyntax) -> nodes.Name | None:
    """The identifier that denotes what is instantiated (check.go: instantiatedIdent)."""
    if e.__class__ is nodes.IndexExpr:
        e = e.x
    while e.__class__ is nodes.ParenExpr:
        e = e.x
    if e.__class__ is nodes.SelectorExpr:
        e = e.sel
    return e if e.__class__ is nodes.Name else None


def array_length(check: Checker, e: nodes.AnySyntax) -> int:
    """The length an array type's [e] denotes, -1 if invalid."""
    if e.__class__ is nodes.Name:
        obj = check.lookup(e.value)
        if obj is None or obj.__class__ is not Const:
            check.error(e.pos, f"invalid array length {e.value}")
            if obj is not None:
                e.obj = obj
            return -1
    from escapelens.check.expr import expr
    from escapelens.model.constants import to_int

    x = Operand()
    expr(check, None, x, e)
    if x.mode != CONSTANT:
        if x.mode:
            check.error(e.pos, "array length must be constant")
        return -1
    if is_untyped(x.typ) or is_integer(x.typ):
        n = to_int(x.val)
        if n is not None and 0 <= n < 1 << 8 * check.config.sizes.word_size - 1:
            return n
    check.error(e.pos, "invalid array length")
    return -1


def type_list(check: Checker, exprs: list[nodes.Expr]) -> list[Type] | None:
    """The types; None if one is invalid (all are checked)."""
    types = [var_type(check, e) for e in exprs]
    return types if all(is_valid(t) for t in types) else None

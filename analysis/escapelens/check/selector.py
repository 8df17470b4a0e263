"""Selectors x.f: qualified identifiers, fields, method values and method expressions.

Counterpart: `types2/call.go: selector`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from escapelens.check.expr import expr_or_type
from escapelens.check.operand import (
    BUILTIN,
    CONSTANT,
    EXPRESSION,
    STATEMENT,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import PARAM_VAR, AnyObject, Builtin, Const, Func, PkgName, TypeName, Var
from escapelens.model.selection import FIELD_VAL, METHOD_EXPR, METHOD_VAL, Selection
from escapelens.model.types import Signature, Tuple, Type
from escapelens.model.universe import INVALID_TYPE
from escapelens.syntax.nodes import Name, SelectorExpr

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.model.objects import Object


def selector(
    check: Checker, T: Signature | None, x: Operand, e: SelectorExpr, hint: Type | None, want_type: bool = False
) -> int:
    """call.go: selector."""
    ident = e.x
    if ident.__class__ is Name:
        obj: AnyObject = check.lookup(ident.value)
        if obj.__class__ is PkgName:
            ident.obj = obj
            obj.used = True
            return _qualified(check, x, e, obj)
    expr_or_type(check, x, ident, False)
    mode = x.mode
    if mode <= BUILTIN:
        x.mode = 0
        x.typ = INVALID_TYPE
        return STATEMENT
    if want_type:
        check.error(e.pos, "not a type")
        x.mode = 0
        x.typ = INVALID_TYPE
        return STATEMENT
    typ = x.typ
    found, index, indirect = lookup_field_or_method(typ, mode == VARIABLE, check.pkg, e.sel.value)
    c = found.__class__
    if c is Var:
        if mode != TYPEXPR:
            e.sel.obj = found
            e.selection = _selection(check, FIELD_VAL, typ, found, index, indirect)  # type: ignore[arg-type]
            x.mode = VARIABLE if mode == VARIABLE or indirect else VALUE
            x.typ = found.typ  # type: ignore[union-attr]
            return EXPRESSION
    elif c is Func:
        sig: Type = found.typ  # type: ignore[union-attr]
        check.add_decl_dep(found)  # type: ignore[arg-type]
        check.add_use(found)  # type: ignore[arg-type]
        if sig.__class__ is Signature:
            e.sel.obj = found
            kind = METHOD_EXPR if mode == TYPEXPR else METHOD_VAL
            e.selection = _selection(check, kind, typ, found, index, indirect)  # type: ignore[arg-type]
            x.mode = VALUE
            x.typ = _method_expr(sig, typ) if kind == METHOD_EXPR else method_value(sig)
            return EXPRESSION
    check.error(e.sel.pos, "undefined field or method")
    x.mode = 0
    x.typ = INVALID_TYPE
    return STATEMENT


def _selection(check: Checker, kind: int, recv: Type, obj: Object, index: list[int], indirect: bool) -> Selection:
    """One for all that select the same in a body."""
    known = check.env.selections
    found = known.get((kind, recv, obj))
    if found is None or found.indirect is not indirect or found.index != index:
        found = known[kind, recv, obj] = Selection(kind, recv, obj, index, indirect)
    return found


def method_value(sig: Signature) -> Signature:
    """The type of x.m where m is of type sig: sig without receiver."""
    cache = sig.cache
    if cache is None:
        cache = sig.cache = {}
    typ: Any = cache.get("method value")  # Any: what is kept under this name
    if typ is None:
        typ = Signature(None, sig.params, sig.results, sig.variadic, sig.tparams)
        cache["method value"] = typ
    return typ  # type: ignore[no-any-return]


def _method_expr(sig: Signature, recv_type: Type) -> Signature:
    """The type of T.m: the receiver becomes the first parameter."""
    params = sig.params.vars
    recv: AnyObject = sig.recv
    name = ""
    if params and params[0].name:  # either all parameters are named or none
        name = (recv.name if recv is not None else "") or "_"
    first = Var(recv.pos if recv is not None else 0, recv.pkg if recv is not None else None, name, recv_type, PARAM_VAR)
    return Signature(None, Tuple([first, *params]), sig.results, sig.variadic, sig.tparams)


def _qualified(check: Checker, x: Operand, e: SelectorExpr, pname: PkgName) -> int:
    """A qualified identifier."""
    imported = pname.imported
    obj: AnyObject = imported.scope.lookup(e.sel.value)
    if obj is None:
        if not imported.fake:
            check.error(e.sel.pos, "undefined")
        x.mode = 0
        x.typ = INVALID_TYPE
        return STATEMENT
    e.sel.obj = obj
    x.typ = obj.typ
    c = obj.__class__
    if c is Func:
        x.mode = VALUE
    elif c is TypeName:
        x.mode = TYPEXPR
    elif c is Const:
        x.mode = CONSTANT
        x.val = obj.val
    elif c is Var:
        x.mode = VARIABLE
    elif c is Builtin:
        x.mode = BUILTIN
        x.id = obj.name
        return EXPRESSION
    else:
        x.mode = 0
        return STATEMENT
    if x.typ is INVALID_TYPE:
        x.mode = 0
        return STATEMENT
    return EXPRESSION

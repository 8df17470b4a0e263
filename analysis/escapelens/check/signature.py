"""Function types, receivers and parameters.

Counterpart: `types2/signature.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.operand import TYPEXPR
from escapelens.check.typexpr import generic_type, instantiated_name, var_type
from escapelens.generics.instantiate import instantiate
from escapelens.generics.subst import subst
from escapelens.model.objects import PARAM_VAR, RECV_VAR, RESULT_VAR, Var
from escapelens.model.predicates import is_valid
from escapelens.model.types import AnyType, Named, Pointer, Signature, Slice, Tuple, Type, TypeParam
from escapelens.model.universe import EMPTY_TUPLE, INVALID_TYPE
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list, unparen

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def func_type(
    check: Checker, recv_field: nodes.Field | None, tparam_list: list[nodes.Field], ftype: nodes.FuncType
) -> Signature:
    """The signature; its parameters are declared in `Signature.scope` (signature.go: funcType)."""
    from escapelens.check.decl import collect_type_params, declare

    scope = check.open_scope()
    recv: Var | None = None
    rparams: list[TypeParam] = []
    tparams: list[TypeParam] = []
    if recv_field is not None:
        recv, rparams = _collect_recv(check, recv_field)
    if tparam_list:
        collect_type_params(check, tparam_list, tparams)
    params, variadic = _collect_params(check, PARAM_VAR, ftype.param_list)
    results, _ = _collect_params(check, RESULT_VAR, ftype.result_list)
    if recv is not None and recv.name:
        assert recv_field is not None
        declare(check, scope, recv_field.name, recv)
    _declare_params(check, ftype.param_list, params)
    _declare_params(check, ftype.result_list, results)
    check.close_scope()
    sig = Signature(
        recv,
        Tuple(params) if params else EMPTY_TUPLE,
        Tuple(results) if results else EMPTY_TUPLE,
        variadic,
        tparams,
        rparams,
    )
    sig.scope = scope
    ftype.mode = TYPEXPR
    ftype.typ = sig
    return sig


def _declare_params(check: Checker, fields: list[nodes.Field], vars: list[Var]) -> None:
    elems = check.env.scope.elems
    scope = check.env.scope
    for f, v in zip(fields, vars, strict=True):
        name = f.name
        if name is not None and name.value:
            name.obj = v
            if name.value != "_":
                if name.value in elems:
                    check.error(name.pos, f"{name.value} redeclared in this block")
                else:
                    elems[name.value] = v
                    v.parent = scope


def unpack_recv(rtyp: nodes.Expr | None) -> tuple[bool, nodes.Node, list[nodes.Name] | None]:
    """(pointer receiver, base type expression, receiver type parameters or None) (resolver.go: unpackRecv)."""
    base = unparen(rtyp)
    ptr = False
    if base.__class__ is nodes.Operation and base.op == "*" and base.y is None:
        ptr = True
        base = unparen(base.x)
    if base.__class__ is not nodes.IndexExpr:
        return ptr, base, None
    tparams = []
    for arg in unpack_list(base.index):
        if arg.__class__ is nodes.Name:
            tparams.append(arg)
        else:
            tparams.append(nodes.Name(arg.pos, nodes.NO_NAME))
    return ptr, base.x, tparams


def _collect_recv(check: Checker, field: nodes.Field) -> tuple[Var, list[TypeParam]]:
    rptr, rbase, rtparams = unpack_recv(field.type)
    tparams: list[TypeParam] = []
    if field.type is None:
        recv_type: Type = INVALID_TYPE
    elif rtparams is None:
        recv_type = var_type(check, field.type)
    else:
        recv_type = _generic_recv(check, field, rptr, rbase, rtparams, tparams)
    name = field.name
    if name is not None and name.value:
        return Var(name.pos, check.pkg, name.value, recv_type, RECV_VAR), tparams
    return Var(field.pos, check.pkg, "", recv_type, RECV_VAR), tparams


def _generic_recv(
    check: Checker,
    field: nodes.Field,
    rptr: bool,
    rbase: nodes.AnySyntax,
    names: list[nodes.Name],
    tparams: list[TypeParam],
) -> Type:
    """The receiver's type if its base is written with type parameters, which are declared."""
    from escapelens.check.decl import declare_type_param

    base: AnyType = generic_type(check, rbase)
    for i, rname in enumerate(names):
        tpar = declare_type_param(check, rname, i)
        rname.mode = TYPEXPR
        rname.typ = tpar
        tparams.append(tpar)
    if base.__class__ is not Named:
        return INVALID_TYPE
    if len(tparams) == len(base.tparams):
        smap: dict[TypeParam, Type] = dict(zip(base.tparams, tparams, strict=True))
        for b, r in zip(base.tparams, tparams, strict=True):
            r.bound = subst(b.bound, smap)
    else:
        check.error(rbase.pos, "wrong number of receiver type parameters")
    targs: list[Type] = list(tparams)
    recv_type: Type = instantiate(base, targs)
    name = instantiated_name(rbase)
    if name is not None:
        name.targs = targs
    if rptr and is_valid(recv_type):
        recv_type = Pointer(recv_type)
    _record_recv_types(field.type, recv_type)
    return recv_type


def _record_recv_types(e: nodes.AnySyntax, typ: Type) -> None:
    """Annotate a receiver type through parentheses and * (signature.go: recordParenthesizedRecvTypes)."""
    while True:
        e.mode = TYPEXPR
        e.typ = typ
        if e.__class__ is nodes.ParenExpr:
            e = e.x
        elif e.__class__ is nodes.Operation and e.op == "*" and e.y is None and typ.__class__ is Pointer:
            e = e.x
            typ = typ.elem
        else:
            return


def _collect_params(check: Checker, kind: int, fields: list[nodes.Field]) -> tuple[list[Var], bool]:
    params: list[Var] = []
    variadic = False
    prev: nodes.Expr | None = None
    typ: Type = INVALID_TYPE
    pkg = check.pkg
    last = len(fields) - 1
    for i, f in enumerate(fields):
        ftype: nodes.AnySyntax = f.type
        if ftype is not prev or prev is None:
            prev = ftype
            if ftype.__class__ is nodes.DotsType:
                if kind == PARAM_VAR and i == last:
                    variadic = True
                else:
                    check.error(ftype.pos, "invalid use of ...")
                ftype = ftype.elem
            typ = var_type(check, ftype) if ftype is not None else INVALID_TYPE
        name = f.name
        if name is not None:
            params.append(Var(name.pos, pkg, name.value, typ, kind))
        else:
            params.append(Var(f.pos, pkg, "", typ, kind))
    if variadic:
        v = params[-1]
        v.typ = Slice(v.typ)
        dots: nodes.AnySyntax = fields[-1].type
        dots.mode = TYPEXPR
        dots.typ = v.typ
    return params, variadic

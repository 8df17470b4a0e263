"""Instantiation of functions, and passing arguments to them.

Counterpart: `types2/call.go: funcInst, instantiateSignature, genericExprList, arguments`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.expr import assignment, exclude, generic_expr, raw_expr, record
from escapelens.check.index import index_expr
from escapelens.check.operand import CONSTANT, NO_VALUE, TYPEXPR, VALUE, Operand
from escapelens.check.typexpr import typ as check_type
from escapelens.generics.infer import infer, rename_tparams
from escapelens.generics.instantiate import instantiate
from escapelens.generics.subst import subst
from escapelens.model.objects import PARAM_VAR, AnyObject, Var
from escapelens.model.types import IS_UNTYPED, AnyType, Basic, Signature, Slice, Tuple, Type, TypeParam
from escapelens.model.universe import INVALID_TYPE
from escapelens.syntax.nodes import AnySyntax, CallExpr, Expr, IndexExpr, Name, ParenExpr, SelectorExpr, SpannedExpr
from escapelens.syntax.walk import unpack_list

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def type_list(check: Checker, elist: list[Expr]) -> list[Type] | None:
    """The types that the expressions denote, None if one denotes none (typexpr.go: typeList)."""
    types = [check_type(check, e) for e in elist]
    return None if INVALID_TYPE in types else types


def func_inst(
    check: Checker, T: Signature | None, pos: int, x: Operand, inst: IndexExpr | None, infer_all: bool
) -> list[Type] | None:
    """Instantiate the generic function x with the type arguments of inst, and those that T implies.

    If type arguments are missing and `infer_all` is not set, x remains generic and the known ones are returned; else
    None, and x is instantiated or invalid (call.go: funcInst).
    """
    targs: list[AnyType] = []
    if inst is not None:
        x.expr = inst
        known = type_list(check, unpack_list(inst.index))
        if known is None:
            x.mode = 0
            return None
        targs = known
    sig: Signature = x.typ
    got, want = len(targs), len(sig.tparams)
    if got > want:
        check.error(pos, "too many type arguments")
        x.mode = 0
        return None
    if got < want:
        if not infer_all:
            return targs
        args: list[Operand] = []
        params: list[Var] = []
        if T is not None:
            # as if x were a parameter of the call g(tvar), where tvar is a variable of type T
            params = [Var(pos, check.pkg, "", Signature(None, sig.params, sig.results, sig.variadic), PARAM_VAR)]
            args = [Operand(VALUE, SpannedExpr(pos, pos, pos), T)]
        tparams, params2 = rename_tparams(sig.tparams, Tuple(params))
        inferred = infer(check, pos, tparams, targs, params2, args, bool(args))
        if inferred is None:
            check.error(pos, "cannot infer type arguments")
            x.mode = 0
            return None
        targs = inferred
    x.typ = instantiate_signature(check, x.expr, sig, targs)
    x.mode = VALUE
    return None


def instantiate_signature(check: Checker, e: Expr, sig: Signature, targs: list[Type]) -> Signature:
    """sig[targs], noted at the identifier in e (call.go: instantiateSignature)."""
    inst: AnyType = instantiate(sig, targs)
    record_instance(e, targs)
    return inst  # type: ignore[no-any-return]


def record_instance(e: AnySyntax, targs: list[Type]) -> None:
    """Note the type arguments at the identifier that e instantiates (recording.go: recordInstance)."""
    while e.__class__ is ParenExpr:
        e = e.x
    if e.__class__ is IndexExpr:
        e = e.x
        while e.__class__ is ParenExpr:
            e = e.x
    if e.__class__ is SelectorExpr:
        e = e.sel
    if e.__class__ is Name:
        e.targs = targs


def _generic_arg(check: Checker, x: Operand, e: Expr) -> tuple[bool, list[Type] | None]:
    """Whether e instantiates a function, and its type arguments if there are not enough of them."""
    if e.__class__ is not IndexExpr:
        return False, None
    if not index_expr(check, x, e):
        x.expr = e
        return False, None
    targs = func_inst(check, None, e.pos, x, e, False)
    x.expr = e
    if targs is None:
        record(check, x)
    return True, targs


def generic_expr_list(check: Checker, elist: list[Expr]) -> tuple[list[Operand], list[list[Type] | None]]:
    """Like expr_list, but functions may lack type arguments; those they have are listed (call.go: genericExprList)."""
    n = len(elist)
    if n == 0:
        return [], []
    if n == 1:
        e = elist[0]
        x = Operand()
        if e.__class__ is IndexExpr:
            is_inst, targs = _generic_arg(check, x, e)
            if is_inst:
                return [x], [targs]
            record(check, x)
        else:
            raw_expr(check, None, x, e, None, True)
        if x.typ.__class__ is Tuple and x.mode == VALUE:
            return [Operand(VALUE, e, v.typ) for v in x.typ.vars], []
        if NO_VALUE <= x.mode <= TYPEXPR:
            exclude(check, x, x.mode)
        return [x], []
    operands: list[Operand] = []
    atargs: list[list[Type] | None] = []
    for e in elist:
        x = Operand()
        targs = None
        if e.__class__ is IndexExpr:
            is_inst, targs = _generic_arg(check, x, e)
            if not is_inst:
                record(check, x)
                if NO_VALUE <= x.mode <= TYPEXPR:
                    exclude(check, x, x.mode)
        else:
            generic_expr(check, x, e)
        operands.append(x)
        atargs.append(targs)
    return operands, atargs


def arguments(
    check: Checker,
    call: CallExpr,
    sig: Signature,
    targs: list[AnyType],
    args: list[Operand],
    atargs: list[list[Type] | None],
) -> Signature:
    """Pass args to a function of type sig; the signature of the call, instantiated if sig is generic.

    If the numbers do not match or inference fails, it is sig itself (call.go: arguments).
    """
    nargs = len(args)
    params = sig.params.vars
    npars = len(params)
    if sig.variadic:
        if call.has_dots:
            variadic_from = npars
            ok = nargs == npars and (len(call.arg_list) > 1 or nargs <= 1)
        else:
            variadic_from = npars - 1
            ok = nargs >= variadic_from
    else:
        variadic_from = npars
        ok = nargs == npars and not call.has_dots
    if not ok:
        check.error(call.pos, "wrong number of arguments")
    if sig.tparams or any(a.typ.__class__ is Signature and a.typ.tparams for a in args):
        if not ok:
            return sig
        return _generic_arguments(check, call, sig, targs, args, atargs, variadic_from)
    elem: Type | None = None
    if variadic_from < npars:
        last: AnyType = params[variadic_from].typ
        elem = last.elem if last.__class__ is Slice else INVALID_TYPE
    for i, a in enumerate(args):
        t = a.typ
        if (t.__class__ is Basic and t.info & IS_UNTYPED) or a.mode < CONSTANT:
            if i < variadic_from:
                assignment(check, a, params[i].typ)
            elif elem is not None:
                assignment(check, a, elem)
    return sig


def _generic_arguments(
    check: Checker,
    call: CallExpr,
    sig: Signature,
    targs: list[AnyType],
    args: list[Operand],
    atargs: list[list[Type] | None],
    variadic_from: int,
) -> Signature:
    nargs = len(args)
    sig_params = sig.params
    params = sig_params.vars
    adjusted = variadic_from < len(params)
    if adjusted:  # one parameter for each argument
        last: AnyObject = params[variadic_from]
        elem: AnyType = last.typ.elem if last.typ.__class__ is Slice else INVALID_TYPE
        extra = [Var(last.pos, last.pkg, last.name, elem, PARAM_VAR) for _ in range(nargs - variadic_from)]
        sig_params = Tuple(params[:variadic_from] + extra)

    # type parameters of the callee, then those of generic arguments
    n = len(sig.tparams)
    tparams: list[TypeParam] = []
    if n:
        tparams, sig_params = rename_tparams(sig.tparams, sig_params)
        targs = targs + [None] * (n - len(targs))
    generic_args: list[tuple[int, int]] = []  # index of the argument, number of its type parameters
    for i, arg in enumerate(args):
        asig = arg.typ
        if asig.__class__ is Signature and asig.tparams:
            atparams, renamed = rename_tparams(
                asig.tparams, Signature(asig.recv, asig.params, asig.results, asig.variadic)
            )
            if renamed.tparams is not atparams:
                renamed = Signature(renamed.recv, renamed.params, renamed.results, renamed.variadic, atparams)
            arg.typ = renamed
            tparams = tparams + atparams
            known = (atargs[i] if i < len(atargs) else None) or []
            targs = targs + known + [None] * (len(atparams) - len(known))
            generic_args.append((i, len(atparams)))

    inferred = infer(check, call.pos, tparams, targs, sig_params, args)
    if inferred is None:
        check.error(call.pos, "cannot infer type arguments")
        return sig
    rsig = sig
    if n:
        rsig = instantiate_signature(check, call.fun, sig, inferred[:n])
        if adjusted:
            sig_params = subst(sig_params, dict(zip(tparams[:n], inferred[:n], strict=True)))
        else:
            sig_params = rsig.params
    j = n
    for i, k in generic_args:
        arg = args[i]
        arg.typ = instantiate_signature(check, arg.expr, arg.typ, inferred[j : j + k])
        record(check, arg)
        j += k
    for a, v in zip(args, sig_params.vars, strict=False):
        assignment(check, a, v.typ)
    return rsig

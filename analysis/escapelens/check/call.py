"""Calls: functions, methods, built-ins, and conversions in the form of calls.

Counterpart: `types2/call.go: callExpr` (arguments: arguments.py; selectors: selector.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.arguments import arguments, generic_expr_list, instantiate_signature, type_list
from escapelens.check.builtins import BUILTINS, builtin
from escapelens.check.conversions import conversion
from escapelens.check.expr import expr, expr_or_type, non_generic, record, record_type_and_value, target_of
from escapelens.check.expr_lists import use
from escapelens.check.index import index_expr
from escapelens.check.operand import (
    BUILTIN,
    CGO_FUNC,
    COMMA_ERR,
    CONSTANT,
    CONVERSION,
    NO_VALUE,
    STATEMENT,
    TYPEXPR,
    VALUE,
    Operand,
)
from escapelens.generics.infer import is_parameterized
from escapelens.model.core import common_under
from escapelens.model.types import AnyType, Signature, Type
from escapelens.syntax.nodes import CallExpr, IndexExpr
from escapelens.syntax.walk import unpack_list

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def call_expr(check: Checker, T: Signature | None, x: Operand, call: CallExpr, hint: Type | None) -> int:
    """call.go: callExpr."""
    inst: IndexExpr | None = None
    fun = call.fun
    if fun.__class__ is IndexExpr:
        if index_expr(check, x, fun):
            inst = fun  # instantiated along with the arguments
        x.expr = fun
        record(check, x)
    else:
        expr_or_type(check, x, fun, True)
    mode = x.mode
    if not mode:
        use(check, call.arg_list)
        return STATEMENT
    if mode == TYPEXPR:
        _conversion_call(check, x, call)
        return CONVERSION
    if mode == BUILTIN:
        name = x.id
        if not builtin(check, x, call, name):
            x.mode = 0
        elif x.mode != CONSTANT:
            check.env.has_call_or_recv = True
        return BUILTINS[name].kind

    sig: AnyType = x.typ
    if sig.__class__ is not Signature:
        sig = common_under(sig)
        if sig.__class__ is not Signature:
            check.error(call.pos, "cannot call non-function")
            use(check, call.arg_list)
            x.mode = 0
            return STATEMENT
    was_generic = bool(sig.tparams)
    targs: list[Type] = []
    if inst is not None:
        known = type_list(check, unpack_list(inst.index))
        if known is None or len(known) > len(sig.tparams):
            check.error(inst.pos, "bad type arguments")
            use(check, call.arg_list)
            x.mode = 0
            return STATEMENT
        targs = known
        if was_generic and len(targs) == len(sig.tparams):
            sig = instantiate_signature(check, inst, sig, targs)
            targs = []

    args, atargs = generic_expr_list(check, call.arg_list)
    sig = arguments(check, call, sig, targs, args, atargs)
    if was_generic and not sig.tparams:
        record_type_and_value(call.fun, VALUE, sig)

    results = sig.results.vars
    n = len(results)
    if n == 1:
        x.typ = results[0].typ
        x.mode = COMMA_ERR if mode == CGO_FUNC else VALUE
    elif n == 0:
        x.mode = NO_VALUE
    else:
        x.mode = VALUE
        x.typ = sig.results
    check.env.has_call_or_recv = True
    if sig.tparams and x.mode == VALUE and is_parameterized(sig.tparams, x.typ):
        x.mode = 0  # inference failed
    return STATEMENT


def _conversion_call(check: Checker, x: Operand, call: CallExpr) -> None:
    non_generic(check, None, x)
    if not x.mode:
        use(check, call.arg_list)
        return
    T = x.typ
    x.mode = 0
    if len(call.arg_list) == 1:
        expr(check, target_of(T), x, call.arg_list[0])
        if x.mode:
            conversion(check, x, T)
            if not x.mode:  # the type is known even so
                x.mode = VALUE
                x.typ = T
    else:
        check.error(call.pos, "conversion needs one argument")
        use(check, call.arg_list)

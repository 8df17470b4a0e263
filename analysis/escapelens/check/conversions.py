"""Conversions T(x).

Counterpart: `types2/conversions.go: conversion`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.convert_untyped import update_expr_type
from escapelens.check.operand import CONSTANT, VALUE, Operand
from escapelens.model.constants import represent
from escapelens.model.predicates import (
    all_string,
    default_type,
    is_const_type,
    is_integer,
    is_non_type_param_interface,
    is_string,
    is_untyped,
)
from escapelens.model.types import UNTYPED_NIL, AnyType, Type
from escapelens.model.under import under
from escapelens.model.universe import TYP

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

_MAX_RUNE = 0x10FFFF


def _string_of(val: int) -> bytes:
    """string(val) for an integer constant."""
    code = val if val.__class__ is int and 0 <= val <= _MAX_RUNE and not 0xD800 <= val < 0xE000 else 0xFFFD
    return chr(code).encode()


def conversion(check: Checker, x: Operand, T: Type) -> None:
    """Convert the operand x to T; a constant stays one if T allows it. x becomes invalid if its value does not fit."""
    const_arg = x.mode == CONSTANT
    if const_arg and is_const_type(T):
        u: AnyType = under(T)
        ok, val = represent(x.val, u, check.config.sizes.word_size)
        if ok:
            x.val = val
        elif is_integer(x.typ) and is_string(u):
            x.val = _string_of(x.val)
        else:
            check.error(x.expr.pos, "cannot convert constant")
            x.mode = 0
            return
    else:
        x.mode = VALUE
    if is_untyped(x.typ):
        final: Type = T
        if x.typ is TYP[UNTYPED_NIL]:
            pass
        elif is_non_type_param_interface(T) or (const_arg and not is_const_type(T)):
            final = default_type(x.typ)  # the value has a type of its own: []byte("foo"), any(1)
        elif x.mode == CONSTANT and is_integer(x.typ) and all_string(T):
            final = x.typ
        update_expr_type(check, x.expr, final, True)
    x.typ = T

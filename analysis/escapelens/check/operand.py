"""Operands: what the checker knows of an expression while it looks at it.

Counterpart: `types2/operand.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from escapelens.model.identity import identical
from escapelens.model.predicates import has_name, is_untyped, is_valid, unalias
from escapelens.model.types import SEND_RECV, AnyType, Basic, Chan, Interface, Type, TypeParam
from escapelens.model.typeset import typeset_pairs
from escapelens.model.under import under

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.model.constants import Value
    from escapelens.syntax.nodes import AnySyntax, Expr

# Modes (operand.go: operandMode).
INVALID_MODE: Final = 0
NO_VALUE: Final = 1  # call without result
BUILTIN: Final = 2
TYPEXPR: Final = 3
CONSTANT: Final = 4
VARIABLE: Final = 5  # addressable
MAP_INDEX: Final = 6  # assignable, may be used with comma ok
VALUE: Final = 7
NIL_VALUE: Final = 8
COMMA_OK: Final = 9  # like VALUE, may be used with comma ok
COMMA_ERR: Final = 10
CGO_FUNC: Final = 11

# Kinds of expressions, by which statements they may be (expr.go: exprKind).
CONVERSION: Final = 0
EXPRESSION: Final = 1
STATEMENT: Final = 2


class Operand:
    """val: value of a constant, None if unknown; id: name of a built-in function."""

    __slots__ = ("expr", "id", "mode", "typ", "val")

    def __init__(
        self, mode: int = 0, expr: Expr | None = None, typ: Type | None = None, val: Value = None, id: str = ""
    ) -> None:
        self.mode = mode
        self.expr: AnySyntax = expr
        self.typ: AnyType = typ
        self.val = val
        self.id = id

    def copy(self) -> Operand:
        return Operand(self.mode, self.expr, self.typ, self.val, self.id)

    def assign(self, other: Operand) -> None:
        """Become a copy of other."""
        self.mode = other.mode
        self.expr = other.expr
        self.typ = other.typ
        self.val = other.val
        self.id = other.id


def assignable_to(check: Checker, x: Operand, T: Type) -> bool:
    """Whether x may be assigned to a variable of type T (operand.go: assignableTo)."""
    if not x.mode or not is_valid(x.typ) or not is_valid(T):
        return True
    V = unalias(x.typ)
    T = unalias(T)
    if identical(V, T):
        return True
    Vu, Tu = under(V), under(T)
    V_is_param, T_is_param = V.__class__ is TypeParam, T.__class__ is TypeParam
    if Vu.__class__ is Basic and is_untyped(Vu):
        from escapelens.check.convert_untyped import implicit_type_and_value

        if T_is_param:
            pairs = typeset_pairs(T)
            return all(t is not None and implicit_type_and_value(check, x, t)[0] is not None for t, _ in pairs)
        return implicit_type_and_value(check, x, T)[0] is not None
    if not V_is_param and not T_is_param and identical(Vu, Tu) and (not has_name(V) or not has_name(T)):
        return True
    if Tu.__class__ is Interface and not T_is_param:
        from escapelens.generics.instantiate import implements

        if implements(check, V, T):
            return True
        if not V_is_param:
            return False
    if Vu.__class__ is Chan and Vu.dir == SEND_RECV and Tu.__class__ is Chan and identical(Vu.elem, Tu.elem):
        return not has_name(V) or not has_name(T)
    if not V_is_param and not T_is_param:
        return False
    if T_is_param and not has_name(V):
        return all(t is not None and assignable_to(check, x, t) for t, _ in typeset_pairs(T))
    if V_is_param and not has_name(T):
        return all(t is not None and assignable_to(check, Operand(x.mode, x.expr, t), T) for t, _ in typeset_pairs(V))
    return False


def is_nil(x: Operand) -> bool:
    return x.mode == NIL_VALUE

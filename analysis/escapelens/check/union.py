"""Unions: the embedded elements of interfaces.

Counterpart: `types2/union.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.operand import TYPEXPR
from escapelens.check.typexpr import typ as check_type
from escapelens.model.predicates import is_type_param
from escapelens.model.types import Type, Union
from escapelens.model.typeset import MAX_TERM_COUNT
from escapelens.model.universe import INVALID_TYPE
from escapelens.syntax import nodes

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def parse_union(check: Checker, e: nodes.Expr) -> Type:
    """The type of an embedded element: a union, or the type itself if there is just one without ~."""
    ops: list[nodes.Expr] = []
    term_exprs: list[nodes.Expr] = []
    x: nodes.AnySyntax = e
    while x.__class__ is nodes.Operation and x.op == "|" and x.y is not None:
        ops.append(x)
        term_exprs.append(x.y)
        x = x.x
    term_exprs.append(x)
    ops.reverse()
    term_exprs.reverse()
    terms: list[tuple[bool, Type]] = []
    for i, tx in enumerate(term_exprs):
        term = _parse_tilde(check, tx)
        if len(term_exprs) == 1 and not term[0]:
            return term[1]
        terms.append(term)
        if i > 0:
            op = ops[i - 1]
            op.mode = TYPEXPR
            op.typ = Union(terms[: i + 1])
    if len(terms) > MAX_TERM_COUNT:
        check.error(e.pos, "cannot handle so many union terms")
        return INVALID_TYPE
    u = Union(terms)
    e.mode = TYPEXPR
    e.typ = u
    return u


def _parse_tilde(check: Checker, tx: nodes.AnySyntax) -> tuple[bool, Type]:
    tilde = tx.__class__ is nodes.Operation and tx.op == "~" and tx.y is None
    typ = check_type(check, tx.x if tilde else tx)
    if is_type_param(typ):
        check.error(tx.pos, "term cannot be a type parameter")
        typ = INVALID_TYPE
    if tilde:
        tx.mode = TYPEXPR
        tx.typ = Union([(True, typ)])
    return tilde, typ

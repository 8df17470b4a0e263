"""Is what a function gives in an interface always of one type? Then callers that it is inlined into call its methods as
they are (inline/devirtualize: concreteType); else any call of one lets it escape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir.nodes import PPARAMOUT, Func
from escapelens.ir.visit import visit_list
from escapelens.ledger.cold import is_error
from escapelens.model.identity import identical
from escapelens.model.predicates import is_interface

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode
    from escapelens.model.types import AnyType


def gives_one_type(fn: Func) -> bool:
    """Of its results that are interfaces, but for errors; nil is of any type."""
    given: list[AnyNode] = []
    several: list[AnyNode] = []  # assignments of several values at once

    def look(n: AnyNode) -> None:
        if n.op == "RETURN":
            given.extend(n.results)
        elif n.op == "AS" and _is_result(n.x):
            given.append(n.y)
        elif n.op.startswith("AS2") and any(map(_is_result, n.lhs)):
            several.append(n)

    visit_list(fn.body, look)
    types: list[AnyType] = []
    for x in given:
        if x is None or x.op == "NIL" or not _is_asked(x.typ) or _is_result(x):  # which goes by what it is assigned
            continue
        if x.op != "CONVIFACE" or is_interface(x.x.typ):
            return False
        types.append(x.x.typ)
    return not several and all(identical(t, types[0]) for t in types)


def _is_result(n: AnyNode) -> bool:
    return n is not None and n.op == "NAME" and n.class_ == PPARAMOUT and _is_asked(n.typ)


def _is_asked(t: AnyType) -> bool:
    """Is it an interface, but for errors?"""
    return t is not None and is_interface(t) and not is_error(t)

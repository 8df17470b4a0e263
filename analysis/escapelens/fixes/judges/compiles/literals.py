"""Composite literals: their elements fit, and no key, field or index comes twice.

Counterpart: `types2/literals.go`.
"""

from __future__ import annotations

from escapelens.check.operand import CONSTANT
from escapelens.fixes.judges.compiles.expressions import CHECKS, value
from escapelens.fixes.judges.compiles.types import check_type
from escapelens.fixes.judges.compiles.verdict import Verdict
from escapelens.model import constants
from escapelens.model.core import common_under
from escapelens.model.objects import Var
from escapelens.model.types import AnyType, Array, Map, Pointer, Slice, Struct, Type
from escapelens.model.under import under
from escapelens.syntax import nodes


def composite(v: Verdict, e: nodes.CompositeLit) -> None:
    if e.mode == 0 or e.typ is None:
        v.bad(e, "no value")
        return
    if isinstance(e.type, nodes.ArrayType) and e.type.len is None:
        check_type(v, e.type.elem)
    else:
        check_type(v, e.type)
    u: AnyType = common_under(e.typ)
    if e.type is None and isinstance(u, Pointer):
        u = common_under(u.elem)
    match u:
        case Struct():
            _struct(v, e, u)
        case Array():
            _indexed(v, e, u.elem, u.len)
        case Slice():
            _indexed(v, e, u.elem, None)
        case Map():
            _map(v, e, u)
        case _:
            v.bad(e, "invalid type of a composite literal")


def _struct(v: Verdict, e: nodes.CompositeLit, u: Struct) -> None:
    if not e.elem_list:
        return
    if not isinstance(e.elem_list[0], nodes.KeyValueExpr):
        if len(e.elem_list) != len(u.fields):
            v.bad(e, "wrong number of values")
        for elem, f in zip(e.elem_list, u.fields, strict=False):
            value(v, elem)
            v.assign(elem, f.typ)
            if not f.exported and f.pkg is not v.check.pkg:
                v.bad(elem, "field is not exported")
        return
    seen: set[str] = set()
    for elem in e.elem_list:
        if not isinstance(elem, nodes.KeyValueExpr) or not isinstance(elem.key, nodes.Name):
            v.bad(elem, "mixture of keys and values")
            continue
        field = elem.key.obj
        if not isinstance(field, Var) or elem.key.value in seen or field not in u.fields:
            v.bad(elem.key, "unknown field, or twice")
            continue
        seen.add(elem.key.value)
        value(v, elem.value)
        v.assign(elem.value, field.typ)


def _indexed(v: Verdict, e: nodes.CompositeLit, elem_type: Type, length: int | None) -> None:
    at = 0
    seen: set[int] = set()
    for elem in e.elem_list:
        x = elem
        if isinstance(elem, nodes.KeyValueExpr):
            value(v, elem.key)
            n = constants.to_int(elem.key.val) if elem.key.mode == CONSTANT else None
            if n is None or n < 0:
                v.bad(elem.key, "index must be a constant integer")
                return
            at, x = n, elem.value
        if at in seen or (length is not None and 0 <= length <= at):
            v.bad(elem, "index twice, or out of bounds")
        seen.add(at)
        at += 1
        value(v, x)
        v.assign(x, elem_type)


def _map(v: Verdict, e: nodes.CompositeLit, u: Map) -> None:
    seen: set[constants.Value] = set()
    for elem in e.elem_list:
        if not isinstance(elem, nodes.KeyValueExpr):
            v.bad(elem, "missing key")
            continue
        value(v, elem.key)
        v.assign(elem.key, u.key)
        value(v, elem.value)
        v.assign(elem.value, u.elem)
        if elem.key.mode == CONSTANT:
            t = elem.key.typ
            key = (type(elem.key.val), elem.key.val, id(under(t)) if t is not None else 0)
            if key in seen:
                v.bad(elem.key, "duplicate key")
            seen.add(key)


CHECKS[nodes.CompositeLit] = composite

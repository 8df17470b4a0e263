"""Literals: basic, function and composite ones.

Counterpart: `types2/literals.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.convert_untyped import overflow
from escapelens.check.expr import assignment, generic_expr, record_type_and_value
from escapelens.check.expr_lists import use
from escapelens.check.index import index
from escapelens.check.literal_values import from_literal
from escapelens.check.operand import CONSTANT, EXPRESSION, STATEMENT, TYPEXPR, VALUE, Operand
from escapelens.check.typexpr import typ as check_type
from escapelens.check.typexpr import var_type
from escapelens.model import types
from escapelens.model.core import common_under
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Var
from escapelens.model.under import under
from escapelens.model.universe import INVALID_TYPE, TYP
from escapelens.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from escapelens.check.checker import Checker

_LITERAL_TYPES = {
    nodes.INT_LIT: TYP[types.UNTYPED_INT],
    nodes.FLOAT_LIT: TYP[types.UNTYPED_FLOAT],
    nodes.IMAG_LIT: TYP[types.UNTYPED_COMPLEX],
    nodes.RUNE_LIT: TYP[types.UNTYPED_RUNE],
    nodes.STRING_LIT: TYP[types.UNTYPED_STRING],
}
_MAX_LENGTH = 10000  # of a number's text


def basic_lit(check: Checker, T: types.Signature | None, x: Operand, e: nodes.BasicLit, hint: types.Type | None) -> int:
    """literals.go: basicLit."""
    kind = e.kind
    val = None if e.bad or (kind < nodes.RUNE_LIT and len(e.value) > _MAX_LENGTH) else from_literal(e.value, kind)
    x.expr = e
    if val is None:
        check.error(e.pos, "malformed constant")
        x.mode = 0
        x.typ = INVALID_TYPE
        return STATEMENT
    x.mode = CONSTANT
    x.typ = _LITERAL_TYPES[kind]
    x.val = val
    if kind == nodes.INT_LIT:
        overflow(check, x)
    return EXPRESSION


def func_lit(check: Checker, T: types.Signature | None, x: Operand, e: nodes.FuncLit, hint: types.Type | None) -> int:
    """literals.go: funcLit. The body is checked at the end of the statement, before the scope changes."""
    sig: types.Type = check_type(check, e.type)
    if sig.__class__ is not types.Signature:
        x.mode = 0
        x.typ = INVALID_TYPE
        return STATEMENT
    if e.body is not None:
        from escapelens.check.stmt import func_body

        env = check.env
        decl, iota = env.decl, env.iota

        def check_later() -> None:
            saved = check.env
            check.env = env
            func_body(check, decl, sig, e.body, iota)
            check.env = saved

        check.later(check_later)
    x.mode = VALUE
    x.typ = sig
    return EXPRESSION


def composite_lit(
    check: Checker, T: types.Signature | None, x: Operand, e: nodes.CompositeLit, hint: types.Type | None
) -> int:
    """literals.go: compositeLit."""
    typ: types.Type
    type_expr = e.type
    if type_expr is not None:
        if type_expr.__class__ is nodes.ArrayType and type_expr.len is None:
            typ = types.Array(var_type(check, type_expr.elem), -1)
        else:
            typ = check_type(check, type_expr)
        base = typ
    elif hint is not None:
        typ = base = hint
        u = common_under(base)
        if u.__class__ is types.Pointer:  # *T implies &T{}
            base = u.elem
    else:
        check.error(e.pos, "missing type in composite literal")
        typ = base = INVALID_TYPE

    utyp: types.AnyType = under(base)
    c = utyp.__class__
    if c not in _ELEMENTS:
        utyp = common_under(base)
        c = utyp.__class__
    elements = _ELEMENTS.get(c)
    if elements is None:
        for elem in e.elem_list:
            use(check, [elem.value if elem.__class__ is nodes.KeyValueExpr else elem])
        if utyp is not INVALID_TYPE:
            check.error(e.pos, "invalid composite literal type")
            x.mode = 0
            return STATEMENT
    else:
        elements(check, x, e, utyp)
    x.mode = VALUE
    x.typ = typ
    return EXPRESSION


def _struct_elements(check: Checker, x: Operand, e: nodes.CompositeLit, utyp: types.Struct) -> None:
    elems = e.elem_list
    if not elems:
        return
    if elems[0].__class__ is not nodes.KeyValueExpr:
        fields = utyp.fields
        for i, elem in enumerate(elems):
            if elem.__class__ is nodes.KeyValueExpr:
                check.error(elem.pos, "mixture of field:value and value elements")
                generic_expr(check, x, elem.value)
                continue
            generic_expr(check, x, elem)
            if i < len(fields):
                assignment(check, x, fields[i].typ)
            else:
                check.error(elem.pos, "too many values in struct literal")
        if len(elems) < len(fields):
            check.error(e.rbrace, "too few values in struct literal")
        return
    for elem in elems:
        if elem.__class__ is not nodes.KeyValueExpr:
            check.error(elem.pos, "mixture of field:value and value elements")
            use(check, [elem])
            continue
        generic_expr(check, x, elem.value)
        key = elem.key
        field = struct_field(check, utyp, key)
        if field is None:
            check.error(key.pos, "unknown field in struct literal")
            continue
        key.obj = field  # type: ignore[attr-defined]
        assignment(check, x, field.typ)


def struct_field(check: Checker, utyp: types.Struct, key: nodes.Expr) -> Var | None:
    """The field of a struct, possibly a promoted one, that a key of its literal names."""
    if key.__class__ is not nodes.Name:
        return None
    name = key.value
    for f in utyp.fields:
        if f.name == name and (f.pkg is check.pkg or f.exported):
            return f
    obj, _, indirect = lookup_field_or_method(utyp, False, check.pkg, name)
    return obj if obj.__class__ is Var and not indirect else None


def _array_elements(check: Checker, x: Operand, e: nodes.CompositeLit, utyp: types.Array) -> None:
    n = indexed_elts(check, e.elem_list, utyp.elem, utyp.len)
    if utyp.len < 0:  # [...]T, or an invalid length
        utyp.len = n
        if e.type is not None:
            record_type_and_value(e.type, TYPEXPR, utyp)


def _slice_elements(check: Checker, x: Operand, e: nodes.CompositeLit, utyp: types.Slice) -> None:
    indexed_elts(check, e.elem_list, utyp.elem, -1)


def _map_elements(check: Checker, x: Operand, e: nodes.CompositeLit, utyp: types.Map) -> None:
    key_type, elem_type = utyp.key, utyp.elem
    for elem in e.elem_list:
        if elem.__class__ is not nodes.KeyValueExpr:
            check.error(elem.pos, "missing key in map literal")
            use(check, [elem])
            continue
        generic_expr(check, x, elem.key, key_type)
        assignment(check, x, key_type)
        generic_expr(check, x, elem.value, elem_type)
        assignment(check, x, elem_type)


_ELEMENTS: dict[type, Callable[[Checker, Operand, nodes.CompositeLit, types.AnyType], None]] = {
    types.Struct: _struct_elements,
    types.Array: _array_elements,
    types.Slice: _slice_elements,
    types.Map: _map_elements,
}


def indexed_elts(check: Checker, elts: list[nodes.Expr], typ: types.Type, length: int) -> int:
    """Check the elements of an array or slice literal; its length: the largest index + 1 (literals.go: indexedElts)."""
    i = largest = 0
    x = Operand()
    for elem in elts:
        if elem.__class__ is nodes.KeyValueExpr:
            valid, v = index(check, elem.key, length)
            if valid is not INVALID_TYPE and v >= 0:
                i = v
            elem = elem.value
        i += 1
        if i > largest:
            largest = i
        generic_expr(check, x, elem, typ)
        assignment(check, x, typ)
    return largest

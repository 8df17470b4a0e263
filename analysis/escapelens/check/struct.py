"""Struct types.

Counterpart: `types2/struct.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.literal_values import unquote
from escapelens.check.typexpr import var_type
from escapelens.model.objects import FIELD_VAR, Var
from escapelens.model.types import Struct, Type
from escapelens.model.typeset import object_id
from escapelens.model.universe import INVALID_TYPE
from escapelens.syntax import nodes

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def struct_type(check: Checker, e: nodes.StructType) -> Struct:
    fields: list[Var] = []
    tags: list[str] = []
    seen: set[str] = set()
    pkg = check.pkg
    prev: nodes.Expr | None = None
    typ: Type = INVALID_TYPE
    for i, f in enumerate(e.field_list):
        if f.type is not prev or prev is None:
            typ = var_type(check, f.type) if f.type is not None else INVALID_TYPE
            prev = f.type
        tag = _tag(check, e.tag_list[i]) if i < len(e.tag_list) else ""
        ident = f.name if f.name is not None else _embedded_ident(f.type)
        if ident is None:
            check.error(f.pos, "invalid embedded field type")
            continue
        fld = Var(ident.pos, pkg, ident.value, typ, FIELD_VAR)
        if f.name is None:
            fld.embedded = True
        else:
            ident.obj = fld
        if ident.value != "_":
            id = object_id(pkg, ident.value)
            if id in seen:
                check.error(ident.pos, f"{ident.value} redeclared")
                continue
            seen.add(id)
        if tag or tags:
            while len(tags) < len(fields):
                tags.append("")
            tags.append(tag)
        fields.append(fld)
    return Struct(fields, tags)


def _embedded_ident(e: nodes.AnySyntax) -> nodes.Name | None:
    """The name of an embedded field (struct.go: embeddedFieldIdent)."""
    if e.__class__ is nodes.Operation and e.op == "*" and e.y is None:
        e = e.x
        if e.__class__ is nodes.Operation:
            return None
    if e.__class__ is nodes.IndexExpr:
        e = e.x
    if e.__class__ is nodes.SelectorExpr:
        e = e.sel
    return e if e.__class__ is nodes.Name else None


def _tag(check: Checker, t: nodes.BasicLit | None) -> str:
    if t is None or t.bad:
        return ""
    val = unquote(t.value) if t.kind == nodes.STRING_LIT else None
    if val is None:
        check.error(t.pos, "incorrect tag syntax")
        return ""
    return val.decode("utf-8", "surrogateescape")

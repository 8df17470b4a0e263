"""Composite literals and function literals.

Counterpart: `noder/writer.go` (compLit, funcLit), `noder/reader.go` (compLit, funcLit), `typecheck/expr.go: tcCompLit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir import ops as O
from escapelens.ir.lowering.body import FuncBuilder, addr, new_closure_func, new_closure_var
from escapelens.ir.lowering.convert import implicit_conv_expr
from escapelens.ir.lowering.dispatch import expr, on_expr
from escapelens.ir.lowering.stmts import stmts
from escapelens.ir.lowering.tyutil import core, under
from escapelens.ir.nodes import AnyNode, CompLitExpr, KeyExpr, Node, StructKeyExpr
from escapelens.ir.target import Broken
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.types import AnyType, Array, Map, Pointer, Slice, Struct
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.model.objects import AnyObject


@on_expr(S.CompositeLit)
def _comp_lit(fb: FuncBuilder, e: S.AnySyntax) -> Node:
    typ = e.typ
    ptr = core(typ)
    if ptr.__class__ is Pointer:
        typ = ptr.elem
        u = core(typ)
    else:
        u = ptr
        ptr = None
    c = u.__class__
    t = fb.typ(typ)
    fb.need(t)
    elems = e.elem_list
    list_: list[Node]
    pos = e.pos
    if c is Struct:
        fields = u.fields
        made = fields if fb.dict is None else under(t).fields  # fields of the type after substitution
        list_ = []
        if e.n_keys == 0:
            if len(elems) > len(fields):
                raise Broken(e)
            for i, x in enumerate(elems):
                list_.append(StructKeyExpr(x.pos, made[i], implicit_conv_expr(fb, fields[i].typ, x)))
        else:
            for kv in elems:
                if kv.__class__ is not S.KeyValueExpr:
                    raise Broken(e)
                field = _field(fb, u, kv.key)
                value = implicit_conv_expr(fb, field.typ, kv.value)
                if made is not fields and field in fields:
                    field = made[fields.index(field)]
                list_.append(StructKeyExpr(kv.key.pos, field, value))
        lit = CompLitExpr(pos, O.OSTRUCTLIT, t, list_)
    elif c is Slice or c is Array:
        list_, n = _array_elems(fb, u.elem, elems)
        lit = CompLitExpr(pos, O.OARRAYLIT if c is Array else O.OSLICELIT, t, list_, n if c is Slice else 0)
    elif c is Map:
        if fb.dict is not None:
            fb.hidden_rtype(typ)
        list_ = []
        for kv in elems:
            if kv.__class__ is not S.KeyValueExpr:
                raise Broken(e)
            key = implicit_conv_expr(fb, u.key, kv.key)
            list_.append(KeyExpr(kv.key.pos, key, implicit_conv_expr(fb, u.elem, kv.value)))
        lit = CompLitExpr(pos, O.OMAPLIT, t, list_)
    else:
        raise Broken(e)
    if ptr is None:
        return lit
    p = addr(pos, lit)
    p.typ = fb.typ(e.typ)
    return p


def _field(fb: FuncBuilder, u: Struct, key: S.AnySyntax) -> AnyObject:
    obj = key.obj
    for f in u.fields:
        if f is obj:
            return f
    name = key.value
    for f in u.fields:
        if f.name == name:
            return f
    found = lookup_field_or_method(u, False, fb.b.pkg_of(fb), name)[0]
    if found is None:
        raise Broken(key)
    return found


def _array_elems(fb: FuncBuilder, elem: AnyType, elems: list[S.AnySyntax]) -> tuple[list[Node], int]:
    """The elements, and the length they make."""
    list_: list[Node] = []
    key = length = 0
    for x in elems:
        if x.__class__ is S.KeyValueExpr:
            k: AnyNode = expr(fb, x.key)
            if k.op is not O.OLITERAL:
                raise Broken(x)
            key = int(k.val)
            list_.append(KeyExpr(x.key.pos, k, implicit_conv_expr(fb, elem, x.value)))
        else:
            list_.append(implicit_conv_expr(fb, elem, x))
        key += 1
        if key > length:
            length = key
    return list_, length


@on_expr(S.FuncLit)
def _func_lit(fb: FuncBuilder, e: S.AnySyntax) -> Node:
    sig = e.typ
    if sig is None:
        raise Broken(e)
    why = "RANGE" if fb.b.is_range_body(e) else "CLOSURE"
    fn = new_closure_func(fb.fn, e.pos, e.pos, why, fb.typ(sig), fb.b)
    inner = FuncBuilder(fb.b, fn, fb, fb.dict)
    captured_dict = None
    if fb.dict_param is not None:
        captured_dict = new_closure_var(fb.dict_param.pos, fn, fb.dict_param)
        captured_dict.implicit = True  # where it is captured shows no inlining
        fn.closure_vars.pop()  # it comes last
        inner.dict_param = captured_dict
    body = e.body if why == "RANGE" else fb.b.rewritten(fb, e.body, sig, fb.fn.pkg)
    inner.declare_params(sig, None)
    fn.body = stmts(inner, body.stmts) or [fb.b.empty_block()]
    if captured_dict is not None:
        fn.closure_vars.append(captured_dict)
    return fn.oclosure  # type: ignore[return-value]

"""Methods: receivers of calls, method values, method expressions.

Counterpart: `noder/writer.go` (recvExpr, methodExpr, methVal, methExpr), `noder/reader.go` (exprRecv, methodExpr,
exprMethodVal, exprMethodExpr), `typecheck/typecheck.go: NewMethodExpr`.
Property: a call of a concrete method is never left as OCALLMETH; it calls the method expression with the receiver as
first argument, as typecheck.FixMethodCall would have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir import ops as O
from escapelens.ir.lowering import generic, synthetic
from escapelens.ir.lowering.body import addr
from escapelens.ir.lowering.dispatch import expr
from escapelens.ir.lowering.typecheck import dot_field, method_expr_node
from escapelens.ir.lowering.tyutil import core, has_shape, unalias, under
from escapelens.ir.nodes import AnyNode, ConvExpr, Node, SelectorExpr, StarExpr, TypeNode
from escapelens.ir.target import Broken
from escapelens.model.identity import identical as identical_types
from escapelens.model.types import AnyType, Interface, Named, Pointer, Struct, Type, TypeParam

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder
    from escapelens.model.objects import AnyObject
    from escapelens.model.selection import Selection
    from escapelens.syntax.nodes import AnySyntax


def is_ptr_to(from_: AnyType, to: Type) -> bool:
    """noder/writer.go: isPtrTo."""
    from_ = unalias(from_)
    return from_.__class__ is Pointer and (from_.elem is to or identical_types(from_.elem, to))


def walk_implicits(typ: AnyType, implicits: list[int]) -> AnyType:
    """The type reached from typ through embedded fields."""
    for i in implicits:
        typ = unalias(typ)
        if typ.__class__ is Pointer:
            typ = typ.elem
        u = core(typ)
        if u.__class__ is not Struct:
            raise Broken(typ)
        typ = u.fields[i].typ
    return typ


def recv_expr(fb: FuncBuilder, e: AnySyntax, sel: Selection) -> tuple[Node, AnyType]:
    """noder/writer.go: recvExpr. The receiver with implicit dots, `&` or `*`, and its type as written."""
    x: Node = expr(fb, e.x)
    pos = e.pos
    typ = e.x.typ
    index = sel.index
    if len(index) > 1:
        for i in index[:-1]:
            x = dot_field(fb, pos, x, i)
            x.implicit = True
        typ = walk_implicits(typ, index[:-1])
    method: AnyObject = sel.obj
    recv_var = method.typ.recv
    recv = typ if recv_var is None else recv_var.typ
    if recv is typ:
        return x, typ
    if is_ptr_to(typ, recv):
        elem = under(x.typ)
        x = StarExpr(pos, x, elem.elem if elem.__class__ is Pointer else fb.typ(recv))
        x.implicit = True
        typ = recv
    elif is_ptr_to(recv, typ):
        x = addr(pos, x)
        x.implicit = True
        typ = recv
    return x, typ


def method_expr(
    fb: FuncBuilder, e: AnySyntax, recv: Type, sel: Selection
) -> tuple[AnyNode | None, Node, AnyNode | None]:
    """noder/reader.go: methodExpr. (wrapper, base, dictionary): see there."""
    recv = unalias(recv)
    method = sel.obj
    pos = e.pos
    if recv.__class__ is TypeParam:
        fn = generic.type_param_method(fb, pos, recv, method)
        return fn, fn, None
    if under(recv).__class__ is Interface:
        fn = method_expr_node(fb, pos, fb.typ(recv), method, None)
        return fn, fn, None
    named = recv
    if named.__class__ is Pointer:
        named = unalias(named.elem)
    if named.__class__ is Named and (named.targs or e.sel.targs):
        return generic.instance_method(fb, e, recv, named, method)
    name = fb.b.func_name(method)
    fn = method_expr_node(fb, pos, recv, method, name)
    return fn, fn, None


def meth_val(fb: FuncBuilder, e: AnySyntax, sel: Selection) -> Node:
    """noder/reader.go: exprMethodVal."""
    x, typ = recv_expr(fb, e, sel)
    wrapper, base, dict_ptr = method_expr(fb, e, typ, sel)
    method: AnyObject = sel.obj
    if wrapper is not None and wrapper.op is O.OMETHEXPR:
        if has_shape(x.typ):  # it may be that of a shaped function's result: the method is asked of the type written
            x = ConvExpr(x.pos, O.OCONVNOP, wrapper.x.typ, x)
        n = SelectorExpr(e.pos, O.OMETHVALUE, x, sel.obj.name, fb.typ(e.typ))
        n.method = method
        n.func_name = wrapper.func_name
        fb.b.need_method_value(x.typ, sel.obj)
        return n
    return synthetic.curry(fb, e.pos, True, base, x, dict_ptr)


def meth_expr(fb: FuncBuilder, e: AnySyntax, sel: Selection) -> Node:
    """noder/reader.go: exprMethodExpr."""
    typ = e.x.typ
    implicits = sel.index[:-1]
    recv_typ = fb.typ(typ)
    t = walk_implicits(typ, implicits)
    method: AnyObject = sel.obj
    recv_var = method.typ.recv
    recv = t if recv_var is None else recv_var.typ
    deref_ = is_ptr_to(t, recv)
    need_addr = not deref_ and is_ptr_to(recv, t)
    if deref_ or need_addr:
        t = recv
    wrapper, base, dict_ptr = method_expr(fb, e, t, sel)
    if wrapper is not None and not implicits and not deref_ and not need_addr:
        return wrapper  # type: ignore[no-any-return]
    if wrapper is not None and wrapper.op is O.OMETHEXPR and not has_shape(recv_typ):
        n = SelectorExpr(e.pos, O.OMETHEXPR, TypeNode(e.pos, recv_typ), sel.obj.name, fb.typ(e.typ))
        n.method = method
        n.func_name = wrapper.func_name
        return n
    return synthetic.method_expr_wrap(fb, e.pos, recv_typ, implicits, deref_, need_addr, base, dict_ptr)

"""Method selectors on receivers that devirtualisation has found out.

Counterpart: `typecheck: XDotMethod, AddImplicitDots, Lookdot, FixMethodCall, NewMethodExpr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir.lowering.tyutil import is_interface, is_pointer, new_pointer, unalias, under
from escapelens.ir.nodes import AddrExpr, AnyNode, Node, SelectorExpr, StarExpr, TypeNode
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Func as FuncObject
from escapelens.model.objects import Var
from escapelens.model.types import AnyType, Pointer, Signature, Struct, Tuple

if TYPE_CHECKING:
    from escapelens.inline.inliner import Inliner


def method_selector(inl: Inliner, pos: int, x: Node, sel: AnyNode) -> SelectorExpr | None:
    """x.M for the method that selector `sel` names: DOTMETH, or DOTINTER when M comes from an embedded interface.

    None if x's type has no such method, which happens in code in error only.
    """
    pkg = sel.method.pkg if sel.method is not None else None
    obj, path, _ = lookup_field_or_method(x.typ, True, pkg, sel.sel)  # type: ignore[arg-type]
    if obj.__class__ is not FuncObject or path is None:
        return None
    for i in path[:-1]:
        t: AnyType = under(x.typ)
        op = "DOT"
        if t.__class__ is Pointer:
            t = under(t.elem)
            op = "DOTPTR"
        if t.__class__ is not Struct:
            return None
        f: Var = t.fields[i]
        dot = SelectorExpr(pos, op, x, f.name, f.typ)
        dot.field = f
        dot.implicit = True
        x = dot

    if is_interface(x.typ):
        n = SelectorExpr(pos, "DOTINTER", x, sel.sel, sel.typ)
        n.method = obj
        return n
    sig: AnyType = obj.typ
    recv = sig.recv.typ if sig.recv is not None else x.typ
    want_pointer = unalias(recv).__class__ is Pointer
    have_pointer = is_pointer(x.typ)
    if want_pointer and not have_pointer:
        x = AddrExpr(pos, "ADDR", x, new_pointer(x.typ))  # type: ignore[arg-type]
        x.implicit = True
    elif have_pointer and not want_pointer:
        x = StarExpr(pos, x, under(x.typ).elem)
        x.implicit = True
    n = SelectorExpr(pos, "DOTMETH", x, sel.sel, sig)
    n.method = obj
    n.func_name = inl.method_name(obj, x.typ)
    return n


def method_expr(dot: SelectorExpr) -> SelectorExpr:
    """The method expression T.M for the call selector x.M with x of type T."""
    assert dot.x.typ is not None
    sig: AnyType = dot.typ
    recv = Var(dot.pos, None, "", dot.x.typ)
    typ = Signature(None, Tuple([recv, *sig.params.vars]), sig.results, sig.variadic)
    n = SelectorExpr(dot.pos, "METHEXPR", TypeNode(dot.pos, dot.x.typ), dot.sel, typ)
    n.method = dot.method
    n.func_name = dot.func_name
    return n

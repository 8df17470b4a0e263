"""Calls of functions of other packages, found by full name, and what fmt would see in their arguments.

Property: a call through a variable, a method or a dot import is not found; a type that might print itself does.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Func, PkgName
from escapelens.model.types import Named, Pointer, Type
from escapelens.model.under import unalias
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

_REACHED = 40  # functions


def called(call: nodes.CallExpr) -> str:
    """As "fmt.Sprintf", of a call that names its package so; "" for every other."""
    fun = unparen(call.fun)
    if isinstance(fun, nodes.SelectorExpr) and isinstance(fun.x, nodes.Name) and isinstance(fun.x.obj, PkgName):
        f = fun.sel.obj
        if isinstance(f, Func) and f.pkg is not None:
            return f"{f.pkg.path}.{f.name}"
    return ""


def calls_at(ctx: FixContext, path: str, start: int, end: int) -> Iterator[tuple[Body, nodes.CallExpr]]:
    """Calls on one line that the range touches, each with its function."""
    for body in ctx.bodies_at(path, start, end):
        for call in body.calls:
            if ctx.touching(call, path, start, end):
                yield body, call


def has_method(t: Type, *names: str) -> bool:
    """Whether the type, or a pointer to it, has a method or field of one of the names."""
    return any(lookup_field_or_method(Pointer(t), True, None, name)[0] is not None for name in names)


def depth(body: Body, e: nodes.Expr) -> int | None:
    """How deep gofmt takes the expression to be nested: 1 sets blanks around `+`, more does not. None if that hangs on
    what stands around it."""
    found = 1
    below: nodes.Node = e
    for up in body.ancestors(e):
        match up:
            case nodes.CallExpr():
                found += len(up.arg_list) > 1 and below is not up.fun
            case nodes.ListExpr() | nodes.KeyValueExpr():
                pass
            case nodes.CompositeLit():
                return found  # what stands in one begins anew
            case nodes.IndexExpr() if below is up.index:
                found += 1
            case nodes.ReturnStmt() | nodes.ExprStmt():
                return found
            case nodes.AssignStmt():
                return None if isinstance(up.lhs, nodes.ListExpr) else found
            case nodes.Expr():
                return None
            case _:
                return found if found == 1 else None
        below = up
    return None


def reached(ctx: FixContext, func: Func) -> list[str] | None:
    """Full names of the function, and of functions and methods that it and what it calls of this package name.

    None if there are more than are worth a look.
    """
    found: dict[Func, None] = {}
    stack = [func]
    bodies = {d.name.obj: d for d in ctx.all_funcs()}
    while stack:
        f = stack.pop()
        if f in found:
            continue
        found[f] = None
        if len(found) > _REACHED:
            return None
        decl = bodies.get(f)
        if decl is not None and decl.body is not None:
            stack += [n.obj.origin for n in walk(decl.body) if isinstance(n, nodes.Name) and isinstance(n.obj, Func)]
    return [full_name(f) for f in found if f.pkg is not None]


def full_name(f: Func) -> str:
    """As the ledger has it: "fmt.Println", "bytes.(*Buffer).Write", "time.Time.Unix"; without type arguments."""
    recv = getattr(f.typ, "recv", None)
    path = f.pkg.path if f.pkg is not None else ""
    if recv is None:
        return f"{path}.{f.name}"
    t = unalias(recv.typ)
    base = unalias(t.elem) if isinstance(t, Pointer) else t
    name = base.obj.name if isinstance(base, Named) else ""
    return f"{path}.(*{name}).{f.name}" if isinstance(t, Pointer) else f"{path}.{name}.{f.name}"

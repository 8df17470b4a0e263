"""A variable that is nothing but the key of a context becomes a type without size.

    var tenantKey = ctxKey{"tenant"}             type tenantKey struct{}
    context.WithValue(ctx, tenantKey, t)   ->    context.WithValue(ctx, tenantKey{}, t)
    ctx.Value(tenantKey)                         ctx.Value(tenantKey{})

A key is compared, never read: a value of a type of its own is equal to itself and to nothing else, and to put one
without bytes into an interface allocates nothing. Conditions:

- a package variable, declared alone, that only the analysed files name, and there only as the key of context.WithValue
  or of the method Value of context.Context;
- no other value could be equal: its type is declared in the package, has no methods (by which it would print), and what
  else there is of the type are such variables and constants, each with a value of its own.

What prints a context shows the key's type: the title says so, and the fix is not preferred. (Where the value may be a
constant, `constant.py` changes nothing.)
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, near, users, uses_of
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.calls import called
from escapelens.fixes.effects.reach import only_here
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Func, Object, Var
from escapelens.model.types import Named
from escapelens.model.under import unalias
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "zero_size_key"
BULK = False

_CHANGES = say("a context prints another type for it")


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for decl in ctx.others:
        var = decl.name_list[0].obj if isinstance(decl, nodes.VarDecl) and len(decl.name_list) == 1 else None
        if not isinstance(decl, nodes.VarDecl) or not isinstance(var, Var) or not _own(ctx, var):
            continue
        if not near(ctx, decl, var, path, start, end):
            continue
        yield from _fix(ctx, decl, var, [(func, use) for func in users(ctx, var) for use in uses_of(func, var)])


def _own(ctx: FixContext, var: Var) -> bool:
    """Whether the variable's type is one of the package, without methods."""
    t = unalias(var.typ) if var.typ is not None else None
    return isinstance(t, Named) and t.obj.pkg is ctx.pkg and not t.targs and not t.methods


def _fix(
    ctx: FixContext, decl: nodes.VarDecl, var: Var, uses: list[tuple[nodes.FuncDecl, nodes.Name]]
) -> Iterator[Fix]:
    t = unalias(var.typ)
    if decl.group is not None or decl.values is None or not isinstance(t, Named):
        return
    if not only_here(ctx, var) or not only_here(ctx, t.obj):
        return
    members = _members(ctx, t)
    value = _value(decl.values)
    if members is None or not value or [_value(v) for v in members.values()].count(value) != 1:
        return
    if any(not _value(v) for v in members.values()):
        return
    for func in dict.fromkeys(user for member in members for user in users(ctx, member)):
        body = ctx.body(func)
        if any(not _key(body, n) for n in walk(func) if isinstance(n, nodes.Name) and n.obj in members):
            return
    rewrite = Rewrite(ctx)
    file, at, _ = ctx.span(decl.name_list[0])
    _, _, end = ctx.span(decl.values)
    begin = at - len("var ")
    if ctx.texts[file][begin:at] != b"var " or b"\n" in ctx.texts[file][begin:end]:
        return
    rewrite.edits.append(Edit(file, begin, end, f"type {var.name} struct{{}}"))
    for _, use in uses:
        rewrite.replace(use, f"{var.name}{{}}")
    rewrite.set_apart(file, begin, end)
    title = say("Make the key {name} a type without size", name=var.name)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(*(use for _, use in uses)), changes=_CHANGES))


def _members(ctx: FixContext, t: Named) -> dict[Object, nodes.Expr] | None:
    """The package's variables and constants of the type, with their values; None if anything else names the type."""
    found: dict[Object, nodes.Expr] = {}
    if users(ctx, t.obj):
        return None
    for other in ctx.others:
        if isinstance(other, nodes.VarDecl | nodes.ConstDecl) and len(other.name_list) == 1:
            obj = other.name_list[0].obj
            if obj is not None and obj.typ is not None and unalias(obj.typ) is t:
                if other.values is None or any(uses_of(other.values, m) for m in found):
                    return None
                found[obj] = other.values
                continue
        if any(n is not getattr(other, "name", None) for n in uses_of(other, t.obj)):
            return None
    named = [n for other in ctx.others for n in walk(other) if isinstance(n, nodes.Name) and n.obj in found]
    return found if len(named) == len(found) else None


def _value(e: nodes.Expr) -> str:
    """What tells the value from others of its type, "" if that can't be said: a constant, or a literal of constants."""
    e = unparen(e)
    if e.val is not None:
        return repr(e.val)
    if isinstance(e, nodes.CompositeLit) and all(isinstance(x, nodes.BasicLit) for x in e.elem_list):
        return ", ".join(repr(x.val) for x in e.elem_list)
    return ""


def _key(body: Body, name: nodes.Name) -> bool:
    """Whether the name is the key of context.WithValue, or of Value of a context.Context."""
    call = body.parents.get(name)
    call = body.parents.get(call) if isinstance(call, nodes.ListExpr) else call
    if not isinstance(call, nodes.CallExpr) or call.has_dots:
        return False
    if called(call) == "context.WithValue":
        return len(call.arg_list) == 3 and call.arg_list[1] is name
    fun = unparen(call.fun)
    if not isinstance(fun, nodes.SelectorExpr) or fun.selection is None or call.arg_list != [name]:
        return False
    f = fun.selection.obj
    return isinstance(f, Func) and f.name == "Value" and f.pkg is not None and f.pkg.path == "context"

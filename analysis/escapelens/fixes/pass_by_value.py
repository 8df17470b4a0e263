"""Pass by value: a parameter `p *T` that is only read, of a small T, becomes `p T`, at every call too.

    func area(r *rect) func() int { return func() int { return r.w * r.h } }    area(&a)
    func area(r rect) func() int  { return func() int { return r.w * r.h } }    area(a)

Offered for functions whose every use in the package is a call, so that signature and calls change together; never for
methods (an interface may ask for them), exported functions of an importable package, or types that must not be copied.
Where the parameter is captured by a literal, every argument must be the address of a literal, or of a local variable
that is used nowhere else: anything else might change after the call, and the literal would see another value. The proof
is the engine's: the allocation must be gone and no new one in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext, unparen, uses_of
from escapelens.fixes.model import Edit, Fix
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Func, Nil, Var
from escapelens.model.selection import FIELD_VAL, METHOD_VAL
from escapelens.model.types import Array, Pointer, Struct, Type
from escapelens.model.under import under
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

KIND = "pass_by_value"
MAX_SIZE = 80  # bytes: beyond, copying at every call costs more than it saves


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    tried: set[tuple[int, int]] = set()
    for func, decl, i in _parameters_at(ctx, path, start, end):
        if (id(func), i) in tried:
            continue
        tried.add((id(func), i))
        fix = _fix(ctx, func, decl, i, path, start, end)
        if fix is not None:
            yield fix


def _parameters_at(ctx: FixContext, path: str, start: int, end: int) -> Iterator[tuple[Func, nodes.FuncDecl, int]]:
    """Parameters declared at the range, or fed there by an argument, or by the variable that escapes there."""
    by_obj = {id(d.name.obj): d for d in ctx.all_funcs() if d.recv is None and isinstance(d.name.obj, Func)}
    for decl in ctx.funcs_at(path, start, end):
        if decl.recv is None and isinstance(decl.name.obj, Func):
            for i, field in enumerate(decl.type.param_list):
                if ctx.touching(field, path, start, end):
                    yield decl.name.obj, decl, i
        if decl.body is None:
            continue
        here = [
            n.obj
            for n in walk(decl.body)
            if isinstance(n, nodes.Name) and isinstance(n.obj, Var) and ctx.touching(n, path, start, end)
        ]
        for call in walk(decl.body):
            if not isinstance(call, nodes.CallExpr) or not isinstance(fun := unparen(call.fun), nodes.Name):
                continue
            target = by_obj.get(id(fun.obj))
            if target is None or call.has_dots or len(call.arg_list) != len(target.type.param_list):
                continue
            for i, arg in enumerate(call.arg_list):
                inner = unparen(arg)
                if isinstance(inner, nodes.Operation) and inner.op == "&" and inner.y is None:
                    x = unparen(inner.x)
                    if ctx.touching(arg, path, start, end) or (
                        isinstance(x, nodes.Name) and any(o is x.obj for o in here)
                    ):
                        yield fun.obj, target, i  # type: ignore[misc]


def _fix(ctx: FixContext, func: Func, decl: nodes.FuncDecl, i: int, path: str, start: int, end: int) -> Fix | None:
    field = decl.type.param_list[i]
    pointer = field.type
    if decl.body is None or decl.tparam_list or field.name is None or not isinstance(field.name.obj, Var):
        return None
    if func.exported and not _main(ctx):
        return None
    if not (isinstance(pointer, nodes.Operation) and pointer.op == "*" and pointer.y is None):
        return None
    if sum(f.type is pointer for f in decl.type.param_list) != 1:
        return None
    var = field.name.obj
    t = under(var.typ)
    if not isinstance(t, Pointer) or not _small(ctx, t.elem) or _no_copy(t.elem, 0):
        return None
    name = re.escape(func.name.encode())
    if any(re.search(rb"\b" + name + rb"\b", text) for text in ctx.outside):
        return None
    if any(re.search(rb"//go:linkname[ \t]+" + name + rb"\b", text) for text in ctx.texts.values()):
        return None
    body = _body_edits(ctx, decl.body, var)
    calls = _call_edits(ctx, func, i, captured=_captured(decl.body, var))
    if body is None or calls is None:
        return None
    edits = [ctx.replace(pointer, ctx.text(pointer.x)), *body, *calls]
    edits.sort(key=lambda e: (e.file, e.start))
    if any(a.file == b.file and a.end > b.start for a, b in pairwise(edits)):
        return None
    removes = tuple(f.key for f in ctx.findings_at(path, start, end))
    return Fix(KIND, f"Pass {var.name} to {func.name} by value", tuple(edits), removes)


def _main(ctx: FixContext) -> bool:
    return ctx.pkg.name == "main"


def _small(ctx: FixContext, t: Type) -> bool:
    size: int = checker_of(ctx.pkg).config.sizes.sizeof(t)
    return 0 <= size <= MAX_SIZE


def _no_copy(t: Type, depth: int) -> bool:
    """Whether values of t must not be copied: a Lock method on its pointer, here or in a field (vet's copylocks)."""
    if depth > 8:
        return True
    obj, _, _ = lookup_field_or_method(Pointer(t), True, None, "Lock")
    value, _, _ = lookup_field_or_method(t, False, None, "Lock")
    if isinstance(obj, Func) and not isinstance(value, Func):
        return True
    u = under(t)
    if isinstance(u, Struct):
        return any(_no_copy(f.typ, depth + 1) for f in u.fields)
    return isinstance(u, Array) and _no_copy(u.elem, depth + 1)


def _captured(body: nodes.BlockStmt, var: Var) -> bool:
    return any(isinstance(n, nodes.FuncLit) and bool(uses_of(n, var)) for n in walk(body))


def _body_edits(ctx: FixContext, body: nodes.BlockStmt, var: Var) -> list[Edit] | None:
    """Edits of the body, None if var is more than read."""
    allowed: set[int] = set()
    edits: list[Edit] = []
    written: set[int] = set()
    for n in walk(body):
        targets: list[nodes.Expr] = []
        if isinstance(n, nodes.AssignStmt | nodes.RangeClause) and n.lhs is not None:
            targets = n.lhs.elem_list if isinstance(n.lhs, nodes.ListExpr) else [n.lhs]
        elif isinstance(n, nodes.Operation) and n.op == "&" and n.y is None:
            targets = [n.x]
        for target in targets:
            e = unparen(target)
            while True:
                written.add(id(e))
                if isinstance(e, nodes.SelectorExpr | nodes.IndexExpr):
                    e = unparen(e.x)
                elif isinstance(e, nodes.Operation) and e.op == "*" and e.y is None:
                    e = unparen(e.x)
                else:
                    break
        if isinstance(n, nodes.SliceExpr):
            written.add(id(unparen(n.x)))  # slicing an array takes its address
    for n in walk(body):
        if (
            isinstance(n, nodes.SelectorExpr)
            and n.selection is not None
            and isinstance(n.x, nodes.Name)
            and n.x.obj is var
        ):
            if id(n) in written or id(n.x) in written:
                return None
            if n.selection.kind == FIELD_VAL:
                allowed.add(id(n.x))
            elif (
                n.selection.kind == METHOD_VAL
                and isinstance(n.selection.obj, Func)
                and not _pointer_receiver(n.selection.obj)
            ):
                allowed.add(id(n.x))
        elif (
            isinstance(n, nodes.Operation)
            and n.op == "*"
            and n.y is None
            and isinstance(n.x, nodes.Name)
            and n.x.obj is var
        ):
            if id(n) in written:
                return None
            allowed.add(id(n.x))
            edits.append(ctx.replace(n, n.x.value))
    if any(id(n) not in allowed for n in uses_of(body, var)):
        return None
    return edits


def _pointer_receiver(method: Func) -> bool:
    recv = getattr(method.typ, "recv", None)
    return recv is None or isinstance(under(recv.typ), Pointer)


def _call_edits(ctx: FixContext, func: Func, i: int, *, captured: bool) -> list[Edit] | None:
    """Edits of argument i at every call, None if a use is no call or an argument can't be turned into a value."""
    edits: list[Edit] = []
    if any(uses_of(d, func) for d in ctx.others):
        return None
    for caller in ctx.all_funcs():
        uses = {id(n) for n in uses_of(caller, func) if n is not caller.name}
        if not uses:
            continue
        for call in walk(caller):
            if not isinstance(call, nodes.CallExpr) or id(fun := unparen(call.fun)) not in uses:
                continue
            uses.discard(id(fun))
            if call.has_dots or i >= len(call.arg_list):
                return None
            edit = _argument(ctx, caller, call.arg_list[i], captured)
            if edit is None:
                return None
            edits.append(edit)
        if uses:
            return None
    return edits


def _argument(ctx: FixContext, caller: nodes.FuncDecl, arg: nodes.Expr, captured: bool) -> Edit | None:
    e = unparen(arg)
    if isinstance(e, nodes.Operation) and e.op == "&" and e.y is None:
        x = unparen(e.x)
        if captured and isinstance(x, nodes.Name) and not _used_once(caller, x.obj):
            return None
        if captured and not isinstance(x, nodes.Name | nodes.CompositeLit):
            return None
        return ctx.replace(arg, ctx.text(e.x))
    if captured or isinstance(e, nodes.CallExpr) or (isinstance(e, nodes.Name) and isinstance(e.obj, Nil)):
        return None
    if isinstance(e, nodes.Name | nodes.SelectorExpr | nodes.IndexExpr):
        return ctx.replace(arg, "*" + ctx.text(e))
    return None


def _used_once(caller: nodes.FuncDecl, obj: object) -> bool:
    """Whether obj is a local variable that is declared and then used in one place only."""
    return isinstance(obj, Var) and caller.start <= obj.pos < caller.end and len(uses_of(caller, obj)) == 2

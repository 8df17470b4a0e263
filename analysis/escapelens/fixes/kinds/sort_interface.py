"""sort.Sort and sort.Stable of a slice with methods become slices.SortFunc and slices.SortStableFunc.

    sort.Sort(byName(files))
    slices.SortFunc(files, func(x, y *File) int { return cmp.Compare(x.name, y.name) })

The slice is put into an interface, which allocates its header. The two packages run the same algorithm with the same
comparisons and exchanges (zsortinterface.go, zsortanyfunc.go), so also elements that are equal come out in the same
order. Conditions:

- the module's language has them (Go 1.21);
- the argument is of a slice type of this package, or converted to one, and its Len, Swap and Less are methods of values
  that do what sort asks for: `return len(s)`, `s[i], s[j] = s[j], s[i]`, and no more;
- Less is of the kind that `sort_slice.py` takes: comparisons of integers or strings, fields of the elements;
- its fields may be named here, the element's type can be written, is at most 80 bytes, and may be copied (no
  locks in it).

The type is left, though it may have lost its last use.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, builtin_name
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.effects.copies import no_copy
from escapelens.fixes.effects.effect import converts
from escapelens.fixes.effects.language import language
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.effects.written import written
from escapelens.fixes.kinds.sort_slice import CALLS, MAX_SIZE, Less
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Func, Var
from escapelens.model.types import Named, Slice
from escapelens.model.under import unalias, under
from escapelens.releases.known import has_slices
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "sort_interface"
BULK = True

_NEW = {"sort.Sort": "SortFunc", "sort.Stable": "SortStableFunc"}


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    if not has_slices(language(ctx)):
        return
    for body, call in calls_at(ctx, path, start, end):
        if called(call) in _NEW and isinstance(body.parents.get(call), nodes.ExprStmt) and not call.has_dots:
            yield from _fix(ctx, body, call)


def _fix(ctx: FixContext, body: Body, call: nodes.CallExpr) -> Iterator[Fix]:
    arg = unparen(call.arg_list[0])
    t = unalias(arg.typ) if arg.typ is not None else None
    if not isinstance(t, Named) or t.obj.pkg is not ctx.pkg or t.targs:
        return
    elem = elem_slice.elem if isinstance(elem_slice := under(t), Slice) else None
    less = _methods(ctx, t)
    sliced = arg
    if isinstance(arg, nodes.CallExpr) and converts(arg.fun):
        sliced = unparen(arg.arg_list[0])
    if elem is None or no_copy(elem) or less is None or sliced.typ is None or not isinstance(under(sliced.typ), Slice):
        return
    typ, x, y = written(ctx, body, elem), fresh(ctx, body, "x", "a", "left"), fresh(ctx, body, "y", "b", "right")
    if typ is None or x is None or y is None or not 0 <= checker_of(ctx.pkg).config.sizes.sizeof(elem) <= MAX_SIZE:
        return
    rewrite = Rewrite(ctx)
    slices, cmp = rewrite.package(body, "slices"), rewrite.package(body, "cmp")
    stmt = body.statement(call)
    what = rewrite.text(sliced, stmt) if stmt is not None else None
    if slices is None or cmp is None or what is None or "\n" in what:
        return
    text = _compared(less, x, y, cmp)
    if text is None:
        return
    indent = rewrite.indent(stmt) if stmt is not None else None
    if indent is None:
        return
    new = f"{slices}.{_NEW[called(call)]}"
    rewrite.replace(call, f"{new}({what}, func({x}, {y} {typ}) int {text})".replace("\n", f"\n{indent}"))
    title = say("Sort {what} by {new}", what=what, new=new)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=CALLS))


def _methods(ctx: FixContext, t: Named) -> nodes.FuncDecl | None:
    """The type's Less, if its Len and Swap are as they have to be."""
    found: dict[str, nodes.FuncDecl] = {}
    for decl in ctx.all_funcs():
        recv = getattr(decl.name.obj.typ, "recv", None) if isinstance(decl.name.obj, Func) else None
        if decl.recv is not None and recv is not None and unalias(recv.typ) is t:
            found[decl.name.value] = decl
    less, length, swap = (found.get(name) for name in ("Less", "Len", "Swap"))
    if less is None or length is None or swap is None or not (_is_len(length) and _is_swap(swap)):
        return None
    return less


def _receiver(decl: nodes.FuncDecl) -> Var | None:
    name = decl.recv.name if decl.recv is not None else None
    return name.obj if name is not None and isinstance(name.obj, Var) else None


def _parameters(decl: nodes.FuncDecl) -> list[Var]:
    found = [field.name.obj for field in decl.type.param_list if field.name is not None]
    return [var for var in found if isinstance(var, Var)]


def _is_len(decl: nodes.FuncDecl) -> bool:
    """`{ return len(s) }`"""
    match decl.body:
        case nodes.BlockStmt(
            stmts=[nodes.ReturnStmt(results=nodes.CallExpr(arg_list=[nodes.Name(obj=Var() as s)]) as e)]
        ):
            return builtin_name(e) == "len" and s is _receiver(decl)
        case _:
            return False


def _is_swap(decl: nodes.FuncDecl) -> bool:
    """`{ s[i], s[j] = s[j], s[i] }`"""
    match decl.body:
        case nodes.BlockStmt(
            stmts=[nodes.AssignStmt(op="", lhs=nodes.ListExpr(elem_list=[a, b]), rhs=nodes.ListExpr(elem_list=[c, d]))]
        ):
            i, j, k, m = (_index(decl, e) for e in (a, b, c, d))
            return (
                i is not None and j is not None and i is not j and (k, m) == (j, i) and {i, j} == {*_parameters(decl)}
            )
        case _:
            return False


def _index(decl: nodes.FuncDecl, e: nodes.Expr) -> Var | None:
    """i of s[i], s the receiver."""
    match unparen(e):
        case nodes.IndexExpr(x=nodes.Name(obj=Var() as s), index=nodes.Name(obj=Var() as i)) if s is _receiver(decl):
            return i
        case _:
            return None


def _compared(less: nodes.FuncDecl, x: str, y: str, cmp: str) -> str | None:
    """The body of the function that compares x and y; None if Less is of another kind."""
    s, params = _receiver(less), _parameters(less)
    if s is None or len(params) != 2 or less.body is None:
        return None
    pieces = Less((s,), dict(zip(params, (x, y), strict=True)), cmp).pieces(less.body.stmts)
    if pieces is None:
        return None
    texts = [text for _, text in pieces]
    if len(texts) == 1:
        return f"{{ return {texts[0]} }}"
    tests = [
        f"\tif {test} {{\n\t\treturn {result}\n\t}}\n" for test, result in zip(texts[:-1:2], texts[1::2], strict=True)
    ]
    return f"{{\n{''.join(tests)}\treturn {texts[-1]}\n}}"

"""sort.Slice and sort.SliceStable become slices.SortFunc and slices.SortStableFunc.

    sort.Slice(s, func(i, j int) bool { return s[i].n < s[j].n })
    slices.SortFunc(s, func(x, y T) int { return cmp.Compare(x.n, y.n) })

The two packages run the same algorithm with the same comparisons and exchanges (zsortfunc.go, zsortanyfunc.go), so also
elements that are equal come out in the same order. Conditions:

- the module's language has them (Go 1.21);
- the slice is a variable or a field of one, and the function a literal that names nothing but fields of its elements i
  and j, and what maps hold by these;
- it returns one comparison by < or >, after any number of `if a != b { return … }` of the same kind, of integers or
  strings (floats order NaN in another way), or one of times by Before or After, which Compare does in the same way;
- the element's type can be written there, is at most 80 bytes, and may be copied (no locks in it): it is for every
  comparison.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.effects.copies import no_copy
from escapelens.fixes.effects.language import language
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.effects.written import written
from escapelens.fixes.kinds.writers import method
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Var
from escapelens.model.predicates import is_integer, is_string
from escapelens.model.selection import FIELD_VAL
from escapelens.model.types import Map, Slice, TypeParam
from escapelens.model.under import unalias, under
from escapelens.releases.known import has_slices
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "sort_slice"
BULK = True
MAX_SIZE = 80  # bytes

_NEW = {"sort.Slice": "SortFunc", "sort.SliceStable": "SortStableFunc"}
_FREE = Bounds(0, 0)
CALLS = (
    *((f"slices.{name}", _FREE) for name in (*_NEW.values(), "pdqsortCmpFunc", "stableCmpFunc")),
    ("time.Time.Compare", _FREE),
)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    if not has_slices(language(ctx)):
        return
    for body, call in calls_at(ctx, path, start, end):
        if called(call) in _NEW and isinstance(body.parents.get(call), nodes.ExprStmt):
            yield from _fix(ctx, body, call)


def _fix(ctx: FixContext, body: Body, call: nodes.CallExpr) -> Iterator[Fix]:
    if len(call.arg_list) != 2 or call.has_dots:
        return
    s, less = call.arg_list
    if not path_of(s) or not isinstance(less, nodes.FuncLit):
        return
    t, params = under(s.typ) if s.typ is not None else None, less.type.param_list
    if not isinstance(t, Slice) or len(params) != 2:
        return
    i, j = (p.name.obj if p.name is not None else None for p in params)
    typ = written(ctx, body, t.elem)
    x, y = fresh(ctx, body, "x", "a", "left"), fresh(ctx, body, "y", "b", "right")
    if not isinstance(i, Var) or not isinstance(j, Var) or typ is None or x is None or y is None:
        return
    if no_copy(t.elem) or not 0 <= checker_of(ctx.pkg).config.sizes.sizeof(t.elem) <= MAX_SIZE:
        return
    rewrite = Rewrite(ctx)
    slices = rewrite.package(body, "slices")
    pieces = Less(path_of(s), {i: x, j: y}, "", elsewhere=True).pieces(less.body.stmts)
    if slices is None or pieces is None:
        return
    if any(text.startswith(".Compare(") for _, text in pieces):
        if (cmp := rewrite.package(body, "cmp")) is None:
            return
        pieces = [(e, f"{cmp}{text}" if text.startswith(".Compare(") else text) for e, text in pieces]
    for old, text in pieces:
        rewrite.replace(old, text)
    new = f"{slices}.{_NEW[called(call)]}"
    rewrite.replace(call.fun, new)
    file, first, _ = ctx.span(less)
    _, brace, _ = ctx.span(less.body)
    rewrite.edits.append(Edit(file, first, brace, f"func({x}, {y} {typ}) int "))
    title = say("Sort {what} by {new}", what=ctx.text(s), new=new)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=CALLS))


def path_of(e: nodes.Expr) -> tuple[object, ...]:
    """The variable and the fields that `v.a.b` selects; () for everything else."""
    e = unparen(e)
    if isinstance(e, nodes.Name):
        return (e.obj,) if isinstance(e.obj, Var) else ()
    if isinstance(e, nodes.SelectorExpr) and e.selection is not None and e.selection.kind == FIELD_VAL:
        above = path_of(e.x)
        return (*above, e.sel.value) if above else ()
    return ()


class Less:
    """A function that says which of two elements is less, as one that compares them: the pieces of its body anew."""

    def __init__(self, s: tuple[object, ...], names: dict[Var, str], cmp: str, *, elsewhere: bool = False) -> None:
        """s[i] is written names[i], for each of the two parameters, s by its `path_of`; cmp: the name of the package.
        elsewhere: what the elements lead to may be asked for, maps and methods, as the names mean the same."""
        self.s, self.names, self.cmp, self.elsewhere = s, names, cmp, elsewhere

    def pieces(self, stmts: list[nodes.Stmt]) -> list[tuple[nodes.Expr, str]] | None:
        """Each condition and result with its new text, in order; None as soon as one is of another kind."""
        found: list[tuple[nodes.Expr, str] | None] = []
        for stmt in stmts[:-1]:
            if not isinstance(stmt, nodes.IfStmt) or stmt.init is not None or stmt.else_ is not None:
                return None
            test = self._differ(stmt.cond)
            if test is None or len(stmt.then.stmts) != 1:
                return None
            found += [(stmt.cond, test), self._result(stmt.then.stmts[0])]
        found += [self._result(stmt) for stmt in stmts[-1:]]
        known = [piece for piece in found if piece is not None]
        return known if known and len(known) == len(found) else None

    def _differ(self, cond: nodes.Expr) -> str | None:
        if isinstance(cond, nodes.Operation) and cond.op == "!" and cond.y is None:
            times = self._times(cond.x, "Equal")
            return None if times is None else f"!{times[0]}.Equal({times[1]})"
        sides = self._sides(cond, "!=")
        return None if sides is None else f"{sides[0]} != {sides[1]}"

    def _result(self, stmt: nodes.Stmt) -> tuple[nodes.Expr, str] | None:
        e = stmt.results if isinstance(stmt, nodes.ReturnStmt) else None
        less = None if e is None else unparen(e)
        times = None if less is None else self._times(less, "Before", "After")
        if e is not None and times is not None:
            return e, f"{times[0]}.Compare({times[1]})"
        sides = None if less is None else self._sides(less, "<", ">")
        if e is None or sides is None:
            return None
        first, second = sides if isinstance(less, nodes.Operation) and less.op == "<" else sides[::-1]
        return e, f"{self.cmp}.Compare({first}, {second})"

    def _sides(self, e: nodes.Expr, *ops: str) -> tuple[str, str] | None:
        if not isinstance(e, nodes.Operation) or e.op not in ops or e.y is None:
            return None
        first, second = self._key(e.x), self._key(e.y)
        return None if first is None or second is None or not (_ordered(e.x) and _ordered(e.y)) else (first, second)

    def _times(self, e: nodes.Expr, *methods: str) -> tuple[str, str] | None:
        """The two times that are compared by one of the methods, the one that has to be less first."""
        e = unparen(e)
        if not self.elsewhere or not isinstance(e, nodes.CallExpr) or len(e.arg_list) != 1:
            return None
        fun = unparen(e.fun)
        by = next((name for name in methods if method(fun, name) == "time.Time"), "")
        if not by or not isinstance(fun, nodes.SelectorExpr) or fun.selection is None or len(fun.selection.index) != 1:
            return None
        first, second = self._key(fun.x), self._key(e.arg_list[0])
        if first is None or second is None:
            return None
        return (second, first) if by == "After" else (first, second)

    def _key(self, e: nodes.Expr) -> str | None:
        """An element, a field below it, or what a map holds by that."""
        if isinstance(e, nodes.SelectorExpr) and e.selection is not None and e.selection.kind == FIELD_VAL:
            below = self._key(e.x)
            return None if below is None else f"{below}.{e.sel.value}"
        if not isinstance(e, nodes.IndexExpr):
            return None
        index = e.index
        if isinstance(index, nodes.Name) and isinstance(index.obj, Var) and path_of(e.x) == self.s:
            return self.names.get(index.obj)
        if self.elsewhere and isinstance(e.x, nodes.Name) and e.x.typ is not None and isinstance(under(e.x.typ), Map):
            below = self._key(index)
            return None if below is None else f"{e.x.value}[{below}]"
        return None


def _ordered(e: nodes.Expr) -> bool:
    t = None if e.typ is None else unalias(e.typ)
    return t is not None and not isinstance(t, TypeParam) and (is_integer(t) or is_string(t))

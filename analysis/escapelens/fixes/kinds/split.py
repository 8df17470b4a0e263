"""Text that is split only to be looked at is not put into a slice.

    for _, f := range strings.Split(s, ",") {    ->    for f := range strings.SplitSeq(s, ",") {
    name := strings.Split(s, "=")[0]             ->    name, _, _ := strings.Cut(s, "=")
    n := len(strings.Split(s, ","))              ->    n := strings.Count(s, ",") + 1

Conditions:

- the separator is a constant and not empty (an empty one splits into characters); `Fields` is left alone: of blank text
  it makes no slice, so nobody can say what is gained;
- a loop takes the elements only, not their indexes; neither defers nor recovers, which in the body of such a loop is
  another matter; the file's language knows loops over functions, and the module's std the function (Go 1.24);
- of one element, it is the first, and all that the statement assigns or returns; `SplitN` splits in two at least; the
  module's std has Cut (Go 1.18); of a variable with the elements, see `cut.py`;
- a number stands where gofmt's spacing of its sum is known.

Whether the loop's body is inlined, and its variables stay off the heap, is for the judge to find out.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, builtin_name
from escapelens.fixes.effects.calls import called, calls_at, depth
from escapelens.fixes.effects.language import language
from escapelens.fixes.effects.names import file_scope, fresh
from escapelens.fixes.kinds.cut import cut_parts
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.releases.known import has_cut, has_split_seq
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "split"
BULK = True

_WALKED = {"strings.Split": "SplitSeq", "strings.SplitAfter": "SplitAfterSeq"}
_FREE = Bounds(0, 0)
_CALLS = (
    *((f"strings.{name}", Bounds(1, 1)) for name in ("Split", "SplitN", "SplitAfter", "genSplit")),
    *((f"strings.{name}", _FREE) for name in ("SplitSeq", "SplitAfterSeq", "splitSeq")),
    *((f"{p}.{name}", _FREE) for p in ("strings", "internal/stringslite") for name in ("Index", "Cut", "Count")),
    *((f"unicode/utf8.{name}", _FREE) for name in ("DecodeRuneInString", "decodeRuneInStringSlow")),
    *((f"internal/bytealg.{name}", _FREE) for name in ("CountString", "IndexByteString", "IndexString")),
)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        old = called(call)
        if not old.startswith("strings.") or call.has_dots or not _splits(old, call.arg_list):
            continue
        rewrite = Rewrite(ctx)
        new = _walk(ctx, body, rewrite, call, old) or _first(ctx, body, rewrite, call)
        new = new or _count(ctx, body, rewrite, call) or ("Cut" if cut_parts(ctx, body, rewrite, call) else "")
        if new:
            title = say("Replace {old} by {new}", old=old, new=f"strings.{new}")
            yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=_CALLS))


def _splits(name: str, args: list[nodes.Expr]) -> bool:
    """Whether the call splits by a constant that is not empty."""
    if name == "strings.SplitN":
        n = args[2].val if len(args) == 3 else None
        return isinstance(n, int) and (n > 1 or n < 0) and bool(args[1].val)
    return name in _WALKED and len(args) == 2 and bool(args[1].val)


def _walk(ctx: FixContext, body: Body, rewrite: Rewrite, call: nodes.CallExpr, old: str) -> str:
    """The function that a loop over the call's elements may range over, "" if there is none."""
    clause = body.parents.get(call)
    loop = body.parents.get(clause) if clause is not None else None
    fun, file = unparen(call.fun), file_scope(ctx, body)
    if not isinstance(clause, nodes.RangeClause) or not isinstance(loop, nodes.ForStmt) or old not in _WALKED:
        return ""
    if file is None or not has_split_seq(language(ctx)) or not has_split_seq(file.version):
        return ""
    if any(isinstance(n, nodes.CallStmt) or builtin_name(n) == "recover" for n in walk(loop.body)):
        return ""
    assert isinstance(fun, nodes.SelectorExpr)
    if clause.lhs is not None:
        names = clause.lhs.elem_list if isinstance(clause.lhs, nodes.ListExpr) else []
        if len(names) != 2 or not isinstance(names[0], nodes.Name) or names[0].value != "_":
            return ""
        rewrite.replace(clause.lhs, ctx.text(names[1]))
    rewrite.replace(fun.sel, _WALKED[old])
    return _WALKED[old]


def _first(ctx: FixContext, body: Body, rewrite: Rewrite, call: nodes.CallExpr) -> str:
    """Cut, if all that is made of the call is a statement that assigns or returns its first element."""
    index = body.parents.get(call)
    stmt = body.parents.get(index) if index is not None else None
    fun = unparen(call.fun)
    if not isinstance(index, nodes.IndexExpr) or index.x is not call or index.index.val != 0 or len(call.arg_list) < 2:
        return ""
    if called(call) == "strings.SplitAfter" or not has_cut(language(ctx)):
        return ""
    assert isinstance(fun, nodes.SelectorExpr)
    text, sep = (ctx.text(arg) for arg in call.arg_list[:2])
    cut = f"{ctx.text(fun.x)}.Cut({text}, {sep})"
    if isinstance(stmt, nodes.ReturnStmt) and stmt.results is index:
        name, around = fresh(ctx, body, "first", "head", "before"), body.parents.get(stmt)
        if name is None or around is None or "\n" not in ctx.text(around) or "\n" in cut:
            return ""
        rewrite.insert_before(stmt, f"{name}, _, _ := {cut}")
        rewrite.replace(index, name)
        return "Cut"
    if not isinstance(stmt, nodes.AssignStmt) or stmt.rhs is not index or stmt.op not in ("", ":="):
        return ""
    if isinstance(stmt.lhs, nodes.ListExpr):
        return ""
    rewrite.replace(stmt.lhs, f"{ctx.text(stmt.lhs)}, _, _")
    rewrite.replace(index, cut)
    return "Cut"


def _count(ctx: FixContext, body: Body, rewrite: Rewrite, call: nodes.CallExpr) -> str:
    """Count, if only the number of elements is asked for."""
    length = body.parents.get(call)
    fun = unparen(call.fun)
    if not isinstance(length, nodes.CallExpr) or builtin_name(length) != "len" or len(call.arg_list) != 2:
        return ""
    level = depth(body, length)
    if level is None:
        return ""
    assert isinstance(fun, nodes.SelectorExpr)
    plus = " + " if level == 1 else "+"
    args = ", ".join(ctx.text(arg) for arg in call.arg_list)
    rewrite.replace(length, f"{ctx.text(fun.x)}.Count({args}){plus}1")
    return "Count"

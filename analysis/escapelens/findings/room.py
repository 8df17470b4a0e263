"""Is there room in a slice that is appended to? Then append does not grow it, as far as whoever made it chose well.

What: it was made with a capacity of its own, or given one by slices.Grow or a method Grow; what is cut out leaves less
than there was; or the room is asked for before, `if cap(x)-len(x) < n { return }`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.names import shorten, source_text
from escapelens.findings.rounds import adds_once, defined, fills_in_place, has_length, is_count, is_same_place, root_of
from escapelens.findings.shared import is_captured, uses
from escapelens.ir.static_value import definition
from escapelens.ir.visit import any_
from escapelens.model.lookup import deref, lookup_method
from escapelens.model.objects import Var
from escapelens.model.types import Named, Signature
from escapelens.model.under import under
from escapelens.say import say
from escapelens.source import CHUNKS
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unparen, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from escapelens.findings.syntax_index import SyntaxIndex
    from escapelens.ir.nodes import AnyNode

COPIES = 4  # variables that are looked through for where a slice comes from


def has_room(c: Case) -> bool:
    """Was the slice made with a capacity of its own? Then we trust that it was chosen well."""
    x = c.node.args[0] if c.node.args else None
    if _cuts_out(c) or _was_grown(c):
        return True
    if c.site is not None and not c.inlined and _is_as_long(c):
        return True
    while x is not None and x.op == "APPEND" and x.args:
        x = x.args[0]
    made, cut = x if x is not None and x.op == "MAKESLICE" else begun(x), False
    for _ in range(COPIES):
        if made is None or made.op not in ("NAME", "SLICE"):
            break
        cut = cut or made.op == "SLICE"  # make([]T, n)[:0]
        made = made.x if made.op == "SLICE" else begun(made)
    if made is not None and (_is_grown(made) or (cut and _is_lengthened(made))):
        return True
    if made is not None and (made.op == "SLICEARR" or (made.op == "MAKESLICE" and (cut or made.cap is not None))):
        return True
    return x is not None and not c.inlined and _is_given_room(c, x)


def _is_as_long(c: Case) -> bool:
    """Does it fill what is read, or was room asked for, or something cut out just before?"""
    places, site = c.ctx.places, c.site
    return site is not None and (fills_in_place(places, site) or _is_guarded(c) or _replaces_cut(c))


def _replaces_cut(c: Case) -> bool:
    """Is one element added right after one was taken away, `x = slices.Delete(x, i, i+1)` or `x = x[:len(x)-1]`?"""
    places, call = c.ctx.places, c.site
    stmt = places.parent(call) if isinstance(call, S.CallExpr) else None
    block = places.parent(stmt) if isinstance(stmt, S.AssignStmt) else None
    if not isinstance(call, S.CallExpr) or len(call.arg_list) != 2 or call.has_dots:
        return False
    if isinstance(block, S.BlockStmt):
        stmts = block.stmts
    elif isinstance(block, S.CaseClause | S.CommClause):
        stmts = block.body
    else:  # the header of a loop
        return False
    at = next((i for i, s in enumerate(stmts) if s is stmt), 0)
    before, text = stmts[at - 1] if at else None, source_text(call.arg_list[0])
    if not isinstance(before, S.AssignStmt) or source_text(before.lhs) != text or before.op:
        return False
    value = before.rhs
    if isinstance(value, S.CallExpr) and source_text(value.fun) == "slices.Delete" and len(value.arg_list) == 3:
        low, high = (source_text(n) for n in value.arg_list[1:])
        return source_text(value.arg_list[0]) == text and "".join(high.split()) == f"{low}+1"
    end = value.index[1] if isinstance(value, S.SliceExpr) and _cuts(value, text) else None
    return end is not None and "".join(source_text(end).split()) == f"len({text})-1"


def _is_grown(made: AnyNode) -> bool:
    """Is it what slices.Grow, inlined, returns?"""
    callee = made.callee if made.op == "INLCALL" else None
    pkg = callee.pkg if callee is not None else None
    return callee is not None and pkg is not None and pkg.path == "slices" and callee.sym.startswith("Grow[")


def _is_lengthened(made: AnyNode) -> bool:
    """Is it `append(s, make([]T, n)...)`, which makes room where it is cut off again?"""
    return bool(made.op == "APPEND" and made.is_ddd and len(made.args) == 2 and made.args[1].op == "MAKESLICE")


def _was_grown(c: Case) -> bool:
    """Is a method Grow of what an inlined method appends to called in this function?"""
    receiver = with_grow(c) if c.inlined else None
    table = c.ctx.places.table(c.site.pos) if receiver is not None and c.site is not None else None
    if table is None:
        return False
    calls = (n.fun for n in table.all(S.CallExpr))
    return any(isinstance(f, S.SelectorExpr) and f.sel.value == "Grow" and source_text(f.x) == receiver for f in calls)


def _cuts_out(c: Case) -> bool:
    """Is it `append(x[:i], x[i+1:]...)`, which leaves less than there was?"""
    args = c.node.args
    if not c.node.is_ddd or len(args) != 2 or any(a.op != "SLICE" for a in args) or args[0].high is None:
        return False
    head, rest = args
    text, base, low = c.ctx.printer.node, head.x, rest.low
    while base.op in ("DOT", "DOTPTR", "DEREF", "PAREN"):
        base = base.x
    if base.op != "NAME" or low is None or text(head.x) != text(rest.x):
        return False
    if low.op == "ADD" and low.y.op == "LITERAL" and isinstance(low.y.val, int) and low.y.val >= 0:
        low = low.x
    if head.high.op == "LITERAL":
        return not head.high.val
    return bool(text(low) == text(head.high)) or (low is rest.low and _is_sliced(c, head.high, low))


def _is_sliced(c: Case, low: AnyNode, high: AnyNode) -> bool:
    """Is something sliced between two variables, as `_ = x[i:j]` does to see whether it can be?"""
    if low.op != "NAME" or high.op != "NAME" or c.remark.func is None:
        return False
    ends = low.canonical, high.canonical

    def cuts(n: AnyNode) -> bool:
        return n.op in ("SLICE", "SLICE3") and [
            x.canonical if x is not None and x.op == "NAME" else None for x in (n.low, n.high)
        ] == [*ends]

    return any(any_(stmt, cuts) for stmt in c.remark.func.body)


def _is_given_room(c: Case, x: AnyNode) -> bool:
    """Is a capacity chosen where it is assigned to, as in `if cap(x) < n { x = make([]T, 0, n) }`, or in its place, or
    that of a variable that it is assigned?"""
    places, text = c.ctx.places, c.text(x)
    if x.op == "NAME":
        targets: list[S.Node] = [*uses(places, x)]
        if (declared := places.node(x.canonical.pos, (S.Name,))) is not None:
            targets.append(declared)
    elif x.op in ("DOT", "DOTPTR") and (table := places.table(x.pos)) is not None:
        last = text.rpartition(".")[2]
        named = [n for n in table.all(S.SelectorExpr) if n.sel.value == last]
        targets = [n for n in named if source_text(n) == text]
    else:
        return isinstance(c.site, S.CallExpr) and bool(c.site.arg_list) and _makes_room(c.site.arg_list[0])
    stmts = [(target, places.parent(target)) for target in targets]
    values = [s.rhs for target, s in stmts if isinstance(s, S.AssignStmt) and s.lhs is target]
    made = begun(x)
    if made is not None and made.op == "MAKESLICE" and any(_cuts(v, text) for v in values):
        return True
    return any(_makes_room(defined(places, v) if isinstance(v, S.Name) else v) for v in values)


def _cuts(n: S.Node | None, text: str) -> bool:
    """Is it `x[:n]`, after which there is room?"""
    if not isinstance(n, S.SliceExpr) or source_text(n.x) != text:
        return False
    return n.index[0] is None and n.index[1] is not None and n.index[2] is None


def _makes_room(n: S.Node | None) -> bool:
    if not isinstance(n, S.CallExpr):
        return False
    callee = source_text(n.fun)
    return callee == "slices.Grow" or (callee == "make" and len(n.arg_list) == 3)


def begun(x: AnyNode) -> AnyNode | None:
    """What a variable, or a field of one, is given where it is declared; None if that is not to be seen."""
    if x is None:
        return None
    if x.op in ("DOT", "DOTPTR"):
        whole = begun(x.x)
        if whole is not None and whole.op == "PTRLIT":
            whole = whole.x
        fields = whole.list_ if whole is not None and whole.op == "STRUCTLIT" else ()
        return next((f.value for f in fields if f.field is x.field), None)
    return definition(x)


def begins_filled(x: AnyNode) -> bool:
    """Is a variable declared with something in it, that a slice made in its place would not have?"""
    value = begun(x)
    if value is None or value.op == "NIL":
        return False
    if value.op == "SLICELIT":
        return bool(value.len)
    return not (value.op == "MAKESLICE" and value.len is not None and value.len.op == "LITERAL" and not value.len.val)


def _is_guarded(c: Case) -> bool:
    """Is there room, for it is asked before: `if cap(x)-len(x) < n { return }; x = append(x, …)`?"""
    call, places = c.site, c.ctx.places
    chunk = CHUNKS.at(call.start) if isinstance(call, S.CallExpr) else None
    if not isinstance(call, S.CallExpr) or not call.arg_list or chunk is None or b"cap(" not in chunk.text:
        return False
    place = source_text(call.arg_list[0])
    asked = [
        n
        for n in places.all(call.start, S.CallExpr)
        if source_text(n.fun) == "cap" and source_text(n.arg_list[0]) == place
    ]
    stmts = [places.parent(n) for n in asked]
    rooms = {s.lhs.obj for s in stmts if isinstance(s, S.AssignStmt) and isinstance(s.lhs, S.Name)}

    def is_room(side: S.Node | None) -> bool:
        return side is not None and any(
            n in asked or (isinstance(n, S.Name) and n.obj is not None and n.obj in rooms) for n in walk(side)
        )

    for child, parent in places.ancestors(call) if asked else ():
        if isinstance(parent, S.FuncLit):
            return False
        if isinstance(parent, S.IfStmt) and child is parent.then and _tells(parent.cond, "&&", True, is_room):
            return True
        if isinstance(parent, S.IfStmt) and child is parent.else_ and _tells(parent.cond, "||", False, is_room):
            return True
        before: list[S.Stmt] = getattr(parent, "stmts" if isinstance(parent, S.BlockStmt) else "body", [])
        if not isinstance(parent, S.BlockStmt | S.CaseClause | S.CommClause):
            continue
        for stmt in before:
            too_little = isinstance(stmt, S.IfStmt) and _tells(stmt.cond, "||", False, is_room)
            if isinstance(stmt, S.IfStmt) and stmt.end <= call.start and too_little and _ends(stmt.then):
                return True
    return False


def _tells(cond: S.Expr, joined: str, enough: bool, is_room: Callable[[S.Node | None], bool]) -> bool:
    """Does a condition, or one of those that it is joined of, compare room with something: is it enough, or not?"""
    cond = unparen(cond)
    if not isinstance(cond, S.Operation) or cond.y is None:
        return False
    if cond.op == joined:
        return any(_tells(part, joined, enough, is_room) for part in (cond.x, cond.y))
    if cond.op not in ("<", "<=", ">", ">=", "==") or (cond.op == "==" and enough):
        return False
    left, right = is_room(cond.x), is_room(cond.y)
    return left != right and (cond.op == "==" or left == (cond.op.startswith(">") is enough))


def _ends(block: S.BlockStmt) -> bool:
    """Does what follows a block not follow on it?"""
    last = block.stmts[-1] if block.stmts else None
    if isinstance(last, S.ReturnStmt | S.BranchStmt):
        return True
    call = last.x if isinstance(last, S.ExprStmt) else None
    return isinstance(call, S.CallExpr) and source_text(call.fun) == "panic"


def with_grow(c: Case) -> str | None:
    """The receiver of a call that appends, if it has a method Grow, as a strings.Builder."""
    call = c.site
    if not isinstance(call, S.CallExpr) or not isinstance(call.fun, S.SelectorExpr):
        return None
    x = call.fun.x
    typ = deref(x.typ)[0] if x.typ is not None and call.fun.selection is not None else None
    if not isinstance(typ, Named) or lookup_method(typ, None, "Grow")[1] is None:
        return None
    return shorten(source_text(x))


def grown_before(c: Case, *, sure: bool = False) -> str:
    """Advice where what is there already can be given room before a loop whose rounds can be told, else "". sure: only
    where they are as many as what is ranged over has elements."""
    call, loop = c.site, c.ctx.places.loop(c.site) if c.site is not None else None
    if loop is None or not isinstance(call, S.CallExpr) or not c.ctx.places.in_counting_loop(call):
        return ""
    if is_told_late(c) or not c.has_slices or c.ctx.places.loops(call) > 1:  # how many there will be of all
        return ""
    place = call.arg_list[0]
    if not is_same_place(c.ctx.places, place, loop):
        return ""
    over = loop.init.x if isinstance(loop.init, S.RangeClause) else None
    if call.has_dots or (over is not None and not has_length(over) and not is_count(over)):
        return ""  # how many there will be of all
    is_bound = over is not None and has_length(over) and len(call.arg_list) == 2 and adds_once(place, loop)
    is_bound = is_bound and not is_captured(c.ctx.places, root_of(place))
    if sure and not is_bound:
        return ""
    return say(
        "Before the loop, `{target} = slices.Grow({target}, {n})` makes room for all, where a bound of their number is"
        " known."
        if not is_bound
        else "Before the loop, `{target} = slices.Grow({target}, {n})` makes room for all."
        if c.ctx.places.in_every_round(call)
        else "Before the loop, `{target} = slices.Grow({target}, {n})` makes room for as many as there can be.",
        target=source_text(place),
        n=f"len({source_text(over)})" if is_bound and over is not None else "n",
    )


def is_told_late(c: Case) -> bool:
    """Is what a call gives in a round of the loop, of whatever length, appended to the same slice?"""
    places, call = c.ctx.places, c.site
    loop = places.loop(call) if call is not None else None
    if loop is None or not isinstance(call, S.CallExpr) or not call.arg_list:
        return False
    target = source_text(call.arg_list[0])
    return any(
        n.has_dots
        and source_text(n.fun) == "append"
        and source_text(n.arg_list[0]) == target
        and _is_given(places, n.arg_list[-1], loop)
        for n in walk(loop)
        if isinstance(n, S.CallExpr) and n.arg_list
    )


def _is_given(places: SyntaxIndex, added: S.Expr | None, loop: S.Node) -> bool:
    """Is it the result of a call, of this round?"""
    if isinstance(added, S.Name) and isinstance(added.obj, Var) and loop.start <= added.obj.pos < loop.end:
        added = defined(places, added)
    if not isinstance(added, S.CallExpr) or added.fun.typ is None:
        return False
    return isinstance(under(added.fun.typ), Signature)

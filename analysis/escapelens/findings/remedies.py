"""Remedies: advice that several scenarios share, and what it hangs on: where a value is made, and in place of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.anew import of_its_own
from escapelens.findings.case import Case
from escapelens.findings.names import elsewhere, function, shorten, source_text
from escapelens.findings.on_branch import copied_on_branch
from escapelens.findings.phrases import INTO_MEMORY, is_link, target_text, written
from escapelens.findings.pools import is_for_a_pool, is_for_want_of_pooled, pooled
from escapelens.findings.rounds import filled, is_done_once, is_same_place, root_of, stays
from escapelens.findings.shared import is_published, is_same_in_loop, made_within
from escapelens.ir.inltree import INL_SHIFT, POS_MASK
from escapelens.ir.scc import root_of as root_func
from escapelens.model.identity import identical
from escapelens.model.lookup import deref, lookup_method
from escapelens.model.objects import PARAM_VAR, RECV_VAR, Var
from escapelens.model.types import AnyType, Interface, Named, Pointer, Signature, Slice
from escapelens.model.typeset import type_set
from escapelens.model.under import under
from escapelens.remarks import ASSIGNMENTS, Why
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unparen, walk

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode, Node


def at_its_place(c: Case) -> str:
    """Advice that hangs on nothing but where it is made, "" if there is none."""
    if found := pooled(c) or copied_on_branch(c):
        return found
    if found := made_if_nil(c):
        return found
    missing, callee = _filled_within(c)
    if missing:
        return say(
            "It is made only where, within {callee}, {target} is missing."
            if missing.endswith("]")
            else "It is made only where, within {callee}, {target} is nil.",
            callee=callee,
            target=missing,
        )
    if (receiver := _begins_empty(c)) and is_for_room(c):
        return say(
            "{receiver} begins without room, so {callee} makes it; one that is used again has some.",
            receiver=receiver,
            callee=c.callee,
        )
    if is_for_room(c):
        return say(
            "It is made, by {callee}, only where what there is, is too small."
            if c.inlined
            else "It is made only where what there is, is too small.",
            **({"callee": c.callee} if c.inlined else {}),
        )
    if replaces_large(c):
        return say("It is made only where what there is, is too large to be kept.")
    if (place := replaces_other(c)) is not None:
        return say("It is made only where {target} has another length.", target=place)
    pair = put_before(c)
    return concat(c, *pair) if pair is not None else copied_before_append(c)


def _begins_empty(c: Case) -> str:
    """The receiver of a call that is inlined, as it is written, if it is made there: `new(big.Int).Set(x)`."""
    fun = c.site.fun if c.inlined and isinstance(c.site, S.CallExpr) else None
    if not isinstance(fun, S.SelectorExpr):
        return ""
    made = unparen(fun.x)
    if isinstance(made, S.Operation) and made.op == "&" and made.y is None:
        value = unparen(made.x)
        is_made = isinstance(value, S.CompositeLit) and not value.elem_list
    else:
        is_made = isinstance(made, S.CallExpr) and source_text(made.fun) == "new"
    return shorten(source_text(made)) if is_made else ""


def is_for_room(c: Case) -> bool:
    """Is it made only where there is too little room in what there is?"""
    cold = c.cost.site.often.cold if c.cost is not None and c.cost.site is not None else ""
    return (c.op == "MAKESLICE" and cold == "growth") or replaces_small(c)


def converted_before(c: Case) -> str:
    """Advice for a text that is converted to bytes in each round of a loop, "" where it may be another each time."""
    if c.op != "STR2BYTES" or not c.in_loop or c.inlined or not is_same_in_loop(c, c.node.x):
        return ""
    return say(
        "Nothing in the loop changes {text}: convert it once before, if nobody changes or keeps the bytes.",
        text=c.text(c.node.x),
    )


def is_constant(literal: AnyNode) -> bool:
    """Are all elements of a slice literal constants?"""
    values = (each.value if each.op == "KEY" else each for each in literal.list_)
    return not literal.implicit and bool(literal.list_) and all(v.op == "LITERAL" for v in values)


def runs_once(c: Case) -> bool:
    """Does it run when the program starts, or is it in a literal that a function init hands to somebody, or that a
    sync.Once runs?"""
    fn, site = c.remark.func, c.site
    is_initial = fn is not None and root_func(fn).sym.startswith("init.")
    return is_initial or runs_at_start(c) or (site is not None and c.ctx.places.done_once(site))


def runs_at_start(c: Case) -> bool:
    """Is it in a function init, or in what a package variable is initialised with, but for literals that are kept?"""
    fn, places = c.remark.func, c.ctx.places
    literal = places.literal(c.site) if c.site is not None else None
    call = places.parent(literal) if literal is not None else None
    is_kept = literal is not None and not (isinstance(call, S.CallExpr) and call.fun is literal)
    return fn is not None and not is_kept and root_func(fn).sym.partition(".")[0] == "init"


def is_blank(literal: AnyNode) -> bool:
    """Are all elements of a slice literal of constants zero, so that it may be there to be filled?"""
    values = [each.value if each.op == "KEY" else each for each in literal.list_]
    return all(v.op == "LITERAL" and v.val in (0, "", False) for v in values)


def bound_before(c: Case) -> str:
    """Advice for a method value that is made in each round of a loop, "" where it may be another each time."""
    if c.op != "METHVALUE" or not c.in_loop or c.inlined or not is_same_in_loop(c, c.node.x):
        return ""
    if c.site is not None and c.ctx.places.on_branch(c.site):
        return ""  # made before, it would be made for nothing where no round comes by
    return say("Nothing in the loop changes {name}: make {what} once before.", name=c.text(c.node.x), what=c.what)


def ranged_copy(c: Case) -> str:
    """Advice for the variable of a range that a copy of each element is put in, "" for others."""
    name = c.site if c.is_variable and not c.inlined else None
    clause = c.ctx.places.parent(name) if name is not None else None
    if isinstance(clause, S.ListExpr):
        clause = c.ctx.places.parent(clause)
    if not isinstance(clause, S.RangeClause) or not clause.def_ or not isinstance(clause.lhs, S.ListExpr):
        return ""
    over, typ = clause.x, under(clause.x.typ) if clause.x.typ is not None else None
    if (
        clause.lhs.elem_list[1] is not name
        or not isinstance(typ, Slice)
        or not isinstance(over, S.Name | S.SelectorExpr)
    ):
        return ""
    return say(
        "{what} is a copy of each element: the address of the element itself, `&{over}[i]`, needs none, where nobody"
        " minds who else has it.",
        what=c.what,
        over=shorten(source_text(over)),
    )


def renewed(c: Case, *, kept: bool = False) -> str:
    """Advice where a function that is inlined here makes something new; kept: it is stored for good."""
    if found := at_its_place(c):
        return found
    maybe = c.maybe
    again = not kept and not c.to_result and is_object(c)
    if not again and not maybe and (kept or c.to_result):
        return of_its_own(c)
    if again and has_reset(c):
        return say(
            "Each call of {callee} may make something new; in hot code keep one and Reset it."
            if maybe
            else "Each call of {callee} makes something new; in hot code keep one and Reset it.",
            callee=c.callee,
        )
    if maybe and kept and (place := _put_into(c)):
        return say("{callee} makes it on some of its ways, and keeps it in {target}.", callee=c.callee, target=place)
    return say(
        "No fix is known as long as {callee} is called: on some of its ways it makes something new."
        if maybe
        else "Each call of {callee} makes something new; in hot code keep one where possible."
        if again
        else "No fix is known as long as {callee} is called: it makes something new each time.",
        callee=c.callee,
    )


def _put_into(c: Case) -> str:
    """What an inlined call puts it into by an assignment of its own, in words: memory that is there before; else ""."""
    where = c.where if c.why in ASSIGNMENTS else None
    if where is None or not where.pos >> INL_SHIFT or c.op in ("BYTES2STR", "ADDSTR") or elsewhere(c, where):
        return ""
    if c.ctx.inl_tree.outermost(where.pos) != c.ctx.inl_tree.outermost(c.node.pos):
        return ""  # another call does
    for place in c.targets(where):
        while place is not None and place.op in ("DOT", "PAREN"):
            place = place.x
        if place is not None and place.op in INTO_MEMORY and not written(place.x).pos >> INL_SHIFT:
            return target_text(c, where)
    return ""


def is_object(c: Case) -> bool:
    """Is it what an inlined call returns, an object that could be kept and used again?"""
    call = c.site
    if not isinstance(call, S.CallExpr) or not isinstance(call.typ, Pointer | Named):
        return False
    return c.op in ("NEW", "PTRLIT", "NAME") and not is_published(c)


def has_reset(c: Case) -> bool:
    """Has what an inlined call returns a method Reset, by which it could be used again?"""
    call = c.site
    if not isinstance(call, S.CallExpr):
        return False
    sig = under(call.fun.typ) if call.fun.typ is not None else None
    return resets(call.typ, [p.typ for p in sig.params.vars] if isinstance(sig, Signature) else [])


def resets(t: AnyType, made_of: list[AnyType]) -> bool:
    """Has a type a method Reset, by which values of it can be used again? made_of: types of what they are made of, one
    of which Reset has to take, too: one that takes nothing may do no more than to clear them, and one that takes
    something else may do something else."""
    if isinstance(interface := under(t) if t is not None else None, Interface):
        method = next((m for m in type_set(interface).methods if m.name == "Reset"), None)
    else:
        named = deref(t)[0] if t is not None else None
        method = lookup_method(named, None, "Reset")[1] if isinstance(named, Named) else None
    sig = method.typ if method is not None else None
    if not isinstance(sig, Signature):
        return False
    takes = [p.typ for p in sig.params.vars]
    if not made_of and not takes:
        return True
    return any(x is not None and y is not None and identical(x, y) for x in takes for y in made_of)


def in_each_round(c: Case, taker: str) -> str:
    """Advice for an object that an inlined call makes in each round of a loop, and that taker is passed; "" if it is
    none."""
    if not c.in_loop or not c.inlined or not is_object(c):
        return ""
    if has_reset(c):
        return say(
            "If {taker} does not keep it, make one before the loop, by {callee}, and Reset it in each round.",
            taker=taker,
            callee=c.callee,
        )
    return say(
        "This call costs it: {callee} makes something new each time, and {taker} lets it escape.",
        callee=c.callee,
        taker=taker,
    )


def before_loop(c: Case) -> str:
    """Advice for what nothing keeps but a variable or call outside of the loop that it is made in."""
    return say(
        "Declared before the loop, and set anew in each round, {what} could stay on the stack."
        if c.is_variable
        else "Made once before the loop, and filled anew in each round, {what} could be on the stack.",
        what=c.what,
    )


def sorted_by(c: Case) -> str:
    """Advice for what is put into an interface for package sort, "" for what is not."""
    call = c.ctx.places.parent(c.site) if c.site is not None else None
    callee = source_text(call.fun) if isinstance(call, S.CallExpr) else ""
    order: S.Node | None = c.site
    if c.inlined and isinstance(c.site, S.CallExpr) and isinstance(fun := c.site.fun, S.SelectorExpr):
        order, callee = (fun.x, "sort.Sort") if fun.sel.value == "Sort" else (order, callee)
    is_basic = isinstance(order, S.CallExpr) and source_text(order.fun) in _BASIC_ORDERS and len(order.arg_list) == 1
    if callee in ("sort.Sort", "sort.Stable") and is_basic and isinstance(order, S.CallExpr) and c.has_slices:
        return say("`slices.Sort({what})` sorts it without boxing.", what=shorten(source_text(order.arg_list[0])))
    if (c.inlined and order is not c.site) or callee not in _SORTERS or not c.has_slices:
        return ""
    better = "slices.SortStableFunc" if "Stable" in callee else "slices.SortFunc"
    return say("{better} sorts it without boxing, where {callee} boxes it.", better=better, callee=callee)


_BASIC_ORDERS = ("sort.StringSlice", "sort.IntSlice", "sort.Float64Slice")
_SORTERS = ("sort.Sort", "sort.Stable", "sort.Slice", "sort.SliceStable", "sort.Reverse")


def replaces_small(c: Case) -> bool:
    """Is it made only where there is too little room, as in `if cap(b) < n { b = make([]byte, n) }`?"""
    made = made_within(c) if c.inlined else c.site
    if c.op != "MAKESLICE" or made is None:
        return False
    stmt = c.ctx.places.parent(made)
    place = source_text(stmt.lhs) if isinstance(stmt, S.AssignStmt) and stmt.lhs is not None else ""
    for child, parent in c.ctx.places.ancestors(made):
        if isinstance(parent, S.IfStmt | S.FuncLit):
            return isinstance(parent, S.IfStmt) and child is parent.then and _asks_for_less_room(parent.cond, place)
    return False


def replaces_large(c: Case) -> bool:
    """Is it made only where there is too much room, as in `if cap(b) > 64 { b = make([]byte, 0, 64) }`?"""
    return _asked_of(c, "cap", (">", ">=")) is not None


def replaces_other(c: Case) -> str | None:
    """What it replaces, as it is written, if that is done only where that has another length."""
    return _asked_of(c, "len", ("!=",))


def _asked_of(c: Case, function: str, ops: tuple[str, ...]) -> str | None:
    """What a slice is assigned to, if that is done where a comparison of its length or capacity holds, and only there;
    None else."""
    stmt = c.ctx.places.parent(c.site) if c.op == "MAKESLICE" and c.site is not None and not c.inlined else None
    block = c.ctx.places.parent(stmt) if isinstance(stmt, S.AssignStmt) else None
    around = c.ctx.places.parent(block) if isinstance(block, S.BlockStmt) else None
    cond = unparen(around.cond) if isinstance(around, S.IfStmt) and around.then is block else None
    asked = cond.x if isinstance(cond, S.Operation) and cond.op in ops else None
    if not isinstance(asked, S.CallExpr) or len(asked.arg_list) != 1 or not isinstance(stmt, S.AssignStmt):
        return None
    place = source_text(stmt.lhs)
    return place if source_text(asked.fun) == function and source_text(asked.arg_list[0]) == place else None


def replaces_nil(c: Case) -> str:
    """What it is assigned to, as it is written, if that is only where there is nothing yet."""
    place = filled(c.ctx.places, c.site) if c.site is not None else None
    return source_text(place) if place is not None else ""


def _filled_within(c: Case) -> tuple[str, str]:
    """The same of what a function of this package fills that is inlined here, and that function, in words: with what is
    made there, or by a call there that is inlined, too; ("", "") if nothing is."""
    places = c.ctx.places
    stack = c.ctx.inl_tree.stack(c.node.pos) if c.inlined else []
    made = made_within(c)
    for i, call in enumerate(stack):
        place = filled(places, made) if made is not None else None
        if place is not None:
            return source_text(place), shorten(function(call.name)) if i < len(stack) - 1 else c.callee
        at = call.pos & POS_MASK
        made = places.node(at, (S.CallExpr,)) if places.table(at) is not None else None
    return "", ""


def made_where_missing(c: Case, *, again: bool = False) -> str:
    """Why it is rarely made, if that is where something that stays has none yet ("missing"), or a pool ("pool"); what
    only this call knows, a variable of its own or an element, may be missing each time. again: in a loop, in whose
    rounds it has to be the same place."""
    if is_for_a_pool(c) or is_for_want_of_pooled(c):
        return "pool"
    if is_link(c.node.typ):  # which lists and trees grow by
        return ""
    made = (c.site, made_within(c)) if c.inlined else (c.site,)
    found = (place for n in made if n is not None and (place := filled(c.ctx.places, n)) is not None)
    loop = c.ctx.places.loop(c.site) if again and c.site is not None else None
    is_same = (lambda place: loop is not None and is_same_place(c.ctx.places, place, loop)) if again else stays
    return "missing" if any(stays(place) and is_same(place) for place in found) else ""


def made_if_nil(c: Case) -> str:
    """Advice for what is made where there is nothing yet, and kept there, "" where that is so each time."""
    places, target = c.ctx.places, replaces_nil(c)
    place = filled(places, c.site) if target and c.site is not None else None
    if place is None or c.site is None:
        return ""
    if any(isinstance(n, S.IndexExpr) for n in walk(place)):
        return say(
            "Unavoidable here: it is made once at most for each {target} that is missing, and kept there.",
            target=target,
        )
    if stays(place) or isinstance(place, S.Operation):
        return say("Unavoidable here: it is made only where {target} is nil, and kept there.", target=target)
    root = root_of(place)
    if root is None or not isinstance(root.obj, Var):
        return ""
    if root.obj.kind in (PARAM_VAR, RECV_VAR):
        return say("It is made only where callers pass nil as {target}.", target=target)
    if places.in_loop(c.site) and is_done_once(places, c.site):
        return say("Unavoidable here: it is made once in a call, at most, and kept in {target}.", target=target)
    return ""


def put_before(c: Case) -> tuple[AnyNode, AnyNode] | None:
    """What is put in front of what, if it is the slice literal of `append([]T{x}, rest...)`, or a of
    `append(a[:], rest...)`."""
    call = _begins(c)
    return (call.args[0], call.args[1]) if call is not None and is_concat(call) and c.has_slices else None


def is_concat(call: AnyNode) -> bool:
    """Does slices.Concat take what is appended to what: two slices of one type?"""
    if not call.is_ddd or len(call.args) != 2:
        return False
    head, rest = call.args[0].typ, call.args[1].typ
    return bool(head is not None and rest is not None and identical(head, rest))


def _begins(c: Case) -> AnyNode | None:
    """The append that begins with a case: a slice literal, or an array."""
    for where, why in c.notes:
        args: list[Node] = where.args if why in (Why.CALL_PARAMETER, Why.APPENDEE) and where.op == "APPEND" else []
        head = args[0] if args else None
        if c.inlined or head is None or head.pos >> INL_SHIFT:
            continue
        if (c.op in ("SLICELIT", "STR2BYTES") and head is c.node) or (_is_filled(head) and _is_of(head, c.node)):
            return where
    return None


def _is_filled(head: AnyNode) -> bool:
    """Is it a slice of an array that is not taken for its room, as `buf[:0]` is?"""
    high = head.high if head.op == "SLICEARR" else None
    return bool(head.op == "SLICEARR" and (high is None or high.op != "LITERAL" or high.val))


def _is_of(cut: AnyNode, array: AnyNode) -> bool:
    """Is it a slice of the variable?"""
    var = cut.x.x if cut.x.op == "ADDR" else None
    return bool(var is not None and array.op == "NAME" and var.op == "NAME" and var.canonical is array.canonical)


def copied_before_append(c: Case) -> str:
    """Advice for an array that `append(a[:], x)` moves to the heap, or a literal, "" for others."""
    call = _begins(c)
    if call is None:
        return ""
    if c.op == "STR2BYTES":
        return say(
            "Append to what has room, `append(make({type}, 0, n), {head}...)`: then {what} need not be made.",
            type=c.type_text(call.typ) or "…",
            head=c.text(call.args[0].x),
            what=c.what,
        )
    return say(
        "Append to a copy with room, `append(make({type}, 0, n), {head}...)`: then {what} itself can be on the stack.",
        type=c.type_text(call.typ) or "…",
        head=c.text(call.args[0]),
        what=c.what,
    )


def concat(c: Case, head: AnyNode, rest: AnyNode) -> str:
    return say(
        "`slices.Concat({head}, {rest})` copies both to one array; {what} itself may then be on the stack.",
        head=c.text(head),
        rest=c.text(rest),
        what=c.what,
    )


def _unconverted(n: S.Expr) -> S.AnySyntax:
    """What is converted to another integer, as in `uint64(len(b))`."""
    value = unparen(n)
    inner = unparen(value.arg_list[0]) if isinstance(value, S.CallExpr) and len(value.arg_list) == 1 else None
    return inner if isinstance(inner, S.CallExpr) and source_text(inner.fun) in ("len", "cap") else value


def _asks_for_less_room(cond: S.Node | None, place: str) -> bool:
    cond = unparen(cond) if isinstance(cond, S.Expr) else cond
    if not isinstance(cond, S.Operation) or cond.y is None:
        return False
    if cond.op in ("&&", "||"):
        return (any if cond.op == "&&" else all)(_asks_for_less_room(c, place) for c in (cond.x, cond.y))
    room = _unconverted(cond.x if cond.op in ("<", "<=", "==") else cond.y)
    if cond.op == "==" and source_text(cond.y) != "0":
        return False
    if cond.op not in ("<", "<=", ">", ">=", "==") or not isinstance(room, S.CallExpr) or len(room.arg_list) != 1:
        return False
    return source_text(room.fun) == "cap" or (source_text(room.fun) == "len" and source_text(room.arg_list[0]) == place)

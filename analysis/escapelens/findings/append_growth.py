"""append-growth: append makes a larger backing array when the capacity is used up."""

from __future__ import annotations

from escapelens.findings.asked_for import asked_as_it_is
from escapelens.findings.case import Case
from escapelens.findings.joining import put_together
from escapelens.findings.mixed import mixed_up
from escapelens.findings.names import callee_text, function_of, head_text, shorten, source_text
from escapelens.findings.phrases import is_part, tail, told_of_holder
from escapelens.findings.refilled import (
    ends_at_nothing,
    is_cut_off,
    is_refilled,
    is_refilled_field,
    led_to,
    written_base,
)
from escapelens.findings.room import COPIES, begins_filled, begun, grown_before, has_room, is_told_late, with_grow
from escapelens.findings.room_before import (
    begins_anew,
    begins_with_nothing,
    given_by,
    is_filled_by,
    is_taken_off,
    keeps_what_was,
    room_made_by,
    room_of_array,
)
from escapelens.findings.rounds import adds_once, has_length, is_count, root_of
from escapelens.findings.shared import is_assigned, uses
from escapelens.findings.spared import (
    ANEW,
    APPEND_AS_IN,
    APPEND_TO,
    AS_THEY_COME,
    BEGUN_ELSEWHERE,
    FILLED_AGAIN,
    NOT_TOLD,
    TAKEN_OFF,
    WHERE_TOLD,
)
from escapelens.findings.streamed import is_streamed, is_used_in_streamed
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PAUTO, PPARAM, PPARAMOUT
from escapelens.ir.static_value import definition
from escapelens.model.objects import LOCAL_VAR, Var
from escapelens.model.types import Array, Pointer, Signature
from escapelens.model.under import under
from escapelens.remarks import NO_ESCAPE
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, walk

CODE = "append-growth"

_MADE_FOR_IT = frozenset({"STR2BYTES", "SLICELIT", "SLICEARR"})


def recognise(c: Case) -> bool:
    return c.op == "APPEND" and (c.remark.kind != NO_ESCAPE or c.in_loop) and not has_room(c)


def message(c: Case) -> str:
    if c.inlined:
        who = say("append in {callee}, inlined here,", callee=c.callee)
    else:
        who = say("append to {name}", name=c.text(c.node.args[0]) if not _is_empty(c) else _first_text(c))
    if _is_empty(c) and c.remark.kind != NO_ESCAPE:
        told = say(
            "{append} allocates an array on the heap, unless nothing is appended"
            if c.node.is_ddd
            else "{append} allocates an array on the heap",
            append=who,
        )
        return told if mixed_up(c) is not None else _ended(c, told)
    if (c.remark.kind == NO_ESCAPE and not _buffer(c)) or (c.remark.kind != NO_ESCAPE and mixed_up(c) is not None):
        return say(
            "{append} may allocate each time that it outgrows its capacity in this loop"
            if _again(c)
            else "{append} may allocate when it outgrows its capacity",
            append=who,
        )
    if c.remark.kind == NO_ESCAPE:
        return say(
            "{append} allocates each time that it outgrows its capacity in this loop, unless a small array on the"
            " stack will do"
            if _again(c)
            else "{append} allocates when it outgrows its capacity, unless a small array on the stack will do",
            append=who,
        )
    if _buffer(c):
        told = say(
            "{append} allocates each time that it outgrows its capacity in this loop, unless a small array on the"
            " stack will do until it escapes"
            if _again(c)
            else "{append} allocates when it outgrows its capacity, unless a small array on the stack will do until it"
            " escapes",
            append=who,
        )
        return _ended(c, told)
    told = say(
        "{append} allocates a larger array on the heap each time that it outgrows its capacity in this loop"
        if _again(c)
        else "{append} allocates a larger array on the heap when it outgrows its capacity",
        append=who,
    )
    return _ended(c, told)


def _ended(c: Case, told: str) -> str:
    """What is told, and what becomes of the slice, or of a variable that holds it."""
    found = "" if c.to_result else told_of_holder(c, told)
    return found or say("{told}: the slice {tail}", told=told, tail=tail(c))


def _again(c: Case) -> bool:
    """Does it grow in the course of the loop, from a beginning in this function?"""
    return c.in_loop and c.cost is not None and not c.cost.modest and not _is_fresh(c)


def advice(c: Case) -> str:
    if c.inlined and _is_empty(c):
        return say("No fix is known as long as {callee} is called: it makes something new each time.", callee=c.callee)
    if c.inlined:
        if (receiver := with_grow(c)) is not None:
            return say(
                "As far as the length can be told before, `{receiver}.Grow(n)` makes room for n bytes at once.",
                receiver=receiver,
            )
        return _within(c)
    base = c.node.args[0] if c.node.args else None
    while base is not None and base.op == "SLICE":
        base = base.x
    name = c.text(base) if base is not None else say("the slice")
    first = c.site.arg_list[0] if isinstance(c.site, S.CallExpr) and c.site.arg_list else None
    if isinstance(first, S.CallExpr) and source_text(first.fun) == "append":
        inner, typ = first.arg_list[0] if first.arg_list else None, c.type_text(c.node.typ) or "…"
        while isinstance(inner, S.CallExpr) and source_text(inner.fun) == "append" and inner.arg_list:
            inner = inner.arg_list[0]
        if isinstance(inner, S.Name | S.SelectorExpr) and source_text(inner) != "nil":
            return say(
                "`append(make({type}, 0, n), {head}...)`, as what the inner append begins with, has room for all.",
                type=typ,
                head=shorten(source_text(inner)),
            )
        return say("`make({type}, 0, n)`, as what the inner append begins with, has room for all.", type=typ)
    if isinstance(first, S.CallExpr) and base is not None and base.op not in ("CONVNOP", "STR2BYTES"):
        return say("How much room there is, is up to {callee}.", callee=callee_text(first.fun))
    if (room := room_of_array(base)) and isinstance(first, S.SliceExpr):
        return say(
            "{name} has room for {n}: an array on the heap is made only for more.",
            name=shorten(source_text(first.x)),
            n=room,
        )
    if (isinstance(first, S.SliceExpr) and ends_at_nothing(first)) or is_refilled_field(c):
        return FILLED_AGAIN
    if is_cut_off(c):
        return say("What is added is cut off again, so it grows only where it never held as much.")
    if _is_empty(c) or _is_copied(c):
        return _copied(c)
    if found := _has_room_left(c):
        return found
    if base is not None and base.op in _MADE_FOR_IT and base is c.node.args[0]:
        return put_together(c, base)
    if c.in_loop and isinstance(c.site, S.CallExpr) and isinstance(first, S.Name | S.SelectorExpr) and _stays(c, first):
        return say(
            "{name} stays as it is, so a round copies it where it has no room; if what comes of that is not kept, one"
            " buffer will do: `buf = append(buf[:0], {source}...)`, and the rest is appended to buf.",
            name=name,
            source=shorten(source_text(first)),
        )
    is_variable = bool(c.node.args) and c.node.args[0].op == "NAME"
    passed = _passed(c)
    modest = c.cost is not None and c.cost.modest
    if c.in_loop and (modest or not is_variable) and (found := grown_before(c, sure=bool(passed))):
        return found
    if passed:
        return say("Callers pass {name}: where they give it room, it does not grow.", name=passed)
    if not c.in_loop or not is_variable:
        fn = c.remark.func
        own = base is not None and base.op == "NAME" and base.class_ in (PAUTO, PPARAMOUT)
        if c.to_result and own and fn is not None and fn.closure_parent is None:
            if (n := _added(c)) > 1:
                return say(
                    "Before the first of them, `{name} = make({type}, 0, {n})` gives it room for all {n}.",
                    name=name,
                    type=c.type_text(c.node.typ) or "…",
                    n=n,
                )
            if found := asked_as_it_is(fn):
                return found
            sig = fn.typ
            is_plain = not fn.is_method and isinstance(sig, Signature) and len(sig.results.vars) == 1
            return say(
                APPEND_AS_IN if is_plain else APPEND_TO,
                name=name,
                **({"function": function_of(c)} if is_plain else {}),
            )
        return _where_told(c, name)
    if modest and is_refilled(c):
        return FILLED_AGAIN
    if begins_anew(c):
        if keeps_what_was(c):
            return say(
                "No fix is known as long as what {name} held is kept when it begins with nothing again.", name=name
            )
        return say(ANEW, name=name)
    if _is_streamed(c):
        return say(AS_THEY_COME, name=name)
    if modest and not (
        _is_fresh(c) and (first_value := begun(c.node.args[0])) is not None and first_value.op == "STR2BYTES"
    ):
        return _where_told(c, name)
    typ = c.type_text(c.node.typ)
    code = f"make({typ}, 0, n)" if typ else "make"
    if (is_replaced := _is_replaced_before(c)) and c.has_slices:
        return say(
            "Before the loop, `{target} = slices.Grow({target}, {n})` makes room for all, where a bound of their"
            " number is known.",
            target=name,
            n="n",
        )
    if is_replaced:
        return _where_told(c, name)
    if begins_filled(c.node.args[0]):
        return say("What {name} begins with, appended to `{make}`, leaves room for all.", name=name, make=code)
    if not _is_fresh(c) and _is_begun_before(c) and (givers := given_by(c, name)):
        return say("How much room there is, is up to {callee}.", callee=givers)
    if _is_fresh(c) or _is_begun_before(c):
        return say(
            "Where it is declared, `{make}` would give {name} room for all, if their number or a bound of it is known"
            " there.",
            name=name,
            make=code,
        )
    is_counted = c.site is None or (
        c.ctx.places.in_every_round(c.site, _declared(c)) and _counts(c.ctx.places.loop(c.site))
    )
    if c.node.is_ddd or not is_counted:
        return say(
            "Before the loop, `{make}` gives {name} room for all, where their number or a bound of it is known.",
            name=name,
            make=code,
        )
    if count := _count(c):
        code = f"make({typ}, 0, {count})" if typ else "make"
    return say("Make {name} with the final capacity before the loop, `{make}`.", name=name, make=code)


def _has_room_left(c: Case) -> str:
    """Advice where room is made before, or left by what is taken off; else ""."""
    if maker := room_made_by(c):
        return say("{callee} is called before to make room: it grows only where that is not enough.", callee=maker)
    return TAKEN_OFF if is_taken_off(c) else ""


def _added(c: Case) -> int:
    """How many elements are added to a variable that begins with nothing, one after the other and in no loop; 0 if
    that is not known."""
    base, places, count = c.node.args[0], c.ctx.places, 0
    value = begun(base)
    if value is not None and value.op != "NIL":
        return 0
    for use in uses(places, base):
        up = places.parent(use)
        if isinstance(up, S.CallExpr) and up.arg_list and up.arg_list[0] is use and source_text(up.fun) == "append":
            if up.has_dots or places.in_loop(up) or places.literal(up) is not None:
                return 0
            count += len(up.arg_list) - 1
        elif is_assigned(places, use):
            value_of = up.rhs if isinstance(up, S.AssignStmt) and up.lhs is use else None
            if not isinstance(value_of, S.CallExpr) or source_text(value_of.fun) != "append":
                return 0
    return count


def _copied(c: Case) -> str:
    """Advice for what is appended to nothing, which is how a slice is copied."""
    args = c.site.arg_list if isinstance(c.site, S.CallExpr) else []
    if not c.node.is_ddd or len(args) != 2:
        typ = c.type_text(c.node.typ)
        return say(
            "A literal, `{type}{{…}}`, has room for just these, where append may make more.",
            type=typ if typ.startswith("[") else "[]T",
        )
    source = shorten(source_text(args[1]))
    if c.remark.kind == NO_ESCAPE:
        return say("In hot code keep one slice and use it again: `append(buf[:0], {what}...)`.", what=source)
    return say(
        "Unavoidable as long as the result is a copy of {what}, not {what} itself."
        if c.to_result and not is_part(c)
        else "Unavoidable as long as what is kept is a copy of {what}, not {what} itself.",
        what=source,
    )


def _where_told(c: Case, name: str) -> str:
    if is_filled_by(c, name):
        return FILLED_AGAIN
    if givers := given_by(c, name):
        return say("How much room there is, is up to {callee}.", callee=givers)
    if not c.in_loop and (not c.node.args or c.node.args[0].op != "NAME"):
        return say(NOT_TOLD, name=name)
    return say(AS_THEY_COME if _is_streamed(c) else WHERE_TOLD, name=name)


def _is_streamed(c: Case) -> bool:
    """Is it only known when the loop ends how many there are?"""
    return c.in_loop and c.site is not None and (is_streamed(c.ctx.places, c.site, _declared(c)) or is_told_late(c))


def _count(c: Case) -> str:
    """How many elements there will be, `len(xs)`, where one is added in each round of a loop over what has a length."""
    call, loop = c.site, c.ctx.places.loop(c.site) if c.site is not None else None
    over = loop.init.x if loop is not None and isinstance(loop.init, S.RangeClause) else None
    if loop is None or over is None or not isinstance(call, S.CallExpr) or len(call.arg_list) != 2:
        return ""
    is_known = has_length(over) and c.ctx.places.loops(call, _declared(c)) == 1 and adds_once(call.arg_list[0], loop)
    return f"len({shorten(source_text(over))})" if is_known else ""


def _declared(c: Case) -> int:
    """Where what it appends to is declared, 0 if that is no variable of this function."""
    base = c.node.args[0] if c.node.args and not c.inlined else None
    is_own = base is not None and base.op == "NAME" and base.class_ == PAUTO
    return base.canonical.pos if base is not None and is_own else 0


def _counts(loop: S.ForStmt | None) -> bool:
    """Is the number of rounds known before: a range over what has a length, `for i := 0; i < n; i++`?"""
    if loop is None or isinstance(clause := loop.init, S.RangeClause):
        return loop is not None and isinstance(clause, S.RangeClause) and (has_length(clause.x) or is_count(clause.x))
    return isinstance(loop.post, S.AssignStmt) and loop.post.op in ("+", "-") and loop.cond is not None


def _within(c: Case) -> str:
    """Advice for what a function that is inlined here appends to."""
    growth = c.cost.site.growth if c.cost is not None and c.cost.site is not None else None
    is_nil = begins_with_nothing(c)
    begins = (growth is not None and growth.start >= 0) or is_nil
    if c.node.is_ddd and len(c.node.args) == 2 and c.node.args[1].op == "MAKESLICE":
        return say(
            "No fix is known as long as {callee} is called: what it makes is new each time."
            if begins
            else "It is made, by {callee}, only where what there is, is too small.",
            callee=c.callee,
        )
    if is_nil:
        return say("No fix is known as long as {callee} is passed nil to append to.", callee=c.callee)
    if begins:
        return say("This call costs it: {callee} begins a slice, and lets it grow.", callee=c.callee)
    if is_refilled_field(c):
        return FILLED_AGAIN
    base, own = written_base(c)
    if own and base is not None and base.op == "NAME" and base.canonical.class_ == PPARAM:
        return say("Callers pass {name}: where they give it room, it does not grow.", name=c.text(base))
    if own and base is not None and base.op in ("NAME", "DOT", "DOTPTR"):
        return _where_told(c, c.text(base))
    call = c.site.fun if isinstance(c.site, S.CallExpr) else None
    root = root_of(call.x) if isinstance(call, S.SelectorExpr) else None
    var = root.obj if root is not None else None
    if isinstance(var, Var) and var.kind == LOCAL_VAR and base is not None and base.canonical.obj is var:
        if found := _has_room_left(c):
            return found
        if _is_hidden(c):
            return say("This call may cost it: {callee} lets a slice grow.", callee=c.callee)
        if givers := given_by(c, var.name):
            return say("How much room there is, is up to {callee}.", callee=givers)
        if is_used_in_streamed(c.ctx.places, var):
            return say(NOT_TOLD, name=var.name)
        return say(
            "{callee} appends; where {name} is made, room for all would do, as far as that can be told.",
            callee=c.callee,
            name=var.name,
        )
    if base is not None:
        return say(BEGUN_ELSEWHERE, callee=c.callee)
    return say("This call may cost it: {callee} lets a slice grow.", callee=c.callee)


def _is_hidden(c: Case) -> bool:
    """Is what an inlined function appends to a field that this package cannot name, so that it cannot make room?"""
    here = c.remark.func.pkg if c.remark.func is not None else None
    fields = (n.field for n in led_to(c) if n.op in ("DOT", "DOTPTR"))
    return any(field is not None and not field.exported and field.pkg is not here for field in fields)


def _passed(c: Case) -> str:
    """The parameter that it appends to, or to what that began as; "" if it is something else by then."""
    base = c.node.args[0] if c.node.args and not c.inlined else None
    for _ in range(2 * COPIES):
        while base is not None and base.op in ("SLICE", "CONVNOP", "PAREN"):
            base = base.x
        if base is not None and base.op == "APPEND":
            base = base.args[0] if base.args else None
            continue
        if base is None or base.op != "NAME" or base.pos >> INL_SHIFT or base.canonical.class_ == PPARAM:
            break
        base = definition(base)
    if base is None or base.op != "NAME" or base.canonical.class_ != PPARAM or base.pos >> INL_SHIFT:
        return ""
    stmts = ((use, c.ctx.places.parent(use)) for use in uses(c.ctx.places, base))
    set_ = [s for use, s in stmts if isinstance(s, S.AssignStmt) and s.lhs is use]
    values = [s.rhs for s in set_]
    obj = base.canonical.obj
    is_kept = all(v is not None and any(isinstance(n, S.Name) and n.obj is obj for n in walk(v)) for v in values)
    return c.text(base) if is_kept else ""


def _stays(c: Case, first: S.Name | S.SelectorExpr) -> bool:
    """Does what is appended to stay as it is, as in `use(append(x, …))`, where nothing else is put into x?"""
    places = c.ctx.places
    stmt: S.Node | None = places.parent(c.site) if c.site is not None else None
    if not isinstance(stmt, S.CallExpr):
        return False
    if isinstance(first, S.Name):
        return not any(is_assigned(places, use) for use in uses(places, c.node.args[0]))
    lists = (unpack_list(s.lhs) for s in places.all(first.start, S.AssignStmt) if s.lhs is not None)
    return not any(source_text(to) == source_text(first) for targets in lists for to in targets)


def _is_empty(c: Case) -> bool:
    """Is nothing in what it appends to, as in `append([]T(nil), x...)`? Then that is how a slice is copied."""
    base = c.node.args[0] if c.node.args else None
    while base is not None and base.op in ("CONVNOP", "PAREN"):
        base = base.x
    if base is None:
        return False
    text = base.x if base.op == "STR2BYTES" else None
    array = under(base.x.typ.elem) if base.op == "SLICEARR" and isinstance(base.x.typ, Pointer) else None
    if isinstance(array, Array) and not array.len:
        return True
    return bool(
        base.op == "NIL"
        or (base.op == "SLICELIT" and not base.len)
        or (text is not None and text.op == "LITERAL" and not text.val)
    )


def _first_text(c: Case) -> str:
    first = c.site.arg_list[0] if isinstance(c.site, S.CallExpr) and c.site.arg_list else None
    return head_text(first) if first is not None else say("the slice")


def _is_fresh(c: Case) -> bool:
    """Is what it appends to declared in the innermost loop around, so that each round begins with none?"""
    base = c.node.args[0] if c.node.args else None
    if base is None or base.op != "NAME" or c.site is None or c.inlined:
        return False
    loops = (p for child, p in c.ctx.places.ancestors(c.site) if isinstance(p, S.ForStmt) and child is p.body)
    loop = next(loops, None)
    return loop is not None and bool(loop.body.start <= base.canonical.pos < loop.body.end)


def _is_begun_before(c: Case) -> bool:
    """Is what it appends to filled, or looked at, before the loop, so that it cannot be made there?"""
    loop = c.ctx.places.loop(c.site) if c.site is not None else None
    return loop is not None and any(use.start < loop.start for use in uses(c.ctx.places, c.node.args[0]))


def _is_copied(c: Case) -> bool:
    """Is it declared without a value in the round that appends to it once, a whole slice?"""
    if not _is_fresh(c) or not c.node.is_ddd or c.site is None:
        return False
    places, base = c.ctx.places, c.node.args[0]
    value = begun(base)
    if value is not None and value.op != "NIL":
        return False
    changed = [use for use in uses(places, base) if is_assigned(places, use)]
    return len(changed) == 1 and changed[0].end <= c.site.start


def _is_replaced_before(c: Case) -> bool:
    """Is what it appends to another slice, assigned to it before the loop, as in `m = matches`, or is it declared where
    none can be made, as a result or parameter, and looked at before?"""
    places = c.ctx.places
    loop = places.loop(c.site) if c.site is not None else None
    if loop is None or _is_fresh(c):
        return False
    if c.node.args[0].canonical.class_ in (PPARAM, PPARAMOUT) and _is_begun_before(c):
        return True
    before = (places.parent(use) for use in uses(places, c.node.args[0]) if use.start < loop.start)
    return any(isinstance(p, S.AssignStmt) and isinstance(p.lhs, S.Name) and isinstance(p.rhs, S.Name) for p in before)


def _buffer(c: Case) -> int:
    """Elements that are on the stack first."""
    site = c.cost.site if c.cost is not None else None
    return site.growth.buffer if site is not None and site.growth is not None else 0

"""Phrases: what escapes, and how it got out of reach. No scenario knows another's words; they share these."""

from __future__ import annotations

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.mixed import mixed_up
from escapelens.findings.names import MADE, called, elsewhere, head_text, inlined_callee, is_named
from escapelens.findings.order import is_before, is_elsewhere, way_out
from escapelens.findings.unless import excepted
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import ESC_HEAP, PEXTERN, PPARAMOUT, AnyNode, Node
from escapelens.ir.static_value import definition, reassigned
from escapelens.ir.visit import any_
from escapelens.model.types import AnyType, Array, Named, Pointer, Struct
from escapelens.model.under import unalias, under
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why
from escapelens.say import Said, counted, say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, walk

ITSELF = say("itself, through a pointer that to the compiler may lead anywhere")


def subject(c: Case) -> str:
    """What happens to what: "x is moved to the heap"."""
    if c.inlined and c.maybe:
        return say("{callee}, inlined here, may allocate {what} on the heap", callee=c.callee, what=c.what)
    if c.inlined:
        return excepted(c, say("{callee}, inlined here, allocates {what} on the heap", callee=c.callee, what=c.what))
    if c.is_variable:
        return say("{what} is moved to the heap", what=c.what)
    return excepted(c, say("{what} is allocated on the heap", what=c.what))


def it(c: Case) -> str:
    """What goes out of reach; a variable that holds it, where that was before; or another field of what holds it."""
    if (mixed := mixed_up(c)) is not None:
        return say("{field}, another field of what holds it,", field=mixed.other)
    if holder := out_of_order(c):
        return holder
    if not c.is_variable:
        return say("it")
    is_sliced = c.has(Why.SLICE) and isinstance(under(c.node.typ), Array)
    return say("a slice of it") if is_sliced else say("a pointer to it")


def out_of_order(c: Case) -> str:
    """The variable that goes out of reach before it holds a case, when it holds another, or on another way; else ""."""
    if (holder := held_before(c)) is not None:
        return say("{name}, which holds it later,", name=c.text(holder))
    if (holder := held_elsewhere(c)) is not None:
        return say("{name}, which holds it on another way,", name=c.text(holder))
    if (holder := _given_another(c)) is not None:
        return say("{name}, which holds another by then,", name=c.text(holder))
    return ""


def told_of_holder(c: Case, said: str) -> str:
    """What is said of what is made, and what becomes of the variable that is told of in its place; "" if none is."""
    holder = out_of_order(c)
    return say("{subject}: {it} {tail}", subject=said, it=holder, tail=tail(c)) if holder else ""


def _stands_for(c: Case) -> bool:
    """Is it told of a variable, in place of what that holds at another time?"""
    return held_before(c) is not None or held_elsewhere(c) is not None or _given_another(c) is not None


def held_before(c: Case) -> AnyNode | None:
    """The variable that it is assigned to, if what ends its way is done with that variable before it is made: the
    compiler looks at no order."""
    end, holder = c.ctx.inl_tree.outermost(c.where.pos) if c.where is not None else 0, _holder(c)
    return holder if holder is not None and is_before(c, end, holder) and way_out(c) is None else None


def held_elsewhere(c: Case) -> AnyNode | None:
    """The same where what ends its way is done in another branch or case than it is made in."""
    end, holder = c.ctx.inl_tree.outermost(c.where.pos) if c.where is not None else 0, _holder(c)
    return holder if holder is not None and is_elsewhere(c, end, holder) and way_out(c) is None else None


def _holder(c: Case) -> AnyNode | None:
    """The variable by which it comes to where its way ends."""
    ways = (f.dst for f in reversed(c.path) if f.dst is not None and f.dst is not HEAP_NODE)
    names = (n for n in ways if n.op == "NAME")
    found = next((n for n in names if not n.pos >> INL_SHIFT and is_named(n)), None)
    sink = c.sink
    if found is not None and sink is not None and sink is not HEAP_NODE and sink.op == "NAME":
        return None if held_by(c, sink).canonical is found.canonical else found
    return found


def _given_another(c: Case) -> AnyNode | None:
    """The variable that it is assigned to, if that is given another value first, in the statements of a block before
    what ends its way: the compiler looks at no order."""
    places, site = c.ctx.places, c.site
    stmt = places.parent(site) if site is not None else None
    var = stmt.lhs if isinstance(stmt, S.AssignStmt) and stmt.rhs is site else None
    where = c.ctx.inl_tree.outermost(c.where.pos) if c.where is not None else 0
    end = places.node(where) if where and stmt is not None and places.table(where) is places.table(stmt.start) else None
    if not isinstance(var, S.Name) or var.obj is None or end is None or stmt is None or end.start <= stmt.end:
        return None
    ways = (f.dst for f in c.path if f.dst is not None and f.dst is not HEAP_NODE and f.dst.op == "NAME")
    held = [n for n in ways if n.class_ != PPARAMOUT or n is not c.sink]
    holder = next((n for n in held if n.canonical.obj is var.obj), None)
    if holder is None or len([n for n in held if not n.pos >> INL_SHIFT]) != 1:
        return None
    for child, block in places.ancestors(end):
        if isinstance(block, S.FuncLit):
            return None
        if isinstance(block, S.BlockStmt):
            behind = stmt.end if block.start <= stmt.start < block.end else 0
            if behind and places.literal(stmt) is not places.literal(end):
                return None  # whenever that is called
            before = (s for s in block.stmts if behind <= s.start and s.end <= child.start)
            if any(isinstance(s, S.AssignStmt) and not s.op and _is_given(s, var) for s in before):
                return holder
    return None


def _is_given(stmt: S.AssignStmt, var: S.Name) -> bool:
    """Does a statement assign to a variable, that its value does not mention?"""
    is_set = any(isinstance(to, S.Name) and to.obj is var.obj for to in unpack_list(stmt.lhs))
    mentions = stmt.rhs is not None and any(isinstance(n, S.Name) and n.obj is var.obj for n in walk(stmt.rhs))
    return is_set and not mentions


def made(c: Case) -> str:
    """What is allocated; if a function that is inlined makes it, as what that makes."""
    return say("what {callee} makes", callee=c.callee) if c.inlined else c.what


def bytes_text(n: int) -> str:
    if n >= 1 << 20 and n % (1 << 20) == 0:
        return say("{n} MiB", n=n >> 20)
    if n >= 1 << 10 and n % (1 << 10) == 0:
        return say("{n} KiB", n=n >> 10)
    return counted(n, "{n} byte", "{n:,} bytes")


def tail(c: Case) -> str:
    """How the path ends, as a verb phrase: "is returned"."""
    why, where = c.why, c.where
    if c.launched == "GO":
        return say("is used by a goroutine")
    if c.launched == "DEFER":
        return say("is used by a call deferred in a loop")
    part = is_part(c)
    if c.to_result:
        return say("is part of what is returned") if part else say("is returned")
    if why == Why.SEND:
        return say("is part of what is sent on a channel") if part else say("is sent on a channel")
    if why == Why.CALL_PARAMETER:
        return call_tail(c, where)
    if why in (Why.MAP_KEY, Why.MAP_VALUE, Why.MAP_PUT):
        return say("is part of what is stored in a map") if is_part(c, stored=True) else say("is stored in a map")
    if why == Why.APPENDED:
        return say("is appended to a slice")
    if why == Why.APPENDEE and mixed_up(c) is None and held_before(c) is not None:
        return say("is a slice that append moves to the heap when it grows")
    if why == Why.APPENDEE:
        return say("is an element of a slice that append moves to the heap when it grows")
    if why == Why.COPIED:
        return say("is copied to another slice")
    if why in ASSIGNMENTS:
        return assign_tail(c, where)
    if why == Why.SPILL and c.op == "CLOSURE":
        return say("outlives the call")
    if why == Why.UINTPTR_ESCAPES:
        return say("is handed to a system call as a number")
    return held(c) or say("may outlive the function")


_INTO = frozenset(
    {Why.CAPTURED, Why.REFERENCE, Why.STRUCT_ELEMENT, Why.ARRAY_ELEMENT, Why.SLICE_ELEMENT, Why.MAP_KEY, Why.MAP_VALUE}
)
_OUT_OF = frozenset({
    Why.DOT, Why.DOT_OF_POINTER, Why.ARRAY_INDEX, Why.INDIRECTION, Why.RANGE, Why.RANGE_DEREF, Why.APPENDED, Why.COPIED,
})  # fmt: skip


def is_part(c: Case, *, stored: bool = False) -> bool:
    """Is it put into something on its way, as a field or an element, and not taken out of that again? stored: before
    what it is stored into at the end."""
    if _stands_for(c):
        return False
    depth = 0
    for where, why in c.notes[:-1] if stored else c.notes:
        to = where.x if why in ASSIGNMENTS and where.op == "AS" else None
        if why in _INTO and not (where.op == "SLICELIT" and where.implicit):
            depth += 1
        elif to is not None and (to.op == "DOT" or (to.op == "INDEX" and isinstance(under(to.x.typ), Array))):
            depth += 1
        elif why in _OUT_OF:
            depth = max(depth - 1, 0)
    return depth > 0


def held(c: Case) -> str:
    """What it is held by, if that is known, as a verb phrase."""
    sink = c.sink
    if sink is None or sink is HEAP_NODE:
        return ""
    if sink.op == "NAME":
        return kept_in(c, sink)
    if sink.op == "CONVIFACE":
        return say("is kept in an interface, whose value is copied to the heap")
    if sink.op == "CLOSURE":
        if c.op == "CLOSURE" and sink.func.range_parent is None:
            return say("is held by another function literal, which is on the heap")
        if sink.esc != ESC_HEAP:
            return say("is kept in a variable that {what} captures", what=c.text(sink))
        return say("is held by {what}, which is on the heap", what=c.text(sink))
    if sink.op == "METHVALUE" and not sink.pos >> INL_SHIFT:
        return say("is held by the method value {text}, which is on the heap", text=c.text(sink))
    if sink.pos >> INL_SHIFT and (holder := c.holder) is not None and holder.sink is not None:
        while holder.holder is not None and holder.sink.op != "NAME" and holder.sink.pos >> INL_SHIFT:
            holder = holder.holder
        told = tail(holder)
        is_held = isinstance(told, Said) and told.template.startswith("is held by")
        return told if is_held else say("is held by what {tail}", tail=told)
    return say("is part of {what}, which is on the heap", what=c.text(sink))


def call_tail(c: Case, call: Node) -> str:
    op = call.op
    if bound := bound_to(c, call):
        return say("is held by the method value {text}, which is on the heap", text=bound)
    if op == "PANIC":
        return say("is handed to panic")
    if op == "APPEND":
        return say("is part of what is appended to a slice") if is_part(c) else say("is appended to a slice")
    if op in ("CALLFUNC", "CALLINTER", "CALLMETH"):
        name = called(c, call)
        out = way_out(c)
        if is_kept_for_call(c) and out is not None:  # which leads back here in another call
            is_returned = getattr(out, "fun", None) is None
            text = called(c, call if is_returned else out)
            return (
                say("is returned") if is_returned else say("is passed to {callee}, which lets it escape", callee=text)
            )
        if is_kept_for_call(c) and held_before(c) is not None:
            return say("is declared outside of the loop, and passed to {callee}", callee=name)
        if is_kept_for_call(c):
            return say("is made in a loop, and passed to {callee} outside of it", callee=name)
        part = is_part(c)
        if is_static_call(call) and (part or (_is_reached(c, call) and not _stands_for(c))):
            return say("is part of what is passed to {callee}, which lets it escape", callee=name)
        if is_static_call(call):
            return say("is passed to {callee}, which lets it escape", callee=name)
        return say(
            "is part of what is passed to {callee}, a call that is only resolved at run time"
            if part
            else "is passed to {callee}, a call that is only resolved at run time",
            callee=name,
        )
    return say("is passed on")


def bound_to(c: Case, call: AnyNode) -> str:
    """The method value of a generic type that a call is made for by the compiler, as it is written; else ""."""
    if call.op != "CALLFUNC" or call.pos >> INL_SHIFT or c.ctx.places.node(call.pos) is None:
        return ""
    site = c.ctx.places.node(call.pos, (S.CallExpr, S.SelectorExpr))
    up = c.ctx.places.parent(site) if isinstance(site, S.SelectorExpr) else None
    return head_text(site) if site is not None and up is not None and getattr(up, "fun", None) is not site else ""


def _is_reached(c: Case, call: AnyNode) -> bool:
    """Is it not passed itself, but reached by what is: an element, a field of what is pointed to?"""
    last = c.path[-1] if c.path else None
    if last is None or last.src is None or last.src is c.node or last.src is HEAP_NODE or last.derefs != 0:
        return last is not None and last.derefs > 0
    src = last.src
    if src.op == "SLICELIT" and src.implicit:
        return False  # that carries what is passed
    return src.op in MADE or any(arg.op == "ADDR" and arg.x is src for arg in call.args)


def is_kept_for_call(c: Case) -> bool:
    """Is what keeps it no more than an argument of a call after the loop that it is made in?"""
    if c.sink is not None or not c.path or c.site is None:
        return False
    loop, call = c.ctx.places.loop(c.site), c.ctx.inl_tree.outermost(c.where.pos)
    return loop is not None and not loop.start <= call < loop.end


def assign_tail(c: Case, stmt: Node) -> str:
    name = c.global_name
    if name and is_part(c, stored=True):
        return say("is part of what is stored in {target}", target=say("the package variable {name}", name=name))
    if name:
        return say("is stored in the package variable {name}", name=name)
    lost = c.lost_in
    if lost is not None and lost.pos >> INL_SHIFT and inlined_callee(c, lost) == c.callee:
        return say("outlives the call")
    if lost is not None and lost.pos >> INL_SHIFT:
        return say("is passed to {callee}, which lets it escape", callee=inlined_callee(c, lost))
    if lost is not None and lost.canonical.curfn is not c.remark.func:
        return say("is kept in {name}, which is declared outside of the function literal", name=c.text(lost))
    if lost is not None and _is_of_outside(c, lost):
        return say("is kept in {name}, which is declared outside of the loop", name=c.text(lost))
    if lost is not None:
        return say("may outlive the function")
    return held(c) or say(
        "is part of what is stored in {target}" if is_part(c, stored=True) else "is stored in {target}",
        target=target_text(c, stmt),
    )


def is_further_out(c: Case, var: AnyNode) -> bool:
    """Is a variable declared outside of the function literal, or the loop, that a case is made in?"""
    return var.canonical.curfn is not c.remark.func or _is_of_outside(c, var)


def _is_of_outside(c: Case, var: AnyNode) -> bool:
    """Is a variable declared outside of the loop that a case is made in?"""
    loop = c.ctx.places.loop(c.site) if c.site is not None and not c.is_variable else None
    return loop is not None and not loop.start <= var.canonical.pos < loop.end


def kept_in(c: Case, sink: AnyNode) -> str:
    """A variable that outlives it: on the heap itself, or declared further out."""
    holder = held_by(c, sink)
    if is_result(holder):
        return say("is what {callee} returns", callee=inlined_callee(c, holder))
    name = keeper(c, holder)
    if holder.esc == ESC_HEAP:
        return say("is kept in {name}, which is on the heap", name=name)
    if holder.curfn is not c.remark.func:
        return say("is kept in {name}, which is declared outside of the function literal", name=name)
    if holder.pos >> INL_SHIFT:
        return say("is kept in {name}, which outlives it", name=name)
    return say("is kept in {name}, which is declared outside of the loop", name=name)


def held_by(c: Case, sink: AnyNode) -> AnyNode:
    """The variable in which it is kept: the last one written here, if an inlined function's is but a copy of that."""
    if not sink.pos >> INL_SHIFT or sink.esc == ESC_HEAP:
        return sink
    passed = (f.dst for f in reversed(c.path[:-1]))
    own = (n for n in passed if n is not None and n is not HEAP_NODE and n.op == "NAME" and not n.pos >> INL_SHIFT)
    return next((n for n in own if is_named(n)), sink)


def is_result(holder: AnyNode) -> bool:
    """Is it no more than what an inlined function returns, from a loop?"""
    return bool(holder.pos >> INL_SHIFT and holder.esc != ESC_HEAP and not is_named(holder))


def keeper(c: Case, holder: AnyNode) -> str:
    """The name of a variable that keeps it."""
    if holder.pos >> INL_SHIFT:
        return say("a variable of {callee}", callee=inlined_callee(c, holder))
    return c.text(holder)


def assigned_to(c: Case, stmt: AnyNode) -> str:
    """What keeps it after the assignment that ends its way."""
    sink = c.sink
    if c.global_name:
        return c.global_name
    if sink is not HEAP_NODE and sink.op == "NAME":
        return keeper(c, held_by(c, sink))
    lost = c.lost_in
    return keeper(c, lost) if lost is not None and is_named(lost) else target_text(c, stmt)


INTO_MEMORY = frozenset({"INDEXMAP", "INDEX", "DOTPTR", "DEREF"})


def target_text(c: Case, stmt: AnyNode) -> str:
    """The left-hand side of an assignment that stores into memory, in words."""
    if found := elsewhere(c, stmt):
        return say("memory that {callee} writes to", callee=found)
    for t in c.targets(stmt):
        while t is not None and t.op in ("DOT", "PAREN"):
            t = t.x
        if c.is_variable and t is not None and t.op == "NAME" and t.canonical is c.node.canonical:
            return ITSELF
        if t is not None and t.op == "NAME" and not t.pos >> INL_SHIFT and is_named(t):
            return c.text(t)
        if t is None or t.op not in INTO_MEMORY:
            continue
        whole = written(t.x)
        if whole is c.node:
            return ITSELF
        if whole.pos >> INL_SHIFT:
            made, callee = whole.op in MADE, inlined_callee(c, whole)
            return say("what {callee} makes" if made else "memory that {callee} writes to", callee=callee)
        if whole.op == "ADDR" and whole.x.op == "NAME" and whole.x.class_ == PEXTERN:
            return say("the package variable {name}", name=c.text(whole.x))
        if whole.op == "ADDR":
            return say("memory that is reached through a pointer to {name}", name=c.text(whole.x))
        name = c.text(whole)
        if t.op == "DOTPTR" and name == c.text(t):
            return name  # a field of what is embedded, whose name is not written
        if t.op == "INDEXMAP":
            return say("the map {name}", name=name)
        if t.op == "INDEX":
            is_array = t.x.typ is not None and isinstance(under(t.x.typ), Array)
            return say("the array {name}", name=name) if is_array else say("an element of {name}", name=name)
        return say("what {name} points to", name=name)
    return say("memory that outlives it")


def written(n: AnyNode) -> AnyNode:
    """What a variable of an inlined function stands for: what it was passed, as written here, or what it makes."""
    while n.op == "NAME" and n.pos >> INL_SHIFT:
        value = definition(n)
        if value is None or reassigned(n.canonical):
            break
        n = value
    return n


def is_own(c: Case, call: AnyNode) -> bool:
    """Is the function that is called one of this package?"""
    fun, func = getattr(call, "fun", None), c.remark.func
    method = getattr(fun, "func_name", None)
    pkg = getattr(method if method is not None else fun, "pkg", None)
    return func is not None and pkg is not None and pkg is func.pkg and is_static_call(call)


def parameter(c: Case) -> str:
    """What of the function that is called takes it, in words: "parameter b", "receiver"; "" if that is not known."""
    call, src = c.where, c.path[-1].src if c.path else None
    is_method = call.fun.op == "METHEXPR"
    sig = getattr(call.fun.func_name if is_method else call.fun, "typ", None)
    params = getattr(getattr(sig, "params", None), "vars", ())
    at = next((i for i, arg in enumerate(call.args) if src is not None and any_(arg, lambda n: n is src)), -1)
    if is_method and at == 0:
        return say("receiver")
    at -= is_method
    name = params[at].name if 0 <= at < len(params) else ""
    return say("parameter {name}", name=name) if name not in ("", "_") else ""


def _pointed_to(t: AnyType) -> AnyType:
    """What a pointer points to, anything else as it is; by no alias."""
    t = unalias(t) if t is not None else None
    return unalias(t.elem) if isinstance(t, Pointer) else t


def holds_lock(t: AnyType) -> bool:
    """Is it a value that must not be copied, as vet says (copylocks): a lock, or what has one in it?"""
    t = _pointed_to(t)
    if isinstance(t, Named):
        pointers = {m.name for m in t.orig.methods if m.has_ptr_recv}
        if {"Lock", "Unlock"} <= pointers:
            return True
    whole = under(t) if t is not None else None
    if isinstance(whole, Struct):
        return any(not isinstance(f.typ, Pointer) and holds_lock(f.typ) for f in whole.fields)
    return isinstance(whole, Array) and not isinstance(whole.elem, Pointer) and holds_lock(whole.elem)


def is_lock_put_there(c: Case) -> bool:
    """Is it a lock, or what has one in it, that is written where it is assigned, so that nothing is copied?"""
    stmt = c.ctx.places.parent(c.site) if c.site is not None and c.points and not c.is_variable else None
    is_there = isinstance(stmt, S.AssignStmt) and stmt.rhs is c.site and sum(w in ASSIGNMENTS for _, w in c.notes) == 1
    return is_there and holds_lock(c.node.typ) and not is_link(c.node.typ)


def is_for_pointers(c: Case) -> bool:
    """Is it of another package's type whose methods take pointers, as those of big.Int? Then it is not copied."""
    t = c.node.typ
    t = t.elem if not c.is_variable and isinstance(t, Pointer) else t
    if not isinstance(t, Named) or c.remark.func is None or t.obj.pkg is c.remark.func.pkg:
        return False
    return any(m.has_ptr_recv for m in t.orig.methods)


def is_link(t: AnyType) -> bool:
    """Does it point to others of its own type, as the nodes of lists and trees do? Then it has to be pointed to."""
    t = _pointed_to(t)
    struct = under(t) if isinstance(t, Named) else None
    return isinstance(struct, Struct) and any(_links(f.typ, t) for f in struct.fields)


def _links(field: AnyType, named: Named) -> bool:
    """Does a field lead to values of a type: a pointer to one, a slice, array or map of those?"""
    elem = getattr(under(field), "elem", None)
    while elem is not None and not isinstance(elem, Named):
        if _leads_to(elem, named):
            return True
        elem = getattr(elem, "elem", None)
    return elem is not None and _leads_to(elem, named)


def _leads_to(t: AnyType, named: Named) -> bool:
    t = t.elem if isinstance(t, Pointer) else t
    return isinstance(t, Named) and t.orig is named.orig


def is_pointer(t: AnyType) -> bool:
    return t is not None and isinstance(under(t), Pointer)

"""What else lets a case escape, beside the call that its way ends at: a return, a goroutine, a store, other calls.

What: the ways that escape/beside.py found. Property: what is told is one of the compiler's ways, which looks at no
order; where that shows, it is told of what the way is a way of (phrases.py: it).
"""

from __future__ import annotations

from copy import copy

from escapelens.findings.case import Case, notes_of
from escapelens.findings.mixed import is_mixed_up, mixed_up
from escapelens.findings.names import called, inlined_callee
from escapelens.findings.phrases import ITSELF, it, made, out_of_order, tail, target_text
from escapelens.findings.ways import go_by_return, within
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import ESC_HEAP, PPARAMOUT
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Escaping, Flow, Why
from escapelens.say import Said, listed, say, template

BY_CALL = template("No fix is known as long as {callee} lets it escape, too.")
BY_CALLS = template("No fix is known as long as {callees} let it escape, too.")


def is_by_calls(advice: str) -> bool:
    """Does advice say that other calls let it escape, too, and no more?"""
    return isinstance(advice, Said) and advice.template in (BY_CALL, BY_CALLS)


_BY_ITSELF = {
    Why.TOO_LARGE: say("It is not this call alone that costs it: it is too large for the stack, too."),
    Why.NON_CONSTANT_SIZE: say("It is not this call alone that costs it: its size is not known beforehand, either."),
}


def not_alone(c: Case) -> str:
    """Advice that says what lets a case escape, too, beside the end of its way; "" if nothing does."""
    about = c.remark.about
    found = [_along(c, way) for way in about.beside] if isinstance(about, Escaping) else []
    if not found or found[0].where is None:
        return _stored_too(c)
    last, calls = found[-1], [each for each in found if _is_call(each)]
    if last.why in _BY_ITSELF:
        return _BY_ITSELF[last.why]
    if not _is_call(last) and last.launched == "GO":
        return say("No fix is known as long as a goroutine uses {what}, too.", what=made(c))
    is_vague = not _is_call(last) and _is_vague(last)
    if not _is_call(last) and not is_vague and is_mixed_up(last) and (c.inlined or mixed_up(last) is None):
        return say(
            "No fix is known as long as the compiler takes {what} to be returned, too."
            if last.to_result
            else "No fix is known as long as the compiler takes {what} to be stored elsewhere, too.",
            what=made(c),
        )
    if not _is_call(last) and last.to_result and _is_call(c) and _is_for_callers(c):
        return say("No fix is known as long as {callee} lets it escape.", callee=_name(c))
    if not _is_call(last) and not is_vague:
        what = (out_of_order(last) or made(c)) if c.inlined else it(last)
        return say("No fix is known as long as {it} {tail}, too.", it=what, tail=tail(last))
    names = dict.fromkeys(_name(each) for each in calls)
    end = c
    while end.where is not None:
        names.pop(_name(end), None)
        if end.holder is None:
            break
        end = end.holder
    others = list(names)
    if is_vague and not others:
        return say("No fix is known as long as the compiler takes {what} to be stored elsewhere, too.", what=made(c))
    if len(others) > 1:
        return say(BY_CALLS, callees=listed(others))
    if others:
        return say(BY_CALL, callee=others[0])
    return _stored_too(c)


def _is_for_callers(c: Case) -> bool:
    """May what is returned be on the stack of a function that this one is inlined into, if nothing else keeps it?"""
    fn = c.remark.func
    is_inlined = fn is not None and fn.inl is not None and fn.closure_parent is None
    return is_inlined and c.op in ("NEW", "PTRLIT", "NAME") and not c.inlined and not c.written_in_loop


def _stored_too(c: Case) -> str:
    """That it, or what holds it, went another way than the compiler's first; else ""."""
    end: Case | None = c
    while end is not None and not end.elsewhere:
        end = end.holder
    if end is None:
        return ""
    return say("No fix is known as long as the compiler takes {what} to be stored elsewhere, too.", what=made(end))


def besides_capture(c: Case) -> str:
    """Advice that says what lets escape what a function literal captures, too; "" if nothing does, or but another
    literal."""
    about = c.remark.about
    for way in about.beside if isinstance(about, Escaping) else ():
        found = _along(c, way)
        if found.where is not None and not found.has(Why.CAPTURED) and not _is_vague(found):
            what = (out_of_order(found) or made(c)) if c.inlined else it(found)
            return say("No fix is known as long as {it} {tail}, too.", it=what, tail=tail(found))
    return ""


def besides_return(c: Case) -> str:
    """Advice that says what lets escape what is returned, too: callers that it is inlined into have it on the heap
    then; "" if nothing does."""
    about, through = c.remark.about, c.through.about if c.through is not None else None
    ways = list(about.beside) if isinstance(about, Escaping) else []
    ways += [through.path, *through.beside] if isinstance(through, Escaping) else []
    for way in ways:
        found = copy(c)
        found.path, found.holder, found.beyond = within(c.ctx, c.remark, way), None, []
        found.notes = notes_of(found.path)
        if found.where is None or found.to_result or _is_vague(found):
            continue
        if _is_call(found):
            return say(BY_CALL, callee=_name(found))
        what = made(c) if c.inlined else it(found)
        return say("No fix is known as long as {it} {tail}, too.", it=what, tail=tail(found))
    return ""


def is_kept_in_loop(c: Case) -> bool:
    """Does the way of what is returned, or of the variable that is returned in its place, end, to the compiler, at a
    variable that outlives it by no more than being declared outside of a loop? It is on the heap wherever that is."""
    for r in (c.remark, c.through):
        path = r.about.path if r is not None and isinstance(r.about, Escaping) else []
        end = path[-1].dst if path else None
        if end is not None and end is not HEAP_NODE and end.op == "NAME":
            if end.class_ != PPARAMOUT and end.esc != ESC_HEAP:
                return True
    return False


def passed_on(c: Case, callee: str) -> str:
    """Advice for what an inlined function is passed, and puts into something that goes out of reach."""
    if found := not_alone(c):
        return found
    end = c
    while end.holder is not None:
        end = end.holder
    if end is not c and end.where is not None and _name(end) != callee:
        if _is_call(end):
            return say("This call costs it: {callee} lets escape what holds it.", callee=_name(end))
        if not _is_vague(end):
            return say("No fix is known as long as what holds it {tail}.", tail=tail(end))
    return say("No fix is known as long as {callee} lets escape what it is passed.", callee=callee)


def go_another_way(c: Case) -> None:
    """Let a case that is stored in itself, as far as the compiler knows, go a way that tells more, if there is one."""
    about = c.remark.about
    if c.why not in ASSIGNMENTS or not isinstance(about, Escaping) or not about.beside or not _is_vague(c):
        return
    for way in about.beside:
        found = _along(c, way)
        if found.where is not None and not _is_vague(found):
            c.path, c.notes, c.beyond, c.elsewhere = found.path, found.notes, found.beyond, True
            return


def _is_vague(c: Case) -> bool:
    """Is no more known of where its way ends than that it may live longer: in itself, in what a pointer may lead to?"""
    end = target_text(c, c.where) if c.why in ASSIGNMENTS and not c.global_name and c.lost_in is None else tail(c)
    return end == ITSELF or (isinstance(end, Said) and end.template in _VAGUE)


_VAGUE = (
    "may outlive the function",
    "outlives the call",
    "is passed on",
    "memory that outlives it",
    "memory that is reached through a pointer to {name}",
)


def _along(c: Case, way: list[Flow]) -> Case:
    """The case of the same that goes another way."""
    path = within(c.ctx, c.remark, way)
    found = copy(c)
    found.path, found.notes, found.beyond, found.holder = path, notes_of(path), way[len(path) :], None
    go_by_return(found)
    return found


def _is_call(c: Case) -> bool:
    """Does its way end at a call, or in what is inlined?"""
    if c.launched:
        return False
    if c.why is Why.CALL_PARAMETER:
        return c.where.op in ("CALLFUNC", "CALLINTER", "CALLMETH")
    return bool(c.lost_in is not None and c.lost_in.pos >> INL_SHIFT)


def _name(c: Case) -> str:
    return inlined_callee(c, c.where) if c.where.pos >> INL_SHIFT else called(c, c.where)

"""captured: a function literal that outlives the frame holds on to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.names import called, function_of, inlined_callee, is_named
from escapelens.findings.others import besides_capture
from escapelens.findings.phrases import assigned_to, holds_lock, is_part, subject, tail
from escapelens.findings.remedies import renewed
from escapelens.findings.returned import with_caller
from escapelens.findings.shared import (
    cause_of,
    is_assigned,
    is_assigned_inside,
    is_in_body,
    is_inside,
    is_set_later,
    is_used_outside,
    is_within_its_change,
    shared_variable,
    uses,
)
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PAUTO
from escapelens.ir.scc import around
from escapelens.ir.static_value import definition
from escapelens.model.predicates import is_sequence
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why
from escapelens.say import listed, say, template
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode

CODE = "captured"

BY_VALUE = 128  # bytes that are captured by value at most
_NAMED = 4  # variables that are named


def recognise(c: Case) -> bool:
    return c.op == "CLOSURE" or c.has(Why.CAPTURED)


def message(c: Case) -> str:
    if c.op == "CLOSURE":
        if not c.inlined and (names := captured(c)):
            return say(
                "{literal}, which captures {names}, is allocated on the heap: it {tail}",
                literal=c.what,
                names=names,
                tail=tail(c),
            )
        return say("{subject}: it {tail}", subject=subject(c), tail=tail(c))
    what, outer = subject(c), function_of(c)
    var = shared_variable(c)
    if var is not None and c.node is not var and is_named(var) and _is_from_around(c, var):
        return say(
            "{subject}: it is kept in {name}, a variable of {outer}, around the function literal that makes it",
            subject=what,
            name=var.sym,
            outer=function_of(c, var),
        )
    if var is not None and c.node is not var and is_named(var):
        return say(
            "{subject}: it is kept in {name}, which a function literal that may outlive {outer} captures by reference",
            subject=what,
            name=var.sym,
            outer=function_of(c, var),
        )
    if not c.has(Why.REFERENCE):
        return say(
            "{subject}: it is captured by a function literal that may outlive {outer}", subject=what, outer=outer
        )
    cause = cause_of(c)
    if cause is None:
        return say(
            "{subject}: it is captured by reference by a function literal that may outlive {outer}",
            subject=what,
            outer=outer,
        )
    return say(
        "{subject}: it is captured by reference, for {cause}, by a function literal that may outlive {outer}",
        subject=what,
        cause=cause.words,
        outer=outer,
    )


def _is_from_around(c: Case, var: AnyNode) -> bool:
    """Is it made in a function literal, and the variable of a function around that?"""
    fn = c.remark.func
    return fn is not None and not c.inlined and any(var.curfn is each for each in around(fn)[1:])


def _is_needed_whole(c: Case, var: AnyNode) -> bool:
    """Is a variable named in a function literal that captures it other than for one of its fields?"""
    places = c.ctx.places
    return any(
        is_inside(places, use, var) and not isinstance(places.parent(use), S.SelectorExpr) for use in uses(places, var)
    )


def _captured_as(c: Case) -> str:
    """The variable by whose value a literal holds on to it, if there is one."""
    names = (where for where, why in c.notes if why == Why.CAPTURED and where.op == "NAME")
    return next((n.sym for n in names if is_named(n)), c.what)


def captured(c: Case) -> str:
    """What the literal captures, as far as it has names."""
    names = [v.sym for v in c.node.func.closure_vars if is_named(v)]
    return listed([*names[:_NAMED], "…"] if len(names) > _NAMED else names)


def advice(c: Case) -> str:
    if c.op == "CLOSURE":
        return _literal(c)
    if c.inlined:
        return renewed(c, kept=True)
    if found := besides_capture(c):
        return found
    if not c.has(Why.REFERENCE):
        if found := _with_caller(c):
            return found
        lit = c.holder
        return say(
            "The function literal, which needs {what}, may run after the function has returned."
            if lit is None or lit.where is None
            else "No fix is known as long as the function literal, which needs {what}, {tail}.",
            what=_captured_as(c),
            **({"tail": tail(lit)} if lit is not None and lit.where is not None else {}),
        )
    var, size = shared_variable(c), c.size
    if var is not None and c.node is not var and is_named(var):
        return say(
            "No fix is known as long as {name}, which is not the literal's own, holds it."
            if _is_from_around(c, var)
            else "No fix is known as long as {name}, which holds it, is on the heap.",
            name=var.sym,
        )
    if size is not None and size > BY_VALUE and var is not None and _is_needed_whole(c, var):
        return _with_caller(c) or say(
            "No fix is known as long as the literal needs all of {what}, which has {n:,} bytes: too many to be captured"
            " by value.",
            what=c.what,
            n=size,
        )
    cause = cause_of(c)
    is_by_address = cause is not None and not cause.assigned and cause.inside
    if size is not None and size > BY_VALUE and not is_by_address:
        return say(
            "Capture less than {what}, which has {n:,} bytes: copy what the literal needs into variables of its own.",
            what=c.what,
            n=size,
        )
    if var is not None and not is_named(var):
        return say("A loop over a function is a function literal, whose returns set {what}.", what=c.what)
    if is_by_address:
        return _with_caller(c) or say(
            "No fix is known as long as the literal needs the address of {what}.", what=c.what
        )
    if (cause is None or not cause.assigned) and holds_lock(c.node.typ):
        return _with_caller(c) or say(
            "No fix is known as long as the literal needs {what}, which must not be copied.", what=c.what
        )
    if cause is None or not cause.assigned:
        return say(
            "If the literal can do with a copy, make one before it (`{what} := {what}`): what is never assigned to"
            " again and"
            " whose address is not taken is captured by value.",
            what=c.what,
        )
    if is_within_its_change(c, cause):
        return say("The function literal needs {what}, which is set after it is made.", what=c.what)
    if cause.inside and c.ctx.places.done_once(cause.node):
        return say("What is assigned to {what} once, all calls of the function literal need.", what=c.what)
    if cause.inside and is_in_body(c.ctx.places, cause.node):
        return say("A loop over a function is a function literal, and this one assigns to {what}.", what=c.what)
    if cause.inside or is_assigned_inside(c, cause.var):
        if not is_used_outside(c, cause.var) and _is_state(c, cause.var):
            return _with_caller(c) or say(
                "No fix is known as long as one call of the function literal needs what another has set {what} to.",
                what=c.what,
            )
        return (
            _set_for_others(c, cause.var)
            if is_used_outside(c, cause.var)
            else say(
                "If no other call needs to see the change, assign to a variable of the literal's own instead of"
                " {what}: `{what} := {what}`, as its first line.",
                what=c.what,
            )
        )
    if is_set_later(c, cause.var):
        return say("The function literal needs {what}, which is set after it is made.", what=c.what)
    return say(_COPY, what=c.what)


def _with_caller(c: Case) -> str:
    """Advice where the literal is only returned, by a function that can be inlined; else ""."""
    lit = c.holder
    return with_caller(lit) if lit is not None and lit.op == "CLOSURE" and lit.to_result else ""


_COPY = template(
    "If the literal needs only the value that {what} has by then, capture a copy: `{what} := {what}` before it."
)


def _is_state(c: Case, var: AnyNode) -> bool:
    """Does a variable begin with a constant, and is looked at in the literal before that sets it? Then it is there for
    what another call has set it to."""
    places, value = c.ctx.places, definition(var.canonical)
    if var.canonical.class_ != PAUTO or not (value is None or value.op in ("LITERAL", "NIL")):
        return False
    named = uses(places, var)
    first = min((use for use in named if is_inside(places, use, var)), key=lambda use: use.start, default=None)
    if first is None:
        return False
    stmt = places.parent(first)
    stmt = places.parent(stmt) if isinstance(stmt, S.ListExpr) else stmt
    if not isinstance(stmt, S.AssignStmt) or stmt.op or stmt.rhs is None or stmt.rhs.start <= first.start:
        return True
    return any(stmt.rhs.start <= use.start < stmt.rhs.end for use in named)


def _is_set_around(c: Case, var: AnyNode, literal: S.FuncLit) -> bool:
    """Is a variable set only by those literals that a literal stands in, not by itself?"""
    places = c.ctx.places
    around = {id(p) for _, p in places.ancestors(literal)}
    set_ = (use for use in uses(places, var) if is_assigned(places, use))
    literals = (p for use in set_ for _, p in places.ancestors(use) if isinstance(p, S.FuncLit))
    return all(id(p) in around for p in literals)


def _is_in(lit: Case | None, use: S.Node) -> bool:
    """Does it stand in a function literal, by the case of that?"""
    site = lit.site if lit is not None and lit.op == "CLOSURE" else None
    return isinstance(site, S.FuncLit) and site.start <= use.start < site.end


def _set_for_others(c: Case, var: AnyNode) -> str:
    """Advice for a variable that a literal assigns to, and that is used outside of it."""
    literals = (f.dst for f in c.path if f.dst is not None and f.dst is not HEAP_NODE and f.dst.op == "CLOSURE")
    literal = next(literals, None)
    shared = [v.canonical for v in literal.func.closure_vars if not v.by_val] if literal is not None else []
    if 1 < len(shared) <= _NAMED and all(is_named(v) and v.class_ == PAUTO for v in shared) and var in shared:
        return say(
            "The function literal assigns to {what}, which is used outside of it, too; as fields of one struct,"
            " {names} would be one allocation.",
            what=c.what,
            names=listed(v.sym for v in shared),
        )
    lit = c.holder
    sets = any(is_assigned(c.ctx.places, u) and _is_in(lit, u) for u in uses(c.ctx.places, var))
    if sets and lit is not None and lit.why == Why.CALL_PARAMETER and lit.where.op in ("CALLFUNC", "CALLINTER"):
        return say(
            "No fix is known as long as {callee} is to set {what}, by calling the function literal.",
            callee=called(lit, lit.where),
            what=c.what,
        )
    if lit is not None and lit.op == "CLOSURE" and isinstance(lit.site, S.FuncLit) and _is_set_around(c, var, lit.site):
        return say(_COPY, what=c.what)
    return say(
        "No fix is known as long as what the function literal sets {what} to is used outside of it; else it may have"
        " one of its own."
        if not sets or lit is None or lit.where is None
        else "No fix is known as long as what the function literal, which {tail}, sets {what} to is used outside of it;"
        " else it may have one of its own.",
        what=c.what,
        **({"tail": tail(lit)} if sets and lit is not None and lit.where is not None else {}),
    )


def _literal(c: Case) -> str:
    names, what = captured(c), c.where
    fn = c.remark.func
    is_ranged = c.to_result and not is_part(c) and is_sequence(c.node.typ) and fn is not None and fn.inl is not None
    if c.inlined and is_ranged:
        return say(
            "Where a range calls {function}, that is inlined, with the literal on the stack.", function=function_of(c)
        )
    if c.inlined and c.maybe:
        return renewed(c)
    if c.inlined and names:
        return say(
            "No fix is known as long as {callee} gives a function that needs {names}.", callee=c.callee, names=names
        )
    if c.inlined:
        return say("This call costs it: {callee} makes a function literal each time.", callee=c.callee)
    if not names:
        return say("It needs what is captured each time it is made.")
    if is_ranged:
        return say(
            "Where a range calls {function}, that is inlined, with the literal on the stack; elsewhere the result is a"
            " function, which needs {names}.",
            function=function_of(c),
            names=names,
        )
    if c.to_result and not is_part(c) and (found := with_caller(c)):
        return found
    if c.to_result:
        return say(
            "No fix is known as long as the result holds a function that needs {names}."
            if is_part(c)
            else "No fix is known as long as the result is a function that needs {names}.",
            names=names,
        )
    if c.why == Why.CALL_PARAMETER and what.op in ("CALLFUNC", "CALLINTER"):
        callee = called(c, what)
        if is_static_call(what):
            return say(
                "No fix is known as long as {callee} may keep {literal}, which needs {names}; one that captures "
                "nothing is free.",
                literal=c.what,
                callee=callee,
                names=names,
            )
        return say(
            "What {callee} does with {literal}, which needs {names}, is only known at run time; one that captures "
            "nothing is free.",
            literal=c.what,
            callee=callee,
            names=names,
        )
    sink = c.sink
    if sink is not None and sink is not HEAP_NODE and sink.op == "NAME" and sink.pos >> INL_SHIFT:
        return say(
            "No fix is known as long as {callee} may keep {literal}, which needs {names}; one that captures "
            "nothing is free.",
            literal=c.what,
            callee=inlined_callee(c, sink),
            names=names,
        )
    if c.why in ASSIGNMENTS and c.where is not None:
        return say(
            "No fix is known as long as {target} keeps {literal}, which needs {names}.",
            literal=c.what,
            target=assigned_to(c, c.where),
            names=names,
        )
    return say(
        "No fix is known as long as {literal} needs {names}; one that captures nothing needs no allocation.",
        literal=c.what,
        names=names,
    )

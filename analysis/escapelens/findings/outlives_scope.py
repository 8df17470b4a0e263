"""outlives-scope: something that lives longer keeps it: a package variable, a variable further out, a callee."""

from __future__ import annotations

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.earlier import ahead_of_loop, emptied
from escapelens.findings.joining import is_written, joined
from escapelens.findings.mixed import fields_given
from escapelens.findings.names import called, callee_text, function_named, inlined_callee, is_named, source_text
from escapelens.findings.others import is_by_calls, not_alone, passed_on
from escapelens.findings.phrases import (
    ITSELF,
    bound_to,
    held_by,
    holds_lock,
    is_for_pointers,
    is_further_out,
    is_kept_for_call,
    is_link,
    is_lock_put_there,
    is_own,
    is_pointer,
    is_result,
    it,
    keeper,
    made,
    parameter,
    subject,
    tail,
    target_text,
)
from escapelens.findings.remedies import (
    at_its_place,
    before_loop,
    in_each_round,
    is_blank,
    is_constant,
    renewed,
    runs_once,
    sorted_by,
)
from escapelens.findings.rounds import asks_for_more, is_as_large_each_time
from escapelens.findings.shared import is_published, use_in_loop, uses
from escapelens.findings.spared import VALUE_INSTEAD, VALUE_UNCOPIED
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.findings.twins import twin
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import ESC_HEAP, PPARAM, PPARAMOUT, AnyNode, Name
from escapelens.ledger.cold import reports_as
from escapelens.model.lookup import lookup_method
from escapelens.model.predicates import is_interface
from escapelens.model.types import Named, Pointer, Signature
from escapelens.model.under import unalias, under
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, unparen, walk

CODE = "outlives-scope"


def recognise(c: Case) -> bool:
    return True  # what no other scenario explains better


def message(c: Case) -> str:
    return say("{subject}: {it} {tail}", subject=subject(c), it=it(c), tail=tail(c))


def advice(c: Case) -> str:
    holder = c.sink
    if holder is not None and holder is not HEAP_NODE and holder.op == "NAME" and (found := ahead_of_loop(c, holder)):
        return found
    if found := at_its_place(c):
        return found
    if name := c.global_name:
        is_lock = is_lock_put_there(c)
        is_held = c.points and (is_lock or not holds_lock(c.node.typ))
        if is_held and any(is_pointer(t.typ) for t in c.targets(c.where)):
            return say(
                VALUE_UNCOPIED if is_lock else VALUE_INSTEAD,
                target=_place_text(c, name),
                what=c.what,
            )
        return say("No fix is known as long as {variable} keeps it.", variable=name)
    if c.why == Why.UINTPTR_ESCAPES:
        return say("While a call has its address as a number, it has to stay where it is: on the heap.")
    if c.why == Why.CALL_PARAMETER and c.where.op == "PANIC":
        return say("What is handed to panic is on the heap; it costs only when it panics.")
    if c.why == Why.CALL_PARAMETER and (bound := bound_to(c, c.where)):
        return say("No fix is known as long as the method value {text} holds it.", text=bound)
    if c.why == Why.CALL_PARAMETER:
        callee = called(c, c.where)
        if c.op == "STR2BYTES" and c.node.x.op == "LITERAL" and not c.inlined:
            return say("If {callee} only reads it, convert the constant once, to a package variable.", callee=callee)
        if c.op in ("BYTES2STR", "STR2BYTES") and (found := twin(c)):
            return found
        if is_written(c):
            return say("Written part by part, it need not be joined.")
        if c.op == "SLICELIT" and is_constant(c.node) and not c.inlined and is_blank(c.node):
            return say("If {callee} does not keep it, one that is made before can be used again.", callee=callee)
        if c.op == "SLICELIT" and is_constant(c.node) and not c.inlined and not runs_once(c):
            return say("If {callee} only reads it, make it once, as a package variable.", callee=callee)
        if callee == "errors.As" and c.is_variable and not c.inlined:
            return say(
                "From Go 1.26 on `errors.AsType[{type}](…)` returns it, and nothing has to be pointed to.",
                type=c.type_text(c.node.typ),
            )
        if found := _kept_before(c, callee):
            return found
        if is_kept_for_call(c) and c.inlined:
            return renewed(c)
        if is_kept_for_call(c):
            names = (f.dst for f in reversed(c.path) if f.dst is not None and f.dst.op == "NAME")
            var = next((n for n in names if not n.pos >> INL_SHIFT and is_named(n)), None)
            return before_loop(c) if var is None else _after_loop(c, var)
        if c.inlined and (sorter := sorted_by(c)):
            return sorter
        if found := not_alone(c):
            return found
        if _may_return_it(c) and is_published(c):
            return say("No fix is known as long as {what} is returned or stored elsewhere, too.", what=made(c))
        if found := in_each_round(c, callee):
            return found
        if callee in _PRINT and _writes_itself(c):
            return say(
                "Written to by methods of its own, as WriteString, in place of {callee}, {what} could be on the stack.",
                callee=callee,
                what=c.what,
            )
        if is_own(c, c.where):
            return _as_long_as_it_leaks(c, callee)
        if _could_be_set_anew(c):
            return say(
                "If {callee} does not keep {what}, one that is declared before the loop, and set anew in each round,"
                " will do.",
                callee=inlined_callee(c, c.where) if c.where.pos >> INL_SHIFT else callee,
                what=c.what,
            )
        if c.where.pos >> INL_SHIFT and is_static_call(c.where):
            inner, outer = function_named(c, c.where), inlined_callee(c, c.where)
            if inner == outer:  # of another package, whose name is the same
                return say("No fix is known as long as {callee} lets escape what it is passed.", callee=outer)
            return say(
                "This call costs it: {inner}, which {callee} hands it to, lets it escape.", inner=inner, callee=outer
            )
        return say("No fix is known as long as {callee} lets escape what it is passed.", callee=callee)
    sink = c.sink
    if c.op == "ADDSTR" and not c.inlined and not c.in_loop and sink is not None and sink is not HEAP_NODE:
        if sink.op == "CONVIFACE":
            return say("No fix is known as long as the parts are put into the interface as one string.")
    if c.op == "ADDSTR" and not c.inlined:
        return joined(c)
    if sink is not None and sink is not HEAP_NODE and sink.op == "NAME":
        sink = held_by(c, sink)
        if is_result(sink):
            return renewed(c)
        name = keeper(c, sink)
        if sink.esc == ESC_HEAP and sink.pos >> INL_SHIFT and not c.inlined:
            callee = inlined_callee(c, sink)
            return passed_on(c, callee)
        if sink.esc == ESC_HEAP and (not c.points or sink.curfn is not c.remark.func or sink.pos >> INL_SHIFT):
            return say("No fix is known as long as {name}, which holds it, is on the heap.", name=name)
        if sink.pos >> INL_SHIFT:
            return say("No fix is known as long as {target} keeps it.", target=name)
        if found := emptied(c, sink):
            return found
        if sink.curfn is not c.remark.func or not c.points:
            return say("No fix is known as long as {name}, which is declared further out, holds it.", name=name)
        return _after_loop(c, sink)
    lost = c.lost_in
    if lost is not None and lost.pos >> INL_SHIFT and c.inlined and inlined_callee(c, lost) == c.callee:
        return renewed(c, kept=True)
    if lost is not None and lost.pos >> INL_SHIFT and (found := not_alone(c)):
        return found
    if lost is not None and lost.pos >> INL_SHIFT:
        return say("No fix is known as long as {callee} lets escape what it is passed.", callee=inlined_callee(c, lost))
    if c.inlined:
        return renewed(c, kept=sink is not None and sink is not HEAP_NODE and sink.op == "CONVIFACE")
    if is_published(c):
        return say("No fix is known as long as {what} is returned or stored elsewhere, too.", what=made(c))
    if sink is not None and sink is not HEAP_NODE and sink.op == "CONVIFACE":
        return _told(c, sink) or _as_argument(c, sink) or say("No fix is known as long as it is kept in an interface.")
    if sink is not None and sink is not HEAP_NODE and sink.op == "METHVALUE" and not sink.pos >> INL_SHIFT:
        return say("No fix is known as long as the method value {text} holds it.", text=c.text(sink))
    if sink is not None and sink is not HEAP_NODE and sink.pos >> INL_SHIFT:
        callee = inlined_callee(c, sink)
        return passed_on(c, callee)
    if sink is not None and sink is not HEAP_NODE:
        return say("No fix is known as long as it is part of {what}.", what=c.text(sink))
    if lost is not None and is_named(lost) and is_further_out(c, lost):
        return say("No fix is known as long as {name}, which is declared further out, holds it.", name=c.text(lost))
    if c.is_variable and c.why in ASSIGNMENTS and target_text(c, c.where) == ITSELF:
        return say("No fix is known as long as {what} holds a pointer to itself.", what=c.what)
    return say("No fix is known as long as something that lives longer may keep it.")


def _could_be_set_anew(c: Case) -> bool:
    """Is it an object, or a variable, that each round of a loop has one of?"""
    if not c.points or not c.in_loop or c.site is None or c.ctx.places.on_branch(c.site):
        return False
    return not is_link(c.node.typ) and not holds_lock(c.node.typ)


_PRINT = ("fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln")


def _writes_itself(c: Case) -> bool:
    """Is it a variable that has a method WriteString?"""
    typ = unalias(c.node.typ) if c.is_variable and not c.inlined and c.node.typ is not None else None
    return isinstance(typ, Named) and lookup_method(typ, None, "WriteString")[1] is not None


def _told(c: Case, boxed: AnyNode) -> str:
    """Advice for a slice or text that some ways only tell a report or an error of, "" for others."""
    is_text = c.op == "BYTES2STR"
    is_slice = c.op == "MAKESLICE" or (c.op == "SLICELIT" and not c.node.implicit)
    call = _call_of(c, boxed) if (is_slice or is_text) and not c.inlined else None
    if call is None or not c.ctx.places.on_branch(call):
        return ""
    fun = call.fun.sel if isinstance(call.fun, S.SelectorExpr) else call.fun
    if not isinstance(fun, S.Name) or not reports_as(fun.value):
        return ""
    return say(
        "If nothing but {callee} keeps {what}, pass that a copy: then up to 32 bytes of it are on the stack."
        if is_text
        else "If nothing but {callee} keeps {what}, pass that a copy: then it need not be on the heap.",
        callee=callee_text(call.fun),
        what=c.what,
    )


def _as_argument(c: Case, boxed: AnyNode) -> str:
    """Advice for what is passed in an interface to a call that is written here, "" for what is not."""
    call = _call_of(c, boxed)
    if call is None or not isinstance(call.fun.typ, Signature):
        return ""
    callee = callee_text(call.fun)
    return _kept_before(c, callee) or say("This call costs it: {callee} takes an interface.", callee=callee)


def _call_of(c: Case, boxed: AnyNode) -> S.CallExpr | None:
    """The call that an interface is an argument of as it is written, None if it is none."""
    operand = c.ctx.places.node(boxed.pos) if not boxed.pos >> INL_SHIFT else None
    call = c.ctx.places.parent(operand) if operand is not None else None
    return call if isinstance(call, S.CallExpr) and operand in call.arg_list else None


def _kept_before(c: Case, callee: str) -> str:
    """Advice for a slice that is made for a call in each round of a loop, "" for others."""
    if c.op != "MAKESLICE" or not c.in_loop or c.inlined or not _could_be_kept(c) or is_published(c):
        return ""
    others = not_alone(c)
    if others and not is_by_calls(others):
        return ""
    if others:
        return say(
            "If {callee} and what else it is passed to do not keep {what}, keep one before the loop, and make another"
            " only where it is too small.",
            callee=callee,
            what=c.what,
        )
    is_same = is_as_large_each_time(c.ctx.places, c.site) and c.site is not None and not c.ctx.places.on_branch(c.site)
    return say(
        "If {callee} does not keep {what}, make it once before the loop and use it again in each round."
        if is_same
        else "If {callee} does not keep {what}, keep one before the loop, and make another only where it is too small.",
        callee=callee,
        what=c.what,
    )


def _place_text(c: Case, variable: str) -> str:
    """What of a package variable is assigned to, as it is written."""
    places = [t for t in c.targets(c.where) if t.op in ("DOT", "INDEX")]
    return c.text(places[0]) if places else variable


def _as_long_as_it_leaks(c: Case, callee: str) -> str:
    """Advice for what a function of this package is passed: where the reason is told."""
    name = parameter(c)
    if _has_no_body(c):
        return say(
            "{callee} has no body here, so that all it is passed is taken to escape; if it keeps nothing,"
            " `//go:noescape` says so.",
            callee=callee,
        )
    if not name:
        return say("This call costs it: {callee} lets it escape.", callee=callee)
    if c.where.pos >> INL_SHIFT:
        return say(
            "This call costs it: {inner}, which {callee} hands it to, lets its {parameter} leak; where it does is "
            "told there.",
            callee=inlined_callee(c, c.where),
            inner=function_named(c, c.where),
            parameter=name,
        )
    return say(
        "This call costs it: {callee} lets its {parameter} leak; where it does is told there.",
        callee=callee,
        parameter=name,
    )


def _may_return_it(c: Case) -> bool:
    """May the call that its way ends at return what it is passed, too? Of what leaks, nobody knows that."""
    results = getattr(getattr(getattr(c.where.fun, "typ", None), "results", None), "vars", ())
    return any(r.typ is not None and c.ctx.sizes.has_pointers(r.typ) for r in results)


def _has_no_body(c: Case) -> bool:
    """Is what is called written in assembly, or elsewhere?"""
    call = c.where
    obj = getattr(call.fun, "obj", None) if not call.pos >> INL_SHIFT else None
    decl = c.ctx.places.node(obj.pos, (S.FuncDecl, S.Name)) if obj is not None else None
    around = c.ctx.places.parent(decl) if isinstance(decl, S.Name) else decl
    return isinstance(around, S.FuncDecl) and around.body is None


def _could_be_kept(c: Case) -> bool:
    """Is it made in each round, and of a size that does not hang on what it replaces (`b = make([]byte, 2*len(b))`)?"""
    if c.site is None or asks_for_more(c.ctx.places, c.site):
        return False
    stmt = c.ctx.places.parent(c.site)
    to = stmt.lhs if isinstance(stmt, S.AssignStmt) else None
    return not any(isinstance(n, S.Name) and isinstance(to, S.Name) and n.obj is to.obj for n in walk(c.site))


def _after_loop(c: Case, var: Name) -> str:
    """Advice for what is made in a loop, and held by a variable that is declared outside of it."""
    use = use_in_loop(c, var)
    if use == "own":
        return say(
            "Declare {name} in the loop, where it is used; then {what} can stay on the stack.",
            name=c.text(var),
            what=c.what,
        )
    if use == "set" and not is_link(c.node.typ):
        return before_loop(c)
    is_asked_for = var.canonical.class_ in (PPARAM, PPARAMOUT)  # as a pointer
    if (
        is_link(c.node.typ)
        or holds_lock(c.node.typ)
        or is_for_pointers(c)
        or c.has(Why.INTERFACE_CONVERTED)
        or is_asked_for
        or _is_set_by_type(c, var)
        or _points_elsewhere(c, var)
        or not _is_held_by_own(c)
    ):
        if var.esc == ESC_HEAP:
            return say("No fix is known as long as {name}, which holds it, is on the heap.", name=c.text(var))
        return say("No fix is known as long as {name}, which is declared further out, holds it.", name=c.text(var))
    return say(
        "Let {name} hold the value of {what} instead of a pointer, where that will do."
        if var.typ is not None and isinstance(under(var.typ), Pointer)
        else "Let the field of {name} hold the value of {what}, where nobody shares it, nor asks whether it is nil.",
        name=c.text(var),
        what=c.what,
    )


def _is_set_by_type(c: Case, var: Name) -> bool:
    """Is the address of a variable passed as an interface, as to errors.As, to which its type means something?"""
    places = c.ctx.places
    for use in uses(places, var):
        taken = places.parent(use)
        call = places.parent(taken) if isinstance(taken, S.Operation) and taken.op == "&" and taken.y is None else None
        sig = call.fun.typ if isinstance(call, S.CallExpr) else None
        at = next((i for i, arg in enumerate(call.arg_list) if arg is taken), 0) if isinstance(call, S.CallExpr) else 0
        params = sig.params.vars if isinstance(sig, Signature) else ()
        if at < len(params) and is_interface(params[at].typ):
            return True
    return False


def _points_elsewhere(c: Case, var: Name) -> bool:
    """Is a variable given a pointer to something else, too, that it does not make?"""
    declared = c.ctx.places.node(var.canonical.pos, (S.Name,))
    named = [*uses(c.ctx.places, var), *([declared] if isinstance(declared, S.Name) else [])]
    given = (_given(c.ctx.places, use) for use in named)
    return any(
        isinstance(unparen(v), S.Name | S.SelectorExpr | S.IndexExpr) and source_text(v) != "nil"
        for v in given
        if v is not None
    )


def _given(places: SyntaxIndex, use: S.Name) -> S.Expr | None:
    """What a variable is given where it is named."""
    up: S.Node | None = places.parent(use)
    to = up if isinstance(up, S.ListExpr) else use
    stmt = places.parent(to)
    if not isinstance(stmt, S.AssignStmt) or stmt.lhs is not to or stmt.rhs is None:
        return None
    targets, values = unpack_list(stmt.lhs), unpack_list(stmt.rhs)
    return values[targets.index(use)] if len(targets) == len(values) else None


def _is_held_by_own(c: Case) -> bool:
    """May this package say that what holds it holds its value? Not a slice of it, nor a field of another's struct, or
    one that others use."""
    own = c.remark.func.pkg if c.remark.func is not None else None
    return not c.has(Why.SLICE) and all(field.pkg is own and not field.exported for field in fields_given(c))

"""The reason chain: one clickable step for each thing that happens to the value on its way out.

Counterpart: the `from X (why) at POS` lines of -m=2, in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.names import (
    at_literal,
    called,
    function_of,
    inlined_callee,
    is_named,
    is_of_literal,
    source_text,
    written_at,
)
from escapelens.findings.order import is_before, is_elsewhere, leads_out
from escapelens.findings.phrases import target_text
from escapelens.findings.shared import cause_of, uses
from escapelens.findings.syntax_index import Place, place_of, token_at
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PPARAM
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Note, Why
from escapelens.say import say, template
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode, Node

DraftStep = tuple[Place, str]

_WORDS = {
    Why.ADDRESS_OF: template("its address is taken"),
    Why.DOT: template("through a field: {where}"),
    Why.DOT_OF_POINTER: template("read through a pointer: {where}"),
    Why.INDIRECTION: template("read through a pointer: {where}"),
    Why.ARRAY_INDEX: template("an element of the array: {where}"),
    Why.SLICE: template("sliced: {where}"),
    Why.INTERFACE_CONVERTED: template("converted to an interface"),
    Why.ARRAY_ELEMENT: template("made an element of {where}"),
    Why.STRUCT_ELEMENT: template("made a field of {where}"),
    Why.SLICE_ELEMENT: template("made an element of {where}"),
    Why.MAP_KEY: template("made a key of {where}; keys of maps are on the heap"),
    Why.MAP_VALUE: template("made a value of {where}; values of maps are on the heap"),
    Why.MAP_PUT: template("made a key of a map; keys of maps are on the heap"),
    Why.CAPTURED: template("captured by a function literal"),
    Why.REFERENCE: template("captured by reference"),
    Why.RANGE: template("its elements are taken by range"),
    Why.RANGE_DEREF: template("its elements are taken by range"),
    Why.SWITCH_CASE: template("taken by a case of a type switch"),
    Why.SEND: template("sent on a channel"),
    Why.APPENDED: template("its elements are appended to another slice"),
    Why.APPENDEE: template("its elements are copied when append grows it"),
    Why.COPIED: template("its elements are copied to another slice"),
    Why.SLICE_TO_ARRAY: template("converted to an array"),
    Why.CALLEE_OPERAND: template("called, and the result is used"),
    Why.UINTPTR_ESCAPES: template("handed to a system call as a number"),
    Why.TOO_LARGE: template("too large for the stack"),
    Why.NON_CONSTANT_SIZE: template("its size is only known at run time"),
    Why.ZERO_SIZED_ELEMENT: template("its elements have no size"),
}

_ADDRESSED = {
    Why.DOT: template("a field of it: {where}"),
    Why.DOT_OF_POINTER: template("a field of what it points to: {where}"),
    Why.INDIRECTION: template("what it points to: {where}"),
    Why.ARRAY_INDEX: template("an element of the array: {where}"),
}

_ASSERTIONS = frozenset({"DOTTYPE", "DOTTYPE2", "DYNAMICDOTTYPE", "DYNAMICDOTTYPE2"})


def chain(c: Case) -> list[DraftStep]:
    """The steps of a case, in the order of the flow, and behind them those of what holds it, said of that."""
    steps, holder = _own(c), c.holder
    while holder is not None:
        told = [(place, _of_holder(holder, text)) for place, text in _own(holder) if (place, text) not in steps]
        steps += [step for step in dict.fromkeys(told) if step not in steps]
        holder = holder.holder
    return steps


def _of_holder(holder: Case, step: str) -> str:
    """A step of what holds a case."""
    if holder.is_variable and not holder.node.pos >> INL_SHIFT and is_named(holder.node):
        return say("{name}, which holds it: {step}", name=holder.node.sym, step=step)
    return say("what holds it: {step}", step=step)


def _own(c: Case) -> list[DraftStep]:
    steps: list[DraftStep] = []
    left = False  # is it out of this call of the function, from where it may come back by another?
    again = False  # has it come back?
    for i, f in enumerate(c.path + c.beyond):
        n = f.notes
        while n is not None:
            where, why, n = n
            if where.pos >> INL_SHIFT and not is_of_literal(c, where):
                text = say("goes through {callee}, which is inlined here", callee=inlined_callee(c, where))
            elif why != Why.CALL_PARAMETER and c.ctx.places.table(written_at(c, where)) is None:
                text = ""  # of a function literal of another package, in its words
            else:
                text = words(c, f.dst, where, why, n is None, is_addressed=_is_addressed(why, n))
            place = place_at(c, where) if text else None
            if left or place is None:
                pass
            elif why == Why.RETURN and (later := _returned_later(c, f.src, where)) is not None:
                place = later
            else:
                text = _in_order(c, f.src, where, text)
            elsewhere = again or (i >= len(c.path) and (left or why != Why.RETURN))
            if text and (left or elsewhere) and (name := _other_function(c, where)):
                text = say("in {function}: {step}", function=name, step=text)
            elif text and elsewhere:
                text = say("in another call of {function}: {step}", function=function_of(c), step=text)
            left = left or leads_out(f.dst, why)
            again = again or (why == Why.CALL_PARAMETER and _is_passed_to_itself(c, f.dst))
            place = place if text else None
            if place is not None and (not steps or steps[-1] != (place, text)):
                steps.append((place, text))
            if why == Why.REFERENCE and (cause := cause_of(c)) is not None:
                steps.append((place_of(cause.node), say("that is why it is shared: {cause}", cause=cause.words)))
    return steps


def _is_passed_to_itself(c: Case, to: AnyNode) -> bool:
    """Is it a parameter of the function that the case is of?"""
    is_param = to is not None and to is not HEAP_NODE and to.op == "NAME" and to.class_ == PPARAM
    fn = c.remark.func
    return is_param and fn is not None and fn.closure_parent is None and to.curfn is fn


def _other_function(c: Case, where: AnyNode) -> str:
    """The function that a step is done in, if that is another than the case is of: one that calls it, and is called by
    it."""
    places = c.ctx.places
    table = places.table(c.ctx.inl_tree.outermost(where.pos))
    if table is None or table is places.table(c.remark.pos):
        return ""
    decl = next((d for d in table.decls if isinstance(d, S.FuncDecl)), None)
    if decl is None:
        return ""
    recv = source_text(decl.recv.type) if decl.recv is not None and decl.recv.type is not None else ""
    name = decl.name.value
    return f"({recv}).{name}" if recv.startswith("*") else f"{recv}.{name}" if recv else name


def _returned_later(c: Case, var: AnyNode, where: AnyNode) -> Place | None:
    """Where a variable is returned after it holds a case, if the compiler names a place before that."""
    is_own = var is not None and var is not HEAP_NODE and var.op == "NAME" and not var.pos >> INL_SHIFT
    if not is_own or c.site is None or not is_before(c, c.ctx.inl_tree.outermost(where.pos), var):
        return None
    places, site = c.ctx.places, c.site
    later = [use for use in uses(places, var) if use.start > site.end]
    stmts = (p for use in sorted(later, key=lambda n: n.start) for _, p in places.ancestors(use))
    found = next((p for p in stmts if isinstance(p, S.ReturnStmt) and not is_elsewhere(c, p.start, var)), None)
    return place_of(found) if found is not None else None


def _in_order(c: Case, var: AnyNode, where: AnyNode, text: str) -> str:
    """A step as it is, or said of the variable that it is done with, where that does not hold a case by then; "" if it
    has no name."""
    pos = at_literal(c, where) or c.ctx.inl_tree.outermost(where.pos)
    before = is_before(c, pos, var)
    if not before and not is_elsewhere(c, pos, var):
        return text
    if var is None or var is HEAP_NODE or var.op != "NAME" or var.pos >> INL_SHIFT or not is_named(var):
        return ""
    return say(
        "{name}, which does not hold it yet, is used here: {step}"
        if before
        else "on another way {name} is used: {step}",
        name=var.sym,
        step=text,
    )


def _is_addressed(why: Why, rest: Note | None) -> bool:
    """Is it part of what the address is taken of, `&x.f.g`?"""
    while why in _ADDRESSED and rest is not None:
        _, why, rest = rest
    return why == Why.ADDRESS_OF


def words(c: Case, dst: AnyNode, where: AnyNode, why: Why, is_last: bool, *, is_addressed: bool = False) -> str:
    """One step in words; "" for one that says nothing. is_last: nothing else is told of how it comes to dst;
    is_addressed: nothing is read there, an address is taken."""
    if why == Why.SPILL:
        return ""
    if why == Why.RETURN:
        return say("returned")
    if why in ASSIGNMENTS:
        return assigned(c, dst, where)
    if why == Why.CALL_PARAMETER and where.op == "APPEND" and not (is_last and dst is HEAP_NODE):
        return say("appended to: where there is room, the result is the same array")
    if why == Why.CALL_PARAMETER:
        return passed(c, where)
    if (
        why == Why.DOT
        and where.op in _ASSERTIONS
        and c.ctx.places.node(where.pos, (S.CallExpr,)).__class__ is S.CallExpr
    ):
        return ""  # the compiler knows what is called
    if why == Why.DOT and where.op in _ASSERTIONS:
        return say("taken out of the interface: {where}", where=c.text(where))
    if why == Why.DOT_OF_POINTER and where.op == "INDEX":
        return say("an element of the slice: {where}", where=c.text(where))
    text = (_ADDRESSED.get(why) if is_addressed else None) or _WORDS.get(why)
    if text is None:
        return str(why.value)  # the compiler's words
    return say(text, where=c.text(where)) if "{" in text else say(text)


def assigned(c: Case, dst: AnyNode, where: Node) -> str:
    if dst is None:
        return say("assigned")
    if dst is not HEAP_NODE:
        if dst.op == "NAME" and dst.pos >> INL_SHIFT and is_named(dst) and not is_of_literal(c, dst):
            is_argument = dst.inl_formal and dst.defn is where
            return say(
                "handed to {callee}" if is_argument else "assigned to a variable of {callee}",
                callee=inlined_callee(c, dst),
            )
        if dst.op == "NAME":
            return say("assigned to {name}", name=dst.sym) if is_named(dst) else say("handed on")
        return say("assigned")
    name = _global(c, where)
    if name:
        return say("stored in the package variable {name}", name=name)
    return say("stored in {target}", target=target_text(c, where))


def _global(c: Case, where: Node) -> str:
    return c.global_name if where is c.where else ""


def passed(c: Case, call: Node) -> str:
    op = call.op
    if op == "PANIC":
        return say("handed to panic")
    if op == "APPEND":
        return say("appended: the backing array may be on the heap")
    if op in ("CALLFUNC", "CALLMETH", "CALLINTER"):
        name = called(c, call)
        if is_static_call(call) or call is not c.where:  # the way leads on, through a body that is known
            return say("passed to {callee}", callee=name)
        return say("passed to {callee}, which is only known at run time, so anything may happen to it", callee=name)
    return say("passed on")


def place_at(c: Case, node: Node) -> Place | None:
    pos = at_literal(c, node) or c.ctx.inl_tree.outermost(node.pos)
    if not pos:
        return None
    site = c.ctx.places.node(pos)
    return place_of(site) if site is not None else token_at(pos)

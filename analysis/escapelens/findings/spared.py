"""Which functions are inlined by callers that have on their own stack what these make.

What: a unit of the package tells of each function that is inlined there whether it is spared an allocation; who calls
a function that is not exported, and spares nobody, gains nothing by its being inlined: one that is only called by way
of an interface, say.
Property: what inlining brought has a remark of its own where it stays on the stack, but for variables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escapelens.ir.inltree import INL_SHIFT, InlTree
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.scc import root_of
from escapelens.model.lookup import deref
from escapelens.model.types import AnyType, Interface, Named, Signature, Struct
from escapelens.model.typeset import type_set
from escapelens.model.under import under
from escapelens.remarks import ESCAPES, HEAP_NODE, LEAKING_PARAM, NO_ESCAPE, Leaking, Remark
from escapelens.say import Said, listed, say, template

if TYPE_CHECKING:
    from escapelens.findings.draft import Draft
    from escapelens.model.objects import Package

TO_ITSELF = template(
    "{function} can be inlined: a caller that keeps the result to itself can have it on its own stack."
)
MAP_TO_ITSELF = template(
    "{function} can be inlined: a caller that keeps the result to itself can have it on its own stack, with up to 8"
    " entries."
)
TEXT_TO_ITSELF = template(
    "{function} can be inlined: a caller that keeps the result to itself can have it on its own stack, up to 32 bytes"
    " of it."
)
WITH_METHODS = template(
    "{function} can be inlined: a caller has the result on its own stack if neither it nor a method that it calls"
    " lets it escape."
)


TO_ITSELF_BY_NAME = template(
    "{function} can be inlined where it is not called by way of an interface: a caller that keeps the result to itself"
    " can have it on its own stack."
)
WITH_METHODS_BY_NAME = template(
    "{function} can be inlined where it is not called by way of an interface: a caller has the result on its own stack"
    " if neither it nor a method that it calls lets it escape."
)


Spared = frozenset[tuple[str, str]]
"""What is known of the package's functions where they are called, by symbol, and of fields: one of the words below."""

ON_STACK, ON_HEAP = "on stack", "on heap"  # inlined, where something of its body stays on the stack, or nothing does
AS_TEXT, AS_ELSE = "as text", "as something else"  # what its result is wanted as (wanted.py)
ASKED = "asked for by an interface"  # of a method that gives one slice, by one that its receiver is converted to
KEPT, HANDED_ON, USED = "kept", "returned", "used"  # what becomes of the pointer or slice that it gives
AS_VALUE = "as a value"  # it can be inlined, and is not
REFILLED = "refilled"  # of a field, by its type's name and its own: a slice that is emptied to be filled again
SHORTENED = "shortened"  # of a field likewise: what is at the end of the slice is taken off
ASKED_FOR_NIL, PASSED_ON = "asked for nil", "passed on"  # of a field or package variable that is a pointer; a function
ASKS_TYPE = "asks for a type"  # a function that does, of a parameter that is an interface
_NAMED = 3  # methods that are named
LETS_ESCAPE = "lets escape: "  # of a type, or a pointer to it: a method that lets what it is called on escape
ONCE, OTHERWISE = "by a sync.Once", "otherwise"  # how one that takes and gives nothing is mentioned (wanted.py)

DONE_ONCE = say("It is done once; a sync.Once sees to that.")

_INLINED = (TO_ITSELF, MAP_TO_ITSELF, TEXT_TO_ITSELF, WITH_METHODS, TO_ITSELF_BY_NAME, WITH_METHODS_BY_NAME)

MADE_NEW = template(
    "No fix is known as long as each call makes a new one; methods of {type} take a pointer to it, so callers expect"
    " one."
)
EXPECTED = template(
    "No fix is known as long as callers expect a pointer, which methods of {type} take; where they can use one again,"
    " let them pass it to be filled."
)
LARGE = template("At {n} bytes a copy is no clear win; if this is hot, let the caller pass the variable to fill.")
COPY_OR_NONE = template(
    "If callers can do with a copy, and no interface asks for a pointer, let the result be the value ({type}), and a"
    " bool that says whether there is one; else let them pass what is to be filled."
)
COPY = template(
    "If callers can do with a copy, and no interface asks for a pointer, let the result be the value ({type}); else let"
    " them pass what is to be filled."
)
FILL = template("If callers can reuse a slice, let them pass one to be filled, in place of {what}.")
FILL_BY_METHOD = template(
    "If callers can reuse a slice, and no interface asks for {method} as it is, let them pass one to be filled, in"
    " place of {what}."
)
APPEND_TO = template("If callers can reuse a slice, let them pass one to append to, in place of {name}.")
APPEND_AS_IN = template(
    "If callers can reuse a slice, let them pass one to append to, in place of {name}, as in"
    " `buf = {function}(buf[:0], …)`."
)
APPEND_BYTES = template("If the caller can reuse a buffer, let it pass one to append to, in place of {what}.")
APPEND_BYTES_BY_METHOD = template(
    "If the caller can reuse a buffer, and no interface asks for {method} as it is, let it pass one to append to, in"
    " place of {what}."
)
_UNLESS_ASKED = {FILL_BY_METHOD: FILL, APPEND_BYTES_BY_METHOD: APPEND_BYTES}
FILL_ONE = template("If callers can reuse one, let them pass what is to be filled, in place of {what}.")
_POINTERS, _SLICES = (FILL_ONE, EXPECTED, LARGE, COPY_OR_NONE, COPY), (FILL, FILL_BY_METHOD, APPEND_TO, APPEND_AS_IN)

TEXT_MADE = template(
    "No fix is known as long as callers need a string; where bytes will do, a form that appends to a []byte that it is"
    " passed lets them use theirs again."
)

VALUE_INSTEAD = template(
    "If nobody needs to share {what}, nor asks whether {target} is nil, let that hold the value instead of a pointer."
)
VALUE_UNCOPIED = template(
    "If nobody needs to share {what}, copies what holds it, or asks whether {target} is nil, let that hold the value"
    " instead of a pointer."
)
BOUND_ONCE = template(
    "A method expression, {expression}, needs no allocation: let {target} be a function that is passed {what}; or make"
    " the method value once, where {what} is made, and assign that."
)
TAKES_TYPE = template("If {callee} needs no interface itself, let it take {type}, or a type parameter.")
TAKES_ONLY_TYPE = template("If {callee} needs no interface itself, and is passed nothing else, let it take {type}.")

WHERE_TOLD = template(
    "Where it can be told before how many elements {name} will get, make it with that capacity; else append makes room"
    " for more and more at a time, so that few calls allocate."
)
AS_THEY_COME = template(
    "How many elements {name} gets is only known when the loop ends; append makes room for more and more at a time, so"
    " that few rounds allocate."
)
ANEW = template(
    "{name} begins with nothing again and again; where what it held is not kept, `{name} = {name}[:0]` uses its room"
    " again."
)
NOT_TOLD = template(
    "Nothing here tells before how many elements {name} will get; append makes room for more and more at a time, so"
    " that few calls allocate."
)
BEGUN_ELSEWHERE = template(
    "{callee} adds to a slice that was begun elsewhere: room that is made there, as far as its length can be told, or"
    " one that is used again, saves it."
)
TAKEN_OFF = say("What is taken off leaves room for what is added: it grows only where it gets longer than it ever was.")
FILLED_AGAIN = say("It is emptied and filled again, so it grows only where it never held as much.")


def spared_by(remarks: Iterable[Remark], tree: InlTree, pkg: Package) -> Spared:
    """What is inlined of the package's functions where remarks are made of."""
    at = {
        (r.node.pos, ON_STACK if r.kind == NO_ESCAPE else ON_HEAP)
        for r in remarks
        if r.kind in (NO_ESCAPE, ESCAPES) and r.node is not None and r.node.pos >> INL_SHIFT
    }
    found = [(trim_inline_hash(call.name), s) for pos, s in at for call in tree.stack(pos) if call.pkg is pkg]
    leaks = (r for r in remarks if r.kind == LEAKING_PARAM and isinstance(r.about, Leaking))
    found += [(name, LETS_ESCAPE + method) for r in leaks if (name := _receiver(r)) and (method := _last(r.func.sym))]
    return frozenset(found)


def _receiver(r: Remark) -> str:
    """The type of a receiver that is leaked as it is, "*T" if that is a pointer; "" of another parameter."""
    fn, about = r.func, r.about
    sig = fn.typ if fn is not None and fn.is_method else None
    if not isinstance(about, Leaking) or about.derefs or about.to is not HEAP_NODE or not isinstance(sig, Signature):
        return ""
    recv = sig.recv
    is_it = recv is not None and r.node is not None and r.node.op == "NAME" and r.node.obj is recv
    return _named(recv.typ, fn.pkg) if is_it and recv is not None and fn is not None else ""


def _named(t: AnyType, pkg: Package | None) -> str:
    """A type of the package with a name, or a pointer to one, as methods are known by; "" of others, and of values that
    may hold more than one pointer."""
    elem, is_pointer = deref(t) if t is not None else (None, False)
    if not isinstance(elem, Named) or elem.obj.pkg is not pkg:
        return ""
    struct = under(elem)
    is_one = is_pointer or (isinstance(struct, Struct) and len(struct.fields) == 1)
    return f"{'*' * is_pointer}{elem.obj.name}" if is_one else ""


def _last(sym: str) -> str:
    return sym.rpartition(".")[2]


def in_vain(d: Draft, spared: Spared | None) -> str:
    """What is to be said in place of an advice that helps none of those who could follow it, "" if it may help: for
    functions that callers of other packages cannot call, by what is known of those of this one; for fields, by what
    else is done with them."""
    said, name = d.advice, d.function
    if is_done_once(d, spared) and not d.cost.cold:
        return DONE_ONCE
    if spared is None or not isinstance(said, Said):
        return ""
    if d.about and (found := _of_what_is_known(said, d.about, spared)):
        return found
    if said.template in _UNLESS_ASKED and (name, ASKED) in spared:
        return say("No fix is known as long as an interface asks for {method} as it is.", method=_last(name))
    if "[" in name or _last(name)[:1].isupper():
        return _by_methods(d, said, spared)
    # A method may be called by way of an interface alone.
    is_known = "." in name or (name, ON_HEAP) in spared or (name, AS_VALUE) in spared
    if said.template in _INLINED and is_known and (name, ON_STACK) not in spared and _has_remarks(d):
        return say(
            "No fix is known as long as no call of {function}, which can be inlined, has the result on its own stack.",
            function=name,
        )
    if said.template == WITH_METHODS:
        return _by_methods(d, said, spared)
    if said.template == TEXT_MADE and (name, AS_TEXT) in spared and (name, AS_ELSE) not in spared:
        return say("Unavoidable here: all that call {function} in this package need a string.", function=name)
    if said.template in _POINTERS or said.template in _SLICES:
        found = _kept_by_all(name, spared, is_slice=said.template in _SLICES)
        if found:
            return found
    if (simple := _UNLESS_ASKED.get(said.template)) is not None:
        return say(simple, what=said.parts["what"])
    return ""


def _by_methods(d: Draft, said: Said, spared: Spared) -> str:
    """What is to be said of a result some of whose methods let it escape, else ""."""
    fn = d.func
    sig = fn.typ if said.template == WITH_METHODS and fn is not None else None
    if fn is None or not isinstance(sig, Signature) or not sig.results.vars:
        return ""
    typ = sig.results.vars[0].typ
    name = d.about or _named(typ, fn.pkg)
    methods = {how[len(LETS_ESCAPE) :] for of, how in spared if of == name and how.startswith(LETS_ESCAPE)}
    alone = _methods_for(typ, everybody=_last(d.function)[:1].isupper())
    if alone is not None:
        methods &= alone
    if not name or not methods:
        return ""
    named = sorted(methods)
    if methods == alone:
        return say(
            "No fix is known as long as callers call methods of the result, which all let it escape ({methods}).",
            methods=listed(named),
        )
    return say(
        "{function} can be inlined: a caller has the result on its own stack if it calls none of the methods that let"
        " it escape ({methods}), nor does so itself.",
        function=said.parts["function"],
        methods=listed([*named[:_NAMED], "…"] if len(named) > _NAMED else named),
    )


def _methods_for(t: AnyType, *, everybody: bool) -> set[str] | None:
    """The methods that callers can call on a result, as far as that is known; else None. everybody: callers of other
    packages, too."""
    elem = deref(t)[0] if t is not None else None
    of = under(elem) if elem is not None else None
    if isinstance(of, Interface):
        return {m.name for m in type_set(of).methods}
    if not everybody or not isinstance(elem, Named) or not isinstance(of, Struct):
        return None
    return None if any(f.embedded for f in of.fields) else {m.name for m in elem.methods if m.exported}


def _of_what_is_known(said: Said, about: str, spared: Spared) -> str:
    """What is to be said for what is known of a field, a package variable or a function, else ""."""
    if said.template in (WHERE_TOLD, AS_THEY_COME, NOT_TOLD, BEGUN_ELSEWHERE):
        told = ((REFILLED, FILLED_AGAIN), (SHORTENED, TAKEN_OFF))
        return next((advice for how, advice in told if (about, how) in spared), "")
    if said.template in (VALUE_INSTEAD, VALUE_UNCOPIED) and (about, ASKED_FOR_NIL) in spared:
        return say(
            "No fix is known as long as {target} keeps it, and is asked whether it is nil.",
            target=said.parts["target"],
        )
    if said.template == BOUND_ONCE and (about, PASSED_ON) in spared:
        return say(
            "No fix is known as long as {target}, which is passed on as it is, is a function that needs {what}.",
            target=said.parts["target"],
            what=said.parts["what"],
        )
    if said.template in (TAKES_TYPE, TAKES_ONLY_TYPE) and (about, ASKS_TYPE) in spared:
        return say(
            "{callee} asks of what type it is, and so needs an interface; in hot code call something that takes {type}"
            " itself.",
            callee=said.parts["callee"],
            type=said.parts["type"],
        )
    return ""


def _kept_by_all(function: str, spared: Spared, *, is_slice: bool) -> str:
    """What is to be said of a result that nobody in the package can do without, "" where somebody may, or nobody calls
    it by name: a slice that is returned may be passed by whoever it is returned to."""
    kept, handed_on = ((function, how) in spared for how in (KEPT, HANDED_ON))
    if any((function, how) in spared for how in (USED, ON_STACK, ON_HEAP)):  # or inlined, and nobody knows what for
        return ""
    if not (kept or handed_on) or (is_slice and handed_on):
        return ""
    return say(
        "No fix is known as long as all that call {function} in this package keep the result, or return it."
        if kept and handed_on
        else "No fix is known as long as all that call {function} in this package keep the result."
        if kept
        else "No fix is known as long as all that call {function} in this package return the result.",
        function=function,
    )


def is_done_once(d: Draft, spared: Spared | None) -> bool:
    """Is its function one that nothing but a sync.Once calls, by name?"""
    if not spared or d.func is None:
        return False
    name = trim_inline_hash(root_of(d.func).sym)
    return (name, ONCE) in spared and not any((name, how) in spared for how in (OTHERWISE, ON_STACK, ON_HEAP))


def _has_remarks(d: Draft) -> bool:
    return not any(line.startswith("moved to heap") for line in d.compiler)

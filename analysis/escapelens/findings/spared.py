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
from escapelens.remarks import ESCAPES, NO_ESCAPE, Remark
from escapelens.say import Said, say, template

if TYPE_CHECKING:
    from escapelens.findings.draft import Draft
    from escapelens.model.objects import Package

TO_ITSELF = template(
    "{function} can be inlined: a caller that keeps the result to itself can have it on its own stack."
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
ONCE, OTHERWISE = "by a sync.Once", "otherwise"  # how one that takes and gives nothing is mentioned (wanted.py)

DONE_ONCE = say("It is done once; a sync.Once sees to that.")

_INLINED = (TO_ITSELF, TEXT_TO_ITSELF, WITH_METHODS, TO_ITSELF_BY_NAME, WITH_METHODS_BY_NAME)

EXPECTED = template(
    "Methods of {type} take a pointer to it, so callers expect one; where they can use one again, let them pass it to"
    " be filled."
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
    "A string is made anew each time; a form that appends to a []byte that it is passed lets callers use theirs again."
)

WHERE_TOLD = template("Where it can be told before how many elements {name} will get, make it with that capacity.")
AS_THEY_COME = template(
    "How many elements {name} gets is only known when the loop ends; append makes room for more and more at a time, so"
    " that few rounds allocate."
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
    return frozenset([(trim_inline_hash(call.name), s) for pos, s in at for call in tree.stack(pos) if call.pkg is pkg])


def in_vain(d: Draft, spared: Spared | None) -> str:
    """What is to be said in place of an advice that helps none of those who could follow it, "" if it may help: for
    functions that callers of other packages cannot call, by what is known of those of this one; for fields, by what
    else is done with them."""
    said, name = d.advice, d.function
    if is_done_once(d, spared) and not d.cost.cold:
        return DONE_ONCE
    if spared is None or not isinstance(said, Said):
        return ""
    if said.template in (WHERE_TOLD, AS_THEY_COME) and d.field:
        for how, told in ((REFILLED, FILLED_AGAIN), (SHORTENED, TAKEN_OFF)):
            if (d.field, how) in spared:
                return told
    method = name.rpartition(".")[2]
    if said.template in _UNLESS_ASKED and (name, ASKED) in spared:
        return say("No fix is known as long as an interface asks for {method} as it is.", method=method)
    if method[:1].isupper() or "[" in name:
        return ""
    # A method may be called by way of an interface alone.
    is_known = "." in name or (name, ON_HEAP) in spared or (name, AS_VALUE) in spared
    if said.template in _INLINED and is_known and (name, ON_STACK) not in spared and _has_remarks(d):
        return say(
            "{function} can be inlined, but no call in this package has the result on its own stack.", function=name
        )
    if said.template == TEXT_MADE and (name, AS_TEXT) in spared and (name, AS_ELSE) not in spared:
        return say("Unavoidable here: all that call {function} in this package need a string.", function=name)
    if said.template in _POINTERS or said.template in _SLICES:
        found = _kept_by_all(name, spared, is_slice=said.template in _SLICES)
        if found:
            return found
    if (simple := _UNLESS_ASKED.get(said.template)) is not None:
        return say(simple, what=said.parts["what"])
    return ""


def _kept_by_all(function: str, spared: Spared, *, is_slice: bool) -> str:
    """What is to be said of a result that nobody in the package can do without, "" where somebody may, or nobody calls
    it by name: a slice that is returned may be passed by whoever it is returned to."""
    kept, handed_on = ((function, how) in spared for how in (KEPT, HANDED_ON))
    if (function, USED) in spared or not (kept or handed_on) or (is_slice and handed_on):
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

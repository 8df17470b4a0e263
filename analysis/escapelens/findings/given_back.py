"""What makes a new text of texts that it is passed, as filepath.Join does, and may give back one, to the compiler.

Property: told only of texts that are made for a call that is inlined, as variadic arguments, where the way goes on as a
text: to the compiler an element of the slice. Where all others are empty it may be one indeed.
"""

from __future__ import annotations

from escapelens.findings.case import Case, notes_of
from escapelens.findings.names import STRINGS, callee_text, written_at
from escapelens.model.predicates import is_string
from escapelens.remarks import HEAP_NODE, Why
from escapelens.say import say
from escapelens.syntax import nodes as S


def joined_by(c: Case) -> str:
    """What it is passed to, as it is written; "" if there is nothing of the kind."""
    callee = ""
    for flow in c.path if c.op in STRINGS else ():
        to = flow.dst
        if callee and to is not None and to is not HEAP_NODE and to.op == "NAME" and is_string(to.typ):
            return callee
        for where, why in notes_of([flow]):
            if why is Why.SLICE_ELEMENT and where.op == "SLICELIT" and where.implicit:
                call = c.ctx.places.node(written_at(c, where), (S.CallExpr,))
                callee = callee_text(call.fun) if isinstance(call, S.CallExpr) else ""
    return ""


def given_back(c: Case) -> str:
    """Advice for what only is stored, returned or passed, to the compiler, by what joins it with others; else ""."""
    callee = joined_by(c)
    if not callee:
        return ""
    return say(
        "This call costs it: to the compiler, {callee} may give back one of the strings that it is passed.",
        callee=callee,
    )

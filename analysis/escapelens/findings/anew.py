"""What is said of what an inlined call makes anew each time, where who gets it cannot do without one."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.names import head_text, is_plain
from escapelens.findings.shared import made_within
from escapelens.remarks import HEAP_NODE
from escapelens.say import say

_WRITTEN = ("NEW", "PTRLIT", "SLICELIT", "MAPLIT", "MAKESLICE", "MAKEMAP")


def of_its_own(c: Case) -> str:
    """Advice for what an inlined call makes, and what is returned or keeps it cannot do without."""
    if c.op == "BYTES2STR" and c.sink is not None and c.sink is not HEAP_NODE and c.sink.op == "CONVIFACE":
        return say("This call costs it: {callee} makes a new string each time.", callee=c.callee)
    if c.op in ("STR2BYTES", "BYTES2STR", "APPEND"):
        return say(
            "No fix is known as long as each result needs a copy of its own, which {callee} makes."
            if c.to_result
            else "No fix is known as long as what keeps it needs a copy of its own, which {callee} makes.",
            callee=c.callee,
        )
    made = made_within(c) if c.op in _WRITTEN else None
    code = head_text(made) if made is not None else ""
    if not code or not is_plain(code) or "`" in code:
        return say(
            "No fix is known as long as each result needs one of its own, which {callee} makes."
            if c.to_result
            else "No fix is known as long as what keeps it needs one of its own, which {callee} makes.",
            callee=c.callee,
        )
    return say(
        "No fix is known as long as each result needs one of its own, which {callee} makes: `{code}`."
        if c.to_result
        else "No fix is known as long as what keeps it needs one of its own, which {callee} makes: `{code}`.",
        callee=c.callee,
        code=code,
    )

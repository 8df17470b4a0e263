"""sent: it goes through a channel to whoever receives."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import holds_lock, is_part, it, subject
from escapelens.findings.shared import is_shared_by_sending
from escapelens.remarks import Why
from escapelens.say import say

CODE = "sent"

LARGE = 128  # bytes that are better not copied twice


def recognise(c: Case) -> bool:
    return c.why == Why.SEND


def message(c: Case) -> str:
    return say(
        "{subject}: {it} is part of what is sent on a channel"
        if is_part(c)
        else "{subject}: {it} is sent on a channel",
        subject=subject(c),
        it=it(c),
    )


def advice(c: Case) -> str:
    size = c.size
    if is_part(c):
        return say("No fix is known as long as what is sent holds it.")
    if not c.points or holds_lock(c.node.typ) or c.has(Why.INTERFACE_CONVERTED) or is_shared_by_sending(c):
        return say("No fix is known as long as {what} is what is sent.", what=c.what)
    if size is not None and size > LARGE:
        return say(
            "At {n} bytes sending the value of {what} would copy it twice; a pool of values that the receiver gives"
            " back may"
            " pay more.",
            n=size,
            what=c.what,
        )
    return say(
        "Send the value of {what} instead of a pointer; then nothing is shared, and nothing allocated here.",
        what=c.what,
    )

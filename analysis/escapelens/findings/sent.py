"""sent: it goes through a channel to whoever receives."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import it, subject
from escapelens.remarks import Why

CODE = "sent"


def recognise(c: Case) -> bool:
    return c.why == Why.SEND


def message(c: Case) -> str:
    return f"{subject(c)}: {it(c)} is sent on a channel"


def advice(c: Case) -> str:
    size = c.size
    if size is not None and size > 128:
        return "Sending the value would copy it twice; at this size a pool of reused values may pay more."
    return "Send the value instead of a pointer; then nothing is shared, and nothing allocated here."

"""too-large: more than the stack takes, whatever is done with it."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import bytes_text, subject
from escapelens.remarks import Why

CODE = "too-large"


def recognise(c: Case) -> bool:
    return c.why is Why.TOO_LARGE


def message(c: Case) -> str:
    size = c.size
    limit = "128 KiB" if c.op == "NAME" else "64 KiB"
    much = f"at {bytes_text(size)} it is" if size is not None else "it is"
    return f"{subject(c)}: {much} too large for the stack (limit {limit})"


def advice(c: Case) -> str:
    return "Make it smaller or allocate it once and reuse it; a sync.Pool helps where many are needed for a short time."

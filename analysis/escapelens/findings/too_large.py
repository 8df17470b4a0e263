"""too-large: more than the stack takes, whatever is done with it."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.model import Severity
from escapelens.findings.phrases import bytes_text, subject

CODE = "too-large"
SEVERITY: Severity = "warning"

_REASONS = frozenset({"too large for stack", "too aligned for stack"})


def recognise(c: Case) -> bool:
    return any(why in _REASONS for _, why in c.notes[-1:])


def message(c: Case) -> str:
    if c.why == "too aligned for stack":
        return f"{subject(c)}: it must be aligned more strictly than the stack is"
    size = c.size
    limit = "128 KiB" if c.op == "NAME" else "64 KiB"
    much = f"at {bytes_text(size)} it is" if size is not None else "it is"
    return f"{subject(c)}: {much} too large for the stack (limit {limit})"


def advice(c: Case) -> str:
    return "Make it smaller or allocate it once and reuse it; a sync.Pool helps where many are needed for a short time."

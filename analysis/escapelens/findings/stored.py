"""stored: put into a slice element, a map, or memory reached through a pointer."""

from __future__ import annotations

from escapelens.escape.explain import HEAP_NODE
from escapelens.findings.case import Case
from escapelens.findings.model import Severity
from escapelens.findings.phrases import it, subject, tail

CODE = "stored"
SEVERITY: Severity = "info"

_INTO_MEMORY = frozenset(
    {"map literal key", "map literal value", "key of map put", "appended slice...", "appendee slice", "copied slice"}
)
_LITERALS = frozenset({"slice-literal-element", "array literal element", "struct literal element"})


def recognise(c: Case) -> bool:
    why = c.why
    if why in _INTO_MEMORY:
        return True
    if why == "call parameter":
        return bool(c.where.op == "APPEND")
    sink = c.sink
    if why in _LITERALS:
        return sink is not None
    return why.startswith("assign") and sink is HEAP_NODE and not c.global_name


def message(c: Case) -> str:
    return f"{subject(c)}: {it(c)} {tail(c)}"


def advice(c: Case) -> str:
    if c.is_variable:
        return "Store the value instead of a pointer: a slice or map of values is one allocation for many."
    return ""

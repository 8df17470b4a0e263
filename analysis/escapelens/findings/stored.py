"""stored: put into a slice element, a map, or memory reached through a pointer."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.phrases import it, subject, tail
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, Why

CODE = "stored"

_INTO_MEMORY = frozenset({Why.MAP_KEY, Why.MAP_VALUE, Why.MAP_PUT, Why.APPENDED, Why.APPENDEE, Why.COPIED})
_LITERALS = frozenset({Why.SLICE_ELEMENT, Why.ARRAY_ELEMENT, Why.STRUCT_ELEMENT})


def recognise(c: Case) -> bool:
    why = c.why
    if why in _INTO_MEMORY:
        return True
    if why == Why.CALL_PARAMETER:
        return bool(c.where.op == "APPEND")
    sink = c.sink
    if why in _LITERALS:
        return sink is not None
    return why in ASSIGNMENTS and sink is HEAP_NODE and not c.global_name


def message(c: Case) -> str:
    return f"{subject(c)}: {it(c)} {tail(c)}"


def advice(c: Case) -> str:
    if c.is_variable:
        return "Store the value instead of a pointer: a slice or map of values is one allocation for many."
    return ""

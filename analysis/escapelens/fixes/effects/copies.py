"""Whether a value may be copied, and what a copy of a variable would be called."""

from __future__ import annotations

from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import Func
from escapelens.model.types import Array, Pointer, Struct, Type
from escapelens.model.under import under

_DEPTH = 8
BY_VALUE = 128  # bytes: what a closure captures by value at most (escape/escape.go: flowClosure)


def no_copy(t: Type, depth: int = 0) -> bool:
    """Whether values of t must not be copied: a Lock method on its pointer, here or in a field (vet's copylocks)."""
    if depth > _DEPTH:
        return True
    obj, _, _ = lookup_field_or_method(Pointer(t), True, None, "Lock")
    value, _, _ = lookup_field_or_method(t, False, None, "Lock")
    if isinstance(obj, Func) and not isinstance(value, Func):
        return True
    u = under(t)
    if isinstance(u, Struct):
        return any(no_copy(f.typ, depth + 1) for f in u.fields)
    return isinstance(u, Array) and no_copy(u.elem, depth + 1)

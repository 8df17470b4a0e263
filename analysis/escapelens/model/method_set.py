"""Method sets: all methods of a type with the paths that lead to them.

What: like go/types' NewMethodSet, for wrappers of promoted methods and for itabs. Counterpart: `go/types/methodset.go`;
in the compiler `typecheck/subr.go: CalcMethods, expandmeth`.
"""

from __future__ import annotations

from typing import Any

from escapelens.model.lookup import deref, lookup_field_or_method
from escapelens.model.objects import Func, Package
from escapelens.model.selection import METHOD_VAL, Selection
from escapelens.model.types import Interface, Named, Pointer, Struct, Type
from escapelens.model.typeset import method_key, type_set
from escapelens.model.under import as_named, under


def method_set(t: Type) -> list[Selection]:
    """The method set of t, sorted (exported names first, then by name). Kept in Type.cache."""
    cache = t.cache
    if cache is None:
        cache = t.cache = {}
    known: Any = cache.get("method_set")  # Any: what is kept under this name
    if known is None:
        known = cache["method_set"] = _compute(t)
    return known  # type: ignore[no-any-return]


def _compute(t: Type) -> list[Selection]:
    names: dict[tuple[str, Package | None], Func] = {}
    _collect(t, names, set())
    found = []
    for (name, pkg), _ in names.items():
        obj, index, indirect = lookup_field_or_method(t, False, pkg, name)
        if obj.__class__ is Func:
            found.append(Selection(METHOD_VAL, t, obj, index, indirect))
    found.sort(key=lambda s: method_key(s.obj))  # type: ignore[arg-type]
    return found


def _collect(t: Type, names: dict[tuple[str, Package | None], Func], seen: set[Named]) -> None:
    """Names of all methods at any depth of embedding."""
    t, is_ptr = deref(t)
    named = as_named(t)
    if named is not None:
        if named in seen:
            return
        seen.add(named)
        if under(named).__class__ is not Pointer:
            for m in named.methods:
                names.setdefault((m.name, None if m.exported else m.pkg), m)
    u: object = under(t)
    if u.__class__ is Struct:
        for f in u.fields:
            if f.embedded:
                _collect(f.typ, names, seen)
    elif u.__class__ is Interface and not is_ptr:
        for m in type_set(u).methods:
            names.setdefault((m.name, None if m.exported else m.pkg), m)

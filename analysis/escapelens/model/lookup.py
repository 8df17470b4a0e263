"""Fields and methods by name, through embedding; missing methods.

Counterpart: `types2/lookup.go`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escapelens.model.identity import identical, same_pkg
from escapelens.model.objects import Func, Object, Package
from escapelens.model.predicates import is_valid
from escapelens.model.types import Alias, Interface, Named, Pointer, Struct, Type
from escapelens.model.typeset import type_set
from escapelens.model.under import as_named, unalias, under
from escapelens.model.universe import INVALID_TYPE

Found = tuple[Object | None, list[int], bool]

NOT_FOUND: Found = (None, [], False)


def lookup_field_or_method(
    T: Type, addressable: bool, pkg: Package | None, name: str, fold_case: bool = False
) -> Found:
    """The field or method T.name, seen from pkg: (object, path of indices, a pointer was followed on the way).

    Without object: a non-empty path means the name is ambiguous; `indirect` that the method has a pointer receiver
    which T, not being addressable, cannot give.
    """
    t = as_named(T)
    if t is not None:
        u = under(t)
        if u.__class__ is Pointer:
            # methods cannot be declared on a defined pointer type, nor does it inherit those of its base
            found = _lookup(u, False, pkg, name, fold_case)
            return NOT_FOUND if found[0].__class__ is Func else found
    return _lookup(T, addressable, pkg, name, fold_case)


def _lookup(T: Type, addressable: bool, pkg: Package | None, name: str, fold_case: bool) -> Found:
    typ, is_ptr = deref(T)
    if name == "_" or (is_ptr and under(typ).__class__ is Interface):
        return NOT_FOUND
    if fold_case:
        found = _search(typ, is_ptr, pkg, name, True)
    else:
        if typ.__class__ is not Named:
            typ = unalias(typ)
        cache = typ.cache
        if cache is None:
            cache = typ.cache = {}
        memo: Any = cache.get("lookup")  # Any: what is kept under this name
        if memo is None:
            memo = cache["lookup"] = {}
        key = (is_ptr, name) if name[:1].isupper() else (is_ptr, name, pkg.path if pkg is not None else "")
        found = memo.get(key)
        if found is None:
            found = _search(typ, is_ptr, pkg, name, False)
            if found[0] is not None:
                memo[key] = found  # what is found stays found; what is missing may come while types are completed
    obj = found[0]
    if obj.__class__ is Func and obj.has_ptr_recv and not found[2] and not addressable:
        return (None, [], True)
    return found


def _search(typ: Type, is_ptr: bool, pkg: Package | None, name: str, fold_case: bool) -> Found:
    """Breadth first by depth of embedding (lookup.go: lookupFieldOrMethodImpl)."""
    # (type, path, a pointer was followed, the type occurs several times at this depth)
    current: list[tuple[Type, list[int], bool, bool]] = [(typ, [], is_ptr, False)]
    exported = name[:1].isupper()
    folded = name.lower()
    seen: list[Named] = []
    while current:
        following: list[tuple[Type, list[int], bool, bool]] = []
        obj: Object | None = None
        index: list[int] = []
        indirect = False
        for etyp, epath, eindirect, emultiples in current:
            named = as_named(etyp)
            if named is not None:
                if any(named is s or identical(named, s) for s in seen):
                    continue
                seen.append(named)
                i, m = lookup_method(named, pkg, name, fold_case)
                if m is not None:
                    index = [*epath, i]
                    if obj is not None or emultiples:
                        return (None, index, False)
                    obj = m
                    indirect = eindirect
                    continue
            u = under(etyp)
            c = u.__class__
            if c is Struct:
                for i, f in enumerate(u.fields):  # type: ignore[attr-defined]
                    if (
                        f.name.lower() == folded
                        if fold_case
                        else f.name == name and (exported or f.pkg is pkg or same_pkg(f.pkg, pkg))
                    ):
                        index = [*epath, i]
                        if obj is not None or emultiples:
                            return (None, index, False)
                        obj = f
                        indirect = eindirect
                        continue
                    if obj is None and f.embedded:
                        ftyp, fptr = deref(f.typ)
                        following.append((ftyp, [*epath, i], eindirect or fptr, emultiples))
            elif c is Interface:
                i, m = type_set(u).lookup_method(pkg, name, fold_case)  # type: ignore[arg-type]
                if m is not None:
                    index = [*epath, i]
                    if obj is not None or emultiples:
                        return (None, index, False)
                    obj = m
                    indirect = eindirect
        if obj is not None:
            return (obj, index, indirect)
        current = _consolidate(following)
    return NOT_FOUND


def _consolidate(
    entries: list[tuple[Type, list[int], bool, bool]],
) -> list[tuple[Type, list[int], bool, bool]]:
    """Merge entries of the same type, marking them (lookup.go: consolidateMultiples)."""
    if len(entries) <= 1:
        return entries
    out: list[tuple[Type, list[int], bool, bool]] = []
    for e in entries:
        for i, o in enumerate(out):
            if o[0] is e[0] or identical(o[0], e[0]):
                out[i] = (o[0], o[1], o[2], True)
                break
        else:
            out.append(e)
    return out


def method_index(n: Named, name: str, fold_case: bool = False) -> int:
    """Index of a declared method of a type that is no instance, -1 if there is none."""
    methods = n.methods
    if fold_case:
        name = name.lower()
        return next((i for i, m in enumerate(methods) if m.name.lower() == name), -1)
    if not methods:
        return -1
    cache = n.cache
    if cache is None:
        cache = n.cache = {}
    index: Any = cache.get("methods")  # Any: what is kept under this name
    if index is None:
        index = cache["methods"] = {m.name: i for i, m in reversed(list(enumerate(methods)))}
    return index.get(name, -1)  # type: ignore[no-any-return]


def lookup_method(n: Named, pkg: Package | None, name: str, fold_case: bool = False) -> tuple[int, Func | None]:
    """The method declared for n, or for the type it is an instance of (named.go: lookupMethod)."""
    if name[:1].isupper() or fold_case or same_pkg(n.obj.pkg, pkg):
        i = method_index(n.orig, name, fold_case)
        if i >= 0:
            return i, n.method(i)
    return -1, None


Equivalent = Callable[[Type, Type], bool]


def missing_method(
    V: Type, T: Type, static: bool = True, equivalent: Equivalent = identical
) -> tuple[Func | None, bool]:
    """The first method of interface T that V lacks, and whether V has one of that name with a wrong type.

    not static: if V is an interface it may lack methods (a type assertion).
    """
    methods = type_set(under(T)).methods  # type: ignore[arg-type]
    if not methods:
        return None, False
    u = under(V)
    if u.__class__ is Interface:
        tset = type_set(u)
        for m in methods:
            _, f = tset.lookup_method(m.pkg, m.name)
            if f is None:
                if not static:
                    continue
                return m, False
            if f is not m and not equivalent(f.typ, m.typ):
                return m, True
        return None, False
    for m in methods:
        obj, _, indirect = _lookup(V, False, m.pkg, m.name, False)
        if obj is None:
            return m, indirect
        if obj.__class__ is not Func:
            return m, False
        if not equivalent(obj.typ, m.typ):
            return m, True
    return None, False


def has_all_methods(V: Type, T: Type, static: bool = True, equivalent: Equivalent = identical) -> bool:
    """V has the methods of interface T; benefit of the doubt if V is in error."""
    if not is_valid(V):
        return True
    return missing_method(V, T, static, equivalent)[0] is None or has_invalid_embedded_fields(V, set())


def has_invalid_embedded_fields(T: Type, seen: set[Struct]) -> bool:
    s = under(deref_struct_ptr(T))
    if s.__class__ is Struct and s not in seen:
        seen.add(s)
        return any(f.embedded and (not is_valid(f.typ) or has_invalid_embedded_fields(f.typ, seen)) for f in s.fields)
    return False


def deref(typ: Type) -> tuple[Type, bool]:
    """The base of a pointer type literal, and whether it was one."""
    t: object = typ.actual if typ.__class__ is Alias else typ
    if t.__class__ is Pointer:
        return t.elem or INVALID_TYPE, True
    return typ, False


def deref_struct_ptr(typ: Type) -> Type:
    u = under(typ)
    if u.__class__ is Pointer and under(u.elem).__class__ is Struct:
        return u.elem
    return typ

"""Type sets of interfaces: all methods, and the union of the types they admit.

Counterpart: `types2/typeset.go`. A set is computed once per interface, when first asked for.
Whether a type is comparable is decided here, too: type sets and that depend on each other.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.model.identity import identical
from escapelens.model.objects import Func, Package
from escapelens.model.termlist import ALL_TERMS, Term, TermList, intersect, is_all, subset_of, union
from escapelens.model.types import (
    UNTYPED_NIL,
    Array,
    Basic,
    Chan,
    Interface,
    Pointer,
    Struct,
    Type,
    TypeParam,
    Union,
)
from escapelens.model.under import iface, unalias, under
from escapelens.model.universe import COMPARABLE_INTERFACE, EMPTY_INTERFACE, INVALID_TYPE

MAX_TERM_COUNT = 100


class TypeSet:
    __slots__ = ("_pairs", "by_id", "comparable", "methods", "terms")

    def __init__(self, methods: list[Func], terms: TermList, comparable: bool) -> None:
        self.methods = methods  # sorted
        self.terms = terms
        self.comparable = comparable
        self.by_id: dict[str, tuple[int, Func]] | None = None
        self._pairs: list[tuple[Type | None, Type | None]] | None = None

    def is_empty(self) -> bool:
        return not self.terms

    def is_method_set(self) -> bool:
        return not self.comparable and is_all(self.terms)

    def is_all(self) -> bool:
        return not self.methods and self.is_method_set()

    def has_terms(self) -> bool:
        return bool(self.terms) and not is_all(self.terms)

    def subset_of(self, other: TypeSet) -> bool:
        return subset_of(self.terms, other.terms)

    def is_comparable(self, seen: set[Type] | None = None) -> bool:
        if is_all(self.terms):
            return self.comparable
        return self.is_(lambda t: t is not None and comparable_type(t[1], False, seen))  # type: ignore[arg-type]

    def is_(self, f: Callable[[Term | None], bool]) -> bool:
        """f holds for all terms; it is called with None if there are no specific ones."""
        if not self.has_terms():
            return f(None)
        return all(f(t) for t in self.terms)

    def pairs(self) -> list[tuple[Type | None, Type | None]]:
        """Specific types with their underlying types (typeset.go: all)."""
        if self._pairs is None:
            if not self.has_terms():
                self._pairs = [(None, None)]
            else:
                # the type of a ~ term is its own underlying type; unalias keeps the written type
                self._pairs = [(t, unalias(t) if tilde else under(t)) for tilde, t in self.terms if t is not None]
        return self._pairs

    def lookup_method(self, pkg: Package | None, name: str, fold_case: bool = False) -> tuple[int, Func | None]:
        if fold_case:
            folded = name.lower()
            for i, m in enumerate(self.methods):
                if m.name.lower() == folded:
                    return i, m
            return -1, None
        index = self.by_id
        if index is None:
            index = self.by_id = {}
            for i, m in enumerate(self.methods):
                index[object_id(m.pkg, m.name)] = (i, m)
        return index.get(object_id(pkg, name), _NOT_FOUND)


_NOT_FOUND: tuple[int, None] = (-1, None)


def object_id(pkg: Package | None, name: str) -> str:
    """A name made unique: two unexported names of different packages differ (object.go: Id)."""
    if name[:1].isupper():
        return name
    return (pkg.path if pkg is not None and pkg.path else "_") + "." + name


def method_key(m: Func) -> tuple[bool, str, str]:
    """Sort key of methods (object.go: cmp)."""
    if m.name[:1].isupper():
        return (False, m.name, "")
    return (True, m.name, m.pkg.path if m.pkg is not None else "")


TOP = TypeSet([], ALL_TERMS, False)
EMPTY_INTERFACE.tset = TOP
COMPARABLE_INTERFACE.tset = TypeSet([], ALL_TERMS, True)  # type: ignore[attr-defined]


def type_set(t: Interface) -> TypeSet:
    tset = t.tset
    if tset is None:
        tset = _compute(t)
    return tset  # type: ignore[return-value]


def _compute(t: Interface) -> TypeSet:
    if not t.methods and not t.embeddeds:
        t.tset = TOP
        return TOP
    tset = TypeSet([], ALL_TERMS, False)
    t.tset = tset  # cuts cycles
    seen: dict[str, Func] = {}
    for m in t.methods:
        seen.setdefault(object_id(m.pkg, m.name), m)
    terms = ALL_TERMS
    comparable = False
    for typ in t.embeddeds:
        u = under(typ)
        comp = False
        if u.__class__ is Interface:
            other = type_set(u)
            comp = other.comparable
            for m in other.methods:
                seen.setdefault(object_id(m.pkg, m.name), m)
            eterms = other.terms
        elif u.__class__ is Union:
            union_terms = union_type_set(u)
            if union_terms is None:
                continue
            eterms = union_terms
        elif u is INVALID_TYPE:
            continue
        else:
            eterms = [(False, typ)]
        terms, comparable = _intersect_terms(terms, comparable, eterms, comp)
    tset.methods = sorted(seen.values(), key=method_key)
    tset.terms = terms
    tset.comparable = comparable
    tset.by_id = None
    tset._pairs = None
    return tset


def _intersect_terms(xterms: TermList, xcomp: bool, yterms: TermList, ycomp: bool) -> tuple[TermList, bool]:
    terms = intersect(xterms, yterms)
    comp = xcomp or ycomp
    if comp and not is_all(terms):
        terms = [t for t in terms if t[1] is not None and comparable_type(t[1], False, None)]
        comp = False
    return terms, comp


def union_type_set(u: Union) -> TermList | None:
    """The terms of a union in normal form; None if it is invalid."""
    cache = u.cache
    if cache is not None and "terms" in cache:
        return cache["terms"]  # type: ignore[return-value]
    if cache is None:
        cache = u.cache = {}
    cache["terms"] = []
    all_terms: TermList = []
    for tilde, t in u.terms:
        ut = under(t)
        if ut.__class__ is Interface:
            terms = type_set(ut).terms
        elif ut is INVALID_TYPE:
            continue
        elif tilde and not identical(t, ut):
            terms = []  # ∅ term
        else:
            terms = [(tilde, t)]
        all_terms = union(all_terms, terms)
        if len(all_terms) > MAX_TERM_COUNT:
            cache["terms"] = None
            return None
    cache["terms"] = all_terms
    return all_terms


Pair = tuple[Type | None, Type | None]


def typeset_pairs(t: Type) -> list[Pair]:
    """The types of t's type set, each with its underlying type; [(None, None)] if there are no specific types.

    For anything but a type parameter that is t itself.
    """
    p = unalias(t)
    if p.__class__ is TypeParam:
        return type_set(iface(p)).pairs()
    return [(t, under(t))]


def typeset(t: Type, f: Callable[[Type | None, Type | None], bool]) -> bool:
    """f(type, underlying type) holds for all pairs of t's type set (under.go: all)."""
    p = unalias(t)
    if p.__class__ is not TypeParam:
        return f(t, under(t))
    return all(f(t1, u) for t1, u in typeset_pairs(p))


def under_is(t: Type, f: Callable[[Type | None], bool]) -> bool:
    """f holds for all underlying types of t's type set."""
    p = unalias(t)
    if p.__class__ is not TypeParam:
        return f(under(t))
    return all(f(u) for _, u in typeset_pairs(p))


def comparable(t: Type) -> bool:
    return comparable_type(t, True, None)


def comparable_type(t: Type, dynamic: bool = True, seen: set[Type] | None = None) -> bool:
    """dynamic: interfaces count (as for ==); else only strictly comparable types do."""
    if seen is not None and t in seen:
        return True
    u = under(t)
    c = u.__class__
    if c is Basic:
        return u.kind != UNTYPED_NIL  # type: ignore[attr-defined, no-any-return]
    if c is Pointer or c is Chan:
        return True
    if seen is None:
        seen = set()
    seen.add(t)
    if c is Struct:
        return all(comparable_type(f.typ, dynamic, seen) for f in u.fields)  # type: ignore[attr-defined]
    if c is Array:
        return comparable_type(u.elem, dynamic, seen)  # type: ignore[attr-defined]
    if c is Interface:
        if dynamic and unalias(t).__class__ is not TypeParam:
            return True
        return type_set(u).is_comparable(seen)  # type: ignore[arg-type]
    return False

"""Which instances of generic types a package compiles: all that its types reach.

What: the compiler, reading a type, reads everything it is made of; an instance of a generic type brings all its methods
into the package that mentions it. `Reach.need` walks the types that a declaration or body introduces and asks the
builder for the methods of every instance met.

Counterpart: `noder/reader.go` (typIdx, objIdx for ObjType, method).
Property: each type is walked once for each Builder; types inside bodies that are only read for inlining do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escapelens.ir.build.shapes import is_derived, parts
from escapelens.types.types import Basic, Interface, Named, Struct, TypeParam


class Reach:
    """wrapped: types whose method wrappers belong to this package, in the order met: those declared in it, instances,
    and types without a name that its code mentions (needWrapperTypes). have: instances that an imported declaration
    mentions; its package has made their wrappers (haveWrapperTypes)."""

    __slots__ = ("_instance", "_local", "_seen", "have", "wrapped")

    def __init__(self, local: Any, instance: Callable[[Named], None]) -> None:
        """local: the package being compiled; instance: called once for every fully instantiated generic type."""
        self._seen: dict[int, Any] = {}  # the types themselves, so that an id is not given twice
        self._local = local
        self._instance = instance
        self.wrapped: list[Any] = []
        self.have: set[Named] = set()

    def need(self, t: Any, local: bool = True) -> None:
        """local: t is mentioned by this package, not by the declaration of an imported object."""
        if t.__class__ is Basic or t is None or id(t) in self._seen:
            return
        stack = [(t, local)]
        seen = self._seen
        underlying = None  # of the named type just met: it has no wrappers of its own
        while stack:
            t, local = stack.pop()
            c = t.__class__
            if c is Named and t.targs and not local:
                self.have.add(t)
            if c is Basic or c is TypeParam or id(t) in seen:
                continue
            seen[id(t)] = t
            if c is not Named:
                if local and (c is Struct or c is Interface) and t is not underlying:
                    self.wrapped.append(t)
                for p in parts(t):
                    stack.append((p, local))
                continue
            if t.targs:
                if is_derived(t):
                    continue
                for a in t.targs:
                    stack.append((a, local))
                self.wrapped.append(t)
                self._instance(t)
                underlying = t.underlying
                stack.append((underlying, True))
                continue
            if t.tparams:
                continue
            here = t.obj.pkg is self._local or t.is_shape
            if here:
                self.wrapped.append(t)
            underlying = t.underlying
            if underlying.__class__ is not Interface:
                for m in t.methods:
                    sig = m.typ
                    if not getattr(sig, "tparams", None):
                        stack.append((sig, here))
            stack.append((underlying, here))

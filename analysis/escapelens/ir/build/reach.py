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
from escapelens.types.types import Basic, Interface, Named, TypeParam


class Reach:
    __slots__ = ("_instance", "_seen")

    def __init__(self, instance: Callable[[Named], None]) -> None:
        """instance: called once for every fully instantiated generic type."""
        self._seen: dict[int, Any] = {}  # the types themselves, so that an id is not given twice
        self._instance = instance

    def need(self, t: Any) -> None:
        if t.__class__ is Basic or t is None or id(t) in self._seen:
            return
        stack = [t]
        seen = self._seen
        while stack:
            t = stack.pop()
            c = t.__class__
            if c is Basic or c is TypeParam or id(t) in seen:
                continue
            seen[id(t)] = t
            if c is not Named:
                stack.extend(parts(t))
                continue
            if t.targs:
                if is_derived(t):
                    continue
                stack.extend(t.targs)
                stack.append(t.underlying)
                self._instance(t)
                continue
            if t.tparams:
                continue
            u = t.underlying
            stack.append(u)
            if u.__class__ is not Interface:
                for m in t.methods:
                    sig = m.typ
                    if getattr(sig, "tparams", None):
                        continue
                    stack.append(sig)

"""Which instances of generic types a package compiles, and which wrappers: all that its types reach.

What: the compiler, reading a type, reads everything it is made of; an instance of a generic type brings all its methods
into the package that mentions it. `Reach.need` walks what a declaration or body mentions in the compiler's order and
tells of every method met.

Counterpart: `noder/reader.go` (typIdx, objIdx for ObjType, method, needWrapper).
Property: each type is walked once. The order is that of reading, on which the order of functions in messages hangs:
type arguments, then the underlying type, then the methods with their signatures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from escapelens.ir.lowering.shapes import is_derived
from escapelens.ir.lowering.tyutil import has_shape
from escapelens.model.extent import parts
from escapelens.model.types import AnyType, Basic, Interface, Named, Signature, Struct, Type, TypeParam

if TYPE_CHECKING:
    from escapelens.model.objects import AnyObject, Package


class Listener(Protocol):
    def met_method(self, t: Named, method: AnyObject) -> None:
        """A method declared for t, a type of the package itself or an instance."""

    def met_instance(self, t: Named) -> None:
        """A fully instantiated generic type; its methods follow."""


_VISIT, _ENTER, _METHOD, _INSTANCE, _WRAP, _RECEIVER, _DONE = range(7)
# Step, type, and more of some steps. Any: whether a mention is the package's own, or the method that is met.
_Step = tuple[int, AnyType, Any]


class Reach:
    """wrapped: types whose method wrappers belong to this package, in the order met: those declared in it, instances,
    and types without a name that its code mentions (needWrapperTypes). have: instances that an imported declaration
    mentions; its package has made their wrappers (haveWrapperTypes)."""

    __slots__ = ("_kept", "_listener", "_local", "_open", "_read", "have", "seen", "wrapped")

    def __init__(self, local: Package, listener: Listener) -> None:
        """local: the package being compiled."""
        self.seen: dict[int, Type] = {}  # the types themselves, so that an id is not given twice
        self._kept = 0  # how many of these were looked through by `let_go`
        self._local = local
        self._listener = listener
        self.wrapped: list[Interface | Named] = []
        self.have: set[Named] = set()
        self._read: set[Named] = set()  # shaped types that are read, mentioned or not
        # Types being read. False: nothing special; True: met again among its own parts; None: has been listed.
        self._open: dict[Named, bool | None] = {}

    def need(self, t: Type | None, local: bool = True) -> None:
        """local: t is mentioned by this package, not by the declaration of an imported object."""
        if t is None or t.__class__ is Basic or (id(t) in self.seen and local):
            return
        self._walk([(_VISIT, t, local)])

    def read(self, t: Named) -> None:
        """A shaped type is read since an instance of that shape is; that is no mention of it, unlike its methods."""
        if t not in self._read:
            self._walk([(_DONE, t, None), (_ENTER, t, None)])

    def let_go(self) -> None:
        """Wrappers have been made. Forget types that a body has made for itself, as each time that it is checked:
        whatever they bring, the types declared in the package that they are made of have brought."""
        self.wrapped.clear()
        seen, declared = self.seen, []
        while len(seen) > self._kept:
            _, t = seen.popitem()
            if t.__class__ is Named and not t.obj.local_index:
                declared.append(t)
        seen.update((id(t), t) for t in reversed(declared))
        self._kept = len(seen)

    def _walk(self, stack: list[_Step]) -> None:
        seen = self.seen
        while stack:
            what, t, local = stack.pop()
            if what == _VISIT:
                self._visit(stack, t, local)
            elif what == _ENTER:
                if has_shape(t):
                    if t not in self._read:
                        self._read.add(t)
                        self._enter(stack, t)
                elif id(t) not in seen:
                    seen[id(t)] = t
                    self._enter(stack, t)
            elif what == _METHOD:
                self._listener.met_method(t, local)
            elif what == _INSTANCE:
                self._listener.met_instance(t)
            elif what == _RECEIVER:
                # The first method's receiver mentions the type anew, unless it was mentioned while it had no parts.
                if self._open[t] is False:
                    self.wrapped.append(t)
                    self._open[t] = None
            elif what == _DONE:
                self._open.pop(t, None)
            elif self._open.pop(t, True):
                self.wrapped.append(t)

    def _visit(self, stack: list[_Step], t: AnyType, local: bool) -> None:
        c = t.__class__
        if c is Basic or c is TypeParam:
            return
        if c is Named:
            if t.targs:
                if is_derived(t):
                    return
                if not local:
                    self.have.add(t)
            if self._open.get(t) is False:
                self._open[t] = True
            if id(t) not in self.seen and (t.targs or not t.tparams):
                if has_shape(t):
                    if t in self._open:
                        return  # it has no parts yet
                    self.seen[id(t)] = t
                    if not t.is_shape:
                        stack.append((_WRAP, t, None))
                stack.append((_ENTER, t, None))
                for a in reversed(t.targs):
                    stack.append((_VISIT, a, local))
            return
        if id(t) in self.seen:
            return
        self.seen[id(t)] = t
        if local and (c is Struct or c is Interface):
            stack.append((_WRAP, t, None))
        for p in reversed(parts(t)):
            stack.append((_VISIT, p, local))

    def _enter(self, stack: list[_Step], t: Named) -> None:
        """A defined type; the last pushed comes first."""
        instance = bool(t.targs)
        here = instance or t.is_shape or t.obj.pkg is self._local
        underlying = t.underlying
        if here and (t.is_shape or not has_shape(t)):
            stack.append((_WRAP, t, None))
        if underlying.__class__ is not Interface:
            for m in reversed(t.orig.methods if instance else t.methods):
                sig: AnyType = m.typ
                if sig.__class__ is not Signature or sig.tparams:
                    continue
                if here and not t.is_shape:
                    stack.append((_METHOD, t, m))
                if not instance:
                    for v in reversed(sig.results.vars):
                        stack.append((_VISIT, v.typ, here))
                    for v in reversed(sig.params.vars):
                        stack.append((_VISIT, v.typ, here))
            if here and (t.orig.methods if instance else t.methods):
                self._open[t] = False
                stack.append((_RECEIVER, t, None))
        if instance:
            stack.append((_INSTANCE, t, None))
        # The underlying type has no wrappers of its own.
        if underlying.__class__ is not Named and id(underlying) not in self.seen:
            self.seen[id(underlying)] = underlying
            for p in reversed(parts(underlying)):
                stack.append((_VISIT, p, here))

"""The methods that a call through an interface may come to, where all of them are known.

What: a method whose name is not exported can be declared in its own package alone. A type of another package has it
only by embedding one that has, and then it is that one's. So the call x.m(), m not exported, comes to a method m
declared in the package of the interface, with the signature of the interface: those are `methods_behind` it.

Nothing is said of exported names, which any package may declare; of generic types and interfaces, whose methods are
instances; of methods in great number.

Property: what a method of an interface does is done by one of those behind it, whoever made the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from escapelens.check.checker import checker_of
from escapelens.ir.names import method_name
from escapelens.ir.nodes import PFUNC, AnyNode, Func, Name
from escapelens.ir.visit import PUSH
from escapelens.model.identity import identical
from escapelens.model.objects import Func as FuncObject
from escapelens.model.objects import Package
from escapelens.model.types import AnyType, Named
from escapelens.model.under import unalias

_MANY = 16  # methods: with more, what a call costs says little, and finding it out costs much


def only_declared_here(fun: AnyNode) -> FuncObject | None:
    """The method of a DOTINTER, if no other package can declare one that is called by it."""
    method = fun.method
    if method is None or method.exported or method.pkg is None or method.origin is not method:
        return None
    t = unalias(fun.x.typ)
    if t.__class__ is not Named or t.targs or t.tparams or t.obj.pkg is None or t.obj.parent is not t.obj.pkg.scope:
        return None  # its signature may mention type parameters
    return method  # type: ignore[no-any-return]


def methods_behind(method: FuncObject) -> tuple[FuncObject, ...] | None:
    """In the order of their declaration by type; None if they are not known."""
    assert method.pkg is not None
    found = []
    for declared in checker_of(method.pkg).methods.values():
        for each in declared:
            if each.name == method.name:
                sig: AnyType = each.typ
                if getattr(sig, "rparams", None) or getattr(sig, "tparams", None):
                    return None
                if identical(sig, method.typ):
                    found.append(each)
    return tuple(found) if len(found) <= _MANY else None


def interface_methods(fn: Func) -> Iterator[FuncObject]:
    """Those of which `only_declared_here` holds that fn's own body calls, literals included."""
    push = PUSH
    stack = fn.body[::-1]
    while stack:
        n = stack.pop()
        if n.op == "DOTINTER" and (method := only_declared_here(n)) is not None:
            yield method
        push[n.__class__](n, stack)


class Behind:
    """The same as names of functions. known: gives the name of a function of the package at hand, None if nothing there
    has named it."""

    def __init__(self, pkg: Package, known: Callable[[FuncObject], Name | None]) -> None:
        self._pkg = pkg
        self._known = known
        self._methods: dict[FuncObject, tuple[FuncObject, ...] | None] = {}
        self._found: dict[FuncObject, tuple[Name, ...]] = {}

    def methods(self, method: FuncObject) -> tuple[FuncObject, ...] | None:
        """`methods_behind` it, looked for once."""
        if method not in self._methods:
            self._methods[method] = methods_behind(method)
        return self._methods[method]

    def __call__(self, method: FuncObject) -> tuple[Name, ...] | None:
        """None if they are not known, or not analysed."""
        if method not in self._found:
            methods = self.methods(method)
            names = [self._name(each) for each in methods] if methods is not None else [None]
            if None in names:
                return None
            self._found[method] = tuple(name for name in names if name is not None)
        return self._found[method]

    def _name(self, method: FuncObject) -> Name | None:
        if method.pkg is self._pkg:
            known = self._known(method)
            return known if known is not None and known.func is not None else None
        sig: AnyType = method.typ
        pkg, sym = method_name(sig.recv.typ, method.name, method.pkg, False)
        name = Name(method.pos, sym, sig, PFUNC, pkg or method.pkg)
        name.obj = method
        return name

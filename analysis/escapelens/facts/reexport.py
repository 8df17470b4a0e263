"""Which bodies of imported functions a package's export data hold.

What: export data hold what the package's exported declarations lead to: types with their methods' signatures, the
bodies of its own inlinable functions and of generic ones, and the bodies of those imported functions that were expanded
somewhere in it, method wrappers included. An importer that does not import such a function's package itself can inline
it only if one of its imports holds the body; which matters for methods, and for what generic code calls.

Counterpart: `noder/linker.go` (relocObj, exportBody), `noder/unified.go: writeUnifiedExport`.
Property: a variable leads to its type, not to what initialises it; a body leads to what it names, a folded constant to
its type alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.checker import checker_of
from escapelens.inline.inliner import INLINED_IMPORTS, link_name
from escapelens.model.extent import parts
from escapelens.model.objects import AnyObject, PkgName
from escapelens.model.objects import Func as FuncObject
from escapelens.model.selection import FIELD_VAL, Selection
from escapelens.model.types import AnyType, Basic, Named, TypeParam
from escapelens.syntax import nodes
from escapelens.syntax.walk import children

if TYPE_CHECKING:
    from escapelens.ir.target import Target


def inlined_imports(target: Target) -> list[str]:
    """Link names of the imported functions whose bodies target's package exports, sorted."""
    expanded = target.scratch.get(INLINED_IMPORTS, {})
    if not expanded:
        return []
    links = {fn.nname.obj: link_name(fn.nname) for fn in expanded.values()}
    inlinable = {fn.obj for fn in target.funcs if fn.inl is not None and fn.oclosure is None and not fn.dupok}
    linker = _Linker(links, inlinable)
    for obj in list(target.pkg.scope.elems.values()):
        if obj.exported and obj.__class__ is not PkgName:
            linker.reach(obj)
    linker.run()
    return sorted(linker.held)


class _Linker:
    """wanted: imported functions that were expanded, with their link names; inlinable: those of the package itself."""

    def __init__(self, wanted: dict[AnyObject, str], inlinable: set[AnyObject]) -> None:
        self.wanted = wanted
        self.inlinable = inlinable
        self.held: set[str] = set()
        self._seen: set[object] = set()  # objects, and types that are compared by identity
        self._work: list[AnyObject] = []
        self._generic: list[AnyObject] = []  # functions whose bodies may not be checked yet

    def run(self) -> None:
        """Follow everything, generic bodies last: they are looked at only while something is still wanted."""
        while len(self.held) < len(self.wanted):
            if self._work:
                x = self._work.pop()
                if isinstance(x, nodes.Node):
                    self._syntax(x)
                else:
                    self._parts(x)
            elif self._generic:
                self._body(self._generic.pop())
            else:
                return

    def reach(self, obj: AnyObject) -> None:
        """A package-level object or a method."""
        if obj in self._seen:
            return
        self._seen.add(obj)
        typ = obj.typ
        self._type(typ)
        if obj.__class__ is not FuncObject:
            return
        tparams = [*typ.rparams, *typ.tparams]
        for tp in tparams:
            self._type(tp.bound)
        if tparams:
            self._generic.append(obj)
        elif obj in self.wanted:
            self.held.add(self.wanted[obj])
            self._body(obj)
        elif obj in self.inlinable:
            self._body(obj)

    def _type(self, t: AnyType) -> None:
        c = t.__class__
        if c is Basic or c is TypeParam or t is None or t in self._seen:
            return
        self._seen.add(t)
        self._work.append(t)

    def _parts(self, t: AnyType) -> None:
        if t.__class__ is not Named:
            for p in parts(t):
                self._type(p)
            return
        for a in t.targs:
            self._type(a)
        orig = t.orig
        if orig is not t:
            self._type(orig)
            return
        for tp in t.tparams:
            self._type(tp.bound)
        self._type(t.underlying)
        for m in t.methods:
            self.reach(m)

    def _body(self, func: AnyObject) -> None:
        checker = checker_of(func.pkg)
        decl = checker.decl_of(func) if checker is not None else None
        if decl is not None and decl.body is not None:
            checker.check_body(func)
            self._work.append(decl.body)

    def _syntax(self, n: nodes.AnySyntax) -> None:
        if isinstance(n, nodes.Expr):
            if n.val is not None or n.__class__ is nodes.CompositeLit:
                self._type(n.typ)
            if n.val is not None:
                return
        if n.__class__ is nodes.Name:
            self._name(n)
        elif n.__class__ is nodes.SelectorExpr and n.selection is not None:
            if n.selection.kind != FIELD_VAL:
                self._method(n.selection)
            self._work.append(n.x)
        else:
            self._work += children(n)

    def _name(self, n: nodes.Name) -> None:
        obj = n.obj
        for t in n.targs or ():
            self._type(t)
        if obj is None or obj.pkg is None or obj.__class__ is PkgName:
            return
        if obj.__class__ is FuncObject:
            self.reach(obj.origin)
        elif obj.parent is obj.pkg.scope:
            self.reach(obj)
        else:
            self._type(obj.typ)

    def _method(self, selection: Selection) -> None:
        method: AnyObject = selection.obj
        recv = method.typ.recv
        self._type(selection.recv if recv is None else recv.typ)
        if method.typ.tparams:  # a generic method is an object of its own
            self.reach(method.origin)

"""Through which functions of other packages the body of an imported function comes into a package.

What: a package expands the body of B where its own code names B, where it expands a function that names B, and where it
instantiates generic code that does. `Leading` starts with B and is shown the packages that lie between, in the order of
their imports: a function that can be inlined or is generic, and names one that leads to B, leads to B as well.

Property: some functions are found that are too large to be inlined. Missed are those where only a devirtualised call of
another package, or the embedded field of a type declared in a function, brings B.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from escapelens.check.checker import Checker, checker_of
from escapelens.model.lookup import lookup_field_or_method
from escapelens.model.objects import AnyObject, Func, Object, Package, TypeName
from escapelens.model.predicates import is_interface
from escapelens.syntax.walk import walk

if TYPE_CHECKING:
    from escapelens.syntax.nodes import AnySyntax

_LARGE = 300  # nodes of syntax; the budget of inlining is 80 of IR


class Leading:
    """funcs: those found so far, B aside. types: names of the generic types among whose methods they are."""

    def __init__(self, link: str) -> None:
        """link: B's link name, as in reexport.py."""
        self._link = link
        self._name = re.findall(r"\w+", link)[-1]
        self._names: dict[str, bytes] = {}  # as they stand in a text
        self._name_also(self._name)
        self.funcs: set[Func] = set()
        self.types: set[str] = set()

    def said_in(self, text: bytes) -> bool:
        """Whether text has the name of one that leads to B, as a word. Most have it in no way, which is seen faster."""
        return any(name in text for name in self._names.values()) and self._word.search(text) is not None

    def types_said_in(self, text: bytes) -> bool:
        return bool(self.types) and _any_of(self.types).search(text) is not None

    def look_at(self, pkg: Package) -> None:
        """Add pkg's functions that lead to B."""
        checker = checker_of(pkg)
        before = -1
        while before < len(self.funcs):
            before = len(self.funcs)
            for obj in self.naming(checker):
                if obj not in self.funcs and not self._is_it(obj) and (is_generic(obj) or _is_small(checker, obj)):
                    self._add(checker, obj)

    def naming(self, checker: Checker, *, or_interface: bool = False) -> list[Func]:
        """The functions of a package that name one that leads to B; or_interface: or a method of an interface of that
        name, which may come to it."""
        said = [
            obj for obj, info in checker.obj_map.items() if isinstance(obj, Func) and self.said_in(info.group.top.text)
        ]
        return [obj for obj in said if self._names_one(checker, obj, or_interface)]

    def embedded_in(self, pkg: Package) -> bool:
        """Whether a type of the package has B among its methods through an embedded field: the method's wrapper, which
        is compiled there, expands it."""
        for obj in list(pkg.scope.elems.values()):
            if isinstance(obj, TypeName) and not obj.is_alias:
                found, path, _ = lookup_field_or_method(obj.typ, True, pkg, self._name)
                if isinstance(found, Func) and len(path) > 1 and self._is_it(found):
                    return True
        return False

    def _add(self, checker: Checker, obj: Func) -> None:
        self.funcs.add(obj)
        self._name_also(obj.name)
        header = checker.obj_map[obj].group.top.header
        if header.recv and is_generic(obj):
            self.types.add(header.recv)

    def _name_also(self, name: str) -> None:
        self._names[name] = name.encode()
        self._word = _any_of(self._names)

    def _names_one(self, checker: Checker, obj: Func, or_interface: bool) -> bool:
        decl = checker.decl_of(obj)
        if decl is None or decl.body is None:
            return False
        checker.check_body(obj)
        return any(self._leads(n, or_interface) for n in walk(decl.body))

    def _leads(self, n: AnySyntax, or_interface: bool) -> bool:
        selection = getattr(n, "selection", None)
        obj = selection.obj if selection is not None else getattr(n, "obj", None)
        if not isinstance(obj, Func):
            return False
        return obj.origin in self.funcs or self._is_it(obj) or (or_interface and self._may_come_to(obj))

    def _is_it(self, obj: Func) -> bool:
        return obj.name == self._name and obj.pkg is not None and self._link.startswith(f"{obj.pkg.path}.")

    def _may_come_to(self, obj: AnyObject) -> bool:
        recv = getattr(obj.typ, "recv", None)
        return obj.name in self._names and recv is not None and is_interface(recv.typ)


def _is_small(checker: Checker, obj: Func) -> bool:
    """Whether the budget of inlining, a node of IR each, may be enough for the function's body."""
    decl = checker.decl_of(obj)
    return decl is not None and decl.body is not None and sum(1 for _ in islice(walk(decl.body), _LARGE)) < _LARGE


def is_generic(obj: Object) -> bool:
    """Also a method of a generic type. Instances are analysed where they are mentioned."""
    sig = obj.typ
    return bool(getattr(sig, "tparams", None) or getattr(sig, "rparams", None)) or obj.name == "_"


def _any_of(names: Iterable[str]) -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:%s)\b" % b"|".join(re.escape(name.encode()) for name in sorted(names)))

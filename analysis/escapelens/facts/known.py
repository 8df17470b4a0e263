"""The answers of a package that was analysed as a whole: all is known (model/known.py: KnownPackage)."""

from __future__ import annotations

from escapelens.check.checker import checker_of
from escapelens.facts.model import FuncFacts, PackageFacts
from escapelens.model.known import func_key
from escapelens.model.objects import Func


class Whole:
    whole = True

    def __init__(self, facts: PackageFacts) -> None:
        self._funcs = facts.funcs
        self._exports = frozenset(facts.inlined_imports)

    def func(self, obj: Func) -> FuncFacts | None:
        return self._funcs.get(key_of(obj))

    def exports(self, link: str) -> bool:
        return link in self._exports


def key_of(obj: Func) -> str:
    """func_key of a function or method, "" for one that its package does not declare by itself."""
    assert obj.pkg is not None
    info = checker_of(obj.pkg).obj_map.get(obj)
    return func_key(info.group.top.header.recv, obj.name) if info is not None else ""

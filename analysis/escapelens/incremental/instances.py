"""Instances of generic code that are left when what mentioned them is gone.

What: the package lists the instances that its declarations and bodies mention, and the methods of all instances of
types that they reach. What every body mentions was noted when it was built, so this can be found out anew without
building anything.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from escapelens import pipeline
from escapelens.check.checker import checker_of
from escapelens.incremental.redeclaring import Everything
from escapelens.incremental.unit import Key, Unit
from escapelens.ir.lowering.package import Builder, Mentioned, Notes
from escapelens.ir.lowering.reach import Reach
from escapelens.ir.lowering.rebuild import mention, replay
from escapelens.ir.nodes import Func, Name
from escapelens.ir.typefmt import link_string
from escapelens.model.extent import parts
from escapelens.model.types import AnyType, Named, Type

if TYPE_CHECKING:
    from escapelens.model.objects import AnyObject


def may_be_lost(analysis: pipeline.Analysis, before: Notes, now: Notes) -> bool:
    """May an instance be mentioned no more, if bodies noted `before` and note `now`?"""
    gone = [what for what in before if what not in now]
    if not gone:
        return False
    types, others = _apart(gone)
    types_now, others_now = _apart(now)
    if not {_written(what) for what in others} <= {_written(what) for what in others_now}:
        return True  # an instance, or a dictionary
    left = _named([*types_now, *(what.typ for what in others_now if what.__class__ is Name)])
    written = {_written(t) for t in left if t.targs}
    scope = analysis.target.pkg.scope
    for t in _named(types):
        if t in left or (t.targs and _written(t) in written):
            continue
        if (t.targs or t.obj.parent is not scope) and _brings_instances(analysis, t):
            return True
    return False


def _apart(notes: Iterable[Mentioned]) -> tuple[list[Type], list[Mentioned]]:
    """(types, all else)."""
    types: list[Type] = []
    others: list[Mentioned] = []
    for what in notes:
        (types if hasattr(what, "cache") else others).append(what)
    return types, others


def _written(what: Mentioned) -> Hashable:
    """The same for an instance or dictionary whose type arguments are written alike: checking a body anew makes them
    anew."""
    if what.__class__ is Named:
        return what.orig, *map(link_string, what.targs)
    return (what[0], *map(link_string, what[1:])) if what.__class__ is tuple else what


def _named(types: Iterable[AnyType]) -> dict[Named, None]:
    """The defined types that types are written with."""
    found: dict[Named, None] = {}
    seen: set[int] = set()
    stack = list(types)
    while stack:
        t = stack.pop()
        if id(t) in seen:
            continue
        seen.add(id(t))
        if t.__class__ is Named:
            found[t] = None
        stack += parts(t)
    return found


class _Found(Exception):
    pass


class _Listener:
    def met_method(self, t: Named, method: AnyObject) -> None:
        if t.targs:
            raise _Found

    def met_instance(self, t: Named) -> None:
        raise _Found


def _brings_instances(analysis: pipeline.Analysis, t: Named) -> bool:
    try:
        Reach(analysis.target.pkg, _Listener()).need(t)
    except _Found:
        return True
    return False


def retrace(analysis: pipeline.Analysis, units: dict[Key, Unit]) -> tuple[list[Func], list[Key]]:
    """(functions of instances that are mentioned but not there, keys of units that nothing mentions)."""
    builder = analysis.builder
    instances = builder.instances
    made: list[Func] = []
    instances.trace()
    mention(builder, list(checker_of(analysis.target.pkg).obj_map), made)
    by_name: dict[Name, Key] = {}
    for key, unit in units.items():
        if unit.root.dupok:
            by_name[unit.root.nname] = key
        else:
            _replay(builder, unit.notes, made)
    seen: set[Name] = set()
    while instances.met is not None and len(seen) < len(instances.met):
        for name in [n for n in instances.met if n not in seen]:
            seen.add(name)
            key = by_name.get(name)
            if key is not None:
                _replay(builder, units[key].notes, made)
    return made, [by_name[name] for name in instances.untraced() if name in by_name]


def _replay(builder: Builder, notes: Notes, made: list[Func]) -> None:
    if any(what.__class__ is Name and not builder.instances.has(what) for what in notes):
        raise Everything  # an instance was dropped that a body which was not built again mentions
    replay(builder, notes, made)

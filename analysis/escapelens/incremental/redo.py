"""Analysing again what an edit of function bodies makes stale.

1. The changed functions are checked and built anew and judged for inlining.
2. Whoever inlines one of them (before or after the edit) is built anew too, and so on up through inlinable callers.
3. These are inlined and analysed, together with the functions they are mutually recursive with.
4. If a function's leak tags came out different, its callers follow. Equal tags stop here.

Property: the result is that of analysing the whole package anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from escapelens import pipeline
from escapelens.incremental.diff import Change
from escapelens.incremental.unit import Unit, give_remarks, group, note_calls
from escapelens.inline.can_inline import can_inline_funcs
from escapelens.inline.inliner import Inliner
from escapelens.inline.interleaved import devirtualize_and_inline_funcs
from escapelens.ir.nodes import Func
from escapelens.ir.scc import mentioned_funcs
from escapelens.report import Report
from escapelens.syntax.file import TopDecl
from escapelens.types.objects import Func as FuncObject
from escapelens.types.redeclare import replace_body


class Everything(Exception):
    """The edit reaches what cannot be built again alone (instances, variable initialisers): analyse all anew."""


def redo(analysis: pipeline.Analysis, units: dict[Any, Unit], change: Change) -> int:
    """Bring units up to date with the changed bodies; the number of functions that were analysed for it.

    Raises Everything, with the units left half done.
    """
    changed = _replace(analysis, change.bodies)
    callers = _callers(units)
    before = {key: (units[key].inlinable, units[key].tags) for key in units}
    todo = _who_inlines(analysis, units, callers, changed)
    done: dict[Any, None] = {}
    while todo:
        todo = _with_partners(units, todo)
        _analyse(analysis, units, todo)
        done.update(dict.fromkeys(todo))
        _note_callers(units, callers, todo)
        stale: dict[Any, None] = {}
        for key in todo:
            known = before.get(key)
            now = units[key].inlinable, units[key].tags
            if known is None or known[1] != now[1]:
                stale.update(dict.fromkeys(callers.get(key, ())))
            before[key] = now
        for key in todo:
            stale.pop(key, None)
        todo = stale
    return len(done)


def _replace(analysis: pipeline.Analysis, bodies: list[tuple[TopDecl, TopDecl]]) -> list[FuncObject]:
    """Let the checker's objects of the old declarations have the new ones."""
    checker = analysis.target.pkg.checker
    by_top = {id(info.group.top): obj for obj, info in checker.obj_map.items() if isinstance(obj, FuncObject)}
    changed = []
    for old, new in bodies:
        found = by_top.get(id(old))
        if found is not None:
            replace_body(checker, found, new)
            analysis.builder.renew(found)
            changed.append(found)
    return changed


def _callers(units: dict[Any, Unit]) -> dict[Any, dict[Any, None]]:
    callers: dict[Any, dict[Any, None]] = {}
    for key, unit in units.items():
        for callee in unit.calls:
            callers.setdefault(callee, {})[key] = None
    return callers


def _note_callers(units: dict[Any, Unit], callers: dict[Any, dict[Any, None]], keys: Iterable[Any]) -> None:
    for key in keys:
        for callee in units[key].calls:
            callers.setdefault(callee, {})[key] = None


def _who_inlines(
    analysis: pipeline.Analysis, units: dict[Any, Unit], callers: dict[Any, dict[Any, None]], changed: list[FuncObject]
) -> dict[Any, None]:
    """The changed functions and all whose inlined bodies contain one of them, before or after the change."""
    todo: dict[Any, None] = {}
    work: list[Any] = list(changed)
    while work:
        key = work.pop()
        if key in todo:
            continue
        todo[key] = None
        unit = units.get(key)
        was = unit is not None and unit.inlinable is not None
        if isinstance(key, FuncObject):
            funcs: list[Func] = []
            root = analysis.builder.build_func(key, funcs)
            inliner = Inliner(analysis.target, Report(), analysis.builder)
            can_inline_funcs(inliner, funcs, set(funcs))
            if was or root.inl is not None:
                work += callers.get(key, ())
        elif was:
            work += callers.get(key, ())
    return todo


def _with_partners(units: dict[Any, Unit], todo: dict[Any, None]) -> dict[Any, None]:
    """todo and the functions that are mutually recursive with one of them."""
    full = dict(todo)
    for key in todo:
        if key not in units:
            continue
        below = _reachable(units, key)
        for other in below:
            if other not in full and other in units and key in units[other].calls | _reachable(units, other):
                full[other] = None
    return full


def _reachable(units: dict[Any, Unit], key: Any) -> set[Any]:
    seen: set[Any] = set()
    work = list(units[key].calls)
    while work:
        k = work.pop()
        if k in seen:
            continue
        seen.add(k)
        unit = units.get(k)
        if unit is not None:
            work += unit.calls
    return seen


def _analyse(analysis: pipeline.Analysis, units: dict[Any, Unit], todo: dict[Any, None]) -> None:
    """Build, inline and solve the functions of todo, and put their units in place of the old ones."""
    target, builder = analysis.target, analysis.builder
    funcs: list[Func] = []
    for key in todo:
        if isinstance(key, FuncObject):
            builder.build_func(key, funcs)
        else:
            raise Everything
    old = {fn for key in todo if key in units for fn in units[key].funcs}
    target.funcs[:] = [fn for fn in target.funcs if fn not in old]
    start = len(target.funcs)
    target.funcs += funcs
    mentions = {fn: mentioned_funcs(fn) for fn in funcs}
    report = Report()
    devirtualize_and_inline_funcs(funcs, target, report, builder, alone=True)
    mine = target.funcs[start:]
    batches = pipeline.after_inlining(analysis, mine, report, alone=True)
    fresh = group(mine)
    for unit in fresh.values():
        note_calls(unit, mentions)
    analysis.report[:] = [r for r in analysis.report if r.func not in old]
    give_remarks(fresh, report, batches)
    analysis.report += report
    units.update(fresh)

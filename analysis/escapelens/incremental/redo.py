"""Analysing again what an edit makes stale.

1. Declarations that the edit affects are declared anew, the bodies that use them are checked again (redeclaring.py).
2. The changed functions are built and judged for inlining. Whoever inlines one of them (before or after the edit) is
   built anew too, and so on up through inlinable callers.
3. These are inlined and analysed, together with the functions they are mutually recursive with.
4. If a function's leak tags came out different, or callers may inline it otherwise, its callers follow. Equal tags stop
   here.
5. Instances of generic code that nothing mentions any more are dropped.

Property: the result is that of analysing the whole package anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from escapelens import pipeline
from escapelens.cancel import Cancel
from escapelens.escape import escape
from escapelens.escape.graph import Batch
from escapelens.incremental.adopting import adopt
from escapelens.incremental.carried import Carried
from escapelens.incremental.diff import Change
from escapelens.incremental.instances import may_be_lost, retrace
from escapelens.incremental.keeping import keep
from escapelens.incremental.leads import Leads
from escapelens.incremental.redeclaring import Declared, declare
from escapelens.incremental.standing import again, judge, parted, stands, to_solve
from escapelens.incremental.unit import (
    Key,
    Unit,
    costs_of,
    give_remarks,
    group,
    identity,
    initialises,
    mentions_now,
    mentions_of,
    note_calls,
    take_notes,
)
from escapelens.incremental.units import Units
from escapelens.inline.can_inline import can_inline_funcs
from escapelens.inline.inliner import Inliner
from escapelens.inline.interleaved import inline_judged
from escapelens.ir.lowering.package import Notes
from escapelens.ir.lowering.rebuild import build_init, build_instance
from escapelens.ir.nodes import AnyNode, Func, Name
from escapelens.ir.passes import bloop
from escapelens.ir.scc import mentioned_funcs, root_of
from escapelens.model.objects import Func as FuncObject
from escapelens.remarks import Remarks
from escapelens.syntax.file import SyntaxFile


def redo(analysis: pipeline.Analysis, units: Units, change: Change, files: list[SyntaxFile]) -> tuple[int, Declared]:
    """Bring units up to date with the change; the number of functions that were analysed for it, and what was declared.

    Raises Everything, with the units left half done.
    """
    declared = declare(analysis, change, files, units)
    reanalysis = _Reanalysis(analysis, units, declared, Carried(() if declared.headers else change.bodies))
    reanalysis.run(reanalysis.stale(declared))
    builder = analysis.builder
    if builder.instances.listed and (declared.headers or may_be_lost(analysis, reanalysis.before, reanalysis.now)):
        made, gone = retrace(analysis, units)
        reanalysis.drop(gone)
        if made:
            reanalysis.run(reanalysis.instances(made))
    builder.let_go()
    units.let_go()
    units.held = False
    return len(reanalysis.done), declared


def anticipate(units: Units, cancel: Cancel) -> None:
    """Have ready what `redo` looks for in all of them, when nobody waits for it. Raises Cancelled."""
    units.prepare()
    cancel.check()
    mutual = [units[key] for found in units.groups() for key in found if key in units]
    Leads(units.target.inl_tree).look_through(mutual, cancel)


def _blocks(units: Mapping[Key, Unit]) -> list[list[Func]]:
    """The batches of units, others left out, callees first."""
    unit_of = {fn: unit for unit in units.values() for fn in unit.funcs}
    return escape.by_name(escape.components([*unit_of], alone=True, mentions=lambda fn: mentions_now(unit_of[fn], fn)))


class _Reanalysis:
    def __init__(self, analysis: pipeline.Analysis, units: Units, declared: Declared, carried: Carried) -> None:
        self.analysis = analysis
        self.carried = carried
        self.units = units
        self.init = ("init", analysis.target.pkg.path)
        self.callers: dict[Key, dict[Key, None]] = {}  # as functions are built now
        self.calls: dict[Key, dict[Key, None]] = {}  # of functions as they are built now
        self.built: dict[Key, list[Func]] = {}  # functions whose calls are yet to be noted
        self.names: dict[Key, Name] = {}  # of instances without a unit
        self.seen: dict[Key, tuple[object, object]] = {}  # what callers saw of each function that is done again
        self.rewired = declared.headers  # functions mention others than before, or are met in another order
        self.done: dict[Key, None] = {}
        self.touched: dict[Key, None] = {}  # functions of which the text, or that of one inlined into them, is another
        self.altered: dict[Key, None] = {}  # functions that look otherwise to their callers than before
        self.replaced: dict[Key, Unit] = {}  # units whose functions were just analysed once more
        self.damaged: set[Key] = set()  # those of them of which not all was known
        self.before: Notes = {}  # what the bodies noted that were dropped or done again
        self.now: Notes = {}
        self.left: dict[Key, None] = {}  # functions that were mutually recursive with one that is no more
        if declared.headers:
            gone = [key for key, unit in units.items() if declared.takes_away(unit)]
            for found in units.groups():
                if not set(gone).isdisjoint(found):
                    self.left.update(dict.fromkeys(found))
            units.regroup()
            self.drop(gone)

    # -- what is stale

    def stale(self, declared: Declared) -> dict[Key, None]:
        """The changed functions and all whose inlined bodies contain one of them, before or after the change."""
        todo: dict[Key, None] = self.instances(declared.made)
        left = [key for key in self.left if key in self.units]
        work: list[Key] = [*left, *declared.functions, *([self.init] if declared.init else ())]
        while work:
            self._spread(work, todo)
            work = [key for key in self._out_of_turn() if self._main(key) not in todo]
        return todo

    def _spread(self, work: list[Key], todo: dict[Key, None]) -> None:
        while work:
            key = self._main(work.pop())
            if key in todo:
                continue
            todo[key] = None
            unit = self.units.get(key)
            inlined = unit is not None and unit.inlinable is not False
            funcs: list[Func] = []
            if key == self.init:
                build_init(self.analysis.builder, funcs)
                self.built[key] = [fn for fn in funcs if initialises(root_of(fn))]
            elif isinstance(key, FuncObject):
                root = self.analysis.builder.build_func(key, funcs)
                inliner = Inliner(self.analysis.target, Remarks(), self.analysis.builder)
                can_inline_funcs(inliner, funcs, set(funcs))
                self.built[key] = [fn for fn in funcs if root_of(fn) is root]
                inlined = inlined or root.inl is not None or root.unsettled
            todo.update(self.instances(funcs))
            if inlined:
                work += self._callers(key)
        self._note_calls()  # only now does every function that is called have a body

    def _callers(self, key: Key) -> dict[Key, None]:
        """Who mentions it, before or after the change."""
        return {**self.units.callers.get(key, {}), **self.callers.get(key, {})}

    def _main(self, key: Key) -> Key:
        """Functions that belong to the package's initialisation are done together."""
        unit = self.units.get(key)
        return self.init if unit is not None and initialises(unit.root) else key

    def instances(self, made: Iterable[Func]) -> dict[Key, None]:
        """Instances that have come into being."""
        bodies: dict[Key, list[Func]] = {}
        for fn in made:
            root = root_of(fn)
            if root.dupok:
                key = identity(root)
                bodies.setdefault(key, []).append(fn)
                self.names[key] = root.nname
        self.built.update(bodies)
        return dict.fromkeys(bodies)

    def _note_calls(self) -> None:
        others = False
        for key, funcs in self.built.items():
            calls = self.calls[key] = mentions_of(funcs, {fn: mentioned_funcs(fn) for fn in funcs})
            for fn in funcs:
                self.analysis.target.forget(fn)
            self.units.leave(funcs)  # they are built anew to be analysed
            for callee in calls:
                self.callers.setdefault(callee, {})[key] = None
            unit = self.units.get(key)
            others = others or unit is None or [*unit.mentions] != [*calls]
        self.built.clear()
        if others and not self.rewired and self.units.recursive(self._mentions) != self.units.groups():
            self.rewired = True
            self.units.regroup()

    def _mentions(self, key: Key) -> Iterable[Key]:
        calls = self.calls.get(key)
        return self.units.mentions(key) if calls is None else calls

    def _recursive(self) -> list[list[Key]]:
        """Groups of mutually recursive functions, in the order in which they are met now."""
        return self.units.recursive(self._mentions) if self.rewired else self.units.groups()

    def _out_of_turn(self) -> list[Key]:
        """Mutually recursive functions that were analysed in another order than they are met now."""
        found: list[Key] = []
        if not self.rewired:
            return found
        for functions in self._recursive():
            turns = [self.units[key].turn for key in functions if key in self.units]
            if turns != sorted(turns):
                found += [key for key in functions if key in self.units]
        return found

    # -- redoing them

    def run(self, todo: dict[Key, None]) -> None:
        self._note_calls()
        self.touched.update(todo)
        anew = todo
        while todo:
            done = self._analyse(self._with_partners(todo), todo, anew)
            self.done.update(done)
            stale: dict[Key, None] = {}
            anew = {}
            for key in done:
                unit = self.units.get(key)
                if unit is None:
                    continue
                now = unit.inlinable, unit.tags
                seen = self.seen.get(key)
                if seen != now:
                    self.altered[key] = None
                    callers = dict.fromkeys(map(self._main, self._callers(key)))
                    stale.update(callers)
                    if seen is None or seen[0] != now[0]:
                        anew.update(callers)
                self.seen[key] = now
            joined = self._joined(done)
            self._keep()
            todo = {key: None for key in stale if key not in done and (key in self.units or key == self.init)}
            if joined:
                self.rewired = True
                todo |= joined
                anew |= joined

    def _joined(self, done: dict[Key, None]) -> dict[Key, None]:
        """Functions that methods found for calls in those of done have made mutually recursive, which was not known
        when these were analysed: all of them have to be, together."""
        changed: set[Key] = set()
        for key in done:
            unit, old = self.units.get(key), self.replaced.get(key)
            if (unit.devirtualized if unit is not None else ()) != (old.devirtualized if old is not None else ()):
                changed.add(key)
        if not changed:
            return {}
        known = [] if self.rewired else [set(found) for found in self.units.groups()]
        self.units.regroup()
        now = [set(found) for found in self.units.groups() if not changed.isdisjoint(found)]
        return {key: None for found in now if found not in known for key in found if not found <= done.keys()}

    def _keep(self) -> None:
        """Functions that were analysed only because others were keep what was found of them, if that is the same."""
        for key, old in self.replaced.items():
            new = self.units.get(key)
            if key not in self.touched and new is not None and self.altered.keys().isdisjoint(new.calls):
                keep(old, new, self.analysis.target, self.carried)
        self.replaced.clear()
        self.damaged.clear()

    def _with_partners(self, todo: dict[Key, None]) -> dict[Key, None]:
        """todo and the functions that are mutually recursive with one of them, which are met in the order in which the
        compiler meets them."""
        full = dict(todo)
        for key in todo if self.rewired else ():
            below = self._reachable(key)
            if key not in below:
                continue
            above: dict[Key, None] = {}
            work = [key]
            while work:
                for k in self._callers(work.pop()):
                    if k in below and k not in above:
                        above[k] = None
                        work.append(k)
            full.update((k, None) for k in above if k in self.units)
        groups = self._recursive()
        if not self.rewired:
            groups = [functions for functions in groups if not full.keys().isdisjoint(functions)]
            full.update((key, None) for functions in groups for key in functions if key in self.units)
        first = {key: None for functions in groups for key in functions if key in full}
        return first | full

    def _reachable(self, key: Key) -> set[Key]:
        seen: set[Key] = set()
        work = [key]
        while work:
            k = work.pop()
            unit = self.units.get(k)
            for c in (*self.calls.get(k, ()), *(unit.calls if unit is not None else ())):
                if c not in seen:
                    seen.add(c)
                    work.append(c)
        return seen

    def _analyse(self, todo: dict[Key, None], stale: dict[Key, None], anew: dict[Key, None]) -> dict[Key, None]:
        """Solve the functions of todo as far as that hangs on those of stale, and put their units in place of the old
        ones; build and inline those of anew, and those of todo that do not stand. The functions that were solved."""
        analysis = self.analysis
        target, report = analysis.target, Remarks()
        standing: dict[Key, Unit] = {}
        if not self.rewired:
            for key in todo:
                unit = self.units.get(key)
                if unit is not None and key not in anew and not initialises(unit.root):
                    standing[key] = unit
        fresh = self._build(todo, standing, report)
        said, batches = Remarks(), list[Batch]()
        solved: dict[Key, Unit] = {}
        if standing and not self.altered and not target.flags.graphs and target.flags.m < 2:
            grouped = {key for functions in self.units.groups() for key in functions}
            solved = self._below(fresh, grouped)
            batches = self._solve(solved, said)
            rest = {key: unit for key, unit in fresh.items() if key not in solved}
            above = {key: unit for key, unit in rest.items() if key not in grouped}
            if all(self._as_seen(key, unit) for key, unit in solved.items()) and self._adopt(
                {key: unit for key, unit in rest.items() if key in grouped}, standing, said
            ):
                batches += self._solve(above, said)
                self._number(solved | above)
                self._put(fresh, report, said, batches)
                return dict.fromkeys(fresh)
        if worn := [key for key, unit in standing.items() if not stands(unit, target)]:
            for key in worn:
                del standing[key]
            fresh |= self._build(todo, standing | fresh, report)
        units = {key: unit for key in todo if (unit := standing.get(key) or fresh.get(key)) is not None} | fresh
        units = {key: unit for key, unit in units.items() if key not in solved}
        key_of = {fn: key for key, unit in units.items() for fn in unit.funcs}
        blocks = _blocks(units)
        dirty = [key for key in units if key in fresh or key in stale]
        if standing:
            dirty += parted({key: self.replaced.get(key, unit) for key, unit in units.items()}, units, blocks)
        blocks, done = to_solve(blocks, dirty, key_of)
        for key in [key for key in done if key in standing]:
            self._replace(key)
            if self.units.held:
                costs_of(standing[key], target)  # by what escape analysis found, and does not find again
            self.units.unsay_escapes(standing[key])
            fresh[key] = again(standing[key])
        batches += escape.funcs(target, blocks, said)
        self._number({key: fresh[key] for key in todo if key in fresh})
        self._put(fresh, report, said, batches)
        return done | dict.fromkeys(solved)

    def _number(self, units: dict[Key, Unit]) -> None:
        for unit in units.values():
            self.units.turn = unit.turn = self.units.turn + 1

    def _put(self, fresh: dict[Key, Unit], report: Remarks, said: Remarks, batches: list[Batch]) -> None:
        """Hand the new units what was said of them, before escape analysis and by it."""
        give_remarks(fresh, [*report, *said], batches, len(report))
        self.units.say(report)
        self.units.say(said)
        self.units.put(fresh)

    def _solve(self, units: dict[Key, Unit], said: Remarks) -> list[Batch]:
        """Solve units that lead to others that are solved, and that none of these lead to."""
        return escape.funcs(self.analysis.target, _blocks(units), said)

    def _below(self, fresh: dict[Key, Unit], grouped: Collection[Key]) -> dict[Key, Unit]:
        """New units that lead to none that are mutually recursive with others."""
        found = {key: unit for key, unit in fresh.items() if key not in grouped}
        leading: list[Key] = [key for key in fresh if key in grouped]
        while leading:
            leading = [key for key, unit in found.items() if not unit.calls.isdisjoint((*grouped, *leading))]
            for key in leading:
                del found[key]
        return found

    def _as_seen(self, key: Key, unit: Unit) -> bool:
        """Whether callers that do not inline a unit see of it what they saw before; those that do are built again."""
        seen = self.seen.get(key)
        return seen is not None and seen[1] == unit.tags

    def _adopt(self, fresh: dict[Key, Unit], standing: dict[Key, Unit], said: Remarks) -> bool:
        """Have new units take over what the old ones were found to be, if their graph is the same."""
        if not self.damaged.isdisjoint(fresh):
            return False
        old = {key: unit for key in fresh if (unit := self.replaced.get(key)) is not None}
        if self.units.held:
            for unit in old.values():
                costs_of(unit, self.analysis.target)
        adopted = adopt(old, fresh, standing, self.analysis.target, self.carried)
        if adopted is None:
            return False
        remarks, changed = adopted
        said += remarks
        for key, unit in fresh.items():
            unit.turn = old[key].turn
        self.units.changed.update(dict.fromkeys(changed))
        return True

    def _build(self, todo: dict[Key, None], standing: dict[Key, Unit], report: Remarks) -> dict[Key, Unit]:
        """New units for the functions of todo but for those that stand, calls inlined; the old ones are taken out."""
        analysis = self.analysis
        target, builder = analysis.target, analysis.builder
        names = {key: self._name(key) for key in todo}
        old = [key for key in todo if key in self.units and key not in standing]
        if self.init in todo and self.init not in standing:
            old += [key for key, unit in self.units.items() if key not in todo and initialises(unit.root)]
        for key in old:
            self._replace(key)
        self.drop(old, True)
        funcs: list[Func] = []
        built: dict[Key, list[Func]] = {}
        for key in todo:
            if key in standing:
                continue
            start = len(funcs)
            if isinstance(key, FuncObject):
                builder.build_func(key, funcs)
            elif key == self.init:
                build_init(builder, funcs)
            else:
                build_instance(builder, names[key], funcs)
            built[key] = funcs[start:]
        start = len(target.funcs)
        target.funcs += funcs
        pipeline.note_unsound(target, funcs)
        pipeline.note_imprecise(target, report, funcs)
        bloop.walk(target, report, funcs)
        mentions = {fn: mentioned_funcs(fn) for fn in funcs}
        inl = Inliner(target, report, builder)
        judge(inl, built, standing, todo, mentions)
        inline_judged(inl, funcs, set(funcs), mentions=lambda fn: mentions[fn])
        mine = target.funcs[start:]
        pipeline.before_escapes(analysis, mine)
        fresh: dict[Key, Unit] = {}
        group(mine, fresh)
        for unit in fresh.values():
            note_calls(unit, mentions)
            take_notes(unit, builder)
            self.now.update(unit.notes)
        return fresh

    def _replace(self, key: Key) -> None:
        """The unit is about to be replaced."""
        unit, target = self.units[key], self.analysis.target
        self.replaced[key] = unit
        if any(fn in target.skipped or fn in target.broken for fn in unit.funcs):
            self.damaged.add(key)  # it is about to be forgotten
        self.seen.setdefault(key, (unit.inlinable, unit.tags))

    def _name(self, key: Key) -> AnyNode:
        unit = self.units.get(key)
        return unit.root.nname if unit is not None else self.names.get(key)

    def drop(self, keys: list[Key], stay: bool = False) -> None:
        """Take units out of the analysis. stay: they will be replaced."""
        old: set[Func] = set()
        for key in keys:
            if self.units.held:
                costs_of(self.units[key], self.analysis.target)  # later the calls inlined into it are not known
            unit = self.units[key] if stay and not initialises(self.units[key].root) else self.units.take(key)
            old.update(unit.funcs)
            self.before.update(unit.notes)
        if old:
            self.units.unsay(old)

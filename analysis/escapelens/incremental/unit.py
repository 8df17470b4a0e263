"""A function with everything computed about it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from escapelens.escape.graph import Batch
from escapelens.ir.lowering.package import Builder, Notes
from escapelens.ir.nodes import AnyNode, Func
from escapelens.ir.scc import mentioned_funcs, mentioned_names, root_of
from escapelens.ir.target import Target
from escapelens.record import dataclass, field
from escapelens.remarks import MAY_ESCAPE, Flow, Remark
from escapelens.say import say

if TYPE_CHECKING:
    from escapelens.escape.sketch import Sketch
    from escapelens.findings.draft import Drafts
    from escapelens.findings.spared import Spared
    from escapelens.ledger import FunctionCosts
    from escapelens.ledger.own import Own
    from escapelens.ledger.reading import Walked


@dataclass(slots=True, eq=False)
class Unit:
    """root: the function; funcs: it and its literals, those that inlining brought included.

    calls: roots of the functions it mentions, before and after inlining (by Func object of the checker or, for
    instances, by their own ir.Func). remarks: in the compiler's order. drafts: its findings, positions virtual.
    """

    root: Func
    funcs: list[Func] = field(default_factory=list)
    calls: set[Key] = field(default_factory=set)
    mentions: dict[Key, None] = field(default_factory=dict)  # those before inlining, in order
    devirtualized: tuple[Key, ...] = ()  # methods that calls of interfaces in it were found to lead to, in order
    turn: int = 0  # when it was analysed, among functions that are mutually recursive with it
    remarks: list[Remark] = field(default_factory=list)
    solved_from: int = 0  # how many of them come before those of escape analysis
    drafts: Drafts | None = None
    costs: tuple[FunctionCosts, ...] | None = None  # its ledger, once asked for; see `costs_of`
    own: dict[Func, Own] = field(default_factory=dict)  # what each of its functions pays, once asked for
    looped: frozenset[str] = frozenset()  # what it calls from within loops
    spared: Spared = frozenset()  # what it is spared, or wants, of functions it calls
    partial: str = ""
    notes: Notes = field(default_factory=dict)  # what its body brings into the package
    named: dict[Func, list[AnyNode]] = field(default_factory=dict)  # what bodies mention now, once asked for
    bodies_gone: bool = False  # see letting_go.py
    sketch: Sketch | None = None  # of it and those it was edited with, if that left the graph as it was (adopting.py)
    # Flows of its reasons, by the declarations (by base) that they lead through, once asked for (leads.py).
    leads: dict[int, list[Flow]] | None = None

    def order_verdicts(self) -> None:
        """Have what escape analysis said in the order of the functions, in whichever order they were solved."""
        rank = {fn: i for i, fn in enumerate(self.funcs)}
        self.remarks[self.solved_from :] = sorted(
            self.remarks[self.solved_from :], key=lambda remark: rank.get(remark.func, len(rank))
        )

    @property
    def inlinable(self) -> tuple[int, bool] | bool:
        """What callers see of it when they inline: False if they cannot, True if nobody knows whether they can."""
        inl = self.root.inl
        return self.root.unsettled if inl is None else (inl.cost, inl.can_delay_results)

    @property
    def tags(self) -> list[bytes]:
        """Leak tags of the function and of its literals that callers may call after inlining."""
        return [bytes(t) for t in self.root.leak_tags or []]


def mentions_now(unit: Unit, fn: Func) -> list[Func]:
    """The functions with a body here that one of the unit's functions mentions, as it stands."""
    names = unit.named.get(fn)
    if names is None:
        names = unit.named[fn] = mentioned_names(fn)
    return [name.defn for name in names if name.defn is not None]


def costs_of(unit: Unit, target: Target, walked: dict[Func, Walked] | None = None) -> tuple[FunctionCosts, ...]:
    """What the function and its literals allocate, the function first. walked: gets what is seen of each on the way."""
    if unit.costs is None:
        from escapelens.ledger import of  # a report that was kept needs none

        doubtful = any(r.kind == MAY_ESCAPE for r in unit.remarks)
        unit.costs = of(
            unit.funcs,
            target,
            unit.partial or say("code in error, or that uses what is not known here, may let more escape") * doubtful,
            walked,
        )
    return unit.costs


# What tells one unit from another: the function's object, or symbol and package where others have the same object.
Key: TypeAlias = Hashable


def identity(fn: Func) -> Key:
    """What stays the same when a function is built again."""
    if fn.obj is not None and not fn.dupok:
        return fn.obj
    return fn.sym, fn.pkg.path if fn.pkg is not None else ""


def initialises(root: Func) -> bool:
    """Is it `init` of the package's variables, or a part of that?"""
    return root.is_package_init or (root.obj is None and not root.dupok and root.sym.startswith("map.init."))


def group(fns: Iterable[Func], units: dict[Key, Unit]) -> None:
    """Put functions into their units, which are made where there are none, in their order."""
    for fn in fns:
        root = root_of(fn)
        key = identity(root)
        unit = units.get(key)
        if unit is None:
            unit = units[key] = Unit(root)
        unit.funcs.append(fn)


def take_notes(unit: Unit, builder: Builder) -> None:
    """Hand the unit what the builder noted of its bodies."""
    for fn in unit.funcs:
        unit.notes.update(builder.notes.pop(fn, ()))


def note_calls(
    unit: Unit, mentions: Mapping[Func, list[Func]], solved: Mapping[Func, list[Func]] = MappingProxyType({})
) -> None:
    """Note what the unit's bodies mention and (mentions) mentioned before inlining. solved: what they do now, if that
    is known."""
    own, methods = set(unit.funcs), dict[Key, None]()
    for fn in unit.funcs:
        for callee in solved[fn] if fn in solved else mentioned_funcs(fn):
            if callee not in own:
                unit.calls.add(identity(root_of(callee)))
        for name in fn.devirtualized:  # and perhaps inlined: neither before nor now is it mentioned
            method = name.defn
            if isinstance(method, Func) and method not in own:
                methods[identity(root_of(method))] = None
    unit.mentions, unit.devirtualized = mentions_of(unit.funcs, mentions), tuple(methods)
    unit.calls.update(unit.mentions, methods)


def mentions_of(own: Sequence[Func], mentions: Mapping[Func, list[Func]]) -> dict[Key, None]:
    """What a function (the first) and its literals mention, literals in their places."""
    found: dict[Key, None] = {}
    mine, seen = set(own), set()
    for fn in own:
        stack = [fn]
        while stack:
            at = stack.pop()
            if at not in mine:
                found[identity(root_of(at))] = None
            elif at not in seen:
                seen.add(at)
                stack += reversed(mentions.get(at, ()))
    return found


def give_remarks(units: dict[Key, Unit], remarks: list[Remark], batches: list[Batch], solved_from: int) -> None:
    """Hand each remark to its function's unit; solved_from: how many of them come before those of escape analysis."""
    by_func: dict[Func, Unit] = {fn: unit for unit in units.values() for fn in unit.funcs}
    for i, r in enumerate(remarks):
        fn = r.func
        unit = None
        if isinstance(fn, Func):
            unit = by_func.get(fn) or units.get(identity(root_of(fn)))
        if unit is not None:
            unit.remarks.append(r)
            unit.solved_from += i < solved_from
    note_partial(units, batches)
    for unit in units.values():
        unit.order_verdicts()


def note_partial(units: Mapping[Key, Unit], batches: Iterable[Batch]) -> None:
    """Note why the verdicts of units may say less."""
    for batch in batches:
        for fn, why in batch.partial:
            unit = units.get(identity(root_of(fn))) if fn is not None else None
            if unit is not None and not unit.partial:
                unit.partial = why

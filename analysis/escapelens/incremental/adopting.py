"""Functions whose graph an edit leaves as it was take over what escape analysis found of them before.

What: functions that are mutually recursive are solved together, hundreds of them at times. Where those that were built
again put the same into the graph as before (escape/sketch.py), all verdicts stand: the others keep theirs, and the new
ones get what was said of the old, about the new nodes. Reasons that lead through an edited function lead through its
new nodes, drafts that show them move with the text (carried.py) or are made anew.

Of the others' reasons, those flows are touched that lead through a declaration that was edited (`Unit.leads`).

Property: what is said is what solving them all again says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from escapelens.escape import sketch
from escapelens.incremental.carried import Carried
from escapelens.incremental.keeping import carry
from escapelens.incremental.leads import Leads
from escapelens.incremental.unit import Key, Unit, identity, mentions_now
from escapelens.ir.fmt import Printer
from escapelens.ir.nodes import Func
from escapelens.ir.ops import OSTR2BYTESTMP
from escapelens.ir.scc import root_of
from escapelens.ir.target import Target
from escapelens.remarks import (
    BOUNDS,
    ESCAPES,
    HIDDEN,
    MAY_ESCAPE,
    MOVED_TO_HEAP,
    NO_ESCAPE,
    ZERO_COPY,
    Escaping,
    Flow,
    Inlinable,
    Leaking,
    Node,
    Note,
    Remark,
)

About: TypeAlias = "Escaping | Leaking | Inlinable | None"

_SENTENCES = {
    MOVED_TO_HEAP: "moved to heap: {}",
    ESCAPES: "{} escapes to heap",
    NO_ESCAPE: "{} does not escape",
    MAY_ESCAPE: "{} may escape",
}
_WITHOUT_NAMES = frozenset({BOUNDS, HIDDEN, ZERO_COPY})


def adopt(
    old: Mapping[Key, Unit], new: Mapping[Key, Unit], group: Mapping[Key, Unit], target: Target, carried: Carried
) -> tuple[list[Remark], list[Key]] | None:
    """What escape analysis has to say of the new units, and which of the others in their groups have other drafts now;
    None, with nothing done, if they have to be solved. old, new: by the same keys. group: the others."""
    if old.keys() != new.keys() or not all(_alike(old[key], unit, target) for key, unit in new.items()):
        return None
    before = [fn for key in new for fn in old[key].funcs]
    now = [fn for unit in new.values() for fn in unit.funcs]
    turn: dict[Func, object] = {fn: i for fns in (before, now) for i, fn in enumerate(fns, 1)}
    around: list[Func] = []
    mutual = {fn for unit in group.values() for fn in unit.funcs}
    for key, unit in new.items():
        for a, b in zip(old[key].funcs, unit.funcs, strict=True):
            called, called_now = mentions_now(old[key], a), mentions_now(unit, b)
            if [turn.get(fn) or _who(fn) for fn in called] != [turn.get(fn) or _who(fn) for fn in called_now]:
                return None
            around += [fn for fn in called_now if fn in mutual]
    first = next(iter(new))
    same = sketch.pairs(before, now, around, target, old[first].sketch)
    if same is None:
        return None
    pairs, new[first].sketch = same
    moving = _Moving(pairs, dict(zip(before, now, strict=True)), target, carried)
    said: list[Remark] = []
    for key in new:
        for remark in old[key].remarks[old[key].solved_from :]:
            found = moving.remark(remark)
            if found is None:
                return None
            said.append(found)
    moving.leads.look_through([*old.values(), *group.values()])  # before any of them moves: units share flows
    for key, unit in new.items():
        moving.reasons(old[key])
        unit.leads = old[key].leads
    return said, [key for key, unit in group.items() if moving.unit(unit)]


def _who(fn: Func) -> object:
    return identity(root_of(fn)), sketch.name_of(fn)


def _alike(old: Unit, new: Unit, target: Target) -> bool:
    return not (
        old.bodies_gone
        or len(old.funcs) != len(new.funcs)
        or old.partial
        or any(fn in target.skipped or fn in target.broken for fn in new.funcs)
    )


class _Moving:
    """Takes what was said of old nodes to the new ones that stand for them."""

    def __init__(self, pairs: sketch.Pairs, funcs: Mapping[Func, Func], target: Target, carried: Carried) -> None:
        self._pairs = pairs
        self._funcs = funcs
        self._tree = target.inl_tree
        self._text = Printer(target.pkg).node
        self._carried = carried
        self.leads = Leads(self._tree)
        self._edited = self.leads.bases(pairs)  # declarations as they were, and as they are
        self._now = self.leads.bases(pairs.values())
        self._flows: dict[int, bool] = {}  # whether they lead elsewhere now, by id
        self._chains: dict[int, tuple[Note, Note]] = {}  # as they were, and as they are, by id of the old
        self._lists: dict[int, list[tuple[Node, int, list[Flow]]]] = {}

    def remark(self, remark: Remark) -> Remark | None:
        """None if it cannot be said of the new ones."""
        node = self._pairs.get(remark.node)
        if node is None:
            return None
        text = remark.text
        was, now = self._text(remark.node), self._text(node)
        if was != now and remark.kind not in _WITHOUT_NAMES:
            sentence = _SENTENCES.get(remark.kind, "")
            if sentence.format(was) != text:
                return None
            text = sentence.format(now)
        if remark.kind == ZERO_COPY:
            node.op = OSTR2BYTESTMP
        func = self._funcs.get(remark.func, remark.func)
        pos, about = self._tree.outermost(node.pos), self._about(remark.about)
        return Remark(remark.kind, pos, text, remark.level, func, node, about=about)

    def unit(self, unit: Unit) -> bool:
        """Have reasons of a unit that stays lead through the new nodes; whether its drafts are to be made anew."""
        if not self.reasons(unit) or unit.drafts is None or carry(unit.drafts, self._carried):
            return False
        unit.drafts = None
        return True

    def reasons(self, unit: Unit) -> bool:
        """Have all reasons of a unit lead through the new nodes; whether there are such that do. Reasons share their
        flows, in a unit and among units: these stay what they are, between other nodes."""
        leads = unit.leads or {}
        if leads.keys().isdisjoint(self._edited):
            return False
        concerned = {id(flow): flow for base in self._edited for flow in leads.get(base, ())}
        through = [flow for flow in concerned.values() if self._moves(flow)]
        for base in self._edited - self._now:
            leads.pop(base, None)
        for base in self._now:
            here = [flow for flow in through if base in self.leads.through(flow)]
            if here:
                leads[base] = [*{id(flow): flow for flow in (*leads.get(base, ()), *here)}.values()]
        return bool(through)

    def _about(self, about: About) -> About:
        """The same, but for where a parameter leaks to; its flows are yet to move."""
        if not isinstance(about, Leaking):
            return about
        flows = self._lists.get(id(about.flows))  # the remarks of one parameter share theirs
        if flows is None:
            flows = [(self._pairs.get(to, to), derefs, path) for to, derefs, path in about.flows]
            self._lists[id(about.flows)] = flows
        return Leaking(self._pairs.get(about.to, about.to), about.derefs, flows)

    def _moves(self, flow: Flow) -> bool:
        """Have a flow lead through the new nodes; whether it does."""
        known = self._flows.get(id(flow))
        if known is None:
            dst, src, notes = flow.dst, flow.src, flow.notes
            flow.dst, flow.src, flow.notes = self._pairs.get(dst, dst), self._pairs.get(src, src), self._notes(notes)
            known = not (flow.dst is dst and flow.src is src and flow.notes is notes)
            self._flows[id(flow)] = known
        return known

    def _notes(self, notes: Note | None) -> Note | None:
        if notes is None:
            return None
        known = self._chains.get(id(notes))
        if known is None:
            where, why, rest = notes
            there, behind = self._pairs.get(where, where), self._notes(rest)
            known = notes, notes if there is where and behind is rest else (there, why, behind)
            self._chains[id(notes)] = known
        return known[1]

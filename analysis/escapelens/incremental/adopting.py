"""Functions whose graph an edit leaves as it was take over what escape analysis found of them before.

What: functions that are mutually recursive are solved together, hundreds of them at times. Where those that were built
again put the same into the graph as before (escape/sketch.py), all verdicts stand: the others keep theirs, and the new
ones get what was said of the old, about the new nodes. Reasons that lead through an edited function lead through its
new nodes, drafts that show them move with the text (carried.py) or are made anew.

Of the others, those are looked through whose reasons lead through a declaration that was edited (`Unit.leads`).

Property: what is said is what solving them all again says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import is_
from typing import TypeAlias

from escapelens.escape import sketch
from escapelens.incremental.carried import Carried
from escapelens.incremental.keeping import carry
from escapelens.incremental.unit import Key, Unit, identity, mentions_now
from escapelens.ir.fmt import Printer
from escapelens.ir.inltree import InlTree
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
from escapelens.source import CHUNKS

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
    return said, [key for key, unit in group.items() if moving.unit(unit)]


def _who(fn: Func) -> object:
    return identity(root_of(fn)), sketch.name_of(fn)


def _alike(old: Unit, new: Unit, target: Target) -> bool:
    return not (
        old.bodies_gone
        or len(old.funcs) != len(new.funcs)
        or old.partial
        or any(fn in target.skipped or fn in target.broken for fn in (*old.funcs, *new.funcs))
    )


class _Moving:
    """Takes what was said of old nodes to the new ones that stand for them."""

    def __init__(self, pairs: sketch.Pairs, funcs: Mapping[Func, Func], target: Target, carried: Carried) -> None:
        self._pairs = pairs
        self._funcs = funcs
        self._tree = target.inl_tree
        self._text = Printer(target.pkg).node
        self._carried = carried
        self._edited = _declarations(self._tree, pairs)  # as they were, and as they are
        self._now = _declarations(self._tree, pairs.values())
        self._flows: dict[int, Flow] = {}  # by id of the old
        self._new: dict[int, Flow] = {}  # the old ones that lead elsewhere now, by id: it is not given again
        self._chains: dict[int, Note] = {}
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
        pos, about = self._tree.outermost(node.pos), self.about(remark.about)
        return Remark(remark.kind, pos, text, remark.level, func, node, about=about)

    def unit(self, unit: Unit) -> bool:
        """Have reasons of a unit that stays lead through the new nodes; whether its drafts are to be made anew."""
        if unit.leads is None:
            unit.leads = _declarations(self._tree, _nodes(unit))
        if unit.leads.isdisjoint(self._edited):
            return False
        through = False
        for remark in unit.remarks[unit.solved_from :]:
            if remark.about is not None and (about := self.about(remark.about)) is not remark.about:
                remark.about = about
                through = True
        unit.leads = unit.leads - self._edited | (self._now if through else frozenset())
        if not through or unit.drafts is None or carry(unit.drafts, self._carried):
            return False
        unit.drafts = None
        return True

    def about(self, about: About) -> About:
        """The same if nothing in it is new."""
        if isinstance(about, Escaping):
            path, beside = self._path(about.path), [*map(self._path, about.beside)]
            if path is about.path and all(map(is_, beside, about.beside)):
                return about
            return Escaping(path, beside)
        if isinstance(about, Leaking):
            to, flows = self._pairs.get(about.to, about.to), self._leaks(about.flows)
            return about if to is about.to and flows is about.flows else Leaking(to, about.derefs, flows)
        return about

    def _leaks(self, flows: list[tuple[Node, int, list[Flow]]]) -> list[tuple[Node, int, list[Flow]]]:
        """The remarks of one parameter share theirs."""
        known = self._lists.get(id(flows))
        if known is None:
            known = [(self._pairs.get(to, to), derefs, self._path(path)) for to, derefs, path in flows]
            if all(a[0] is b[0] and a[2] is b[2] for a, b in zip(known, flows, strict=True)):
                known = flows
            self._lists[id(flows)] = known
        return known

    def _path(self, path: list[Flow]) -> list[Flow]:
        """Many paths share their flows, and most lead through nothing new."""
        known, ids = self._flows, [*map(id, path)]
        if not known.keys() >= {*ids}:
            for flow in path:
                if id(flow) not in known:
                    now = known[id(flow)] = self._flow(flow)
                    if now is not flow:
                        self._new[id(flow)] = flow
        return path if self._new.keys().isdisjoint(ids) else [known[each] for each in ids]

    def _flow(self, flow: Flow) -> Flow:
        get = self._pairs.get
        dst, src, notes = get(flow.dst, flow.dst), get(flow.src, flow.src), self._notes(flow.notes)
        if dst is flow.dst and src is flow.src and notes is flow.notes:
            return flow
        return Flow(dst, src, flow.derefs, notes, flow.truncated)

    def _notes(self, notes: Note | None) -> Note | None:
        if notes is None:
            return None
        known = self._chains.get(id(notes))
        if known is None:
            where, why, rest = notes
            there, behind = self._pairs.get(where, where), self._notes(rest)
            known = notes if there is where and behind is rest else (there, why, behind)
            self._chains[id(notes)] = known
        return known


def _nodes(unit: Unit) -> Iterable[Node]:
    """What the reasons of a unit lead through; what they share, once."""
    flows: dict[int, Flow] = {}
    found: dict[int, Node] = {}
    for remark in unit.remarks[unit.solved_from :]:
        about = remark.about
        if isinstance(about, Escaping):
            for path in (about.path, *about.beside):
                flows.update((id(flow), flow) for flow in path)
        elif isinstance(about, Leaking):
            found[id(about.to)] = about.to
            for to, _, path in about.flows:
                found[id(to)] = to
                flows.update((id(flow), flow) for flow in path)
    seen: set[int] = set()
    for flow in flows.values():
        found[id(flow.dst)], found[id(flow.src)] = flow.dst, flow.src
        notes = flow.notes
        while notes is not None and id(notes) not in seen:
            seen.add(id(notes))
            found[id(notes[0])] = notes[0]
            notes = notes[2]
    return found.values()


def _declarations(tree: InlTree, nodes: Iterable[Node]) -> frozenset[int]:
    """The declarations that nodes stand in, by base, inlined ones where the call stands; 0 for nowhere."""
    return frozenset([CHUNKS.base(tree.outermost(pos)) for pos in {getattr(node, "pos", 0) for node in nodes}])

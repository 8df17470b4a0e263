"""Whether functions that were built again put the same into the graph of their batch as before.

What: bodies are walked as `escape.py` walks them, but alone: of the other functions of the batch there are only the
parameters and results that calls lead to. If what came of the old bodies and of the new ones is the same, location by
location and flow by flow, then the whole graph is, and the verdicts of the old stand for the new: nothing has to be
solved. An edit that moves text, changes a constant or a condition ends here.

Counterpart: none; the compiler solves every batch once. Property: functions stay as they are while a sketch is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from escapelens.escape.bounds import take_bounds
from escapelens.escape.escape import flow_closures, forget_bodies, init_func
from escapelens.escape.graph import FUNC_PLANNED, FUNC_TAGGED, Batch, Location
from escapelens.escape.rewrite import literal_in, rewrite_with_literals
from escapelens.escape.utils import heap_alloc_reason
from escapelens.escape.walk import walk_func
from escapelens.ir import ops as O
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import ESC_NONE, PAUTO, AnyNode, Func, Node
from escapelens.ir.scc import captures
from escapelens.ir.target import GaveUp, Target
from escapelens.remarks import Note, Remarks, Why

Pairs = dict[Node, AnyNode]
"""Nodes of the old bodies, and those of the new that stand for them."""


def pairs(
    old: Sequence[Func], new: Sequence[Func], around: Iterable[Func], target: Target, before: Sketch | None = None
) -> tuple[Pairs, Sketch] | None:
    """Of functions and their literals, built twice, whose graphs are the same, and the sketch of new; None if they are
    not.

    around: other functions of their batches that they call. before: a sketch of old, if there is one. Tags of old go to
    new, and verdicts of nodes.
    """
    if [*map(_head, old)] != [*map(_head, new)] or any(map(_unfit, old)) or any(map(_unfit, new)):
        return None
    others = [*dict.fromkeys(around)]
    progress = [(fn, fn.esc) for fn in (*others, *old, *new)]
    try:
        if before is not None and before.is_of(old, others):
            then = before
            then.look_again()
        else:
            then = Sketch(old, others, target)
        now = Sketch(new, others, target)
        found = _Pairing(then, now).found()
    except Exception as e:
        if target.flags.strict and not isinstance(e, GaveUp):
            raise
        return None
    finally:
        for fn, esc in progress:
            fn.esc = esc
        forget_bodies(target)
    if found is None:
        return None
    for made in (now.b,) if then is before else (then.b, now.b):
        for loc in made.all_locs:
            if loc.n is not None:
                rewrite_with_literals(made, loc.n, loc.curfn)
                loc.n.esc = loc.n.esc or ESC_NONE
    forget_bodies(target)
    for fn, was in zip(new, old, strict=True):
        fn.esc, fn.leak_tags = FUNC_TAGGED, was.leak_tags
    for a, b in zip(then.locs, now.locs, strict=True):
        if a.n is not None and b.n is not None:
            b.n.esc = a.n.esc
    return found, now


def _head(fn: Func) -> object:
    return name_of(fn), fn.pragma, fn.wrapper, fn.dupok, captures(fn), bool(fn.body)


def _unfit(fn: Func) -> bool:
    """Has it been changed by escape analysis, so that it cannot be walked again, or is not all known of it?"""
    return fn.rewritten or fn.unsettled or not fn.body


def name_of(node: object) -> str:
    """Of a function or variable, without what tells literals apart that were inlined more than once."""
    return trim_inline_hash(getattr(node, "sym", ""))


def _is_alone(loc: Location, reason: object) -> bool:
    """Is it a variable, or a temporary, of which nothing is said? For one that flows nowhere."""
    is_local = loc.n is None or (loc.n.op == O.ONAME and loc.n.class_ == PAUTO)  # type: ignore[attr-defined]
    return is_local and not loc.edges and not loc.at_once and reason == (False, None, None)


class Sketch:
    """The graph of some functions of a batch alone. others: that they call. locs: with those that stand for all else,
    but without variables that nothing flows to or from; said: on the way."""

    def __init__(self, fns: Sequence[Func], others: list[Func], target: Target) -> None:
        self.fns, self.others = fns, others
        self.b = b = Batch([*fns], target, Remarks())
        b.for_good = False
        ends: list[Location] = []
        names = [(fn.nname, fn.nname.func, fn.nname.defn) for fn in fns]
        for fn in fns:  # a name stands for the function that was built last
            fn.nname.func = fn.nname.defn = fn
        for fn in others:
            fn.esc = FUNC_PLANNED
            for n in (*b.params_and_results(fn)[0], *b.params_and_results(fn)[1]):
                n.opt = Location(n, fn, 0, 0)
                ends.append(n.opt)
        try:
            for fn in fns:
                init_func(b, fn)
            for fn in fns:
                if not captures(fn):
                    walk_func(b, fn)
            self.closures = [clo for _, clo in b.closures]
            flow_closures(b)
            reasons = [(loc, self._reason(loc)) for loc in b.all_locs]
        finally:
            for name, func, defn in names:
                name.func, name.defn = func, defn
            bounds = take_bounds(target)
            fixed = [b.heap_loc, b.mutator_loc, b.callee_loc, b.blank_loc, b.doubt_loc, *ends]
            for loc in (*ends, *b.all_locs):
                if loc.n is not None and loc.n.op == O.ONAME:
                    loc.n.opt = None
        flowing = {src for loc in (*fixed, *b.all_locs) for src, _, _ in loc.edges}
        kept = [each for each in reasons if each[0] in flowing or not _is_alone(*each)]
        self.locs = [*fixed, *(loc for loc, _ in kept)]
        self.reasons = [reason for _, reason in kept]
        self.said = [(r.kind, r.text, r.func, r.node) for r in b.report]
        self.said += [("", "", noted.fn, noted.n) for noted in bounds]

    def is_of(self, fns: Sequence[Func], others: list[Func]) -> bool:
        return [*self.fns] == [*fns] and self.others == others

    def look_again(self) -> None:
        """As the walk does: whether conversions need a copy is found out anew."""
        for loc in self.locs:
            if loc.n is not None and loc.n.op == O.OSTR2BYTESTMP:
                loc.n.op = O.OSTR2BYTES

    def _reason(self, loc: Location) -> tuple[bool, object, Why | None]:
        """Whether an operand becomes a literal, the size that it gives, and why it is on the heap whatever flows."""
        if loc.n is None:
            return False, None, None
        literal = literal_in(self.b, loc.n, loc.curfn) if loc.curfn is not None else None
        size = literal[1].val if literal is not None and loc.n.op == O.OMAKESLICE else None
        return literal is not None, size, heap_alloc_reason(loc.n, self.b.sizes, self.b.release)


class _Pairing:
    def __init__(self, old: Sketch, new: Sketch) -> None:
        self._old, self._new = old, new
        self._at = {loc: i for i, loc in enumerate(old.locs)}
        self._at_new = {loc: i for i, loc in enumerate(new.locs)}
        self._turn: dict[object, int] = {fn: i for i, fn in enumerate(old.fns)}
        self._turn_new: dict[object, int] = {fn: i for i, fn in enumerate(new.fns)}
        self._nodes: Pairs = {}
        self._chains: dict[int, Note | None] = {}  # by the id of an old one, the new one

    def found(self) -> Pairs | None:
        old, new = self._old, self._new
        same = (
            len(old.locs) == len(new.locs)
            and old.reasons == new.reasons
            and self._all(self._said, old.said, new.said)
            and self._all(self._node, old.closures, new.closures)
            and self._all(self._partial, old.b.partial, new.b.partial)
            and all(map(self._location, old.locs, new.locs))
        )
        return self._nodes if same else None

    def _all(self, same: Callable[[AnyNode, AnyNode], bool], a: Sequence[AnyNode], b: Sequence[AnyNode]) -> bool:
        return len(a) == len(b) and all(map(same, a, b))

    def _said(self, a: AnyNode, b: AnyNode) -> bool:
        return bool(a[:2] == b[:2]) and self._func(a[2], b[2]) and self._node(a[3], b[3])

    def _partial(self, a: AnyNode, b: AnyNode) -> bool:
        return bool(a[1] == b[1]) and self._func(a[0], b[0])

    def _func(self, a: Func | None, b: Func | None) -> bool:
        at = self._turn.get(a)
        return a is b if at is None else at == self._turn_new.get(b)

    def _location(self, a: Location, b: Location) -> bool:
        return (
            (a.loop_depth, a.attrs, a.result_index, a.param, a.param_out)
            == (b.loop_depth, b.attrs, b.result_index, b.param, b.param_out)
            and self._func(a.curfn, b.curfn)
            and self._node(a.n, b.n)
            and self._all(self._edge, a.edges, b.edges)
            and self._all(self._edge, a.at_once or (), b.at_once or ())
        )

    def _edge(self, a: AnyNode, b: AnyNode) -> bool:
        at = self._at.get(a[0])
        return at is not None and at == self._at_new.get(b[0]) and a[1] == b[1] and self._notes(a[2], b[2])

    def _notes(self, a: Note | None, b: Note | None) -> bool:
        while a is not None and b is not None:
            known = self._chains.get(id(a), self)
            if known is not self:
                return known is b
            if a[1] is not b[1] or not self._node(a[0], b[0]):
                return False
            self._chains[id(a)] = b
            a, b = a[2], b[2]
        return a is b

    def _node(self, a: AnyNode, b: AnyNode) -> bool:
        if a is b:
            return True
        if a is None or a.__class__ is not b.__class__:
            return False
        known = self._nodes.get(a)
        if known is not None:
            return known is b
        if a.op != b.op or name_of(a) != name_of(b):
            return False
        self._nodes[a] = b
        return True

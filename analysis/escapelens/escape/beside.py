"""By what ways something escapes, beside the call that the first of them ends at: would it without that call?

What: the solver tells one way of several. Here the same graph is asked once more, from what escapes on, without the
flows of that call, and again without those of the next: `keep(p); hold(p)` has a way beside keep, which ends at hold.
A call of a function is known by its name: all calls of it go. What is inlined belongs to the call it is inlined at.
The same is asked of a way that ends at a store through a pointer, which may be one that leads to itself, at a
function literal, or at a result.

Property: without a way, the solver would not let it escape if the call were not there. The other way round, a way is
one that the solver would find, which looks at no order and at no types.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from escapelens.escape.graph import ESCAPES, Batch, Location
from escapelens.escape.solve import outlasts
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PPARAM, PPARAMOUT
from escapelens.ir.scc import root_of
from escapelens.remarks import HEAP_NODE, Escaping, Flow, Note, Why

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode

_WAYS = 3
_POINTED = frozenset({"DOTPTR", "DEREF"})
_STEPS = 4000  # flows looked at for one way
_DEPTH = 4  # pointers to pointers that are told apart
_RESULTS = "results"  # of functions, which are no way then

Out: TypeAlias = "tuple[Location, int, Note | None]"
"""Where something flows to, with dereferences."""

State: TypeAlias = "tuple[Location, int]"
"""A location, and how many pointers may be followed from there on: the address of what flows to it with n to spare is
known to who follows n of them."""


def escaping(b: Batch, loc: Location) -> Escaping:
    """Why a location escapes."""
    path = loc.why or []
    way = _within(path, loc)
    call = _end_of(b, way)
    if call is None and way and _is_result(way[-1].dst):
        call = _RESULTS
    return Escaping(path, _beside(b, loc, call) if call is not None else ())


def _beside(b: Batch, loc: Location, call: object) -> list[list[Flow]]:
    """Ways, each without the calls of those before it; after one that ends at no call none is looked for."""
    found: list[list[Flow]] = []
    without = {call}
    while len(found) < _WAYS:
        way = _Search(b, without).way(loc)
        if not way:
            break
        found.append(way)
        following = _end_of(b, _within(way, loc))
        if following is None:
            break
        without.add(following)
    return found


def _is_result(to: AnyNode) -> bool:
    return to is not None and to is not HEAP_NODE and to.op == "NAME" and to.class_ == PPARAMOUT


def _within(path: list[Flow], loc: Location) -> list[Flow]:
    """The path up to where it gets to a parameter of another function, which is solved together with this one."""
    root = root_of(loc.curfn) if loc.curfn is not None else None
    for i, flow in enumerate(path):
        to = flow.dst
        is_param = to is not None and to is not HEAP_NODE and to.op == "NAME" and to.class_ == PPARAM
        if is_param and to.curfn is not None and root_of(to.curfn) is not root:
            return path[: i + 1]
    return path


def _end_of(b: Batch, path: list[Flow]) -> object:
    """What stands for the call that a way ends at, the store through a pointer, the method value or the function
    literal; None if it ends otherwise."""
    if path and path[-1].notes is None and getattr(path[-1].dst, "op", "") == "METHVALUE":
        return path[-1].dst
    for flow in reversed(path):
        notes, last = flow.notes, None
        while notes is not None:
            last, notes = notes, notes[2]
        if last is not None:
            if last[1] is Why.CAPTURED and getattr(path[-1].dst, "op", "") == "CLOSURE":
                return path[-1].dst
            to = last[0].x if last[1] is Why.ASSIGN and last[0].op == "AS" else None
            return last[0] if to is not None and to.op in _POINTED else _call(b, last[0], last[1])
    return None


def _call(b: Batch, where: AnyNode, why: Why) -> object:
    """What stands for the call that a step belongs to; None for one that belongs to none."""
    if where.pos >> INL_SHIFT:
        names = [at.name for at in b.target.inl_tree.stack(where.pos)]
        own = [name for name in reversed(names) if ".func" not in name]  # not a literal that is called here
        if own:
            return own[0]
    if why is not Why.CALL_PARAMETER or where.op not in ("CALLFUNC", "CALLINTER", "CALLMETH"):
        return None
    fun = where.fun
    name = getattr(fun, "func_name", None) or fun
    obj = getattr(name, "obj", None) or getattr(getattr(fun, "selection", None), "obj", None)
    return obj if obj is not None else b.text(fun)


class _Search:
    """A search for ways without the flows of some calls."""

    def __init__(self, b: Batch, without: set[object]) -> None:
        self._b = b
        self._without = without
        self._around: set[int] = set()  # ids of what is being looked for already
        self._steps = 0

    def way(self, loc: Location) -> list[Flow]:
        """How the address of loc gets out of reach, [] if it does not, or if that takes too long."""
        self._around.add(id(loc))
        start = loc, -1
        came: dict[State, tuple[State, Out] | None] = {start: None}
        escaped: list[State] = []
        todo = deque((start,))
        while todo:
            state = todo.popleft()
            for out in _flows(self._b, state[0]):
                self._steps += 1
                if self._steps > _STEPS:
                    return []
                to = out[0]
                following = to, min(state[1] - out[1], _DEPTH)
                if following[1] < 0 or following in came or self._is_without(came[state], out):
                    continue
                came[following] = state, out
                if to is self._b.heap_loc or outlasts(self._b, to, loc):
                    return self._path(came, following)
                if to.attrs & ESCAPES and id(to) not in self._around:
                    escaped.append(following)
                todo.append(following)
        for holder in escaped:
            if beyond := self.way(holder[0]) if id(holder[0]) not in self._around else []:
                return [*self._path(came, holder), *beyond]
        return []

    def _path(self, came: dict[State, tuple[State, Out] | None], end: State) -> list[Flow]:
        path: list[Flow] = []
        while (step := came[end]) is not None:
            end, (to, derefs, notes) = step
            path.append(Flow(self._b.node_of(to), self._b.node_of(end[0]), derefs, notes))
        return path[::-1]

    def _is_without(self, came: tuple[State, Out] | None, out: Out) -> bool:
        """Does a call that is not there let it escape here? What it hands on to its results stays."""
        to, _, notes = out
        if to.param_out and _RESULTS in self._without:
            return True
        if to.n is not None and to.n in self._without:
            return True
        if to is not self._b.heap_loc and not to.param:
            return False
        if notes is None and came is not None and to is self._b.heap_loc:
            notes = came[1][2]  # of several ways that an argument goes
        while notes is not None:
            if notes[0] in self._without or _call(self._b, notes[0], notes[1]) in self._without:
                return True
            notes = notes[2]
        return False


def _flows(b: Batch, loc: Location) -> list[Out]:
    """Where a location flows to: the graph's edges turned round."""
    if b.outward is None:
        b.outward = {}
        for to in (*b.all_locs, b.heap_loc):
            for source, derefs, notes in to.edges:
                b.outward.setdefault(source, []).append((to, derefs, notes))
    return [*(loc.at_once or ()), *b.outward.get(loc, ())]

"""The location graph: locations, edges, holes.

What: a Location is a variable or an expression that allocates. An edge `dst <- src` with a number of dereferences says
that a value flows: -1 is an address (`dst = &src`), 0 a copy, n > 0 a load through n pointers. A Hole is a place an
expression's value is put into; evaluating `p` of `x = **p` happens in the hole (x, 2).

Holes, edges and notes are plain tuples because millions of them are made:
- Hole  `(dst, derefs, notes, addrtaken)`
- Edge  `(src, derefs, notes)`
- Note  `(where, why, next)`, the newest first; notes explain an edge and decide nothing.

Counterpart: `escape/graph.go`. Property: derefs of a hole never drop below -1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.escape.explain import explain_immediate
from escapelens.escape.leaks import SIZE
from escapelens.ir import ops as O
from escapelens.ir.fmt import Printer
from escapelens.ir.nodes import PPARAM, PPARAMOUT, Func, Name, Node
from escapelens.model.predicates import is_interface
from escapelens.model.sizes import Sizes
from escapelens.remarks import HEAP_NODE, Flow, Note, Why
from escapelens.remarks import Node as Place

if TYPE_CHECKING:
    from escapelens.ir.target import Target
    from escapelens.model.types import AnyType
    from escapelens.remarks import Node as Place
from escapelens.remarks import Remarks

# Attributes of a location.
ESCAPES = 1  # must live on the heap
PERSISTS = 2  # its storage cannot be reused within the statement
MUTATES = 4  # memory reachable from it may be written
CALLS = 8  # closures reachable from it may be called, their results lost
DOUBTS = 16  # may escape by way of code in error (doubt.py)
ALL = ESCAPES | PERSISTS | MUTATES | CALLS

# Progress of a function (Func.esc).
FUNC_UNKNOWN, FUNC_PLANNED, FUNC_STARTED, FUNC_TAGGED = range(4)


Hole = tuple["Location", int, "Note | None", bool]


class Location:
    """loop_depth: of its declaration; result_index: 1 + i for the i-th result; why: the flow that made it escape;
    at_once: flows of its address to what escapes already, which are no edges."""

    __slots__ = (
        "addrtaken",
        "at_once",
        "attrs",
        "captured",
        "curfn",
        "derefs",
        "dst",
        "dst_edge",
        "edges",
        "leak_flows",
        "loop_depth",
        "n",
        "param",
        "param_esc",
        "param_out",
        "queued_walk_all",
        "queued_walk_one",
        "reassigned",
        "result_index",
        "walkgen",
        "why",
    )

    def __init__(self, n: Node | None, curfn: Func | None, loop_depth: int, attrs: int) -> None:
        self.n = n
        self.curfn = curfn
        self.loop_depth = loop_depth
        self.attrs = attrs
        self.edges: list[tuple[Location, int, Note | None]] = []
        self.result_index = 0
        self.derefs = 0
        self.walkgen = 0
        self.dst: Location | None = None
        self.dst_edge: tuple[Location, int, Note | None] | None = None
        self.queued_walk_all = False
        self.queued_walk_one = 0
        self.param_esc: bytearray | None = None
        self.captured = False
        self.reassigned = False
        self.addrtaken = False
        self.param = False
        self.param_out = False
        self.why: list[Flow] | None = None
        self.at_once: list[tuple[Location, int, Note | None]] | None = None
        self.leak_flows: list[tuple[Node, int, list[Flow]]] | None = None


class Batch:
    """State of the analysis of one batch of functions, and its result.

    tags land in `Func.leak_tags`, verdicts in `Node.esc`, sentences in the report. `partial` names functions whose
    verdicts rest on a guess, with the reason.
    """

    __slots__ = (
        "all_locs",
        "blank_loc",
        "callee_hole",
        "callee_loc",
        "closures",
        "discard_hole",
        "doubt_loc",
        "flows",
        "fns",
        "for_good",
        "gave_up",
        "has_pointers",
        "heap_hole",
        "heap_loc",
        "mutator_hole",
        "mutator_loc",
        "outward",
        "partial",
        "release",
        "report",
        "results_lost",
        "signatures",
        "sizes",
        "steps",
        "target",
        "text",
    )

    def __init__(self, fns: list[Func], target: Target, report: Remarks) -> None:
        self.fns = fns
        self.gave_up = False
        self.target = target
        self.report = report
        self.all_locs: list[Location] = []
        self.closures: list[tuple[Hole, Node]] = []
        self.heap_loc = Location(None, None, 0, ALL)
        self.mutator_loc = Location(None, None, 0, MUTATES)
        self.callee_loc = Location(None, None, 0, CALLS)
        self.blank_loc = Location(None, None, 0, 0)
        self.doubt_loc = Location(None, None, 0, 0)  # what flows here reaches code in error (doubt.py)
        self.heap_hole: Hole = (self.heap_loc, 0, None, False)
        self.mutator_hole: Hole = (self.mutator_loc, 0, None, False)
        self.callee_hole: Hole = (self.callee_loc, 0, None, False)
        self.discard_hole: Hole = (self.blank_loc, 0, None, False)
        self.sizes: Sizes = target.scratch.setdefault("sizes", None) or Sizes(target.flags.goarch, target.flags.release)
        target.scratch["sizes"] = self.sizes
        self.has_pointers = self.sizes.has_pointers
        self.text = Printer(target.pkg).node  # nodes as messages print them
        self.release = target.flags.release
        self.flows = target.flags.m >= 2
        self.for_good = True  # functions may be changed so that they cannot be analysed again
        self.results_lost: set[int] = set()  # ids of functions whose callers are not all known
        self.signatures: dict[int, tuple[list[Name], list[Name]]] = {}
        self.partial: list[tuple[Func | None, str]] = []
        self.steps = 0  # of the solver so far
        self.outward: dict[Location, list[tuple[Location, int, Note | None]]] | None = None  # edges, by their source

    def params_and_results(self, fn: Func) -> tuple[list[Name], list[Name]]:
        """Names of receiver and parameters, and of results."""
        got = self.signatures.get(id(fn))
        if got is None:
            params, results = [], []
            for n in fn.dcl:
                if n.class_ == PPARAM:
                    params.append(n)
                elif n.class_ == PPARAMOUT:
                    results.append(n)
            got = self.signatures[id(fn)] = (params, results)
        return got

    def drop_graph(self) -> None:
        """Take the solved graph apart. What leads in a circle would stay until somebody looks for garbage, and nobody
        does while a package is analysed."""
        for loc in (*self.all_locs, self.heap_loc, self.mutator_loc, self.callee_loc, self.blank_loc, self.doubt_loc):
            loc.edges = []
            loc.dst = loc.dst_edge = loc.at_once = None
        self.outward = None
        self.all_locs = []
        self.signatures = {}

    def in_mutual_batch(self, name: Name) -> bool:
        """Is the function one of this batch, so that its parameters are part of the graph and not yet a tag?"""
        fn = name.func
        return fn is not None and FUNC_UNKNOWN < fn.esc < FUNC_TAGGED

    def node_of(self, loc: Location) -> Place:
        """The location as an explanation stores it: its node, None for a temporary, HEAP_NODE for the heap."""
        return HEAP_NODE if loc is self.heap_loc else loc.n


class Escape:
    """Walks one function of a batch. loop_depth: nesting of loops (and looping labels) at the current statement."""

    __slots__ = ("batch", "blank", "curfn", "discard_hole", "has_pointers", "labels", "loop_depth")

    def __init__(self, batch: Batch, curfn: Func) -> None:
        self.batch = batch
        self.curfn = curfn
        self.labels: dict[str, int] | None = None
        self.loop_depth = 1
        self.blank = batch.blank_loc
        self.has_pointers = batch.has_pointers
        self.discard_hole = batch.discard_hole


def note(k: Hole, where: Node, why: Why) -> Hole:
    return (k[0], k[1], (where, why, k[2]), k[3])


def shift(k: Hole, delta: int) -> Hole:
    return (k[0], k[1] + delta, k[2], delta < 0)


def deref(k: Hole, where: Node, why: Why) -> Hole:
    return (k[0], k[1] + 1, (where, why, k[2]), False)


def addr_of(k: Hole, where: Node, why: Why) -> Hole:
    return (k[0], k[1] - 1 if k[1] >= 0 else -1, (where, why, k[2]), True)


def dot_type(e: Escape, k: Hole, typ: AnyType, where: Node, why: Why) -> Hole:
    if typ is not None and not is_interface(typ) and not e.batch.sizes.is_direct_iface(typ):
        return deref(k, where, why)
    return note(k, where, why)


def flow(b: Batch, k: Hole, src: Location) -> None:
    """Record that src flows into k; the address of something put where everything escapes escapes at once."""
    dst, derefs, notes, taken = k
    if taken:
        src.addrtaken = True
    if dst is b.blank_loc or (dst is src and derefs >= 0):
        return
    if derefs < 0 and dst.attrs & ESCAPES:
        explain_immediate(b, dst, src, derefs, notes)
        src.attrs |= ALL
        if src.at_once is None:
            src.at_once = []
        src.at_once.append((dst, derefs, notes))
        return
    dst.edges.append((src, derefs, notes))


def old_loc(b: Batch, n: Name) -> Location:
    """The location of a variable; for a captured one that of the variable itself."""
    while n.closure_var and n.outer is not None:
        n = n.outer
    loc = n.opt
    if type(loc) is Location:
        return loc
    # Declared in no function of this batch: the builder lost track of it. Keep it safe and say so.
    b.partial.append((n.curfn, f"{n.sym} has no declaration"))
    loc = n.opt = Location(n, n.curfn or (b.fns[0] if b.fns else None), 0, PERSISTS)
    b.all_locs.append(loc)
    return loc


def new_loc(e: Escape, n: Node | None, persists: bool) -> Location:
    loc = Location(n, e.curfn, e.loop_depth, PERSISTS if persists else 0)
    e.batch.all_locs.append(loc)
    if n is not None and n.op == O.ONAME:
        class_ = n.class_  # type: ignore[attr-defined]
        if class_ == PPARAM:
            loc.param = True
            loc.param_esc = bytearray(SIZE)
        elif class_ == PPARAMOUT:
            loc.param_out = True
        n.opt = loc
    return loc


def tee_hole(e: Escape, ks: list[Hole]) -> Hole:
    """A hole that flows into each of ks."""
    if not ks:
        return e.discard_hole
    if len(ks) == 1:
        return ks[0]
    loc = new_loc(e, None, False)
    b = e.batch
    for k in ks:
        flow(b, k, loc)
    return (loc, 0, None, False)


def later(e: Escape, k: Hole) -> Hole:
    """A hole that flows into k some time after the statement: its storage must last."""
    loc = new_loc(e, None, True)
    flow(e.batch, k, loc)
    return (loc, 0, None, False)


def spill(e: Escape, k: Hole, n: Node) -> Hole:
    """A new location for what n allocates, its address flowing into k; returns the hole that fills it."""
    loc = new_loc(e, n, False)
    flow(e.batch, addr_of(k, n, Why.SPILL), loc)
    return (loc, 0, None, False)

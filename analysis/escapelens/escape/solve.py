"""The solver: shortest dereference paths from every location to every root.

What: for each root the minimal number of dereferences of every location that flows to it is found by relaxing edges
from a first-in-first-out queue (Bellman-Ford). Edges weigh -1 at least and intermediate sums are cut off at 0, so there
is no endless negative cycle. A location whose address reaches a root that outlives it escapes.

Terminates: a location is walked once, and again for each attribute it gains; there are four, and none is ever lost.

Counterpart: `escape/solve.go`; the queue discipline is the compiler's, because explanations show it.
"""

from __future__ import annotations

from collections import deque

from escapelens.escape.explain import path_of, say_escapes, say_leaks
from escapelens.escape.graph import ALL, CALLS, ESCAPES, MUTATES, PERSISTS, Batch, Location
from escapelens.escape.leaks import CALLEE, HEAP, MUTATOR, NUM_ESC_RESULTS, RESULT0, add
from escapelens.ir import ops as O
from escapelens.ir.nodes import Func
from escapelens.ir.target import GaveUp

MAX_STEPS = 6_000_000  # edges looked at for one batch


def walk_all(b: Batch) -> None:
    """Walk from every location until nothing changes."""
    todo: deque[Location] = deque()
    for loc in b.all_locs:
        todo.appendleft(loc)
        loc.queued_walk_all = True
    for loc in (b.mutator_loc, b.callee_loc, b.heap_loc):
        todo.appendleft(loc)
        loc.queued_walk_all = True

    walkgen = 0
    pop = todo.popleft
    while todo:
        root = pop()
        root.queued_walk_all = False
        walkgen += 1
        # Without edges and results to re-flow, a walk can only tell a parameter about itself.
        if root.edges or root.param or root.attrs & CALLS:
            walk_one(b, root, walkgen, todo)


def enqueue(b: Batch, todo: deque[Location], loc: Location) -> None:
    if not loc.queued_walk_all:
        loc.queued_walk_all = True
        if loc.attrs & ESCAPES or not b.release.walks_in_queues:
            todo.appendleft(loc)
        else:
            todo.append(loc)


def lose_closure_results(b: Batch, root: Location, todo: deque[Location]) -> None:
    """A closure that is called where we cannot see it: its results go anywhere."""
    fn = root.n.func  # type: ignore[union-attr]
    if b.in_mutual_batch(fn.nname) and id(fn) not in b.results_lost:
        b.results_lost.add(id(fn))
        for result in b.params_and_results(fn)[1]:
            if type(result.opt) is Location:
                enqueue(b, todo, result.opt)


def walk_one(b: Batch, root: Location, walkgen: int, todo_all: deque[Location]) -> None:
    """Fewest dereferences from every location to root, and what follows from them."""
    root.walkgen = walkgen
    root.derefs = 0
    root.dst = None
    if root.attrs & CALLS and root.n is not None and root.n.op == O.OCLOSURE:
        lose_closure_results(b, root, todo_all)

    todo = deque((root,))
    stack = not b.release.walks_in_queues
    pop, push = todo.popleft, todo.appendleft if stack else todo.append
    steps = b.steps
    never = root is b.mutator_loc or root is b.callee_loc  # nothing is kept there
    while todo:
        l = pop()  # noqa: E741  (the name in the compiler)
        steps += len(l.edges)
        if steps > MAX_STEPS:
            raise GaveUp("its values flow in too many ways")
        l.queued_walk_one = 0
        derefs = l.derefs
        new_attrs = 0

        if derefs < 0:  # the address of l flows to root; what l holds does not
            derefs = 0
            if root.attrs & ESCAPES or (not never and outlasts(b, root, l)):
                if not l.attrs & ESCAPES and l.n is not None:
                    say_escapes(b, l, path_of(b, root, l))
                new_attrs = ALL
            elif root.attrs & PERSISTS:
                new_attrs = PERSISTS
        if derefs == 0:
            new_attrs |= root.attrs & (MUTATES | CALLS)

        if l.param:
            if root.attrs & ESCAPES or (not never and outlasts(b, root, l)):
                if not l.attrs & ESCAPES:
                    say_leaks(b, root, l, derefs, path_of(b, root, l))
                leak_to(l, root, derefs)
            if root.attrs & MUTATES:
                add(l.param_esc, MUTATOR, derefs)  # type: ignore[arg-type]
            if root.attrs & CALLS:
                add(l.param_esc, CALLEE, derefs)  # type: ignore[arg-type]

        if new_attrs & ~l.attrs:
            l.attrs |= new_attrs
            enqueue(b, todo_all, l)
            if l.attrs & ESCAPES:
                continue

        for edge in l.edges:
            src = edge[0]
            if src.attrs & ESCAPES:
                continue
            d = derefs + edge[1]
            if src.walkgen != walkgen or src.derefs > d:
                src.walkgen = walkgen
                src.derefs = d
                src.dst = l
                src.dst_edge = edge
                if stack or src.queued_walk_one != walkgen:
                    src.queued_walk_one = walkgen
                    push(src)
    b.steps = steps


def leak_to(l: Location, sink: Location, derefs: int) -> None:  # noqa: E741
    """Record that parameter l leaks to sink."""
    leaks = l.param_esc
    assert leaks is not None
    if not sink.attrs & ESCAPES and sink.param_out and sink.curfn is l.curfn:
        i = sink.result_index - 1
        if i < NUM_ESC_RESULTS:
            add(leaks, RESULT0 + i, derefs)
            return
    add(leaks, HEAP, derefs)


def outlasts(b: Batch, l: Location, other: Location) -> bool:  # noqa: E741
    """May what is stored in l be used after other, if other lived on the stack? By where they are declared alone, for
    an l that does not escape (outlives)."""
    if l is b.mutator_loc or l is b.callee_loc:
        return False
    if l.param_out:
        # Callers do what they want with a result, unless every call of the closure is in sight.
        return not (contains_closure(other.curfn, l.curfn) and id(l.curfn) not in b.results_lost)
    if l.curfn is other.curfn:
        # var l *int; for { l = new(int) }: declared outside the loop.
        return l.loop_depth < other.loop_depth
    # var l *int; func() { l = new(int) }(): declared in a function around.
    return contains_closure(l.curfn, other.curfn)


def contains_closure(f: Func | None, c: Func | None) -> bool:
    """Is c a literal inside f? (`ir/func.go: ContainsClosure`)"""
    if f is c or c is None or c.oclosure is None:
        return False
    p = c.closure_parent
    while p is not None:
        if p is f:
            return True
        p = p.closure_parent
    return False

"""The order in which package variables are initialised, and cycles among them, which are told.

Counterpart: `types2/initorder.go`. Property: what is told of cycles is what holds now, however often it is asked.
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import TYPE_CHECKING

from escapelens.model.objects import Const, Func, Object, Var

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.check.resolver import DeclInfo
    from escapelens.syntax.nodes import Expr


CYCLE = "initialization cycle"


class _Node:
    __slots__ = ("ndeps", "obj", "order", "pred", "succ")

    def __init__(self, obj: Object, order: int) -> None:
        self.obj = obj
        self.order = order
        self.pred: dict[_Node, None] = {}
        self.succ: dict[_Node, None] = {}
        self.ndeps = 0


def init_order(check: Checker) -> list[tuple[list[Var], Expr]]:
    """Variables with initialisers, in order; those initialised by one call stand together."""
    check.check_all()
    check.retain(lambda p: not p.msg.startswith(CYCLE))
    check.cyclic.clear()
    heap = [_entry(n) for n in _dependency_graph(check)]
    heapq.heapify(heap)
    done: set[_Node] = set()
    emitted: set[DeclInfo] = set()
    order: list[tuple[list[Var], Expr]] = []
    while heap:
        n = heapq.heappop(heap)[-1]
        if n in done:
            continue  # an older entry: the node went in again with fewer dependencies
        done.add(n)
        if n.ndeps > 0:
            _report_cycle(check, n.obj)
        for p in n.pred:
            p.ndeps -= 1
            if p not in done:
                heapq.heappush(heap, _entry(p))
        obj = n.obj
        if obj.__class__ is not Var:
            continue
        d = check.obj_map[obj]
        if d.init is None or d in emitted:
            continue
        emitted.add(d)
        order.append((d.lhs or [obj], d.init))
    return order


def _entry(n: _Node) -> tuple[bool, int, int, _Node]:
    return (n.obj.__class__ is not Const, n.ndeps, n.order, n)


def _dependency_graph(check: Checker) -> list[_Node]:
    """Nodes of constants and variables; functions are eliminated (initorder.go: dependencyGraph)."""
    nodes: dict[Object, _Node] = {}
    for i, obj in enumerate(check.obj_map):
        if obj.__class__ in (Const, Var, Func):
            nodes[obj] = _Node(obj, i)
    for obj, n in nodes.items():
        for dep in check.obj_map[obj].deps:
            other = nodes.get(dep)
            if other is not None:
                n.succ[other] = None
                other.pred[n] = None
    funcs = [n for n in nodes.values() if n.obj.__class__ is Func]
    funcs.sort(key=lambda n: len(n.pred) * len(n.succ))
    for n in funcs:
        for p in n.pred:
            if p is not n:
                for s in n.succ:
                    if s is not n:
                        p.succ[s] = None
                        s.pred[p] = None
                p.succ.pop(n, None)
        for s in n.succ:
            s.pred.pop(n, None)
        n.pred.clear()  # what leads in a circle would stay until somebody looks for garbage
        n.succ.clear()
    out = [n for n in nodes.values() if n.obj.__class__ is not Func]
    for n in out:
        n.ndeps = len(n.succ)
        n.succ.clear()
    return out


def _report_cycle(check: Checker, obj: Object) -> None:
    """Say so if obj is part of a cycle, not only leads to one (initorder.go: findPath, reportCycle)."""
    came: dict[Object, Object] = {}  # from where each object was first met
    todo = [obj]
    while todo and obj not in came:
        at = todo.pop()
        deps = [dep for dep in check.obj_map[at].deps if dep in check.obj_map and dep not in came]
        came.update(dict.fromkeys(deps, at))
        todo += deps
    if obj not in came:
        return
    cycle = [obj]
    while not (len(cycle) > 1 and cycle[-1] is obj):
        cycle.append(came[cycle[-1]])
    cycle.reverse()
    check.cyclic.update(dict.fromkeys(cycle))
    if len(cycle) == 2:
        check.error(obj.pos, f"{CYCLE}: {obj.name} refers to itself")
    else:
        steps = ", ".join(f"{a.name} refers to {b.name}" for a, b in pairwise(cycle))
        check.error(obj.pos, f"{CYCLE} for {obj.name}: {steps}")

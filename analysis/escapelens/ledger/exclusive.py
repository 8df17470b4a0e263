"""Slices that leave the function at one place only: they grow on the stack first and are moved to the heap there.

What: from Go 1.26 on the compiler looks for slice variables of which every use is understood and that stop being the
only reference to their backing array at one point (a return, an assignment). Their appends may use the stack; what is
there at that point is copied to the heap.

Counterpart: `slice/slice.go`. The names are its names; whether control surely comes to that point, it does not ask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.ir.nodes import PPARAMOUT, AnyNode, Func, Name, Node
from escapelens.ir.static_value import static_callee_name, static_value
from escapelens.ir.visit import any_, children, visit
from escapelens.ledger.heap import STACK_BUFFER
from escapelens.model.sizes import Sizes
from escapelens.model.types import Array, Slice
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.releases.release import Release

if TYPE_CHECKING:
    from escapelens.ir import nodes as N


class SliceInfo:
    """What the walk learns of one slice variable."""

    __slots__ = ("all_uses", "append_weight", "appends", "cap_used", "decl_depth", "ok_uses", "transition")

    def __init__(self) -> None:
        self.ok_uses = self.all_uses = self.append_weight = self.decl_depth = 0
        self.transition: AnyNode = None
        self.appends: list[AnyNode] = []
        self.cap_used = False


@dataclass(frozen=True, slots=True)
class Moved:
    """steps: the slice's capacity is looked at, so the buffer is filled by steps. sure: whoever has appended comes to
    the point where it is moved, panics aside."""

    steps: bool
    sure: bool


def moved_appends(fn: Func, sizes: Sizes, release: Release) -> dict[int, Moved]:
    """The append nodes (by id) whose slice starts on the stack and is moved to the heap later."""
    if not release.moves_grown_slices:
        return {}
    infos = {s: SliceInfo() for s in fn.dcl if _worth(s, sizes)}
    if not infos:
        return {}
    walk = _Exclusive(fn, infos, release)
    for stmt in fn.body:
        walk.do(stmt)
    found: dict[int, Moved] = {}
    for i in infos.values():
        if i.ok_uses == i.all_uses and i.transition is not None and i.append_weight >= 2:
            moved = Moved(i.cap_used, _surely(fn.body, i.appends, i.transition))
            found.update((id(a), moved) for a in i.appends)
    return found


def _surely(stmts: list[AnyNode], appends: list[AnyNode], transition: AnyNode) -> bool:
    """Whether control comes from the appends to the transition: they stand in or below one list, and nothing leaves it
    on the way."""
    own = {id(a) for a in appends}
    here = [i for i, s in enumerate(stmts) if any_(s, lambda n: id(n) in own)]
    end = next((i for i, s in enumerate(stmts) if s is transition), -1)
    if here and end > here[-1]:
        return not _left(stmts[here[0] : end])
    lists = [getattr(stmts[here[0]], name, None) for name in ("list_", "body", "else_")] if len(here) == 1 else []
    return any(_surely(inner, appends, transition) for inner in lists if inner)


_LABELLED = frozenset({"LABEL", "FOR", "RANGE", "SWITCH", "SELECT"})


def _left(region: list[AnyNode]) -> bool:
    """Whether control may leave the statements otherwise than at their end: what an inlined call returns, and what goes
    on with or ends a loop among them, stays."""
    labels: set[str] = set()
    for s in region:
        visit(s, lambda n: labels.add(n.label) if n.op in _LABELLED else None)
    return any(_leaves(s, labels, False, False) for s in region)


def _leaves(n: AnyNode, labels: set[str], breaks: bool, continues: bool) -> bool:
    """breaks, continues: whether that leads to a statement around n that is among those asked for, without a label."""
    match n.op:
        case "RETURN" | "TAILCALL":
            return True
        case "GOTO":
            return n.label not in labels
        case "BREAK" | "CONTINUE":
            return n.label not in labels if n.label else not (breaks if n.op == "BREAK" else continues)
        case "FOR" | "RANGE":
            breaks = continues = True
        case "SWITCH" | "SELECT":
            breaks = True
    return any(_leaves(x, labels, breaks, continues) for x in children(n))


def _worth(s: Name, sizes: Sizes) -> bool:
    t = under(s.typ) if s.typ is not None else None
    return isinstance(t, Slice) and sizes.sizeof(t.elem) <= STACK_BUFFER


class _Exclusive:
    def __init__(self, fn: Func, infos: dict[Name, SliceInfo], release: Release) -> None:
        self.infos = infos
        self.release = release
        self.loop_depth = 0
        self.named_results = [s for s in fn.dcl if s.class_ == PPARAMOUT and s in infos]

    def tracking(self, n: AnyNode | None) -> SliceInfo | None:
        return self.infos.get(n) if n is not None and n.op == "NAME" else None

    def give_up(self, n: AnyNode) -> None:
        self.infos.pop(n, None)

    def transition(self, n: AnyNode, i: SliceInfo, where: AnyNode) -> None:
        if i.transition is not None or self.loop_depth > i.decl_depth:
            self.give_up(n)
        else:
            i.transition = where

    def assign(self, x: AnyNode, y: AnyNode, stmt: AnyNode) -> None:
        i = self.tracking(x)
        if i is not None:
            if y is None or y.op == "NIL":
                i.ok_uses += 1
            elif y.op == "SLICELIT":
                i.ok_uses += 1
                i.cap_used = True
            elif y.op == "SLICE" and y.x is x:
                i.ok_uses += 2
                i.cap_used = True
            elif y.op == "APPEND" and y.args and y.args[0] is x:
                i.ok_uses += 2
                i.appends.append(y)
                i.append_weight += 1 + (self.loop_depth - i.decl_depth)
        i = self.tracking(y)
        if i is not None:
            i.ok_uses += 1
            self.transition(y, i, stmt)

    def do(self, n: Node) -> None:
        rule = _RULES.get(n.op)
        if rule is not None:
            rule(self, n)
        loop = n.op in ("FOR", "RANGE")
        self.loop_depth += loop
        for x in children(n):
            self.do(x)
        self.loop_depth -= loop


def _name(e: _Exclusive, n: Name) -> None:
    i = e.tracking(n)
    if i is not None:
        i.all_uses += 1


def _dcl(e: _Exclusive, n: N.Decl) -> None:
    i = e.tracking(n.x)
    if i is not None:
        i.ok_uses += 1
        i.decl_depth = e.loop_depth


def _read(e: _Exclusive, n: N.IndexExpr | N.UnaryExpr) -> None:
    i = e.tracking(n.x)
    if i is not None:
        i.ok_uses += 1
        i.cap_used = i.cap_used or n.op == "CAP"


def _addr(e: _Exclusive, n: AnyNode) -> None:
    x = n.x
    if not e.release.keeps_ranged_slices:
        if x.op == "INDEX" and e.tracking(x.x) is not None:
            e.give_up(x.x)
        return
    while x.op == "DOT" or (x.op == "INDEX" and isinstance(under(x.x.typ), Array)):
        x = x.x
    if x.op == "INDEX" and e.tracking(x.x) is not None:
        e.give_up(x.x)


def _return(e: _Exclusive, n: N.ReturnStmt) -> None:
    for x in n.results or e.named_results:
        i = e.tracking(x)
        if i is not None:
            i.ok_uses += bool(n.results)
            e.transition(x, i, n)


def _call(e: _Exclusive, n: N.CallExpr) -> None:
    for idx, arg in enumerate(n.args):
        i = e.tracking(arg)
        if i is not None and not _leaks(n, idx):
            i.ok_uses += 1
            i.cap_used = True


def _leaks(call: N.CallExpr, idx: int) -> bool:
    """Does the argument escape anywhere? True if that is not known (argLeak)."""
    fn = static_callee_name(static_value(call.fun))
    if fn is None:
        return True
    tags = fn.func.leak_tags if fn.func is not None else None
    if tags is None:
        tags = getattr(getattr(fn.obj, "facts", None), "leaks", None)
    if tags is None or idx >= len(tags):
        return tags is None
    return any(tags[idx])


def _range(e: _Exclusive, n: N.RangeStmt) -> None:
    i = e.tracking(n.x)
    if i is not None:
        i.ok_uses += 1
        if e.release.keeps_ranged_slices:
            e.transition(n.x, i, n)


def _as(e: _Exclusive, n: N.AssignStmt) -> None:
    e.assign(n.x, n.y, n)


def _as2(e: _Exclusive, n: N.AssignListStmt) -> None:
    for x, y in zip(n.lhs, n.rhs, strict=False):
        e.assign(x, y, n)


def _closure(e: _Exclusive, n: N.ClosureExpr) -> None:
    for v in n.func.closure_vars:
        if v.outer is not None:
            e.do(v.outer)


_RULES: dict[str, Callable[[_Exclusive, AnyNode], None]] = {
    "NAME": _name,
    "DCL": _dcl,
    "INDEX": _read,
    "LEN": _read,
    "CAP": _read,
    "ADDR": _addr,
    "RETURN": _return,
    "CALLFUNC": _call,
    "RANGE": _range,
    "AS": _as,
    "AS2": _as2,
    "CLOSURE": _closure,
}

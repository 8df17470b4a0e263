"""A function's IR after escape analysis, walked in the order in which it runs, into a block of the ledger.

What: control flow (loops, choices, exits, inlined bodies) is found here; what each expression allocates is said by
`sites.py`, one function per operator; forms that the compiler serves without allocating are marked by the node around
them before they are met (`Walk.free`).

Counterpart: the order of `walk/order.go` and `walk/stmt.go`; the marks are theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import intern
from typing import TYPE_CHECKING

from escapelens.escape.tags import resolve_assigned_callees
from escapelens.escape.walk import labels_of
from escapelens.inline.expand import INLINED
from escapelens.ir.fmt import Printer
from escapelens.ir.inltree import InlinedCall, InlTree, inl_index
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import ESC_HEAP, PEXTERN, PFUNC, PPARAM, PPARAMOUT, AnyNode, Func, Node
from escapelens.ir.static_value import ReassignOracle, static_callee_name
from escapelens.ir.visit import children
from escapelens.ledger.cold import (
    colder,
    coldness,
    is_error,
    is_error_text,
    is_talkative,
    keeps_error,
    lacks_room,
    not_nil,
    recovered,
    reports,
    reports_inlined,
    skips_error,
)
from escapelens.ledger.exclusive import moved_appends
from escapelens.ledger.intervals import Intervals
from escapelens.ledger.lookups import looked_up_next
from escapelens.ledger.model import Block, Call, Choice, Exit, Inlined, Item, Loop
from escapelens.ledger.text import elem_of
from escapelens.ledger.variables import Group, end_group, variable
from escapelens.model.sizes import Sizes
from escapelens.releases.release import Release

if TYPE_CHECKING:
    from escapelens.ir import nodes as N

Handler = Callable[["Walk", AnyNode], None]

EXPR: dict[str, Handler] = {}  # what an operator does: control flow as written below, what allocates filled by sites
_LEAVES = frozenset({"NAME", "NONAME", "LITERAL", "NIL", "TYPE", "METHEXPR", "LINKSYMOFFSET", "INLMARK"})


def callees_of(tree: InlTree, pos: int) -> tuple[str, ...]:
    """The functions whose inlined bodies pos stands in: the one called here first, then those that it inlined."""
    index = inl_index(pos)
    found = []
    while index >= 0:
        inlined = tree.nodes[index]
        path = "" if inlined.pkg is None else inlined.pkg.path
        found.append(f"{path}.{trim_inline_hash(inlined.name)}")
        index = inlined.parent
    return tuple(reversed(found))


def _oracle_of(fn: Func) -> Callable[[], ReassignOracle]:
    """Made when somebody asks. Apart from the walk: whoever leads back to it would keep the function's body."""
    made: list[ReassignOracle] = []

    def oracle() -> ReassignOracle:
        if not made:
            made.append(ReassignOracle(fn))
        return made[0]

    return oracle


class Walk:
    """What the walk over one function carries. out: the block being filled; free: why a node costs nothing, by id;
    intrinsics: functions that are instructions, by full name."""

    def __init__(
        self,
        fn: Func,
        tree: InlTree,
        sizes: Sizes,
        release: Release,
        printer: Printer,
        intrinsics: frozenset[str] = frozenset(),
    ) -> None:
        self.fn = fn
        self.tree = tree
        self.sizes = sizes
        self.release = release
        self.intrinsics = intrinsics
        self.text = printer.node
        self.type_text = printer.type
        self.out: list[Item] = []
        self.free: dict[int, str] = {}
        self.group = Group()
        self.in_place: set[int] = set()  # appends, by id
        self.buffered: set[int] = set()  # variables whose first append was met, by id
        self.rooms: dict[Node, str] = {}  # what variables that were made anew since their declaration have room for
        self.moved = moved_appends(fn, sizes, release)
        self.errors: dict[Node, None] = {}  # variables known not to be nil here
        # Of a Call, by id: what it calls, and which Names.
        self.called: dict[int, tuple[AnyNode, tuple[AnyNode, ...]]] = {}
        self._oracle = _oracle_of(fn)
        self.intervals = Intervals(fn, sizes, self._oracle)
        self._labels: dict[str, int] | None = None

    def static_value(self, n: AnyNode) -> AnyNode:
        """What n is defined as, if it is never assigned again."""
        if n.op not in ("NAME", "CONVNOP", "INLCALL", "PAREN"):
            return n
        return self._oracle().static_value(n)

    def names_called(self, fun: AnyNode) -> tuple[AnyNode, ...]:
        """The functions that a function value may be (escape/call.go: callees); () if they are not known."""
        value = self.static_value(fun)
        name = value.func_name if value.op == "METHVALUE" else static_callee_name(value)
        if name is not None:
            return (name,)
        if value.op != "NAME" or not self.release.follows_func_variables:
            return ()
        return tuple(resolve_assigned_callees(self._oracle().func_assignments(value.canonical)))

    # -- output

    def put(self, item: Item) -> None:
        self.out.append(item)

    def pos(self, n: AnyNode) -> int:
        return self.tree.outermost(n.pos)

    def callees(self, n: AnyNode) -> tuple[str, ...]:
        return callees_of(self.tree, n.pos)

    def callee_of(self, n: Node) -> str:
        """The function that an inlined call calls."""
        mark = self.mark_of(n)
        return trim_inline_hash(mark.name) if mark is not None else ""

    def mark_of(self, n: AnyNode) -> InlinedCall | None:
        """What is known of an inlined call."""
        mark = next((s for s in reversed(n.init) if s.op == "INLMARK"), None)
        return self.tree.nodes[mark.index] if mark is not None else None

    def condition(self, n: AnyNode) -> str:
        """A condition in words; of an inlined call, its function's name."""
        if n.op == "NOT" and n.x.op == "INLCALL":
            return f"!{self.condition(n.x)}"
        return f"{self.callee_of(n)}(…)" if n.op == "INLCALL" else self.text(n)

    def end_group(self) -> None:
        """Straight-line code ends here: what is declared later gets an object of its own."""
        end_group(self.group, self.out)

    def collect(self, fill: Callable[[], None]) -> Block:
        """The block that `fill` puts."""
        self.end_group()
        outer, self.out = self.out, []
        fill()
        self.end_group()
        made, self.out = tuple(self.out), outer
        return made

    # -- traversal

    def function(self) -> Block:
        return self.collect(self._function)

    def _function(self) -> None:
        for n in self.fn.dcl:
            if n.class_ in (PPARAM, PPARAMOUT) and n.esc == ESC_HEAP:
                variable(self, n, self.fn.pos)
        self.stmts(self.fn.body)

    def stmts(self, nodes: list[AnyNode]) -> None:
        for i, n in enumerate(nodes):
            if n.op == "LABEL" and i + 1 < len(nodes) and self._loops(n.label):
                body = self.collect(lambda rest=nodes[i + 1 :]: self.stmts(rest))  # type: ignore[misc]
                if body:
                    self.put(Loop(f"{n.label}:", self.pos(n), body))
                return
            conversion = looked_up_next(nodes, i, self.fn, self.sizes)
            if conversion is not None:
                self.free[id(conversion)] = "only looked up"
            self.node(n)
            if n.op == "IF" and _returns(n.body):
                start, why = len(self.out), _where_not(n.cond)
                with self.intervals.where(n.cond, False):
                    self.stmts(nodes[i + 1 :])
                if why:
                    self.out[start:] = colder(tuple(self.out[start:]), why)
                return

    def _loops(self, label: str) -> bool:
        if label.startswith(INLINED):
            return False
        if self._labels is None:
            self._labels = labels_of(self.fn)
        return self._labels.get(label, 0) != 0

    def node(self, n: AnyNode) -> None:
        if n is None:
            return
        start = len(self.out)
        if n.init:
            self.stmts(n.init)
        op = n.op
        if op in _LEAVES:
            return
        handler = EXPR.get(op)
        if handler is not None:
            handler(self, n)
        else:
            self.below(n)
        if op in _RARE and (why := _RARE[op](self, n)):
            self.out[start:] = colder(tuple(self.out[start:]), why)

    def below(self, n: Node) -> None:
        """The children of a node that does nothing of its own (its init has been walked)."""
        skip = len(n.init)
        for x in children(n)[skip:]:
            if x.op not in _LEAVES or x.init:
                self.node(x)

    def nodes(self, list_: list[Node]) -> None:
        for x in list_:
            self.node(x)

    def arms(self, key: Callable[[], str], pos: int, arms: list[Block]) -> None:
        self.end_group()
        if any(arms):
            self.put(Choice(key(), pos, tuple(arms)))


# -- statements


def _dcl(w: Walk, n: N.Decl) -> None:
    if n.x.esc == ESC_HEAP:
        variable(w, n.x, n.x.pos)


def _if(w: Walk, n: N.IfStmt) -> None:
    w.node(n.cond)
    with w.intervals.where(n.cond):
        then = w.collect(lambda: _where(w, n.cond, n.body))
    if is_talkative(n.cond):
        then = colder(then, "log")
    if skips_error(n.cond, n.body):
        then = colder(then, "error")
    with w.intervals.where(n.cond, False):
        els = w.collect(lambda: w.stmts(n.else_))
    for sign, why in ((lacks_room(n.cond), "growth"), (recovered(n.cond), "panic")):
        then = colder(then, why) if sign > 0 else then
        els = colder(els, why) if sign < 0 else els
    w.arms(lambda: w.condition(n.cond), w.pos(n), [then, els])


def _where(w: Walk, cond: Node | None, body: list[Node]) -> None:
    """Statements that run where a condition (None: nobody knows which) holds."""
    true = not_nil(cond) if cond is not None else ()
    known = dict.fromkeys(x for x in true if x not in w.errors and all(keeps_error(stmt, x) for stmt in body))
    w.errors |= known
    w.stmts(body)
    for x in known:
        del w.errors[x]


def _logical(w: Walk, n: N.LogicalExpr) -> None:
    w.node(n.x)
    right = w.collect(lambda: w.node(n.y))
    if right:
        arms = [right, ()] if n.op == "ANDAND" else [(), right]
        w.arms(lambda: w.condition(n.x), w.pos(n), arms)


def _for(w: Walk, n: N.ForStmt) -> None:
    def body() -> None:
        w.node(n.cond)
        with w.intervals.where(n.cond), w.intervals.counting(n):
            w.stmts(n.body)
        w.node(n.post)

    made = w.collect(body)
    if made:
        w.put(Loop(w.text(n.cond) if n.cond is not None else "for", w.pos(n), made))


def _range(w: Walk, n: N.RangeStmt) -> None:
    if n.x.op == "STR2BYTES":
        w.free[id(n.x)] = "ranged over"
    w.node(n.x)

    def body() -> None:
        w.node(n.key)
        w.node(n.value)
        w.stmts(n.body)

    made = w.collect(body)
    if made:
        w.put(Loop(f"range {w.text(n.x)}", w.pos(n), made))


def _switch(w: Walk, n: N.SwitchStmt) -> None:
    tag = n.tag
    if tag is not None and tag.op == "BYTES2STR" and all(x.op == "LITERAL" for c in n.cases for x in c.list_):
        w.free[id(tag)] = "switched on"
    w.node(tag)
    for clause in n.cases:
        w.nodes(clause.list_)
    arms: list[Block] = []
    default = False
    falls = [False, *(bool(c.body and c.body[-1].op == "FALL") for c in n.cases)]
    for clause, entered in zip(reversed(n.cases), reversed(falls[: len(n.cases)]), strict=True):
        default = default or not clause.list_

        def body(clause: AnyNode = clause, entered: bool = entered) -> None:
            if clause.var is not None and clause.var.esc == ESC_HEAP:
                variable(w, clause.var, clause.var.pos)
            cond = clause.list_[0] if tag is None and len(clause.list_) == 1 else None
            with w.intervals.where(None if entered else cond), w.intervals.among(tag, [] if entered else clause.list_):
                _where(w, cond, clause.body)

        arm = w.collect(body)
        if clause.body and clause.body[-1].op == "FALL" and arms:
            arm += arms[-1]
        arms.append(arm)
    arms.reverse()
    if not default:
        arms.append(())
    w.arms(lambda: f"switch {_tag_text(w, tag)}", w.pos(n), arms)


def _where_not(cond: AnyNode) -> str:
    """Why what is done only where the condition does not hold is rare, "" if it is not."""
    return "growth" if lacks_room(cond) < 0 else "panic" if recovered(cond) < 0 else ""


def _returns(body: list[AnyNode]) -> bool:
    """Does it end with a return, perhaps of what is inlined here?"""
    last = body[-1] if body else None
    while last is not None and last.op == "BLOCK":
        last = last.list_[-1] if last.list_ else None
    return last is not None and last.op in ("RETURN", "GOTO")


def _tag_text(w: Walk, tag: AnyNode | None) -> str:
    if tag is None:
        return ""
    return f"{w.text(tag.x)}.(type)" if tag.op == "TYPESW" else w.text(tag)


def _select(w: Walk, n: AnyNode) -> None:
    arms: list[Block] = []
    for clause in n.cases:

        def body(clause: AnyNode = clause) -> None:
            w.node(clause.comm)
            w.stmts(clause.body)

        arms.append(w.collect(body))
    w.arms(lambda: "select", w.pos(n), arms)


def _return(w: Walk, n: N.ReturnStmt) -> None:
    w.nodes(n.results)
    cold = coldness(n)
    w.put(Exit("return", w.pos(n), cold, cold == "error" and not _surely(w, n.results[-1])))


def _surely(w: Walk, n: AnyNode) -> bool:
    """Is an error that is returned, on a path called cold for it, none that may be nil?"""
    if n.op == "NAME":
        return n.class_ == PEXTERN or n in w.errors
    return n.op != "INLCALL" or _reports_inlined(w, n) == "error"


def _branch(w: Walk, n: AnyNode) -> None:
    w.put(Exit(n.op.lower(), w.pos(n), returns=n.op == "GOTO" and n.label.startswith(INLINED)))


def _panic(w: Walk, n: N.UnaryExpr) -> None:
    w.node(n.x)
    w.put(Exit("panic", w.pos(n), "panic"))


def _inlined(w: Walk, n: N.InlinedCallExpr) -> None:
    body = w.collect(lambda: w.stmts(n.body))
    while body and isinstance(body[-1], Exit) and body[-1].how == "goto":
        body = body[:-1]  # to its own end
    if any(_leaves(item) for item in body):
        w.put(Inlined(w.callee_of(n), w.pos(n), body))
    else:
        w.out += body
    w.nodes(n.return_vars)


def _leaves(item: Item) -> bool:
    """May the item jump to the end of the inlined body?"""
    if isinstance(item, Exit):
        return item.how == "goto"
    if isinstance(item, Choice):
        return any(_leaves(x) for arm in item.arms for x in arm)
    return isinstance(item, Loop) and any(_leaves(x) for x in item.body)


def _call(w: Walk, n: AnyNode) -> None:
    w.below(n)
    fun = n.fun
    name = (
        fun.func_name
        if fun.op in ("DOTMETH", "METHEXPR")
        else fun
        if fun.op == "NAME" and fun.class_ == PFUNC
        else None
    )
    static = "" if name is None else f"{name.pkg.path}.{name.sym}" if name.pkg is not None else name.sym
    if static not in w.intrinsics:
        call = Call(w.pos(n), intern(static), intern(w.text(fun)))  # a few are called everywhere
        w.put(call)
        known = (name,) if name is not None else () if n.op == "CALLINTER" else w.names_called(fun)
        w.called[id(call)] = fun, known  # () if they are not known
    cold = coldness(n)
    if cold:
        w.put(Exit("panic", w.pos(n), cold))


EXPR.update(
    {
        "DCL": _dcl,
        "IF": _if,
        "ANDAND": _logical,
        "OROR": _logical,
        "FOR": _for,
        "RANGE": _range,
        "SWITCH": _switch,
        "SELECT": _select,
        "RETURN": _return,
        "BREAK": _branch,
        "CONTINUE": _branch,
        "GOTO": _branch,
        "PANIC": _panic,
        "INLCALL": _inlined,
        "CALLFUNC": _call,
        "CALLINTER": _call,
        "CALLMETH": _call,
    }
)


def _reports_inlined(w: Walk, n: AnyNode) -> str:
    mark = w.mark_of(n)
    return reports_inlined(n, mark.name, mark.pkg) if mark is not None else ""


def _of_error(w: Walk, n: AnyNode) -> str:
    return "error" if is_error(n.typ) or (n.op == "SLICELIT" and not n.implicit and is_error(elem_of(n.typ))) else ""


def _reports(w: Walk, n: N.CallExpr) -> str:
    return reports(n)


_RARE: dict[str, Callable[[Walk, AnyNode], str]] = {  # why a call or literal is rare, what is in it included
    "PANIC": lambda w, n: "panic",
    "INLCALL": _reports_inlined,
    "NEW": _of_error,
    "PTRLIT": _of_error,
    "SLICELIT": _of_error,
    "STRUCTLIT": _of_error,
    "CONVNOP": lambda w, n: "error" if is_error_text(n) else "",
    "CALLFUNC": _reports,
    "CALLINTER": _reports,
    "CALLMETH": _reports,
}

"""Loop variables that are new in each iteration.

What: a loop whose variables are new in each iteration, and of which one may outlive it (captured by a literal, or its
address taken, not below a return), is rewritten: the loop runs on a temporary, the body starts with a copy of it.

Counterpart: `loopvar/loopvar.go: ForCapture`.
Property: other loops are left as they are; in all, `distinct_vars` is false afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.ir import nodes as N
from escapelens.ir.lowering.body import temp_at
from escapelens.ir.static_value import outer_value
from escapelens.ir.visit import PUSH, any_, children, visit
from escapelens.model.types import BOOL, AnyType
from escapelens.model.universe import TYP

if TYPE_CHECKING:
    from escapelens.model.objects import Package

# Fields of each class whose lists hold statements (rewriteNodes).
_STMT_LISTS = {
    "DCLFUNC": ("body",),
    "INLCALL": ("body",),
    "CASE": ("body",),
    "BLOCK": ("list_",),
    "FOR": ("body",),
    "RANGE": ("body",),
    "IF": ("body", "else_"),
}


def for_capture(fn: N.Func, local_pkg: Package) -> list[N.Name]:
    """Rewrite the loops of fn that need it; the variables that are now new in each iteration."""
    if not any_(fn, lambda n: (n.op == "FOR" or n.op == "RANGE") and n.distinct_vars):
        return []
    t = _Transformer(fn, local_pkg)
    t.scan_children(fn)
    if t.transformed:
        t.move_declarations()
    return t.transformed


class _Transformer:
    def __init__(self, fn: N.Func, local_pkg: Package) -> None:
        self.fn = fn
        self.local_pkg = local_pkg
        self.transformed: list[N.Name] = []
        self.seq = 1
        self.decl_fixups: dict[N.Name, N.AssignStmt] = {}
        self.possibly_leaked: dict[N.Name, bool] = {}  # true: seen to leak
        self.loop_depth = 0
        self.return_in_loop_depth = 0

    def scan_children(self, n: N.Node) -> None:
        stack: list[N.AnyNode] = children(n)[::-1]
        while stack:
            x = stack.pop()
            if x.__class__ is int:  # the end of a return statement
                self.return_in_loop_depth = x
                continue
            op = x.op
            if op == "RANGE":
                if x.def_ and x.distinct_vars:
                    self.range_loop(x)
                    continue
                x.distinct_vars = False
            elif op == "FOR":
                if x.distinct_vars:
                    self.for_loop(x)
                    continue
            elif op == "RETURN":
                stack.append(self.return_in_loop_depth)
                self.return_in_loop_depth = self.loop_depth
            elif op == "CLOSURE":
                if self.return_in_loop_depth < self.loop_depth:
                    for cv in x.func.closure_vars:
                        self.leak(cv.canonical)
            elif (op == "ADDR" or op == "PTRLIT") and self.return_in_loop_depth < self.loop_depth:
                y = outer_value(x.x)
                if y.__class__ is N.Name:
                    self.leak(y)
            PUSH[x.__class__](x, stack)

    def leak(self, v: N.Name) -> None:
        if v in self.possibly_leaked:
            self.possibly_leaked[v] = True

    def note_may_leak(self, x: N.AnyNode | None) -> None:
        if x.__class__ is N.Name and x.sym != "_":
            self.possibly_leaked[x] = False

    def range_loop(self, x: N.RangeStmt) -> None:
        self.note_may_leak(x.key)
        self.note_may_leak(x.value)
        self.loop_depth += 1
        self.scan_children(x)
        self.loop_depth -= 1
        x.key = self.maybe_replace_var(x.key, x)
        x.value = self.maybe_replace_var(x.value, x)
        x.distinct_vars = False

    def maybe_replace_var(self, k: N.AnyNode | None, x: N.RangeStmt) -> N.Node | None:
        if k.__class__ is not N.Name or not self.possibly_leaked.get(k):
            return k
        self.transformed.append(k)
        tk = self.temp(k.typ)
        assign = N.AssignStmt(x.pos, k, tk, True)
        x.body.insert(0, assign)
        self.decl_fixups[k] = assign
        return tk

    def temp(self, typ: AnyType) -> N.Name:
        return temp_at(self.fn.pos, self.fn, typ, self.local_pkg)

    def for_loop(self, x: N.ForStmt) -> None:
        names = [z for z, _ in _defined_in_init(x) if z.__class__ is N.Name]
        for z in names:
            self.note_may_leak(z)
        self.loop_depth += 1
        self.scan_children(x)
        self.loop_depth -= 1
        leaked = [z for z in names if self.possibly_leaked.get(z)]
        if leaked:
            self.rewrite_for(x, leaked)
        x.distinct_vars = False

    def rewrite_for(self, x: N.ForStmt, leaked: list[N.AnyNode]) -> None:
        pos = x.pos
        pre: list[N.Node] = []
        post: list[N.Node] = []
        carriers: dict[N.Name, N.Name] = {}
        for z in leaked:
            self.transformed.append(z)
            tz = self.temp(z.typ)
            carriers[z] = tz
            assign = N.AssignStmt(pos, z, tz, True)
            z.defn = assign
            pre.append(assign)
            self.decl_fixups[z] = assign
            post.append(N.AssignStmt(pos, tz, z))

        label = f".3clNext_{self.seq}"
        self.seq += 1
        _continue_to_goto(x, label)
        body = x.body

        for z, put in _defined_in_init(x):
            carrier = carriers.get(z)
            if carrier is not None:
                put(carrier)

        first: N.AssignStmt | None = None
        if x.post is not None:
            tmp = self.temp(TYP[BOOL])
            first = N.AssignStmt(pos, tmp, N.BasicLit(self.fn.pos, True, TYP[BOOL]))
            unset = N.AssignStmt(pos, tmp, N.BasicLit(self.fn.pos, False, TYP[BOOL]))
            step = N.IfStmt(pos, tmp, [unset], [x.post])
            step.run_before(N.Decl(self.fn.pos, tmp))
            pre.append(step)
        if x.cond is not None:
            done = N.UnaryExpr(x.cond.pos, "NOT", x.cond, x.cond.typ)
            pre.append(N.IfStmt(pos, done, [N.BranchStmt(pos, "BREAK")], []))
        if first is not None:
            x.run_before(first)

        x.body = [*pre, *body, N.LabelStmt(pos, label), *post]
        x.cond = None
        x.post = None

    def move_declarations(self) -> None:
        """Declarations of rewritten variables go into the init list of the copies that now define them."""
        fixups = self.decl_fixups

        def edit(nodes: list[N.AnyNode]) -> list[N.AnyNode]:
            if not any(n.op == "DCL" and n.x in fixups for n in nodes):
                return nodes
            kept = []
            for n in nodes:
                assign = fixups.pop(n.x, None) if n.op == "DCL" else None
                if assign is None:
                    kept.append(n)
                else:
                    assign.init = [n, *assign.init]
            return kept

        def edit_lists(n: N.AnyNode) -> None:
            if n.init:
                n.init = edit(n.init)
            for field in _STMT_LISTS.get(n.op, ()):
                setattr(n, field, edit(getattr(n, field)))

        visit(self.fn, edit_lists)


def _defined_in_init(x: N.ForStmt) -> list[tuple[N.Name, Callable[[N.AnyNode], None]]]:
    """What the loop's init defines, each with the way to replace it (forAllDefInInitUpdate)."""
    found: list[tuple[N.Name, Callable[[N.AnyNode], None]]] = []
    for s in x.init:
        if s.op == "AS" and s.def_:  # type: ignore[attr-defined]
            found.append((s.x, lambda v, s=s: setattr(s, "x", v)))  # type: ignore[attr-defined,misc]
        elif s.op.startswith("AS2") and s.def_:  # type: ignore[attr-defined]
            for i, z in enumerate(s.lhs):  # type: ignore[attr-defined]
                found.append((z, lambda v, s=s, i=i: s.lhs.__setitem__(i, v)))  # type: ignore[misc]
    return found


def _continue_to_goto(x: N.ForStmt, label: str) -> None:
    """Each continue of loop x becomes a goto."""
    stack: list[tuple[N.AnyNode, int]] = [(n, 0) for n in reversed(x.body)]
    while stack:
        n, depth = stack.pop()
        op = n.op
        if op == "CONTINUE":
            if (depth == 0 and not n.label) or (x.label and n.label == x.label):
                n.label = label
                n.op = "GOTO"
        elif op == "RANGE" or op == "FOR":
            depth += 1
        stack += [(y, depth) for y in reversed(children(n))]

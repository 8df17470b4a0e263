"""Loops over functions, rewritten into calls.

What: `for vars := range f { body }` with f a function becomes, on the checked syntax tree, a block that declares
`#yield1 := func(vars) bool { body; return true }`, calls `f(#yield1)` and then does what the body's `break`,
`continue`, `goto` and `return` asked for by way of `#next` and `#state1`.

Counterpart: `rangefunc/rewrite.go`; the encoding of `#next` and the states are its (and internal/abi's).

Property: the tree given is not changed, for the editor still shows it: nodes on the way to a rewritten statement are
copied, all others are shared. Result variables without a name are named `#rvN` in the signature, as the compiler does.
Made nodes have the position of the loop, its closing brace or the rewritten statement; some have none, as in the
compiler. Literals inside the function are not entered: they are rewritten when their own body is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.operand import NO_VALUE, VALUE
from escapelens.ir.passes.rangesyntax import (
    RF_DONE,
    RF_EXHAUSTED,
    RF_MISSING_PANIC,
    RF_PANIC,
    RF_READY,
    assign,
    block,
    bool_const,
    call_runtime,
    compare,
    declare,
    if_,
    int_const,
    return_,
    set_pos,
    use,
    use_list,
)
from escapelens.model.core import core_type
from escapelens.model.objects import LOCAL_VAR, PARAM_VAR, RESULT_VAR, AnyObject, Package, Var
from escapelens.model.types import INT, AnyType, Signature, Tuple
from escapelens.model.universe import EMPTY_TUPLE, TYP, UNIVERSE
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import children

if TYPE_CHECKING:
    pass

_PER_LOOP_STEP = 2


def is_range_func(n: S.ForStmt) -> bool:
    """Whether statement n is a loop over a function."""
    return (
        n.__class__ is S.ForStmt
        and n.init.__class__ is S.RangeClause
        and n.init.x.typ is not None
        and core_type(n.init.x.typ).__class__ is Signature
    )


def has_range_func(body: S.BlockStmt) -> bool:
    """Whether a loop over a function stands in body, literals not counted."""
    stack: list[S.AnySyntax] = list(body.stmts)
    while stack:
        n = stack.pop()
        cls = n.__class__
        if cls is S.ForStmt:
            if is_range_func(n):
                return True
            stack += n.body.stmts
        elif cls is S.BlockStmt:
            stack += n.stmts
        elif cls is S.IfStmt:
            stack += n.then.stmts
            if n.else_ is not None:
                stack.append(n.else_)
        elif cls is S.SwitchStmt or cls is S.SelectStmt:
            for clause in n.body:
                stack += clause.body
        elif cls is S.LabeledStmt:
            stack.append(n.stmt)
    return False


def rewrite(body: S.BlockStmt, sig: Signature, pkg: Package | None) -> S.BlockStmt:
    """The body of a function or literal of type sig, its loops over functions rewritten; body itself if it has none.

    The literals made are marked `range_body`, deferred calls in them carry `defer_at`.
    """
    if not has_range_func(body):
        return body
    return _Rewriter(body, sig, pkg).block(body)  # type: ignore[no-any-return]


class _Loop:
    """A loop being rewritten. The checks say what must follow the call of its function."""

    __slots__ = (
        "check_branch",
        "check_break",
        "check_continue",
        "check_ret",
        "depth",
        "nfor",
        "state_decl",
        "state_var",
    )

    def __init__(self, nfor: S.ForStmt, depth: int) -> None:
        self.nfor = nfor
        self.depth = depth  # 1: outermost
        self.state_var: AnyObject = None
        self.state_decl: S.AnySyntax = None
        self.check_ret = False
        self.check_break = False
        self.check_continue = False
        self.check_branch: list[tuple[str, str]] = []


class _Rewriter:
    def __init__(self, body: S.BlockStmt, sig: Signature, pkg: Package | None) -> None:
        self.body = body
        self.sig = sig
        self.pkg = pkg
        self.loops: list[_Loop] = []
        self.branch_next: dict[tuple[str, str], int] | None = None
        self.label_loop: dict[str, S.AnySyntax] = {}
        # Declared in front of the outermost loop.
        self.decl_stmt: S.AnySyntax = None
        self.next_var: AnyObject = None
        self.defers: AnyObject = None
        self.state_count = 0
        self.body_count = 0

    # The walk. Statements of a list are entered one after the other, then edited one after the other, as
    # syntax.Inspect does it: the order of both decides about numbers and about which loop is told of what.

    def stmts(self, stmts: list[S.Stmt]) -> list[S.Stmt]:
        return [self.edit(s) for s in [self.stmt(s) for s in stmts]]

    def block(self, n: S.AnySyntax) -> S.AnySyntax:
        return _with(n, stmts=self.stmts(n.stmts))

    def stmt(self, n: S.AnySyntax) -> S.AnySyntax:
        cls = n.__class__
        if cls is S.BlockStmt:
            return self.block(n)
        if cls is S.IfStmt:
            then = self.block(n.then)
            return _with(n, then=then, else_=self.stmt(n.else_) if n.else_ is not None else None)
        if cls is S.LabeledStmt:
            return _with(n, stmt=self.edit(self.stmt(n.stmt)))
        if cls is S.SwitchStmt or cls is S.SelectStmt:
            return _with(n, body=[_with(c, body=self.stmts(c.body)) for c in n.body])
        if cls is S.ForStmt:
            if not is_range_func(n):
                return _with(n, body=self.block(n.body))
            loop = _Loop(n, 1 + len(self.loops))
            self.loops.append(loop)
            self._declare_state(loop)
            body = self.stmts(n.body.stmts)
            rewritten = self.end_loop(loop, body)
            self.loops.pop()
            return rewritten
        return n

    def edit(self, n: S.AnySyntax) -> S.AnySyntax:
        """rewrite.go: editStmt."""
        if self.loops:
            cls = n.__class__
            if cls is S.BranchStmt:
                return self.edit_branch(n)
            if cls is S.CallStmt:
                return self.edit_defer(n) if n.tok == "defer" else n
            if cls is S.ReturnStmt:
                return self.edit_return(n)
        return n

    def edit_defer(self, n: S.AnySyntax) -> S.AnySyntax:
        if self.defers is None:
            init = call_runtime("deferrangefunc", [])
            self.defers = self._declare_outer("#defers", UNIVERSE.elems["any"].typ, init)
        token = use(self.defers)
        set_pos(token, n.pos)
        return _with(n, defer_at=token)

    def edit_return(self, n: S.AnySyntax) -> S.AnySyntax:
        stmts: list[S.AnySyntax] = []
        if n.results is not None:
            results = self.sig.results.vars
            for i, v in enumerate(results):
                if v.name == "" or v.name == "_":
                    v.name = f"#rv{i + 1}"
            stmts.append(assign(use_list(results), n.results))
        for loop in self.loops:
            loop.check_ret = True
        stmts.append(assign(self.next(), int_const(-1)))
        stmts.append(self.set_state(RF_DONE, n.pos))
        stmts.append(return_(bool_const(False)))
        out = block(stmts)
        set_pos(out, n.pos)
        return out

    def edit_branch(self, n: S.AnySyntax) -> S.AnySyntax:
        if n.tok == "fallthrough":
            return n
        loops = self.loops
        i = len(loops) - 1
        if n.label is None and loops[i].nfor is not n.target:
            return n  # of a loop, switch or select inside the innermost of our loops
        while i >= 0 and loops[i].nfor is not n.target:
            i -= 1
        exit_from = i + 1  # the loop inside the target

        if n.tok == "goto" or i < 0:
            self._number_branches()
            label = n.label.value if n.label is not None else ""
            target = self.label_loop.get(label)
            if loops[-1].nfor is target or self.branch_next is None or (n.tok, label) not in self.branch_next:
                return n
            next_ = self.branch_next[n.tok, label]
            i = len(loops) - 1
            while i >= 0 and loops[i].nfor is not target:
                i -= 1
            exit_from = i + 1
            loops[exit_from].check_branch.append((n.tok, label))
            for loop in loops[exit_from + 1 :]:
                loop.check_ret = True
        elif exit_from == len(loops):
            # The innermost of our loops: no word to anyone.
            go_on = n.tok == "continue"
            state = self.set_state(RF_READY if go_on else RF_DONE, n.pos)
            out = block([state, return_(bool_const(go_on))])
            set_pos(out, n.pos)
            return out
        else:
            if n.tok == "continue":
                loops[exit_from].check_continue = True
            else:
                exit_from = i
                loops[exit_from].check_break = True
            for loop in loops[exit_from + 1 :]:
                loop.check_break = True
            next_ = _PER_LOOP_STEP * (i + 1) - (1 if n.tok == "continue" else 0)

        out = block(
            [
                assign(self.next(), int_const(next_)),
                self.set_state(RF_DONE, n.pos),
                return_(bool_const(False)),
            ]
        )
        set_pos(out, n.pos)
        return out

    def _number_branches(self) -> None:
        """Numbers for jumps to labels, and in which loop each label stands (rewrite.go: computeBranchNext)."""
        if self.branch_next is not None:
            return
        self.branch_next = {}
        labels: list[str] = []
        # Second of a pair: the innermost of our loops around the node.
        stack: list[tuple[S.AnySyntax, S.AnySyntax]] = [(self.body, None)]
        while stack:
            n, nfor = stack.pop()
            if n.__class__ is S.LabeledStmt:
                labels.append(n.label.value)
                self.label_loop.setdefault(n.label.value, nfor)
            if is_range_func(n):
                nfor = n
            stack += [(x, nfor) for x in reversed(list(children(n)))]
        used = -1
        for label in labels:
            used -= 3
            for i, tok in enumerate(("break", "continue", "goto")):
                self.branch_next[tok, label] = used + i

    # What a loop becomes.

    def end_loop(self, loop: _Loop, body: list[S.Stmt]) -> S.Node:
        nfor = loop.nfor
        start, end = nfor.pos, nfor.body.rbrace
        clause: S.AnySyntax = nfor.init
        yield_type: AnyType = core_type(core_type(clause.x.typ).params.vars[0].typ)  # type: ignore[union-attr]

        self.body_count += 1
        lhs = _unpack(clause.lhs)
        literal = self.body_func(loop, body, lhs, clause.def_, yield_type, start, end)
        yield_var = Var(0, self.pkg, f"#yield{self.body_count}", literal.typ, LOCAL_VAR)
        yield_decl = declare(yield_var, literal)
        set_pos(yield_decl, start)

        call_expr = S.CallExpr(0, nfor.start, nfor.end, clause.x, [use(yield_var)], False)
        call_expr.mode = NO_VALUE
        call_expr.typ = EMPTY_TUPLE
        call = S.ExprStmt(0, nfor.start, nfor.end, call_expr)
        set_pos(call, start)

        checks = self.checks(loop, end)

        stmts: list[S.AnySyntax] = []
        if len(self.loops) == 1 and self.decl_stmt is not None:
            set_pos(self.decl_stmt, start)
            stmts.append(self.decl_stmt)
        set_pos(loop.state_decl, start)
        stmts += [loop.state_decl, yield_decl, call]

        # The function has returned; it may have swallowed a panic of the body.
        swallowed = compare("==", use(loop.state_var), int_const(RF_PANIC))
        missing = if_(swallowed, [call_runtime("panicrangestate", [int_const(RF_MISSING_PANIC)], True)])
        set_pos(missing, end)
        stmts += [missing, self.set_state(RF_EXHAUSTED, end), *checks]

        if len(self.loops) == 1:
            self.decl_stmt = self.next_var = self.defers = None
        out = S.BlockStmt(start, nfor.start, nfor.end, stmts, end)
        return out

    def body_func(
        self,
        loop: _Loop,
        body: list[S.AnySyntax],
        lhs: list[S.AnySyntax],
        def_: bool,
        yield_type: AnyType,
        start: int,
        end: int,
    ) -> S.FuncLit:
        nfor = loop.nfor
        stmts: list[S.AnySyntax] = []
        params: list[Var] = []
        for i, p in enumerate(yield_type.params.vars):
            if i < len(lhs) and def_:
                var = lhs[i].obj if lhs[i].__class__ is S.Name else None
                if var is None:
                    var = Var(lhs[i].pos, self.pkg, getattr(lhs[i], "value", "_"), p.typ, PARAM_VAR)
            else:
                var = Var(start, self.pkg, f"#p{i + 1}", p.typ, PARAM_VAR)
                if i < len(lhs):
                    value = use(var)
                    set_pos(value, lhs[i].pos)
                    stmt = assign(lhs[i], value)
                    S.move(stmt, lhs[i].pos)
                    stmts.append(stmt)
            params.append(var)

        # Where the literal stands on the loop's state, as it is entered.
        tmp = Var(0, self.pkg, "#tmpState", TYP[INT], LOCAL_VAR)
        stmts.append(declare(tmp, use(loop.state_var)))
        stmts.append(self.set_state(RF_PANIC, start))
        ready = if_(
            compare("!=", use(tmp), int_const(RF_READY)),
            [call_runtime("panicrangestate", [use(tmp)], True)],
        )
        set_pos(ready, start)
        stmts += [ready, *body, self.set_state(RF_READY, end)]
        last = return_(bool_const(True))
        S.move(last, end)
        stmts.append(last)

        result = Var(start, None, "#r", UNIVERSE.elems["bool"].typ, RESULT_VAR)
        literal_body = S.BlockStmt(start, nfor.body.start, nfor.body.end, stmts, end)
        literal = S.FuncLit(start, nfor.start, nfor.end, S.FuncType(start, start, start, [], []), literal_body)
        literal.range_body = True
        literal.mode = VALUE
        literal.typ = Signature(None, Tuple(params), Tuple([result]), yield_type.variadic)
        return literal

    def checks(self, loop: _Loop, pos: int) -> list[S.AnySyntax]:
        """What follows the call: jumps on, if the body asked for it (rewrite.go: checks)."""
        stmts: list[S.AnySyntax] = []
        for tok, label in dict.fromkeys(loop.check_branch):
            jump = S.BranchStmt(0, 0, 0, tok, S.Name(0, label))
            assert self.branch_next is not None
            stmts.append(self.if_next("==", self.branch_next[tok, label], True, jump))

        outer = loop.depth - 1
        if len(self.loops) == 1:
            if loop.check_ret:
                stmts.append(self.if_next("==", -1, False, return_(None)))
        else:
            if loop.check_ret:
                stmts.append(self.if_next("<", 0, False, self.state_of(outer - 1, RF_DONE), return_(bool_const(False))))
            step = _PER_LOOP_STEP * outer
            broken = call_runtime("panicrangestate", [int_const(RF_DONE)], True)
            stmts.append(self.if_next(">", step, False, broken))
            if loop.check_continue:
                stmts.append(
                    self.if_next("==", step - 1, True, self.state_of(outer - 1, RF_READY), return_(bool_const(True)))
                )
            if loop.check_break:
                stmts.append(
                    self.if_next("==", step, True, self.state_of(outer - 1, RF_DONE), return_(bool_const(False)))
                )
            if loop.check_continue or loop.check_break:
                stmts.append(self.if_next(">", 0, False, self.state_of(outer - 1, RF_DONE), return_(bool_const(False))))
        for s in stmts:
            set_pos(s, pos)
        return stmts

    # Variables of the rewriting.

    def _declare_state(self, loop: _Loop) -> None:
        self.state_count += 1
        loop.state_var = Var(loop.nfor.pos, self.pkg, f"#state{self.state_count}", TYP[INT], LOCAL_VAR)
        loop.state_decl = declare(loop.state_var, int_const(RF_READY), loop.nfor.pos)

    def _declare_outer(self, name: str, typ: AnyType, init: S.AnySyntax) -> Var:
        """rewrite.go: declOuterVar."""
        var = Var(0, self.pkg, name, typ, LOCAL_VAR)
        decl = declare(var, init)
        if self.decl_stmt is None:
            self.decl_stmt = decl
        else:
            self.decl_stmt.decl_list += decl.decl_list
        return var

    def next(self) -> S.Name:
        if self.next_var is None:
            self.next_var = self._declare_outer("#next", TYP[INT], None)
        return use(self.next_var)

    def if_next(self, op: str, value: int, zero: bool, *then: S.AnySyntax) -> S.IfStmt:
        stmts = [assign(self.next(), int_const(0))] if zero else []
        return if_(compare(op, self.next(), int_const(value)), [*stmts, *then])

    def state_of(self, index: int, state: int) -> S.Node:
        return assign(use(self.loops[index].state_var), int_const(state))

    def set_state(self, state: int, pos: int) -> S.Node:
        stmt = self.state_of(-1, state)
        set_pos(stmt, pos)
        return stmt


def _with(n: S.Node, **changes: object) -> S.Node:
    """A copy of n with some fields changed."""
    from copy import copy  # few packages have such loops

    n = copy(n)
    for name, value in changes.items():
        setattr(n, name, value)
    return n


def _unpack(x: S.AnySyntax) -> list[S.Node]:
    if x is None:
        return []
    return list(x.elem_list) if x.__class__ is S.ListExpr else [x]

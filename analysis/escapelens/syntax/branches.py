"""Labels and branch statements of one function body.

What: gives labelled `break`, `continue` and `goto` their target and reports misplaced branches and bad labels.
Why apart: most bodies have neither labels nor gotos and never come here.
Counterpart: cmd/compile/internal/syntax/branches.go (checkBranches).
Property: every reachable, correct BranchStmt but `fallthrough` has a target afterwards.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.syntax import nodes

Report = Callable[[int, int, str], None]


class _Block:
    __slots__ = ("labeled", "parent")

    def __init__(self, parent: _Block | None, labeled: nodes.LabeledStmt | None) -> None:
        self.parent = parent
        self.labeled = labeled


class _Label:
    __slots__ = ("parent", "stmt", "used")

    def __init__(self, parent: _Block, stmt: nodes.LabeledStmt) -> None:
        self.parent = parent
        self.stmt = stmt
        self.used = False


class _Targets:
    __slots__ = ("breaks", "case_index", "continues")

    def __init__(self, breaks: nodes.Stmt | None, continues: nodes.ForStmt | None, case_index: int) -> None:
        self.breaks = breaks
        self.continues = continues
        self.case_index = case_index


def check_branches(body: nodes.BlockStmt, report: Report) -> None:
    scope = _LabelScope(report)
    for fwd in scope.block_branches(None, _Targets(None, None, -1), None, body.stmts):
        assert fwd.label is not None
        name = fwd.label.value
        label = scope.labels.get(name)
        if label is not None:
            label.used = True
            scope.error(fwd.label, f"goto {name} jumps into block")
        else:
            scope.error(fwd.label, f"label {name} not defined")
    for label in scope.labels.values():
        if not label.used:
            scope.error(label.stmt.label, f"label {label.stmt.label.value} defined and not used")


class _LabelScope:
    __slots__ = ("labels", "report")

    def __init__(self, report: Report) -> None:
        self.labels: dict[str, _Label] = {}
        self.report = report

    def error(self, at: nodes.Node, message: str) -> None:
        self.report(at.start, at.end, message)

    def declare(self, b: _Block, s: nodes.LabeledStmt) -> _Label:
        name = s.label.value
        alt = self.labels.get(name)
        if alt is not None:
            self.error(s.label, f"label {name} already defined")
            return alt
        label = self.labels[name] = _Label(b, s)
        return label

    def goto_target(self, b: _Block | None, name: str) -> nodes.LabeledStmt | None:
        label = self.labels.get(name)
        if label is None:
            return None
        label.used = True
        while b is not None:
            if label.parent is b:
                return label.stmt
            b = b.parent
        return None

    def enclosing_target(self, b: _Block | None, name: str) -> tuple[bool, nodes.LabeledStmt | None]:
        """Whether the label exists, and its statement if that encloses `b`."""
        label = self.labels.get(name)
        if label is None:
            return False, None
        label.used = True
        while b is not None:
            if label.stmt is b.labeled:
                return True, label.stmt
            b = b.parent
        return True, None

    def block_branches(
        self, parent: _Block | None, ctxt: _Targets, labeled: nodes.LabeledStmt | None, body: list[nodes.Stmt]
    ) -> list[nodes.BranchStmt]:
        b = _Block(parent, labeled)
        var_declared = False
        fwd_gotos: list[nodes.BranchStmt] = []
        bad_gotos: list[nodes.BranchStmt] = []
        stmts = _trim_trailing_empty(body)
        for index, stmt in enumerate(stmts):
            lstmt: nodes.LabeledStmt | None = None
            while isinstance(stmt, nodes.LabeledStmt):
                if stmt.label.value != "_":
                    label = self.declare(b, stmt)
                    kept = []
                    for fwd in fwd_gotos:
                        assert fwd.label is not None
                        if fwd.label.value != stmt.label.value:
                            kept.append(fwd)
                            continue
                        fwd.target = stmt
                        label.used = True
                        if var_declared and any(bad is fwd for bad in bad_gotos):
                            self.error(fwd.label, f"goto {fwd.label.value} jumps over variable declaration")
                    fwd_gotos = kept
                    lstmt = stmt
                stmt = stmt.stmt

            if isinstance(stmt, nodes.DeclStmt):
                if any(isinstance(d, nodes.VarDecl) for d in stmt.decl_list):
                    var_declared = True
                    bad_gotos = list(fwd_gotos)
            elif isinstance(stmt, nodes.AssignStmt):
                if stmt.op == ":=":
                    var_declared = True
                    bad_gotos = list(fwd_gotos)
            elif isinstance(stmt, nodes.BranchStmt):
                if stmt.label is None:
                    self.unlabeled(stmt, ctxt, index + 1 == len(stmts))
                elif self.labeled(stmt, b):
                    fwd_gotos.append(stmt)
            elif isinstance(stmt, nodes.BlockStmt):
                inner = _Targets(ctxt.breaks, ctxt.continues, -1)
                fwd_gotos += self.block_branches(b, inner, lstmt, stmt.stmts)
            elif isinstance(stmt, nodes.IfStmt):
                inner = _Targets(ctxt.breaks, ctxt.continues, -1)
                fwd_gotos += self.block_branches(b, inner, lstmt, stmt.then.stmts)
                if stmt.else_ is not None:
                    fwd_gotos += self.block_branches(b, inner, lstmt, [stmt.else_])
            elif isinstance(stmt, nodes.ForStmt):
                fwd_gotos += self.block_branches(b, _Targets(stmt, stmt, -1), lstmt, stmt.body.stmts)
            elif isinstance(stmt, nodes.SwitchStmt):
                for i, clause in enumerate(stmt.body):
                    fwd_gotos += self.block_branches(b, _Targets(stmt, ctxt.continues, i), lstmt, clause.body)
            elif isinstance(stmt, nodes.SelectStmt):
                for comm in stmt.body:
                    fwd_gotos += self.block_branches(b, _Targets(stmt, ctxt.continues, -1), lstmt, comm.body)
        return fwd_gotos

    def unlabeled(self, s: nodes.BranchStmt, ctxt: _Targets, last: bool) -> None:
        if s.tok == "break":
            s.target = ctxt.breaks
            if s.target is None:
                self.error(s, "break is not in a loop, switch, or select")
        elif s.tok == "continue":
            s.target = ctxt.continues
            if s.target is None:
                self.error(s, "continue is not in a loop")
        elif s.tok == "fallthrough":
            message = "fallthrough statement out of place"
            switch = ctxt.breaks
            if isinstance(switch, nodes.SwitchStmt):
                if isinstance(switch.tag, nodes.TypeSwitchGuard):
                    message = "cannot fallthrough in type switch"
                elif ctxt.case_index < 0 or not last:
                    pass
                elif ctxt.case_index + 1 == len(switch.body):
                    message = "cannot fallthrough final case in switch"
                else:
                    return
            self.error(s, message)

    def labeled(self, s: nodes.BranchStmt, b: _Block) -> bool:
        """Resolve a labelled branch; True if it is a goto whose label may come later."""
        assert s.label is not None
        name = s.label.value
        if s.tok == "goto":
            s.target = self.goto_target(b, name)
            return s.target is None
        found, labeled = self.enclosing_target(b, name)
        if not found:
            self.error(s.label, f"{s.tok} label not defined: {name}")
            return False
        stmt = labeled.stmt if labeled is not None else None
        if isinstance(stmt, nodes.ForStmt) or (
            s.tok == "break" and isinstance(stmt, nodes.SwitchStmt | nodes.SelectStmt)
        ):
            s.target = stmt
        else:
            self.error(s.label, f"invalid {s.tok} label {name}")
        return False


def _trim_trailing_empty(stmts: list[nodes.Stmt]) -> list[nodes.Stmt]:
    n = len(stmts)
    while n > 0 and isinstance(stmts[n - 1], nodes.EmptyStmt):
        n -= 1
    return stmts[:n]

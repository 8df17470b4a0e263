"""What may run between two statements, what may run after one, and where control may leave.

Go's statements are structured but for goto: a function (or literal) that has one gets no answer. Bodies of literals are
not followed: they run when they are called, which `effect.py` takes for unknown code.

Property: what may run is never missing from an answer; more may be in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.effects.body import Body, builtin_name, statements
from escapelens.model.objects import Func
from escapelens.syntax import nodes
from escapelens.syntax.walk import children, unparen

_NEVER_RETURN = frozenset(
    {"os.Exit", "runtime.Goexit", "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "log.Panicln"}
)


def run_here(root: nodes.Node) -> Iterator[nodes.Node]:
    """root and what is below it, without the bodies of function literals: what runs when root does."""
    stack = [root]
    while stack:
        n = stack.pop()
        yield n
        if not isinstance(n, nodes.FuncLit):
            stack.extend(reversed(list(children(n))))


def between(body: Body, first: nodes.Stmt, last: nodes.Stmt) -> list[nodes.Node] | None:
    """What may run after `first` and before `last`, once or again; None if that can't be said.

    `first` stands in a list of statements, `last` stands later in that list or below such a statement. If `last` is in
    a loop that `first` is not in, the loop is part of the answer, and `last` with it.
    """
    home = body.parents.get(first)
    found: list[nodes.Node] = []
    below: nodes.Node = last
    for up in body.ancestors(last):
        if isinstance(up, nodes.FuncLit) or jumps(body, last):
            return None
        listed = statements(up, below)
        if listed is not None:
            at = listed.index(below)  # type: ignore[arg-type]
            if up is home:
                start = next((i for i, s in enumerate(listed) if s is first), at)
                found += listed[start + 1 : at]
                return found if start < at else None
            found += listed[:at]
        else:
            found += _before(up, below)
        below = up
    return None


def _before(up: nodes.Node, below: nodes.Node) -> list[nodes.Node]:
    """What a statement runs before a part of it, for those that are no lists."""
    match up:
        case nodes.ForStmt():
            return [] if below is up.init else [up]
        case nodes.SwitchStmt() | nodes.SelectStmt():
            return [n for n in children(up) if n is not below]
        case nodes.LabeledStmt() | nodes.BlockStmt():
            return []
        case nodes.IfStmt():
            return [n for n in (up.init, up.cond) if n is not None and n is not below]
        case _:
            return [n for n in children(up) if n is not below]


def after(body: Body, stmt: nodes.Stmt) -> list[nodes.Node] | None:
    """What may run after `stmt` in the same function (or literal), deferred calls included; None if that can't be said.

    If `stmt` is in a loop, the loop is part of the answer, and `stmt` with it.
    """
    if jumps(body, stmt):
        return None
    found: list[nodes.Node] = []
    below: nodes.Node = stmt
    root = body.literal(stmt) or body.decl
    left_for: nodes.Stmt | None = None  # the statement that a break or continue goes to, past all within it
    for up in body.ancestors(stmt):
        listed = statements(up, below)
        if left_for is not None and up is not left_for:
            pass
        elif listed is not None:
            rest = listed[listed.index(below) :]  # type: ignore[arg-type]
            end = next((i for i, s in enumerate(rest) if ends(s) or _goes_to(s) is not None), None)
            found += rest[1 : None if end is None else end + 1]
            left_for = None if end is None else _goes_to(rest[end])
            if end is not None and left_for is None:
                break
        elif isinstance(up, nodes.FuncLit):
            break
        elif isinstance(up, nodes.ForStmt):
            each = up.init if isinstance(up.init, nodes.RangeClause) else None
            found += [n for n in (each, up.cond, up.post, up.body) if n is not None]
        elif isinstance(up, nodes.SwitchStmt | nodes.SelectStmt | nodes.IfStmt) and not _branch(up, below):
            found += [n for n in children(up) if n is not below]
        elif isinstance(up, nodes.SwitchStmt):
            found += [c for c in up.body if c is not below]  # by fallthrough
        left_for = None if up is left_for else left_for
        below = up
    if root.body is not None:
        found += [n for n in run_here(root.body) if isinstance(n, nodes.CallStmt) and n.tok == "defer"]
    return found


def _goes_to(stmt: nodes.Stmt) -> nodes.Stmt | None:
    """The loop, switch or select that a break or continue ends, or goes on with."""
    if not isinstance(stmt, nodes.BranchStmt) or stmt.tok not in ("break", "continue"):
        return None
    target = stmt.target
    return target.stmt if isinstance(target, nodes.LabeledStmt) else target


def ends(stmt: nodes.Stmt) -> bool:
    """Whether the function (or literal) ends with the statement, for good."""
    return isinstance(stmt, nodes.ReturnStmt) or (isinstance(stmt, nodes.ExprStmt) and never_returns(unparen(stmt.x)))


def _branch(up: nodes.Node, below: nodes.Node) -> bool:
    """Whether below is one of the alternatives of up, after which none of the others runs."""
    match up:
        case nodes.IfStmt():
            return below is up.then or below is up.else_
        case nodes.SwitchStmt() | nodes.SelectStmt():
            return any(below is c for c in up.body)
        case _:
            return False


def jumps(body: Body, node: nodes.Node) -> bool:
    """Whether the function (or literal) around node has a goto."""
    root = body.literal(node)
    start = root.body if root is not None else body.decl.body
    return start is None or any(isinstance(n, nodes.BranchStmt) and n.tok == "goto" for n in run_here(start))


def leaves(root: nodes.Node) -> bool:
    """Whether control may go from inside of root to anywhere but its end, panics of expressions aside."""
    inside = list(run_here(root))
    for n in inside:
        if isinstance(n, nodes.ReturnStmt) or never_returns(n):
            return True
        if isinstance(n, nodes.BranchStmt) and n.tok != "fallthrough":
            if n.tok == "goto" or not any(n.target is there for there in inside):
                return True
    return False


def never_returns(n: nodes.Node) -> bool:
    """Whether n is a call of something that ends the function: panic, os.Exit, log.Fatal and the like."""
    if builtin_name(n) == "panic":
        return True
    if isinstance(n, nodes.CallExpr) and isinstance(n.fun, nodes.SelectorExpr):
        f = n.fun.sel.obj
        return isinstance(f, Func) and f.pkg is not None and f"{f.pkg.path}.{f.name}" in _NEVER_RETURN
    return False


def every_round(loop: nodes.ForStmt, stmt: nodes.Stmt) -> bool:
    """Whether each round of the loop runs stmt exactly once, and every round that may begin does."""
    return any(s is stmt for s in loop.body.stmts) and not leaves(loop.body)

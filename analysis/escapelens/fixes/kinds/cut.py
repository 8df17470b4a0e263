"""A variable with the parts of a text, of which the first is read, or both of two: what `split` cuts.

    parts := strings.SplitN(s, "=", 2)                before, after, found := strings.Cut(s, "=")
    if len(parts) != 2 {                              if !found {
        return "", ""                          ->         return "", ""
    }                                                 }
    return parts[0], parts[1]                         return before, after

Conditions:

- the call defines the variable, which is never assigned again; its elements 0 and 1 are read, its length is compared,
  and nothing else is done with it;
- the second element is read, and the length compared, only of a text that is split in two at most; the comparison asks
  whether there are two parts;
- the second element is read only where such a comparison has found two, else the index would panic; there is no goto;
- the module's std has Cut (Go 1.18).
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, builtin_name, statements
from escapelens.fixes.effects.calls import called
from escapelens.fixes.effects.flow import ends, jumps
from escapelens.fixes.effects.language import language
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.releases.known import has_cut
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

# Whether there are two of at most two parts, by what their number is compared to.
_TWO = {("==", 2): True, (">", 1): True, (">=", 2): True, ("!=", 1): True}
_ONE = {("!=", 2): False, ("<", 2): False, ("<=", 1): False, ("==", 1): False}
_ASKED = {**_TWO, **_ONE}


def cut_parts(ctx: FixContext, body: Body, rewrite: Rewrite, call: nodes.CallExpr) -> bool:
    """Whether the variable that the call defines could be made two, or one and a boolean; the edits are in rewrite."""
    stmt, fun = body.parents.get(call), unparen(call.fun)
    if not isinstance(stmt, nodes.AssignStmt) or stmt.op != ":=" or stmt.rhs is not call:
        return False
    var = stmt.lhs.obj if isinstance(stmt.lhs, nodes.Name) else None
    if not isinstance(var, Var) or not isinstance(fun, nodes.SelectorExpr) or body.assigned(var):
        return False
    if called(call) == "strings.SplitAfter" or not has_cut(language(ctx)) or jumps(body, stmt):
        return False
    names = [u.name for u in body.uses(var) if u.how is not How.DECLARE]
    firsts, seconds, asked = _divided(body, names)
    if not names or len(firsts) + len(seconds) + len(asked) != len(names):
        return False
    two = called(call) == "strings.SplitN" and call.arg_list[2].val == 2
    if (seconds or asked) and not (two and all(_found(body, stmt, e, asked) for e in seconds)):
        return False
    choice = (("before", "first", "head"), ("after", "second", "tail"), ("found", "ok", "isCut"))
    made = [fresh(ctx, body, *c) if used else "_" for c, used in zip(choice, (firsts, seconds, asked), strict=True)]
    before, after, found = made
    text, sep = (ctx.text(arg) for arg in call.arg_list[:2])
    if before is None or after is None or found is None:
        return False
    rewrite.replace(stmt.lhs, f"{before}, {after}, {found}")
    rewrite.replace(call, f"{ctx.text(fun.x)}.Cut({text}, {sep})")
    for part in (*firsts, *seconds):
        rewrite.replace(part, before if part in firsts else after)
    for test, whether in asked.items():
        rewrite.replace(test, found if whether else f"!{found}")
    return True


def _divided(
    body: Body, names: list[nodes.Name]
) -> tuple[list[nodes.IndexExpr], list[nodes.IndexExpr], dict[nodes.Operation, bool]]:
    """Where the first and the second element are read, and whether there are two is asked (True: that there are)."""
    parts: tuple[list[nodes.IndexExpr], list[nodes.IndexExpr]] = ([], [])
    asked: dict[nodes.Operation, bool] = {}
    for name in names:
        up = body.parents.get(name)
        if isinstance(up, nodes.IndexExpr) and up.x is name and up.index.val in (0, 1) and _read(body, up):
            parts[up.index.val].append(up)
        elif isinstance(up, nodes.CallExpr) and builtin_name(up) == "len":
            test = body.parents.get(up)
            if isinstance(test, nodes.Operation) and test.x is up and test.y is not None:
                whether = _ASKED.get((test.op, test.y.val)) if isinstance(test.y.val, int) else None
                if whether is not None:
                    asked[test] = whether
    return *parts, asked


def _read(body: Body, e: nodes.IndexExpr) -> bool:
    """Whether the element is read: not stored to, and its address is not taken."""
    target: nodes.Node = e
    while isinstance(up := body.parents.get(target), nodes.ParenExpr | nodes.ListExpr):
        target = up
    if isinstance(up, nodes.Operation) and up.op == "&" and up.y is None:
        return False
    return not (isinstance(up, nodes.AssignStmt | nodes.RangeClause) and up.lhs is target)


def _found(body: Body, made: nodes.Stmt, e: nodes.Node, asked: dict[nodes.Operation, bool]) -> bool:
    """Whether control comes to e only where a comparison has found two parts."""
    below = e
    for up in body.ancestors(e):
        match up:
            case nodes.IfStmt():
                branch = True if below is up.then else False if below is up.else_ else None
                if branch is not None and branch in _implied(up.cond, asked):
                    return True
            case nodes.Operation(op="&&" | "||") if below is up.y:
                if (up.op == "&&") in _implied(up.x, asked):
                    return True
            case _:
                listed = statements(up, below) or []
                earlier = [s for s in listed if made.end <= s.start < below.start]
                if any(_turns_away(s, asked) for s in earlier):
                    return True
        below = up
    return False


def _turns_away(stmt: nodes.Stmt, asked: dict[nodes.Operation, bool]) -> bool:
    """Whether only what has two parts comes past the statement."""
    if not isinstance(stmt, nodes.IfStmt) or stmt.else_ is not None or not stmt.then.stmts:
        return False
    last = stmt.then.stmts[-1]
    leaves = ends(last) or (isinstance(last, nodes.BranchStmt) and last.tok in ("continue", "break"))
    return leaves and False in _implied(stmt.cond, asked)


def _implied(cond: nodes.Expr | None, asked: dict[nodes.Operation, bool]) -> Iterator[bool]:
    """By which outcomes of the condition there are two parts."""
    e = unparen(cond) if cond is not None else None
    if isinstance(e, nodes.Operation) and e in asked:
        yield asked[e]
    elif isinstance(e, nodes.Operation) and e.op in ("&&", "||") and e.y is not None:
        yield from (x for side in (e.x, e.y) for x in _implied(side, asked) if x == (e.op == "&&"))

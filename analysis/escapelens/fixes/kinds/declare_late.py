"""Declare late: a variable that is on the heap, or is given something that is, is declared where it is first named.

    var req Request                             if len(body) == 0 {
    if len(body) == 0 {                             return errEmpty
        return errEmpty                  ->     }
    }                                           var req Request
    return json.Unmarshal(body, &req)           return json.Unmarshal(body, &req)

What is moved to the heap is paid where it is declared; behind an early return, or in the branch that is alone in naming
it, it is paid only there. Conditions:

- one variable, declared without a value, or with one that only makes something: a literal, new, make of constant size,
  of private variables and constants; what may run between the two places neither changes it nor could tell the time;
- the new place is in the same list of statements, or in a branch of one there that names the variable alone; never in
  a loop that the declaration is not in, for there every round would have a variable of its own;
- something leaves between the places, or the branch is not taken by all;
- the function has no other variable of that name, and what the declaration names means the same at the new place;
- no comment stands above the declaration: it might speak of what follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, mentions
from escapelens.fixes.effects.body import Body, builtin_name, statements
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.flow import between, leaves
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import children, unparen, walk

KIND = "declare_late"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        if not _allocated(ctx, body.decl):
            continue
        for stmt in body.everything:
            var = _declared(stmt)
            if var is None or not any(ctx.touching(u.name, path, start, end) for u in body.uses(var)):
                continue
            assert isinstance(stmt, nodes.Stmt)
            if _allocated(ctx, stmt):
                yield from _fix(ctx, body, stmt, var)


def _allocated(ctx: FixContext, n: nodes.Node) -> bool:
    return any(f.code != "leaking-param" for f in ctx.findings_at(*ctx.span(n)))


def _declared(stmt: nodes.Node) -> Var | None:
    """The one variable that the statement declares."""
    match stmt:
        case nodes.DeclStmt(decl_list=[nodes.VarDecl(group=None, name_list=[nodes.Name(obj=Var() as var)])]):
            return var
        case nodes.AssignStmt(op=":=", lhs=nodes.Name(obj=Var() as var, pos=pos)) if pos == var.pos:
            return var
        case _:
            return None


def _fix(ctx: FixContext, body: Body, stmt: nodes.Stmt, var: Var) -> Iterator[Fix]:
    listed = statements(body.parents.get(stmt), stmt)
    value = stmt.rhs if isinstance(stmt, nodes.AssignStmt) else _only(stmt).values
    if listed is None or not _alone(body, var) or (value is not None and not _only_makes(body, value)):
        return
    found = _first(ctx, listed[listed.index(stmt) + 1 :], var)
    if found is None or isinstance(found[0], nodes.LabeledStmt):
        return
    place, branch = found
    passed = between(body, stmt, place)
    if passed is None or not (branch or any(leaves(n) for n in passed)):
        return
    if value is not None and effects(body, *passed).changes_what(effects(body, value)):
        return
    if _renamed(body, stmt, place):
        return
    rewrite = Rewrite(ctx)
    text = rewrite.text(stmt, stmt)
    if text is None or rewrite.commented(stmt):
        return
    rewrite.drop_statement(stmt)
    rewrite.insert_above(place, text)
    title = say("Declare {name} where it is needed", name=var.name)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(stmt), preferred=True, makes=(var.name,)))


def _only(stmt: nodes.Stmt) -> nodes.VarDecl:
    assert isinstance(stmt, nodes.DeclStmt)
    decl = stmt.decl_list[0]
    assert isinstance(decl, nodes.VarDecl)
    return decl


def _alone(body: Body, var: Var) -> bool:
    """Whether nothing else in the function has the variable's name; fields do not count."""
    same = (n.obj for n in walk(body.decl) if isinstance(n, nodes.Name) and n.value == var.name)
    return all(o is var or (isinstance(o, Var) and o.is_field) for o in same)


def _only_makes(body: Body, value: nodes.Expr) -> bool:
    """Whether evaluating it comes to its end and does nothing that anybody could tell."""
    value = unparen(value)
    if isinstance(value, nodes.CallExpr) and builtin_name(value) == "make":
        return all(isinstance(x.val, int) for x in value.arg_list[1:])
    return effects(body, value).total


def _first(ctx: FixContext, rest: list[nodes.Stmt], var: Var) -> tuple[nodes.Stmt, bool] | None:
    """The first statement that names the variable, in a branch if that is alone in it; whether it is in one."""
    naming = [s for s in rest if mentions(ctx, s, var)]
    if not naming:
        return None
    inner = _branch(ctx, naming[0], var) if len(naming) == 1 else None
    found = _first(ctx, inner, var) if inner is not None else None
    return (found[0], True) if found is not None else (naming[0], False)


def _branch(ctx: FixContext, stmt: nodes.Stmt, var: Var) -> list[nodes.Stmt] | None:
    """The list of statements of the one branch that names the variable, None if more of the statement does."""
    naming = [n for n in children(stmt) if mentions(ctx, n, var)]
    if len(naming) != 1:
        return None
    match stmt, naming[0]:
        case nodes.IfStmt(), nodes.BlockStmt() as block:
            return block.stmts
        case nodes.IfStmt(else_=other), nodes.IfStmt() as chained if chained is other:
            return _branch(ctx, chained, var)
        case nodes.SwitchStmt(), nodes.CaseClause() as clause:
            return None if clause.cases is not None and mentions(ctx, clause.cases, var) else clause.body
        case nodes.SelectStmt(), nodes.CommClause() as clause:
            return None if clause.comm is not None and mentions(ctx, clause.comm, var) else clause.body
        case nodes.BlockStmt(), _:
            return stmt.stmts if isinstance(stmt, nodes.BlockStmt) else None
        case _:
            return None


def _renamed(body: Body, stmt: nodes.Stmt, place: nodes.Stmt) -> bool:
    """Whether a name of the declaration may mean something else at the new place."""
    names = {n.value for n in walk(stmt) if isinstance(n, nodes.Name)}
    root = body.literal(stmt) or body.decl
    return any(
        isinstance(n, nodes.Name) and n.value in names and n.obj is not None and stmt.end <= n.obj.pos < place.start
        for n in walk(root)
    )

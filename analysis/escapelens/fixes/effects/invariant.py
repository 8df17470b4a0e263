"""What is the same in each round of a loop, and what each round comes to.

Property: what is called the same is so in all rounds and right before the loop, its evaluation runs no other code and
does not panic; what is called sure runs in the first round, whatever the program does, panics aside.
"""

from __future__ import annotations

from escapelens.fixes.effects.body import Body, How, builtin_name, statements
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.flow import ends, leaves
from escapelens.fixes.effects.rounds import Rounds
from escapelens.model.objects import PACKAGE_VAR, Var
from escapelens.model.predicates import is_string
from escapelens.model.selection import FIELD_VAL
from escapelens.model.types import Array, Pointer, Type
from escapelens.model.under import under
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk


def same_in_rounds(body: Body, loop: nodes.ForStmt, e: nodes.Expr) -> bool:
    """Whether e, made of variables of the function, their fields, constants and sums of strings, has one value."""
    e = unparen(e)
    if e.val is not None:
        return not inside(loop, e)
    match e:
        case nodes.Name(obj=Var() as var):
            return _unchanged(body, loop, var) and not inside(loop, e)
        case nodes.SelectorExpr(selection=s) if s is not None and s.kind == FIELD_VAL:
            direct = not s.indirect and not isinstance(under(s.recv), Pointer)
            return direct and same_in_rounds(body, loop, e.x)
        case nodes.Operation(op="+") if e.y is not None and e.typ is not None and is_string(e.typ):
            return same_in_rounds(body, loop, e.x) and same_in_rounds(body, loop, e.y)
        case _:
            return False


def inside(loop: nodes.ForStmt, e: nodes.Node) -> bool:
    """Whether e names anything that the loop declares and e does not: it means nothing before the loop."""
    return any(
        n.obj is not None and loop.start <= n.obj.pos < loop.end and not e.start <= n.obj.pos < e.end
        for n in walk(e)
        if isinstance(n, nodes.Name)
    )


def _unchanged(body: Body, loop: nodes.ForStmt, var: Var) -> bool:
    if var.kind == PACKAGE_VAR or not body.has(var) or loop.start <= var.pos < loop.end:
        return False
    if all(u.how in (How.DECLARE, How.READ) for u in body.uses(var)):
        return True
    return body.private(var) and var not in effects(body, loop).writes


def first_round(body: Body, loop: nodes.ForStmt, e: nodes.Node) -> nodes.Stmt | None:
    """The statement of the loop's body around e, if the first round evaluates e, once or again; else None."""
    below: nodes.Node = e
    for up in body.ancestors(e):
        if up is loop.body:
            before = loop.body.stmts[: loop.body.stmts.index(below)]  # type: ignore[arg-type]
            return None if any(leaves(s) for s in before) else below  # type: ignore[return-value]
        match up:
            case nodes.Operation(op="&&" | "||") if below is up.y:
                return None
            case nodes.IfStmt() if below not in (up.init, up.cond):
                return None
            case nodes.SwitchStmt() if below not in (up.init, up.tag):
                return None
            case nodes.ForStmt() if below is not up.init:
                return None
            case nodes.FuncLit() | nodes.SelectStmt() | nodes.CaseClause() | nodes.LabeledStmt():
                return None
            case _:
                below = up
    return None


def surely_rounds(body: Body, loop: nodes.ForStmt, number: Rounds | None) -> bool:
    """Whether the loop makes a round, whenever control comes to it: `for {`, a constant number, a test before it."""
    if loop.cond is None and not isinstance(loop.init, nodes.RangeClause):
        return True
    if number is None:
        return False
    if isinstance(number.expr.val, int):
        return number.expr.val > 0
    if number.of_len and isinstance(array := _array(number.expr.typ), Array):
        return array.len > 0
    stmt = body.statement(loop)
    listed = statements(body.parents.get(stmt), stmt) if stmt is not None else None
    before = listed[: listed.index(stmt)] if listed is not None and stmt is not None else []
    for i in range(len(before) - 1, -1, -1):
        test = before[i]
        if isinstance(test, nodes.IfStmt) and _leaves_without(test, number):
            return not effects(body, *before[i + 1 :]).changes_what(effects(body, test.cond))
    return False


def _array(t: Type | None) -> Type | None:
    u = None if t is None else under(t)
    return under(u.elem) if isinstance(u, Pointer) else u


def _leaves_without(test: nodes.IfStmt, number: Rounds) -> bool:
    """`if len(xs) == 0 { return }`: behind it there is a round."""
    cond = unparen(test.cond)
    if test.init is not None or test.else_ is not None or not test.then.stmts:
        return False
    last = test.then.stmts[-1]
    gone = ends(last) or (isinstance(last, nodes.BranchStmt) and last.tok in ("continue", "break"))
    if not gone or not isinstance(cond, nodes.Operation) or cond.y is None:
        return False
    if (cond.op, cond.y.val) not in (("==", 0), ("<", 1), ("<=", 0)) or isinstance(cond.y.val, bool):
        return False
    if cond.op == "==" and number.signed:
        return False
    x = unparen(cond.x)
    if number.of_len:
        if not isinstance(x, nodes.CallExpr) or builtin_name(x) != "len":
            return False
        x = unparen(x.arg_list[0])
    return _same(x, unparen(number.expr))


def _same(a: nodes.Expr, b: nodes.Expr) -> bool:
    """Whether both name the same variable, or the same field of one."""
    if isinstance(a, nodes.Name) and isinstance(b, nodes.Name):
        return isinstance(a.obj, Var) and a.obj is b.obj
    if isinstance(a, nodes.SelectorExpr) and isinstance(b, nodes.SelectorExpr):
        return a.sel.obj is b.sel.obj and _same(unparen(a.x), unparen(b.x))
    return False


def captures(body: Body, literal: nodes.FuncLit) -> list[Var]:
    """Local variables of the functions around the literal that it names."""
    found: dict[Var, None] = {}
    for n in walk(literal):
        if isinstance(n, nodes.Name) and isinstance(n.obj, Var) and body.has(n.obj):
            if not literal.start <= n.obj.pos < literal.end:
                found[n.obj] = None
    return list(found)

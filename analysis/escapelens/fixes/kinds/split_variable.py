"""Split a variable: one that is given a second value, and of which but one value has to be on the heap, becomes two.

    b := make([]byte, 0, 64)                      b := make([]byte, 0, 64)
    b = appendKey(b, k)                           b = appendKey(b, k)
    if seen(b) {                          ->      if seen(b) {
        return nil                                    return nil
    }                                             }
    b = make([]byte, size)                        own := make([]byte, size)
    fill(b)                                       fill(own)
    return b                                      return own

What is put into a variable goes where the variable's values go, whichever of them it is. Conditions:

- a plain assignment gives it another value, of its own type, as it stands, not made of the old one, which is out of
  reach from then on: nobody has the variable's address or captured it before, and it is no result;
- whatever may name it after the assignment stands below in the same list of statements, where no other way leads to;
- where a loop comes back to the same variable, nobody takes its address or captures it afterwards, either: each round
  would have one of its own.

Whether one of the values stays off the heap then is for the judge to find out.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, uses_of
from escapelens.fixes.effects.body import Body, How, Use, builtin_name, statements
from escapelens.fixes.effects.lives import named_later, outlives_round
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.identity import identical
from escapelens.model.objects import RESULT_VAR, Var
from escapelens.model.predicates import is_interface, is_string
from escapelens.model.types import Signature
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "split_variable"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        for stmt in body.everything:
            if not isinstance(stmt, nodes.AssignStmt) or stmt.op or stmt.rhs is None:
                continue
            var = stmt.lhs.obj if isinstance(stmt.lhs, nodes.Name) else None
            if not isinstance(var, Var) or not body.has(var) or var.kind == RESULT_VAR or is_interface(var.typ):
                continue
            named = (*(u.name for u in body.uses(var)), stmt)
            if any(ctx.touching(n, path, start, end) for n in named):
                yield from _fix(ctx, body, stmt, var)


def _fix(ctx: FixContext, body: Body, stmt: nodes.AssignStmt, var: Var) -> Iterator[Fix]:
    listed, value = statements(body.parents.get(stmt), stmt), stmt.rhs
    if listed is None or value is None or body.home(var) is not body.literal(stmt):
        return
    if not _has_its_type(value) or value.typ is None or not identical(value.typ, var.typ) or uses_of(value, var):
        return
    below = {n for s in listed if s.start > stmt.start for n in uses_of(s, var)}
    second = [u for u in body.uses(var) if u.name in below]
    first = [u for u in body.uses(var) if u.name not in below]
    if not second or any(_held(body, u, var) for u in first):
        return
    if outlives_round(ctx, body, var, stmt) and any(_held(body, u, var) for u in second):
        return
    later = named_later(ctx, body, var, stmt, heir=True)
    if later is None or any(n not in below and n is not stmt.lhs for n in later):
        return
    keys = (*ctx.keys_of_moved(var), *ctx.keys_in(*_values(body, var)))
    name = fresh(ctx, body, "own", f"{var.name}2", f"own{var.name[:1].upper()}{var.name[1:]}")
    file, start, _ = ctx.span(stmt)
    assign = ctx.texts[file].find(b" = ", start) if file else -1
    if not keys or name is None or ctx.span(stmt.lhs)[2] != assign:
        return
    rewrite = Rewrite(ctx)
    rewrite.edits.append(Edit(file, start, assign + len(" = "), f"{name} := "))
    for use in second:
        rewrite.replace(use.name, name)
    title = say("Give the second value of {name} a variable of its own", name=var.name)
    yield from rewrite.offer(Fix(KIND, title, removes=keys, preferred=True))


def _held(body: Body, use: Use, var: Var) -> bool:
    """Whether somebody gets hold of the variable by the use."""
    return use.how is How.ADDRESS or use.literal is not body.home(var)


def _has_its_type(e: nodes.Expr) -> bool:
    """Whether the value has the same type where nothing says which it should have: no shift, comparison, constant."""
    e = unparen(e)
    match e:
        case _ if e.val is not None:
            return False
        case nodes.CallExpr():
            return builtin_name(e) in ("", "make", "new", "append")
        case nodes.CompositeLit() | nodes.FuncLit():
            return True
        case nodes.Operation(op="&", y=None):
            return True
        case nodes.Operation(op="+"):
            return e.y is not None and e.typ is not None and is_string(e.typ)
        case nodes.Name(obj=obj) | nodes.SelectorExpr(sel=nodes.Name(obj=obj)):
            return isinstance(obj, Var)
        case nodes.IndexExpr():
            return not isinstance(e.x.typ, Signature)
        case nodes.SliceExpr():
            return True
        case _:
            return False


def _values(body: Body, var: Var) -> Iterator[nodes.Expr]:
    """What plain assignments and definitions give it."""
    for use in body.uses(var):
        up = body.parents.get(use.name)
        if isinstance(up, nodes.AssignStmt) and up.lhs is use.name and up.rhs is not None:
            yield up.rhs
        elif isinstance(up, nodes.VarDecl) and up.values is not None and not isinstance(up.values, nodes.ListExpr):
            yield up.values

"""Copy late: a variable that is on the heap for the sake of its last statement is copied right before that statement.

    func Send(b Batch, split bool) uint64 {         func Send(b Batch, split bool) uint64 {
        if !split {                                     if !split {
            return apply(&b)                                return apply(&b)
        }                                      ->       }
        go func() { done <- apply(&b) }()               own := b
                                                        go func() { done <- apply(&own) }()

b is allocated where it is declared, a parameter on every call; its copy only where the statement is reached. Where the
statement takes the address of one field of it alone, that field is copied: `admitted := st.Admitted`. Conditions:

- nothing that may run after the statement, deferred calls included, names the variable; so what the statement does to
  the copy, then or later, is all that anybody sees;
- who took the variable's address before, or captured it, did so where control does not come to the statement from;
- the variable is no result, and may be copied (no locks in it); the copy of a field is made where the statement writes
  nothing to the variable, and reads but other fields of it, and where nobody leads an address to what is around it;
- some path from the declaration does not come to the statement: it is left before, or a branch goes elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, uses_of
from escapelens.fixes.effects.body import Body, How, Use, statements
from escapelens.fixes.effects.copies import no_copy
from escapelens.fixes.effects.flow import after, ends, leaves
from escapelens.fixes.effects.held import held_at
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.effects.whole import kept_whole
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.model.selection import FIELD_VAL
from escapelens.model.types import Pointer
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "copy_late"
BULK = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, var in held_at(ctx, path, start, end):
        yield from _fix(ctx, body, var)


def _fix(ctx: FixContext, body: Body, var: Var) -> Iterator[Fix]:
    holders = [holder(body, use) for use in body.uses(var) if _holds(body, use, var)]
    if not holders or no_copy(var.typ) or body.home(var) is not None:
        return
    last = body.statement(max(holders, key=lambda n: n.start))
    if last is None or isinstance(last, nodes.LabeledStmt) or body.home(var) is not body.literal(last):
        return
    later = after(body, last)
    if later is None or any(uses_of(n, var) for n in later) or declares(last, var):
        return
    if _on_every_path(body, var, last):
        return
    for n in holders:
        stmt = body.statement(n)
        if stmt is None or (stmt is not last and reaches(body, stmt, last)):
            return
    rewrite = Rewrite(ctx)
    fields = _one_field(ctx, body, last, var)
    if fields:
        name = fresh(ctx, body, *_field_names(fields[0]))
        what = f"{var.name}.{fields[0].sel.value}"
        for field in fields:
            rewrite.replace(field, name or "")
    else:
        name = fresh(ctx, body, "own", f"{var.name}Copy", f"own{var.name[:1].upper()}{var.name[1:]}")
        what = var.name
        for use in uses_of(last, var):
            rewrite.replace(use, name or "")
    if name is None:
        return
    rewrite.insert_before(last, f"{name} := {what}")
    title = say("Copy {name} where it is needed", name=what)
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_of_moved(var), preferred=True, makes=(name,)))


def _holds(body: Body, use: Use, var: Var) -> bool:
    return use.how is How.ADDRESS or use.literal is not body.home(var)


def holder(body: Body, use: Use) -> nodes.Node:
    """What takes hold of the variable: the outermost literal around the use, or the use itself."""
    found: nodes.Node = use.name
    for up in body.ancestors(use.name):
        if isinstance(up, nodes.FuncLit):
            found = up
    return found


def declares(stmt: nodes.Node, var: Var) -> bool:
    return stmt.start <= var.pos < stmt.end


def reaches(body: Body, first: nodes.Stmt, last: nodes.Stmt) -> bool:
    """Whether control may come from `first` to `last`: not if a list of statements around `first` ends in a return."""
    below: nodes.Node = first
    for up in body.ancestors(first):
        if isinstance(up, nodes.FuncLit | nodes.ForStmt):
            return True
        listed = statements(up, below)
        if listed is None:
            below = up
            continue
        rest = listed[listed.index(below) :]  # type: ignore[arg-type]
        for stmt in rest:
            if stmt is not below and any(n is last for n in walk(stmt)):
                return True
            if ends(stmt):
                return False
        below = up
    return False


def _on_every_path(body: Body, var: Var, last: nodes.Stmt) -> bool:
    """Whether whoever declares the variable comes to the statement: nothing leaves in between, and no branch does."""
    listed = statements(body.parents.get(last), last) or []
    before = listed[: listed.index(last)]
    home = body.parents.get(last)
    parameter = body.decl.body is not None and var.pos < body.decl.body.start
    same = home is body.decl.body if parameter else any(declares(stmt, var) for stmt in before)
    since = [stmt for stmt in before if parameter or stmt.start >= var.pos or declares(stmt, var)]
    return same and not any(leaves(stmt) for stmt in since)


def _one_field(ctx: FixContext, body: Body, stmt: nodes.Stmt, var: Var) -> list[nodes.SelectorExpr]:
    """The selections of the one field whose address the statement takes; none if it does anything else with var."""
    found: list[nodes.SelectorExpr] = []
    read: set[int] = set()
    for use in body.uses(var):
        if not stmt.start <= use.name.start < stmt.end:
            continue
        up = body.parents.get(use.name)
        if use.literal is not body.home(var) or use.how not in (How.READ, How.ADDRESS):
            return []
        if not isinstance(up, nodes.SelectorExpr) or up.selection is None or up.selection.kind != FIELD_VAL:
            return []
        if use.how is How.READ:
            read.add(up.selection.index[0])
            continue
        if up.selection.indirect or isinstance(under(var.typ), Pointer) or not _address_taken(body, up):
            return []
        if not kept_whole(ctx, body, use.name):
            return []
        found.append(up)
    taken = {tuple(f.selection.index) for f in found if f.selection is not None}
    return found if len(taken) == 1 and not {index[0] for index in taken} & read else []


def _address_taken(body: Body, e: nodes.Expr) -> bool:
    """Whether `e` stands as e[:] or &e."""
    up = body.parents.get(e)
    while isinstance(up, nodes.ParenExpr):
        e, up = up, body.parents.get(up)
    if isinstance(up, nodes.SliceExpr):
        return unparen(up.x) is unparen(e)
    return isinstance(up, nodes.Operation) and up.op == "&" and up.y is None


def _field_names(field: nodes.SelectorExpr) -> tuple[str, ...]:
    name = field.sel.value
    own = name[:1].lower() + name[1:]
    return own, f"own{name[:1].upper()}{name[1:]}", f"{own}Copy"
